use super::fixture::{CUTS, Fact, Ledger, fact, lines, november, now};
use crate::explore::{
    ChangesRequest, ExploreError, LedgerRowsRequest, Measure, QueryRequest, changes, query, rows,
};
use crate::kernel::PageAsk;

fn pair(label: &str, amount: &str) -> (String, String) {
    (label.to_owned(), amount.to_owned())
}

#[test]
fn another_cut_is_read_instead_of_the_primary_and_never_beside_it() {
    let ledger = Ledger::new();
    ledger.day_in_both_cuts(1, 1, &[fact("p", "k1", "m", 60), fact("p", "k2", "m", 40)]);
    let by_key = ledger.ask(Measure::Billed, &["key"], november(1, 2), &[]);
    assert_eq!(lines(&by_key), [pair("k1", "60 USD"), pair("k2", "40 USD")]);
    assert_eq!(by_key.totals[0].amount.as_ref().unwrap().value, "100", "the primary's 100 are not added");
    assert!(
        by_key.notes.iter().any(|note| note.contains("Alpha one is read through \"cost.key\"")),
        "{:?}",
        by_key.notes
    );
}

#[test]
fn a_day_without_the_other_cut_is_read_through_the_primary_and_says_so() {
    let ledger = Ledger::new();
    ledger.day_in_both_cuts(1, 1, &[fact("p", "k1", "m", 60)]);
    ledger.bucket(1, "cost", 2, &[Fact { key: None, ..fact("p", "", "m", 5) }]);
    let by_key = ledger.ask(Measure::Billed, &["key"], november(1, 3), &[]);
    assert_eq!(lines(&by_key), [pair("k1", "60 USD"), pair("not told", "5 USD")]);
    assert!(
        by_key.notes.iter().any(|note| note == "5.00 USD of Alpha one does not tell keys"),
        "{:?}",
        by_key.notes
    );
}

#[test]
fn what_no_cut_can_tell_together_is_not_told() {
    let ledger = Ledger::new();
    ledger.day_in_both_cuts(1, 1, &[fact("p", "k1", "m", 7)]);
    let both = ledger.ask(Measure::Billed, &["model", "key"], november(1, 2), &[]);
    assert_eq!(lines(&both), [pair("m/not told", "7 USD")]);
}

#[test]
fn a_restated_day_counts_once_with_its_newest_content() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 10)]);
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 12)]);
    let total = ledger.ask(Measure::Billed, &[], november(1, 2), &[]);
    assert_eq!(lines(&total), [pair("", "12 USD")]);
    let restated = ChangesRequest {
        since: "2026-11-10T11:00:00Z".to_owned(),
        only_restated: true,
        ..Default::default()
    };
    let found = changes(&ledger.store, &restated).unwrap();
    assert_eq!(found.total, 1);
    assert_eq!(
        (found.changes[0].before[0].value.as_str(), found.changes[0].after[0].value.as_str()),
        ("10", "12")
    );
}

#[test]
fn currencies_are_never_added() {
    let ledger = Ledger::new();
    let euro = Fact { currency: "EUR", ..fact("p", "", "m", 3) };
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 10), euro]);
    let total = ledger.ask(Measure::Billed, &["project"], november(1, 2), &[]);
    assert_eq!(lines(&total), [pair("p", "3 EUR"), pair("p", "10 USD")]);
    assert_eq!(total.totals.len(), 2);
    assert!(total.rows.iter().all(|row| row.share_basis_points == Some(10_000)));
}

#[test]
fn a_key_keeps_the_last_name_it_had() {
    let ledger = Ledger::new();
    ledger.day_in_both_cuts(1, 1, &[fact("p", "k1", "m", 1)]);
    ledger.name("credential", "k1", 1, "old name");
    ledger.name("credential", "k1", 2, "last name");
    ledger.name("project", "p", 1, "Core");
    let named = ledger.ask(Measure::Billed, &["project", "key"], november(1, 2), &[]);
    assert_eq!(lines(&named), [pair("Core/last name", "1 USD")]);
}

#[test]
fn told_to_be_none_differs_from_not_told() {
    let ledger = Ledger::new();
    let none = Fact { project: Some(""), ..fact("", "", "m", 1) };
    let untold = Fact { project: None, ..fact("", "", "m", 2) };
    ledger.bucket(1, "cost", 1, &[none, untold]);
    let by_project = ledger.ask(Measure::Billed, &["project"], november(1, 2), &[]);
    assert_eq!(lines(&by_project), [pair("not told", "2 USD"), pair("no project", "1 USD")]);
    let only = |value| lines(&ledger.ask(Measure::Billed, &[], november(1, 2), &[("project", value)]));
    assert_eq!(only(None), [pair("", "2 USD")]);
    assert_eq!(only(Some("")), [pair("", "1 USD")]);
}

#[test]
fn usage_and_estimates_are_measures_of_their_own() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 10)]);
    ledger.bucket(1, "coding", 1, &[fact("p", "", "m", 4)]);
    ledger.bucket(1, "usage", 1, &[Fact { nanos: 500, ..fact("p", "k1", "m", 0) }]);
    let total = |measure| lines(&ledger.ask(measure, &[], november(1, 2), &[]));
    assert_eq!(total(Measure::Billed), [pair("", "10 USD")]);
    assert_eq!(total(Measure::Estimated), [pair("", "4 USD")]);
    assert_eq!(total(Measure::Tokens), [pair("", "500")]);
    let classes = ledger.ask(Measure::Tokens, &["token_class", "meter"], november(1, 2), &[]);
    assert_eq!(lines(&classes), [pair("Input/Input", "500")]);
}

#[test]
fn a_list_cost_that_is_not_told_is_left_out_and_named() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 10)]);
    let list = ledger.ask(Measure::ListCost, &["project"], november(1, 2), &[]);
    assert!(list.rows.is_empty() && list.totals.is_empty());
    assert!(list.notes.iter().any(|note| note.contains("no list cost for 10.00 USD")), "{:?}", list.notes);
}

#[test]
fn days_that_were_not_read_are_named() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 1, &[fact("p", "", "m", 10)]);
    let view = ledger.ask(Measure::Billed, &["day"], november(1, 4), &[]);
    assert!(
        view.notes.contains(&"Alpha one: 2 days are not read yet (2026-11-02 to 2026-11-03)".to_owned()),
        "{:?}",
        view.notes
    );
}

#[test]
fn a_figure_opens_to_its_rows_and_their_evidence() {
    let ledger = Ledger::new();
    ledger.day_in_both_cuts(1, 1, &[fact("p", "k1", "m", 60), fact("q", "k2", "m", 40)]);
    let request = LedgerRowsRequest {
        measure: Measure::Billed,
        range: november(1, 2),
        filters: vec![crate::kernel::DimensionFilter {
            dimension: "key".to_owned(),
            value: Some("k2".to_owned()),
            is_not: false,
        }],
        page: PageAsk::default(),
    };
    let found = rows(&ledger.store, CUTS, &request).unwrap();
    assert_eq!((found.total_rows, found.totals[0].amount.as_ref().unwrap().value.as_str()), (1, "40"));
    let row = &found.rows[0];
    assert_eq!((row.slot.as_str(), row.raw_page_id, row.revision), ("cost.key", 1, 1));
    let told: Vec<&str> = row.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
    assert_eq!(told, ["provider", "project", "key"]);
}

#[test]
fn a_wrong_dimension_is_refused_by_name() {
    let ledger = Ledger::new();
    let ask = |by: &[&str]| {
        let by = by.iter().map(|name| (*name).to_owned()).collect();
        let request = QueryRequest {
            measure: Measure::Billed,
            by,
            range: november(1, 2),
            filters: vec![],
            page: PageAsk::default(),
        };
        query(&ledger.store, CUTS, now(), &request)
    };
    assert!(matches!(ask(&["colour"]), Err(ExploreError::UnknownDimension { .. })));
    assert!(matches!(ask(&["day", "day"]), Err(ExploreError::RepeatedDimension { .. })));
}
