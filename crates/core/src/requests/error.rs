//! What can go wrong with the observed book.

use thiserror::Error;

use crate::kernel::PeriodError;
use crate::ledger::LedgerError;
use crate::store::StoreError;

/// A failure of staging, applying or reading requests.
#[derive(Debug, Error)]
pub enum RequestsError {
    /// The workspace file, or the file beside it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Series.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A period.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// Sums beyond the range of the ledger.
    #[error("the {what} of {day} add up to more than the ledger can hold")]
    TooLarge {
        /// What was added up.
        what: &'static str,
        /// The day.
        day: String,
    },
    /// A source that is known as another format.
    #[error("the source \"{label}\" is known as {known}, and this import is {asked}: choose another name")]
    OtherFormat {
        /// Its name.
        label: String,
        /// Format it was made with.
        known: String,
        /// Format of this import.
        asked: String,
    },
    /// Somebody stopped it.
    #[error("the import was cancelled: nothing of it was kept")]
    Cancelled,
    /// A dimension of a pivot that does not exist.
    #[error("\"{name}\" is no dimension of requests")]
    NoDimension {
        /// What was asked for.
        name: String,
    },
    /// More dimensions than a pivot has.
    #[error("a pivot has up to {most} dimensions, and {asked} were asked for")]
    TooManyDimensions {
        /// How many.
        asked: usize,
        /// How many there may be.
        most: usize,
    },
}

impl From<rusqlite::Error> for RequestsError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
