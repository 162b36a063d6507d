//! What one request costs: its quantities under the price book and the contract, by class.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use chrono::DateTime;
use rust_decimal::Decimal;
use showback_gateways::{Attempt, Dimensions, ResponseCache};
use showback_pricebook::MeterId;
use xxhash_rust::xxh3::Xxh3Default;

use super::amounts::amounts;
use super::meters::{add_comparisons, quantities};
use super::series::{identity, series_key};
use crate::ledger::SeriesKey;
use crate::pricing::{Grain, Rating, Ready, Resolved, Usage, UsageTime};
use crate::requests::{RatedAmounts, RatingOutcome, StagedRequest};

/// Series kept at hand; a log with more is read slower and in the same room.
const MOST_SERIES: usize = 50_000;

type Hasher = BuildHasherDefault<Xxh3Default>;

/// Rates the requests of one source, one after another; each worker has its own.
pub struct Rater {
    ready: Arc<Ready>,
    gateway: String,
    known: HashMap<Dimensions, Known, Hasher>,
    rating: Rating,
    quantities: Vec<(MeterId, Decimal)>,
}

/// What the attempts of one series share.
struct Known {
    series: Arc<SeriesKey>,
    resolved: Resolved,
    charges_requests: bool,
}

impl Rater {
    /// Rates by that book and contract what the source of that label tells.
    pub fn new(ready: Arc<Ready>, gateway: &str) -> Self {
        Self {
            ready,
            gateway: gateway.to_owned(),
            known: HashMap::with_hasher(Hasher::default()),
            rating: Rating::default(),
            quantities: Vec::new(),
        }
    }

    /// An attempt with its series and what it costs. `file` is the ordinal of its file in the import.
    pub fn stage(&mut self, attempt: Attempt, file: u32) -> StagedRequest {
        if !self.known.contains_key(&attempt.dimensions) {
            self.learn(&attempt.dimensions);
        }
        let Self { ready, known, rating, quantities, .. } = self;
        let (series, rated) = match known.get(&attempt.dimensions) {
            Some(known) => (Arc::clone(&known.series), rate(ready, known, &attempt, rating, quantities)),
            None => (Arc::new(series_key(&attempt.dimensions, &self.gateway)), RatedAmounts::default()),
        };
        StagedRequest { attempt, file, series, rated }
    }

    fn learn(&mut self, dimensions: &Dimensions) {
        if self.known.len() >= MOST_SERIES {
            self.known.clear();
        }
        let known = Known {
            series: Arc::new(series_key(dimensions, &self.gateway)),
            resolved: self.ready.pricer.resolve(&identity(dimensions)),
            charges_requests: self.ready.charges_requests.contains(&dimensions.provider),
        };
        self.known.insert(dimensions.clone(), known);
    }
}

fn rate(
    ready: &Ready,
    known: &Known,
    attempt: &Attempt,
    rating: &mut Rating,
    list: &mut Vec<(MeterId, Decimal)>,
) -> RatedAmounts {
    let is_free = attempt.is_charged == Some(false) || attempt.response_cache == ResponseCache::Hit;
    let Some(tokens) = attempt.tokens.as_ref().filter(|_| !is_free) else { return RatedAmounts::default() };
    let is_complete = quantities(tokens, known.charges_requests, list);
    let Some(at) = DateTime::from_timestamp_micros(attempt.started_us) else {
        return unpriced_unless(list.is_empty() && is_complete);
    };
    if list.is_empty() {
        return unpriced_unless(is_complete);
    }
    add_comparisons(list);
    let told = identity(&attempt.dimensions);
    let usage = Usage {
        channel: told.channel,
        requested_model: told.requested_model,
        served_model: told.served_model,
        geo: told.geo,
        tier_served: told.tier_served,
        tier_requested: told.tier_requested,
        speed: told.speed,
        batch: told.batch,
        time: UsageTime::At(at),
        grain: Grain::Request,
        prompt: None,
        owner: told.owner,
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
