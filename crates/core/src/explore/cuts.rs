//! Which cut of a connection's money or usage answers a question.

use super::dimensions::Dimension;
use super::model::Measure;

/// A slot of a source as far as questions care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Descriptor id of the source.
    pub source: &'static str,
    /// The source for people.
    pub source_name: &'static str,
    /// Slot.
    pub slot: &'static str,
    /// The slot for people.
    pub label: &'static str,
    /// Slots of one family tell the same whole: `cost`, `usage`, `coding`.
    pub family: &'static str,
    /// The primary slot that this one cuts differently; `None` for a primary slot.
    pub alternate_of: Option<&'static str>,
    /// Series columns it can tell.
    pub dimensions: &'static [&'static str],
}

impl Cut {
    /// Whether its rows can tell that dimension.
    pub(super) fn tells(&self, dimension: Dimension) -> bool {
        let is_usage = self.family == Family::Usage.name();
        match dimension {
            Dimension::Meter => is_usage,
            Dimension::TokenClass if is_usage => true,
            _ if dimension.is_derived() => false,
            _ => {
                let columns = dimension.columns();
                columns.is_empty() || columns.iter().any(|column| self.dimensions.contains(column))
            }
        }
    }
}

/// Slots that tell the same whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Billed money.
    Cost,
    /// Quantities.
    Usage,
    /// Estimates of coding agents.
    Coding,
    /// Spend of record; derived, so no slot tells it.
    Spend,
    /// What requests told, likewise.
    Observed,
}

impl Family {
    /// The family that answers a measure.
    pub(super) const fn of(measure: Measure) -> Self {
        match measure {
            Measure::Billed | Measure::ListCost => Self::Cost,
            Measure::Estimated => Self::Coding,
            Measure::Tokens | Measure::Requests | Measure::Rated | Measure::RatedList => Self::Usage,
            Measure::Spend
            | Measure::SpendRetry
            | Measure::SpendBatch
            | Measure::SpendCacheWrite
            | Measure::SpendCacheRead
            | Measure::SpendInput
            | Measure::SpendOutput
            | Measure::SpendOther
            | Measure::SeenShare => Self::Spend,
            Measure::Attempts
            | Measure::Retries
            | Measure::RetryUnknown
            | Measure::Failures
            | Measure::ObservedTokens
            | Measure::Outcomes => Self::Observed,
        }
    }

    /// Stored name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Usage => "usage",
            Self::Coding => "coding",
            Self::Spend => "spend",
            Self::Observed => "observed",
        }
    }
}

/// A primary slot, and the alternate cut that is read in its place where it has the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice<'a> {
    /// The primary slot.
    pub(super) primary: &'a Cut,
    /// The cut used instead; `None` when the primary answers, or when none can.
    pub(super) instead: Option<&'a Cut>,
}

/// One choice per primary slot of the family. An alternate is chosen only when the primary cannot tell everything
/// that is named and the alternate can.
pub(super) fn choose_cuts<'a>(
    cuts: &'a [Cut],
    source: &str,
    family: Family,
    named: &[Dimension],
) -> Vec<Choice<'a>> {
    let of_family = |cut: &&'a Cut| cut.source == source && cut.family == family.name();
    let tells_all = |cut: &Cut| named.iter().all(|dimension| cut.tells(*dimension));
    cuts.iter()
        .filter(of_family)
        .filter(|cut| cut.alternate_of.is_none())
        .map(|primary| {
            let alternate = || {
                cuts.iter()
                    .filter(of_family)
                    .find(|cut| cut.alternate_of == Some(primary.slot) && tells_all(cut))
            };
            Choice { primary, instead: if tells_all(primary) { None } else { alternate() } }
        })
        .collect()
}
