//! Spend by the values of a dimension after splits and corrections; adds up to spend of record.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::decisions::{CorrectionSet, Decision};
use super::holdings::month_period;
use super::split::{
    Divided, Grades, KeptReason, Method, MonthSums, PartSums, Split, ValueSums, divide, parts_of_month,
};
use super::state::Attribution;
use super::tally::Slice;
use crate::kernel::Period;

/// Grade of what a decision moved out of a closed month.
const CORRECTED_GRADE: u8 = b'E';

/// What one value has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueTotal {
    /// Nanos of its own, before any split.
    pub direct: i128,
    /// Nanos that splits gave, less what they took.
    pub received: i128,
    /// Nanos that corrections of closed months brought or took.
    pub corrected: i128,
    /// All of it by evidence.
    pub grades: Grades,
    /// All of it by place of the month in [`Totals::months`].
    pub months: BTreeMap<usize, i128>,
}

impl ValueTotal {
    /// Nanos of all.
    pub const fn total(&self) -> i128 {
        self.direct.saturating_add(self.received).saturating_add(self.corrected)
    }
}

/// What a split did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitTotal {
    /// Nanos that it took from its source.
    pub divided: i128,
    /// Nanos by target.
    pub parts: BTreeMap<String, i128>,
    /// Month, nanos that stayed with the source, and why.
    pub kept: Vec<(String, i128, KeptReason)>,
}

/// A correction that falls into the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Id of the decision.
    pub id: i64,
    /// What it moves.
    pub set: CorrectionSet,
}

/// A period by value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Nanos of spend of record.
    pub total: i128,
    /// `YYYY-MM`, in order: those with spend or a correction.
    pub months: Vec<String>,
    /// By value; `None` for what has none.
    pub values: BTreeMap<Option<String>, ValueTotal>,
    /// By id.
    pub splits: BTreeMap<i64, SplitTotal>,
    /// Corrections posted in months of the period.
    pub corrections: Vec<Posted>,
    /// Places of the books that the money is of.
    pub bases: BTreeSet<u8>,
}

/// Adds a period up by value.
pub fn totals(
    reader: &Connection,
    state: &Attribution,
    dimension: usize,
    slice: Slice,
) -> rusqlite::Result<Totals> {
    let name = state.inputs.dimensions.get(dimension).cloned().unwrap_or_default();
    let currency = state.holdings.currencies.get(usize::from(slice.currency)).cloned().unwrap_or_default();
    let posted = posted(state, &name, &currency, slice.period);
    let mut months: BTreeSet<String> = posted.iter().map(|one| one.set.posted_month.clone()).collect();
    let touched =
        |month: &&String| month_period(month).is_some_and(|month| meet(month, slice.period).is_some());
    months.extend(state.holdings.months.iter().filter(touched).cloned());
    let mut found = Totals { months: months.into_iter().collect(), ..Totals::default() };
    for (place, month) in found.months.clone().iter().enumerate() {
        let Some(period) = month_period(month) else { continue };
        let own = state.holdings.months.iter().position(|known| known == month);
        let own = own.and_then(|place| u16::try_from(place).ok());
        let closed = own.and_then(|own| state.closed.splits(own));
        let splits = closed.unwrap_or(&state.registry.splits);
        let of_dimension: Vec<Split> =
            splits.iter().filter(|split| split.dimension == name).cloned().collect();
        let cut = Cut { dimension, slice, month: period, own };
        let sums = month_sums(reader, state, &cut, &of_dimension, &mut found.bases)?;
        found.add(place, month, &currency, &divide(&sums, &of_dimension));
    }
    for one in posted {
        found.correct(&one);
        found.corrections.push(one);
    }
    Ok(found)
}

fn posted(state: &Attribution, dimension: &str, currency: &str, period: Period) -> Vec<Posted> {
    let of = |(id, made): (&i64, &super::decisions::Made)| match &made.decision {
        Decision::Correction(set) if set.dimension == dimension && set.currency == currency => {
            let first = month_period(&set.posted_month)?.start();
            period.contains(first).then(|| Posted { id: *id, set: set.clone() })
        }
        _ => None,
    };
    state.decisions.by_id.iter().filter_map(of).collect()
}

/// The days of both periods; `None` where there is none.
fn meet(one: Period, other: Period) -> Option<Period> {
    let period = Period::new(one.start().max(other.start()), one.end().min(other.end())).ok()?;
    (!period.is_empty()).then_some(period)
}

struct Cut {
    dimension: usize,
    slice: Slice,
    month: Period,
    /// Place of the month, where it has spend.
    own: Option<u16>,
}

fn month_sums(
    reader: &Connection,
    state: &Attribution,
    cut: &Cut,
    splits: &[Split],
    bases: &mut BTreeSet<u8>,
) -> rusqlite::Result<MonthSums> {
    let is_counted = splits.iter().any(|split| matches!(split.method, Method::ByTokens | Method::ByRequests));
    let mut parts = Vec::new();
    for days in parts_of_month(cut.month, splits) {
        let Some(period) = meet(days, cut.slice.period) else { continue };
        let mut values: BTreeMap<Option<String>, ValueSums> = BTreeMap::new();
        let currency = state.holdings.currencies.get(usize::from(cut.slice.currency));
        state.books().each_piece(reader, cut.dimension, Slice { period, ..cut.slice }, |piece| {
            bases.insert(piece.sum.basis);
            let grade = piece.grade();
            let sums = values.entry(piece.stretch.told.value.clone()).or_default();
            let spend = sums.spend.entry(currency.cloned().unwrap_or_default()).or_default();
            *spend.entry(grade).or_default() += piece.nanos();
        })?;
        if is_counted && period == cut.month {
            count_usage(state, cut, &mut values);
        }
        parts.push(PartSums { days, values });
    }
    let dimension = state.inputs.dimensions.get(cut.dimension).cloned().unwrap_or_default();
    Ok(MonthSums { dimension, month: cut.month, parts })
}

/// Tokens and requests of values of which every series was seen and stays with the value all month.
fn count_usage(state: &Attribution, cut: &Cut, values: &mut BTreeMap<Option<String>, ValueSums>) {
    let Some(month) = cut.own else { return };
    let mut known: BTreeMap<Option<String>, Option<(i128, i128)>> = BTreeMap::new();
    for subject in 0..state.holdings.keys.len() {
        let is_spent = state.holdings.sums(subject).iter().any(|sum| sum.month == month);
        let requests = state.holdings.requests(subject, month);
        if !is_spent && requests.is_none() {
            continue;
        }
        // Requests count at one of the subjects of their series; the others of it have none of their own.
        let is_seen = state.holdings.keys.get(subject).is_some_and(|key| key.is_seen);
        let stretches = state.books().stretches(cut.dimension, subject, month);
        let inside = |day: &crate::kernel::Day| cut.month.start() < *day && *day < cut.month.end();
        let is_cut = stretches.iter().filter_map(|stretch| stretch.from).any(|from| inside(&from));
        let start = cut.month.start();
        for stretch in stretches {
            let holds = stretch.from.is_none_or(|from| from <= start) || is_cut;
            if !holds {
                continue;
            }
            let sums = known.entry(stretch.told.value.clone()).or_insert(Some((0, 0)));
            *sums = match (*sums, requests, is_seen && !is_cut) {
                (Some((tokens, attempts)), found, true) => {
                    let found = found.unwrap_or_default();
                    Some((tokens + i128::from(found.tokens), attempts + i128::from(found.attempts)))
                }
                _ => None,
            };
        }
    }
    for (value, sums) in values {
        let found = known.get(value).copied().flatten();
        (sums.tokens, sums.requests) = (found.map(|found| found.0), found.map(|found| found.1));
    }
}

impl Totals {
    fn add(&mut self, place: usize, month: &str, currency: &str, divided: &Divided) {
        for ((value, _), sums) in divided.values.iter().filter(|((_, of), _)| of == currency) {
            let direct: i128 = sums.direct.values().sum();
            let total = self.values.entry(value.clone()).or_default();
            total.direct += direct;
            total.received += sums.total() - direct;
            *total.months.entry(place).or_default() += sums.total();
            for (grade, nanos) in sums.grades() {
                *total.grades.entry(grade).or_default() += nanos;
            }
            self.total += direct;
            for given in &sums.given {
                self.splits.entry(given.split).or_default().divided += given.nanos;
            }
            for received in &sums.received {
                let split = self.splits.entry(received.split).or_default();
                *split.parts.entry(value.clone().unwrap_or_default()).or_default() += received.nanos;
            }
        }
        for kept in divided.kept.iter().filter(|kept| kept.currency == currency) {
            let split = self.splits.entry(kept.split).or_default();
            split.kept.push((month.to_owned(), kept.nanos, kept.reason.clone()));
        }
    }

    fn correct(&mut self, posted: &Posted) {
        let place = self.months.iter().position(|month| *month == posted.set.posted_month);
        for moved in &posted.set.moves {
            for (value, nanos) in
                [(&moved.from, -i128::from(moved.nanos)), (&moved.to, i128::from(moved.nanos))]
            {
                let total = self.values.entry(value.clone()).or_default();
                total.corrected += nanos;
                *total.grades.entry(CORRECTED_GRADE).or_default() += nanos;
                if let Some(place) = place {
                    *total.months.entry(place).or_default() += nanos;
                }
            }
        }
    }
}
