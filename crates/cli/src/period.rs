//! The days a command is about.

use chrono::{Days, Months, NaiveDate};
use serde_json::{Value, json};
use showback_core::kernel::parse_day;

use crate::arguments::DaysOf;
use crate::failure::{Failure, usage};

/// `[from, to)` as the contract takes it.
pub fn range(days: &DaysOf, today: &str) -> Result<Value, Failure> {
    let (from, to) = period(days, day(today)?)?;
    Ok(json!({ "from": from.to_string(), "to": to.to_string() }))
}

fn period(days: &DaysOf, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Failure> {
    let far = || usage("the period lies beyond the calendar", "Use days such as 2026-11-03");
    let tomorrow = today.checked_add_days(Days::new(1)).ok_or_else(far)?;
    if let Some(month) = &days.month {
        let first = parse_day(&format!("{month}-01"))
            .map_err(|_| usage(format!("\"{month}\" is not a month"), "Use YYYY-MM, for example 2026-10"))?;
        return Ok((first, first.checked_add_months(Months::new(1)).ok_or_else(far)?));
    }
    if let Some(last) = days.last {
        return Ok((tomorrow.checked_sub_days(Days::new(last.into())).ok_or_else(far)?, tomorrow));
    }
    let first_of_month = format!("{}-01", today.format("%Y-%m"));
    let from = day(days.from.as_deref().unwrap_or(&first_of_month))?;
    let to = days.to.as_deref().map_or(Ok(tomorrow), day)?;
    if to <= from {
        return Err(usage(
            format!("the period from {from} to {to} has no day"),
            "--to is the first day after the period",
        ));
    }
    Ok((from, to))
}

/// A day as typed.
pub fn day(text: &str) -> Result<NaiveDate, Failure> {
    parse_day(text).map_err(|error| usage(error.to_string(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: Option<&str>, to: Option<&str>, month: Option<&str>, last: Option<u32>) -> DaysOf {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        DaysOf { from: owned(from), to: owned(to), month: owned(month), last }
    }

    fn ends(days: &DaysOf) -> String {
        let (from, to) = period(days, day("2026-11-23").unwrap()).unwrap();
        format!("{from} {to}")
    }

    #[test]
    fn periods_are_half_open_and_default_to_this_month() {
        assert_eq!(ends(&days(None, None, None, None)), "2026-11-01 2026-11-24");
        assert_eq!(ends(&days(None, None, Some("2026-12"), None)), "2026-12-01 2027-01-01");
        assert_eq!(ends(&days(None, None, None, Some(1))), "2026-11-23 2026-11-24");
        assert_eq!(ends(&days(Some("2026-01-01"), Some("2026-02-01"), None, None)), "2026-01-01 2026-02-01");
    }

    #[test]
    fn an_empty_period_is_wrong_use() {
        assert!(
            period(&days(Some("2026-02-01"), Some("2026-02-01"), None, None), day("2026-11-23").unwrap())
                .is_err()
        );
    }
}
