use super::fixture::*;
use crate::attribution::Dates;
use crate::attribution::split::{Known, Method, Split, SplitSource, Target, Weight, check};

/// "Search" is also called "find"; "Lab" exists in 2026 only.
fn refused(splits: &[Split]) -> String {
    match checked(splits) {
        Ok(()) => "not refused".to_owned(),
        Err(error) => error,
    }
}

fn checked(splits: &[Split]) -> Result<(), String> {
    let value = |_: &str, value: &str| match value.to_lowercase().as_str() {
        "search" | "find" => Some(("Search".to_owned(), Dates::ALWAYS)),
        "lab" => Some(("Lab".to_owned(), dates("2026-01-01", "2027-01-01"))),
        _ => None,
    };
    let known = Known { dimension: &|name| name == "team", value: &value };
    check(splits, known).map_err(|error| error.to_string())
}

fn core(method: Method, targets: Vec<Target>) -> Split {
    split(1, "Core", method, targets)
}

fn even(values: &[&str]) -> Split {
    core(Method::Even, plain(values))
}

#[test]
fn splits_that_are_right_pass() {
    let mut shares = core(Method::Percent, vec![percent("Search", "12.5"), percent("Ads", "87.50")]);
    shares.dates = dates("2026-01-01", "2026-10-01");
    let mut next = even(&["Search"]);
    next.dates = dates("2026-10-01", "");
    // What is a target later may be a source before.
    let mut before = split(3, "Search", Method::Even, plain(&["Core"]));
    before.dates = dates("", "2026-01-01");
    let fixed = vec![amount("Chat", 5, "EUR"), target("Ads", Weight::Rest)];
    let fixed = split(4, "Data", Method::Amount, fixed);
    let table = [(dates("", "2026-10-20"), 1), (dates("2026-10-20", ""), 2)];
    let counted = split(5, "Office", Method::Headcount, vec![heads("Ads", &table)]);
    assert_eq!(checked(&[next, shares, before, fixed, counted]), Ok(()));
}

#[test]
fn name_dimension_days_and_targets_must_be_there() {
    let mut nameless = even(&["Ads"]);
    nameless.name = " ".to_owned();
    assert_eq!(refused(&[nameless]), "a split of \"team\" has no name: write one");
    let mut elsewhere = even(&["Ads"]);
    elsewhere.dimension = "tribe".to_owned();
    assert_eq!(
        refused(&[elsewhere]),
        "split \"share Core\": the dimension \"tribe\" is not known: add it before the split"
    );
    let mut never = even(&["Ads"]);
    never.dates = dates("2026-10-02", "2026-10-02");
    assert_eq!(
        refused(&[never]),
        "split \"share Core\" ends before it begins: it holds from 2026-10-02 until before 2026-10-02"
    );
    assert_eq!(
        refused(&[even(&[])]),
        "split \"share Core\" has no target: add at least one value that shares the cost"
    );
    assert_eq!(
        refused(&[even(&["Ads", ""])]),
        "split \"share Core\" has a source or a target without a name: choose a value"
    );
}

#[test]
fn what_nobody_owns_is_not_spread_unless_it_is_asked_for() {
    let mut spread = even(&["Ads"]);
    spread.source = SplitSource::Unattributed;
    assert_eq!(
        refused(std::slice::from_ref(&spread)),
        "split \"share Core\" would spread what nobody owns, and it would look owned: choose a value as its source, \
         or allow it to spread the unattributed"
    );
    spread.spreads_unattributed = true;
    assert_eq!(checked(&[spread]), Ok(()));
}

#[test]
fn a_target_is_neither_the_source_nor_there_twice() {
    assert_eq!(
        refused(&[even(&["Ads", "core"])]),
        "split \"share Core\" gives to \"core\", which it divides: take that target out"
    );
    assert_eq!(
        refused(&[even(&["Search", "find"])]),
        "split \"share Core\" names the target \"find\" twice: keep one of them"
    );
}

#[test]
fn a_target_that_another_split_divides_on_the_same_days_is_a_cycle() {
    let mut one = even(&["Ads", "find"]);
    one.dates = dates("2026-10-01", "");
    let mut other = split(2, "Search", Method::Even, plain(&["Chat"]));
    other.dates = dates("", "2026-11-01");
    let sentence = "split \"share Core\" gives to \"find\", which split \"share Search\" divides from 2026-10-01 until \
                    before 2026-11-01: a target cannot be a source, so take it out of one of them or change its dates";
    assert_eq!(refused(&[one.clone(), other.clone()]), sentence);
    assert_eq!(refused(&[other.clone(), one.clone()]), sentence);
    other.dates = dates("", "2026-10-01");
    assert_eq!(checked(&[one, other]), Ok(()));
}

#[test]
fn a_source_has_one_split_on_a_day() {
    let one = even(&["Ads"]);
    let mut other = even(&["Chat"]);
    (other.name, other.dates) = ("again".to_owned(), dates("2026-10-01", ""));
    assert_eq!(
        refused(&[one, other.clone()]),
        "splits \"share Core\" and \"again\" both divide \"Core\" from 2026-10-01 on: end one before the other begins"
    );
    (other.source, other.spreads_unattributed) = (SplitSource::Unattributed, true);
    let mut twin = other.clone();
    (twin.name, twin.dates) = ("twin".to_owned(), Dates::ALWAYS);
    assert_eq!(
        refused(&[other, twin]),
        "splits \"again\" and \"twin\" both divide what nobody owns from 2026-10-01 on: end one before the other begins"
    );
}

#[test]
fn a_value_must_exist_on_all_days_of_the_split() {
    let mut held = even(&["lab"]);
    held.dates = dates("2026-06-01", "");
    assert_eq!(
        refused(std::slice::from_ref(&held)),
        "split \"share Core\" holds from 2026-06-01 on, and \"Lab\" exists from 2026-01-01 until before 2027-01-01: \
         change the dates of one of them"
    );
    held.dates = dates("2026-06-01", "2027-01-01");
    assert_eq!(checked(&[held]), Ok(()));
    let source = split(2, "Lab", Method::Even, plain(&["Ads"]));
    assert!(refused(&[source]).starts_with("split \"share Lab\" holds always, and \"Lab\" exists"));
}

#[test]
fn percents_make_100_and_are_above_zero() {
    let of = |one: &str, other: &str| {
        refused(&[core(Method::Percent, vec![percent("Search", one), percent("Ads", other)])])
    };
    assert_eq!(of("50", "49.9990"), "split \"share Core\" totals 99.999 percent: make it 100");
    assert_eq!(of("60", "50"), "split \"share Core\" totals 110 percent: make it 100");
    assert_eq!(
        of("0", "100"),
        "split \"share Core\" gives \"Search\" 0 percent: make it more than 0, or take the target out"
    );
    assert!(of("101", "-1").starts_with("split \"share Core\" gives \"Ads\" -1 percent"));
}

#[test]
fn each_method_needs_its_own_weights() {
    let of = |method, target| refused(&[core(method, vec![target])]);
    assert_eq!(
        of(Method::Percent, target("Ads", Weight::Nothing)),
        "split \"share Core\" divides by percent, and says something else of \"Ads\": enter a percent"
    );
    assert_eq!(
        of(Method::Amount, percent("Ads", "100")),
        "split \"share Core\" divides by amount, and says something else of \"Ads\": enter an amount for a month, or \
         the rest"
    );
    assert_eq!(
        of(Method::Headcount, target("Ads", Weight::Rest)),
        "split \"share Core\" divides by headcount, and says something else of \"Ads\": enter how many people they are"
    );
    for method in [Method::Even, Method::BySpend, Method::ByTokens, Method::ByRequests] {
        assert_eq!(
            of(method, percent("Ads", "100")),
            format!(
                "split \"share Core\" divides {}, and says something else of \"Ads\": leave that out",
                method.words()
            )
        );
    }
}

#[test]
fn amounts_are_of_one_currency_above_zero_and_leave_the_rest_to_one() {
    let of = |targets| refused(&[core(Method::Amount, targets)]);
    let rest = || target("Chat", Weight::Rest);
    assert_eq!(
        of(vec![amount("Search", 1, "USD"), amount("Ads", 1, "EUR"), rest()]),
        "split \"share Core\" has amounts in USD and in EUR: use one currency, and a split for each"
    );
    assert_eq!(
        of(vec![amount("Search", 1, "usd"), rest()]),
        "split \"share Core\": \"usd\" is not a currency: write three capital letters such as USD"
    );
    assert_eq!(
        of(vec![amount("Search", -2_500_000_000, "USD"), rest()]),
        "split \"share Core\" gives \"Search\" -2.5 USD: make it more than 0, or take the target out"
    );
    assert_eq!(
        of(vec![amount("Search", 1, "USD")]),
        "split \"share Core\" has 0 targets that get the rest: give the rest to exactly one"
    );
    assert_eq!(
        of(vec![rest(), target("Ads", Weight::Rest)]),
        "split \"share Core\" has 2 targets that get the rest: give the rest to exactly one"
    );
}

#[test]
fn a_headcount_counts_somebody_on_each_day_and_nobody_twice() {
    let of = |days: Dates, table: &[(Dates, u32)]| {
        let mut counted = core(Method::Headcount, vec![heads("Ads", table), heads("Chat", &[])]);
        counted.dates = days;
        refused(&[counted])
    };
    let from_may = dates("2026-05-01", "");
    assert_eq!(of(from_may, &[(from_may, 3)]), "not refused");
    let nobody = |days: &str| {
        format!(
            "split \"share Core\" counts nobody {days}: enter how many people there are, or let the split hold on other \
             days"
        )
    };
    assert_eq!(of(Dates::ALWAYS, &[(from_may, 3)]), nobody("before 2026-05-01"));
    assert_eq!(of(from_may, &[(dates("", "2026-07-01"), 3)]), nobody("from 2026-07-01 on"));
    assert_eq!(of(from_may, &[(from_may, 0)]), nobody("from 2026-05-01 on"));
    assert_eq!(of(Dates::ALWAYS, &[]), nobody("always"));
    let gap = [(dates("", "2026-07-01"), 3), (dates("2026-08-01", ""), 3)];
    assert_eq!(of(from_may, &gap), nobody("from 2026-07-01 until before 2026-08-01"));
    assert_eq!(of(dates("2026-05-01", "2026-07-01"), &gap), "not refused");
    assert_eq!(
        of(from_may, &[(dates("", "2026-07-01"), 3), (dates("2026-06-01", ""), 2)]),
        "split \"share Core\" counts \"Ads\" twice from 2026-06-01 until before 2026-07-01: end one entry before the next \
         begins"
    );
    assert_eq!(
        of(from_may, &[(from_may, 3), (dates("2026-06-01", "2026-06-01"), 2)]),
        "split \"share Core\": an entry of the headcount of \"Ads\" ends before it begins: mend its dates"
    );
}
