//! What follows from rows that came or changed: the order of attempts, which of two tellings counts, roll-ups, loops.
//!
//! Each is a function of the rows that are there, so that the order in which they came leaves no trace.

mod loops;
mod order;
mod queries;
mod queries_loops;
mod queries_together;
mod rollup;
mod shadows;
mod sums;
mod upkeep;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::Transaction;

use self::rollup::{DaySums, Months, Rows};
use super::RequestsError;
use super::days::{day_of, day_text, month_text};

pub use sums::{Column, Sums};
pub use upkeep::{Dropped, drop_old_requests, rebuild_roll_ups};

pub(super) use upkeep::bring;

/// A day of a source.
pub(super) type SourceDay = (i64, i64);

/// Roll-ups of sealed days, taken before their rows change, so that the difference can be added afterwards.
#[derive(Default)]
pub(super) struct Before(BTreeMap<SourceDay, Rows>);

impl Before {
    /// Looks at the days of a source that are about to change.
    pub(super) fn take(
        tx: &Transaction<'_>,
        source: i64,
        days: &BTreeSet<i64>,
    ) -> Result<Self, RequestsError> {
        let mut before = Self::default();
        let batch = batch_series(tx)?;
        let next = days.iter().map(|day| day + 1);
        for day in days.iter().copied().chain(next).collect::<BTreeSet<i64>>() {
            if queries::seal(tx, &day_text(day), source)?.as_deref() == Some("dropped") {
                let rows = rollup::add_up(tx, source, day, &batch)?.rows;
                before.0.insert((day, source), rows);
            }
        }
        Ok(before)
    }
}

/// Settles days of a source whose rows came or changed. Says which days have other figures now.
pub(super) fn settle(
    tx: &Transaction<'_>,
    source: i64,
    days: &BTreeSet<i64>,
    before: &Before,
) -> Result<BTreeSet<i64>, RequestsError> {
    let mut touched: BTreeSet<SourceDay> = days.iter().map(|day| (*day, source)).collect();
    touched.extend(order::number(tx, source, days)?.into_iter().map(|day| (day, source)));
    touched.extend(shadows::mark(tx, source, days)?);
    rebuild(tx, &touched, before)?;
    Ok(touched.into_iter().map(|(day, _)| day).collect())
}

/// Makes the roll-ups of those days from their rows.
fn rebuild(
    tx: &Transaction<'_>,
    touched: &BTreeSet<SourceDay>,
    before: &Before,
) -> Result<(), RequestsError> {
    let batch = batch_series(tx)?;
    let mut months = Months::default();
    for (day, source) in touched {
        let text = day_text(*day);
        let month = month_text(day_of(*day));
        months.write(tx, Some(&month))?;
        let known = queries::day_sums(tx, &text, *source)?;
        let added = rollup::add_up(tx, *source, *day, &batch)?;
        let after = match queries::seal(tx, &text, *source)?.as_deref() {
            None => {
                loops::write(tx, *source, *day, &added.looping)?;
                added.rows.clone()
            }
            // Of rows that are samples nothing follows.
            Some("brought") => continue,
            Some(_) => match before.0.get(&(*day, *source)) {
                Some(before) => late(&known, &added, before, *day)?,
                None => continue,
            },
        };
        if known != after {
            queries::delete_day(tx, &text, *source)?;
            queries::insert_day(tx, &text, *source, &after)?;
            let change = rollup::difference(&known, &after).ok_or_else(|| rollup::failed(*day))?;
            months.add(month, *source, change, *day)?;
        }
    }
    months.write(tx, None)?;
    Ok(queries::roll_ups_changed(tx)?)
}

/// What was known, and what came to the rows that are still there.
fn late(known: &Rows, added: &DaySums, before: &Rows, day: i64) -> Result<Rows, RequestsError> {
    let came = rollup::difference(before, &added.rows);
    came.and_then(|came| rollup::together(known, &came)).ok_or_else(|| rollup::failed(day))
}

fn batch_series(tx: &Transaction<'_>) -> Result<HashSet<i64>, RequestsError> {
    Ok(queries::batch_series(tx)?.into_iter().collect())
}
