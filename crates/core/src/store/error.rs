//! What can be wrong with the workspace file, one variant per thing the analyst can do about it.

use std::path::PathBuf;

use thiserror::Error;

/// A failure of the workspace file.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No such file.
    #[error("there is no workspace at {}: check the path, or create one there", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Not SQLite, or SQLite of another program.
    #[error("{} is not a Showback workspace: choose a file that Showback made", path.display())]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
    },
    /// Failed its integrity check.
    #[error("{} is damaged ({detail}): nothing was changed; restore the newest backup beside it", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// First finding of the check.
        detail: String,
    },
    /// Written by a newer Showback.
    #[error("{} was written by a newer Showback (schema {found}, this one knows {known}): update Showback to open it", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: u32,
        /// Newest version this build knows.
        known: u32,
    },
    /// A released migration reads differently in this build.
    #[error("{} was migrated by another text of migration {version}: use the Showback that wrote it", path.display())]
    ForeignMigration {
        /// The file.
        path: PathBuf,
        /// The migration.
        version: u32,
    },
    /// Another program holds the file.
    #[error("{} is locked by another program: close it there and try again", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// May not be written.
    #[error("{} cannot be written: check its permissions and its folder's", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// No space left.
    #[error("the disk of {} is full: free some space; nothing was lost", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The folder or file could not be used.
    #[error("{} cannot be used: {detail}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        detail: String,
    },
    /// Any other failure of a statement.
    #[error("{step} failed: {source}")]
    Sql {
        /// What was being done.
        step: &'static str,
        /// SQLite's words.
        source: rusqlite::Error,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        super::engine::explain(std::path::Path::new("the workspace"), source)
    }
}
