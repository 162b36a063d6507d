//! Why a question about prices has no answer.

use thiserror::Error;

use crate::kernel::{MoneyError, Period, PeriodError};
use crate::store::StoreError;

/// A question about prices that could not be answered.
#[derive(Debug, Error)]
pub enum PriceViewError {
    /// The workspace file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A date of the question cannot be read.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// A sum is larger than an amount can be.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// No such dimension in a comparison.
    #[error(
        "rated and billed cannot be compared by \"{name}\": use day, connection, project, model or meter"
    )]
    UnknownDimension {
        /// What was asked for.
        name: String,
    },
    /// The same dimension twice.
    #[error("the dimension \"{name}\" is named twice: name it once")]
    RepeatedDimension {
        /// Its name.
        name: String,
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

impl From<rusqlite::Error> for PriceViewError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Most days of one question: ten years.
const MOST_DAYS: i64 = 3660;

/// A period short enough to be answered.
pub fn checked_length(period: Period) -> Result<Period, PriceViewError> {
    let days = period.days();
    if days > MOST_DAYS {
        return Err(PriceViewError::TooManyDays { days, most: MOST_DAYS });
    }
    Ok(period)
}
