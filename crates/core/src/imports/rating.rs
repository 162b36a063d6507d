//! What one request costs: its quantities under the price book and the contract, by class.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use foldhash::fast::RandomState as Hasher;
use rust_decimal::Decimal;
use showback_gateways::{Attempt, DayRollup, Dimensions, ResponseCache, Tokens};
use showback_pricebook::MeterId;

use super::amounts::amounts;
use super::meters::{add_comparisons, quantities};
use super::series::{identity, series_key};
use crate::ledger::SeriesKey;
use crate::pricing::{Grain, Rating, Ready, Resolved, Usage, UsageTime};
use crate::requests::{RatedAmounts, RatingOutcome, StagedRequest, StagedRollup};

/// Series kept at hand; a log with more is read slower and in the same room.
const MOST_SERIES: usize = 10_000;
/// Prices kept at hand, likewise; many series share them.
const MOST_PRICES: usize = 2_000;

/// Rates the requests of one source, one after another; each worker has its own.
pub struct Rater {
    ready: Arc<Ready>,
    gateway: String,
    known: HashMap<Dimensions, Known, Hasher>,
    resolved: HashMap<Dimensions, Arc<Resolved>, Hasher>,
    rating: Rating,
    quantities: Vec<(MeterId, Decimal)>,
}

/// What the attempts of one series share.
#[derive(Clone)]
struct Known {
    series: Arc<SeriesKey>,
    resolved: Arc<Resolved>,
    charges_requests: bool,
}

impl Rater {
    /// Rates by that book and contract what the source of that label tells.
    pub fn new(ready: Arc<Ready>, gateway: &str) -> Self {
        Self {
            ready,
            gateway: gateway.to_owned(),
            known: HashMap::with_hasher(Hasher::default()),
            resolved: HashMap::with_hasher(Hasher::default()),
            rating: Rating::default(),
            quantities: Vec::new(),
        }
    }

    /// An attempt with its series and what it costs. `file` is the ordinal of its file in the import.
    pub fn stage(&mut self, attempt: Attempt, file: u32) -> StagedRequest {
        let told = Told {
            dimensions: &attempt.dimensions,
            tokens: attempt.tokens.as_ref().filter(|_| is_paid(attempt.is_charged, attempt.response_cache)),
            time: DateTime::from_timestamp_micros(attempt.started_us).map(UsageTime::At),
            grain: Grain::Request,
            prompt: None,
            requests: 1,
        };
        let (series, rated) = self.rate(&told);
        StagedRequest { attempt, file, series, rated }
    }

    /// Many attempts of one day with their series and what they cost together: a range where a price of that day depends on
    /// the hour.
    pub fn stage_rollup(&mut self, rollup: DayRollup) -> StagedRollup {
        let start = DateTime::from_timestamp_micros(rollup.day_us);
        let requests = rollup.attempts.saturating_sub(rollup.usage_unknown);
        let told = Told {
            dimensions: &rollup.dimensions,
            tokens: Some(&rollup.tokens)
                .filter(|_| requests > 0 && is_paid(rollup.is_charged, rollup.response_cache)),
            time: start.map(|start| UsageTime::Within(start, start + TimeDelta::days(1))),
            grain: Grain::Aggregate { requests: i64::try_from(requests).ok() },
            prompt: rollup.prompt,
            requests,
        };
        let (series, rated) = self.rate(&told);
        StagedRollup { rollup, series, rated }
    }

    fn rate(&mut self, told: &Told<'_>) -> (Arc<SeriesKey>, RatedAmounts) {
        let known = match self.known.get(told.dimensions) {
            Some(known) => known.clone(),
            None => self.learn(told.dimensions),
        };
        let rated = rate(&self.ready, &known, told, &mut self.rating, &mut self.quantities);
        (known.series, rated)
    }

    fn learn(&mut self, dimensions: &Dimensions) -> Known {
        if self.known.len() >= MOST_SERIES {
            self.known.clear();
        }
        let known = Known {
            series: Arc::new(series_key(dimensions, &self.gateway)),
            resolved: self.resolve(dimensions),
            charges_requests: self.ready.charges_requests.contains(&dimensions.provider),
        };
        self.known.insert(dimensions.clone(), known.clone());
        known
    }
}

/// What of one attempt, or of many, its price depends on.
struct Told<'a> {
    dimensions: &'a Dimensions,
    /// `None` when there is nothing to rate.
    tokens: Option<&'a Tokens>,
    /// `None` for an instant no calendar has.
    time: Option<UsageTime>,
    grain: Grain,
    prompt: Option<(u64, Option<u64>)>,
    requests: u64,
}

/// Whether the provider may charge for it.
fn is_paid(is_charged: Option<bool>, cache: ResponseCache) -> bool {
    is_charged != Some(false) && cache != ResponseCache::Hit
}

impl Rater {
    /// The prices of a series, which teams, features and customers have in common.
    fn resolve(&mut self, dimensions: &Dimensions) -> Arc<Resolved> {
        let choosing = choosing(dimensions);
        if let Some(known) = self.resolved.get(&choosing) {
            return Arc::clone(known);
        }
        if self.resolved.len() >= MOST_PRICES {
            self.resolved.clear();
        }
        let resolved = Arc::new(self.ready.pricer.resolve(&identity(&choosing)));
        self.resolved.insert(choosing, Arc::clone(&resolved));
        resolved
    }
}

/// Only what chooses rates.
fn choosing(dimensions: &Dimensions) -> Dimensions {
    Dimensions {
        provider: dimensions.provider.clone(),
        account: dimensions.account.clone(),
        project: dimensions.project.clone(),
        model_requested: dimensions.model_requested.clone(),
        model_served: dimensions.model_served.clone(),
        service_tier: dimensions.service_tier.clone(),
        region: dimensions.region.clone(),
        speed: dimensions.speed.clone(),
        batch: dimensions.batch,
        ..Dimensions::default()
    }
}

fn rate(
    ready: &Ready,
    known: &Known,
    told: &Told<'_>,
    rating: &mut Rating,
    list: &mut Vec<(MeterId, Decimal)>,
) -> RatedAmounts {
    let Some(tokens) = told.tokens else { return RatedAmounts::default() };
    let charged_requests = if known.charges_requests { told.requests } else { 0 };
    let is_complete = quantities(tokens, charged_requests, list);
    let Some(time) = told.time else {
        return unpriced_unless(list.is_empty() && is_complete);
    };
    if list.is_empty() {
        return unpriced_unless(is_complete);
    }
    add_comparisons(list);
    let identity = identity(told.dimensions);
    let usage = Usage {
        channel: identity.channel,
        requested_model: identity.requested_model,
        served_model: identity.served_model,
        geo: identity.geo,
        tier_served: identity.tier_served,
        tier_requested: identity.tier_requested,
        speed: identity.speed,
        batch: identity.batch,
        time,
        grain: told.grain,
        prompt: told.prompt,
        owner: identity.owner,
        quantities: list,
    };
    ready.pricer.rate_resolved(&known.resolved, &usage, rating);
    amounts(rating, is_complete).unwrap_or_else(|| unpriced_unless(false))
}

/// Without amounts: nothing to rate, or something without a price.
fn unpriced_unless(is_nothing: bool) -> RatedAmounts {
    let outcome = if is_nothing { RatingOutcome::NothingToRate } else { RatingOutcome::Unpriced };
    RatedAmounts { outcome, ..RatedAmounts::default() }
}

#[cfg(test)]
#[path = "rating_tests.rs"]
mod tests;
