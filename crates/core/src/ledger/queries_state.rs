//! SQL of coverage and of the directory.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::coverage::{CoverageDay, CoverageState};
use super::directory::DirectoryName;
use crate::kernel::{ConnectionId, Day, Period, format_instant};
use crate::store::{read_day, read_instant, read_json, read_optional_instant};

const COVERAGE_COLUMNS: &str = "slot, day, state, stream, read_at, complete_through";

pub(super) fn upsert_coverage(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    coverage: &CoverageDay,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO coverage (connection_id, slot, day, state, stream, read_at, complete_through)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (connection_id, slot, day) DO UPDATE SET
            state = excluded.state, stream = excluded.stream, read_at = excluded.read_at,
            complete_through = excluded.complete_through",
    )?
    .execute(params![
        connection,
        coverage.slot,
        coverage.day.to_string(),
        coverage.state.name(),
        coverage.stream,
        format_instant(coverage.read_at),
        coverage.complete_through.map(format_instant),
    ])
    .map(|_| ())
}

pub(super) fn coverage(
    reader: &Connection,
    connection: ConnectionId,
    period: Period,
) -> rusqlite::Result<Vec<CoverageDay>> {
    reader
        .prepare_cached(&format!(
            "SELECT {COVERAGE_COLUMNS} FROM coverage
             WHERE connection_id = ?1 AND day >= ?2 AND day < ?3 ORDER BY slot, day"
        ))?
        .query_map(params![connection, period.start().to_string(), period.end().to_string()], read_coverage)?
        .collect()
}

pub(super) fn coverage_all(
    reader: &Connection,
    connection: ConnectionId,
) -> rusqlite::Result<Vec<CoverageDay>> {
    reader
        .prepare_cached(&format!(
            "SELECT {COVERAGE_COLUMNS} FROM coverage WHERE connection_id = ?1 ORDER BY slot, day"
        ))?
        .query_map([connection], read_coverage)?
        .collect()
}

fn read_coverage(row: &Row<'_>) -> rusqlite::Result<CoverageDay> {
    let state: String = row.get(2)?;
    Ok(CoverageDay {
        slot: row.get(0)?,
        day: read_day(row, 1)?,
        state: CoverageState::parse(&state).unwrap_or(CoverageState::Partial),
        stream: row.get(3)?,
        read_at: read_instant(row, 4)?,
        complete_through: read_optional_instant(row, 5)?,
    })
}

pub(super) fn latest_name(
    tx: &Connection,
    connection: ConnectionId,
    entry: &DirectoryName,
) -> rusqlite::Result<Option<(i64, String, String)>> {
    tx.prepare_cached(
        "SELECT version, name, attributes_json FROM directory_entries
         WHERE connection_id = ?1 AND kind = ?2 AND external_id = ?3 ORDER BY version DESC LIMIT 1",
    )?
    .query_row(params![connection, entry.kind, entry.external_id], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
    .optional()
}

pub(super) fn insert_name(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    entry: &DirectoryName,
    version: i64,
    attributes_json: &str,
    seen_at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO directory_entries (
            connection_id, kind, external_id, version, name, attributes_json, seen_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        connection,
        entry.kind,
        entry.external_id,
        version,
        entry.name,
        attributes_json,
        format_instant(seen_at),
    ])
    .map(|_| ())
}

pub(super) fn directory(
    reader: &Connection,
    connection: ConnectionId,
) -> rusqlite::Result<Vec<DirectoryName>> {
    reader
        .prepare_cached(
            "SELECT kind, external_id, name, attributes_json FROM directory_entries d
             WHERE connection_id = ?1 AND version = (
                SELECT max(version) FROM directory_entries
                WHERE connection_id = d.connection_id AND kind = d.kind AND external_id = d.external_id)
             ORDER BY kind, external_id",
        )?
        .query_map([connection], |row| {
            Ok(DirectoryName {
                kind: row.get(0)?,
                external_id: row.get(1)?,
                name: row.get(2)?,
                attributes: read_json(row, 3)?,
            })
        })?
        .collect()
}

/// Consecutive empty days from `day` on, towards the present, at most `limit`.
pub(super) fn empty_days_from(
    reader: &Connection,
    connection: ConnectionId,
    slot: &str,
    day: Day,
    limit: u32,
) -> rusqlite::Result<u32> {
    let mut statement = reader.prepare_cached(
        "SELECT c.day, r.rows_total
                + (SELECT count(*) FROM rejected_rows x WHERE x.revision_id = r.id)
         FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
         WHERE c.connection_id = ?1 AND c.slot = ?2 AND c.day >= ?3 ORDER BY c.day LIMIT ?4",
    )?;
    let mut rows = statement.query(params![connection, slot, day.to_string(), limit])?;
    let (mut count, mut expected) = (0_u32, day);
    while let Some(row) = rows.next()? {
        if read_day(row, 0)? != expected || row.get::<_, i64>(1)? != 0 {
            break;
        }
        count = count.saturating_add(1);
        let Some(next) = expected.succ_opt() else { break };
        expected = next;
    }
    Ok(count)
}
