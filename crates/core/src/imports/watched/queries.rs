//! SQL of watched folders.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::WatchedFolder;
use crate::kernel::format_instant;
use crate::store::read_optional_instant;

pub(super) fn folders(reader: &Connection) -> rusqlite::Result<Vec<WatchedFolder>> {
    reader
        .prepare_cached(
            "SELECT w.id, w.path, w.pattern, w.source_id, s.label, w.format, w.every_minutes, w.is_paused,
                    w.looked_at, w.problem_json
             FROM watched_folders w JOIN log_sources s ON s.id = w.source_id
             WHERE w.removed_at IS NULL ORDER BY w.path, w.pattern",
        )?
        .query_map([], |row| {
            let problem: Option<String> = row.get(9)?;
            Ok(WatchedFolder {
                id: row.get(0)?,
                path: row.get(1)?,
                pattern: row.get(2)?,
                source_id: row.get(3)?,
                source: row.get(4)?,
                format: row.get(5)?,
                every_minutes: row.get(6)?,
                is_paused: row.get(7)?,
                looked_at: read_optional_instant(row, 8)?,
                problem: problem.and_then(|text| serde_json::from_str(&text).ok()),
            })
        })?
        .collect()
}

pub(super) fn insert(tx: &Connection, folder: &WatchedFolder) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO watched_folders (path, pattern, source_id, format, every_minutes, is_paused)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .insert(params![
        folder.path,
        folder.pattern,
        folder.source_id,
        folder.format,
        folder.every_minutes,
        folder.is_paused
    ])
}

pub(super) fn update(tx: &Connection, folder: &WatchedFolder) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE watched_folders SET pattern = ?2, every_minutes = ?3, is_paused = ?4
             WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute(params![folder.id, folder.pattern, folder.every_minutes, folder.is_paused])?;
    Ok(changed > 0)
}

pub(super) fn remove(tx: &Connection, id: i64, now: DateTime<Utc>) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE watched_folders SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL")?
        .execute(params![id, format_instant(now)])?;
    Ok(changed > 0)
}

pub(super) fn looked(
    tx: &Connection,
    id: i64,
    now: DateTime<Utc>,
    problem: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE watched_folders SET looked_at = ?2, problem_json = ?3 WHERE id = ?1")?
        .execute(params![id, format_instant(now), problem])?;
    Ok(())
}
