//! SQL of runs and their notes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::runs::{NoteLevel, RunCause, RunNote, RunRow, RunState, RunStats};
use crate::kernel::{ConnectionId, Currency, Problem, RunId, format_instant};
use crate::ledger::totals_json;
use crate::store::{read_count, read_instant, read_json, read_optional_instant};

const COLUMNS: &str =
    "id, connection_id, cause, state, started_at, finished_at, requests, pages_stored, days_read,
    buckets_new, buckets_restated, buckets_same, rows_added, rows_superseded, rows_rejected, waited_ms,
    money_delta_json, problem_json";

pub(super) fn insert(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    cause: RunCause,
    now: DateTime<Utc>,
) -> rusqlite::Result<RunId> {
    tx.prepare_cached(
        "INSERT INTO sync_runs (connection_id, cause, state, started_at) VALUES (?1, ?2, 'running', ?3)",
    )?
    .insert(params![connection, cause.name(), format_instant(now)])
    .map(RunId)
}

pub(super) fn interrupt_running(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    now: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE sync_runs SET state = 'interrupted', finished_at = ?2
         WHERE connection_id = ?1 AND state = 'running'",
        params![connection, format_instant(now)],
    )
}

/// Runs that nobody goes on with: still open, and no lease on their connection.
pub(super) fn interrupt_abandoned(tx: &Transaction<'_>, now: DateTime<Utc>) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE sync_runs SET state = 'interrupted', finished_at = ?1
         WHERE state = 'running' AND connection_id NOT IN (SELECT connection_id FROM sync_leases)",
        [format_instant(now)],
    )
}

pub(super) fn save_stats(tx: &Transaction<'_>, run: RunId, stats: &RunStats) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE sync_runs SET
            requests = ?2, pages_stored = ?3, days_read = ?4, buckets_new = ?5, buckets_restated = ?6,
            buckets_same = ?7, rows_added = ?8, rows_superseded = ?9, rows_rejected = ?10, waited_ms = ?11,
            money_delta_json = ?12
         WHERE id = ?1",
    )?
    .execute(params![
        run,
        count(stats.requests),
        count(stats.pages_stored),
        count(stats.days_read),
        count(stats.buckets_new),
        count(stats.buckets_restated),
        count(stats.buckets_same),
        count(stats.rows_added),
        count(stats.rows_superseded),
        count(stats.rows_rejected),
        count(stats.waited_ms),
        totals_json(&stats.billed_delta_nanos),
    ])
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn finish(
    tx: &Transaction<'_>,
    run: RunId,
    state: RunState,
    problem: Option<&Problem>,
    now: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    let problem = problem.and_then(|problem| serde_json::to_string(problem).ok());
    tx.execute(
        "UPDATE sync_runs SET state = ?2, finished_at = ?3, problem_json = ?4 WHERE id = ?1",
        params![run, state.name(), format_instant(now), problem],
    )
}

pub(super) fn insert_note(tx: &Transaction<'_>, run: RunId, note: &RunNote) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "INSERT INTO sync_run_notes (run_id, ordinal, at, level, text)
         VALUES (?1, (SELECT coalesce(max(ordinal), 0) + 1 FROM sync_run_notes WHERE run_id = ?1), ?2, ?3, ?4)",
    )?
    .execute(params![run, format_instant(note.at), note.level.name(), note.text])
}

pub(super) fn delete_run(tx: &Transaction<'_>, run: RunId) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM sync_run_notes WHERE run_id = ?1", [run])?;
    tx.execute("DELETE FROM sync_runs WHERE id = ?1", [run])?;
    Ok(())
}

/// Replaces the last note of a run when it starts with the same words, else adds it.
pub(super) fn replace_note(
    tx: &Transaction<'_>,
    run: RunId,
    prefix: &str,
    note: &RunNote,
) -> rusqlite::Result<()> {
    tx.execute(
        "DELETE FROM sync_run_notes WHERE run_id = ?1 AND substr(text, 1, length(?2)) = ?2",
        params![run, prefix],
    )?;
    insert_note(tx, run, note)?;
    Ok(())
}

pub(super) fn list(
    reader: &Connection,
    connection: Option<ConnectionId>,
    before: Option<RunId>,
    limit: u32,
) -> rusqlite::Result<Vec<RunRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM sync_runs
             WHERE (?1 IS NULL OR connection_id = ?1) AND (?2 IS NULL OR id < ?2)
             ORDER BY id DESC LIMIT ?3"
        ))?
        .query_map(params![connection, before, limit], read_run)?
        .collect()
}

pub(super) fn find(reader: &Connection, run: RunId) -> rusqlite::Result<Option<RunRow>> {
    reader
        .prepare_cached(&format!("SELECT {COLUMNS} FROM sync_runs WHERE id = ?1"))?
        .query_row([run], read_run)
        .optional()
}

pub(super) fn last_success(
    reader: &Connection,
    connection: ConnectionId,
) -> rusqlite::Result<Option<RunRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM sync_runs WHERE connection_id = ?1 AND state = 'succeeded'
             ORDER BY id DESC LIMIT 1"
        ))?
        .query_row([connection], read_run)
        .optional()
}

pub(super) fn notes(reader: &Connection, run: RunId) -> rusqlite::Result<Vec<RunNote>> {
    reader
        .prepare_cached("SELECT at, level, text FROM sync_run_notes WHERE run_id = ?1 ORDER BY ordinal")?
        .query_map([run], |row| {
            let level: String = row.get(1)?;
            Ok(RunNote {
                at: read_instant(row, 0)?,
                level: NoteLevel::parse(&level).unwrap_or(NoteLevel::Note),
                text: row.get(2)?,
            })
        })?
        .collect()
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    let (cause, state): (String, String) = (row.get(2)?, row.get(3)?);
    let problem: Option<String> = row.get(17)?;
    let by_code: std::collections::BTreeMap<String, i64> = read_json(row, 16)?;
    Ok(RunRow {
        id: row.get(0)?,
        connection: row.get(1)?,
        cause: RunCause::parse(&cause).unwrap_or(RunCause::Manual),
        state: RunState::parse(&state).unwrap_or(RunState::Failed),
        started_at: read_instant(row, 4)?,
        finished_at: read_optional_instant(row, 5)?,
        stats: RunStats {
            requests: read_count(row, 6)?,
            pages_stored: read_count(row, 7)?,
            days_read: read_count(row, 8)?,
            buckets_new: read_count(row, 9)?,
            buckets_restated: read_count(row, 10)?,
            buckets_same: read_count(row, 11)?,
            rows_added: read_count(row, 12)?,
            rows_superseded: read_count(row, 13)?,
            rows_rejected: read_count(row, 14)?,
            waited_ms: read_count(row, 15)?,
            billed_delta_nanos: by_code
                .into_iter()
                .filter_map(|(code, nanos)| Some((Currency::parse(&code).ok()?, nanos)))
                .collect(),
        },
        problem: problem.and_then(|json| serde_json::from_str(&json).ok()),
    })
}
