//! What a day's apportionment results in: rows as they are stored.

use std::collections::BTreeMap;

use crate::spend::model::{AmountBasis, Class, Classes, DiscrepancyKind, Grade, Level};

/// Amounts of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Nanos by class; their sum is the amount.
    pub classes: Classes,
    /// Inside the classes: of which it is not known whether it is retries.
    pub retry_unknown: i128,
}

impl Amounts {
    /// Adds what another row has.
    pub fn merge(&mut self, other: &Self) {
        self.classes.merge(&other.classes);
        self.retry_unknown = self.retry_unknown.saturating_add(other.retry_unknown);
    }
}

/// Whose a line is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineKey {
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Currency code.
    pub currency: String,
    /// Series of the charge; 0 unless billed.
    pub billed_series: i64,
    /// Series of the usage; 0 when no usage explains it.
    pub usage_series: i64,
    /// Which evidence.
    pub level: Level,
    /// How good.
    pub grade: Grade,
}

/// Money by what providers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Book of the amount.
    pub basis: AmountBasis,
    /// The amount.
    pub amounts: Amounts,
    /// Amount over rated cost of the charge; `None` unless both are known.
    pub scale: Option<(i128, i128)>,
}

/// How much of the provider's dimensions all matching usage shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerTells {
    /// Nothing.
    #[default]
    Nothing,
    /// The project.
    Project,
    /// Project and key.
    Key,
}

impl OwnerTells {
    /// The stored word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Project => "project",
            Self::Key => "key",
        }
    }
}

/// Whose a part is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartKey {
    /// Who told the requests.
    pub source: i64,
    /// Series of the requests.
    pub series: i64,
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Currency code.
    pub currency: String,
    /// Provider's series with what all matching usage shares; 0 when it shares nothing.
    pub owner_series: i64,
    /// How good the match is.
    pub grade: Grade,
}

/// Seen money by what requests tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Book of the amount.
    pub basis: AmountBasis,
    /// What of the owner series holds.
    pub owner_tells: OwnerTells,
    /// The amount.
    pub amounts: Amounts,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiscrepancyKey {
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Kind.
    pub kind: DiscrepancyKind,
    /// Channel.
    pub channel: String,
    /// Model; empty when not told.
    pub model: String,
    /// Meter group.
    pub meter: &'static str,
    /// Currency; empty without an amount.
    pub currency: String,
}

/// By how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discrepancy {
    /// Rated cost in nanos; `None` without a price.
    pub amount: Option<i128>,
    /// How much was counted.
    pub quantity: i128,
}

/// The spend of record of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayRecord {
    /// By what providers tell: all of the day's spend.
    pub lines: BTreeMap<LineKey, Line>,
    /// By what requests tell: the seen part of it.
    pub parts: BTreeMap<PartKey, Part>,
    /// Net cache benefit by connection, series and currency; `None` when an input rate is not known.
    pub cache: BTreeMap<(i64, i64, String), Option<i128>>,
    /// Beside it.
    pub discrepancies: BTreeMap<DiscrepancyKey, Discrepancy>,
}

impl DayRecord {
    /// Adds to a line.
    pub fn add_line(&mut self, key: LineKey, line: Line) {
        if line.amounts.classes == Classes::default() {
            return;
        }
        match self.lines.get_mut(&key) {
            Some(known) => {
                known.amounts.merge(&line.amounts);
                // Two charges under one key have no common factor.
                if known.scale != line.scale {
                    known.scale = None;
                }
            }
            None => {
                self.lines.insert(key, line);
            }
        }
    }

    /// Adds to a part.
    pub fn add_part(&mut self, key: PartKey, part: Part) {
        if part.amounts.classes == Classes::default() {
            return;
        }
        match self.parts.get_mut(&key) {
            Some(known) => {
                known.amounts.merge(&part.amounts);
                known.owner_tells = known.owner_tells.min(part.owner_tells);
            }
            None => {
                self.parts.insert(key, part);
            }
        }
    }

    /// Adds to a discrepancy.
    pub fn add_discrepancy(&mut self, key: DiscrepancyKey, amount: Option<i128>, quantity: i128) {
        let known = self.discrepancies.entry(key).or_default();
        if let Some(amount) = amount {
            *known.amount.get_or_insert(0) += amount;
        }
        known.quantity = known.quantity.saturating_add(quantity);
    }
}

/// The class of money of a lane and meter group where no request tells more.
pub(super) const fn class_of(is_batch: bool, group: super::facts::MeterGroup) -> Class {
    use super::facts::MeterGroup;
    match group {
        _ if is_batch => Class::Batch,
        MeterGroup::Input => Class::Input,
        MeterGroup::CacheWrite => Class::CacheWrite,
        MeterGroup::CacheRead => Class::CacheRead,
        MeterGroup::Output => Class::Output,
        MeterGroup::Other => Class::Other,
    }
}
