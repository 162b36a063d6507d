//! Days of instants that are kept as microseconds, and back.

use chrono::{DateTime, Datelike, NaiveDate};

use crate::kernel::{Day, day_start};

/// Microseconds of a UTC day.
pub const DAY_US: i64 = 86_400_000_000;

/// Days since 1970.
pub const fn day_number(us: i64) -> i64 {
    us.div_euclid(DAY_US)
}

/// First microsecond of the day with that number.
pub const fn start_of(number: i64) -> i64 {
    number.saturating_mul(DAY_US)
}

/// `YYYY-MM-DD` of the day with that number.
pub fn day_text(number: i64) -> String {
    day_of(number).to_string()
}

/// The day with that number.
pub fn day_of(number: i64) -> Day {
    DateTime::from_timestamp_micros(start_of(number)).map_or(NaiveDate::MIN, |at| at.date_naive())
}

/// The number of a day.
pub fn number_of(day: Day) -> i64 {
    day_number(day_start(day).timestamp_micros())
}

/// `YYYY-MM`.
pub fn month_text(day: Day) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
