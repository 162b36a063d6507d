//! Aggregates and doubts: an amount between two, with the reason, and exact wherever something decides.

use showback_pricebook::{Band, RateStatus};

use super::small::{book, but, model, rate, window};
use super::support::{PRICER, at, dec, priced, pricer_of, quantities, range, request, says};
use crate::pricing::{Contract, Grain, Rating, ReasonCode, Usage, UsageTime};

const MANY: Grain = Grain::Aggregate { requests: None };

fn astra(list: &[(&str, u64)], change: impl FnOnce(&mut Usage<'_>)) -> Rating {
    let list = quantities(list);
    let mut usage = request("openai", "gpt-6-astra", "2026-11-01", &list);
    usage.grain = MANY;
    change(&mut usage);
    PRICER.rate(&usage)
}

#[test]
fn aggregate_over_the_limit_lies_between_all_short_and_all_long() {
    let list = &[("input", 1_000_000), ("output", 1_000)];
    let rating = astra(list, |_| ());
    let (low, high) = range(&rating);
    let short = priced(&astra(list, |usage| usage.prompt = Some((0, Some(272_000)))));
    let long = priced(&astra(list, |usage| usage.prompt = Some((272_000, None))));
    assert_eq!((low, high), (short, long));
    assert!(says(&rating, ReasonCode::BandLost));
    assert_eq!(rating.lines[0].reasons[0].subject, "272000");
    assert_eq!(rating.lines[0].rates.len(), 2);
}

#[test]
fn aggregate_within_the_lowest_limit_is_exact() {
    let exact = astra(&[("input", 272_000), ("output", 1_000)], |_| ());
    assert_eq!(priced(&exact), dec("2.77"));
    assert!(says(&astra(&[("input", 272_001)], |_| ()), ReasonCode::BandLost));
}

#[test]
fn aggregate_of_one_request_is_a_request() {
    let of_one = |usage: &mut Usage<'_>| usage.grain = Grain::Aggregate { requests: Some(1) };
    assert_eq!(priced(&astra(&[("input", 272_001), ("output", 1_000)], of_one)), dec("5.51502"));
}

#[test]
fn told_prompts_on_both_sides_of_the_limit_decide_nothing() {
    let over = astra(&[("input", 1_000_000)], |usage| usage.prompt = Some((200_000, Some(1_000_000))));
    assert!(says(&over, ReasonCode::BandLost));
    range(&over);
}

#[test]
fn output_alone_does_not_tell_the_band() {
    let rating = astra(&[("output", 1_000)], |usage| usage.grain = Grain::Request);
    range(&rating);
    assert!(says(&rating, ReasonCode::BandLost));
}

#[test]
fn tools_do_not_depend_on_the_band() {
    let rating = astra(&[("web_search_call", 1_000), ("input", 1_000_000)], |_| ());
    assert_eq!(rating.lines[0].list.unwrap().low, dec("10"));
    assert!(rating.lines[0].list.unwrap().is_exact());
}

#[test]
fn writes_of_an_unknown_lifetime_lie_between_all_lifetimes() {
    let list = quantities(&[("cache_write", 1_000_000)]);
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    let (low, high) = range(&rating);
    let of = |name: &str| {
        let list = quantities(&[(name, 1_000_000)]);
        priced(&PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list)))
    };
    assert_eq!((low, high), (of("cache_write_5m"), of("cache_write_1h")));
    assert!(says(&rating, ReasonCode::LifetimeLost));
}

#[test]
fn one_write_price_serves_every_lifetime_when_it_is_the_only_one() {
    let only = pricer_of(book(vec![model("m", vec![rate("cache_write", "3")])]), Contract::default());
    let both = vec![rate("cache_write", "3"), rate("cache_write_1h", "5")];
    let both = pricer_of(book(vec![model("m", both)]), Contract::default());
    let list = quantities(&[("cache_write_5m", 1_000_000)]);
    let usage = request("test", "m", "2026-11-01", &list);
    assert_eq!(priced(&only.rate(&usage)), dec("3"));
    assert!(says(&both.rate(&usage), ReasonCode::UnknownMeter));
    let list = quantities(&[("cache_write", 1_000_000), ("cache_write_1h", 1_000_000)]);
    assert_eq!(priced(&both.rate(&request("test", "m", "2026-11-01", &list))), dec("8"));
}

#[test]
fn change_inside_the_time_is_a_range_and_at_its_start_is_not() {
    let changed = model(
        "m",
        vec![
            but(rate("input", "2"), |rate| rate.valid = window("", "2026-10-07T16:00:00Z")),
            but(rate("input", "4"), |rate| rate.valid = window("2026-10-07T16:00:00Z", "2026-10-09")),
            but(rate("input", "3"), |rate| rate.valid = window("2026-10-09", "")),
            rate("output", "5"),
        ],
    );
    let pricer = pricer_of(book(vec![changed]), Contract::default());
    let list = quantities(&[("input", 1_000_000), ("output", 1_000_000)]);
    let mut usage = request("test", "m", "2026-10-07", &list);
    usage.grain = MANY;
    usage.time = UsageTime::Within(at("2026-10-07"), at("2026-10-08"));
    let rating = pricer.rate(&usage);
    assert_eq!(range(&rating), (dec("7"), dec("9")));
    assert_eq!(rating.lines[0].reasons[0].code, ReasonCode::ChangedInside);
    assert_eq!(rating.lines[0].reasons[0].subject, "2026-10-07T16:00:00Z");
    assert!(rating.lines[1].reasons.is_empty());
    usage.time = UsageTime::Within(at("2026-10-08"), at("2026-10-09"));
    assert_eq!(priced(&pricer.rate(&usage)), dec("9"));
    usage.time = UsageTime::Within(at("2026-10-09"), at("2026-10-10"));
    assert_eq!(priced(&pricer.rate(&usage)), dec("8"));
}

#[test]
fn price_that_begins_inside_the_time_leaves_the_row_unpriced() {
    let young =
        model("m", vec![but(rate("input", "2"), |rate| rate.valid = window("2026-10-07T16:00:00Z", ""))]);
    let pricer = pricer_of(book(vec![young]), Contract::default());
    let list = quantities(&[("input", 1_000_000)]);
    let mut usage = request("test", "m", "2026-10-07", &list);
    usage.time = UsageTime::Within(at("2026-10-07"), at("2026-10-08"));
    let rating = pricer.rate(&usage);
    assert_eq!(rating.list, None);
    assert!(says(&rating, ReasonCode::BeforeFirstPrice));
}

#[test]
fn sources_that_contradict_each_other_bound_a_range() {
    let disputed = |price: &str, source: &str| {
        but(rate("input", price), |rate| {
            rate.status = RateStatus::Disputed;
            rate.source = source.to_owned();
        })
    };
    let open = model("m", vec![disputed("2", "a"), disputed("4", "b")]);
    let pricer = pricer_of(book(vec![open]), Contract::default());
    let list = quantities(&[("input", 1_000_000)]);
    let rating = pricer.rate(&request("test", "m", "2026-11-01", &list));
    assert_eq!(range(&rating), (dec("2"), dec("4")));
    assert_eq!(rating.lines[0].reasons[0].subject, "input: a, b");
    let settled = model("m", vec![disputed("2", "a"), disputed("4", "b"), rate("input", "3")]);
    let pricer = pricer_of(book(vec![settled]), Contract::default());
    assert_eq!(priced(&pricer.rate(&request("test", "m", "2026-11-01", &list))), dec("3"));
}

#[test]
fn prices_of_the_book_that_are_disputed_are_ranges() {
    let list = quantities(&[("input", 1_000_000), ("output", 1_000_000)]);
    let rating = PRICER.rate(&request("mistral", "mistral-large-4", "2026-11-10", &list));
    range(&rating);
    assert!(says(&rating, ReasonCode::DisputedPrice));
}

#[test]
fn bands_of_one_price_are_no_range() {
    let flat = model(
        "m",
        vec![rate("input", "2"), but(rate("input", "2"), |rate| rate.band = Band { over: 1_000 })],
    );
    let pricer = pricer_of(book(vec![flat]), Contract::default());
    let list = quantities(&[("input", 1_000_000)]);
    let mut usage = request("test", "m", "2026-11-01", &list);
    usage.grain = MANY;
    let rating = pricer.rate(&usage);
    assert_eq!(priced(&rating), dec("2"));
    assert!(!says(&rating, ReasonCode::BandLost));
}
