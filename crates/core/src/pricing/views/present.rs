//! The prices that stand for a model in lists: what applies now, by what is known now.

use rust_decimal::Decimal;
use showback_pricebook::{Channel, Instant, MeterId, Model, Rate, RateStatus};

/// The tier that lists show.
const STANDARD: &str = "standard";

/// What a list shows of a model.
#[derive(Clone, Debug, Default)]
pub struct Shown<'a> {
    /// The place the prices are for: the channel's default, else `global`, else the first there is.
    pub geo: &'a str,
    /// Rate of input; absent when there is none now, as below.
    pub input: Option<&'a Rate>,
    /// Rate of cache reads.
    pub cache_read: Option<&'a Rate>,
    /// Rate of output.
    pub output: Option<&'a Rate>,
    /// Tiers with rates now, in the order of the closed list.
    pub tiers: Vec<&'static str>,
    /// The largest limit of prompts with prices of their own; absent when all prompts cost the same.
    pub band_over: Option<u64>,
    /// Weakest status of the three rates; absent without any.
    pub status: Option<RateStatus>,
}

/// Whether a rate applies now by what is known now.
pub(super) fn is_present(rate: &Rate, now: Instant) -> bool {
    rate.known.to.is_none() && rate.valid.contains(now)
}

/// Price of a million units; `None` when the meter is billed as input, or a price that cannot be held.
pub fn per_million(rate: &Rate) -> Option<Decimal> {
    let units = Decimal::from(rate.per);
    let million = Decimal::from(1_000_000_u32);
    Some(rate.price?.checked_mul(million)?.checked_div(units)?.normalize())
}

/// The prices that stand for a model now.
pub fn shown<'a>(channel: &'a Channel, model: &'a Model, now: Instant) -> Shown<'a> {
    let present: Vec<&Rate> = model.rates.iter().filter(|rate| is_present(rate, now)).collect();
    let standard: Vec<&Rate> = present.iter().copied().filter(|rate| rate.tier == STANDARD).collect();
    let geo = place(channel, &standard);
    let of = |meter: &str| base_rate(&standard, geo, meter);
    let (input, cache_read, output) = (of("input"), of("cache_read"), of("output"));
    let bands = standard.iter().filter(|rate| rate.geo == geo).map(|rate| rate.band.over);
    Shown {
        geo,
        input,
        cache_read,
        output,
        tiers: showback_pricebook::TIERS
            .iter()
            .copied()
            .filter(|tier| present.iter().any(|rate| rate.tier == *tier))
            .collect(),
        band_over: bands.max().filter(|over| *over > 0),
        status: [input, cache_read, output].into_iter().flatten().map(|rate| rate.status).max(),
    }
}

fn place<'a>(channel: &'a Channel, rates: &[&'a Rate]) -> &'a str {
    let has = |geo: &str| rates.iter().any(|rate| rate.geo == geo);
    if rates.is_empty() || has(&channel.default_geo) {
        return &channel.default_geo;
    }
    let global = rates.iter().find(|rate| rate.geo == "global");
    global.or_else(|| rates.iter().min_by_key(|rate| &rate.geo)).map_or("", |rate| rate.geo.as_str())
}

/// The rate of the base band. Where the hour decides, the dearest: it is the list price that others are cheaper than.
fn base_rate<'a>(rates: &[&'a Rate], geo: &str, meter: &str) -> Option<&'a Rate> {
    let meter = MeterId::parse(meter)?;
    rates
        .iter()
        .copied()
        .filter(|rate| rate.geo == geo && rate.meter == meter && rate.band.over == 0)
        .max_by_key(|rate| per_million(rate))
}

impl Shown<'_> {
    /// Price of a million units of a rate shown; a meter billed as input has the price of input.
    pub fn price(&self, rate: Option<&Rate>) -> Option<Decimal> {
        let rate = rate?;
        match rate.price {
            Some(_) => per_million(rate),
            None => self.input.and_then(per_million),
        }
    }
}
