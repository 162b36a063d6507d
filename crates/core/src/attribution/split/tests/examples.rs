use super::fixture::*;
use crate::attribution::split::{
    Divided, Given, Grades, KeptReason, Measure, Method, MonthSums, Received, Split, SplitSource, Weight,
    divide, parts_of_month,
};
use crate::kernel::Period;

fn total(divided: &Divided, value: &str, currency: &str) -> i128 {
    let value = (!value.is_empty()).then(|| value.to_owned());
    divided.values.get(&(value, currency.to_owned())).map_or(0, |found| found.total())
}

fn totals(divided: &Divided, values: &[&str]) -> Vec<i128> {
    values.iter().map(|value| total(divided, value, "USD")).collect()
}

fn with_usage(month: &mut MonthSums, value: &str, tokens: Option<i128>, requests: Option<i128>) {
    let sums = month.parts[0].values.entry(Some(value.to_owned())).or_default();
    (sums.tokens, sums.requests) = (tokens, requests);
}

#[test]
fn even_split_gives_the_odd_nano_to_the_first_value_and_keeps_who_gave_it() {
    let month = whole_month(&[("Core", "USD", b'A', 7), ("Core", "USD", b'C', 3), ("Ads", "USD", b'A', 5)]);
    let divided = divide(&month, &[split(4, "Core", Method::Even, plain(&["Search", "Ads", "Chat"]))]);
    assert_eq!(totals(&divided, &["Ads", "Chat", "Search", "Core"]), [9, 3, 3, 0]);
    let ads = &divided.values[&(Some("Ads".to_owned()), "USD".to_owned())];
    assert_eq!(ads.received, [Received { split: 4, source: Some("Core".to_owned()), nanos: 4 }]);
    assert_eq!(ads.grades(), Grades::from([(b'A', 5), (b'D', 4)]));
    let core = &divided.values[&(Some("Core".to_owned()), "USD".to_owned())];
    assert_eq!(core.direct, Grades::from([(b'A', 7), (b'C', 3)]));
    assert_eq!(
        (core.given.as_slice(), core.remainder.is_empty()),
        (&[Given { split: 4, nanos: 10 }][..], true)
    );
}

#[test]
fn percents_divide_each_currency_exactly() {
    let month = whole_month(&[("Core", "USD", b'A', 1_000), ("Core", "EUR", b'A', -1_001)]);
    let targets = vec![percent("Search", "66.7"), percent("Ads", "33.3")];
    let divided = divide(&month, &[split(1, "Core", Method::Percent, targets)]);
    assert_eq!(totals(&divided, &["Search", "Ads"]), [667, 333]);
    assert_eq!((total(&divided, "Search", "EUR"), total(&divided, "Ads", "EUR")), (-668, -333));
}

#[test]
fn amounts_are_taken_in_order_until_the_source_is_used_up_and_the_rest_gets_the_rest() {
    let targets =
        || vec![amount("Search", 600, "USD"), target("Chat", Weight::Rest), amount("Ads", 300, "USD")];
    let of = |nanos| {
        let month = whole_month(&[("Core", "USD", b'A', nanos)]);
        totals(
            &divide(&month, &[split(1, "Core", Method::Amount, targets())]),
            &["Search", "Ads", "Chat", "Core"],
        )
    };
    assert_eq!(of(1_000), [600, 300, 100, 0]);
    assert_eq!(of(700), [600, 100, 0, 0]);
    assert_eq!(of(500), [500, 0, 0, 0]);
    assert_eq!(of(-50), [0, 0, -50, 0], "a credit has nothing to take");
}

#[test]
fn amounts_of_another_currency_leave_the_source_alone_and_say_why() {
    let month = whole_month(&[("Core", "EUR", b'A', 70)]);
    let targets = vec![amount("Search", 600, "USD"), target("Chat", Weight::Rest)];
    let divided = divide(&month, &[split(1, "Core", Method::Amount, targets)]);
    assert_eq!(total(&divided, "Core", "EUR"), 70);
    assert_eq!(divided.kept[0].reason, KeptReason::OtherCurrency("USD".to_owned()));
    assert_eq!(divided.kept[0].reason.to_string(), "the amounts of the split are in USD");
}

#[test]
fn a_split_on_ten_days_of_a_month_takes_that_part_of_its_amounts() {
    let mut held =
        split(1, "Core", Method::Amount, vec![amount("Search", 3_100, "USD"), target("Chat", Weight::Rest)]);
    held.dates = dates("2026-10-11", "2026-10-21");
    let days = parts_of_month(october(), std::slice::from_ref(&held));
    assert_eq!(days.len(), 3);
    let parts = days.iter().map(|days| part(*days, &[("Core", "USD", b'A', 5_000)])).collect();
    let divided = divide(&month(parts), &[held]);
    assert_eq!(totals(&divided, &["Search", "Chat", "Core"]), [1_000, 4_000, 10_000]);
}

#[test]
fn spend_of_the_targets_on_the_same_days_and_in_the_same_currency_divides() {
    let rows = [("Core", "USD", b'A', 90), ("Core", "EUR", b'A', 8), ("Search", "USD", b'B', 10)];
    let more = [("Ads", "USD", b'A', 20), ("Ads", "USD", b'C', -25), ("Chat", "USD", b'A', 20)];
    let month = whole_month(&[rows, more].concat());
    let divided = divide(&month, &[split(1, "Core", Method::BySpend, plain(&["Search", "Ads", "Chat"]))]);
    assert_eq!(totals(&divided, &["Search", "Ads", "Chat", "Core"]), [40, -5, 80, 0]);
    assert_eq!(total(&divided, "Core", "EUR"), 8, "no target spent any euro");
    assert_eq!(divided.kept[0].reason, KeptReason::NothingMeasured(Measure::Spend));
    assert_eq!((divided.kept[0].nanos, divided.kept[0].currency.as_str()), (8, "EUR"));
    assert_eq!(
        divided.kept[0].reason.to_string(),
        "no target has spend on these days, so nothing says how to divide it"
    );
}

#[test]
fn tokens_and_requests_of_the_targets_divide() {
    let mut month = whole_month(&[("Core", "USD", b'A', 100)]);
    with_usage(&mut month, "Search", Some(3_000), Some(1));
    with_usage(&mut month, "Ads", Some(1_000), Some(4));
    let by =
        |method| totals(&divide(&month, &[split(1, "Core", method, plain(&["Search", "Ads"]))]), &["Search"]);
    assert_eq!((by(Method::ByTokens), by(Method::ByRequests)), (vec![75], vec![20]));
}

#[test]
fn tokens_that_are_not_known_are_not_zero() {
    let mut month = whole_month(&[("Core", "USD", b'A', 100)]);
    with_usage(&mut month, "Search", Some(3_000), Some(0));
    with_usage(&mut month, "Ads", None, Some(0));
    let by = |method| {
        let divided = divide(&month, &[split(1, "Core", method, plain(&["Search", "Ads"]))]);
        assert_eq!(totals(&divided, &["Core", "Search", "Ads"]), [100, 0, 0]);
        divided.kept[0].reason.to_string()
    };
    assert_eq!(by(Method::ByTokens), "the tokens of \"Ads\" are not known on these days");
    assert_eq!(
        by(Method::ByRequests),
        "no target has requests on these days, so nothing says how to divide it"
    );
}

#[test]
fn a_target_without_anything_on_these_days_takes_no_part() {
    let mut month = whole_month(&[("Core", "USD", b'A', 100)]);
    with_usage(&mut month, "Search", Some(1), None);
    let divided = divide(&month, &[split(1, "Core", Method::ByTokens, plain(&["Search", "Ads"]))]);
    assert_eq!(totals(&divided, &["Search", "Ads"]), [100, 0]);
}

#[test]
fn headcount_divides_each_day_by_the_people_of_that_day() {
    let search = heads("Search", &[(dates("", "2026-10-16"), 1), (dates("2026-10-16", ""), 3)]);
    let held = split(1, "Core", Method::Headcount, vec![search, heads("Ads", &[(dates("", ""), 1)])]);
    let days = parts_of_month(october(), std::slice::from_ref(&held));
    let parts = days.iter().map(|days| part(*days, &[("Core", "USD", b'A', 100)])).collect();
    let divided = divide(&month(parts), &[held]);
    assert_eq!(totals(&divided, &["Search", "Ads", "Core"]), [125, 75, 0]);
}

#[test]
fn days_on_which_nobody_is_counted_stay_with_the_source() {
    let held = split(1, "Core", Method::Headcount, vec![heads("Ads", &[(dates("2026-10-16", ""), 1)])]);
    let days = parts_of_month(october(), std::slice::from_ref(&held));
    let parts = days.iter().map(|days| part(*days, &[("Core", "USD", b'A', 100)])).collect();
    let divided = divide(&month(parts), &[held]);
    assert_eq!(totals(&divided, &["Ads", "Core"]), [100, 100]);
    assert_eq!(divided.kept[0].reason.to_string(), "the headcount counts nobody on these days");
}

#[test]
fn what_nobody_owns_is_spread_when_a_split_says_so_and_shows_where_it_came_from() {
    let month = whole_month(&[("", "USD", b' ', 10), ("Ads", "USD", b'A', 1)]);
    let spread = Split { source: SplitSource::Unattributed, ..split(9, "", Method::Even, plain(&["Ads"])) };
    let divided = divide(&month, &[spread]);
    assert_eq!(totals(&divided, &["", "Ads"]), [0, 11]);
    let ads = &divided.values[&(Some("Ads".to_owned()), "USD".to_owned())];
    assert_eq!(ads.received, [Received { split: 9, source: None, nanos: 10 }]);
}

#[test]
fn what_a_target_gets_is_not_divided_again() {
    let month = whole_month(&[("Core", "USD", b'A', 10), ("Data", "USD", b'A', 4)]);
    let splits =
        [split(1, "Core", Method::Even, plain(&["Data"])), split(2, "Data", Method::Even, plain(&["Core"]))];
    assert_eq!(totals(&divide(&month, &splits), &["Core", "Data"]), [4, 10]);
}

#[test]
fn splits_of_other_dimensions_and_days_leave_a_month_alone() {
    let month = whole_month(&[("Core", "USD", b'A', 10)]);
    let mut other = split(1, "Core", Method::Even, plain(&["Data"]));
    other.dimension = "product".to_owned();
    let mut later = split(2, "Core", Method::Even, plain(&["Data"]));
    later.dates = dates("2026-11-01", "");
    let divided = divide(&month, &[other, later]);
    assert_eq!((totals(&divided, &["Core", "Data"]), divided.kept.len()), (vec![10, 0], 0));
}

#[test]
fn a_month_is_cut_where_splits_begin_end_or_count_otherwise() {
    let mut one = split(1, "Core", Method::Even, plain(&["Data"]));
    one.dates = dates("2026-10-12", "2026-12-01");
    let two =
        split(2, "Gateway", Method::Headcount, vec![heads("Ads", &[(dates("2026-10-01", "2026-10-20"), 1)])]);
    let period = |from, until| Period::new(day(from), day(until)).unwrap();
    assert_eq!(
        parts_of_month(october(), &[one, two]),
        [
            period("2026-10-01", "2026-10-12"),
            period("2026-10-12", "2026-10-20"),
            period("2026-10-20", "2026-11-01")
        ]
    );
}

#[test]
fn values_are_named_as_the_registry_calls_them_now() {
    let named = split(1, "core", Method::Even, plain(&["ads", "Chat"]))
        .renamed(|value| if value == "ads" { "Marketing".to_owned() } else { value.to_owned() });
    assert_eq!(named.targets, plain(&["Marketing", "Chat"]));
    assert_eq!(named.source, SplitSource::Value("core".to_owned()));
}

#[test]
fn a_split_is_stored_as_text_without_its_id_and_reads_back() {
    let mut stored =
        split(7, "Core", Method::Percent, vec![percent("Search", "66.7"), percent("Ads", "33.3")]);
    stored.dates = dates("2026-10-01", "");
    let text = serde_json::to_string(&stored).unwrap();
    assert_eq!(
        text,
        r#"{"name":"share Core","dimension":"team","source":{"value":"Core"},"method":"percent","targets":[{"value":"Search","weight":{"percent":"66.7"}},{"value":"Ads","weight":{"percent":"33.3"}}],"dates":{"from":"2026-10-01","until":null},"spreads_unattributed":false}"#
    );
    let read: Split = serde_json::from_str(&text).unwrap();
    assert_eq!(Split { id: 7, ..read }, stored);
    let others = vec![
        amount("Search", 600, "USD"),
        target("Chat", Weight::Rest),
        heads("Ads", &[(dates("", "2026-10-20"), 1)]),
        target("Data", Weight::Nothing),
    ];
    let text = serde_json::to_string(&others).unwrap();
    assert_eq!(
        text,
        r#"[{"value":"Search","weight":{"amount":{"nanos_per_month":600,"currency":"USD"}}},{"value":"Chat","weight":"rest"},{"value":"Ads","weight":{"headcount":[{"dates":{"from":null,"until":"2026-10-20"},"heads":1}]}},{"value":"Data","weight":"nothing"}]"#
    );
    assert_eq!(serde_json::from_str::<Vec<crate::attribution::split::Target>>(&text).unwrap(), others);
    assert_eq!(serde_json::to_string(&SplitSource::Unattributed).unwrap(), r#""unattributed""#);
}
