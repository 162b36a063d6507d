//! SQL of budgets and feedback.

use rusqlite::{Connection, params};

/// A row as it is stored.
pub(super) struct DecisionRow {
    pub id: i64,
    pub made_at: String,
    pub body_json: String,
}

/// What is in force, in the order in which it was decided.
pub(super) fn in_force(reader: &Connection) -> rusqlite::Result<Vec<DecisionRow>> {
    reader
        .prepare_cached(
            "SELECT id, made_at, body_json FROM outlook_decisions WHERE is_in_force = 1 ORDER BY id",
        )?
        .query_map([], |row| {
            Ok(DecisionRow { id: row.get(0)?, made_at: row.get(1)?, body_json: row.get(2)? })
        })?
        .collect()
}

/// Adds what was decided; answers its id.
pub(super) fn insert(tx: &Connection, at: &str, body: &str) -> rusqlite::Result<i64> {
    tx.prepare_cached("INSERT INTO outlook_decisions (made_at, body_json, is_in_force) VALUES (?1, ?2, 1)")?
        .execute(params![at, body])?;
    Ok(tx.last_insert_rowid())
}

/// Puts a row in force or withdraws it.
pub(super) fn put_in_force(tx: &Connection, id: i64, is_in_force: bool) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE outlook_decisions SET is_in_force = ?2 WHERE id = ?1")?
        .execute(params![id, is_in_force])?;
    Ok(())
}
