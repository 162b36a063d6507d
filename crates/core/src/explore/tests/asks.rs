//! Questions of Explore against a small ledger.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::fixture::{CUTS, Fact, Ledger, fact, november, now};
use crate::explore::{ExploreCell, ExploreError, ExploreOrder, ExploreRequest, ExploreView, Grain, ask};
use crate::kernel::{DayRange, DimensionFilter, PageAsk, parse_decimal};

fn request(by: &[&str], range: DayRange) -> ExploreRequest {
    ExploreRequest {
        measures: vec!["billed".to_owned()],
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        grain: None,
        range,
        compare: None,
        filters: Vec::new(),
        currency: None,
        order: None,
        page: PageAsk { offset: 0, limit: 1000 },
    }
}

fn filter(dimension: &str, value: Option<&str>, is_not: bool) -> DimensionFilter {
    DimensionFilter { dimension: dimension.to_owned(), value: value.map(str::to_owned), is_not }
}

fn answer(ledger: &Ledger, request: &ExploreRequest) -> ExploreView {
    ask(&ledger.store, CUTS, now(), request).unwrap()
}

fn refused(request: &ExploreRequest) -> String {
    let ledger = Ledger::new();
    ask(&ledger.store, CUTS, now(), request).unwrap_err().to_string()
}

fn lines(view: &ExploreView) -> Vec<(String, Option<String>)> {
    let label = |row: &crate::explore::ExploreRow| {
        row.keys.iter().map(|key| key.label.as_str()).collect::<Vec<_>>().join("/")
    };
    view.rows.iter().map(|row| (label(row), row.cells[0].now.clone())).collect()
}

fn decimal(text: &Option<String>) -> Decimal {
    text.as_deref().map_or(Decimal::ZERO, |text| parse_decimal(text).unwrap())
}

/// Two months: m fell from 60 to 20, n came with 70, o went with 5.
fn two_periods() -> Ledger {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 60), fact("p", "", "o", 5)]);
    ledger.bucket(1, "cost", 2, &[]);
    ledger.bucket(1, "cost", 3, &[fact("p", "", "m", 20)]);
    ledger.bucket(1, "cost", 4, &[fact("q", "", "n", 70)]);
    ledger
}

fn compared() -> ExploreRequest {
    ExploreRequest { compare: Some(november(1, 3)), ..request(&["model"], november(3, 5)) }
}

#[test]
fn what_came_and_what_went_are_rows_whose_other_side_is_nothing() {
    let view = answer(&two_periods(), &compared());
    let told: Vec<_> = view
        .rows
        .iter()
        .map(|row| {
            let ExploreCell { now, before, change, change_basis_points, .. } = row.cells[0].clone();
            (row.keys[0].label.clone(), now.unwrap(), before.unwrap(), change.unwrap(), change_basis_points)
        })
        .collect();
    let line = |label: &str, now: &str, before: &str, change: &str, points| {
        (label.to_owned(), now.to_owned(), before.to_owned(), change.to_owned(), points)
    };
    assert_eq!(
        told,
        [
            line("n", "70", "0", "70", None),
            line("m", "20", "60", "-40", Some(-6666)),
            line("o", "0", "5", "-5", Some(-10_000)),
        ]
    );
    let total = &view.totals[0];
    assert_eq!(
        (total.now.as_deref(), total.before.as_deref(), total.change.as_deref()),
        (Some("90"), Some("65"), Some("25"))
    );
    assert_eq!(view.before, [Some("65".to_owned()), None]);
}

#[test]
fn a_period_that_was_never_read_is_not_known_and_not_zero() {
    let earlier = DayRange { from: "2026-10-01".to_owned(), to: "2026-10-03".to_owned() };
    let view = answer(&two_periods(), &ExploreRequest { compare: Some(earlier), ..compared() });
    assert_eq!((view.totals[0].before.clone(), view.totals[0].change.clone()), (None, None));
}

#[test]
fn rows_are_ordered_by_change_and_what_is_not_known_comes_last() {
    let order = Some(ExploreOrder { by: "change".to_owned(), is_ascending: true });
    let view = answer(&two_periods(), &ExploreRequest { order, ..compared() });
    let labels: Vec<String> = lines(&view).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["m", "o", "n"]);
    let order = Some(ExploreOrder { by: "tokens".to_owned(), is_ascending: false });
    assert!(refused(&ExploreRequest { order, ..compared() }).contains("not ordered by \"tokens\""));
}

#[test]
fn values_of_one_dimension_are_alternatives_and_others_are_left_out() {
    let ledger = two_periods();
    let kept = |filters: Vec<DimensionFilter>| {
        lines(&answer(&ledger, &ExploreRequest { filters, ..request(&["model"], november(1, 5)) }))
            .into_iter()
            .map(|(label, _)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(vec![filter("model", Some("m"), false), filter("model", Some("n"), false)]), ["m", "n"]);
    assert_eq!(kept(vec![filter("model", Some("m"), true)]), ["n", "o"]);
    assert_eq!(kept(vec![filter("project", Some("p"), false), filter("model", Some("m"), true)]), ["o"]);
}

#[test]
fn days_not_read_are_gaps_and_days_read_without_rows_are_zero_beside_others() {
    let view = answer(&two_periods(), &request(&["model"], november(3, 7)));
    let of = |label: &str| view.series.iter().find(|series| series.label == label).unwrap().values.clone();
    let text =
        |values: &[Option<&str>]| values.iter().map(|value| value.map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(of("m"), text(&[Some("20"), Some("0"), None, None]));
    assert_eq!(of("n"), text(&[Some("0"), Some("70"), None, None]));
    let missing: Vec<bool> = view.buckets.iter().map(|bucket| bucket.is_missing).collect();
    assert_eq!(missing, [false, false, true, true]);
}

#[test]
fn money_of_another_currency_is_named_and_never_added() {
    let ledger = Ledger::new();
    let euro = Fact { currency: "EUR", ..fact("p", "", "m", 7) };
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 60), euro]);
    let asked = request(&["model"], november(1, 2));
    let view = answer(&ledger, &asked);
    assert_eq!((view.currency.as_deref(), decimal(&view.totals[0].now)), (Some("USD"), Decimal::from(60)));
    assert_eq!(view.currencies, ["EUR", "USD"]);
    let view = answer(&ledger, &ExploreRequest { currency: Some("EUR".to_owned()), ..asked });
    assert_eq!(decimal(&view.totals[0].now), Decimal::from(7));
}

#[test]
fn a_quotient_without_what_it_is_for_is_not_known_and_says_so() {
    let measures = vec!["spend".to_owned(), "cost_per_success".to_owned()];
    let view = answer(&two_periods(), &ExploreRequest { measures, ..request(&[], november(1, 5)) });
    assert_eq!(view.totals[1], ExploreCell::default());
    assert!(view.notes.iter().any(|note| note.contains("Cost per success is not known")), "{:?}", view.notes);
}

#[test]
fn hostile_questions_are_refused_in_a_sentence() {
    let asked = || request(&["model"], november(1, 5));
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert!(
        refused(&ExploreRequest { by: named(&["request_id"]), ..asked() })
            .contains("no dimension \"request_id\"")
    );
    assert!(
        refused(&ExploreRequest { by: named(&["model\"; DROP TABLE series"]), ..asked() })
            .contains("DROP TABLE")
    );
    assert!(refused(&ExploreRequest { by: named(&["day"]), ..asked() }).contains("per day"));
    assert!(
        refused(&ExploreRequest { by: named(&["model", "key", "project", "team"]), ..asked() })
            .contains("at most 3")
    );
    assert!(
        refused(&ExploreRequest { measures: named(&["profit"]), ..asked() })
            .contains("no measure \"profit\"")
    );
    assert!(
        refused(&ExploreRequest { measures: named(&["spend", "spend"]), ..asked() }).contains("named twice")
    );
    assert!(refused(&ExploreRequest { measures: Vec::new(), ..asked() }).contains("1 to 6 measures"));
    let years = DayRange { from: "2017-01-01".to_owned(), to: "2026-11-01".to_owned() };
    let long = ExploreRequest { range: years, grain: Some(Grain::Day), ..asked() };
    assert!(refused(&long).contains("too many to draw"));
    let ledger = Ledger::new();
    let euros = ExploreRequest { currency: Some("EUR".to_owned()), ..asked() };
    assert!(
        matches!(ask(&ledger.store, CUTS, now(), &euros), Ok::<_, ExploreError>(view) if view.rows.is_empty())
    );
}

const MODELS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

fn any_row() -> impl Strategy<Value = (u32, Fact)> {
    (1_u32..9, 0..MODELS.len(), 0..3_usize, -5_000_000_000_i64..90_000_000_000_000).prop_map(
        |(day, model, project, nanos)| {
            let project = [None, Some(""), Some("p")][project];
            (day, Fact { project, key: None, model: Some(MODELS[model]), nanos, currency: "USD" })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_foot_to_the_total_and_series_to_the_rows_in_every_grain(
        rows in prop::collection::vec(any_row(), 1..60),
        grain in prop::sample::select(vec![Grain::Day, Grain::Week, Grain::Month]),
        is_by_two in any::<bool>(),
    ) {
        let ledger = Ledger::new();
        for day in 1..9 {
            let of_day: Vec<Fact> = rows.iter().filter(|(of, _)| *of == day).map(|(_, fact)| fact.clone()).collect();
            ledger.bucket(1, "cost", day, &of_day);
        }
        let by: &[&str] = if is_by_two { &["model", "project"] } else { &["model"] };
        let view = answer(&ledger, &ExploreRequest { grain: Some(grain), ..request(by, november(1, 9)) });
        let whole: i64 = rows.iter().map(|(_, fact)| fact.nanos).sum();
        let whole = Decimal::from_i128_with_scale(i128::from(whole), 9);
        prop_assert_eq!(decimal(&view.totals[0].now), whole);
        let of_rows: Decimal = view.rows.iter().map(|row| decimal(&row.cells[0].now)).sum();
        prop_assert_eq!(of_rows, whole);
        let of_series: Decimal = view.series.iter().flat_map(|series| &series.values).map(decimal).sum();
        prop_assert_eq!(of_series, whole);
        prop_assert!(view.series.len() <= 9);
        for series in view.series.iter().filter(|series| !series.is_other) {
            let row = view.rows.iter().find(|row| row.keys == series.keys).unwrap();
            let sum: Decimal = series.values.iter().map(decimal).sum();
            prop_assert_eq!(sum, decimal(&row.cells[0].now));
        }
    }
}
