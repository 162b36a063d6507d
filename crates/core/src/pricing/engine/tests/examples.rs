//! The worked examples of the rating rules, to the last digit.

use rust_decimal::Decimal;

use super::support::{PRICER, at, dec, priced, quantities, request};
use crate::pricing::{Usage, UsageTime};

const DAY: &str = "2026-11-01";

fn cost(channel: &str, model: &str, list: &[(&str, u64)], change: impl FnOnce(&mut Usage<'_>)) -> Decimal {
    let quantities = quantities(list);
    let mut usage = request(channel, model, DAY, &quantities);
    change(&mut usage);
    priced(&PRICER.rate(&usage))
}

const OPUS: &[(&str, u64)] = &[
    ("input", 1_000),
    ("cache_read", 50_000),
    ("cache_write_5m", 3_000),
    ("cache_write_1h", 2_000),
    ("output", 800),
];

#[test]
fn cached_prompt_of_a_promoted_model_costs_as_worked_out() {
    let list = &[("input", 12_000), ("cache_read", 40_000), ("cache_write_30m", 2_000), ("output", 1_500)];
    assert_eq!(cost("openai", "gpt-5.6-sol", list, |_| ()), dec("0.104"));
}

#[test]
fn one_token_over_the_limit_moves_the_whole_request() {
    let of = |input: u64| cost("openai", "gpt-6-astra", &[("input", input), ("output", 1_000)], |_| ());
    assert_eq!(of(272_000), dec("2.77"));
    assert_eq!(of(272_001), dec("5.51502"));
}

#[test]
fn cached_tokens_count_for_the_band() {
    let list = &[("input", 2_001), ("cache_read", 270_000), ("output", 1_000)];
    assert_eq!(cost("openai", "gpt-6-astra", list, |_| ()), dec("0.65502"));
}

#[test]
fn each_lifetime_of_cache_writes_has_its_price() {
    assert_eq!(cost("anthropic", "claude-opus-5-5", OPUS, |_| ()), dec("0.061"));
}

#[test]
fn place_of_processing_multiplies_every_token_class() {
    assert_eq!(cost("anthropic", "claude-opus-5-5", OPUS, |usage| usage.geo = Some("us")), dec("0.0671"));
}

#[test]
fn batch_has_rates_of_its_own_for_every_token_class() {
    assert_eq!(cost("anthropic", "claude-opus-5-5", OPUS, |usage| usage.batch = Some(true)), dec("0.0305"));
}

#[test]
fn fast_and_place_stack() {
    let fast_us = |usage: &mut Usage<'_>| (usage.speed, usage.geo) = (Some("fast"), Some("us"));
    assert_eq!(cost("anthropic", "claude-opus-5-5", OPUS, fast_us), dec("0.1342"));
}

#[test]
fn a_lower_limit_has_a_steeper_step() {
    let of = |input: u64| cost("anthropic", "claude-haiku-5-5", &[("input", input), ("output", 500)], |_| ());
    assert_eq!(of(100_000), dec("0.01025"));
    assert_eq!(of(100_001), dec("0.0512505"));
}

#[test]
fn long_prompts_cost_half_as_much_again_in_output() {
    let of = |input: u64| {
        cost("google-aistudio", "gemini-2.5-pro", &[("input", input), ("output", 1_000)], |_| ())
    };
    assert_eq!(of(200_000), dec("0.26"));
    assert_eq!(of(200_001), dec("0.5150025"));
}

#[test]
fn an_inclusive_limit_moves_at_the_limit_itself() {
    let of = |input: u64| cost("xai", "grok-4.7", &[("input", input), ("output", 1_000)], |_| ());
    assert_eq!(of(199_999), dec("0.405998"));
    assert_eq!(of(200_000), dec("0.812"));
}

#[test]
fn the_hour_decides_between_two_rates() {
    let list = &[("input", 10_000), ("cache_read", 90_000), ("output", 2_000)];
    let of = |when: &'static str| {
        cost("deepseek", "deepseek-flash", list, |usage| usage.time = UsageTime::At(at(when)))
    };
    assert_eq!(of("2026-11-05T02:30:00Z"), dec("0.00594"));
    assert_eq!(of("2026-11-05T11:30:00Z"), dec("0.00297"));
}

#[test]
fn cached_tokens_without_a_price_in_batch_cost_the_batch_input_rate() {
    let list = &[("input", 10_000), ("cache_read", 2_000), ("output", 1_500)];
    assert_eq!(cost("openai", "gpt-4o", list, |usage| usage.batch = Some(true)), dec("0.0225"));
}

#[test]
fn published_prices_stand_where_a_ratio_would_differ() {
    let list = &[("cache_read", 1_000_000)];
    let told_short = |usage: &mut Usage<'_>| {
        usage.batch = Some(true);
        usage.grain = crate::pricing::Grain::Aggregate { requests: None };
        usage.prompt = Some((0, Some(272_000)));
    };
    assert_eq!(cost("openai", "gpt-5.4", list, told_short), dec("0.13"));
}
