//! What a re-rate changes, added up for people: by currency, month, and model and meter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::queries::{RevisionRow, StoredRow, UsageRow};
use super::rows::{RatedRow, RowStatus};
use super::series::SeriesFacts;
use crate::kernel::Day;

/// Contracted nanos by currency, the low end of ranges.
pub type Sums = BTreeMap<String, i128>;

/// What would differ. Amounts and rows are of primary slots, so that usage told twice is counted once.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Before, of open months.
    pub before: Sums,
    /// After, of open months.
    pub after: Sums,
    /// Account and day that would move, of open months.
    pub buckets: BTreeSet<(i64, Day)>,
    /// Rows that would move, of open months.
    pub rows: u64,
    /// Rows unpriced before and priced after.
    pub newly_priced: u64,
    /// Rows priced before and unpriced after.
    pub newly_unpriced: u64,
    /// Rows that are a range after.
    pub ranges_after: u64,
    /// By `YYYY-MM`, closed ones as well.
    pub months: BTreeMap<String, MonthEffect>,
    /// By channel, model, meter and currency, of open months.
    pub causes: BTreeMap<CauseKey, CauseEffect>,
}

/// One month.
#[derive(Clone, Debug, Default)]
pub struct MonthEffect {
    /// Closed: listed and not touched.
    pub is_closed: bool,
    /// Days with a difference.
    pub days: BTreeSet<Day>,
    /// Rows with a difference.
    pub rows: u64,
    /// Before.
    pub before: Sums,
    /// After.
    pub after: Sums,
}

/// What a difference is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CauseKey {
    /// Channel id.
    pub channel: String,
    /// Model as the source names it; empty when it names none.
    pub model: String,
    /// Meter.
    pub meter: String,
    /// ISO 4217.
    pub currency: String,
}

/// The difference of one model and meter.
#[derive(Clone, Debug)]
pub struct CauseEffect {
    /// First day.
    pub from: Day,
    /// Last day.
    pub through: Day,
    /// How much.
    pub quantity: i128,
    /// Before; `None` when it was unpriced.
    pub before: Option<i128>,
    /// After; `None` when it is unpriced.
    pub after: Option<i128>,
}

/// One revision before and after.
pub(super) struct Changed<'a> {
    pub series: &'a HashMap<i64, SeriesFacts>,
    pub revision: &'a RevisionRow,
    pub is_primary: bool,
    pub is_closed: bool,
    pub usage: &'a [UsageRow],
    pub before: &'a [StoredRow],
    pub after: &'a [RatedRow],
}

impl Effect {
    /// Adds the rows of a revision that differ.
    pub(super) fn add(&mut self, changed: &Changed<'_>) {
        let day = changed.revision.day;
        let month = self.months.entry(day.format("%Y-%m").to_string()).or_default();
        month.is_closed = changed.is_closed;
        month.days.insert(day);
        if !changed.is_closed {
            self.buckets.insert((changed.revision.connection, day));
        }
        if !changed.is_primary {
            return;
        }
        let rows = changed.usage.iter().zip(changed.before).zip(changed.after);
        for ((usage, before), after) in rows {
            if before.status == after.status && before.amounts == after.amounts {
                continue;
            }
            month.rows = month.rows.saturating_add(1);
            add(&mut month.before, &before.amounts.currency, before.amounts.contracted);
            add(&mut month.after, &after.amounts.currency, after.amounts.contracted);
            if changed.is_closed {
                continue;
            }
            self.rows = self.rows.saturating_add(1);
            add(&mut self.before, &before.amounts.currency, before.amounts.contracted);
            add(&mut self.after, &after.amounts.currency, after.amounts.contracted);
            let count = |counter: &mut u64, holds: bool| *counter = counter.saturating_add(u64::from(holds));
            let was_unpriced = before.status == RowStatus::Unpriced;
            let is_unpriced = after.status == RowStatus::Unpriced;
            count(&mut self.newly_priced, was_unpriced && !is_unpriced);
            count(&mut self.newly_unpriced, !was_unpriced && is_unpriced);
            count(&mut self.ranges_after, after.status == RowStatus::Range);
            add_cause(&mut self.causes, changed.series, usage, day, before, after);
        }
    }
}

fn add(sums: &mut Sums, currency: &str, nanos: Option<i64>) {
    if let Some(nanos) = nanos {
        *sums.entry(currency.to_owned()).or_default() += i128::from(nanos);
    }
}

fn add_cause(
    causes: &mut BTreeMap<CauseKey, CauseEffect>,
    series: &HashMap<i64, SeriesFacts>,
    usage: &UsageRow,
    day: Day,
    before: &StoredRow,
    after: &RatedRow,
) {
    let facts = series.get(&usage.series);
    let currency =
        if after.amounts.currency.is_empty() { &before.amounts.currency } else { &after.amounts.currency };
    let key = CauseKey {
        channel: facts.map(|facts| facts.channel.clone()).unwrap_or_default(),
        model: facts.and_then(SeriesFacts::model).unwrap_or_default().to_owned(),
        meter: usage.meter.clone(),
        currency: currency.clone(),
    };
    let cause = causes.entry(key).or_insert(CauseEffect {
        from: day,
        through: day,
        quantity: 0,
        before: None,
        after: None,
    });
    cause.from = cause.from.min(day);
    cause.through = cause.through.max(day);
    cause.quantity += i128::from(usage.quantity);
    for (sum, nanos) in
        [(&mut cause.before, before.amounts.contracted), (&mut cause.after, after.amounts.contracted)]
    {
        if let Some(nanos) = nanos {
            *sum.get_or_insert(0) += i128::from(nanos);
        }
    }
}
