//! Months as people write them.

use chrono::Months;

use crate::kernel::{Day, Period, Problem, ProblemCode, parse_day};

/// Days of a month written `YYYY-MM`.
pub(super) fn days_of(month: &str) -> Result<Period, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemCode::BadRequest,
            format!("\"{month}\" is not a month: expected YYYY-MM, for example 2026-11"),
        )
        .about("month")
    };
    let first = first_of(month).ok_or_else(unreadable)?;
    let next = first.checked_add_months(Months::new(1)).ok_or_else(unreadable)?;
    Ok(Period::new(first, next)?)
}

fn first_of(month: &str) -> Option<Day> {
    (month.len() == 7).then(|| parse_day(&format!("{month}-01")).ok())?
}

/// The month of a day, `YYYY-MM`.
pub(super) fn of_day(day: Day) -> String {
    day.format("%Y-%m").to_string()
}
