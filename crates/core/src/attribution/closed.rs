//! Closed months: what they were attributed to stays, whatever is decided later.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::engine::Stretch;
use super::evaluate::Inputs;
use super::holdings::{self, Holdings, month_period};
use super::model::{Told, Why};
use super::queries;
use super::split::Split;
use super::state::Attribution;
use super::tally::NOTHING;
use crate::kernel::parse_day;

/// Why a subject had its value when the month was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ClosedWhy {
    /// `hand`, `rule`, `metadata`, `owner` or `nothing`.
    by: String,
    /// Id of the tag or owner; 0 for others.
    id: i64,
    /// Id of the rule; empty for others.
    rule: String,
}

/// A split with the id it had.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptSplit {
    id: i64,
    split: Split,
}

impl KeptSplit {
    fn of(split: &Split) -> Self {
        Self { id: split.id, split: split.clone() }
    }

    fn split(self) -> Split {
        Split { id: self.id, ..self.split }
    }
}

/// What closed months were attributed to.
#[derive(Clone, Debug, Default)]
pub struct ClosedMonths {
    /// By place of the month, then dimension and subject.
    months: BTreeMap<u16, HashMap<(usize, usize), Vec<Stretch>>>,
    /// Ids of rules by dimension, subject, month.
    rules: HashMap<(u16, usize, usize), String>,
    /// Splits by place of the month.
    splits: BTreeMap<u16, Vec<Split>>,
}

impl ClosedMonths {
    /// Reads what is kept.
    pub fn read(reader: &Connection, inputs: &Inputs, holdings: &Holdings) -> rusqlite::Result<Self> {
        let mut found = Self::default();
        for (place, month) in (0_u16..).zip(&holdings.months) {
            if !holdings.closed.contains(month) {
                continue;
            }
            let mut kept: HashMap<(usize, usize), Vec<Stretch>> = HashMap::new();
            let rules = &mut found.rules;
            holdings::each_closed(reader, month, |dimension, subject, from, value, why| {
                let place_of = inputs.dimension(dimension).zip(holdings.place(subject));
                let Some((dimension, subject)) = place_of else { return };
                let why: Option<ClosedWhy> = serde_json::from_str(why).ok();
                let told = Told { value: value.map(str::to_owned), why: why_of(why.as_ref()) };
                if let Some(why) = why.filter(|why| !why.rule.is_empty()) {
                    rules.insert((place, dimension, subject), why.rule);
                }
                let stretches = kept.entry((dimension, subject)).or_default();
                let from = (!stretches.is_empty()).then(|| parse_day(from).ok()).flatten();
                stretches.push(Stretch { from, told });
            })?;
            if let Some(splits) = queries::closed_splits(reader, month)? {
                found.splits.insert(place, splits.into_iter().map(KeptSplit::split).collect());
            }
            if !kept.is_empty() {
                found.months.insert(place, kept);
            }
        }
        Ok(found)
    }

    /// What a subject was attributed to in a month; `None` where the month is open, or nothing was kept of it.
    pub fn stretches(&self, month: u16, dimension: usize, subject: usize) -> Option<&[Stretch]> {
        let kept = self.months.get(&month)?;
        Some(kept.get(&(dimension, subject)).map_or(NOTHING, Vec::as_slice))
    }

    /// The rule that decided then.
    pub fn rule(&self, month: u16, dimension: usize, subject: usize) -> Option<&str> {
        self.rules.get(&(month, dimension, subject)).map(String::as_str)
    }

    /// Splits that held then; `None` where the month is open.
    pub fn splits(&self, month: u16) -> Option<&[Split]> {
        self.splits.get(&month).map(Vec::as_slice)
    }

    /// Whether a month is kept as it was.
    pub fn has(&self, month: u16) -> bool {
        self.months.contains_key(&month)
    }
}

fn why_of(why: Option<&ClosedWhy>) -> Why {
    match why.map(|why| (why.by.as_str(), why.id)) {
        Some(("hand", id)) => Why::Hand(id),
        Some(("owner", id)) => Why::Owner(id),
        Some(("rule", _)) => Why::PastRule,
        Some(("metadata", _)) => Why::Inherited,
        _ => Why::Nothing,
    }
}

/// Keeps what a month `YYYY-MM` is attributed to now, in the transaction that closes it.
pub fn keep_month(tx: &Connection, month: &str, state: &Attribution) -> rusqlite::Result<()> {
    let (inputs, holdings, evaluation) = (&state.inputs, &state.holdings, &state.evaluation);
    queries::forget_closed(tx, month)?;
    let splits: Vec<KeptSplit> = state.registry.splits.iter().map(KeptSplit::of).collect();
    queries::insert_closed_splits(tx, month, &splits)?;
    let Some((period, place)) =
        month_period(month).zip(holdings.months.iter().position(|known| known == month))
    else {
        return Ok(());
    };
    for (dimension, name) in inputs.dimensions.iter().enumerate() {
        for (subject, key) in holdings.keys.iter().enumerate() {
            if !holdings.sums(subject).iter().any(|sum| usize::from(sum.month) == place) {
                continue;
            }
            let stretches = evaluation.stretches(dimension, subject);
            for (at, stretch) in stretches.iter().enumerate() {
                let starts = stretch.from.map_or(period.start(), |from| from.max(period.start()));
                let next = stretches.get(at + 1).and_then(|next| next.from);
                if starts >= period.end() || next.is_some_and(|next| next <= period.start()) {
                    continue;
                }
                let (from, value) = (starts.to_string(), stretch.told.value.as_deref());
                let why = serde_json::to_string(&kept_why(inputs, stretch.told.why)).unwrap_or_default();
                holdings::insert_closed(tx, month, name, key.id, &from, value, &why)?;
            }
        }
    }
    Ok(())
}

/// Forgets what a month was attributed to, in the transaction that opens it again.
pub fn forget_month(tx: &Connection, month: &str) -> rusqlite::Result<()> {
    queries::forget_closed(tx, month)
}

fn kept_why(inputs: &Inputs, why: Why) -> ClosedWhy {
    let (by, id, rule) = match why {
        Why::Hand(id) => ("hand", id, ""),
        Why::Owner(id) => ("owner", id, ""),
        Why::Rule(place) => ("rule", 0, inputs.rules.get(place).map_or("", |rule| rule.id.as_str())),
        Why::PastRule => ("rule", 0, ""),
        Why::Inherited => ("metadata", 0, ""),
        Why::Nothing => ("nothing", 0, ""),
    };
    ClosedWhy { by: by.to_owned(), id, rule: rule.to_owned() }
}
