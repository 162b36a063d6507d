//! Hours of the week: ends of windows, weekends, holidays, unknown years, spans.

use chrono::{Datelike, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use showback_pricebook::{Calendar, Instant};

use super::super::calendar::{Hours, Sides};
use super::support::{PRICER, at, priced, quantities, range, request, says};
use crate::pricing::{ReasonCode, UsageTime, bundled};

const INSIDE: Sides = Sides { inside: true, outside: false, unknown_year: None };
const OUTSIDE: Sides = Sides { inside: false, outside: true, unknown_year: None };

fn calendar(windows: &[&str], weekdays: &[&str]) -> Calendar {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    Calendar {
        id: "test".to_owned(),
        windows: owned(windows),
        weekdays: owned(weekdays),
        except_days: Vec::new(),
        except_years: Vec::new(),
    }
}

fn hours(calendar: &Calendar) -> Hours {
    Hours::read("test", calendar).unwrap()
}

/// A weekday of 2026 that is no exception, near the end of the year.
fn plain_day(calendar: &Calendar) -> NaiveDate {
    let days = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap().iter_days();
    let mut usual = days.filter(|day| day.weekday().num_days_from_monday() < 5);
    usual.find(|day| !calendar.except_days.contains(day)).unwrap()
}

#[test]
fn every_window_of_the_book_has_its_first_second_in_and_its_end_out() {
    let mut ends = 0;
    for calendar in bundled::book().channels.iter().flat_map(|channel| &channel.calendars) {
        let hours = hours(calendar);
        let day = plain_day(calendar);
        for window in &calendar.windows {
            let (start, end) = window.split_once('-').unwrap();
            let instant = |text: &str| -> Instant { format!("{day}T{text}:00Z").parse().unwrap() };
            let wraps = end <= start;
            let (start, end) = (instant(start), instant(end) + TimeDelta::days(i64::from(wraps)));
            let second = TimeDelta::seconds(1);
            assert_eq!(hours.at(start - second), OUTSIDE, "{window}");
            assert_eq!(hours.at(start), INSIDE, "{window}");
            assert_eq!(hours.at(start + second), INSIDE, "{window}");
            assert_eq!(hours.at(end - second), INSIDE, "{window}");
            assert_eq!(hours.at(end), OUTSIDE, "{window}");
            assert_eq!(hours.at(end + second), OUTSIDE, "{window}");
            ends += 6;
        }
    }
    println!("{ends} ends of windows");
    assert!(ends >= 18);
}

#[test]
fn weekends_and_holidays_have_no_windows() {
    let book = bundled::book();
    let peak = book
        .channels
        .iter()
        .flat_map(|channel| &channel.calendars)
        .find(|calendar| !calendar.weekdays.is_empty() && !calendar.except_days.is_empty());
    let peak = peak.unwrap();
    let hours = hours(peak);
    for day in ["2026-11-07", "2026-11-08"] {
        assert_eq!(hours.at(at(&format!("{day}T02:30:00Z"))), OUTSIDE);
    }
    for holiday in &peak.except_days {
        assert_eq!(hours.at(at(&format!("{holiday}T02:30:00Z"))), OUTSIDE);
    }
}

#[test]
fn saturday_and_a_holiday_cost_the_lower_rate() {
    let list = quantities(&[("input", 10_000), ("cache_read", 90_000), ("output", 2_000)]);
    let of = |when: &str| priced(&PRICER.rate(&request("deepseek", "deepseek-flash", when, &list)));
    assert_eq!(of("2026-11-07T02:30:00Z"), of("2026-11-05T11:30:00Z"));
    assert_eq!(of("2026-10-01T02:30:00Z"), of("2026-11-05T11:30:00Z"));
    assert_eq!(of("2026-11-05T02:30:00Z"), of("2026-11-05T11:30:00Z") * Decimal::TWO);
}

#[test]
fn window_past_midnight_belongs_to_the_day_it_starts_on() {
    let mut calendar = calendar(&["16:30-00:30"], &["fri"]);
    assert_eq!(hours(&calendar).at(at("2026-11-06T16:30:00Z")), INSIDE);
    assert_eq!(hours(&calendar).at(at("2026-11-07T00:29:59Z")), INSIDE);
    assert_eq!(hours(&calendar).at(at("2026-11-07T00:30:00Z")), OUTSIDE);
    assert_eq!(hours(&calendar).at(at("2026-11-06T00:10:00Z")), OUTSIDE);
    calendar.except_days = vec![NaiveDate::from_ymd_opt(2026, 11, 6).unwrap()];
    assert_eq!(hours(&calendar).at(at("2026-11-07T00:10:00Z")), OUTSIDE);
}

#[test]
fn unknown_year_opens_only_hours_that_would_be_inside() {
    let mut calendar = calendar(&["01:00-04:00"], &["mon", "tue", "wed", "thu", "fri"]);
    calendar.except_years = vec![2026];
    let hours = hours(&calendar);
    let open = Sides { inside: false, outside: false, unknown_year: Some(2027) };
    assert_eq!(hours.at(at("2027-03-01T02:00:00Z")), open);
    assert_eq!(hours.at(at("2027-03-01T05:00:00Z")), OUTSIDE);
    assert_eq!(hours.at(at("2027-03-06T02:00:00Z")), OUTSIDE);
}

#[test]
fn usage_of_an_unknown_year_lies_between_both_rates() {
    let list = quantities(&[("input", 1_000_000)]);
    let rating = PRICER.rate(&request("deepseek", "deepseek-flash", "2028-03-01T02:30:00Z", &list));
    let (low, high) = range(&rating);
    assert_eq!(low * Decimal::TWO, high);
    assert!(says(&rating, ReasonCode::CalendarUnknown));
    assert!(!says(&rating, ReasonCode::ClockLost));
}

#[test]
fn span_is_exact_only_on_one_side() {
    let hours = hours(&calendar(&["01:00-04:00", "06:00-10:00"], &[]));
    let of = |from: &str, to: &str| hours.within(at(from), at(to));
    assert_eq!(of("2026-11-05T01:00:00Z", "2026-11-05T04:00:00Z"), INSIDE);
    assert_eq!(of("2026-11-05T04:00:00Z", "2026-11-05T06:00:00Z"), OUTSIDE);
    let both = Sides { inside: true, outside: true, unknown_year: None };
    assert_eq!(of("2026-11-05T00:59:59Z", "2026-11-05T02:00:00Z"), both);
    assert_eq!(of("2026-11-05", "2026-11-06"), both);
    assert_eq!(of("2000-01-01", "2026-11-06"), both);
}

#[test]
fn day_over_peak_hours_is_a_range_and_an_hour_is_not() {
    let list = quantities(&[("input", 1_000_000)]);
    let mut usage = request("deepseek", "deepseek-flash", "2026-11-05", &list);
    usage.time = UsageTime::Within(at("2026-11-05"), at("2026-11-06"));
    let rating = PRICER.rate(&usage);
    let (low, high) = range(&rating);
    assert_eq!(low * Decimal::TWO, high);
    assert!(says(&rating, ReasonCode::ClockLost));
    assert_eq!(rating.lines[0].rates.len(), 2);
    usage.time = UsageTime::Within(at("2026-11-05T02:00:00Z"), at("2026-11-05T03:00:00Z"));
    assert_eq!(priced(&PRICER.rate(&usage)), high);
    usage.time = UsageTime::Within(at("2026-11-07"), at("2026-11-08"));
    assert_eq!(priced(&PRICER.rate(&usage)), low);
}

#[test]
fn calendar_that_cannot_be_read_is_refused_with_its_part() {
    for wrong in ["1:00-04:00", "01:00", "25:00-26:00", "01:60-02:00", "0a:00-02:00"] {
        let error = Hours::read("deepseek", &calendar(&[wrong], &[])).unwrap_err().to_string();
        assert!(error.contains(wrong) && error.contains("deepseek"), "{error}");
    }
    assert!(Hours::read("deepseek", &calendar(&[], &["friday"])).is_err());
}
