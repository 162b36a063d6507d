//! Prices of single units, list and ours, as rating itself gives them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId, Rate};

use super::present::per_million;
use crate::pricing::{Grain, Owner, Pricer, RateUse, RatingStatus, ReasonCode, Usage, UsageTime};

/// Where and how a unit is bought.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shelf<'a> {
    pub channel: &'a str,
    pub model: &'a str,
    pub geo: &'a str,
    pub tier: &'a str,
    /// Prompt tokens above which the band applies; 0 for the base band.
    pub over: u64,
    pub at: Instant,
}

/// Price of one unit of a meter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitPrice {
    pub list: Decimal,
    pub ours: Decimal,
    /// Whether the meter has no price of its own.
    pub is_billed_as_input: bool,
    /// Contract entries that made our price.
    pub terms: Vec<String>,
}

/// Price of one unit of each meter that has exactly one price there.
pub(super) fn unit_prices(
    pricer: &Pricer,
    shelf: Shelf<'_>,
    meters: &[MeterId],
) -> BTreeMap<MeterId, UnitPrice> {
    let quantities: Vec<(MeterId, Decimal)> = meters.iter().map(|meter| (*meter, Decimal::ONE)).collect();
    let rating = pricer.rate(&Usage {
        channel: shelf.channel,
        requested_model: None,
        served_model: Some(shelf.model),
        geo: Some(shelf.geo).filter(|geo| !geo.is_empty()),
        tier_served: Some(shelf.tier),
        tier_requested: None,
        speed: None,
        batch: None,
        time: UsageTime::At(shelf.at),
        grain: Grain::Aggregate { requests: None },
        prompt: Some((shelf.over, Some(shelf.over.saturating_add(1)))),
        owner: Owner::default(),
        quantities: &quantities,
    });
    rating
        .lines
        .iter()
        .filter(|line| line.status == RatingStatus::Priced)
        .filter_map(|line| {
            let [used] = &*line.rates else { return None };
            let RateUse { unit_price, contracted_unit_price, terms, billed_as, .. } = used;
            let is_billed_as_input = billed_as.is_some()
                || line.reasons.iter().any(|reason| reason.code == ReasonCode::BilledAsInput);
            Some((
                line.meter,
                UnitPrice {
                    list: *unit_price,
                    ours: *contracted_unit_price,
                    is_billed_as_input,
                    terms: terms.clone(),
                },
            ))
        })
        .collect()
}

/// Our price of a million units of a present rate; `None` where the contract leaves it as it is.
pub fn our_rate_price(
    pricer: &Pricer,
    channel: &str,
    model: &str,
    rate: &Rate,
    now: Instant,
) -> Option<Decimal> {
    if pricer.contract().entries.is_empty() {
        return None;
    }
    let shelf = Shelf { channel, model, geo: &rate.geo, tier: &rate.tier, over: rate.band.over, at: now };
    let found = unit_prices(pricer, shelf, &[rate.meter]);
    let price = found.get(&rate.meter).filter(|price| !price.terms.is_empty())?;
    let million = Decimal::from(1_000_000_u32);
    // The hour of now may be on the other side of the clock: a discount holds on both, so it is taken as a share.
    let per_unit = match (&rate.clock, per_million(rate)) {
        (Some(_), Some(list)) if !price.list.is_zero() => {
            return Some(list.checked_mul(price.ours)?.checked_div(price.list)?.normalize());
        }
        _ => price.ours,
    };
    Some(per_unit.checked_mul(million)?.normalize())
}
