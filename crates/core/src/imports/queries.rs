//! SQL of files that were imported.

use rusqlite::{Connection, OptionalExtension, params};

use super::known::ImportedFile;
use crate::store::read_instant;

pub(super) fn import_of(reader: &Connection, sha256: &[u8; 32]) -> rusqlite::Result<Option<ImportedFile>> {
    reader
        .prepare_cached(
            "SELECT i.id, i.applied_at, s.label
             FROM import_files f JOIN imports i ON i.id = f.import_id JOIN log_sources s ON s.id = i.source_id
             WHERE f.sha256 = ?1 ORDER BY i.id DESC LIMIT 1",
        )?
        .query_row([sha256.as_slice()], |row| {
            Ok(ImportedFile {
                import_id: row.get(0)?,
                applied_at: read_instant(row, 1)?,
                source: row.get(2)?,
            })
        })
        .optional()
}

pub(super) fn has_size(reader: &Connection, bytes: i64) -> rusqlite::Result<bool> {
    reader
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM import_files WHERE bytes = ?1)")?
        .query_row([bytes], |row| row.get(0))
}

/// Whether a file of that name and size was imported at or after it last changed.
pub(super) fn is_settled(
    reader: &Connection,
    folder: &str,
    name: &str,
    bytes: i64,
    modified_at: &str,
) -> rusqlite::Result<bool> {
    reader
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM import_files f JOIN imports i ON i.id = f.import_id
             WHERE f.folder = ?1 AND f.name = ?2 AND f.bytes = ?3 AND i.applied_at >= ?4)",
        )?
        .query_row(params![folder, name, bytes, modified_at], |row| row.get(0))
}
