//! Names, tiers and places: what a channel's words mean, and when.

use chrono::TimeDelta;
use showback_pricebook::{Redirect, TIERS};

use super::small::{alias, book, but, model, rate, window};
use super::support::{PRICER, at, dec, priced, pricer_of, quantities, request, says, says_nothing};
use crate::pricing::{Contract, ModelMatch, RatingStatus, ReasonCode, Usage, UsageTime, bundled};

fn input() -> Vec<(showback_pricebook::MeterId, rust_decimal::Decimal)> {
    quantities(&[("input", 1_000_000)])
}

#[test]
fn every_tier_word_of_the_book_means_its_tier_from_and_to_the_second() {
    let mut checked = 0;
    for channel in &bundled::book().channels {
        for word in &channel.tier_words {
            assert!(TIERS.contains(&word.tier.as_str()));
            let has_rate = |model: &&showback_pricebook::Model| {
                model.rates.iter().any(|rate| rate.tier == word.tier && rate.valid.to.is_none())
            };
            let Some(model) = channel.models.iter().find(has_rate) else { continue };
            let rate =
                model.rates.iter().find(|rate| rate.tier == word.tier && rate.valid.to.is_none()).unwrap();
            let list = [(rate.meter, dec("1"))];
            let mut usage = request(&channel.id, &model.id, "2026-11-20", &list);
            usage.tier_served = Some(&word.word);
            usage.geo = Some(&rate.geo);
            usage.prompt = Some((0, Some(1)));
            assert!(!says(&PRICER.rate(&usage), ReasonCode::UnknownTier), "{} {}", channel.id, word.word);
            for (edge, is_start) in [(word.valid.from, true), (word.valid.to, false)] {
                let Some(edge) = edge else { continue };
                for seconds in [-1, 0, 1] {
                    usage.time = UsageTime::At(edge + TimeDelta::seconds(seconds));
                    let is_known = !says(&PRICER.rate(&usage), ReasonCode::UnknownTier);
                    assert_eq!(is_known, (seconds >= 0) == is_start, "{} {}", channel.id, word.word);
                }
            }
            checked += 1;
        }
    }
    println!("{checked} tier words");
    assert!(checked > 10);
}

#[test]
fn fast_is_the_later_word_for_priority() {
    let list = input();
    let of = |word: &'static str, when: &str| {
        let mut usage = request("openai", "gpt-5.1", when, &list);
        (usage.tier_served, usage.prompt) = (Some(word), Some((0, Some(1_000_000))));
        PRICER.rate(&usage)
    };
    let late = of("fast", "2026-07-30");
    assert_eq!(priced(&late), priced(&of("priority", "2026-07-29")));
    let early = of("fast", "2026-07-29T23:59:59Z");
    assert_eq!(early.status, RatingStatus::Unpriced);
    assert!(says(&early, ReasonCode::UnknownTier));
}

#[test]
fn tier_asked_for_stands_in_and_is_flagged() {
    let list = input();
    let mut usage = request("openai", "gpt-4.1", "2026-11-01", &list);
    (usage.tier_served, usage.tier_requested) = (None, Some("flex"));
    let rating = PRICER.rate(&usage);
    assert!(says(&rating, ReasonCode::TierAssumed) || says(&rating, ReasonCode::UnknownTier));
    usage.tier_requested = Some("priority");
    let rating = PRICER.rate(&usage);
    assert_eq!(priced(&rating), dec("3.5"));
    assert!(says(&rating, ReasonCode::TierAssumed));
    usage.tier_served = Some("default");
    let rating = PRICER.rate(&usage);
    assert_eq!(priced(&rating), dec("2"));
    assert!(says_nothing(&rating), "{rating:#?}");
}

#[test]
fn what_is_not_told_is_standard_and_says_so() {
    let list = input();
    let mut usage = request("openai", "gpt-4.1", "2026-11-01", &list);
    (usage.tier_served, usage.tier_requested) = (None, None);
    assert!(says(&PRICER.rate(&usage), ReasonCode::StandardAssumed));
    usage.batch = Some(true);
    let rating = PRICER.rate(&usage);
    assert_eq!(priced(&rating), dec("1"));
    assert!(!says(&rating, ReasonCode::StandardAssumed));
}

#[test]
fn speed_that_is_not_told_matters_only_where_a_model_has_two() {
    let list = input();
    let of = |model: &'static str| {
        let mut usage = request("anthropic", model, "2026-11-01", &list);
        usage.speed = None;
        PRICER.rate(&usage)
    };
    assert!(says(&of("claude-opus-5-5"), ReasonCode::StandardAssumed));
    assert!(!says(&of("claude-haiku-5-5"), ReasonCode::StandardAssumed));
}

#[test]
fn place_that_is_not_told_matters_only_where_a_model_has_several() {
    let list = input();
    let of = |channel: &'static str, model: &'static str| {
        let mut usage = request(channel, model, "2026-11-01", &list);
        usage.geo = None;
        PRICER.rate(&usage)
    };
    assert!(says(&of("anthropic", "claude-opus-5-5"), ReasonCode::GeoAssumed));
    assert!(!says(&of("deepseek", "deepseek-v4-pro"), ReasonCode::GeoAssumed));
}

#[test]
fn profile_prefix_is_the_place_and_a_bare_id_is_regional() {
    let book = bundled::book();
    let channel = book.channels.iter().find(|channel| channel.id == "aws-bedrock").unwrap();
    let model = channel.models.iter().find(|model| {
        let has = |geo: &str| {
            model.rates.iter().any(|rate| {
                rate.geo == geo
                    && rate.tier == "standard"
                    && rate.meter.name() == "input"
                    && rate.valid.contains(at("2026-11-20"))
            })
        };
        has("in-region") && has("us") && has("global")
    });
    let model = &model.unwrap().id;
    let list = quantities(&[("input", 1_000)]);
    let place = |name: &str, geo: Option<&'static str>| {
        let mut usage = request("aws-bedrock", name, "2026-11-20", &list);
        usage.geo = geo;
        let rating = PRICER.rate(&usage);
        assert!(!says(&rating, ReasonCode::GeoAssumed));
        let used = rating.lines[0].rates[0].rate.unwrap();
        let rates = PRICER.rates_of("aws-bedrock", model);
        rates.into_iter().find(|rate| rate.id == used).unwrap().geo.clone()
    };
    assert_eq!(place(model, None), "in-region");
    assert_eq!(place(&format!("us.{model}"), None), "us");
    assert_eq!(place(&format!("global.{model}"), Some("eu")), "global");
    assert_eq!(place(model, Some("us")), "us");
}

#[test]
fn redirect_counts_only_when_what_answered_is_not_told() {
    let list = input();
    let mut usage = request("xai", "grok-3", "2026-06-01", &list);
    usage.prompt = None;
    usage.served_model = None;
    let rating = PRICER.rate(&usage);
    assert_eq!(rating.matched, Some(ModelMatch::Redirect));
    assert_eq!(rating.model.as_deref(), Some("grok-4.3"));
    usage.time = UsageTime::At(at("2026-05-14T23:59:59Z"));
    let rating = PRICER.rate(&usage);
    assert_eq!((rating.matched, rating.model.as_deref()), (Some(ModelMatch::Exact), Some("grok-3")));
}

#[test]
fn exact_then_alias_then_snapshot_then_redirect() {
    let mut dated = model("m", vec![rate("input", "1")]);
    dated.snapshots = vec!["-YYYYMMDD".to_owned()];
    let exact = model("m-20260101", vec![rate("input", "2")]);
    let mut named = model("n", vec![rate("input", "3")]);
    named.aliases = vec![alias("m-20260202", "2026-06-01", "2026-09-01")];
    let mut book = book(vec![dated, exact, named]);
    book.channels[0].redirects =
        vec![Redirect { from: "old".to_owned(), to: "n".to_owned(), valid: window("2026-06-01", "") }];
    let pricer = pricer_of(book, Contract::default());
    let list = input();
    let of = |name: &str, when: &str| {
        let mut usage: Usage<'_> = request("test", name, when, &list);
        usage.served_model = None;
        let rating = pricer.rate(&usage);
        (rating.matched, rating.list.map(|list| list.low))
    };
    assert_eq!(of("m-20260101", "2026-11-01"), (Some(ModelMatch::Exact), Some(dec("2"))));
    assert_eq!(of("m-20260202", "2026-06-01"), (Some(ModelMatch::Alias), Some(dec("3"))));
    assert_eq!(of("m-20260202", "2026-09-01"), (Some(ModelMatch::Snapshot), Some(dec("1"))));
    assert_eq!(of("m-20260202", "2026-05-31T23:59:59Z"), (Some(ModelMatch::Snapshot), Some(dec("1"))));
    assert_eq!(of("m-20261399", "2026-11-01"), (None, None));
    assert_eq!(of("m-20260101-x", "2026-11-01"), (None, None));
    assert_eq!(of("old", "2026-06-01"), (Some(ModelMatch::Redirect), Some(dec("3"))));
    assert_eq!(of("old", "2026-05-31"), (None, None));
}

#[test]
fn knowledge_of_a_day_is_replayed() {
    let announced = but(rate("input", "3"), |rate| {
        rate.valid = window("2026-09-01", "");
        rate.known = window("2026-06-01", "2026-08-14");
    });
    let stayed = but(rate("input", "2"), |rate| rate.known = window("2026-08-14", ""));
    let before = but(rate("input", "2"), |rate| {
        rate.valid = window("", "2026-09-01");
        rate.known = window("2026-06-01", "2026-08-14");
    });
    let book = std::sync::Arc::new(book(vec![model("m", vec![announced, stayed, before])]));
    let list = input();
    let usage = request("test", "m", "2026-10-01", &list);
    let as_known = |known_at: Option<&str>| {
        let contract = std::sync::Arc::new(Contract::default());
        let known_at = known_at.map(at);
        let pricer =
            crate::pricing::Pricer::new(book.clone(), String::new(), contract, String::new(), known_at)
                .unwrap();
        priced(&pricer.rate(&usage))
    };
    assert_eq!(as_known(None), dec("2"));
    assert_eq!(as_known(Some("2026-07-01")), dec("3"));
    assert_eq!(as_known(Some("2026-08-14")), dec("2"));
}

#[test]
fn doubts_about_a_price_are_said_beside_it() {
    let promised = but(rate("input", "2"), |rate| rate.unverified_from = Some(at("2026-11-22")));
    let seen = but(rate("output", "4"), |rate| {
        rate.valid = window("2026-12-01", "");
        rate.is_observed = true;
    });
    let before = but(rate("output", "5"), |rate| rate.valid = window("", "2026-12-01"));
    let pricer = pricer_of(book(vec![model("m", vec![promised, seen, before])]), Contract::default());
    let of = |name: &str, when: &str| {
        let list = quantities(&[(name, 1)]);
        pricer.rate(&request("test", "m", when, &list))
    };
    assert!(says(&of("input", "2026-11-22"), ReasonCode::UnverifiedPrice));
    assert!(says_nothing(&of("input", "2026-11-21T23:59:59Z")));
    assert!(says(&of("output", "2026-10-31"), ReasonCode::ObservedStart));
    assert!(says_nothing(&of("output", "2026-10-30T23:59:59Z")));
    assert!(says_nothing(&of("output", "2026-12-01")));
}

#[test]
fn allowances_and_credits_are_said_and_never_taken_off() {
    let list = quantities(&[("code_execution_container_hour", 1)]);
    let rating = PRICER.rate(&request("anthropic", "claude-opus-5-5", "2026-11-01", &list));
    assert_eq!(priced(&rating), dec("0.05"));
    assert!(says(&rating, ReasonCode::AllowanceNotApplied));
}
