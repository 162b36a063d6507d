use std::sync::Arc;

use showback_gateways::{Attempt, Dimensions, ResponseCache, Tokens};

use super::Rater;
use crate::pricing::{Ready, bundled};
use crate::requests::{RatedAmounts, RatingOutcome};

fn rater(contract: &str) -> Rater {
    let book = Arc::new(bundled::book().clone());
    Rater::new(Arc::new(Ready::new(book, bundled::hash_text(), contract).unwrap()), "Gateway")
}

fn attempt(provider: &str, model: &str, tokens: Option<Tokens>) -> Attempt {
    Attempt {
        event_id: "r-1".to_owned(),
        started_us: 1_794_000_000_000_000,
        dimensions: Dimensions {
            provider: provider.to_owned(),
            model_served: Some(model.to_owned()),
            service_tier: Some("standard".to_owned()),
            region: Some(String::new()),
            ..Dimensions::default()
        },
        tokens,
        ..Attempt::default()
    }
}

fn rated(attempt: Attempt) -> RatedAmounts {
    rater("").stage(attempt, 0).rated
}

fn cached() -> Tokens {
    Tokens {
        input: 1_001,
        cache_read: 20_003,
        cache_write_5m: 507,
        output: 333,
        reasoning: Some(100),
        ..Tokens::default()
    }
}

fn sum(rated: &RatedAmounts) -> i64 {
    [
        rated.input_nanos,
        rated.cache_write_nanos,
        rated.cache_read_nanos,
        rated.output_nanos,
        rated.other_nanos,
    ]
    .into_iter()
    .flatten()
    .sum()
}

#[test]
fn each_class_costs_its_rate_and_the_classes_add_up() {
    // 3.00, 0.30, 3.75 and 15.00 USD for a million.
    let rated = rated(attempt("anthropic", "claude-sonnet-4-5", Some(cached())));
    assert_eq!(rated.outcome, RatingOutcome::Priced, "{rated:?}");
    assert_eq!(rated.currency, "USD");
    assert_eq!(rated.input_nanos, Some(1_001 * 3_000));
    assert_eq!(rated.cache_read_nanos, Some(20_003 * 300));
    assert_eq!(rated.cache_write_nanos, Some(507 * 3_750));
    assert_eq!(rated.output_nanos, Some(333 * 15_000));
    assert_eq!(rated.other_nanos, Some(0));
    assert_eq!(rated.rated_nanos, Some(sum(&rated)));
    assert_eq!(rated.list_nanos, rated.rated_nanos, "without a contract");
    assert_eq!(rated.cache_benefit_nanos, Some(20_003 * 2_700 - 507 * 750));
}

#[test]
fn cache_benefit_needs_no_plain_input() {
    let tokens = Tokens { cache_read: 1_000, ..Tokens::default() };
    let rated = rated(attempt("anthropic", "claude-sonnet-4-5", Some(tokens)));
    assert_eq!((rated.input_nanos, rated.cache_benefit_nanos), (Some(0), Some(2_700_000)));
}

#[test]
fn what_the_provider_does_not_charge_is_nothing_to_rate() {
    let hit = Attempt {
        response_cache: ResponseCache::Hit,
        ..attempt("anthropic", "claude-sonnet-4-5", Some(cached()))
    };
    let failed =
        Attempt { is_charged: Some(false), ..attempt("anthropic", "claude-sonnet-4-5", Some(cached())) };
    let untold = attempt("anthropic", "claude-sonnet-4-5", None);
    let empty = attempt("anthropic", "claude-sonnet-4-5", Some(Tokens::default()));
    for (what, attempt) in [("hit", hit), ("failed", failed), ("untold", untold), ("empty", empty)] {
        assert_eq!(rated(attempt), RatedAmounts::default(), "{what}");
    }
}

#[test]
fn a_model_without_a_price_is_unpriced_and_never_free() {
    let rated = rated(attempt("anthropic", "claude-of-tomorrow", Some(cached())));
    assert_eq!(rated, RatedAmounts { outcome: RatingOutcome::Unpriced, ..RatedAmounts::default() });
}

#[test]
fn a_quantity_without_a_price_makes_the_amount_at_least_that() {
    let tokens = Tokens { more: vec![("page", 3)], ..cached() };
    let partial = rated(attempt("anthropic", "claude-sonnet-4-5", Some(tokens)));
    assert_eq!(partial.outcome, RatingOutcome::Partial);
    assert_eq!(
        partial.rated_nanos,
        rated(attempt("anthropic", "claude-sonnet-4-5", Some(cached()))).rated_nanos
    );

    let only = Tokens { cache_read: 0, more: vec![("page", 3)], ..Tokens::default() };
    let unpriced = rated(attempt("anthropic", "claude-sonnet-4-5", Some(only)));
    assert_eq!((unpriced.outcome, unpriced.rated_nanos), (RatingOutcome::Unpriced, None));
}

#[test]
fn a_write_whose_lifetime_is_not_told_lies_between_two_prices() {
    let tokens = Tokens { cache_write: 100_000, ..Tokens::default() };
    let rated = rated(attempt("anthropic", "claude-sonnet-4-5", Some(tokens)));
    assert_eq!(rated.outcome, RatingOutcome::Range, "{rated:?}");
    assert_eq!((rated.rated_nanos, rated.rated_high_nanos), (Some(375_000_000), Some(600_000_000)));
    assert_eq!(rated.cache_write_nanos, rated.rated_nanos);
    assert_eq!(rated.cache_benefit_nanos, None, "which rate holds is not known");
}

#[test]
fn a_contract_moves_the_rated_amount_and_leaves_the_list() {
    let contract =
        "[[discount]]\nid = \"tenth\"\npercent = \"10\"\nchannel = \"anthropic\"\nreason = \"a test\"\n";
    let mut rater = rater(contract);
    let rated = rater.stage(attempt("anthropic", "claude-sonnet-4-5", Some(cached())), 0).rated;
    let list = rated.list_nanos.unwrap();
    assert_eq!(rated.rated_nanos.unwrap(), list * 9 / 10);
    assert_eq!(rated.rated_nanos, Some(sum(&rated)));
}

#[test]
fn attempts_of_one_series_share_it() {
    let mut rater = rater("");
    let first = rater.stage(attempt("anthropic", "claude-sonnet-4-5", Some(cached())), 0);
    let again = rater.stage(attempt("anthropic", "claude-sonnet-4-5", None), 3);
    let other = rater.stage(attempt("openai", "gpt-5", None), 3);
    assert!(Arc::ptr_eq(&first.series, &again.series));
    assert_ne!(first.series, other.series);
    assert_eq!((first.file, again.file), (0, 3));
    assert_eq!(first.series.gateway.as_deref(), Some("Gateway"));
}
