//! Why a question has no answer.

use thiserror::Error;

use crate::kernel::{MoneyError, PeriodError};
use crate::store::StoreError;

/// A question that could not be answered.
#[derive(Debug, Error)]
pub enum ExploreError {
    /// The workspace file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A date or an instant of the question cannot be read.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// A sum is larger than an amount can be.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// No such dimension.
    #[error("there is no dimension \"{name}\": use one of {known}")]
    UnknownDimension {
        /// What was asked for.
        name: String,
        /// Every name, comma-separated.
        known: String,
    },
    /// The same dimension twice.
    #[error("the dimension \"{name}\" is named twice: name it once")]
    RepeatedDimension {
        /// Its name.
        name: &'static str,
    },
    /// Overview does not split by this dimension.
    #[error("days cannot be split by \"{name}\": use provider, project, model or key")]
    NoSplit {
        /// What was asked for.
        name: String,
    },
    /// A figure that is derived and has no rows of providers behind it.
    #[error(
        "{measure} is derived and has no rows of its own: open billed, rated or the requests of the same days"
    )]
    NoRows {
        /// The measure in words.
        measure: &'static str,
    },
    /// More days than one question may cover.
    #[error("a question covers at most {most} days, this one covers {days}: ask for a shorter period")]
    TooManyDays {
        /// Days asked for.
        days: i64,
        /// The limit.
        most: i64,
    },
}

impl From<rusqlite::Error> for ExploreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
