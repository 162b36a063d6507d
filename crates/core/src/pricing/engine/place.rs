//! Making a plan: the model, then tier and place, then the card and the entries of the contract.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::{Channel, Instant};

use super::calendar::Hours;
use super::index::{Card, ChannelIndex, ModelIndex};
use super::lane::{Lane, find_card, find_lane, has_other_places, is_listed_tier, reason};
use super::named::Found;
use super::plan::{Plan, Stock};
use super::pricer::Pricer;
use super::terms::{self, Facts, assumed, covers, covers_rate};
use crate::pricing::{Assumed, Contract, Identity, Reason, ReasonCode, Term};

/// Tier and place, as they are found and assumed.
struct Seat<'a> {
    identity: &'a Identity<'a>,
    at: Instant,
    /// Name of the model, for the scopes of the contract.
    model: Option<&'a str>,
    tier: Arc<str>,
    geo: Arc<str>,
    is_geo_untold: bool,
    flags: BTreeSet<Reason>,
}

/// The model as the book has it, with its channel.
#[derive(Clone, Copy)]
struct Known<'a> {
    book: &'a Channel,
    channel: &'a ChannelIndex,
    model: &'a ModelIndex,
}

/// The card and what multiplies its rates.
#[derive(Default)]
struct Seated {
    card: Option<usize>,
    factors: Vec<(String, Decimal)>,
    problem: Option<Reason>,
}

impl Pricer {
    /// How an identity is rated at an instant.
    pub(super) fn plan(&self, identity: &Identity<'_>, at: Instant) -> Plan {
        let own = self.index().channel(identity.channel);
        let found = self.find(identity, at);
        let known = found.rates.and_then(|(channel, place)| {
            let book = self.book().channels.get(channel.place)?;
            Some(Known { book, channel, model: channel.model(place)? })
        });
        let channel = known.map(|known| known.channel).or(own);
        let default_geo: Arc<str> =
            channel.map_or_else(|| "global".into(), |channel| Arc::clone(&channel.default_geo));
        let told = found.geo.clone().or_else(|| identity.geo.map(Arc::from));
        let mut seat = Seat {
            identity,
            at,
            model: found.name.as_deref(),
            tier: "".into(),
            is_geo_untold: told.is_none(),
            geo: told.filter(|geo| !geo.is_empty()).unwrap_or_else(|| Arc::clone(&default_geo)),
            flags: BTreeSet::new(),
        };
        let seated = match find_lane(own, identity, at) {
            Ok(lane) => self.take_seat(&mut seat, lane, known),
            Err(problem) => Seated { problem: Some(problem), ..Seated::default() },
        };
        if let Some(known) = known {
            flag_credits(known, at, &mut seat.flags);
        }
        self.finish(&found, seat, seated, channel, &default_geo)
    }

    /// Finds the card, and takes assumptions where tier or place is not told or has no rates.
    fn take_seat(&self, seat: &mut Seat<'_>, lane: Lane, known: Option<Known<'_>>) -> Seated {
        seat.tier = Arc::clone(&lane.tier);
        let lacks = known.map_or(!is_listed_tier(&lane.tier), |known| !known.model.has_tier(&lane.tier));
        let taken = Some(()).filter(|()| lane.is_untold || lacks).and_then(|()| {
            self.assumption_for(seat, |takes| match takes {
                Assumed::Tier(tier) => Some(Arc::from(tier.as_str())),
                _ => None,
            })
        });
        match taken {
            Some((tier, because)) => {
                seat.tier = tier;
                seat.flags.insert(because);
            }
            None => seat.flags.extend(lane.assumed),
        }
        let Some(known) = known else { return Seated::default() };
        let is_speed_open = !lane.is_untold && seat.identity.speed.is_none() && &*seat.tier == "standard";
        if is_speed_open && known.model.has_tier("fast") {
            seat.flags.insert(reason(ReasonCode::StandardAssumed, "speed"));
        }
        self.take_place(seat, known);
        match find_card(known.book, known.model, &seat.geo, &seat.tier, seat.at) {
            Ok(placed) => Seated { card: Some(placed.card), factors: placed.factors, problem: None },
            Err(code) => {
                let word = seat.identity.tier_served.or(seat.identity.tier_requested);
                let subject = match code {
                    ReasonCode::UnknownTier => word.filter(|word| !word.is_empty()).unwrap_or(&seat.tier),
                    _ => &seat.geo,
                };
                Seated { problem: Some(reason(code, subject)), ..Seated::default() }
            }
        }
    }

    /// Assumes a place where it is not told and matters, or has no rates.
    fn take_place(&self, seat: &mut Seat<'_>, known: Known<'_>) {
        let Known { book, model, .. } = known;
        let is_open = seat.is_geo_untold && has_other_places(book, model, &seat.geo, &seat.tier);
        let placed = find_card(book, model, &seat.geo, &seat.tier, seat.at);
        if !is_open && !matches!(placed, Err(ReasonCode::UnknownGeo)) {
            return;
        }
        let taken = self.assumption_for(seat, |takes| match takes {
            Assumed::Geo(geo) => Some(Arc::from(geo.as_str())),
            _ => None,
        });
        match taken {
            Some((geo, because)) => {
                seat.geo = geo;
                seat.flags.insert(because);
            }
            None if is_open => {
                seat.flags.insert(reason(ReasonCode::GeoAssumed, &seat.geo));
            }
            None => {}
        }
    }

    fn assumption_for<T>(
        &self,
        seat: &Seat<'_>,
        kind: impl Fn(&Assumed) -> Option<T>,
    ) -> Option<(T, Reason)> {
        let (taken, entry) = assumed(self.contract(), &seat.facts(), seat.at, kind)?;
        Some((taken, reason(ReasonCode::Assumption, entry)))
    }

    fn finish(
        &self,
        found: &Found<'_>,
        seat: Seat<'_>,
        seated: Seated,
        channel: Option<&ChannelIndex>,
        default_geo: &str,
    ) -> Plan {
        let entries = entries(self.contract(), &seat.facts(), default_geo, seat.at);
        let card = found.rates.zip(seated.card).map(|((channel, model), card)| (channel.place, model, card));
        let rated = card.and_then(|card| self.card(card));
        let overs = self.overs(rated, &entries);
        let assumed_band = self.assumption_for(&seat, |takes| match takes {
            Assumed::Band { over } => overs.iter().rposition(|limit| limit <= over),
            _ => None,
        });
        let model = found.rates.and_then(|(channel, place)| channel.model(place));
        let clocks =
            rated.zip(channel).map_or_else(Vec::new, |(card, channel)| clocks(card, channel, seat.at));
        let problem = found.problem.clone().or(seated.problem);
        let flags: Arc<[Reason]> = seat.flags.iter().cloned().collect();
        let all: BTreeSet<&Reason> = problem.iter().chain(&seat.flags).collect();
        Plan {
            at: seat.at,
            channel: seat.identity.channel.into(),
            currency: channel.map_or_else(|| "USD".into(), |channel| Arc::clone(&channel.currency)),
            model: found.name.clone().filter(|_| found.matched.is_some()),
            matched: found.matched,
            card,
            private: found.private.map(|(place, _)| place),
            factors: seated.factors,
            entries,
            flags_and_problem: all.into_iter().cloned().collect(),
            flags,
            problem,
            limits: overs.iter().map(|over| Decimal::from(*over)).collect(),
            longest_prompt: rated
                .zip(model)
                .and_then(|(card, model)| longest_prompt(card, model, seat.at))
                .map(Decimal::from),
            assumed_band,
            stock: Stock::of(overs.len() << clocks.len()),
            overs,
            clocks,
            tier: seat.tier,
            geo: seat.geo,
        }
    }

    /// Limits of the card's bands and of negotiated prices.
    fn overs(&self, card: Option<&Card>, entries: &[usize]) -> Vec<u64> {
        let mut overs: BTreeSet<u64> = BTreeSet::from([0]);
        overs.extend(card.into_iter().flat_map(|card| card.overs.iter().copied()));
        for place in entries {
            if let Some(Term::Rate(rate)) = self.contract().entries.get(*place).map(|entry| &entry.term) {
                overs.insert(rate.over);
            }
        }
        overs.into_iter().collect()
    }
}

impl Seat<'_> {
    fn facts(&self) -> Facts<'_> {
        Facts {
            channel: self.identity.channel,
            model: self.model,
            tier: &self.tier,
            geo: &self.geo,
            owner: self.identity.owner,
        }
    }
}

fn flag_credits(known: Known<'_>, at: Instant, flags: &mut BTreeSet<Reason>) {
    for credit in known.book.credits.iter().filter(|credit| credit.valid.contains(at)) {
        if credit.models.is_empty() || credit.models.iter().any(|id| **id == *known.model.id) {
            flags.insert(reason(ReasonCode::CreditElsewhere, &credit.text));
        }
    }
}

/// The longest prompt a model takes. A rate for longer ones says that it took them then.
fn longest_prompt(card: &Card, model: &ModelIndex, at: Instant) -> Option<u64> {
    let live = card.rates.iter().filter(|rate| rate.valid.contains(at));
    let limit = live.map(|rate| rate.band.over).max().unwrap_or_default();
    model.context_window.filter(|longest| *longest > limit)
}

/// Entries that change prices of a usage, in order.
fn entries(contract: &Contract, facts: &Facts<'_>, default_geo: &str, at: Instant) -> Vec<usize> {
    terms::valid(contract, at)
        .filter(|(_, entry)| match &entry.term {
            Term::Rate(rate) => covers_rate(rate, facts, default_geo),
            Term::Discount(discount) => covers(&discount.scope, facts),
            Term::Capacity(capacity) => covers(&capacity.scope, facts),
            Term::Assume(assumption) => covers(&assumption.scope, facts),
            _ => false,
        })
        .map(|(place, _)| place)
        .collect()
}

/// Calendars of the rates that hold at an instant.
fn clocks(card: &Card, channel: &ChannelIndex, at: Instant) -> Vec<Arc<Hours>> {
    let names: BTreeSet<&str> = card
        .rates
        .iter()
        .filter(|rate| rate.valid.contains(at))
        .filter_map(|rate| rate.clock.as_ref())
        .map(|clock| clock.calendar.as_str())
        .collect();
    names.into_iter().filter_map(|name| channel.hours.get(name)).map(Arc::clone).collect()
}
