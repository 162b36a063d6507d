//! What the record of an import tells beside its counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facts::{Applied, RequestMoney};
use super::stage::Stage;
use super::{codes, days};

/// Figures of attempts that came with an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Money, each kind by itself.
    pub money: RequestMoney,
    /// With quantities and without a price.
    pub unpriced: u64,
    /// Priced in part.
    pub partial: u64,
    /// Charged or perhaps charged, without quantities.
    pub usage_unknown: u64,
    /// Attempts by the bits of their notes.
    pub(super) notes: BTreeMap<i64, u64>,
}

/// What one attempt adds to figures.
pub(super) struct Figure<'a> {
    pub currency: &'a str,
    pub rated: Option<i64>,
    pub basis: Option<i64>,
    pub reported_currency: Option<&'a str>,
    pub reported: Option<i64>,
    pub rating_status: i64,
    pub is_usage_unknown: bool,
    pub notes: i64,
}

impl Figures {
    pub(super) fn add(&mut self, figure: &Figure<'_>) {
        if let Some(rated) = figure.rated {
            self.money.rate(figure.currency, i128::from(rated));
        }
        if let (Some(basis), Some(currency), Some(nanos)) =
            (figure.basis, figure.reported_currency, figure.reported)
        {
            self.money.tell(codes::read_basis(basis), currency, i128::from(nanos));
        }
        self.unpriced += u64::from(figure.rating_status == 3);
        self.partial += u64::from(figure.rating_status == 2);
        self.usage_unknown += u64::from(figure.is_usage_unknown);
        if figure.notes != 0 {
            *self.notes.entry(figure.notes).or_default() += 1;
        }
    }
}

/// Counts by reason and money of an import, as they are recorded. Money is in nanos by currency, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportSummary {
    /// Requests met more than once in the files.
    pub repeated: u64,
    /// Ids that stand for calls at more than one instant.
    pub collisions: u64,
    /// New requests of days whose rows were dropped.
    pub late: u64,
    /// Outcomes told as before.
    pub outcomes_same: u64,
    /// Outcomes told otherwise than before.
    pub outcomes_changed: u64,
    /// Records that could not be read, by code.
    pub rejected: BTreeMap<String, u64>,
    /// Records of no concern, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// New and changed requests by note.
    pub notes: BTreeMap<String, u64>,
    /// First day whose figures changed, `YYYY-MM-DD`.
    pub first_day: Option<String>,
    /// Last day whose figures changed.
    pub last_day: Option<String>,
    /// Of new and changed requests: with quantities and without a price.
    pub unpriced: u64,
    /// Priced in part.
    pub partial: u64,
    /// Charged or perhaps charged, without quantities.
    pub usage_unknown: u64,
    /// Rated.
    pub rated: BTreeMap<String, String>,
    /// What the source charged.
    pub reported: BTreeMap<String, String>,
    /// What the source computed.
    pub estimated: BTreeMap<String, String>,
    /// What it would have cost.
    pub notional: BTreeMap<String, String>,
}

impl ImportSummary {
    /// Reads a record; what it does not hold is nothing.
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    pub(super) fn of(stage: &Stage, applied: &Applied, figures: &Figures) -> Self {
        let text = |sums: &BTreeMap<String, i128>| {
            sums.iter().map(|(currency, nanos)| (currency.clone(), nanos.to_string())).collect()
        };
        let mut notes: BTreeMap<String, u64> = BTreeMap::new();
        for (bits, count) in &figures.notes {
            for name in codes::note_names(*bits) {
                *notes.entry(name.to_owned()).or_default() += count;
            }
        }
        Self {
            repeated: applied.requests.repeated,
            collisions: applied.requests.collisions,
            late: applied.requests.late,
            outcomes_same: applied.outcomes.same,
            outcomes_changed: applied.outcomes.changed,
            rejected: stage.rejected().clone(),
            skipped: stage.skipped().into_iter().collect(),
            notes,
            first_day: applied.days.first().cloned(),
            last_day: applied.days.last().cloned(),
            unpriced: figures.unpriced,
            partial: figures.partial,
            usage_unknown: figures.usage_unknown,
            rated: text(&figures.money.rated),
            reported: text(&figures.money.reported),
            estimated: text(&figures.money.estimated),
            notional: text(&figures.money.notional),
        }
    }
}

/// First and last instant of the days of a stage.
pub(super) fn reach(stage: &Stage) -> (i64, i64) {
    let first = stage.days().first().copied().unwrap_or(0);
    let last = stage.days().last().copied().unwrap_or(-1);
    (days::start_of(first), days::start_of(last + 1))
}
