//! The same model at other sellers, by the tokens this workspace uses.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use showback_pricebook::{Channel, Instant, MeterId, Model};

use super::our_price::{Shelf, UnitPrice, unit_prices};
use super::present::is_present;
use super::used::{Mix, Used};
use super::words::{percent, spaced};
use crate::kernel::words::{grouped, listed};
use crate::pricing::Pricer;

/// Channels that pass on the prices of others and charge a fee beside: what they list is no direct price.
const GATEWAYS: &[&str] = &["openrouter"];
const STANDARD: &str = "standard";

/// The same model at one seller, in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller<'a> {
    /// Who sells it.
    pub channel: &'a Channel,
    /// Its id there.
    pub model: &'a str,
    /// Place.
    pub geo: String,
    /// List price of a million input tokens; absent when not known, as below.
    pub input: Option<Decimal>,
    /// Of cache reads.
    pub cache_read: Option<Decimal>,
    /// Of output.
    pub output: Option<Decimal>,
    /// Our price of a million tokens of the mix; of input and output in equal parts without a mix.
    pub mix_price: Option<Decimal>,
    /// Difference to the present seller in ten-thousandths.
    pub difference_basis_points: Option<i64>,
    /// What would be lost or different there.
    pub notes: Vec<String>,
    /// Whether this workspace buys it there.
    pub is_present: bool,
}

/// The tokens that sellers are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixShares {
    shares: Vec<(MeterId, Decimal)>,
    tokens: i128,
}

impl MixShares {
    /// The shares of used tokens; `None` without any.
    pub fn of(mix: Option<&Mix>) -> Option<Self> {
        let mix = mix?;
        let tokens: i128 = mix.values().sum();
        let whole = Decimal::try_from_i128_with_scale(tokens, 0).ok().filter(|whole| !whole.is_zero())?;
        let share = |part: i128| Decimal::try_from_i128_with_scale(part, 0).ok()?.checked_div(whole);
        let shares = mix.iter().filter_map(|(meter, part)| Some((*meter, share(*part)?))).collect::<Vec<_>>();
        Some(Self { shares, tokens })
    }

    /// In words, the largest share first.
    pub fn words(&self, days: u32) -> String {
        let mut parts = self.shares.clone();
        parts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        let parts: Vec<String> = parts
            .iter()
            .map(|(meter, share)| match percent(*share) {
                share if share == "0" => format!("less than 0.01 % {}", spaced(meter.name())),
                share => format!("{share} % {}", spaced(meter.name())),
            })
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        format!("{} of {} tokens in {days} days", listed(&parts), grouped(&self.tokens.to_string()))
    }

    /// Input and output in equal parts, where nothing is used: list prices decide.
    fn even() -> Self {
        let half = Decimal::new(5, 1);
        let shares = ["input", "output"].into_iter().filter_map(MeterId::parse).map(|meter| (meter, half));
        Self { shares: shares.collect(), tokens: 0 }
    }
}

/// Every seller of what a model is, cheapest for the mix first; those that cannot be compared last.
pub fn sellers<'a>(
    pricer: &'a Pricer,
    used: &Used,
    (channel, model): (&'a Channel, &'a Model),
    mix: Option<&MixShares>,
    now: Instant,
) -> Vec<Seller<'a>> {
    let even = MixShares::even();
    let asked = Asked { pricer, used, mix: mix.unwrap_or(&even), has_mix: mix.is_some(), now };
    let mut rows: Vec<Seller<'a>> = Vec::new();
    for other in &pricer.book().channels {
        for sold in other.models.iter().filter(|sold| sold.is == model.is) {
            rows.extend(places(other, sold, now).into_iter().map(|geo| asked.seller(other, sold, geo)));
        }
    }
    let here = rows
        .iter()
        .find(|row| row.channel.id == channel.id && row.model == model.id && row.geo == channel.default_geo)
        .or_else(|| rows.iter().find(|row| row.channel.id == channel.id && row.model == model.id))
        .and_then(|row| Some((row.mix_price?, row.channel.currency.clone())));
    for row in &mut rows {
        row.difference_basis_points = here.as_ref().and_then(|(price, currency)| {
            if *currency != row.channel.currency { None } else { basis_points(row.mix_price?, *price) }
        });
    }
    rows.sort_by(|left, right| {
        let key = |row: &Seller<'a>| (row.mix_price.is_none(), row.mix_price, &row.channel.id, row.model);
        key(left).cmp(&key(right)).then_with(|| left.geo.cmp(&right.geo))
    });
    rows
}

fn basis_points(price: Decimal, here: Decimal) -> Option<i64> {
    let share = (price - here).checked_div(here)?.checked_mul(Decimal::from(10_000))?;
    i64::try_from(share.round()).ok()
}

/// Places with rates of their own now, and places that a factor covers.
fn places(channel: &Channel, model: &Model, now: Instant) -> BTreeSet<String> {
    let mut places: BTreeSet<String> = model
        .rates
        .iter()
        .filter(|rate| rate.tier == STANDARD && is_present(rate, now))
        .map(|rate| rate.geo.clone())
        .collect();
    if places.contains("global") || places.contains(&channel.default_geo) {
        let covered = channel.modifiers.iter().filter(|modifier| {
            modifier.valid.contains(now)
                && (modifier.tiers.is_empty() || modifier.tiers.iter().any(|tier| tier == STANDARD))
                && modifier.changes_prices()
                && modifier.touches(model.released)
        });
        places.extend(covered.map(|modifier| modifier.geo.clone()));
    }
    places
}

struct Asked<'a, 'b> {
    pricer: &'a Pricer,
    used: &'b Used,
    mix: &'b MixShares,
    has_mix: bool,
    now: Instant,
}

impl<'a> Asked<'a, '_> {
    fn seller(&self, channel: &'a Channel, model: &'a Model, geo: String) -> Seller<'a> {
        let mut meters: Vec<MeterId> = self.mix.shares.iter().map(|(meter, _)| *meter).collect();
        let basic = ["input", "cache_read", "output"].map(MeterId::parse);
        meters.extend(basic.into_iter().flatten());
        meters.sort_unstable();
        meters.dedup();
        let shelf = Shelf {
            channel: &channel.id,
            model: &model.id,
            geo: &geo,
            tier: STANDARD,
            over: 0,
            at: self.now,
        };
        let units = unit_prices(self.pricer, shelf, &meters);
        let million = Decimal::from(1_000_000_u32);
        let list = |meter: Option<MeterId>| {
            units.get(&meter?)?.list.checked_mul(million).map(|price| price.normalize())
        };
        let [input, cache_read, output] = basic.map(list);
        let is_gateway = GATEWAYS.contains(&channel.id.as_str());
        let mix_price = if is_gateway { None } else { self.mix_price(&units) };
        Seller {
            channel,
            model: &model.id,
            input,
            cache_read,
            output,
            mix_price,
            difference_basis_points: None,
            notes: self.notes(channel, model, &geo, &units, is_gateway),
            is_present: self.used.tokens(&channel.id, &model.id).is_some(),
            geo,
        }
    }

    fn mix_price(&self, units: &std::collections::BTreeMap<MeterId, UnitPrice>) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for (meter, share) in &self.mix.shares {
            let price = units.get(meter)?;
            let of_meter = if self.has_mix { price.ours } else { price.list };
            sum = sum.checked_add(of_meter.checked_mul(*share)?)?;
        }
        Some(sum.checked_mul(Decimal::from(1_000_000_u32))?.round_dp(6).normalize())
    }

    fn notes(
        &self,
        channel: &Channel,
        model: &Model,
        geo: &str,
        units: &std::collections::BTreeMap<MeterId, UnitPrice>,
        is_gateway: bool,
    ) -> Vec<String> {
        let mut notes = Vec::new();
        if is_gateway {
            notes.push("a gateway: it passes on the price of another seller and charges a fee, so it is not compared".to_owned());
        }
        for (meter, share) in &self.mix.shares {
            let name = spaced(meter.name());
            match units.get(meter) {
                None if !share.is_zero() => notes.push(missing(&name, model, self.now)),
                Some(price) if price.is_billed_as_input => {
                    notes.push(format!("no price of {name} there: billed as input"));
                }
                _ => {}
            }
        }
        let has_rates = model.rates.iter().any(|rate| rate.geo == geo && is_present(rate, self.now));
        let factor = channel.modifiers.iter().find(|modifier| modifier.geo == geo);
        if let Some(factor) = factor.filter(|_| !has_rates) {
            notes.push(format!(
                "{} times the price of elsewhere: {}",
                factor.factor.normalize(),
                factor.text
            ));
        }
        let clocks = model
            .rates
            .iter()
            .any(|rate| rate.geo == geo && rate.clock.is_some() && is_present(rate, self.now));
        if clocks {
            notes.push("the price depends on the hour: that of now is shown".to_owned());
        }
        let bands = model.rates.iter().filter(|rate| rate.geo == geo && is_present(rate, self.now));
        if let Some(over) = bands.map(|rate| rate.band.over).max().filter(|over| *over > 0) {
            let over = grouped(&over.to_string());
            notes.push(format!("prompts over {over} tokens have other prices, which are not in this one"));
        }
        notes.push("the same model, so that the same text is the same number of tokens".to_owned());
        notes
    }
}

/// A write lifetime that is not sold there is named with those that are.
fn missing(name: &str, model: &Model, now: Instant) -> String {
    if !name.starts_with("cache write") {
        return format!("the price of {name} is not known there, so that the mix has no price");
    }
    let sold: BTreeSet<String> = model
        .rates
        .iter()
        .filter(|rate| is_present(rate, now) && rate.meter.name().starts_with("cache_write"))
        .map(|rate| spaced(rate.meter.name()))
        .collect();
    if sold.is_empty() {
        return format!("no price of {name} there, nor of another cache write, so that the mix has no price");
    }
    let sold: Vec<&str> = sold.iter().map(String::as_str).collect();
    format!("no {name} there but {}: another lifetime, so that the mix has no price", listed(&sold))
}
