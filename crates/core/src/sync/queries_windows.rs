//! SQL of leases and of windows being read.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::kernel::{ConnectionId, Period, WindowId, format_instant};
use crate::store::{read_day, read_instant};

pub(super) struct LeaseRow {
    pub holder: String,
    pub expires_at: DateTime<Utc>,
}

pub(super) struct WindowRow {
    pub id: WindowId,
    pub stream: String,
    pub period: Period,
    pub ask_json: String,
    pub cursor: Option<String>,
    pub pages: u32,
    pub is_complete: bool,
    pub opened_at: DateTime<Utc>,
    pub touched_at: DateTime<Utc>,
}

pub(super) fn lease(reader: &Connection, connection: ConnectionId) -> rusqlite::Result<Option<LeaseRow>> {
    reader
        .prepare_cached("SELECT holder, expires_at FROM sync_leases WHERE connection_id = ?1")?
        .query_row([connection], |row| {
            Ok(LeaseRow { holder: row.get(0)?, expires_at: read_instant(row, 1)? })
        })
        .optional()
}

pub(super) fn put_lease(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    holder: &str,
    expires_at: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "INSERT INTO sync_leases (connection_id, holder, expires_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (connection_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at",
    )?
    .execute(params![connection, holder, format_instant(expires_at)])
}

/// Extends a lease that the holder still has; 0 when somebody else took over.
pub(super) fn extend_lease(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    holder: &str,
    expires_at: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    tx.prepare_cached("UPDATE sync_leases SET expires_at = ?3 WHERE connection_id = ?1 AND holder = ?2")?
        .execute(params![connection, holder, format_instant(expires_at)])
}

pub(super) fn end_lease(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    holder: &str,
) -> rusqlite::Result<usize> {
    tx.execute(
        "DELETE FROM sync_leases WHERE connection_id = ?1 AND holder = ?2",
        params![connection, holder],
    )
}

pub(super) fn leases(reader: &Connection) -> rusqlite::Result<Vec<(ConnectionId, String)>> {
    reader
        .prepare_cached("SELECT connection_id, holder FROM sync_leases")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(super) fn windows(reader: &Connection, connection: ConnectionId) -> rusqlite::Result<Vec<WindowRow>> {
    reader
        .prepare_cached(
            "SELECT id, stream, starts_on, ends_on, ask_json, cursor, pages, is_complete, opened_at, touched_at
             FROM sync_windows WHERE connection_id = ?1 ORDER BY id",
        )?
        .query_map([connection], read_window)?
        .collect()
}

fn read_window(row: &Row<'_>) -> rusqlite::Result<WindowRow> {
    let period = Period::new(read_day(row, 2)?, read_day(row, 3)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(WindowRow {
        id: row.get(0)?,
        stream: row.get(1)?,
        period,
        ask_json: row.get(4)?,
        cursor: row.get(5)?,
        pages: row.get(6)?,
        is_complete: row.get(7)?,
        opened_at: read_instant(row, 8)?,
        touched_at: read_instant(row, 9)?,
    })
}

pub(super) fn open_window(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    stream: &str,
    period: Period,
    ask_json: &str,
    now: DateTime<Utc>,
) -> rusqlite::Result<WindowId> {
    tx.prepare_cached(
        "INSERT INTO sync_windows (
            connection_id, stream, starts_on, ends_on, ask_json, cursor, pages, is_complete, opened_at, touched_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, NULL, 0, 0, ?6, ?6)",
    )?
    .insert(params![
        connection,
        stream,
        period.start().to_string(),
        period.end().to_string(),
        ask_json,
        format_instant(now),
    ])
    .map(WindowId)
}

pub(super) fn turn_page(
    tx: &Transaction<'_>,
    window: WindowId,
    cursor: Option<&str>,
    pages: u32,
    now: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE sync_windows SET cursor = ?2, pages = ?3, is_complete = ?4, touched_at = ?5 WHERE id = ?1",
    )?
    .execute(params![window, cursor, pages, cursor.is_none(), format_instant(now)])
}

pub(super) fn close_window(tx: &Transaction<'_>, window: WindowId) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM sync_windows WHERE id = ?1")?.execute([window])
}
