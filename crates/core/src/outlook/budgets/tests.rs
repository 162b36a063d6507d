//! Budgets that hold, and budgets that are refused.

use super::*;
use crate::kernel::{Day, Period, parse_day};
use crate::outlook::series::{DayAmount, Known};

const UNIT: i64 = 1_000_000_000;

fn budget(name: &str, parent: Option<i64>) -> Budget {
    Budget {
        first: None,
        name: name.to_owned(),
        parent,
        filters: Vec::new(),
        nanos: 100 * UNIT,
        currency: "USD".to_owned(),
        from: "2026-01".to_owned(),
        until: None,
    }
}

fn kept(id: i64, name: &str, parent: Option<i64>) -> KeptBudget {
    KeptBudget { id, row: id, budget: budget(name, parent) }
}

fn dimensions() -> Vec<String> {
    vec!["team".to_owned(), "model".to_owned()]
}

fn check(budget: &Budget, id: Option<i64>, all: &[KeptBudget]) -> Result<(), BudgetError> {
    check_budget(budget, id, all, &dimensions())
}

#[test]
fn a_budget_that_contradicts_nothing_is_kept() {
    let all = [kept(1, "company", None), kept(2, "search", Some(1))];
    assert_eq!(check(&budget("ads", Some(1)), None, &all), Ok(()));
    assert_eq!(check(&budget("search", Some(1)), Some(2), &all), Ok(()), "its own name is not taken");
}

#[test]
fn a_budget_cannot_be_a_part_of_itself() {
    let all = [kept(1, "company", None), kept(2, "search", Some(1)), kept(3, "ranking", Some(2))];
    let refused = check(&budget("company", Some(3)), Some(1), &all).unwrap_err();
    assert_eq!(refused, BudgetError::Cycle { name: "company".to_owned(), parent: "ranking".to_owned() });
    assert!(matches!(check(&budget("search", Some(2)), Some(2), &all), Err(BudgetError::Cycle { .. })));
    assert!(refused.to_string().contains("would be a part of itself through \"ranking\""), "{refused}");
}

#[test]
fn an_amount_below_zero_is_refused_and_zero_is_kept() {
    let negative = Budget { nanos: -1, ..budget("ads", None) };
    assert_eq!(check(&negative, None, &[]), Err(BudgetError::Negative { name: "ads".to_owned() }));
    assert_eq!(check(&Budget { nanos: 0, ..negative }, None, &[]), Ok(()));
}

#[test]
fn a_last_month_before_the_first_is_refused_and_the_same_month_is_kept() {
    let ends = |until: &str| Budget { until: Some(until.to_owned()), ..budget("ads", None) };
    assert!(matches!(check(&ends("2025-12"), None, &[]), Err(BudgetError::MonthOrder { .. })));
    assert_eq!(check(&ends("2026-01"), None, &[]), Ok(()));
    assert!(ends("2026-01").holds_in("2026-01") && !ends("2026-01").holds_in("2026-02"));
}

#[test]
fn an_unknown_dimension_is_refused_with_those_there_are() {
    let filters = vec![DimensionFilter {
        dimension: "colour".to_owned(),
        value: Some("red".to_owned()),
        is_not: false,
    }];
    let refused = check(&Budget { filters, ..budget("ads", None) }, None, &[]).unwrap_err();
    assert_eq!(refused.to_string(), "there is no dimension \"colour\": use one of team, model");
}

#[test]
fn names_parents_and_currencies_are_checked() {
    let all = [kept(1, "company", None), kept(2, "search", Some(1))];
    assert_eq!(check(&budget(" ", None), None, &all), Err(BudgetError::NoName));
    assert!(matches!(check(&budget("Search", None), None, &all), Err(BudgetError::NameTaken { .. })));
    assert_eq!(check(&budget("ads", Some(9)), None, &all), Err(BudgetError::Unknown { id: 9 }));
    assert_eq!(check(&budget("ads", None), Some(9), &all), Err(BudgetError::Unknown { id: 9 }));
    let euro = |name: &str, parent| Budget { currency: "EUR".to_owned(), ..budget(name, parent) };
    assert!(matches!(check(&euro("ads", Some(1)), None, &all), Err(BudgetError::OtherCurrency { .. })));
    assert!(matches!(check(&euro("company", None), Some(1), &all), Err(BudgetError::OtherCurrency { .. })));
}

#[test]
fn a_budget_with_parts_is_not_removed() {
    let all = [kept(1, "company", None), kept(2, "search", Some(1))];
    assert_eq!(check_removal(1, &all).unwrap_err(), BudgetError::HasParts { name: "company".to_owned() });
    assert_eq!(check_removal(2, &all).map(|found| found.row), Ok(2));
    assert_eq!(check_removal(3, &all).unwrap_err(), BudgetError::Unknown { id: 3 });
}

#[test]
fn parts_of_other_months_are_not_given_away() {
    let mut all = vec![kept(1, "company", None), kept(2, "search", Some(1)), kept(3, "ads", Some(1))];
    assert_eq!(allocated(1, "2026-03", &all), Some(200 * i128::from(UNIT)));
    all[2].budget.until = Some("2026-02".to_owned());
    assert_eq!(allocated(1, "2026-03", &all), Some(100 * i128::from(UNIT)));
    assert_eq!(allocated(2, "2026-03", &all), None);
}

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

/// Ten units a day from December on, and a bit of noise.
fn history(until: &str, noise: i64) -> Known {
    let days = day("2025-12-01").iter_days().take_while(|at| *at < day(until)).enumerate();
    Known::new(days.map(|(place, day)| {
        let stray = (i64::try_from(place).unwrap() * 37 % 11 - 5) * noise;
        DayAmount { day, nanos: 10 * UNIT + stray }
    }))
}

fn march() -> Period {
    Period::new(day("2026-03-01"), day("2026-04-01")).unwrap()
}

#[test]
fn the_day_of_breach_is_the_first_on_which_the_sum_passes_the_budget() {
    let view = budget_month(&history("2026-03-11", 0), march(), 200 * UNIT, &[]);
    assert_eq!((view.spent_nanos, view.share_basis_points), (100 * i128::from(UNIT), Some(5_000)));
    let on = Some(day("2026-03-21"));
    assert_eq!(
        view.breach,
        Breach { likely: on, earliest: on, latest: on },
        "ten a day, and never otherwise"
    );
    assert_eq!(view.month.unwrap().expected.nanos(), 310 * UNIT);
}

#[test]
fn the_earliest_breach_is_not_after_the_likely_one_nor_that_after_the_latest() {
    let view = budget_month(&history("2026-03-11", UNIT), march(), 200 * UNIT, &[]);
    let Breach { likely, earliest, latest } = view.breach;
    assert!(earliest <= likely && likely <= latest && earliest < latest, "{:?}", view.breach);
}

#[test]
fn a_budget_that_is_enough_has_no_day_of_breach() {
    let view = budget_month(&history("2026-03-11", 0), march(), 400 * UNIT, &[]);
    assert_eq!(view.breach.likely, None);
}

#[test]
fn a_budget_that_is_used_up_tells_the_day_it_was() {
    let view = budget_month(&history("2026-03-11", 0), march(), 55 * UNIT, &[]);
    let on = Some(day("2026-03-06"));
    assert_eq!(view.breach, Breach { likely: on, earliest: on, latest: on });
}

#[test]
fn without_history_there_is_a_reason_and_no_breach() {
    let view = budget_month(&Known::default(), march(), 55 * UNIT, &[]);
    assert!(view.month.is_err());
    assert_eq!(view.breach, Breach { likely: None, earliest: None, latest: None });
    assert_eq!(budget_month(&Known::default(), march(), 0, &[]).share_basis_points, None);
}
