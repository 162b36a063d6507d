//! A price book made ready for looking up: by names, and by card.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use showback_pricebook::{Band, Book, Channel, Instant, Rate, RateStatus, Window};

use super::calendar::Hours;
use super::error::PricingError;

/// All channels.
#[derive(Debug)]
pub(super) struct Index {
    at: HashMap<String, usize>,
    channels: Vec<ChannelIndex>,
}

/// One channel.
#[derive(Debug)]
pub(super) struct ChannelIndex {
    /// Its place in the book.
    pub place: usize,
    pub currency: Arc<str>,
    pub default_geo: Arc<str>,
    names: HashMap<String, usize>,
    models: Vec<ModelIndex>,
    /// Models an alias names, each in a time.
    pub aliases: HashMap<String, Vec<(usize, Window)>>,
    /// Models that answer for a retired id, each in a time.
    pub redirects: HashMap<String, Vec<(usize, Window)>>,
    /// Tiers a word means, each in a time.
    pub words: HashMap<String, Vec<(Arc<str>, Window)>>,
    pub hours: HashMap<String, Arc<Hours>>,
    /// Known rates that are not tied to a model.
    pub fees: Vec<Rate>,
}

/// One model.
#[derive(Debug)]
pub(super) struct ModelIndex {
    pub id: Arc<str>,
    pub released: Option<NaiveDate>,
    pub context_window: Option<u64>,
    pub snapshots: Vec<String>,
    /// Ids of these forms that are models of their own.
    pub own_snapshots: Vec<String>,
    pub cards: Vec<Card>,
}

/// The rates of one model in one place and tier.
#[derive(Debug)]
pub(super) struct Card {
    pub geo: Arc<str>,
    pub tier: Arc<str>,
    /// Sorted by meter, band, validity and id, so that the order in the book changes nothing.
    pub rates: Vec<Rate>,
    /// Limits of the bands, ascending; the base band, 0, is always there.
    pub overs: Vec<u64>,
}

impl Index {
    /// Sorts a book as it was known at an instant; as known now without one.
    pub fn build(book: &Book, known_at: Option<Instant>) -> Result<Self, PricingError> {
        let mut index = Self { at: HashMap::new(), channels: Vec::new() };
        for (place, channel) in book.channels.iter().enumerate() {
            if index.at.insert(channel.id.clone(), place).is_some() {
                return Err(PricingError::Repeated { place: "the book".to_owned(), id: channel.id.clone() });
            }
            index.channels.push(ChannelIndex::build(place, channel, known_at)?);
        }
        Ok(index)
    }

    /// A channel by id.
    pub fn channel(&self, id: &str) -> Option<&ChannelIndex> {
        self.channels.get(*self.at.get(id)?)
    }

    /// A channel by its place.
    pub fn channel_at(&self, place: usize) -> Option<&ChannelIndex> {
        self.channels.get(place)
    }
}

impl ChannelIndex {
    fn build(place: usize, channel: &Channel, known_at: Option<Instant>) -> Result<Self, PricingError> {
        let mut hours = HashMap::new();
        for calendar in &channel.calendars {
            hours.insert(calendar.id.clone(), Arc::new(Hours::read(&channel.id, calendar)?));
        }
        let mut names = HashMap::new();
        let mut models = Vec::new();
        let mut aliases: HashMap<String, Vec<(usize, Window)>> = HashMap::new();
        for (at, model) in channel.models.iter().enumerate() {
            if names.insert(model.id.clone(), at).is_some() {
                return Err(PricingError::Repeated { place: channel.id.clone(), id: model.id.clone() });
            }
            for alias in &model.aliases {
                aliases.entry(alias.id.clone()).or_default().push((at, alias.valid));
            }
            check(channel, &hours, &model.rates)?;
            models.push(ModelIndex {
                id: model.id.as_str().into(),
                released: model.released,
                context_window: model.context_window,
                snapshots: model.snapshots.clone(),
                own_snapshots: model.own_snapshots.clone(),
                cards: cards(&model.rates, known_at),
            });
        }
        check(channel, &hours, &channel.fees)?;
        let mut redirects: HashMap<String, Vec<(usize, Window)>> = HashMap::new();
        for redirect in &channel.redirects {
            if let Some(to) = names.get(&redirect.to) {
                redirects.entry(redirect.from.clone()).or_default().push((*to, redirect.valid));
            }
        }
        let mut words: HashMap<String, Vec<(Arc<str>, Window)>> = HashMap::new();
        for word in &channel.tier_words {
            words.entry(word.word.clone()).or_default().push((word.tier.as_str().into(), word.valid));
        }
        let mut fees: Vec<Rate> =
            channel.fees.iter().filter(|rate| is_known(rate, known_at)).cloned().collect();
        fees.sort_by(order);
        Ok(Self {
            place,
            currency: channel.currency.as_str().into(),
            default_geo: channel.default_geo.as_str().into(),
            names,
            models,
            aliases,
            redirects,
            words,
            hours,
            fees,
        })
    }

    /// A model by its id.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.names.get(id).copied()
    }

    /// A model by its place.
    pub fn model(&self, place: usize) -> Option<&ModelIndex> {
        self.models.get(place)
    }
}

impl ModelIndex {
    /// Place of the card of a place of processing and a tier.
    pub fn card_of(&self, geo: &str, tier: &str) -> Option<usize> {
        self.cards.iter().position(|card| &*card.geo == geo && &*card.tier == tier)
    }

    /// Whether it has rates in a tier, in any place.
    pub fn has_tier(&self, tier: &str) -> bool {
        self.cards.iter().any(|card| &*card.tier == tier)
    }
}

impl Card {
    /// Whether any of its rates holds at an instant.
    pub fn is_live(&self, at: Instant) -> bool {
        self.rates.iter().any(|rate| rate.valid.contains(at))
    }

    /// The highest band whose limit is at most `over`.
    pub fn band(&self, over: u64) -> Band {
        Band { over: self.overs.iter().rev().find(|limit| **limit <= over).copied().unwrap_or_default() }
    }
}

fn check(channel: &Channel, hours: &HashMap<String, Arc<Hours>>, rates: &[Rate]) -> Result<(), PricingError> {
    for rate in rates {
        if rate.per == 0 {
            return Err(PricingError::ZeroUnits { place: format!("rate {}", rate.id) });
        }
        if let Some(clock) = rate.clock.as_ref().filter(|clock| !hours.contains_key(&clock.calendar)) {
            return Err(PricingError::UnknownCalendar {
                channel: channel.id.clone(),
                calendar: clock.calendar.clone(),
                rate: rate.id.to_string(),
            });
        }
    }
    Ok(())
}

/// Whether a rate was what was known: now, or at an instant. A rate without a start of knowledge is known since it holds.
fn is_known(rate: &Rate, known_at: Option<Instant>) -> bool {
    match known_at {
        None => rate.known.to.is_none(),
        Some(at) => Window { from: rate.known.from.or(rate.valid.from), to: rate.known.to }.contains(at),
    }
}

fn cards(rates: &[Rate], known_at: Option<Instant>) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    for rate in rates.iter().filter(|rate| is_known(rate, known_at)) {
        let found = cards.iter_mut().find(|card| *card.geo == rate.geo && *card.tier == rate.tier);
        match found {
            Some(card) => card.rates.push(rate.clone()),
            None => cards.push(Card {
                geo: rate.geo.as_str().into(),
                tier: rate.tier.as_str().into(),
                rates: vec![rate.clone()],
                overs: Vec::new(),
            }),
        }
    }
    for card in &mut cards {
        card.rates.sort_by(order);
        let overs: BTreeSet<u64> =
            card.rates.iter().map(|rate| rate.band.over).chain(std::iter::once(0)).collect();
        card.overs = overs.into_iter().collect();
    }
    cards.sort_by(|a, b| (&a.geo, &a.tier).cmp(&(&b.geo, &b.tier)));
    cards
}

fn order(a: &Rate, b: &Rate) -> std::cmp::Ordering {
    let key =
        |rate: &Rate| (rate.meter, rate.band, rate.valid.from, rate.status == RateStatus::Disputed, rate.id);
    key(a).cmp(&key(b))
}
