use super::fixture::{CUTS, Fact, Ledger, lines, november, now};
use crate::explore::{LedgerRowsRequest, Measure, OverviewRequest, TrustState, overview, rows};

fn usage(project: &'static str, tokens: i64) -> Fact {
    Fact { project: Some(project), key: Some("k"), model: Some("m"), nanos: tokens, currency: "" }
}

/// One day with every status, and one that waits.
fn ledger() -> Ledger {
    let ledger = Ledger::new();
    let facts = [usage("p", 100), usage("q", 50), usage("p", 40), usage("q", 10)];
    ledger.bucket(1, "usage", 2, &facts);
    ledger.rate(
        1,
        2,
        &[
            ("priced", "USD", Some(1_000_000_000), None, Some(2_000_000_000)),
            ("range", "USD", Some(500_000_000), Some(800_000_000), Some(600_000_000)),
            ("unpriced", "", None, None, None),
            ("priced", "EUR", Some(7_000_000_000), None, Some(7_000_000_000)),
        ],
    );
    ledger.bucket(1, "usage", 3, &[usage("p", 800)]);
    ledger
}

fn text(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    parts.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn rated_money_is_the_low_end_by_currency_and_rows_foot_to_the_totals() {
    let ledger = ledger();
    let view = ledger.ask(Measure::Rated, &["project"], november(1, 5), &[]);
    assert_eq!(lines(&view), text(&[("q", "7 EUR"), ("p", "1 USD"), ("q", "0.5 USD")]));
    let totals: Vec<_> = view.totals.iter().filter_map(|row| row.amount.as_ref()).collect();
    assert_eq!(totals.iter().map(|amount| amount.value.as_str()).collect::<Vec<_>>(), ["7", "1.5"]);
    assert!(totals.iter().all(|amount| amount.basis == "rated"), "{totals:?}");
    let list = ledger.ask(Measure::RatedList, &[], november(1, 5), &[]);
    assert_eq!(lines(&list), text(&[("", "7 EUR"), ("", "2.6 USD")]));
    let by_meter = ledger.ask(Measure::Rated, &["day", "meter"], november(1, 5), &[]);
    assert_eq!(by_meter.rows.len(), 2, "{by_meter:?}");
}

#[test]
fn what_is_not_in_rated_money_is_named() {
    let view = ledger().ask(Measure::Rated, &[], november(1, 5), &[]);
    let said =
        |part: &str| assert!(view.notes.iter().any(|note| note.contains(part)), "{part}: {:?}", view.notes);
    said("40 tokens have no price");
    said("800 tokens are not rated yet");
    said("50 tokens lie between two amounts: the low end is counted, the high end is 0.30 USD more");
    let filtered = ledger().ask(Measure::Rated, &[], november(1, 5), &[("project", Some("q"))]);
    assert!(!filtered.notes.iter().any(|note| note.contains("no price")), "notes follow the filter");
}

#[test]
fn a_rated_figure_opens_to_its_rows_with_their_ratings() {
    let ledger = ledger();
    let ask = |measure| {
        let request = LedgerRowsRequest {
            measure,
            range: november(1, 5),
            filters: Vec::new(),
            page: Default::default(),
        };
        rows(&ledger.store, CUTS, &request).unwrap()
    };
    let rated = ask(Measure::Rated);
    let amounts: Vec<_> = rated.rows.iter().map(|row| row.amount.as_ref().unwrap().value.clone()).collect();
    assert_eq!(amounts, ["7", "1", "0.5"]);
    assert_eq!(rated.totals, ledger.ask(Measure::Rated, &[], november(1, 5), &[]).totals);
    let tokens = ask(Measure::Tokens);
    let statuses: Vec<_> =
        tokens.rows.iter().map(|row| row.rating.as_ref().map(|rating| rating.status.as_str())).collect();
    assert_eq!(statuses, [None, Some("priced"), Some("range"), Some("unpriced"), Some("priced")]);
}

#[test]
fn the_trust_strip_tells_the_share_of_tokens_with_one_price() {
    let request = OverviewRequest { range: november(1, 3), compare: None, split: "provider".to_owned() };
    let view = overview(&ledger().store, CUTS, now(), &request).unwrap();
    let priced = view.trust.iter().find(|meter| meter.id == "priced").unwrap();
    assert_eq!((priced.share_basis_points, priced.value.as_str()), (Some(5500), "55.0 %"));
    assert_eq!((priced.state, priced.opens.as_str()), (TrustState::Bad, "prices/unpriced"));
    assert!(priced.detail.contains("40 tokens have no price"), "{}", priced.detail);
}
