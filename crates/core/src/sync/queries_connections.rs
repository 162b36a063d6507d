//! SQL of connections.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::connections::{ConnectionRow, NewConnection, StoredCapabilities};
use crate::kernel::{ConnectionId, format_instant};
use crate::store::{read_day, read_instant, read_json, read_optional_instant};

const COLUMNS: &str =
    "id, source, label, account, base_url, secret_ref, secret_hint, schedule_json, is_paused,
    backfill_from, created_at, removed_at, capabilities_json";

#[derive(Clone, Copy)]
pub(super) enum Column {
    Schedule,
    Label,
    BackfillFrom,
    BaseUrl,
    SecretRef,
    SecretHint,
    Capabilities,
    Account,
}

pub(super) fn insert(
    tx: &Transaction<'_>,
    connection: &NewConnection,
    now: DateTime<Utc>,
) -> rusqlite::Result<ConnectionId> {
    let capabilities =
        StoredCapabilities { capabilities: connection.capabilities.clone(), probed_at: connection.probed_at };
    tx.prepare_cached(
        "INSERT INTO connections (
            source, label, account, base_url, secret_ref, secret_hint, schedule_json, backfill_from, created_at,
            capabilities_json
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .insert(params![
        connection.source,
        connection.label,
        connection.account,
        connection.base_url,
        connection.secret_ref,
        connection.secret_hint,
        json(&connection.schedule)?,
        connection.backfill_from.to_string(),
        format_instant(now),
        json(&capabilities)?,
    ])
    .map(ConnectionId)
}

fn json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn list(reader: &Connection) -> rusqlite::Result<Vec<ConnectionRow>> {
    reader
        .prepare_cached(&format!("SELECT {COLUMNS} FROM connections WHERE removed_at IS NULL ORDER BY id"))?
        .query_map([], read_connection)?
        .collect()
}

pub(super) fn list_all(reader: &Connection) -> rusqlite::Result<Vec<ConnectionRow>> {
    reader
        .prepare_cached(&format!("SELECT {COLUMNS} FROM connections ORDER BY id"))?
        .query_map([], read_connection)?
        .collect()
}

pub(super) fn find(reader: &Connection, id: ConnectionId) -> rusqlite::Result<Option<ConnectionRow>> {
    reader
        .prepare_cached(&format!("SELECT {COLUMNS} FROM connections WHERE id = ?1"))?
        .query_row([id], read_connection)
        .optional()
}

fn read_connection(row: &Row<'_>) -> rusqlite::Result<ConnectionRow> {
    let stored: StoredCapabilities = read_json(row, 12)?;
    Ok(ConnectionRow {
        id: row.get(0)?,
        source: row.get(1)?,
        label: row.get(2)?,
        account: row.get(3)?,
        base_url: row.get(4)?,
        secret_ref: row.get(5)?,
        secret_hint: row.get(6)?,
        schedule: read_json(row, 7)?,
        is_paused: row.get(8)?,
        backfill_from: read_day(row, 9)?,
        created_at: read_instant(row, 10)?,
        removed_at: read_optional_instant(row, 11)?,
        capabilities: stored.capabilities,
        probed_at: stored.probed_at,
    })
}

pub(super) fn set_text(
    tx: &Transaction<'_>,
    id: ConnectionId,
    column: Column,
    value: &str,
) -> rusqlite::Result<usize> {
    let sql = match column {
        Column::Schedule => "UPDATE connections SET schedule_json = ?2 WHERE id = ?1",
        Column::Label => "UPDATE connections SET label = ?2 WHERE id = ?1",
        Column::BackfillFrom => "UPDATE connections SET backfill_from = ?2 WHERE id = ?1",
        Column::BaseUrl => "UPDATE connections SET base_url = ?2 WHERE id = ?1",
        Column::SecretRef => "UPDATE connections SET secret_ref = ?2 WHERE id = ?1",
        Column::SecretHint => "UPDATE connections SET secret_hint = ?2 WHERE id = ?1",
        Column::Capabilities => "UPDATE connections SET capabilities_json = ?2 WHERE id = ?1",
        Column::Account => "UPDATE connections SET account = ?2 WHERE id = ?1",
    };
    tx.execute(sql, params![id, value])
}

pub(super) fn set_paused(tx: &Transaction<'_>, id: ConnectionId, is_paused: bool) -> rusqlite::Result<usize> {
    tx.execute("UPDATE connections SET is_paused = ?2 WHERE id = ?1", params![id, is_paused])
}

pub(super) fn set_removed_at(
    tx: &Transaction<'_>,
    id: ConnectionId,
    removed_at: Option<DateTime<Utc>>,
) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE connections SET removed_at = ?2 WHERE id = ?1",
        params![id, removed_at.map(format_instant)],
    )
}
