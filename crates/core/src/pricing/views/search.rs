//! Models of all channels, found by words.

use std::cmp::Reverse;

use rust_decimal::Decimal;
use showback_pricebook::{Channel, Instant, MeterId, Model, Rate, RateStatus};

use super::our_price::{Shelf, our_rate_price, unit_prices};
use super::present::shown;
use super::used::Used;
use crate::pricing::{Pricer, PrivateModel, Term};

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct ModelSearch<'a> {
    /// Words that must all occur in id, name or channel.
    pub text: &'a str,
    /// Only this channel.
    pub channel: Option<&'a str>,
    /// Only models with usage.
    pub is_used_only: bool,
}

/// A model of the book or of the contract.
#[derive(Clone, Copy, Debug)]
pub enum FoundModel<'a> {
    /// Of the book.
    Listed(&'a Model),
    /// Of the contract.
    Private(&'a PrivateModel),
}

/// One model found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Who sells it.
    pub channel: &'a Channel,
    /// The model.
    pub model: FoundModel<'a>,
    /// Tokens metered; absent when the workspace has none.
    pub tokens: Option<i128>,
}

/// What stands in a row of models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelPrices {
    /// Place the prices are for.
    pub geo: String,
    /// List price of a million input tokens; absent when there is none, as below.
    pub input: Option<Decimal>,
    /// Of cache reads.
    pub cache_read: Option<Decimal>,
    /// Of output.
    pub output: Option<Decimal>,
    /// Our price of input where the contract changes it.
    pub our_input: Option<Decimal>,
    /// Our price of output likewise.
    pub our_output: Option<Decimal>,
    /// Tiers with rates now.
    pub tiers: Vec<&'static str>,
    /// The largest limit of prompts with prices of their own.
    pub band_over: Option<u64>,
    /// Weakest status of the prices shown.
    pub status: Option<RateStatus>,
}

impl<'a> FoundModel<'a> {
    /// Its id.
    pub fn id(&self) -> &'a str {
        match self {
            Self::Listed(model) => &model.id,
            Self::Private(model) => &model.model,
        }
    }

    /// The same model everywhere; a private model is only itself.
    pub fn is(&self) -> String {
        match self {
            Self::Listed(model) => model.is.clone(),
            Self::Private(model) => format!("private/{}", model.model),
        }
    }
}

/// Every model that matches: used ones first, by tokens, then by channel and id.
pub fn search_models<'a>(pricer: &'a Pricer, used: &Used, wanted: &ModelSearch<'_>) -> Vec<Found<'a>> {
    let words: Vec<String> = wanted.text.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<Found<'a>> = all(pricer)
        .filter(|(channel, _)| wanted.channel.is_none_or(|id| channel.id == id))
        .filter(|(channel, model)| {
            let text =
                format!("{} {} {} {}", model.id(), model.is(), channel.id, channel.name).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        })
        .map(|(channel, model)| Found { channel, model, tokens: used.tokens(&channel.id, model.id()) })
        .filter(|found| !wanted.is_used_only || found.tokens.is_some())
        .collect();
    found.sort_by(|left, right| {
        let key = |found: &Found<'a>| (Reverse(found.tokens), &found.channel.id, found.model.id());
        key(left).cmp(&key(right))
    });
    found
}

/// One model by its ids; `None` when neither book nor contract has it.
pub fn find_model<'a>(
    pricer: &'a Pricer,
    channel: &str,
    model: &str,
) -> Option<(&'a Channel, FoundModel<'a>)> {
    all(pricer).find(|(of, found)| of.id == channel && found.id() == model)
}

fn all(pricer: &Pricer) -> impl Iterator<Item = (&Channel, FoundModel<'_>)> {
    pricer.book().channels.iter().flat_map(|channel| {
        let private = pricer.contract().entries.iter().filter_map(|entry| match &entry.term {
            Term::Model(model) if model.channel == channel.id => Some(FoundModel::Private(model)),
            _ => None,
        });
        let listed = channel.models.iter().map(FoundModel::Listed);
        listed.chain(private).map(move |model| (channel, model))
    })
}

/// The prices of a row.
pub fn model_prices(pricer: &Pricer, found: &Found<'_>, now: Instant) -> ModelPrices {
    match found.model {
        FoundModel::Listed(model) => listed_prices(pricer, found.channel, model, now),
        FoundModel::Private(model) => private_prices(pricer, found.channel, model, now),
    }
}

fn listed_prices(pricer: &Pricer, channel: &Channel, model: &Model, now: Instant) -> ModelPrices {
    let shown = shown(channel, model, now);
    let our = |rate: Option<&Rate>| our_rate_price(pricer, &channel.id, &model.id, rate?, now);
    ModelPrices {
        geo: shown.geo.to_owned(),
        input: shown.price(shown.input),
        cache_read: shown.price(shown.cache_read),
        output: shown.price(shown.output),
        our_input: our(shown.input),
        our_output: our(shown.output),
        status: shown.status,
        band_over: shown.band_over,
        tiers: shown.tiers,
    }
}

/// A private model has the list prices of the model it is the same as, if any, and our prices.
fn private_prices(pricer: &Pricer, channel: &Channel, private: &PrivateModel, now: Instant) -> ModelPrices {
    let base = private.same_as.as_ref().and_then(|(channel, model)| find_model(pricer, channel, model));
    let listed = match base {
        Some((of, FoundModel::Listed(model))) => listed_prices(pricer, of, model, now),
        _ => ModelPrices { geo: channel.default_geo.clone(), ..ModelPrices::default() },
    };
    let shelf = Shelf {
        channel: &channel.id,
        model: &private.model,
        geo: &channel.default_geo,
        tier: "standard",
        over: 0,
        at: now,
    };
    let units = unit_prices(pricer, shelf, &basic_meters());
    let our = |name: &str| {
        let price = units.get(&MeterId::parse(name)?)?;
        price.ours.checked_mul(Decimal::from(1_000_000_u32)).map(|price| price.normalize())
    };
    ModelPrices {
        our_input: our("input"),
        our_output: our("output"),
        tiers: if listed.tiers.is_empty() { vec!["standard"] } else { listed.tiers.clone() },
        ..listed
    }
}

fn basic_meters() -> Vec<MeterId> {
    ["input", "cache_read", "output"].into_iter().filter_map(MeterId::parse).collect()
}
