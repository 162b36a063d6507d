//! What can go wrong between the books and spend of record.

use thiserror::Error;

use crate::kernel::PeriodError;
use crate::store::StoreError;

/// A failure of apportioning or of reading what was apportioned.
#[derive(Debug, Error)]
pub enum SpendError {
    /// The workspace file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The period that was asked for.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// An amount that the record cannot hold.
    #[error(
        "an amount of {day} is larger than the record can hold: look for a wrong charge or a wrong price on that day"
    )]
    TooLarge {
        /// The day.
        day: String,
    },
    /// The pass could not go on.
    #[error("the apportionment stopped in the middle: start it again, what is done is kept")]
    Stopped,
}

impl From<rusqlite::Error> for SpendError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
