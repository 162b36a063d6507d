//! SQL of the sources of requests.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::facts::NewSource;

/// Row of `log_sources` and its format.
pub(super) fn find_source(tx: &Connection, label: &str) -> rusqlite::Result<Option<(i64, String)>> {
    tx.prepare_cached("SELECT id, format FROM log_sources WHERE label = ?1")?
        .query_row([label], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// Label of the source that a connection fills, whatever the connection is called now.
pub fn source_of_connection(reader: &Connection, connection: i64) -> rusqlite::Result<Option<String>> {
    reader
        .prepare_cached("SELECT label FROM log_sources WHERE connection_id = ?1 ORDER BY id LIMIT 1")?
        .query_row([connection], |row| row.get(0))
        .optional()
}

pub(super) fn insert_source(tx: &Transaction<'_>, source: &NewSource, at: &str) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO log_sources (format, label, teller, connection_id, settings_json, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .insert(params![
        source.format,
        source.label,
        source.teller.name(),
        source.connection_id,
        source.settings_json,
        at
    ])
}
