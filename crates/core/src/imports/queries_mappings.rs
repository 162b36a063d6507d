//! SQL of saved mappings.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use crate::kernel::format_instant;

/// A saved mapping as stored: id, fingerprint, name, JSON; the newest first.
pub(super) fn mappings(reader: &Connection) -> rusqlite::Result<Vec<(i64, String, String, String)>> {
    reader
        .prepare_cached("SELECT id, fingerprint, name, mapping_json FROM log_mappings ORDER BY id DESC")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect()
}

pub(super) fn insert_mapping(
    tx: &Connection,
    (fingerprint, name, json): (&str, &str, &str),
    now: DateTime<Utc>,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO log_mappings (fingerprint, name, mapping_json, saved_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .insert(params![fingerprint, name, json, format_instant(now)])
}
