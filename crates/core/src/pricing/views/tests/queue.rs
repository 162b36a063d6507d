use std::sync::Arc;

use super::fixture::{Fact, Ledger, METERED, Price, book, period};
use crate::pricing::views::PriceViewError;
use crate::pricing::views::unpriced::{FixKind, Unpriced, fixes, nearest, unpriced};
use crate::pricing::{Contract, Pricer, TermForm};

const UNKNOWN: &str = r#"{"reasons":[{"code":"unknown_model","subject":"m-5.6-sool"}]}"#;
const NO_TIER: &str = r#"{"model":"m-5.6-sol","reasons":[{"code":"unknown_tier","subject":"flex"}]}"#;
const OLD: &str = r#"{"model":"m-5.6-sol","reasons":[{"code":"before_first_price","subject":"2025-12-31"}]}"#;
const ASSUMED: &str = r#"{"model":"m-5.6-sol","reasons":[{"code":"assumption","subject":"tier"}]}"#;

const PRICES: &[Price] = &[
    ("m-5.6-sol", "standard", "input", "4", Some("2026-01-01"), None),
    ("m-5.6-sol", "standard", "output", "20", Some("2026-01-01"), None),
    ("m-5.6-sol", "batch", "input", "2", Some("2026-01-01"), None),
    ("m-5.6-sol", "batch", "output", "10", Some("2026-01-01"), None),
    ("m-4-old", "standard", "input", "1", None, None),
];

fn pricer() -> Pricer {
    Pricer::new(Arc::new(book(PRICES)), String::new(), Arc::new(Contract::default()), String::new(), None)
        .unwrap()
}

fn read(ledger: &Ledger) -> Unpriced {
    let period = period("2025-01-01", "2026-12-01");
    ledger.store.read::<_, PriceViewError>(|reader| Ok(unpriced(reader, METERED, period)?)).unwrap()
}

fn fact(model: &'static str, meter: &'static str, quantity: i64, note: &'static str) -> Fact {
    Fact { model: Some(model), tier: Some("standard"), meter: Some(meter), quantity, note, ..Fact::default() }
}

#[test]
fn an_unknown_model_is_one_group_with_the_nearest_name_as_its_alias() {
    let ledger = Ledger::new();
    for day in ["2026-11-01", "2026-11-03"] {
        let rows =
            [fact("m-5.6-sool", "input", 1_000_000, UNKNOWN), fact("m-5.6-sool", "output", 500_000, UNKNOWN)];
        ledger.usage(day, &rows);
    }
    let found = read(&ledger);
    assert_eq!((found.tokens_unpriced, found.tokens_priced), (3_000_000, 0));
    assert_eq!(found.groups.len(), 1);
    let group = &found.groups[0];
    assert_eq!((group.days.len(), group.tokens()), (2, 3_000_000));
    let pricer = pricer();
    let near = nearest(&pricer, group);
    assert_eq!(near[0].what, "m-5.6-sol");
    let cost = near[0].cost.as_ref().unwrap();
    assert_eq!((cost.low.normalize().to_string(), cost.low == cost.high), ("28".to_owned(), true));
    let fixes = fixes(&pricer, group, &near);
    assert_eq!(fixes[0].label, "Price it as m-5.6-sol");
    assert_eq!((fixes[0].kind, fixes[0].is_complete), (FixKind::Alias, true));
    let TermForm::Alias(alias) = &fixes[0].draft.term else { panic!("{:?}", fixes[0]) };
    assert_eq!((alias.name.as_str(), alias.model.as_str()), ("m-5.6-sool", "m-5.6-sol"));
    let own = fixes.iter().find(|fix| fix.kind == FixKind::Override).unwrap();
    assert!(!own.is_complete, "prices are to be filled in");
    assert_eq!(own.cost, None, "what nobody filled in costs nothing known");
    assert!(fixes.iter().all(|fix| fix.draft.to_entry().is_ok() == fix.is_complete), "{fixes:?}");
}

#[test]
fn a_tier_without_rates_offers_the_tiers_there_are() {
    let ledger = Ledger::new();
    ledger.usage(
        "2026-11-01",
        &[Fact { tier: Some("flex"), ..fact("m-5.6-sol", "input", 1_000_000, NO_TIER) }],
    );
    let found = read(&ledger);
    let pricer = pricer();
    let near = nearest(&pricer, &found.groups[0]);
    let told: Vec<(&str, String)> = near
        .iter()
        .map(|near| (near.what.as_str(), near.cost.as_ref().unwrap().low.normalize().to_string()))
        .collect();
    assert_eq!(told, [("tier standard", "4".to_owned()), ("tier batch", "2".to_owned())]);
    let fixes = fixes(&pricer, &found.groups[0], &near);
    assert_eq!(fixes[0].kind, FixKind::Assume);
}

#[test]
fn usage_older_than_the_first_price_can_take_that_price_for_its_days() {
    let ledger = Ledger::new();
    ledger.usage("2025-12-30", &[fact("m-5.6-sol", "input", 1_000_000, OLD)]);
    let found = read(&ledger);
    let pricer = pricer();
    let near = nearest(&pricer, &found.groups[0]);
    assert_eq!(near[0].what, "the price of 2026-01-01");
    let fixes = fixes(&pricer, &found.groups[0], &near);
    let TermForm::Rate(rate) = &fixes[0].draft.term else { panic!("{:?}", fixes[0]) };
    assert_eq!((rate.prices[0].meter.as_str(), rate.prices[0].price.as_str()), ("input", "4"));
    let days = (fixes[0].draft.from.as_deref(), fixes[0].draft.to.as_deref());
    assert_eq!(days, (Some("2025-12-30"), Some("2025-12-31")));
    assert!(fixes[0].is_complete && fixes[0].draft.to_entry().is_ok());
}

#[test]
fn ranges_keep_both_ends_and_assumed_money_is_counted_apart() {
    let ledger = Ledger::new();
    let band = r#"{"model":"m-5.6-sol","reasons":[{"code":"band_lost","subject":"272000"}]}"#;
    let range = Fact { nanos: Some((100, 200)), ..fact("m-5.6-sol", "input", 10, band) };
    let sure = Fact { nanos: Some((700, 700)), ..fact("m-5.6-sol", "output", 20, "") };
    let assumed = Fact { nanos: Some((300, 300)), ..fact("m-4-old", "input", 30, ASSUMED) };
    ledger.usage("2026-11-01", &[range, sure, assumed]);
    let found = read(&ledger);
    assert_eq!((found.priced, found.assumed), (1000, 300));
    assert_eq!((found.range_low, found.range_high), (100, 200));
    assert_eq!((found.tokens_priced, found.tokens_range, found.tokens_unpriced), (50, 10, 0));
    assert_eq!((found.groups[0].low, found.groups[0].high), (100, 200));
}
