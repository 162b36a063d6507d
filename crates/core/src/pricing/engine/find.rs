//! Which rates of the book hold for one meter: exactly one, several when that is not told, or none and why.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId, MeterSide, Rate, RateId, RateStatus};

use super::cell::per_unit;
use super::index::Card;
use super::lane::reason;
use super::plan::Plan;
use super::pricer::Pricer;
use crate::pricing::{Assumed, Term};
use crate::pricing::{RateUse, Reason, ReasonCode};

/// How long before an observed start its price may have held.
pub(super) const OBSERVED_EARLIER: TimeDelta = TimeDelta::days(31);

/// One rate that holds, before the contract.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub rate: Option<RateId>,
    /// The meter and the rate whose price it takes.
    pub billed_as: Option<(MeterId, RateId)>,
    pub unit_price: Decimal,
    pub factors: Vec<(String, Decimal)>,
    pub terms: Vec<String>,
}

impl Offer {
    /// As applied, at list.
    pub fn into_use(self) -> RateUse {
        RateUse {
            rate: self.rate,
            billed_as: self.billed_as.map(|(_, rate)| rate),
            unit_price: self.unit_price,
            contracted_unit_price: self.unit_price,
            factors: self.factors,
            terms: self.terms,
        }
    }
}

/// Rates that hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    pub offers: Vec<Offer>,
    pub reasons: Vec<Reason>,
    /// Whether the price is open although the amounts may be equal.
    pub is_open: bool,
}

/// The key of a rate within a card, at an instant.
#[derive(Clone, Copy)]
struct Key<'a> {
    plan: &'a Plan,
    over: u64,
    side: usize,
    at: Instant,
}

impl Pricer {
    /// The rates of the book, or of a private model, for one meter.
    pub(super) fn find_rates(
        &self,
        plan: &Plan,
        over: u64,
        side: usize,
        meter: MeterId,
    ) -> Result<Offers, Vec<Reason>> {
        if let Some(offer) = self.private_price(plan, meter) {
            return Ok(Offers { offers: vec![offer], ..Offers::default() });
        }
        let mut missing = match (plan.card.and_then(|card| self.card(card)), &plan.problem) {
            (_, Some(problem)) => vec![problem.clone()],
            (None, None) => vec![reason(ReasonCode::UnknownMeter, meter.name())],
            (Some(card), None) => {
                let key = Key { plan, over: card.band(over).over, side, at: plan.at };
                match self.on_card(card, key, meter) {
                    Ok(found) => return Ok(found),
                    Err(missing) => missing,
                }
            }
        };
        let fees = self.fees(plan, meter);
        if !fees.is_empty() {
            let live = fees.iter().copied().filter(|rate| rate.valid.contains(plan.at)).collect();
            match self.settle(plan, meter, live) {
                Some((rates, reasons, is_open)) => {
                    let offers = rates.iter().filter_map(|rate| offer(rate, None)).collect();
                    let reasons = reasons.into_iter().chain(flags(&rates, plan.at)).collect();
                    return Ok(Offers { offers, reasons, is_open });
                }
                None => missing = vec![absence(&fees, meter, plan.at)],
            }
        }
        Err(missing)
    }

    fn private_price(&self, plan: &Plan, meter: MeterId) -> Option<Offer> {
        let entry = self.contract().entries.get(plan.private?)?;
        let Term::Model(model) = &entry.term else { return None };
        let price = model.prices.get(&meter)?;
        Some(Offer {
            rate: None,
            billed_as: None,
            unit_price: per_unit(*price, model.per),
            factors: Vec::new(),
            terms: vec![entry.id.clone()],
        })
    }

    fn on_card(&self, card: &Card, key: Key<'_>, meter: MeterId) -> Result<Offers, Vec<Reason>> {
        let plan = key.plan;
        let mut found = Offers::default();
        let mut rates = holding(card, key, meter);
        let mut source = meter;
        if rates.is_empty() && is_lifetime(meter) && !lifetimes().any(|other| has_live(card, other, key.at)) {
            source = cache_write();
            rates = holding(card, key, source);
        }
        if rates.is_empty() && meter == cache_write() {
            return self.any_lifetime(card, key);
        }
        let Some((rates, reasons, is_open)) = self.settle(plan, source, rates) else {
            let all: Vec<&Rate> = card.rates.iter().filter(|rate| rate.meter == meter).collect();
            return Err(vec![absence(&all, meter, key.at)]);
        };
        found.reasons.extend(reasons);
        found.reasons.extend(flags(&rates, key.at));
        found.reasons.extend(observed_later(card, key, source));
        found.is_open = is_open;
        for rate in rates {
            if rate.price.is_some() {
                found.offers.extend(offer(rate, None));
                continue;
            }
            let input = input();
            let Some((inputs, reasons, is_open)) = self.settle(plan, input, holding(card, key, input)) else {
                return Err(vec![reason(ReasonCode::UnknownMeter, input.name())]);
            };
            found.reasons.push(reason(ReasonCode::BilledAsInput, meter.name()));
            found.reasons.extend(reasons);
            found.is_open |= is_open;
            found.offers.extend(inputs.iter().filter_map(|priced| offer(priced, Some(rate))));
        }
        if meter.side() != MeterSide::Other {
            for offer in &mut found.offers {
                for (id, factor) in &plan.factors {
                    offer.unit_price = (offer.unit_price * factor).normalize();
                    offer.factors.push((id.clone(), *factor));
                }
            }
        }
        Ok(found)
    }

    /// Cache writes whose lifetime is not told: the assumed one, else all that have a price.
    fn any_lifetime(&self, card: &Card, key: Key<'_>) -> Result<Offers, Vec<Reason>> {
        let taken = self.assumption(key.plan, |takes| match takes {
            Assumed::Lifetime(meter) if is_lifetime(*meter) => Some(*meter),
            _ => None,
        });
        if let Some((meter, entry)) = taken {
            let mut found = self.on_card(card, key, meter)?;
            found.reasons.push(reason(ReasonCode::Assumption, entry));
            return Ok(found);
        }
        let mut all = Offers::default();
        for meter in lifetimes().filter(|meter| !holding(card, key, *meter).is_empty()) {
            let found = self.on_card(card, key, meter)?;
            all.offers.extend(found.offers);
            all.reasons.extend(found.reasons);
            all.is_open |= found.is_open;
        }
        if all.offers.is_empty() {
            let writes: Vec<&Rate> = card
                .rates
                .iter()
                .filter(|rate| rate.meter == cache_write() || is_lifetime(rate.meter))
                .collect();
            return Err(vec![absence(&writes, cache_write(), key.at)]);
        }
        all.reasons.push(reason(ReasonCode::LifetimeLost, cache_write().name()));
        Ok(all)
    }

    /// Of rates that hold: the undisputed one, else the one of the source the contract takes, else all that contradict
    /// each other.
    fn settle<'a>(
        &self,
        plan: &Plan,
        meter: MeterId,
        rates: Vec<&'a Rate>,
    ) -> Option<(Vec<&'a Rate>, Vec<Reason>, bool)> {
        let (disputed, sure): (Vec<&Rate>, Vec<&Rate>) =
            rates.into_iter().partition(|rate| rate.status == RateStatus::Disputed);
        if sure.len() == 1 {
            return Some((sure, Vec::new(), false));
        }
        let open = if sure.is_empty() { disputed } else { sure };
        if open.is_empty() {
            return None;
        }
        let taken = self.assumption(plan, |takes| match takes {
            Assumed::DisputedSource(source) => open.iter().copied().find(|rate| rate.source == *source),
            _ => None,
        });
        if let Some((rate, entry)) = taken {
            return Some((vec![rate], vec![reason(ReasonCode::Assumption, entry)], false));
        }
        let sources: BTreeSet<&str> = open.iter().map(|rate| rate.source.as_str()).collect();
        let sources: Vec<&str> = sources.into_iter().collect();
        let subject = format!("{}: {}", meter.name(), sources.join(", "));
        Some((open, vec![reason(ReasonCode::DisputedPrice, &subject)], true))
    }

    /// The last assumption of a kind among the entries that cover a usage.
    fn assumption<T>(&self, plan: &Plan, kind: impl Fn(&Assumed) -> Option<T>) -> Option<(T, &str)> {
        plan.entries.iter().rev().find_map(|place| {
            let entry = self.contract().entries.get(*place)?;
            let Term::Assume(assumption) = &entry.term else { return None };
            Some((kind(&assumption.takes)?, entry.id.as_str()))
        })
    }

    /// Rates of a meter that are not tied to a model. One of its tier or place wins; a fee that states none of these
    /// holds for all.
    fn fees(&self, plan: &Plan, meter: MeterId) -> Vec<&Rate> {
        let Some(channel) = self.index().channel(&plan.channel) else { return Vec::new() };
        let of_meter = channel.fees.iter().filter(|rate| rate.meter == meter && rate.clock.is_none());
        let has = |tier: &str, geo: &str| of_meter.clone().any(|rate| rate.tier == tier && rate.geo == geo);
        let (tier, geo) = match (&*plan.tier, &*plan.geo) {
            (tier, geo) if has(tier, geo) => (tier, geo),
            (tier, _) if has(tier, &channel.default_geo) => (tier, &*channel.default_geo),
            (_, geo) if has("standard", geo) => ("standard", geo),
            _ => ("standard", &*channel.default_geo),
        };
        of_meter.filter(|rate| rate.tier == tier && rate.geo == geo && rate.band.over == 0).collect()
    }
}

fn offer(rate: &Rate, billed: Option<&Rate>) -> Option<Offer> {
    Some(Offer {
        rate: Some(billed.unwrap_or(rate).id),
        billed_as: billed.map(|_| (rate.meter, rate.id)),
        unit_price: per_unit(rate.price?, rate.per),
        factors: Vec::new(),
        terms: Vec::new(),
    })
}

/// Rates of a meter in one band and on one side of each clock, at an instant.
fn holding<'a>(card: &'a Card, key: Key<'_>, meter: MeterId) -> Vec<&'a Rate> {
    let over = if meter.side() == MeterSide::Other { 0 } else { key.over };
    let is_on_side = |rate: &Rate| {
        rate.clock.as_ref().is_none_or(|clock| {
            let place = key.plan.clocks.iter().position(|hours| *hours.id == *clock.calendar);
            place.is_some_and(|place| (key.side >> place & 1 == 1) == clock.is_inside)
        })
    };
    card.rates
        .iter()
        .filter(|rate| rate.meter == meter && rate.band.over == over && rate.valid.contains(key.at))
        .filter(|rate| is_on_side(rate))
        .collect()
}

fn has_live(card: &Card, meter: MeterId, at: Instant) -> bool {
    card.rates.iter().any(|rate| rate.meter == meter && rate.valid.contains(at))
}

/// Why a meter has no rate that holds: before the first, after the last, or never.
pub(super) fn absence(rates: &[&Rate], meter: MeterId, at: Instant) -> Reason {
    let last_end = rates.iter().filter_map(|rate| rate.valid.to).filter(|to| *to <= at).max();
    let next_start = rates.iter().filter_map(|rate| rate.valid.from).filter(|from| *from > at).min();
    match (last_end, next_start) {
        _ if rates.iter().any(|rate| rate.valid.contains(at)) => {
            reason(ReasonCode::UnknownMeter, meter.name())
        }
        (Some(end), _) => reason(ReasonCode::ExpiredPrice, &date(end)),
        (None, Some(start)) => reason(ReasonCode::BeforeFirstPrice, &date(start)),
        (None, None) => reason(ReasonCode::UnknownMeter, meter.name()),
    }
}

/// What is to be known about rates that hold.
fn flags(rates: &[&Rate], at: Instant) -> Vec<Reason> {
    let mut flags = Vec::new();
    for rate in rates {
        if let Some(from) = rate.unverified_from.filter(|from| *from <= at) {
            flags.push(reason(ReasonCode::UnverifiedPrice, &date(from)));
        }
        if rate.status == RateStatus::Announced {
            flags.push(reason(ReasonCode::AnnouncedPrice, &rate.valid.from.map(date).unwrap_or_default()));
        }
    }
    flags
}

/// The observed start of the next price of a meter, when usage is so near before it that it may hold already.
fn observed_later(card: &Card, key: Key<'_>, meter: MeterId) -> Option<Reason> {
    let starts = card.rates.iter().filter(|rate| rate.meter == meter && rate.is_observed);
    let start = starts
        .filter_map(|rate| rate.valid.from)
        .find(|from| *from > key.at && *from - OBSERVED_EARLIER <= key.at)?;
    Some(reason(ReasonCode::ObservedStart, &date(start)))
}

/// The day, with the time unless it is midnight.
pub(super) fn date(at: Instant) -> String {
    let text = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}

fn lifetimes() -> impl Iterator<Item = MeterId> {
    ["cache_write_5m", "cache_write_30m", "cache_write_1h", "cache_write_12h"]
        .into_iter()
        .filter_map(MeterId::parse)
}

fn is_lifetime(meter: MeterId) -> bool {
    meter.name().starts_with("cache_write_")
}

fn cache_write() -> MeterId {
    named("cache_write")
}

fn input() -> MeterId {
    named("input")
}

#[expect(clippy::expect_used, reason = "the names are of the closed list, which a test holds")]
fn named(name: &str) -> MeterId {
    MeterId::parse(name).expect("a meter of the closed list")
}
