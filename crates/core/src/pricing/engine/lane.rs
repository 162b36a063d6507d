//! Which tier and which place of processing usage was served in, by the words of its channel.

use std::sync::Arc;

use showback_pricebook::{Channel, Instant, Modifier, TIERS};

use super::index::{ChannelIndex, ModelIndex};
use crate::pricing::Identity;
use crate::pricing::{Reason, ReasonCode};

/// The tier of usage, before the model is asked whether it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lane {
    /// One of our tiers, or the word itself when it is none.
    pub tier: Arc<str>,
    /// What was assumed for it.
    pub assumed: Option<Reason>,
    /// Whether neither the served tier nor any other sign of it is told.
    pub is_untold: bool,
}

/// The tier of usage, or why there can be none.
pub(super) fn find_lane(
    channel: Option<&ChannelIndex>,
    identity: &Identity<'_>,
    at: Instant,
) -> Result<Lane, Reason> {
    let told = identity.tier_served.or(identity.tier_requested);
    let is_served = identity.tier_served.is_some();
    let base = match told {
        None => None,
        Some("") => Some(Arc::from("standard")),
        Some(word) => Some(tier_of_word(channel, word, at)),
    };
    let is_fast = match identity.speed {
        None | Some("" | "standard" | "normal" | "default") => false,
        Some("fast") => true,
        Some(other) => return Err(reason(ReasonCode::UnknownTier, other)),
    };
    let is_batch = identity.batch == Some(true);
    let base_tier = base.as_deref().unwrap_or("standard");
    let impossible = || {
        let parts = [
            (base_tier != "standard").then(|| told.unwrap_or(base_tier)),
            is_batch.then_some("batch").filter(|_| base_tier != "batch"),
            is_fast.then_some("fast").filter(|_| base_tier != "fast"),
        ];
        let words: Vec<&str> = parts.into_iter().flatten().collect();
        Err(reason(ReasonCode::ImpossibleLane, &words.join(" + ")))
    };
    let tier: Arc<str> = match (is_batch, is_fast, base_tier) {
        (true, true, _) => return impossible(),
        (true, false, "standard" | "batch") => "batch".into(),
        (false, true, "standard" | "fast") => "fast".into(),
        (true, false, _) | (false, true, _) => return impossible(),
        (false, false, tier) => tier.into(),
    };
    let is_untold = base.is_none() && !is_batch && !is_fast;
    let assumed = if is_untold {
        Some(reason(ReasonCode::StandardAssumed, "tier"))
    } else if !is_served && base.is_some() && told != Some("") {
        Some(reason(ReasonCode::TierAssumed, told.unwrap_or_default()))
    } else {
        None
    };
    Ok(Lane { tier, assumed, is_untold })
}

/// Every instant at which a tier word may come to mean another tier.
pub(super) fn cuts_of_lane(channel: &ChannelIndex, identity: &Identity<'_>, cuts: &mut Vec<Instant>) {
    for word in [identity.tier_served, identity.tier_requested].into_iter().flatten() {
        for (_, valid) in channel.words.get(word).into_iter().flatten() {
            cuts.extend([valid.from, valid.to].into_iter().flatten());
        }
    }
}

/// A word of the channel, else one of our own tiers, else the word, which then has no rates anywhere.
fn tier_of_word(channel: Option<&ChannelIndex>, word: &str, at: Instant) -> Arc<str> {
    let meanings = channel.and_then(|channel| channel.words.get(word)).into_iter().flatten();
    meanings
        .into_iter()
        .find(|(_, valid)| valid.contains(at))
        .map_or_else(|| word.into(), |(tier, _)| Arc::clone(tier))
}

/// A card and the modifiers on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    /// Place of the card in the model.
    pub card: usize,
    /// Ids and factors of modifiers, in the order of the book.
    pub factors: Vec<(String, rust_decimal::Decimal)>,
}

/// The card of a tier and a place: the place's own, else the global one under the place's modifiers; else why there is
/// none.
pub(super) fn find_card(
    book: &Channel,
    model: &ModelIndex,
    geo: &str,
    tier: &str,
    at: Instant,
) -> Result<Placed, ReasonCode> {
    if !model.has_tier(tier) {
        return Err(ReasonCode::UnknownTier);
    }
    let own = model.card_of(geo, tier);
    let is_live = own.and_then(|card| model.cards.get(card)).is_some_and(|card| card.is_live(at));
    if let Some(card) = own.filter(|_| is_live) {
        return Ok(Placed { card, factors: Vec::new() });
    }
    let factors: Vec<_> = modifiers(book, model, tier)
        .filter(|modifier| modifier.geo == geo && modifier.valid.contains(at))
        .map(|modifier| (modifier.id.clone(), modifier.factor))
        .collect();
    let global = model.card_of("global", tier).filter(|_| !factors.is_empty());
    match (global, own) {
        (Some(card), _) => Ok(Placed { card, factors }),
        (None, Some(card)) => Ok(Placed { card, factors: Vec::new() }),
        (None, None) => Err(ReasonCode::UnknownGeo),
    }
}

/// Modifiers that touch a model in a tier, whatever the place and the time.
pub(super) fn modifiers<'a>(
    book: &'a Channel,
    model: &'a ModelIndex,
    tier: &'a str,
) -> impl Iterator<Item = &'a Modifier> {
    book.modifiers.iter().filter(move |modifier| {
        let is_tier = modifier.tiers.is_empty() || modifier.tiers.iter().any(|touched| touched == tier);
        is_tier && modifier.touches(model.released)
    })
}

/// Whether a model costs something else in another place, so that a place that is not told matters.
pub(super) fn has_other_places(book: &Channel, model: &ModelIndex, geo: &str, tier: &str) -> bool {
    model.cards.iter().any(|card| &*card.tier == tier && &*card.geo != geo)
        || modifiers(book, model, tier).any(|modifier| modifier.geo != geo && modifier.changes_prices())
}

/// Whether a word is a tier of the closed list.
pub(super) fn is_listed_tier(tier: &str) -> bool {
    TIERS.contains(&tier)
}

/// A reason with its subject.
pub(super) fn reason(code: ReasonCode, subject: &str) -> Reason {
    Reason { code, subject: subject.to_owned() }
}
