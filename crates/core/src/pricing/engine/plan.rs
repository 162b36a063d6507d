//! How usage of one identity is rated at one instant: the model, the card, the contract entries. Prices are filled in
//! when first asked for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rust_decimal::Decimal;
use showback_pricebook::{Instant, METERS, MeterId};

use super::calendar::Hours;
use super::cell::Cell;
use super::index::{Card, ChannelIndex, ModelIndex};
use super::lane::{Lane, find_card, find_lane, has_other_places, is_listed_tier, reason};
use super::names::{find_model, split_profile};
use super::pricer::Pricer;
use super::terms::{self, Facts, Named, assumed, covers, covers_rate, find_name};
use crate::pricing::{Assumed, Contract, PrivateModel, Term};
use crate::pricing::{Identity, Owner};
use crate::pricing::{ModelMatch, Reason, ReasonCode};

/// Everything but prices and quantities. Constant between two cuts.
#[derive(Debug)]
pub(super) struct Plan {
    pub at: Instant,
    pub channel: Arc<str>,
    pub tier: Arc<str>,
    pub geo: Arc<str>,
    pub currency: Arc<str>,
    /// The model of the book or the contract; `None` when none was found.
    pub model: Option<Arc<str>>,
    pub matched: Option<ModelMatch>,
    /// Places of channel, model and card of the rates.
    pub card: Option<(usize, usize, usize)>,
    /// Place of the entry of a private model.
    pub private: Option<usize>,
    pub factors: Vec<(String, Decimal)>,
    /// Places of the entries that cover it, in order.
    pub entries: Vec<usize>,
    /// Why there is no card.
    pub problem: Option<Reason>,
    /// What holds for the usage as a whole.
    pub flags: Arc<[Reason]>,
    /// The flags and the problem.
    pub flags_and_problem: Arc<[Reason]>,
    /// Limits of the bands, ascending, the first 0.
    pub overs: Vec<u64>,
    pub limits: Vec<Decimal>,
    pub longest_prompt: Option<Decimal>,
    /// Calendars of the card's rates.
    pub clocks: Vec<Arc<Hours>>,
    /// The assumed band, with what is said about it.
    pub assumed_band: Option<(usize, Reason)>,
    sheets: Vec<OnceLock<Box<Sheet>>>,
    merged: RwLock<HashMap<MergeKey, Arc<Sheet>>>,
}

/// Prices of every meter in one band on one side of each clock, or of several merged.
pub(super) type Sheet = [OnceLock<Box<Cell>>; METERS.len()];

/// Which bands and sides are merged, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct MergeKey {
    /// First and last band.
    pub bands: (usize, usize),
    /// Bit n: side n.
    pub sides: u32,
    /// What is said when the sides differ.
    pub clock: Vec<Reason>,
    /// What is said in any case.
    pub always: Option<Reason>,
}

pub(super) fn empty_sheet() -> Sheet {
    std::array::from_fn(|_| OnceLock::new())
}

impl Plan {
    /// The sheet of one band on one side, made when first asked for.
    pub fn sheet(&self, band: usize, side: usize) -> Option<&Sheet> {
        let slot = self.sheets.get(band * self.sides() + side)?;
        Some(slot.get_or_init(|| Box::new(empty_sheet())))
    }

    /// The sheet of several bands or sides, made when first asked for.
    pub fn merged(&self, key: &MergeKey) -> Arc<Sheet> {
        let read = self.merged.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = read.get(key) {
            return Arc::clone(found);
        }
        drop(read);
        let mut write = self.merged.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(write.entry(key.clone()).or_insert_with(|| Arc::new(empty_sheet())))
    }

    /// How many combinations of sides of its clocks there are.
    pub fn sides(&self) -> usize {
        1 << self.clocks.len()
    }

    /// The band of a prompt: the highest whose limit it exceeds.
    pub fn band_of(&self, prompt: Decimal) -> usize {
        self.limits.iter().rposition(|limit| prompt > *limit).unwrap_or_default()
    }
}

/// A model that was found, or what is known instead.
#[derive(Default)]
struct Found<'a> {
    name: Option<Arc<str>>,
    matched: Option<ModelMatch>,
    private: Option<(usize, &'a PrivateModel)>,
    /// Channel and model of the book whose rates hold.
    rates: Option<(&'a ChannelIndex, usize)>,
    geo: Option<Arc<str>>,
    problem: Option<Reason>,
}

impl Pricer {
    /// How an identity is rated at an instant.
    pub(super) fn plan(&self, identity: &Identity<'_>, at: Instant) -> Plan {
        let channel = self.index().channel(identity.channel);
        let found = self.find(identity, at);
        let lane = find_lane(channel, identity, at);
        let mut flags: BTreeSet<Reason> = BTreeSet::new();
        let mut problem = found.problem.clone();
        let (lane, lane_problem) = match lane {
            Ok(lane) => (lane, None),
            Err(reason) => (Lane { tier: "".into(), assumed: None, is_untold: false }, Some(reason)),
        };
        let rates_channel = found.rates.map(|(channel, _)| channel).or(channel);
        let model = found.rates.and_then(|(channel, place)| channel.model(place));
        let default_geo =
            rates_channel.map_or_else(|| "global".into(), |channel| Arc::clone(&channel.default_geo));
        let geo_told = found.geo.clone().or_else(|| identity.geo.map(Arc::from));
        let geo = geo_told.clone().filter(|geo| !geo.is_empty()).unwrap_or_else(|| Arc::clone(&default_geo));
        let mut seat = Seat {
            tier: Arc::clone(&lane.tier),
            geo,
            is_geo_untold: geo_told.is_none(),
            lane,
            default_geo,
            card: None,
            factors: Vec::new(),
        };
        problem = problem.or(lane_problem.clone());
        if lane_problem.is_none() {
            let name = found.name.as_deref();
            let refused = self.seat(&mut seat, identity, name, rates_channel, model, at, &mut flags);
            problem = problem.or(refused);
        }
        self.finish(identity, at, found, seat, problem, flags)
    }

    /// The model by the contract where this states the name, else by the book.
    fn find(&self, identity: &Identity<'_>, at: Instant) -> Found<'_> {
        let channel = self.index().channel(identity.channel);
        let served = identity.served_model.filter(|name| !name.is_empty());
        let Some(told) = served.or(identity.requested_model.filter(|name| !name.is_empty())) else {
            let code = if channel.is_some() { ReasonCode::NoModel } else { ReasonCode::UnknownChannel };
            return Found { problem: Some(reason(code, identity.channel)), ..Found::default() };
        };
        let (geo, bare) = channel.map_or((None, told), |channel| split_profile(channel, told));
        let named = find_name(self.contract(), identity.channel, told, at);
        let (name, by_contract, geo) = match named {
            Some(Named::Private(place, model)) => return self.private(place, model, None),
            Some(Named::Other(name)) => {
                if let Some(Named::Private(place, model)) =
                    find_name(self.contract(), identity.channel, name, at)
                {
                    return self.private(place, model, None);
                }
                let (geo, bare) = channel.map_or((None, name), |channel| split_profile(channel, name));
                (bare, true, geo)
            }
            None => (bare, false, geo),
        };
        let geo = geo.map(Arc::from);
        let Some(channel) = channel else {
            let problem = Some(reason(ReasonCode::UnknownChannel, identity.channel));
            return Found { name: Some(name.into()), geo, problem, ..Found::default() };
        };
        match find_model(channel, name, at, served.is_some()) {
            Some((place, how)) => Found {
                name: channel.model(place).map(|model| Arc::clone(&model.id)),
                matched: Some(if by_contract { ModelMatch::Contract } else { how }),
                rates: Some((channel, place)),
                geo,
                ..Found::default()
            },
            None => Found {
                name: Some(name.into()),
                geo,
                problem: Some(reason(ReasonCode::UnknownModel, told)),
                ..Found::default()
            },
        }
    }

    fn private<'a>(&'a self, place: usize, model: &'a PrivateModel, geo: Option<Arc<str>>) -> Found<'a> {
        let rates = model.same_as.as_ref().and_then(|(channel, model)| {
            let channel = self.index().channel(channel)?;
            Some((channel, channel.place_of(model)?))
        });
        Found {
            name: Some(model.model.as_str().into()),
            matched: Some(ModelMatch::Contract),
            private: Some((place, model)),
            rates,
            geo,
            problem: None,
        }
    }

    /// Finds the card, and takes assumptions where tier or place is not told or has no rates.
    #[expect(
        clippy::too_many_arguments,
        reason = "one step of making a plan, with what the steps before found"
    )]
    fn seat(
        &self,
        seat: &mut Seat,
        identity: &Identity<'_>,
        name: Option<&str>,
        channel: Option<&ChannelIndex>,
        model: Option<&ModelIndex>,
        at: Instant,
        flags: &mut BTreeSet<Reason>,
    ) -> Option<Reason> {
        let lacks_tier = model.map_or(!is_listed_tier(&seat.tier), |model| !model.has_tier(&seat.tier));
        if seat.lane.is_untold || lacks_tier {
            let facts = seat.facts(identity, name);
            let taken = assumed(self.contract(), &facts, at, |takes| match takes {
                Assumed::Tier(tier) => Some(tier),
                _ => None,
            });
            if let Some((tier, entry)) = taken {
                seat.tier = tier.as_str().into();
                seat.lane.assumed = Some(reason(ReasonCode::Assumption, entry));
            }
        }
        flags.extend(seat.lane.assumed.clone());
        let (channel, model) = (channel?, model?);
        let book = self.book().channels.get(channel.place)?;
        if !seat.lane.is_untold
            && identity.speed.is_none()
            && &*seat.tier == "standard"
            && model.has_tier("fast")
        {
            flags.insert(reason(ReasonCode::StandardAssumed, "speed"));
        }
        let placed = find_card(book, model, &seat.geo, &seat.tier, at);
        let is_open = seat.is_geo_untold && has_other_places(book, model, &seat.geo, &seat.tier);
        if is_open || matches!(placed, Err(ReasonCode::UnknownGeo)) {
            let facts = seat.facts(identity, name);
            let taken = assumed(self.contract(), &facts, at, |takes| match takes {
                Assumed::Geo(geo) => Some(geo),
                _ => None,
            });
            if let Some((geo, entry)) = taken {
                seat.geo = geo.as_str().into();
                flags.insert(reason(ReasonCode::Assumption, entry));
            } else if is_open {
                flags.insert(reason(ReasonCode::GeoAssumed, &seat.geo));
            }
        }
        match find_card(book, model, &seat.geo, &seat.tier, at) {
            Ok(placed) => {
                seat.card = Some(placed.card);
                seat.factors = placed.factors;
                None
            }
            Err(ReasonCode::UnknownTier) => {
                let word = identity.tier_served.or(identity.tier_requested).unwrap_or(&seat.tier);
                let word = if word.is_empty() { &seat.tier } else { word };
                Some(reason(ReasonCode::UnknownTier, word))
            }
            Err(code) => Some(reason(code, &seat.geo)),
        }
    }

    fn finish(
        &self,
        identity: &Identity<'_>,
        at: Instant,
        found: Found<'_>,
        seat: Seat,
        problem: Option<Reason>,
        mut flags: BTreeSet<Reason>,
    ) -> Plan {
        let facts = seat.facts(identity, found.name.as_deref());
        let entries = entries(self.contract(), &facts, &seat.default_geo, at);
        let card = found.rates.zip(seat.card).map(|((channel, model), card)| (channel.place, model, card));
        let rated = card.and_then(|card| self.card(card));
        let overs = self.overs(rated, &entries, found.private.is_some());
        let assumed_band = assumed(self.contract(), &facts, at, |takes| match takes {
            Assumed::Band { over } => Some(*over),
            _ => None,
        })
        .and_then(|(over, entry)| {
            let band = overs.iter().rposition(|limit| *limit <= over)?;
            Some((band, reason(ReasonCode::Assumption, entry)))
        });
        self.credits(&found, at, &mut flags);
        let own = self.index().channel(identity.channel);
        let channel = found.rates.map(|(channel, _)| channel).or(own);
        let model = found.rates.and_then(|(channel, place)| channel.model(place));
        let clocks = rated.zip(channel).map_or_else(Vec::new, |(card, channel)| clocks(card, channel, at));
        let sheets = overs.len() << clocks.len();
        let flags: Arc<[Reason]> = flags.into_iter().collect();
        let flags_and_problem = problem.iter().chain(flags.iter()).cloned().collect::<BTreeSet<Reason>>();
        Plan {
            at,
            channel: identity.channel.into(),
            currency: channel.map_or_else(|| "USD".into(), |channel| Arc::clone(&channel.currency)),
            model: found.name.clone().filter(|_| found.matched.is_some()),
            matched: found.matched,
            tier: seat.tier,
            geo: seat.geo,
            card,
            private: found.private.map(|(place, _)| place),
            factors: seat.factors,
            entries,
            problem,
            flags,
            flags_and_problem: flags_and_problem.into_iter().collect(),
            limits: overs.iter().map(|over| Decimal::from(*over)).collect(),
            overs,
            longest_prompt: model.and_then(|model| model.context_window).map(Decimal::from),
            clocks,
            assumed_band,
            sheets: std::iter::repeat_with(OnceLock::new).take(sheets).collect(),
            merged: RwLock::default(),
        }
    }

    /// Limits of the card's bands and of negotiated prices.
    fn overs(&self, card: Option<&Card>, entries: &[usize], is_private: bool) -> Vec<u64> {
        let mut overs: BTreeSet<u64> = BTreeSet::from([0]);
        overs.extend(card.into_iter().flat_map(|card| card.overs.iter().copied()));
        for place in entries {
            if let Some(Term::Rate(rate)) = self.contract().entries.get(*place).map(|entry| &entry.term)
                && (card.is_some() || is_private || rate.over == 0)
            {
                overs.insert(rate.over);
            }
        }
        overs.into_iter().collect()
    }

    fn credits(&self, found: &Found<'_>, at: Instant, flags: &mut BTreeSet<Reason>) {
        let Some((channel, place)) = found.rates else { return };
        let Some(model) = channel.model(place) else { return };
        let credits =
            self.book().channels.get(channel.place).into_iter().flat_map(|channel| &channel.credits);
        for credit in credits.filter(|credit| credit.valid.contains(at)) {
            if credit.models.is_empty() || credit.models.iter().any(|id| **id == *model.id) {
                flags.insert(reason(ReasonCode::CreditElsewhere, &credit.text));
            }
        }
    }
}

/// Tier and place, and the card they lead to.
struct Seat {
    tier: Arc<str>,
    geo: Arc<str>,
    is_geo_untold: bool,
    lane: Lane,
    default_geo: Arc<str>,
    card: Option<usize>,
    factors: Vec<(String, Decimal)>,
}

impl Seat {
    fn facts<'a>(&'a self, identity: &'a Identity<'_>, model: Option<&'a str>) -> Facts<'a> {
        let Owner { account, project } = identity.owner;
        let owner = Owner { account, project };
        Facts { channel: identity.channel, model, tier: &self.tier, geo: &self.geo, owner }
    }
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

/// The cell of a meter in a sheet, made when first asked for.
pub(super) fn cell_in(sheet: &Sheet, meter: MeterId, make: impl FnOnce() -> Cell) -> Option<&Cell> {
    Some(sheet.get(meter.index())?.get_or_init(|| Box::new(make())))
}
