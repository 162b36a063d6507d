//! Forecasts of series whose future is known.

use proptest::prelude::*;

use super::*;
use crate::kernel::{Period, parse_day};
use crate::outlook::series::DayAmount;

const UNIT: i64 = 1_000_000_000;

fn start() -> Day {
    parse_day("2026-01-05").unwrap()
}

fn day(after: usize) -> Day {
    start() + chrono::Days::new(after as u64)
}

fn known(amounts: impl IntoIterator<Item = i64>) -> Known {
    let rows = amounts.into_iter().enumerate();
    Known::new(rows.map(|(place, nanos)| DayAmount { day: day(place), nanos }))
}

fn ahead(known: &Known, from: usize, days: usize) -> Forecast {
    let period = Period::new(day(from), day(from + days)).unwrap();
    forecast(Ask { known, period, price_changes: &[] }).unwrap()
}

/// Ten units on working days and two at weekends.
fn weekly(place: usize) -> i64 {
    if place % 7 < 5 { 10 * UNIT } else { 2 * UNIT }
}

/// The same with noise of a fifth that a fixed rule makes.
fn noisy(place: usize) -> i64 {
    let noise = i64::try_from(place * 7_919 % 101).unwrap() - 50;
    weekly(place) + weekly(place) / 250 * noise
}

#[test]
fn two_known_days_are_no_forecast_and_the_reason_says_how_many_are_needed() {
    let period = Period::new(day(2), day(10)).unwrap();
    let ask = Ask { known: &known([UNIT, UNIT]), period, price_changes: &[] };
    let refused = forecast(ask).unwrap_err();
    assert_eq!(refused, NoForecast::TooFewDays { known: 2 });
    assert!(refused.to_string().contains("needs 3"), "{refused}");
}

#[test]
fn thirteen_days_give_a_run_rate_without_a_range() {
    let made = ahead(&known((0..13).map(|_| 4 * UNIT)), 13, 10);
    assert_eq!(made.method, Method::RunRate);
    assert_eq!(made.total.nanos(), 40 * UNIT);
    assert!(made.total_range.is_none() && made.past_error.is_none());
    assert!(made.days.iter().all(|day| day.range.is_none()));
}

#[test]
fn fourteen_days_give_a_range() {
    let made = ahead(&known((0..14).map(noisy)), 14, 7);
    assert_ne!(made.method, Method::RunRate);
    assert!(made.total_range.is_some() && made.past_error.is_some());
}

#[test]
fn a_week_that_repeats_is_foreseen_to_the_nano_by_the_simplest_method() {
    let made = ahead(&known((0..70).map(weekly)), 70, 14);
    assert_eq!(made.method, Method::SeasonalNaive);
    let points: Vec<i64> = made.days.iter().map(|day| day.point.nanos()).collect();
    assert_eq!(points, (70..84).map(weekly).collect::<Vec<_>>());
    let error = made.past_error.unwrap();
    assert_eq!((error.mase_basis_points, error.wape_basis_points), (None, Some(0)));
    assert_eq!(error.coverage_basis_points, Some(10_000));
}

#[test]
fn noise_around_a_week_is_foreseen_better_than_by_the_week_before() {
    let made = ahead(&known((0..120).map(noisy)), 120, 28);
    let error = made.past_error.unwrap();
    assert!(error.mase_basis_points.unwrap() < 9_500, "{error:?}");
    assert_ne!(made.method, Method::SeasonalNaive);
    let range = made.total_range.unwrap();
    let truth: i64 = (120..148).map(noisy).sum();
    assert!(range.low.nanos() <= truth && truth <= range.high.nanos(), "{truth} in {range:?}");
}

#[test]
fn a_trend_goes_on() {
    let made = ahead(&known((0..90).map(|place| UNIT * (100 + 5 * place))), 90, 10);
    let last = made.days.last().unwrap().point.nanos() / UNIT;
    assert!((550..=610).contains(&last), "{last} by {:?}", made.method);
}

#[test]
fn a_gap_is_not_a_zero() {
    let whole: Vec<i64> = (0..70).map(weekly).collect();
    let gaps = [3_usize, 20, 37, 41, 66];
    let rows = whole.iter().enumerate().filter(|(place, _)| !gaps.contains(place));
    let holey = Known::new(rows.map(|(place, nanos)| DayAmount { day: day(place), nanos: *nanos }));
    let made = ahead(&holey, 70, 14);
    assert_eq!(made.gaps, 5);
    assert_eq!(made.total, ahead(&known(whole), 70, 14).total);
}

#[test]
fn a_price_that_halves_halves_what_comes_after_it() {
    let history = known((0..70).map(weekly));
    let period = Period::new(day(70), day(84)).unwrap();
    let change = PriceChange { day: day(77), ratio: Decimal::new(5, 1) };
    let made = forecast(Ask { known: &history, period, price_changes: &[change] }).unwrap();
    assert_eq!(made.days[6].point.nanos(), weekly(76));
    assert_eq!(made.days[7].point.nanos(), weekly(77) / 2);
}

#[test]
fn a_price_that_changed_in_the_past_is_not_foreseen_again() {
    let history = known((0..70).map(|place| if place < 60 { weekly(place) } else { weekly(place) / 2 }));
    let period = Period::new(day(70), day(77)).unwrap();
    let change = PriceChange { day: day(60), ratio: Decimal::new(5, 1) };
    let made = forecast(Ask { known: &history, period, price_changes: &[change] }).unwrap();
    assert_eq!(made.total.nanos(), (70..77).map(weekly).sum::<i64>() / 2);
    assert_eq!(made.past_error.unwrap().wape_basis_points, Some(0));
}

#[test]
fn a_month_is_what_is_known_and_what_is_foreseen() {
    let history = known((0..70).map(weekly));
    let days = Period::new(day(56), day(84)).unwrap();
    let month = month(&history, days, &[]).unwrap();
    assert_eq!(month.known_nanos, (56..70).map(|place| i128::from(weekly(place))).sum::<i128>());
    assert_eq!((month.known_days, month.forecast.days.len()), (14, 14));
    assert_eq!(month.expected.nanos(), (56..84).map(weekly).sum::<i64>());
    assert!(month.range.unwrap().low <= month.expected);
}

#[test]
fn a_period_that_is_over_has_nothing_left_to_foresee() {
    let history = known((0..70).map(weekly));
    let month = month(&history, Period::new(day(10), day(20)).unwrap(), &[]).unwrap();
    assert!(month.forecast.days.is_empty());
    assert_eq!(i128::from(month.expected.nanos()), month.known_nanos);
}

#[test]
fn more_than_a_year_ahead_is_refused() {
    let history = known((0..70).map(weekly));
    let period = Period::new(day(70), day(900)).unwrap();
    let refused = forecast(Ask { known: &history, period, price_changes: &[] }).unwrap_err();
    assert!(matches!(refused, NoForecast::TooFar { .. }), "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn days_sum_to_the_total_and_ranges_hold_their_points(
        amounts in prop::collection::vec(prop::option::weighted(0.9, -2 * UNIT..90 * UNIT), 5..80),
        days in 1_usize..45,
    ) {
        let rows = amounts.iter().enumerate().filter_map(|(place, nanos)| Some(DayAmount { day: day(place), nanos: (*nanos)? }));
        let history = Known::new(rows);
        prop_assume!(history.len() >= 3);
        let made = ahead(&history, amounts.len(), days);
        prop_assert_eq!(made.days.len(), days);
        let sum: i128 = made.days.iter().map(|day| i128::from(day.point.nanos())).sum();
        prop_assert_eq!(sum, i128::from(made.total.nanos()));
        for day in &made.days {
            for (point, range) in [(day.point, day.range), (day.cumulated, day.cumulated_range)] {
                prop_assert!(range.is_none_or(|range| range.low <= point && point <= range.high));
            }
        }
        prop_assert_eq!(made.days.last().map(|day| day.cumulated), Some(made.total));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, shuffled) in prop::collection::vec((0_usize..60, 0..50 * UNIT), 20..70)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let of = |rows: &[(usize, i64)]| Known::new(rows.iter().map(|(place, nanos)| DayAmount { day: day(*place), nanos: *nanos }));
        let period = Period::new(day(60), day(70)).unwrap();
        let foresee = |known: &Known| forecast(Ask { known, period, price_changes: &[] });
        prop_assert_eq!(foresee(&of(&rows)), foresee(&of(&shuffled)));
    }
}
