//! What is not known: never a number without its status.

use rust_decimal::Decimal;
use showback_pricebook::MeterId;

use super::support::{PRICER, dec, meter, priced, quantities, request, says};
use crate::pricing::{Grain, Rating, RatingStatus, ReasonCode, Usage};

fn with(change: impl FnOnce(&mut Usage<'_>)) -> Rating {
    let list = quantities(&[("input", 1_000), ("output", 100)]);
    let mut usage = request("anthropic", "claude-opus-5-5", "2026-11-01", &list);
    change(&mut usage);
    PRICER.rate(&usage)
}

/// No amount anywhere, and the reason on the whole and on each line.
fn is_unpriced(rating: &Rating, code: ReasonCode, subject: &str) {
    assert_eq!(rating.status, RatingStatus::Unpriced, "{rating:#?}");
    assert_eq!((rating.list, rating.contracted, rating.currency.as_deref()), (None, None, None));
    for line in &rating.lines {
        assert_eq!((line.status, line.list, line.contracted), (RatingStatus::Unpriced, None, None));
        assert!(
            line.reasons.iter().any(|reason| reason.code == code && reason.subject == subject),
            "{line:#?}"
        );
    }
}

#[test]
fn unknown_channel_is_unpriced() {
    is_unpriced(&with(|usage| usage.channel = "nobody"), ReasonCode::UnknownChannel, "nobody");
}

#[test]
fn unknown_model_is_unpriced_and_never_found_by_its_beginning() {
    for name in
        ["claude-opus-5-5-turbo", "claude-opus", "claude-opus-5-5-2026", "opus-5-5", "Claude-Opus-5-5"]
    {
        let rating = with(|usage| (usage.served_model, usage.requested_model) = (Some(name), None));
        is_unpriced(&rating, ReasonCode::UnknownModel, name);
        assert_eq!((rating.model, rating.matched), (None, None));
    }
}

#[test]
fn what_answered_counts_even_when_what_was_asked_is_known() {
    is_unpriced(
        &with(|usage| usage.served_model = Some("unheard-of")),
        ReasonCode::UnknownModel,
        "unheard-of",
    );
}

#[test]
fn usage_without_a_model_is_unpriced() {
    let rating = with(|usage| (usage.served_model, usage.requested_model) = (None, None));
    is_unpriced(&rating, ReasonCode::NoModel, "anthropic");
}

#[test]
fn unknown_tier_is_unpriced_and_never_standard() {
    for word in ["turbo", "flex", "provisioned"] {
        is_unpriced(&with(|usage| usage.tier_served = Some(word)), ReasonCode::UnknownTier, word);
    }
    is_unpriced(&with(|usage| usage.speed = Some("warp")), ReasonCode::UnknownTier, "warp");
}

#[test]
fn unknown_place_is_unpriced() {
    is_unpriced(&with(|usage| usage.geo = Some("mars")), ReasonCode::UnknownGeo, "mars");
}

#[test]
fn place_that_only_newer_models_have_is_unknown_for_older_ones() {
    let list = quantities(&[("input", 1_000)]);
    let mut usage = request("anthropic", "claude-3-haiku-20240307", "2026-03-01", &list);
    usage.geo = Some("us");
    let rating = PRICER.rate(&usage);
    assert_eq!(rating.status, RatingStatus::Unpriced, "{rating:#?}");
}

#[test]
fn unknown_meter_makes_the_rest_at_least_that() {
    let list = quantities(&[("input", 1_000), ("input_video", 5)]);
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    assert_eq!(rating.status, RatingStatus::Partial);
    assert_eq!(rating.lines[1].status, RatingStatus::Unpriced);
    assert_eq!(rating.lines[1].reasons[0].code, ReasonCode::UnknownMeter);
    assert_eq!(rating.list, rating.lines[0].list);
}

#[test]
fn usage_before_the_first_price_names_its_date() {
    let list = quantities(&[("input", 1_000)]);
    let rating = PRICER.rate(&request("anthropic", "claude-haiku-5-5", "2026-10-06T23:59:59Z", &list));
    is_unpriced(&rating, ReasonCode::BeforeFirstPrice, "2026-10-07");
}

#[test]
fn expired_price_names_its_end() {
    let list = quantities(&[("input", 1_000)]);
    let rating = PRICER.rate(&request("xai", "grok-3", "2026-06-01", &list));
    is_unpriced(&rating, ReasonCode::ExpiredPrice, "2026-05-15");
}

#[test]
fn negative_and_repeated_quantities_are_refused_whole() {
    let list = [(meter("input"), dec("-1")), (meter("output"), dec("5"))];
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    is_unpriced(&rating, ReasonCode::BadQuantity, "input -1");
    let list = [(meter("output"), dec("1")), (meter("output"), dec("5"))];
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    is_unpriced(&rating, ReasonCode::BadQuantity, "output twice");
}

#[test]
fn amount_no_exact_number_holds_is_refused() {
    let list = [(meter("output"), Decimal::MAX), (meter("input"), Decimal::ONE)];
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    if rating.status != RatingStatus::Priced {
        assert!(says(&rating, ReasonCode::BadQuantity), "{rating:#?}");
    }
}

#[test]
fn prompt_that_contradicts_what_is_told_is_refused() {
    let rating = with(|usage| usage.prompt = Some((0, Some(10))));
    // A model without bands does not ask for the prompt.
    assert!(matches!(rating.status, RatingStatus::Priced | RatingStatus::Unpriced));
    let list = quantities(&[("input", 1_000)]);
    let mut usage = request("openai", "gpt-6-astra", "2026-11-01", &list);
    usage.prompt = Some((0, Some(10)));
    assert!(says(&PRICER.rate(&usage), ReasonCode::BadQuantity));
}

#[test]
fn batch_goes_with_no_other_lane() {
    let both = with(|usage| (usage.batch, usage.speed) = (Some(true), Some("fast")));
    is_unpriced(&both, ReasonCode::ImpossibleLane, "batch + fast");
    let priority = with(|usage| (usage.batch, usage.tier_served) = (Some(true), Some("priority")));
    is_unpriced(&priority, ReasonCode::ImpossibleLane, "priority + batch");
}

#[test]
fn nothing_used_costs_nothing() {
    let zero: Vec<(MeterId, Decimal)> =
        vec![(meter("input"), Decimal::ZERO), (meter("input_video"), Decimal::ZERO)];
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &zero));
    assert_eq!(priced(&rating), Decimal::ZERO);
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &[]));
    assert_eq!(priced(&rating), Decimal::ZERO);
    let rating = PRICER.rate(&request("anthropic", "unheard-of", "2026-11-01", &zero));
    assert_eq!((rating.status, rating.list), (RatingStatus::Unpriced, None));
}

#[test]
fn tools_of_an_unknown_model_are_still_charged() {
    let list = quantities(&[("web_search_call", 1_000), ("input", 5)]);
    let rating = PRICER.rate(&request("anthropic", "unheard-of", "2026-11-01", &list));
    assert_eq!(rating.status, RatingStatus::Partial);
    assert_eq!(rating.list.unwrap().low, dec("10"));
    assert!(says(&rating, ReasonCode::UnknownModel));
}

#[test]
fn prompt_longer_than_the_model_takes_is_refused() {
    let book = crate::pricing::bundled::book();
    let mut checked = 0;
    for channel in &book.channels {
        for model in channel.models.iter().filter(|model| model.context_window.is_some()) {
            let longest = model.context_window.unwrap();
            let Some(rate) = model.rates.iter().rev().find(|rate| rate.valid.to.is_none()) else { continue };
            let list = quantities(&[("input", longest + 1)]);
            let mut usage = request(&channel.id, &model.id, "2026-11-20", &list);
            usage.tier_served = Some(&rate.tier);
            usage.geo = Some(&rate.geo);
            assert!(says(&PRICER.rate(&usage), ReasonCode::OverContextWindow), "{} {}", channel.id, model.id);
            usage.grain = Grain::Aggregate { requests: None };
            assert!(!says(&PRICER.rate(&usage), ReasonCode::OverContextWindow));
            checked += 1;
        }
    }
    println!("{checked} context windows");
}

#[test]
fn every_reason_has_its_line_in_the_documentation() {
    let page = include_str!("../../../../../../docs/rating.md");
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    for code in ReasonCode::ALL {
        let name = serde_json::to_string(code).unwrap().replace('"', "`");
        let of_code = lines.iter().filter(|line| line.starts_with(&format!("| {name} |")));
        assert_eq!(of_code.count(), 1, "{name}");
    }
}
