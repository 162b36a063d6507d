//! The rating engine: a price book and a contract, made ready.

use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::{Book, Instant, MeterId, MeterSide, Rate, RateStatus};

use super::error::PricingError;
use super::find::absence;
use super::index::{Card, Index};
use super::lane::{find_card, reason};
use super::names::find_model;
use super::resolved::Resolved;
use crate::pricing::Contract;
use crate::pricing::{Identity, Usage};
use crate::pricing::{Rating, Reason, ReasonCode};

/// Rates usage by one book and one contract. The same usage gives the same rating, bit for bit.
#[derive(Debug)]
pub struct Pricer {
    book: Arc<Book>,
    book_hash: String,
    contract: Arc<Contract>,
    contract_hash: String,
    index: Index,
}

impl Pricer {
    /// Makes a book and a contract ready, as the book is known now or was known at an instant.
    pub fn new(
        book: Arc<Book>,
        book_hash: String,
        contract: Arc<Contract>,
        contract_hash: String,
        known_at: Option<Instant>,
    ) -> Result<Self, PricingError> {
        let index = Index::build(&book, known_at)?;
        Ok(Self { book, book_hash, contract, contract_hash, index })
    }

    /// The book.
    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// Hash of the book, as given.
    pub fn book_hash(&self) -> &str {
        &self.book_hash
    }

    /// The contract.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Hash of the contract, as given.
    pub fn contract_hash(&self) -> &str {
        &self.contract_hash
    }

    /// Rates one usage. For many rows of one identity, [`Pricer::resolve`] once and [`Pricer::rate_resolved`] each.
    pub fn rate(&self, usage: &Usage<'_>) -> Rating {
        let mut rating = Rating::default();
        self.rate_resolved(&self.resolve(&usage.identity()), usage, &mut rating);
        rating
    }

    /// Prepares an identity: what its rows share is found once.
    pub fn resolve(&self, identity: &Identity<'_>) -> Resolved {
        Resolved::new(self.cuts(identity), identity)
    }

    /// Known rates of a model of the book, by its id; of the channel's fees for `*`. Empty when there is no such model.
    pub fn rates_of(&self, channel: &str, model: &str) -> Vec<&Rate> {
        let Some(channel) = self.index.channel(channel) else { return Vec::new() };
        if model == "*" {
            return channel.fees.iter().collect();
        }
        let model = channel.place_of(model).and_then(|place| channel.model(place));
        model.into_iter().flat_map(|model| &model.cards).flat_map(|card| &card.rates).collect()
    }

    /// The one rate of the book for a key at an instant, without contract: `tier` is one of our tiers, an empty `geo` is
    /// the channel's default, the model `*` is the channel's fees. A rate without price stands for itself.
    #[expect(clippy::too_many_arguments, reason = "the whole key of a rate")]
    pub fn lookup(
        &self,
        channel: &str,
        model: &str,
        geo: &str,
        tier: &str,
        prompt_tokens: u64,
        meter: MeterId,
        at: Instant,
    ) -> Result<&Rate, Reason> {
        let unknown = |code, subject: &str| reason(code, subject);
        let found =
            self.index.channel(channel).ok_or_else(|| unknown(ReasonCode::UnknownChannel, channel))?;
        let geo = if geo.is_empty() { &*found.default_geo } else { geo };
        let (rates, over, hours): (Vec<&Rate>, u64, _) = if model == "*" {
            let fees = found.fees.iter().filter(|rate| rate.tier == tier && rate.geo == geo);
            (fees.collect(), 0, &found.hours)
        } else {
            let place = find_model(found, model, at, true).map(|(place, _)| place);
            let indexed = place.and_then(|place| found.model(place));
            let indexed = indexed.ok_or_else(|| unknown(ReasonCode::UnknownModel, model))?;
            let book = self.book.channels.get(found.place);
            let book = book.ok_or_else(|| unknown(ReasonCode::UnknownChannel, channel))?;
            let placed = find_card(book, indexed, geo, tier, at)
                .map_err(|code| unknown(code, if code == ReasonCode::UnknownTier { tier } else { geo }))?;
            let card = indexed.cards.get(placed.card);
            let card = card.ok_or_else(|| unknown(ReasonCode::UnknownTier, tier))?;
            let below = prompt_tokens.saturating_sub(1);
            let over = if meter.side() == MeterSide::Other { 0 } else { card.band(below).over };
            (card.rates.iter().collect(), over, &found.hours)
        };
        let of_meter: Vec<&Rate> = rates.into_iter().filter(|rate| rate.meter == meter).collect();
        let holding = of_meter.iter().copied().filter(|rate| {
            let on_side = rate.clock.as_ref().is_none_or(|clock| {
                hours
                    .get(&clock.calendar)
                    .map(|hours| hours.at(at))
                    .is_some_and(|sides| if clock.is_inside { sides.inside } else { sides.outside })
            });
            rate.band.over == over && rate.valid.contains(at) && on_side
        });
        let (disputed, sure): (Vec<&Rate>, Vec<&Rate>) =
            holding.partition(|rate| rate.status == RateStatus::Disputed);
        match (sure.as_slice(), disputed.is_empty()) {
            ([rate], _) => Ok(rate),
            ([], true) => Err(absence(&of_meter, meter, at)),
            _ => Err(unknown(ReasonCode::DisputedPrice, meter.name())),
        }
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// A card by places of channel, model and card.
    pub(super) fn card(&self, (channel, model, card): (usize, usize, usize)) -> Option<&Card> {
        self.index.channel_at(channel)?.model(model)?.cards.get(card)
    }
}

/// The prompt of a usage, as far as the quantities tell: `None` when no input-side meter is among them.
pub(super) fn prompt_of(quantities: &[(MeterId, Decimal)]) -> Option<Decimal> {
    let mut prompt = None;
    for (meter, quantity) in quantities {
        if meter.side() == MeterSide::Input {
            let sum: Decimal = prompt.unwrap_or_default();
            prompt = Some(sum.checked_add(*quantity).unwrap_or(Decimal::MAX));
        }
    }
    prompt
}
