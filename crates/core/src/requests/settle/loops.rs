//! Retry loops: tasks that were tried again and again on one day.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Transaction;

use super::queries_loops::{self as queries, LoopRow};
use super::rollup::failed;
use crate::requests::RequestsError;
use crate::requests::days::day_text;

/// A task with fewer attempts is no loop.
const LEAST: i64 = 3;

/// Writes the loops of a day of a source anew, out of the tasks whose hashes are given.
pub(super) fn write(
    tx: &Transaction<'_>,
    source: i64,
    day: i64,
    looping: &HashSet<u64>,
) -> Result<(), RequestsError> {
    let text = day_text(day);
    queries::delete_loops(tx, &text, source)?;
    if looping.is_empty() {
        return Ok(());
    }
    let mut loops: BTreeMap<String, LoopRow> = BTreeMap::new();
    queries::each_of_tasks::<RequestsError>(tx, source, day, looping, |task, attempt| {
        let row = match loops.get_mut(task) {
            Some(row) => row,
            None => loops.entry(task.to_owned()).or_default(),
        };
        if row.attempts == 0 {
            row.first_us = attempt.started_us;
        }
        row.attempts += 1;
        row.failures += i64::from(attempt.is_failure);
        row.has_succeeded |= attempt.is_success;
        row.unpriced += i64::from(attempt.is_unpriced);
        row.last_us = attempt.started_us;
        let Some(nanos) = attempt.rated_nanos else { return Ok(()) };
        if row.currency.is_empty() {
            row.currency = attempt.currency;
        } else if row.currency != attempt.currency {
            row.other_currency += 1;
            return Ok(());
        }
        row.rated_nanos = row.rated_nanos.checked_add(nanos).ok_or_else(|| failed(day))?;
        Ok(())
    })?;
    for (task, row) in loops.iter().filter(|(_, row)| row.attempts >= LEAST) {
        queries::insert_loop(tx, &text, source, task, row)?;
    }
    Ok(())
}
