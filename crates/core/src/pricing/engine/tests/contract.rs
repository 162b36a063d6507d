//! What each kind of term does to our price, while the public one stays.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_pricebook::{MeterId, RateStatus};

use super::small::{book, but, model, rate};
use super::support::{at, dec, meter, priced, pricer_of, quantities, range, request, says, under};
use crate::pricing::{
    Assumed, Assumption, BoughtCapacity, Contract, Discount, Entry, Grain, NegotiatedRate, Rating,
    RatingStatus, ReasonCode, Scope, Term, Usage,
};

pub fn scope(channel: &str, model: &str) -> Scope {
    let stated = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Scope { channel: stated(channel), model: stated(model), ..Scope::default() }
}

pub fn prices(list: &[(&str, &str)]) -> BTreeMap<MeterId, Decimal> {
    list.iter().map(|(name, price)| (meter(name), dec(price))).collect()
}

fn negotiated(scope: Scope, over: u64, list: &[(&str, &str)]) -> Term {
    Term::Rate(NegotiatedRate { scope, over, prices: prices(list), per: 1_000_000 })
}

fn discount(scope: Scope, percent: &str) -> Discount {
    Discount { scope, percent: dec(percent), meters: Vec::new(), includes_tools: false }
}

fn assume(scope: Scope, takes: Assumed) -> Term {
    Term::Assume(Assumption { scope, takes })
}

fn rated(
    terms: impl IntoIterator<Item = (&'static str, Term)>,
    model: &str,
    list: &[(&str, u64)],
    change: impl FnOnce(&mut Usage<'_>),
) -> Rating {
    let list = quantities(list);
    let channel = if model.starts_with("claude") { "anthropic" } else { "openai" };
    let mut usage = request(channel, model, "2026-11-01", &list);
    change(&mut usage);
    under(terms).rate(&usage)
}

fn ours(rating: &Rating) -> Decimal {
    assert!(rating.contracted.unwrap().is_exact(), "{rating:#?}");
    rating.contracted.unwrap().low
}

const LIST: &[(&str, u64)] = &[("input", 100_000), ("output", 100_000)];

#[test]
fn negotiated_price_replaces_ours_and_leaves_the_public_one() {
    let public = priced(&rated([], "gpt-6-astra", LIST, |_| ()));
    let term = negotiated(scope("openai", "gpt-6-astra"), 0, &[("input", "4")]);
    let rating = rated([("deal", term)], "gpt-6-astra", LIST, |_| ());
    assert_eq!(priced(&rating), public);
    assert_eq!(rating.lines[0].contracted.unwrap().low, dec("0.4"));
    assert_eq!(rating.lines[1].contracted, rating.lines[1].list);
    let used = &rating.lines[0].rates[0];
    assert_eq!(
        (used.terms.as_slice(), used.contracted_unit_price),
        (["deal".to_owned()].as_slice(), dec("0.000004"))
    );
}

#[test]
fn negotiated_price_is_for_its_band_only() {
    let term = || negotiated(scope("openai", "gpt-6-astra"), 0, &[("input", "1")]);
    let long = rated([("deal", term())], "gpt-6-astra", &[("input", 272_001)], |_| ());
    assert_eq!(long.contracted, long.list);
    let own_band = negotiated(scope("openai", "gpt-6-astra"), 100_000, &[("input", "1")]);
    let of = |input: u64| {
        let rating = rated([("deal", own_band.clone())], "gpt-6-astra", &[("input", input)], |_| ());
        rating.contracted != rating.list
    };
    assert_eq!((of(100_000), of(100_001), of(272_000), of(272_001)), (false, true, true, false));
}

#[test]
fn negotiated_price_is_for_standard_and_the_default_place_unless_it_says_so() {
    let term = negotiated(scope("openai", "gpt-4.1"), 0, &[("input", "1")]);
    let batch = rated([("deal", term.clone())], "gpt-4.1", LIST, |usage| usage.batch = Some(true));
    assert_eq!(batch.contracted, batch.list);
    assert_ne!(rated([("deal", term)], "gpt-4.1", LIST, |_| ()).contracted, batch.list);
}

#[test]
fn later_entry_wins_over_an_earlier_one_and_over_discounts() {
    let of = |price: &str| negotiated(scope("openai", "gpt-4.1"), 0, &[("input", price), ("output", price)]);
    let terms = [("off", Term::Discount(discount(Scope::default(), "10"))), ("a", of("7")), ("b", of("1"))];
    assert_eq!(ours(&rated(terms, "gpt-4.1", LIST, |_| ())), dec("0.2"));
}

#[test]
fn billed_as_input_follows_the_negotiated_input() {
    let term = negotiated(
        Scope { tier: Some("batch".to_owned()), ..scope("openai", "gpt-4.1") },
        0,
        &[("input", "0.5")],
    );
    let batch = |usage: &mut Usage<'_>| usage.batch = Some(true);
    let rating = rated([("deal", term)], "gpt-4.1", &[("input", 0), ("cache_read", 1_000_000)], batch);
    assert_eq!((priced(&rating), ours(&rating)), (dec("1"), dec("0.5")));
    assert!(says(&rating, ReasonCode::BilledAsInput));
}

#[test]
fn discounts_stack_in_order_on_tokens_alone() {
    let list = &[("input", 1_000_000), ("web_search_call", 1_000)];
    let terms = [
        ("first", Term::Discount(discount(scope("openai", "gpt-4*"), "10"))),
        ("other", Term::Discount(discount(scope("anthropic", ""), "50"))),
        ("second", Term::Discount(discount(Scope::default(), "12.5"))),
    ];
    let rating = rated(terms, "gpt-4.1", list, |_| ());
    assert_eq!(rating.lines[0].contracted.unwrap().low, dec("1.575"));
    assert_eq!(rating.lines[1].contracted, rating.lines[1].list);
    let factors = &rating.lines[0].rates[0].factors;
    assert_eq!(factors.as_slice(), [("first".to_owned(), dec("0.9")), ("second".to_owned(), dec("0.875"))]);
}

#[test]
fn discount_with_tools_or_of_named_meters_touches_those() {
    let list = &[("input", 1_000_000), ("output", 0), ("web_search_call", 1_000)];
    let tools = Discount { includes_tools: true, ..discount(Scope::default(), "10") };
    let rating = rated([("d", Term::Discount(tools))], "gpt-4.1", list, |_| ());
    assert_eq!(ours(&rating), dec("10.8"));
    let named = Discount { meters: vec![meter("web_search_call")], ..discount(Scope::default(), "10") };
    let rating = rated([("d", Term::Discount(named))], "gpt-4.1", list, |_| ());
    assert_eq!(ours(&rating), dec("11"));
}

#[test]
fn discount_of_an_account_needs_the_account_told() {
    let scoped = Scope { account: Some("acme".to_owned()), ..Scope::default() };
    let term = Term::Discount(discount(scoped, "10"));
    let of = |account: Option<&'static str>| {
        let rating = rated([("d", term.clone())], "gpt-4.1", LIST, |usage| usage.owner.account = account);
        rating.contracted == rating.list
    };
    assert_eq!((of(Some("acme")), of(Some("other")), of(None)), (false, true, true));
}

#[test]
fn factors_of_the_place_come_before_discounts() {
    let term = Term::Discount(discount(Scope::default(), "10"));
    let rating =
        rated([("d", term)], "claude-opus-5-5", &[("input", 1_000_000)], |usage| usage.geo = Some("us"));
    assert_eq!(ours(&rating), priced(&rating) * dec("0.9"));
    let ids: Vec<&str> = rating.lines[0].rates[0].factors.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["us", "d"]);
}

#[test]
fn capacity_leaves_no_price_for_tokens() {
    let capacity = |scope| {
        Term::Capacity(BoughtCapacity {
            scope,
            units: dec("100"),
            unit_price_per_month: dec("260"),
            currency: "USD".to_owned(),
        })
    };
    let list = &[("input", 1_000_000), ("web_search_call", 1_000)];
    let rating = rated([("ptu", capacity(scope("openai", "gpt-4.1")))], "gpt-4.1", list, |_| ());
    assert_eq!((priced(&rating), ours(&rating)), (dec("12"), dec("10")));
    assert_eq!(rating.lines[0].rates[0].terms, ["ptu"]);
    let scoped = Scope { tier: Some("provisioned".to_owned()), ..scope("openai", "") };
    let on_it = |usage: &mut Usage<'_>| usage.tier_served = Some("provisioned");
    let rating = rated([("ptu", capacity(scoped))], "gpt-4.1", &[("input", 1_000_000)], on_it);
    assert_eq!((rating.status, ours(&rating)), (RatingStatus::Priced, Decimal::ZERO), "{rating:#?}");
    assert_eq!(rating.lines[0].rates[0].rate, None);
}

#[test]
fn assumed_band_decides_what_is_lost() {
    let many = |usage: &mut Usage<'_>| usage.grain = Grain::Aggregate { requests: None };
    let list = &[("input", 1_000_000)];
    let open = rated([], "gpt-6-astra", list, many);
    let (low, high) = range(&open);
    for (over, cost) in [(0, low), (272_000, high)] {
        let term = assume(scope("openai", "gpt-6*"), Assumed::Band { over });
        let rating = rated([("short", term)], "gpt-6-astra", list, many);
        assert_eq!(priced(&rating), cost);
        assert_eq!(rating.lines[0].reasons[0].code, ReasonCode::Assumption);
        assert_eq!(rating.lines[0].reasons[0].subject, "short");
    }
    let term = assume(scope("openai", "gpt-6*"), Assumed::Band { over: 272_000 });
    let one =
        rated([("short", term)], "gpt-6-astra", list, |usage| usage.prompt = Some((0, Some(1_000_000))));
    assert!(!says(&one, ReasonCode::Assumption));
}

#[test]
fn assumed_tier_stands_where_it_is_not_told_or_has_no_rates() {
    let term = || assume(scope("openai", ""), Assumed::Tier("batch".to_owned()));
    let untold = rated([("t", term())], "gpt-4.1", LIST, |usage| usage.tier_served = None);
    assert!(says(&untold, ReasonCode::Assumption) && !says(&untold, ReasonCode::StandardAssumed));
    let batch = priced(&rated([], "gpt-4.1", LIST, |usage| usage.batch = Some(true)));
    assert_eq!(priced(&untold), batch);
    let unknown = rated([("t", term())], "gpt-4.1", LIST, |usage| usage.tier_served = Some("turbo"));
    assert_eq!(priced(&unknown), batch);
    let told = rated([("t", term())], "gpt-4.1", LIST, |usage| usage.tier_served = Some("default"));
    assert!(!says(&told, ReasonCode::Assumption));
}

#[test]
fn assumed_place_stands_where_it_is_not_told_or_has_no_rates() {
    let term = || assume(scope("anthropic", ""), Assumed::Geo("us".to_owned()));
    let of = |geo| rated([("g", term())], "claude-opus-5-5", LIST, |usage| usage.geo = geo);
    let us = priced(&rated([], "claude-opus-5-5", LIST, |usage| usage.geo = Some("us")));
    assert_eq!((priced(&of(None)), priced(&of(Some("mars")))), (us, us));
    assert!(says(&of(None), ReasonCode::Assumption) && !says(&of(None), ReasonCode::GeoAssumed));
    assert_ne!(priced(&of(Some("global"))), us);
}

#[test]
fn assumed_lifetime_is_the_price_of_writes() {
    let term = assume(Scope::default(), Assumed::Lifetime(meter("cache_write_1h")));
    let rating = rated([("hour", term)], "claude-opus-5-5", &[("cache_write", 1_000)], |_| ());
    let hour = rated([], "claude-opus-5-5", &[("cache_write_1h", 1_000)], |_| ());
    assert_eq!(priced(&rating), priced(&hour));
    assert!(says(&rating, ReasonCode::Assumption) && !says(&rating, ReasonCode::LifetimeLost));
}

#[test]
fn assumed_source_settles_a_dispute() {
    let of = |price: &str, source: &str| {
        but(rate("input", price), |rate| {
            rate.status = RateStatus::Disputed;
            rate.source = source.to_owned();
        })
    };
    let disputed = book(vec![model("m", vec![of("2", "a"), of("4", "b")])]);
    let entry = Entry {
        id: "b".to_owned(),
        valid: super::small::window("2026-11-01", ""),
        reason: "seen on the invoice".to_owned(),
        term: assume(scope("test", "m"), Assumed::DisputedSource("b".to_owned())),
    };
    let pricer = pricer_of(disputed, Contract { entries: vec![entry] });
    let list = quantities(&[("input", 1_000_000)]);
    assert_eq!(priced(&pricer.rate(&request("test", "m", "2026-11-01", &list))), dec("4"));
    let mut before = request("test", "m", "2026-10-31", &list);
    range(&pricer.rate(&before));
    before.time = crate::pricing::UsageTime::Within(at("2026-10-31"), at("2026-11-02"));
    range(&pricer.rate(&before));
}

#[test]
fn free_project_pays_nothing_and_keeps_the_public_price() {
    let scoped = Scope { project: Some("trial".to_owned()), ..Scope::default() };
    let term = assume(scoped, Assumed::Free);
    let of = |project| {
        rated([("free", term.clone())], "gpt-4.1", LIST, |usage| usage.owner.project = Some(project))
    };
    let free = of("trial");
    assert_eq!((priced(&free), ours(&free)), (dec("1"), Decimal::ZERO));
    assert!(says(&free, ReasonCode::FreeTier));
    assert_eq!(ours(&of("core")), dec("1"));
}

#[test]
fn order_of_discounts_changes_no_amount() {
    let off = |percent| Term::Discount(discount(Scope::default(), percent));
    let one = rated([("a", off("7.5")), ("b", off("12.25"))], "gpt-4.1", LIST, |_| ());
    let two = rated([("b", off("12.25")), ("a", off("7.5"))], "gpt-4.1", LIST, |_| ());
    assert_eq!(one.contracted, two.contracted);
    assert_eq!(ours(&one), dec("0.81168750"));
}
