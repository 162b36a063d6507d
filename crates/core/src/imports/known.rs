//! Files that were imported before, known again by their bytes.

use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::{FoundFile, ImportError, LogFiles, queries};
use crate::store::StoreError;

/// Bytes hashed at a time.
const BLOCK: usize = 1 << 20;

/// The import that held a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// The import.
    pub import_id: i64,
    /// When it was applied.
    pub applied_at: DateTime<Utc>,
    /// Name of its source.
    pub source: String,
}

/// The newest import that held these bytes.
pub fn imported_before(reader: &Connection, sha256: &[u8; 32]) -> Result<Option<ImportedFile>, ImportError> {
    Ok(queries::import_of(reader, sha256).map_err(StoreError::from)?)
}

/// The newest import that held this file. It is only read when some imported file has its size.
pub fn file_imported_before(
    reader: &Connection,
    files: &dyn LogFiles,
    file: &FoundFile,
) -> Result<Option<ImportedFile>, ImportError> {
    let bytes = i64::try_from(file.facts.bytes).unwrap_or(i64::MAX);
    if !queries::has_size(reader, bytes).map_err(StoreError::from)? {
        return Ok(None);
    }
    imported_before(reader, &hash(files, &file.path)?)
}

/// SHA-256 of a file.
fn hash(files: &dyn LogFiles, path: &Path) -> Result<[u8; 32], ImportError> {
    let mut open = files.open(path)?;
    let mut hash = Sha256::new();
    let mut block = vec![0_u8; BLOCK];
    loop {
        let read = open
            .read(&mut block)
            .map_err(|source| ImportError::Unreadable { path: path.to_owned(), source })?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(block.get(..read).unwrap_or_default());
    }
}
