//! What can go wrong between rows and the workspace.

use thiserror::Error;

use crate::kernel::RawPageId;
use crate::store::StoreError;

/// A failure of reading or writing the common record.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The workspace file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored page no longer has the bytes it was stored with.
    #[error("raw page {page} is damaged ({detail}): restore a backup, or sync its days again")]
    RawPageDamaged {
        /// The page.
        page: RawPageId,
        /// What was found.
        detail: String,
    },
    /// The bytes of an answer could not be compressed.
    #[error("the answer for {stream} could not be compressed: {source}")]
    Compress {
        /// The stream.
        stream: String,
        /// The library's words.
        source: std::io::Error,
    },
    /// No such page.
    #[error("there is no raw page {page} in this workspace")]
    NoRawPage {
        /// The page.
        page: RawPageId,
    },
    /// A row names a page that its window does not have.
    #[error("a row of {slot} on {day} names page {page} of its window, which has only {pages}")]
    PageOutOfRange {
        /// The slot.
        slot: String,
        /// The day.
        day: crate::kernel::Day,
        /// Index that was named, from 0.
        page: usize,
        /// Pages there are.
        pages: usize,
    },
    /// A total larger than the ledger can hold.
    #[error("the {what} of {slot} on {day} are larger than the ledger can hold")]
    TooLarge {
        /// What was added up.
        what: &'static str,
        /// The slot.
        slot: String,
        /// The day.
        day: crate::kernel::Day,
    },
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
