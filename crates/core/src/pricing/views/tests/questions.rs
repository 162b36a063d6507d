use std::sync::Arc;

use rust_decimal::Decimal;

use super::fixture::{Fact, Ledger, METERED, Price, book, period};
use crate::kernel::{day_start, parse_day};
use crate::pricing::views::PriceViewError;
use crate::pricing::views::what_if::{Answer, Asked, Change, ModelMove, load, what_if};
use crate::pricing::{Contract, Pricer};

const DOLLAR: i64 = 1_000_000_000;
const MILLION: i64 = 1_000_000;

const PRICES: &[Price] = &[
    ("m-1", "standard", "input", "4", Some("2026-06-01"), None),
    ("m-1", "standard", "input", "6", None, Some("2026-06-01")),
    ("m-1", "standard", "cache_read", "0.4", None, None),
    ("m-1", "standard", "output", "20", None, None),
    ("m-1", "batch", "input", "2", None, None),
    ("m-1", "batch", "cache_read", "1", None, None),
    ("m-1", "batch", "output", "10", None, None),
    ("n-2", "standard", "input", "1", Some("2026-06-01"), None),
    ("n-2", "standard", "output", "5", Some("2026-06-01"), None),
];

fn pricer(prices: &[Price]) -> Arc<Pricer> {
    let contract = Arc::new(Contract::default());
    Arc::new(Pricer::new(Arc::new(book(prices)), String::new(), contract, String::new(), None).unwrap())
}

fn fact(model: &'static str, meter: &'static str, quantity: i64, nanos: Option<i64>) -> Fact {
    Fact {
        model: Some(model),
        tier: Some("standard"),
        meter: Some(meter),
        quantity,
        nanos: nanos.map(|nanos| (nanos, nanos)),
        ..Fact::default()
    }
}

/// A million of input and of cache reads, and half a million of output: 4, 0.4 and 10 dollars.
fn ledger() -> Ledger {
    let ledger = Ledger::new();
    ledger.usage(
        "2026-11-01",
        &[
            fact("m-1", "input", MILLION, Some(4 * DOLLAR)),
            fact("m-1", "cache_read", MILLION, Some(DOLLAR * 4 / 10)),
            fact("m-1", "output", MILLION / 2, Some(10 * DOLLAR)),
        ],
    );
    ledger
}

fn ask(ledger: &Ledger, changes: &[Change]) -> Answer {
    let asked = Asked { changes, pricer: pricer(PRICES), at: day_start(parse_day("2026-11-30").unwrap()) };
    let period = period("2026-11-01", "2026-12-01");
    let work = ledger.store.read::<_, PriceViewError>(|reader| load(reader, METERED, period, 1)).unwrap();
    let answer = what_if(&work, &asked);
    let steps: i128 = answer.steps.iter().map(|step| step.amount).sum();
    assert_eq!(answer.actual.low + steps, answer.hypothetical.low, "the bridge foots: {:?}", answer.steps);
    let rows: i128 = answer.rows.iter().map(|row| row.hypothetical.low).sum();
    assert_eq!(rows, answer.hypothetical.low, "rows foot");
    answer
}

fn steps(answer: &Answer) -> Vec<(&str, i128)> {
    let cents = i128::from(DOLLAR / 100);
    answer.steps.iter().map(|step| (step.label.as_str(), step.amount / cents)).collect()
}

fn moved(factor: &str, cache_hit_percent: u8) -> Change {
    Change::Model(ModelMove {
        from_channel: "alpha".to_owned(),
        from_model: "m-1".to_owned(),
        to_channel: "alpha".to_owned(),
        to_model: "n-2".to_owned(),
        tokenizer_factor: factor.parse::<Decimal>().unwrap(),
        cache_hit_percent,
    })
}

#[test]
fn rates_of_another_day_are_told_apart_by_what_is_paid_for() {
    let answer = ask(&ledger(), &[Change::RatesOn(parse_day("2026-05-01").unwrap())]);
    assert_eq!(steps(&answer), [("Rates of 2026-05-01: input", 200)]);
    assert_eq!(answer.tokens_not_compared, Decimal::ZERO);
}

#[test]
fn usage_without_a_price_on_that_day_is_in_neither_figure_and_counted() {
    let ledger = ledger();
    ledger.usage(
        "2026-11-02",
        &[fact("n-2", "input", 7 * MILLION, Some(7 * DOLLAR)), fact("x-9", "input", 5, None)],
    );
    let answer = ask(&ledger, &[Change::RatesOn(parse_day("2026-05-01").unwrap())]);
    assert_eq!(answer.actual.low, i128::from(DOLLAR * 144 / 10), "n-2 was not sold then");
    assert_eq!(
        answer.tokens_not_compared,
        Decimal::from(7 * MILLION),
        "what has no price at all is not counted"
    );
}

#[test]
fn batch_may_be_dearer_for_cached_reads_and_says_so() {
    let ledger = ledger();
    ledger.usage("2026-11-02", &[fact("n-2", "input", MILLION, Some(DOLLAR))]);
    let change = Change::Batch { model: None, project: None, percent: 50 };
    let answer = ask(&ledger, &[change]);
    let expected = [
        ("50 % of usage in batch: input", -100),
        ("50 % of usage in batch: cache reads", 30),
        ("50 % of usage in batch: output", -250),
    ];
    assert_eq!(steps(&answer), expected);
    assert!(
        answer.warnings.iter().any(|warning| warning.starts_with("cache read of m-1 is dearer")),
        "{answer:?}"
    );
    assert!(
        answer.warnings.iter().any(|warning| warning.contains("n-2 at alpha has no complete price in batch"))
    );
    assert!(!answer.assumptions.is_empty());
}

#[test]
fn another_model_is_asked_by_its_tokenizer_and_its_cache() {
    let answer = ask(&ledger(), &[moved("1.5", 0)]);
    let names: Vec<&str> = answer.steps.iter().map(|step| step.label.as_str()).collect();
    let expected = [
        "m-1 at the rates of n-2, token for token",
        "1.5 tokens there for each here",
        "0 % of the cache reads read from a cache there",
    ];
    assert_eq!(names, expected);
    // (1 + 1 + 0.5 x 5) x 1.5: cache reads take the price of input, since n-2 has none of its own.
    assert_eq!(answer.hypothetical.low, i128::from(DOLLAR * 675 / 100));
    let explained = "n-2 has no price of cache read: those tokens take that of input";
    assert!(answer.assumptions.iter().any(|text| text == explained), "{:?}", answer.assumptions);
    assert!(!answer.warnings.iter().any(|warning| warning.contains("is a guess")));
    let guess = ask(&ledger(), &[moved("1", 100)]);
    assert!(guess.warnings.iter().any(|warning| warning.contains("is a guess")), "{:?}", guess.warnings);
}

#[test]
fn changes_apply_in_order_and_the_steps_still_foot() {
    let mut dearer: Vec<Price> =
        PRICES.iter().map(|price| (price.0, price.1, price.2, "9", price.4, price.5)).collect();
    dearer.extend([("n-2", "batch", "input", "3", None, None), ("n-2", "batch", "output", "4", None, None)]);
    let changes = [
        Change::Batch { model: Some("m-1".to_owned()), project: None, percent: 30 },
        Change::Prices { label: "Another book".to_owned(), pricer: pricer(&dearer) },
        moved("1.3", 40),
        Change::RatesOn(parse_day("2026-07-01").unwrap()),
    ];
    let answer = ask(&ledger(), &changes);
    assert_eq!(answer.rows.len(), 1);
    assert!(answer.rows[0].note.contains("30 % in batch"), "{:?}", answer.rows);
}

#[test]
fn tools_are_called_as_they_are_in_batch_or_not() {
    let ledger = ledger();
    ledger.usage("2026-11-02", &[fact("m-1", "web_search_call", 10, Some(DOLLAR / 10))]);
    let answer = ask(&ledger, &[Change::Batch { model: None, project: None, percent: 100 }]);
    assert!(answer.steps.iter().all(|step| !step.label.contains("tools")), "{:?}", answer.steps);
}
