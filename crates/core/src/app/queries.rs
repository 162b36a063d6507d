//! All SQL of this room: facts about the file, preferences and the history.

use rusqlite::{Connection, OptionalExtension};

use crate::kernel::HistoryId;

/// One recorded change as stored.
pub(super) struct HistoryRow {
    pub id: HistoryId,
    pub at: String,
    pub command: String,
    pub summary: String,
    pub before_json: String,
    pub after_json: String,
    pub undoes: Option<HistoryId>,
}

/// One change to be recorded.
pub(super) struct NewHistoryRow<'a> {
    pub at: &'a str,
    pub command: &'a str,
    pub summary: &'a str,
    pub before_json: &'a str,
    pub after_json: &'a str,
    pub undoes: Option<HistoryId>,
}

/// Adds an entry to the history.
pub(super) fn insert_history(tx: &Connection, row: &NewHistoryRow<'_>) -> rusqlite::Result<HistoryId> {
    tx.execute(
        "INSERT INTO history (at, command, summary, before_json, after_json, undoes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (row.at, row.command, row.summary, row.before_json, row.after_json, row.undoes),
    )?;
    Ok(HistoryId(tx.last_insert_rowid()))
}

/// Every recorded change, the newest last.
pub(super) fn history(reader: &Connection) -> rusqlite::Result<Vec<HistoryRow>> {
    reader
        .prepare("SELECT id, at, command, summary, before_json, after_json, undoes FROM history ORDER BY id")?
        .query_map([], |row| {
            Ok(HistoryRow {
                id: row.get(0)?,
                at: row.get(1)?,
                command: row.get(2)?,
                summary: row.get(3)?,
                before_json: row.get(4)?,
                after_json: row.get(5)?,
                undoes: row.get(6)?,
            })
        })?
        .collect()
}

/// A fact about the file; absent when it was never stated.
pub(super) fn fact(reader: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    reader.query_row("SELECT value FROM workspace_facts WHERE name = ?1", [name], |row| row.get(0)).optional()
}

/// States a fact about the file.
pub(super) fn put_fact(tx: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    tx.execute("INSERT OR REPLACE INTO workspace_facts (name, value) VALUES (?1, ?2)", (name, value))?;
    Ok(())
}

/// Every stored preference: name and JSON value.
pub(super) fn settings(reader: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    reader
        .prepare("SELECT name, value_json FROM settings ORDER BY name")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Stores one preference.
pub(super) fn put_setting(tx: &Connection, name: &str, value_json: &str) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO settings (name, value_json) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json",
        (name, value_json),
    )?;
    Ok(())
}
