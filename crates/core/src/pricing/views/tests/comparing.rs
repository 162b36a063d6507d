use showback_pricebook::Book;

use super::fixture::{BILLED, Fact, Ledger, METERED, book, period};
use crate::kernel::{Day, parse_day};
use crate::pricing::views::PriceViewError;
use crate::pricing::views::compare::{Comparison, Dim, Question, State, compare};

const CENT: i64 = 10_000_000;

fn ask(ledger: &Ledger, book: &Book, by: &[Dim], filters: &[(Dim, Option<String>)]) -> Comparison {
    let names = |_: &str, name: &str| Some(name.trim_end_matches("-2026-01-01").to_owned());
    let question = Question {
        period: period("2026-11-01", "2026-12-01"),
        by,
        filters,
        metered: METERED,
        billed: BILLED,
        book,
        names: &names,
    };
    ledger.store.read::<_, PriceViewError>(|reader| compare(reader, &question)).unwrap()
}

fn days(from: &str, number: usize) -> Vec<Day> {
    std::iter::successors(parse_day(from).ok(), Day::succ_opt).take(number).collect()
}

/// A day with the same usage of two meters, billed at a factor in thousandths each.
fn day(ledger: &Ledger, day: Day, model: &'static str, input: i64, output: i64) {
    let fact = |meter, nanos| Fact {
        project: Some("p"),
        model: Some(model),
        meter: Some(meter),
        quantity: 1000,
        nanos: Some((nanos, nanos)),
        ..Fact::default()
    };
    let rows = [fact("input", 300 * CENT), fact("output", 700 * CENT)];
    ledger.usage(&day.to_string(), &rows);
    ledger.bill(
        &day.to_string(),
        &[fact("input", 300 * CENT / 1000 * input), fact("output", 700 * CENT / 1000 * output)],
    );
}

#[test]
fn a_discount_on_every_meter_is_found_with_its_day_and_its_share() {
    let ledger = Ledger::new();
    for (place, on) in days("2026-11-01", 20).into_iter().enumerate() {
        let factor = if place < 11 { 1000 } else { 920 };
        day(&ledger, on, "m-1", factor, factor);
    }
    let found = ask(&ledger, &book(&[("m-1", "standard", "input", "3", None, None)]), &[Dim::Model], &[]);
    assert_eq!(found.drifts.len(), 1, "{:?}", found.drifts);
    let drift = &found.drifts[0];
    assert_eq!((drift.model.as_str(), drift.meter.as_deref()), ("m-1", None), "all meters part alike");
    assert_eq!((drift.since.as_str(), drift.through.as_str()), ("2026-11-12", "2026-11-20"));
    assert_eq!(drift.likely, "a discount of 8 %");
    assert_eq!(drift.scale.to_string(), "0.92");
    assert_eq!(drift.difference, i128::from(-9 * 80 * CENT));
}

#[test]
fn a_stale_price_is_found_by_its_meter_and_the_day_of_the_change() {
    let ledger = Ledger::new();
    for (place, on) in days("2026-11-01", 12).into_iter().enumerate() {
        let output = if place < 5 { 1000 } else { 2000 };
        day(&ledger, on, "m-1", 1000, output);
    }
    let book = book(&[
        ("m-1", "standard", "input", "3", None, None),
        ("m-1", "standard", "output", "20", None, Some("2026-11-06")),
        ("m-1", "standard", "output", "10", Some("2026-11-06"), None),
        ("m-1", "priority", "output", "20", None, None),
    ]);
    let found = ask(&ledger, &book, &[Dim::Meter], &[]);
    assert_eq!(found.drifts.len(), 1, "{:?}", found.drifts);
    let drift = &found.drifts[0];
    assert_eq!((drift.meter.as_deref(), drift.since.as_str()), (Some("output"), "2026-11-06"));
    assert_eq!(drift.likely, "the price of before 2026-11-06");
    assert_eq!(found.groups[0].values, [Some("output".to_owned())], "the largest difference comes first");
    assert_eq!(found.groups[1].sides.state(), State::Agrees);
}

#[test]
fn a_factor_of_a_tier_is_named() {
    let ledger = Ledger::new();
    for on in days("2026-11-01", 4) {
        day(&ledger, on, "m-1", 500, 500);
    }
    let book = book(&[
        ("m-1", "standard", "input", "3", None, None),
        ("m-1", "standard", "output", "10", None, None),
        ("m-1", "batch", "input", "1.5", None, None),
        ("m-1", "batch", "output", "5", None, None),
    ]);
    assert_eq!(ask(&ledger, &book, &[], &[]).drifts[0].likely, "the price of tier batch");
}

#[test]
fn rows_foot_to_the_totals_at_every_grain() {
    let ledger = Ledger::new();
    for (place, on) in days("2026-11-01", 9).into_iter().enumerate() {
        day(&ledger, on, if place % 2 == 0 { "m-1" } else { "n-2" }, 1000, 930);
    }
    let credit = Fact { line_item: Some("Service credit"), nanos: Some((-55 * CENT, 0)), ..Fact::default() };
    ledger.bill("2026-11-15", &[credit]);
    let book = book(&[]);
    let whole = ask(&ledger, &book, &[], &[]).totals;
    for by in [&[Dim::Day][..], &[Dim::Model, Dim::Meter], &[Dim::Connection, Dim::Project], &Dim::ALL] {
        let found = ask(&ledger, &book, by, &[]);
        let billed: i128 = found.groups.iter().filter_map(|group| group.sides.billed).sum();
        let rated: i128 = found.groups.iter().filter_map(|group| group.sides.rated).sum();
        assert_eq!((Some(rated), Some(billed)), (whole.rated, whole.billed), "{by:?}");
    }
    let found = ask(&ledger, &book, &[Dim::Day], &[]);
    assert!(found.groups.is_sorted_by_key(|group| group.values.clone()), "days are in their order");
    assert!(found.notes.iter().any(|note| note.contains("Service credit")), "{:?}", found.notes);
    assert!(found.notes.iter().any(|note| note.contains("charges and no usage")), "{:?}", found.notes);
}

#[test]
fn usage_without_a_price_is_never_a_difference_of_zero() {
    let ledger = Ledger::new();
    let usage = Fact { model: Some("new-9"), meter: Some("input"), quantity: 5, ..Fact::default() };
    ledger.usage("2026-11-02", &[usage]);
    ledger.bill("2026-11-02", &[Fact { nanos: Some((3 * CENT, 0)), ..usage }]);
    let found = ask(&ledger, &book(&[]), &[Dim::Model], &[]);
    let sides = found.groups[0].sides;
    assert_eq!((sides.rated, sides.billed, sides.difference()), (None, Some(i128::from(3 * CENT)), None));
    assert_eq!(sides.state(), State::Unpriced);
    assert!(found.drifts.is_empty());
}

#[test]
fn dated_names_and_tiers_on_one_side_meet_the_bill_of_the_model() {
    let ledger = Ledger::new();
    let fact = |tier, nanos| Fact {
        project: Some("p"),
        model: Some("m-1-2026-01-01"),
        tier: Some(tier),
        meter: Some("input"),
        quantity: 5,
        nanos: Some((nanos, nanos)),
        ..Fact::default()
    };
    ledger.usage("2026-11-02", &[fact("standard", 40 * CENT), fact("batch", 20 * CENT)]);
    let billed = Fact { model: Some("m-1"), meter: Some("input"), project: Some("p"), ..Fact::default() };
    ledger.bill("2026-11-02", &[Fact { nanos: Some((60 * CENT, 0)), ..billed }]);
    let found = ask(&ledger, &book(&[]), &Dim::ALL, &[]);
    assert_eq!(found.groups.len(), 1, "{:?}", found.groups);
    assert_eq!(found.groups[0].sides.state(), State::Agrees);
    let none = ask(&ledger, &book(&[]), &Dim::ALL, &[(Dim::Model, Some("n-2".to_owned()))]);
    assert!(none.groups.is_empty());
}

#[test]
fn the_free_amount_of_a_day_is_taken_off_once_for_all_projects() {
    let ledger = Ledger::new();
    let stored = |project, quantity: i64| Fact {
        project: Some(project),
        meter: Some("stored_bytes"),
        quantity,
        nanos: Some((quantity * CENT, quantity * CENT)),
        ..Fact::default()
    };
    ledger.usage("2026-11-02", &[stored("p", 30), stored("q", 10)]);
    ledger.bill("2026-11-02", &[Fact { nanos: Some((32 * CENT, 0)), ..stored("p", 0) }]);
    let mut book = book(&[]);
    book.channels[0].allowances = serde_json::from_value(serde_json::json!([{
        "meter": "stored_bytes", "amount": "8", "period": "day", "scope": "organization", "source": "page",
    }]))
    .unwrap();
    let found = ask(&ledger, &book, &[Dim::Day], &[]);
    assert_eq!(found.groups[0].sides.state(), State::Agrees, "{:?}", found.groups);
    assert!(found.notes.iter().any(|note| note.contains("free amount of stored bytes")), "{:?}", found.notes);
}

#[test]
fn a_day_still_open_raises_no_alarm() {
    let ledger = Ledger::new();
    for (place, on) in days("2026-11-01", 4).into_iter().enumerate() {
        day(&ledger, on, "m-1", if place == 3 { 400 } else { 1000 }, 1000);
    }
    let alarms = |ledger: &Ledger| ask(ledger, &book(&[]), &[], &[]).drifts.len();
    assert_eq!(alarms(&ledger), 1);
    ledger.write(|tx| {
        tx.execute_batch(
            "INSERT INTO coverage (connection_id, slot, day, state, stream, read_at)
             VALUES (1, 'cost', '2026-11-04', 'partial', 's', '')",
        )
    });
    assert_eq!(alarms(&ledger), 0);
}

#[test]
fn below_a_range_a_discount_is_seen_and_inside_it_nothing_is() {
    let ledger = Ledger::new();
    for (place, on) in days("2026-11-01", 10).into_iter().enumerate() {
        let fact = Fact { model: Some("m-1"), meter: Some("input"), quantity: 9, ..Fact::default() };
        ledger.usage(&on.to_string(), &[Fact { nanos: Some((500 * CENT, 1000 * CENT)), ..fact }]);
        let billed = if place < 4 { 500 * CENT } else { 450 * CENT };
        ledger.bill(&on.to_string(), &[Fact { nanos: Some((billed, 0)), ..fact }]);
    }
    let found = ask(&ledger, &book(&[]), &[Dim::Day], &[]);
    assert_eq!(found.groups[0].sides.state(), State::WithinRange);
    assert_eq!(found.drifts[0].since, "2026-11-05");
    assert_eq!(found.drifts[0].likely, "a discount of 10 %");
}
