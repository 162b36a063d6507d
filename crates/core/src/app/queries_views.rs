//! All SQL about kept questions.

use rusqlite::{Connection, OptionalExtension, Row};

use super::model::SavedView;

const COLUMNS: &str = "id, folder, name, question, keeps_days, changed_at";

/// Every kept question, by folder and name.
pub(super) fn all(reader: &Connection) -> rusqlite::Result<Vec<SavedView>> {
    reader
        .prepare(&format!(
            "SELECT {COLUMNS} FROM saved_views ORDER BY folder COLLATE NOCASE, name COLLATE NOCASE, id"
        ))?
        .query_map([], view)?
        .collect()
}

/// One of them; none when it is not kept.
pub(super) fn one(reader: &Connection, id: i64) -> rusqlite::Result<Option<SavedView>> {
    reader.query_row(&format!("SELECT {COLUMNS} FROM saved_views WHERE id = ?1"), [id], view).optional()
}

/// Adds one, whatever its id says; answers its id.
pub(super) fn insert(tx: &Connection, view: &SavedView) -> rusqlite::Result<i64> {
    tx.execute(
        "INSERT INTO saved_views (folder, name, question, keeps_days, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&view.folder, &view.name, &view.question, view.keeps_days, &view.changed_at),
    )?;
    Ok(tx.last_insert_rowid())
}

/// Makes one stand as it is told, with its id.
pub(super) fn put(tx: &Connection, view: &SavedView) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO saved_views (id, folder, name, question, keeps_days, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (view.id, &view.folder, &view.name, &view.question, view.keeps_days, &view.changed_at),
    )?;
    Ok(())
}

/// Takes one away.
pub(super) fn remove(tx: &Connection, id: i64) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM saved_views WHERE id = ?1", [id])?;
    Ok(())
}

fn view(row: &Row<'_>) -> rusqlite::Result<SavedView> {
    Ok(SavedView {
        id: row.get(0)?,
        folder: row.get(1)?,
        name: row.get(2)?,
        question: row.get(3)?,
        keeps_days: row.get(4)?,
        changed_at: row.get(5)?,
    })
}
