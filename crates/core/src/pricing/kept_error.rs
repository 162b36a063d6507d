//! Why what is kept in the workspace could not be used for rating.

use thiserror::Error;

use crate::store::StoreError;

/// A step on the workspace's books, contracts or ratings that failed.
#[derive(Debug, Error)]
pub enum KeptError {
    /// The workspace file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A kept book cannot be read back.
    #[error(
        "the price book {version} kept in the workspace cannot be read: {detail}. Restore a backup of the workspace"
    )]
    BookDamaged {
        /// Version for people.
        version: String,
        /// What was found.
        detail: String,
    },
}

impl From<rusqlite::Error> for KeptError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
