//! Rates that might be meant, and what a group would cost by them. Never used by themselves.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use showback_pricebook::{Channel, Instant, MeterId, Model, Rate, RateStatus, TIERS};

use super::gather::{Group, GroupStatus};
use super::similar::similar;
use crate::kernel::words::grouped;
use crate::kernel::{day_end, day_start, parse_day};
use crate::pricing::views::used::model_of;
use crate::pricing::views::words::spaced;
use crate::pricing::{Grain, Owner, Pricer, Rating, RatingStatus, ReasonCode, Usage, UsageTime};

/// Rates of one kind named at most.
const MOST: usize = 3;

/// What a group would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Low end.
    pub low: Decimal,
    /// High end; equal when exact.
    pub high: Decimal,
    /// ISO 4217.
    pub currency: String,
}

/// What a group is read as. What is absent stays as told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Channel id.
    pub channel: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// One of our tiers.
    pub tier: Option<String>,
    /// Place.
    pub geo: Option<String>,
    /// Prompts are longer than so many tokens and not in a longer band.
    pub over: Option<u64>,
    /// The prices of that instant.
    pub at: Option<Instant>,
    /// A meter is that one.
    pub meter: Option<(MeterId, MeterId)>,
}

/// Rates that might be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Channel id.
    pub channel: String,
    /// Model, tier or date, for people.
    pub what: String,
    /// Why it is near.
    pub why: String,
    /// What the group would cost; absent when not every meter has a rate there.
    pub cost: Option<Cost>,
    /// What it is read as.
    pub reading: Reading,
}

/// The rates nearest to a group, the likeliest first.
pub fn nearest(pricer: &Pricer, group: &Group) -> Vec<Nearest> {
    let book = pricer.book();
    let channel = book.channels.iter().find(|channel| channel.id == group.channel);
    let model = channel.and_then(|channel| {
        channel.models.iter().find(|model| Some(model.id.as_str()) == group.model.as_deref())
    });
    let asked = Asked { pricer, group };
    match (group.reason.code, channel, model) {
        (ReasonCode::UnknownModel, Some(channel), _) => {
            let mut found = asked.similar(channel);
            found.extend(asked.elsewhere());
            found
        }
        (ReasonCode::UnknownChannel, _, _) => asked.elsewhere(),
        (ReasonCode::UnknownTier | ReasonCode::ImpossibleLane, _, Some(model)) => asked.tiers(model),
        (ReasonCode::UnknownGeo, _, Some(model)) => asked.places(model),
        (ReasonCode::BeforeFirstPrice | ReasonCode::ExpiredPrice, _, Some(model)) => asked.dates(model),
        (ReasonCode::BandLost, _, Some(model)) => asked.bands(model),
        (ReasonCode::LifetimeLost, _, Some(model)) => asked.lifetimes(model),
        (ReasonCode::UnknownMeter, Some(channel), Some(_)) => {
            let mut found = asked.elsewhere();
            found.extend(asked.similar(channel));
            found
        }
        _ => Vec::new(),
    }
}

struct Asked<'a> {
    pricer: &'a Pricer,
    group: &'a Group,
}

impl Asked<'_> {
    fn near(&self, what: String, why: String, reading: Reading) -> Nearest {
        let cost = self.cost(&reading);
        let channel = reading.channel.clone().unwrap_or_else(|| self.group.channel.clone());
        Nearest { channel, what, why, cost, reading }
    }

    fn similar(&self, channel: &Channel) -> Vec<Nearest> {
        let name = self.group.name.as_deref().unwrap_or_default();
        similar(name, &channel.models, MOST)
            .into_iter()
            .map(|model| {
                let reading = Reading { model: Some(model.id.clone()), ..Reading::default() };
                self.near(model.id.clone(), "a similar name at the same channel".to_owned(), reading)
            })
            .collect()
    }

    /// The same name, or what the model is, at other channels.
    fn elsewhere(&self) -> Vec<Nearest> {
        let Some(name) = self.group.name.as_deref() else { return Vec::new() };
        let is = self.pricer.book().channels.iter().filter(|channel| channel.id == self.group.channel);
        let is = is.flat_map(|channel| &channel.models);
        let is = is
            .filter(|model| Some(model.id.as_str()) == self.group.model.as_deref())
            .map(|model| &model.is)
            .next();
        let at = self.last_instant();
        let others = self.pricer.book().channels.iter().filter(|channel| channel.id != self.group.channel);
        others
            .filter_map(|channel| {
                let same =
                    channel.models.iter().find(|model| Some(&model.is) == is).map(|model| model.id.clone());
                let model = same.or_else(|| model_of(self.pricer, &channel.id, name, at?))?;
                let reading = Reading {
                    channel: Some(channel.id.clone()),
                    model: Some(model.clone()),
                    tier: Some("standard".to_owned()),
                    geo: Some(String::new()),
                    ..Reading::default()
                };
                let why = format!("the same model at {}, which has prices of its own", channel.name);
                Some(self.near(format!("{model} at {}", channel.name), why, reading))
            })
            .take(MOST)
            .collect()
    }

    fn tiers(&self, model: &Model) -> Vec<Nearest> {
        let at = self.last_instant();
        let told = self.group.tier.as_deref();
        TIERS
            .iter()
            .filter(|tier| told != Some(**tier))
            .filter(|tier| model.rates.iter().any(|rate| rate.tier == **tier && is_live(rate, at)))
            .take(MOST)
            .map(|tier| {
                let reading = Reading { tier: Some((*tier).to_owned()), ..Reading::default() };
                self.near(format!("tier {tier}"), "the same model in another tier".to_owned(), reading)
            })
            .collect()
    }

    fn places(&self, model: &Model) -> Vec<Nearest> {
        let at = self.last_instant();
        let live = model.rates.iter().filter(|rate| is_live(rate, at));
        let places: BTreeSet<&str> = live.map(|rate| rate.geo.as_str()).collect();
        places
            .into_iter()
            .filter(|geo| self.group.geo.as_deref() != Some(*geo))
            .take(MOST)
            .map(|geo| {
                let reading = Reading { geo: Some(geo.to_owned()), ..Reading::default() };
                self.near(format!("place {geo}"), "the same model in another place".to_owned(), reading)
            })
            .collect()
    }

    /// The first price known after, and the last one known before.
    fn dates(&self, model: &Model) -> Vec<Nearest> {
        let Some(at) = self.last_instant() else { return Vec::new() };
        let known = model.rates.iter().filter(|rate| rate.known.to.is_none());
        let mut found = Vec::new();
        if self.group.reason.code == ReasonCode::BeforeFirstPrice {
            let first = known.filter_map(|rate| rate.valid.from).filter(|from| *from > at).min();
            found.extend(first.map(|from| (from, "the first price known")));
        } else {
            let last = known.filter_map(|rate| rate.valid.to).filter(|to| *to <= at).max();
            found.extend(last.map(|to| (to - chrono::TimeDelta::seconds(1), "the last price known")));
        }
        found
            .into_iter()
            .map(|(at, why)| {
                let reading = Reading { at: Some(at), ..Reading::default() };
                self.near(format!("the price of {}", at.date_naive()), why.to_owned(), reading)
            })
            .collect()
    }

    fn bands(&self, model: &Model) -> Vec<Nearest> {
        let at = self.last_instant();
        let live = model.rates.iter().filter(|rate| is_live(rate, at));
        let overs: BTreeSet<u64> = live.map(|rate| rate.band.over).chain(std::iter::once(0)).collect();
        overs
            .into_iter()
            .take(MOST)
            .map(|over| {
                let what = if over == 0 {
                    "short prompts".to_owned()
                } else {
                    format!("prompts over {} tokens", grouped(&over.to_string()))
                };
                let reading = Reading { over: Some(over), ..Reading::default() };
                self.near(what, "every prompt of that length: one end of the range".to_owned(), reading)
            })
            .collect()
    }

    fn lifetimes(&self, model: &Model) -> Vec<Nearest> {
        let at = self.last_instant();
        let live = model.rates.iter().filter(|rate| is_live(rate, at));
        let meters: BTreeSet<MeterId> =
            live.map(|rate| rate.meter).filter(|meter| meter.name().starts_with("cache_write_")).collect();
        let Some(untold) = MeterId::parse("cache_write") else { return Vec::new() };
        meters
            .into_iter()
            .take(MOST)
            .map(|meter| {
                let reading = Reading { meter: Some((untold, meter)), ..Reading::default() };
                self.near(spaced(meter.name()), "a lifetime the model has prices for".to_owned(), reading)
            })
            .collect()
    }

    fn last_instant(&self) -> Option<Instant> {
        let day = parse_day(self.group.days.keys().next_back()?).ok()?;
        Some(day_start(day))
    }

    fn cost(&self, reading: &Reading) -> Option<Cost> {
        let Group { channel, name, tier, speed, geo, .. } = self.group;
        let mut total: Option<Cost> = None;
        let mut resolved = None;
        for (day, meters) in &self.group.days {
            let day = parse_day(day).ok()?;
            let quantities = quantities(meters, reading);
            if quantities.is_empty() {
                continue;
            }
            let usage = Usage {
                channel: reading.channel.as_deref().unwrap_or(channel),
                requested_model: None,
                served_model: reading.model.as_deref().or(name.as_deref()),
                geo: reading
                    .geo
                    .as_deref()
                    .map_or(geo.as_deref(), |geo| Some(geo).filter(|geo| !geo.is_empty())),
                tier_served: reading.tier.as_deref().or(tier.as_deref()),
                tier_requested: None,
                speed: if reading.tier.is_some() { None } else { speed.as_deref() },
                batch: None,
                time: reading
                    .at
                    .map_or_else(|| UsageTime::Within(day_start(day), day_end(day)), UsageTime::At),
                grain: Grain::Aggregate { requests: None },
                prompt: reading.over.map(|over| (over, Some(over.saturating_add(1)))),
                owner: Owner::default(),
                quantities: &quantities,
            };
            let resolved = resolved.get_or_insert_with(|| self.pricer.resolve(&usage.identity()));
            let mut rating = Rating::default();
            self.pricer.rate_resolved(resolved, &usage, &mut rating);
            if matches!(rating.status, RatingStatus::Partial | RatingStatus::Unpriced) {
                return None;
            }
            let (bounds, currency) = (rating.contracted?, rating.currency?);
            let sum = total.get_or_insert_with(|| Cost {
                low: Decimal::ZERO,
                high: Decimal::ZERO,
                currency: currency.to_string(),
            });
            if *sum.currency != *currency {
                return None;
            }
            sum.low = sum.low.checked_add(bounds.low)?;
            sum.high = sum.high.checked_add(bounds.high)?;
        }
        total
    }
}

fn quantities(
    meters: &std::collections::BTreeMap<String, i128>,
    reading: &Reading,
) -> Vec<(MeterId, Decimal)> {
    let mut quantities: Vec<(MeterId, Decimal)> = Vec::new();
    for (meter, quantity) in meters {
        let Some(meter) = MeterId::parse(meter) else { continue };
        let meter = match reading.meter {
            Some((from, to)) if from == meter => to,
            _ => meter,
        };
        let Ok(quantity) = Decimal::try_from_i128_with_scale(*quantity, 0) else { continue };
        match quantities.iter_mut().find(|(known, _)| *known == meter) {
            Some((_, sum)) => *sum += quantity,
            None => quantities.push((meter, quantity)),
        }
    }
    quantities
}

fn is_live(rate: &Rate, at: Option<Instant>) -> bool {
    rate.known.to.is_none()
        && rate.status != RateStatus::Disputed
        && at.is_none_or(|at| rate.valid.contains(at))
}

impl GroupStatus {
    /// Whether no price at all is known.
    pub fn is_unpriced(self) -> bool {
        self == Self::Unpriced
    }
}
