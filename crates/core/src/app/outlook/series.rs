//! Daily spend of record, ready to be learned from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use crate::app::App;
use crate::app::figures::cuts;
use crate::explore::{self, Daily};
use crate::kernel::{Day, DimensionFilter, Period, Problem};
use crate::outlook::{DayAmount, Known};

/// Days of history asked for before the first day of interest.
const HISTORY_DAYS: u64 = 200;

/// Daily spend of record of a period with the history before it, by one dimension where asked.
pub(super) fn daily(
    app: &App,
    period: Period,
    by: Option<&str>,
    filters: &[DimensionFilter],
) -> Result<Daily, Problem> {
    let now = app.now();
    let today = now.date_naive();
    let from = period.start().min(today);
    let from = from.checked_sub_days(Days::new(HISTORY_DAYS)).unwrap_or(from);
    let until = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let whole = Period::new(from, until)?;
    let store = &app.workspace()?.store;
    Ok(explore::daily(store, &cuts(&app.options.registry), now, whole, by, filters)?)
}

/// Known days of each currency. A full day without a row had no spend, from the first day with a row on.
pub(super) fn by_currency(daily: &Daily) -> BTreeMap<String, Known> {
    let mut sums: BTreeMap<&str, BTreeMap<Day, i128>> = BTreeMap::new();
    for row in &daily.rows {
        *sums.entry(&row.currency).or_default().entry(row.day).or_default() += row.nanos;
    }
    sums.into_iter().map(|(currency, sums)| (currency.to_owned(), known(&sums, &daily.full_days))).collect()
}

/// Full days of some sums, from the first day with one on.
pub(super) fn known(sums: &BTreeMap<Day, i128>, full_days: &BTreeSet<Day>) -> Known {
    let Some(first) = sums.keys().next() else { return Known::default() };
    Known::new(full_days.range(*first..).map(|day| {
        let nanos = sums.get(day).copied().unwrap_or_default();
        // More than an amount can hold cannot be in the ledger: its parts would not be either.
        DayAmount { day: *day, nanos: i64::try_from(nanos).unwrap_or(i64::MAX) }
    }))
}
