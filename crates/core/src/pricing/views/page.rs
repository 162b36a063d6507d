//! What the page of a model says beside its prices.

use showback_pricebook::{Channel, Instant, MeterId, Model, Rate, TIERS};

use super::book_words::{alias_words, clock_words, instant_words, snapshot_words};
use super::present::{is_present, shown};
use super::words::percent;
use crate::kernel::words::grouped;
use crate::pricing::{Contract, Scope, Term};

/// Every rate ever known: present ones first, then by tier, place, band and meter, the newest first.
pub fn ordered_rates(model: &Model, now: Instant) -> Vec<&Rate> {
    let tier = |rate: &Rate| TIERS.iter().position(|tier| *tier == rate.tier).unwrap_or(TIERS.len());
    let mut rates: Vec<&Rate> = model.rates.iter().collect();
    rates.sort_by(|left, right| {
        let key = |rate: &Rate| {
            (!is_present(rate, now), tier(rate), rate.geo.clone(), rate.band, rate.meter, rate.clock.clone())
        };
        key(left)
            .cmp(&key(right))
            .then_with(|| right.valid.from.cmp(&left.valid.from))
            .then_with(|| left.id.cmp(&right.id))
    });
    rates
}

/// Other names of a model, with their dates.
pub fn names(model: &Model) -> Vec<String> {
    let aliases = model.aliases.iter().map(alias_words);
    aliases.chain(model.snapshots.iter().map(|suffix| snapshot_words(&model.id, suffix))).collect()
}

/// When a rate was what was known, where that is over or began late; `None` otherwise.
pub fn known_words(rate: &Rate) -> Option<String> {
    let to = rate.known.to?;
    Some(match rate.known.from {
        Some(from) => format!("known from {} until {}", instant_words(from), instant_words(to)),
        None => format!("known until {}, and dropped then", instant_words(to)),
    })
}

/// Ids of the contract entries that touch a model.
pub fn terms_of(contract: &Contract, channel: &str, model: &str) -> Vec<String> {
    let covers = |scope: &Scope| {
        scope.channel.as_deref().is_none_or(|of| of == channel)
            && scope.model.as_deref().is_none_or(|of| matches(of, model))
    };
    let touches = |term: &Term| match term {
        Term::Rate(rate) => covers(&rate.scope),
        Term::Model(private) => {
            let is_base = private.same_as.as_ref().is_some_and(|(of, base)| of == channel && base == model);
            is_base || (private.channel == channel && private.model == model)
        }
        Term::Alias(name) => name.channel == channel && name.model == model,
        Term::Discount(discount) => covers(&discount.scope),
        Term::Commitment(commitment) => covers(&commitment.scope),
        Term::Capacity(capacity) => covers(&capacity.scope),
        Term::Fee(fee) => covers(&fee.scope),
        Term::Credit(credit) => covers(&credit.scope),
        Term::Assume(assumption) => covers(&assumption.scope),
    };
    let touching = contract.entries.iter().filter(|entry| touches(&entry.term));
    touching.map(|entry| entry.id.clone()).collect()
}

fn matches(pattern: &str, model: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == model, |prefix| model.starts_with(prefix))
}

/// What to know before using the prices.
pub fn page_notes(channel: &Channel, model: &Model, now: Instant) -> Vec<String> {
    let mut notes = Vec::new();
    let present: Vec<&Rate> = model.rates.iter().filter(|rate| is_present(rate, now)).collect();
    if present.is_empty() {
        notes.push(match last_end(model, now) {
            Some(end) => format!("no price is known today: the last one ended on {}", instant_words(end)),
            None => "no price is known today".to_owned(),
        });
    }
    let shown = shown(channel, model, now);
    if shown.input.or(shown.output).is_some() && shown.geo != channel.default_geo {
        notes.push(format!(
            "the prices above are for place {}: there are none for {}, which a bare id means",
            shown.geo, channel.default_geo
        ));
    }
    notes.extend(clock_note(channel, &present));
    if let Some(over) = shown.band_over {
        notes.push(format!(
            "a prompt over {} tokens, cached ones counted, has other prices for every token of the request",
            grouped(&over.to_string())
        ));
    }
    if shown.cache_read.is_some_and(|rate| rate.price.is_none()) {
        notes.push("there is no cached price: cached tokens are billed as input".to_owned());
    }
    notes.extend(factors(channel, model, &present, now));
    for redirect in channel.redirects.iter().filter(|redirect| redirect.from == model.id) {
        let since =
            redirect.valid.from.map_or_else(String::new, |from| format!(" since {}", instant_words(from)));
        notes.push(format!("answered by {}{since}", redirect.to));
    }
    for credit in channel.credits.iter().filter(|credit| credit.valid.contains(now)) {
        if credit.models.is_empty() || credit.models.contains(&model.id) {
            notes.push(format!(
                "{} % comes back as a credit on another line: {}",
                percent(credit.factor),
                credit.text
            ));
        }
    }
    notes
}

fn last_end(model: &Model, now: Instant) -> Option<Instant> {
    let known = model.rates.iter().filter(|rate| rate.known.to.is_none());
    known.filter_map(|rate| rate.valid.to).filter(|to| *to <= now).max()
}

fn clock_note(channel: &Channel, present: &[&Rate]) -> Option<String> {
    let input = MeterId::parse("input")?;
    let inside = present
        .iter()
        .find(|rate| rate.meter == input && rate.clock.as_ref().is_some_and(|clock| clock.is_inside))?;
    let hours = clock_words(channel, inside.clock.as_ref()?);
    Some(format!("the price depends on the hour, {hours}: the dearer is shown above"))
}

fn factors(channel: &Channel, model: &Model, present: &[&Rate], now: Instant) -> Vec<String> {
    let applies = channel.modifiers.iter().filter(|modifier| {
        modifier.valid.contains(now)
            && !present.iter().any(|rate| rate.geo == modifier.geo)
            && modifier.changes_prices()
            && modifier.touches(model.released)
    });
    applies
        .map(|modifier| {
            format!(
                "in place {} tokens cost {} times as much: {}",
                modifier.geo,
                modifier.factor.normalize(),
                modifier.text
            )
        })
        .collect()
}
