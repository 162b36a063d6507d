//! Days and half-open periods, always UTC.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, Utc};
use thiserror::Error;

/// An accounting day: the provider's UTC day.
pub type Day = NaiveDate;

/// `[start, end)` in whole UTC days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: Day,
    end: Day,
}

/// Why a period or a date was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PeriodError {
    /// The end lies before the start.
    #[error("the period from {start} to {end} ends before it starts")]
    EndsBeforeStart {
        /// First day.
        start: Day,
        /// First day after.
        end: Day,
    },
    /// Not `YYYY-MM-DD`.
    #[error("\"{text}\" is not a date: expected YYYY-MM-DD, for example 2026-11-03")]
    NotADate {
        /// What was read.
        text: String,
    },
    /// Not RFC 3339.
    #[error("\"{text}\" is not an instant: expected RFC 3339, for example 2026-11-03T00:00:00Z")]
    NotAnInstant {
        /// What was read.
        text: String,
    },
}

impl Period {
    /// A period of whole days; empty when both ends are equal.
    pub fn new(start: Day, end: Day) -> Result<Self, PeriodError> {
        if end < start { Err(PeriodError::EndsBeforeStart { start, end }) } else { Ok(Self { start, end }) }
    }

    /// One day.
    pub fn of_day(day: Day) -> Self {
        Self { start: day, end: next_day(day) }
    }

    /// First day.
    pub const fn start(self) -> Day {
        self.start
    }

    /// First day after the period.
    pub const fn end(self) -> Day {
        self.end
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        (self.end - self.start).num_days()
    }

    /// Whether there is no day in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the day lies inside.
    pub fn contains(self, day: Day) -> bool {
        self.start <= day && day < self.end
    }

    /// Each day in order.
    pub fn iter_days(self) -> impl Iterator<Item = Day> {
        self.start.iter_days().take_while(move |day| *day < self.end)
    }
}

fn next_day(day: Day) -> Day {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// Midnight UTC at which the day starts.
pub fn day_start(day: Day) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Midnight UTC at which the day ends.
pub fn day_end(day: Day) -> DateTime<Utc> {
    day_start(next_day(day))
}

/// Reads `YYYY-MM-DD`.
pub fn parse_day(text: &str) -> Result<Day, PeriodError> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .map_err(|_| PeriodError::NotADate { text: text.to_owned() })
}

/// Reads RFC 3339 with any offset, as UTC.
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>, PeriodError> {
    DateTime::parse_from_rfc3339(text.trim())
        .map(|instant| instant.with_timezone(&Utc))
        .map_err(|_| PeriodError::NotAnInstant { text: text.to_owned() })
}

/// RFC 3339 with milliseconds and `Z`: the one text form of an instant in the database and the contract.
pub fn format_instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
