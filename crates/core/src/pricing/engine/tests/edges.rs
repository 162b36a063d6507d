//! Every edge the real book has, against a naive reading of its rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use rust_decimal::Decimal;
use showback_pricebook::{Book, Channel, Instant, MeterId, MeterSide, Model, Rate, RateStatus};

use super::support::{PRICER, at, meter};
use crate::pricing::{Rating, RatingStatus, Resolved, Usage, UsageTime, bundled};

/// The known rates of a key: filter by filter, as a person would look it up.
fn rows<'a>(model: &'a Model, key: &Rate, prompt: u64, when: Instant) -> Vec<&'a Rate> {
    let card: Vec<&Rate> = model
        .rates
        .iter()
        .filter(|rate| rate.known.to.is_none() && rate.tier == key.tier && rate.geo == key.geo)
        .collect();
    let limits = card.iter().map(|rate| rate.band.over).filter(|over| *over < prompt);
    let over = if key.meter.side() == MeterSide::Other { 0 } else { limits.max().unwrap_or(0) };
    let holding: Vec<&Rate> = card
        .into_iter()
        .filter(|rate| rate.meter == key.meter && rate.band.over == over && rate.valid.contains(when))
        .collect();
    let sure: Vec<&Rate> =
        holding.iter().copied().filter(|rate| rate.status != RateStatus::Disputed).collect();
    if sure.is_empty() { holding } else { sure }
}

/// Rates one unit of a meter in a prompt of that length.
fn rate_one(
    channel: &Channel,
    model: &Model,
    key: &Rate,
    resolved: &Resolved,
    prompt: u64,
    when: Instant,
) -> Rating {
    let quantities = [(key.meter, Decimal::ONE)];
    let mut usage = super::support::request(&channel.id, &model.id, "2026-11-01", &quantities);
    usage.geo = Some(&key.geo);
    usage.tier_served = Some(&key.tier);
    usage.time = UsageTime::At(when);
    usage.prompt = Some((prompt.saturating_sub(1), Some(prompt)));
    let mut rating = Rating::default();
    PRICER.rate_resolved(resolved, &usage, &mut rating);
    rating
}

fn resolve(channel: &Channel, model: &Model, key: &Rate) -> Resolved {
    let mut usage: Usage<'_> = super::support::request(&channel.id, &model.id, "2026-11-01", &[]);
    usage.geo = Some(&key.geo);
    usage.tier_served = Some(&key.tier);
    PRICER.resolve(&usage.identity())
}

/// Whether prices of this key may come from elsewhere than its own rows.
fn has_other_origin(channel: &Channel, model: &Model, key: &Rate) -> bool {
    let is_write = key.meter.name().starts_with("cache_write");
    channel.modifiers.iter().any(|modifier| modifier.geo == key.geo)
        || (is_write && model.rates.iter().any(|rate| rate.meter == meter("cache_write")))
        || channel.fees.iter().any(|fee| fee.meter == key.meter)
}

fn check(channel: &Channel, model: &Model, key: &Rate, resolved: &Resolved, prompt: u64, when: Instant) {
    let expected: Vec<&Rate> = rows(model, key, prompt, when);
    let rating = rate_one(channel, model, key, resolved, prompt, when);
    let line = &rating.lines[0];
    let name = format!("{} {} {key:?} prompt {prompt} at {when}: {rating:#?}", channel.id, model.id);
    let clocked = expected.iter().any(|rate| rate.clock.is_some());
    match expected.as_slice() {
        [] if has_other_origin(channel, model, key) => {}
        [] => assert_eq!(line.status, RatingStatus::Unpriced, "{name}"),
        rates if clocked => {
            assert!(
                rates.iter().any(|rate| line.rates.iter().any(|used| used.rate == Some(rate.id))),
                "{name}"
            );
        }
        [rate] => {
            assert_eq!(line.rates.len(), 1, "{name}");
            let used = &line.rates[0];
            assert_eq!(used.rate, Some(rate.id), "{name}");
            match rate.price {
                Some(price) => assert_eq!(used.unit_price * Decimal::from(rate.per), price, "{name}"),
                None => assert!(used.billed_as.is_some(), "{name}"),
            }
        }
        disputed => {
            assert!(disputed.iter().all(|rate| rate.status == RateStatus::Disputed), "{name}");
            assert_eq!(line.status, RatingStatus::Range, "{name}");
        }
    }
}

/// Every known rate of a model with the resolved identity of its card.
fn each_rate(mut visit: impl FnMut(&Channel, &Model, &Rate, &Resolved)) {
    let book: &Book = bundled::book();
    for channel in &book.channels {
        for model in &channel.models {
            let mut cards: BTreeMap<(&str, &str), Resolved> = BTreeMap::new();
            for rate in model.rates.iter().filter(|rate| rate.known.to.is_none()) {
                let resolved =
                    cards.entry((&rate.geo, &rate.tier)).or_insert_with(|| resolve(channel, model, rate));
                visit(channel, model, rate, resolved);
            }
        }
    }
}

/// An instant at which a rate holds.
fn inside(rate: &Rate) -> Instant {
    let last = rate.valid.to.map(|to| to - TimeDelta::seconds(1));
    rate.valid.from.or(last).unwrap_or_else(|| at("2026-11-01"))
}

#[test]
fn every_band_of_the_book_begins_one_token_above_its_limit() {
    let mut edges = 0;
    each_rate(|channel, model, rate, resolved| {
        if rate.band.over > 0 {
            for prompt in [rate.band.over - 1, rate.band.over, rate.band.over + 1] {
                check(channel, model, rate, resolved, prompt, inside(rate));
                edges += 1;
            }
        }
    });
    println!("{edges} band edges");
    assert!(edges > 1_000);
}

#[test]
fn every_validity_of_the_book_begins_and_ends_to_the_second() {
    let mut edges = 0;
    let mut ends: BTreeSet<Instant> = BTreeSet::new();
    each_rate(|channel, model, rate, resolved| {
        for edge in [rate.valid.from, rate.valid.to].into_iter().flatten() {
            ends.insert(edge);
            for seconds in [-1, 0, 1] {
                let when = edge + TimeDelta::seconds(seconds);
                check(channel, model, rate, resolved, rate.band.over + 1, when);
                edges += 1;
            }
        }
    });
    println!("{edges} edges of validity at {} instants", ends.len());
    assert!(edges > 5_000);
}

#[test]
fn every_rate_of_the_book_is_found_by_lookup_within_its_validity() {
    let mut found = 0;
    each_rate(|channel, model, rate, _| {
        if rate.status == RateStatus::Disputed || rate.clock.is_some() {
            return;
        }
        let (prompt, when) = (rate.band.over + 1, inside(rate));
        let answer = PRICER.lookup(&channel.id, &model.id, &rate.geo, &rate.tier, prompt, rate.meter, when);
        assert_eq!(answer.map(|rate| rate.id), Ok(rate.id), "{} {}", channel.id, model.id);
        found += 1;
    });
    println!("{found} rates found by lookup");
}

#[test]
fn every_fee_of_the_book_is_charged_whatever_the_model() {
    for channel in &bundled::book().channels {
        for fee in &channel.fees {
            let answer = PRICER.lookup(&channel.id, "*", &fee.geo, &fee.tier, 0, fee.meter, inside(fee));
            assert_eq!(answer.map(|rate| rate.id), Ok(fee.id));
            let quantities: [(MeterId, Decimal); 1] = [(fee.meter, Decimal::TEN)];
            let mut usage = super::support::request(&channel.id, "no-such-model", "2026-11-01", &quantities);
            usage.time = UsageTime::At(inside(fee));
            usage.tier_served = Some(&fee.tier);
            usage.geo = Some(&fee.geo);
            let rating = PRICER.rate(&usage);
            let cost = fee.price.unwrap() / Decimal::from(fee.per) * Decimal::TEN;
            assert_eq!(rating.list.map(|list| list.low), Some(cost), "{fee:?}");
            assert_eq!(rating.lines[0].rates[0].rate, Some(fee.id));
        }
    }
}
