//! SQL of retry loops.

use std::collections::HashSet;

use rusqlite::{Connection, Transaction, params};

use crate::requests::days::{DAY_US, start_of};
use crate::requests::identity::text_hash;

/// A task of one day.
#[derive(Default)]
pub(super) struct LoopRow {
    pub attempts: i64,
    pub failures: i64,
    pub has_succeeded: bool,
    pub currency: String,
    pub rated_nanos: i64,
    pub other_currency: i64,
    pub unpriced: i64,
    pub first_us: i64,
    pub last_us: i64,
}

/// One attempt of a task.
pub(super) struct TaskAttempt {
    pub started_us: i64,
    pub is_failure: bool,
    pub is_success: bool,
    pub is_unpriced: bool,
    pub rated_nanos: Option<i64>,
    pub currency: String,
}

/// Counted attempts of tasks with those hashes on a day of a source, in order.
pub(super) fn each_of_tasks<E: From<rusqlite::Error>>(
    tx: &Connection,
    source: i64,
    day: i64,
    tasks: &HashSet<u64>,
    mut take: impl FnMut(&str, TaskAttempt) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = tx.prepare_cached(
        "SELECT coalesce(task_id, logical_id), started_us, status, rating_status, rated_nanos, currency
         FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3 AND is_counted = 1
            AND coalesce(task_id, logical_id) IS NOT NULL
         ORDER BY started_us, identity",
    )?;
    let mut rows = statement.query(params![start_of(day), start_of(day) + DAY_US, source])?;
    while let Some(row) = rows.next()? {
        let task = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        if !tasks.contains(&text_hash(task.as_bytes())) {
            continue;
        }
        let status: i64 = row.get(2)?;
        let rating: i64 = row.get(3)?;
        let attempt = TaskAttempt {
            started_us: row.get(1)?,
            is_failure: status == 2,
            is_success: status == 1,
            is_unpriced: rating == 2 || rating == 3,
            rated_nanos: row.get(4)?,
            currency: row.get(5)?,
        };
        take(task, attempt)?;
    }
    Ok(())
}

pub(super) fn delete_loops(tx: &Transaction<'_>, day: &str, source: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM request_loops WHERE day = ?1 AND source_id = ?2")?
        .execute(params![day, source])
        .map(|_| ())
}

pub(super) fn insert_loop(
    tx: &Transaction<'_>,
    day: &str,
    source: i64,
    task: &str,
    row: &LoopRow,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO request_loops (day, source_id, task, attempts, failures, has_succeeded, currency, rated_nanos,
            other_currency, unpriced, first_us, last_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        day,
        source,
        task,
        row.attempts,
        row.failures,
        row.has_succeeded,
        row.currency,
        row.rated_nanos,
        row.other_currency,
        row.unpriced,
        row.first_us,
        row.last_us
    ])
    .map(|_| ())
}
