//! SQL of decisions.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::closed::KeptSplit;

/// A decision as it is stored.
pub(super) struct DecisionRow {
    pub id: i64,
    pub made_at: String,
    pub made_by: Option<String>,
    pub body_json: String,
    pub is_in_force: bool,
    pub change: i64,
}

/// Decisions that came into force or were withdrawn after a change.
pub(super) fn changed_since(reader: &Connection, change: i64) -> rusqlite::Result<Vec<DecisionRow>> {
    reader
        .prepare_cached(
            "SELECT id, made_at, made_by, body_json, is_in_force, change FROM decisions WHERE change > ?1 ORDER BY id",
        )?
        .query_map([change], |row| {
            Ok(DecisionRow {
                id: row.get(0)?,
                made_at: row.get(1)?,
                made_by: row.get(2)?,
                body_json: row.get(3)?,
                is_in_force: row.get(4)?,
                change: row.get(5)?,
            })
        })?
        .collect()
}

/// Who made each decision, where the system tells.
pub fn makers(reader: &Connection) -> rusqlite::Result<BTreeMap<i64, String>> {
    reader
        .prepare_cached("SELECT id, made_by FROM decisions WHERE made_by IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Number of the last change.
pub(super) fn last_change(reader: &Connection) -> rusqlite::Result<i64> {
    reader.prepare_cached("SELECT coalesce(max(change), 0) FROM decisions")?.query_row([], |row| row.get(0))
}

pub(super) fn next_change(tx: &Connection) -> rusqlite::Result<i64> {
    Ok(last_change(tx)? + 1)
}

/// Whether it was otherwise before.
pub(super) fn put_in_force(
    tx: &Connection,
    id: i64,
    is_in_force: bool,
    change: i64,
) -> rusqlite::Result<bool> {
    let moved = tx
        .prepare_cached(
            "UPDATE decisions SET is_in_force = ?2, change = ?3 WHERE id = ?1 AND is_in_force <> ?2",
        )?
        .execute(params![id, is_in_force, change])?;
    Ok(moved > 0)
}

pub(super) fn insert(
    tx: &Connection,
    at: &str,
    by: Option<&str>,
    body: &str,
    change: i64,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO decisions (made_at, made_by, body_json, is_in_force, change) VALUES (?1, ?2, ?3, 1, ?4)",
    )?
    .execute(params![at, by, body, change])?;
    Ok(tx.last_insert_rowid())
}

/// Splits as they were when a month was closed.
pub(super) fn closed_splits(reader: &Connection, month: &str) -> rusqlite::Result<Option<Vec<KeptSplit>>> {
    let text: Option<String> = reader
        .prepare_cached("SELECT splits_json FROM closed_splits WHERE month = ?1")?
        .query_row([month], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(unreadable)).transpose()
}

/// Keeps the splits of a month that is being closed.
pub(super) fn insert_closed_splits(
    tx: &Connection,
    month: &str,
    splits: &[KeptSplit],
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(splits).map_err(unreadable)?;
    tx.execute("INSERT INTO closed_splits (month, splits_json) VALUES (?1, ?2)", [month, &json])?;
    Ok(())
}

fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

/// Everything kept of a closed month goes, when it is opened again.
pub(super) fn forget_closed(tx: &Connection, month: &str) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM closed_attribution WHERE month = ?1", [month])?;
    tx.execute("DELETE FROM closed_splits WHERE month = ?1", [month])?;
    Ok(())
}
