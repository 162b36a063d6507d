//! The rates of a model or of a channel's fees as rules look at them.

use rust_decimal::Decimal;

use crate::meters::{MeterId, MeterSide};
use crate::model::{Book, Channel, Model, Rate};
use crate::places::{Item, Part};
use crate::rate_key::{EVERY_MODEL, clock_text, window_text};

/// Units a token price is for.
pub(super) const PER_TOKENS: u64 = 1_000_000;

/// Rates that belong together: a model's, or a channel's fees.
#[derive(Clone, Copy)]
pub(super) struct RateList<'b> {
    pub(super) channel_at: usize,
    pub(super) model_at: Option<usize>,
    pub(super) channel: &'b Channel,
    pub(super) model: Option<&'b Model>,
    pub(super) rates: &'b [Rate],
}

/// Every list of a book.
pub(super) fn lists(book: &Book) -> impl Iterator<Item = RateList<'_>> {
    book.channels.iter().enumerate().flat_map(|(channel_at, channel)| {
        let models = channel.models.iter().enumerate().map(move |(model_at, model)| RateList {
            channel_at,
            model_at: Some(model_at),
            channel,
            model: Some(model),
            rates: &model.rates,
        });
        let fees = RateList { channel_at, model_at: None, channel, model: None, rates: &channel.fees };
        models.chain(std::iter::once(fees))
    })
}

impl<'b> RateList<'b> {
    pub(super) fn item(&self, rate: usize) -> Item {
        match self.model_at {
            Some(model) => Item::Rate(self.channel_at, model, rate),
            None => Item::Entry(self.channel_at, Part::Fee, rate),
        }
    }

    pub(super) fn model_id(&self) -> &'b str {
        self.model.map_or(EVERY_MODEL, |model| model.id.as_str())
    }

    /// Channel and model, for findings.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.channel.id, self.model_id())
    }

    /// The rates with their positions.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'b Rate)> + use<'b> {
        self.rates.iter().enumerate()
    }

    /// Rows of the same hours and meter at another place of the table, valid and known together with this one.
    pub(super) fn beside(
        &self,
        rate: &'b Rate,
        tier: &'b str,
        geo: &'b str,
        over: u64,
    ) -> impl Iterator<Item = (usize, &'b Rate)> + use<'b> {
        self.rows().filter(move |(_, other)| {
            other.meter == rate.meter
                && other.tier == tier
                && other.geo == geo
                && other.band.over == over
                && other.clock == rate.clock
                && is_comparable(rate, other)
        })
    }

    /// Rows of another meter at the same place of the table, valid and known together with this one.
    pub(super) fn of_meter(
        &self,
        rate: &'b Rate,
        meter: MeterId,
    ) -> impl Iterator<Item = (usize, &'b Rate)> + use<'b> {
        self.rows().filter(move |(_, other)| {
            other.meter == meter && is_same_place(rate, other) && is_comparable(rate, other)
        })
    }
}

/// Whether both stand at the same place of the table, whatever their meters.
pub(super) fn is_same_place(a: &Rate, b: &Rate) -> bool {
    a.tier == b.tier && a.geo == b.geo && a.band == b.band && a.clock == b.clock
}

/// Whether there is an instant, and a knowledge of it, at which both apply.
pub(super) fn is_concurrent(a: &Rate, b: &Rate) -> bool {
    a.valid.overlaps(&b.valid) && a.known.overlaps(&b.known)
}

/// Whether both apply together, and what is still known is not held against what is not.
pub(super) fn is_comparable(a: &Rate, b: &Rate) -> bool {
    is_concurrent(a, b) && a.known.to.is_none() == b.known.to.is_none()
}

/// Whether the meter counts tokens of a request.
pub(super) fn is_token(meter: MeterId) -> bool {
    meter.side() != MeterSide::Other
}

/// Price of a million units; absent for rows without a price of their own and for what is free.
pub(super) fn per_million(rate: &Rate) -> Option<Decimal> {
    let price = rate.price.filter(|price| !price.is_zero())?;
    if rate.per == PER_TOKENS {
        return Some(price);
    }
    price.checked_mul(Decimal::from(PER_TOKENS))?.checked_div(Decimal::from(rate.per))
}

/// Whether `a` is more than `times` as much as `b`.
pub(super) fn is_over(a: Decimal, times: Decimal, b: Decimal) -> bool {
    b.checked_mul(times).is_some_and(|limit| a > limit)
}

/// A row for findings: `batch global >0 cache_read`, with its hours and validity where it has any.
pub(super) fn row_text(rate: &Rate) -> String {
    let mut text = format!("{} {}", rate.tier, rate.geo);
    if rate.band.over > 0 {
        text.push_str(&format!(" over {}", rate.band.over));
    }
    if rate.clock.is_some() {
        text.push_str(&format!(" {}", clock_text(rate.clock.as_ref())));
    }
    text.push_str(&format!(" {}", rate.meter));
    if rate.valid.from.is_some() || rate.valid.to.is_some() {
        text.push_str(&format!(" {}", window_text(&rate.valid)));
    }
    text
}

/// A price for findings.
pub(super) fn price_text(rate: &Rate) -> String {
    rate.price.map_or_else(|| "none".to_owned(), |price| price.normalize().to_string())
}
