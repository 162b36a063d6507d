//! Why a question has no answer.

use thiserror::Error;

use crate::kernel::{Day, MoneyError, PeriodError};
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
    /// No such measure.
    #[error("there is no measure \"{name}\": use one of {known}")]
    UnknownMeasure {
        /// What was asked for.
        name: String,
        /// Every name, comma-separated.
        known: String,
    },
    /// The same measure twice.
    #[error("the measure \"{name}\" is named twice: name it once")]
    RepeatedMeasure {
        /// Its name.
        name: &'static str,
    },
    /// No measure, or too many.
    #[error("a question names 1 to {most} measures, this one {named}")]
    MeasureCount {
        /// The limit.
        most: usize,
        /// How many were named.
        named: usize,
    },
    /// Too many dimensions.
    #[error("a question is by at most {most} dimensions, this one by {named}: leave some out")]
    DimensionCount {
        /// The limit.
        most: usize,
        /// How many were named.
        named: usize,
    },
    /// Time is not a dimension of a question with buckets.
    #[error("\"{name}\" is a stretch of time: ask per day, per week or per month instead of by {name}")]
    TimeDimension {
        /// Its name.
        name: &'static str,
    },
    /// More buckets of time than can be drawn.
    #[error(
        "{buckets} buckets are too many to draw, the most is {most}: ask per week or per month, or a shorter period"
    )]
    TooManyBuckets {
        /// Buckets asked for.
        buckets: usize,
        /// The limit.
        most: usize,
    },
    /// Nothing is ordered by that.
    #[error("rows are not ordered by \"{name}\": use a measure of the question, change or name")]
    UnknownOrder {
        /// What was asked for.
        name: String,
    },
    /// The text of a question cannot be read.
    #[error("the question cannot be read at \"{found}\" (character {place}): {expected} is expected there")]
    Text {
        /// The word that was found; empty at the end.
        found: String,
        /// Characters before it, from 1.
        place: usize,
        /// What may stand there.
        expected: String,
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
    /// No such currency.
    #[error("\"{code}\" is not a currency code: use three letters, for example USD")]
    NoCurrency {
        /// What was asked for.
        code: String,
    },
    /// The calendar begins after the days a period is compared with.
    #[error("there are no days before {from} to compare with: name the other period")]
    NothingBefore {
        /// First day of the period.
        from: Day,
    },
}

impl From<rusqlite::Error> for ExploreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
