//! A bridge over a ledger: it is of the money a query answers, and of the tokens that belong to it.

use super::fixture::{CUTS, Fact, Ledger, november, now};
use super::record;
use crate::explore::{
    BridgeBarKind, BridgeMeasure, BridgeMethod, BridgeRequest, BridgeView, ExploreError, Measure, why,
};
use crate::kernel::{DayRange, DimensionFilter, parse_decimal};

const UNIT: i64 = 1_000_000_000;

fn asked(range: DayRange) -> BridgeRequest {
    BridgeRequest {
        range,
        compare: None,
        measure: BridgeMeasure::Spend,
        method: BridgeMethod::Sequential,
        filters: Vec::new(),
        currency: None,
    }
}

fn filter(dimension: &str, value: Option<&str>) -> DimensionFilter {
    DimensionFilter { dimension: dimension.to_owned(), value: value.map(str::to_owned), is_not: false }
}

fn told(ledger: &Ledger, request: &BridgeRequest) -> BridgeView {
    let view = why(&ledger.store, CUTS, now(), request).unwrap();
    let exact = |text: &str| parse_decimal(text).unwrap();
    let bars: rust_decimal::Decimal = view.bars.iter().map(|bar| exact(&bar.amount)).sum();
    assert_eq!(bars, exact(&view.change));
    assert_eq!(exact(&view.now.value) - exact(&view.base.value), exact(&view.change));
    for bar in &view.bars {
        let parts: rust_decimal::Decimal = bar.parts.iter().map(|part| exact(&part.amount)).sum();
        assert_eq!(parts, exact(&bar.amount), "{:?}", bar.kind);
        assert!(!bar.words.is_empty());
    }
    view
}

fn bar(view: &BridgeView, kind: BridgeBarKind) -> &str {
    &view.bars.iter().find(|bar| bar.kind == kind).unwrap().amount
}

fn usage(model: &'static str, tokens: i64) -> Fact {
    Fact { model: Some(model), nanos: tokens, ..Fact::default() }
}

/// Spend of record of a day and a model, by class: retry, input, other.
fn spent(ledger: &Ledger, day: u32, model: &str, level: &str, [retry, input, other]: [i64; 3]) {
    ledger.write(|tx| {
        let values = rusqlite::params![
            format!("2026-11-{day:02}"),
            model,
            level,
            (retry + input + other) * UNIT,
            retry * UNIT,
            input * UNIT,
            other * UNIT
        ];
        tx.execute(
            "INSERT INTO spend_lines
             SELECT ?1, 1, 'USD', id, id, ?3, 'B', 'billed', ?4, ?5, 0, 0, 0, ?6, 0, ?7, 0, NULL, NULL
             FROM series WHERE model_served = ?2",
            values,
        )?;
        tx.execute(
            "INSERT INTO spend_sums VALUES (?1, 1, 'USD', ?3, 'B', 'billed', ?4, ?5, 0, 0, 0, ?6, 0, ?7, 0)
             ON CONFLICT DO UPDATE SET amount_nanos = amount_nanos + ?4, retry_nanos = retry_nanos + ?5,
                input_nanos = input_nanos + ?6, other_nanos = other_nanos + ?7",
            rusqlite::params![
                format!("2026-11-{day:02}"),
                "",
                level,
                (retry + input + other) * UNIT,
                retry * UNIT,
                input * UNIT,
                other * UNIT
            ],
        )
        .map(|_| ())
    });
}

fn two_days() -> Ledger {
    let ledger = Ledger::new();
    ledger.bucket(1, "usage", 2, &[usage("m", 100), usage("old", 10)]);
    ledger.bucket(1, "usage", 3, &[usage("m", 200), usage("young", 10)]);
    spent(&ledger, 2, "m", "not_seen", [0, 100, 0]);
    spent(&ledger, 2, "old", "not_seen", [0, 4, 0]);
    spent(&ledger, 3, "m", "not_seen", [60, 240, 7]);
    spent(&ledger, 3, "m", "not_explained", [0, 11, 0]);
    spent(&ledger, 3, "young", "not_seen", [0, 5, 0]);
    ledger
}

#[test]
fn a_bridge_is_of_the_money_a_query_answers() {
    let ledger = two_days();
    let view = told(&ledger, &asked(november(3, 4)));
    assert_eq!(view.compare, november(2, 3));
    for (range, amount) in [(november(2, 3), &view.base), (november(3, 4), &view.now)] {
        let total = ledger.ask(Measure::Spend, &[], range, &[]).totals[0].amount.clone();
        assert_eq!(total.as_ref(), Some(amount));
    }
    assert_eq!(view.change, "219");
}

#[test]
fn retries_new_and_retired_models_and_charges_without_tokens_stand_beside_the_factors() {
    let view = told(&two_days(), &asked(november(3, 4)));
    assert_eq!(bar(&view, BridgeBarKind::Retry), "60");
    assert_eq!(bar(&view, BridgeBarKind::New), "5");
    assert_eq!(bar(&view, BridgeBarKind::Retired), "-4");
    assert_eq!(bar(&view, BridgeBarKind::Other), "18", "7 are tools, of 11 no usage is known");
    // A fifth of the money was retries and so were 40 of 200 tokens: 160 are left, at 1.50 each after 1.00.
    assert_eq!(bar(&view, BridgeBarKind::Volume), "60");
    assert_eq!(bar(&view, BridgeBarKind::Rate), "80");
    let other = view.bars.iter().find(|bar| bar.kind == BridgeBarKind::Other).unwrap();
    assert_eq!(other.parts[0].label, "m, input, not explained by usage");
    let expected = [
        filter("model", Some("m")),
        filter("class", Some("input")),
        filter("evidence", Some("not_explained")),
    ];
    assert_eq!(other.parts[0].filters, expected);
}

#[test]
fn the_filters_of_a_part_open_what_it_is_about() {
    let ledger = two_days();
    let view = told(&ledger, &asked(november(3, 4)));
    for kind in [BridgeBarKind::Retry, BridgeBarKind::Other, BridgeBarKind::New] {
        for part in &view.bars.iter().find(|bar| bar.kind == kind).unwrap().parts {
            let filters: Vec<(&str, Option<&str>)> =
                part.filters.iter().map(|known| (known.dimension.as_str(), known.value.as_deref())).collect();
            let found = ledger.ask(Measure::Spend, &[], november(3, 4), &filters);
            assert_eq!(found.totals[0].amount.as_ref().unwrap().value, part.amount, "{}", part.label);
        }
    }
}

#[test]
fn a_class_of_spend_has_the_tokens_of_its_class() {
    let ledger = two_days();
    let request = BridgeRequest { filters: vec![filter("class", Some("input"))], ..asked(november(3, 4)) };
    let view = told(&ledger, &request);
    assert_eq!(view.change, "152");
    assert_eq!(bar(&view, BridgeBarKind::Volume), "100");
    let without = DimensionFilter { is_not: true, ..filter("class", Some("input")) };
    let request = BridgeRequest { filters: vec![without], ..asked(november(3, 4)) };
    assert_eq!(
        (told(&ledger, &request).change.as_str(), bar(&told(&ledger, &request), BridgeBarKind::Volume)),
        ("67", "0")
    );
    let request = BridgeRequest { filters: vec![filter("class", Some("retry"))], ..asked(november(3, 4)) };
    assert_eq!(bar(&told(&ledger, &request), BridgeBarKind::Retry), "60");
}

#[test]
fn a_team_has_the_tokens_its_requests_told() {
    let ledger = record::ledger();
    let request = BridgeRequest { filters: vec![filter("team", Some("sales"))], ..asked(november(2, 3)) };
    let view = told(&ledger, &request);
    assert_eq!((view.base.value.as_str(), view.now.value.as_str()), ("0", "36"));
    assert_eq!((bar(&view, BridgeBarKind::New), bar(&view, BridgeBarKind::Retry)), ("27", "9"));
    let all = told(&ledger, &asked(november(2, 3)));
    assert_eq!(all.now.value, "105");
    assert_eq!(
        bar(&all, BridgeBarKind::New),
        "5",
        "requests alone tell the tokens of an account not connected"
    );
    let nobody = BridgeRequest { filters: vec![filter("grade", Some("A"))], ..asked(november(2, 3)) };
    let view = told(&ledger, &nobody);
    assert_eq!((bar(&view, BridgeBarKind::New), bar(&view, BridgeBarKind::Other)), ("0", "50"));
}

fn billed(key: &'static str, model: &'static str, units: i64) -> Fact {
    Fact { project: Some("p"), key: Some(key), model: Some(model), nanos: units * UNIT, currency: "USD" }
}

#[test]
fn billed_money_of_a_key_that_is_not_told_by_model_is_one_price() {
    let ledger = Ledger::new();
    let euro = Fact { currency: "EUR", ..billed("k2", "m", 3) };
    ledger.day_in_both_cuts(1, 2, &[billed("k1", "m", 60), billed("k1", "n", 40)]);
    ledger.day_in_both_cuts(1, 3, &[billed("k1", "m", 120), billed("k2", "n", 40), euro]);
    let tokens = |key, model, tokens| Fact { key: Some(key), project: Some("p"), ..usage(model, tokens) };
    ledger.bucket(1, "usage", 2, &[tokens("k1", "m", 60), tokens("k1", "n", 40)]);
    ledger.bucket(1, "usage", 3, &[tokens("k1", "m", 80), tokens("k2", "n", 40)]);
    let request = BridgeRequest {
        measure: BridgeMeasure::Billed,
        filters: vec![filter("key", Some("k1"))],
        ..asked(november(3, 4))
    };
    let view = told(&ledger, &request);
    assert_eq!((view.base.value.as_str(), view.now.value.as_str()), ("100", "120"));
    assert_eq!((bar(&view, BridgeBarKind::Volume), bar(&view, BridgeBarKind::Rate)), ("-20", "40"));
    assert!(view.notes.iter().any(|note| note.contains("not told by model")), "{:?}", view.notes);
    let whole = told(&ledger, &BridgeRequest { filters: Vec::new(), ..request });
    assert_eq!((whole.currency.as_str(), whole.change.as_str()), ("USD", "60"));
    assert_eq!(whole.other_currencies, ["EUR"]);
    let euros = told(
        &ledger,
        &BridgeRequest {
            measure: BridgeMeasure::Billed,
            currency: Some("EUR".to_owned()),
            ..asked(november(3, 4))
        },
    );
    assert_eq!(bar(&euros, BridgeBarKind::Other), "3", "its tokens were paid in two currencies");
}

#[test]
fn nothing_is_told_where_nothing_is_known_and_a_currency_has_three_letters() {
    let ledger = Ledger::new();
    let view = told(&ledger, &asked(november(3, 5)));
    assert_eq!((view.change.as_str(), view.bars.len()), ("0", 11));
    let wrong = BridgeRequest { currency: Some("dollars".to_owned()), ..asked(november(3, 5)) };
    let refused = why(&ledger.store, CUTS, now(), &wrong).unwrap_err();
    assert!(matches!(refused, ExploreError::NoCurrency { .. }), "{refused}");
    let unknown = BridgeRequest { filters: vec![filter("colour", None)], ..asked(november(3, 5)) };
    let refused = why(&ledger.store, CUTS, now(), &unknown).unwrap_err();
    assert!(matches!(refused, ExploreError::UnknownDimension { .. }), "{refused}");
}
