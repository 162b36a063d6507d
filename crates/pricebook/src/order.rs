//! The one order of a book's parts, so that the same book has the same text everywhere.

use crate::meters::TIERS;
use crate::model::{Book, Channel, Clock, Instant, Rate, RateId};

/// What rates are ordered by.
type RateOrder<'r> =
    (usize, &'r str, u64, Option<&'r Clock>, crate::MeterId, Option<Instant>, Option<Instant>, RateId);

/// Order of a rate among those of its model: tier as listed, then geo, band, clock, meter, start, knowledge.
pub(crate) fn of_rate(rate: &Rate) -> RateOrder<'_> {
    let tier = TIERS.iter().position(|tier| *tier == rate.tier).unwrap_or(TIERS.len());
    let clock = rate.clock.as_ref();
    (tier, &rate.geo, rate.band.over, clock, rate.meter, rate.valid.from, rate.known.from, rate.id)
}

/// Whether every part stands in canonical order. Lists whose order means something (modifiers) are left as they are.
pub(crate) fn is_canonical(book: &Book) -> bool {
    book.channels.is_sorted_by(|a, b| a.id <= b.id) && book.channels.iter().all(channel_is_canonical)
}

fn channel_is_canonical(channel: &Channel) -> bool {
    let in_order = |rates: &[Rate]| rates.is_sorted_by(|a, b| of_rate(a) <= of_rate(b));
    channel.sources.is_sorted_by(|a, b| a.id <= b.id)
        && channel.models.is_sorted_by(|a, b| a.id <= b.id)
        && channel.models.iter().all(|model| in_order(&model.rates))
        && in_order(&channel.fees)
}
