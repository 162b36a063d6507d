//! Versions of the price book: which are kept, which one is in use.

use chrono::{DateTime, TimeDelta, Utc};
use showback_pricebook::{Book, Rate};

use super::pending::pending_rerate;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{BookOrigin, BookVersionView, BookView};
use crate::kernel::{Nothing, Problem, format_instant};
use crate::pricing::{KeptBook, KeptOrigin, kept_books};

/// A rate not read again for so long is stale.
const FRESH_DAYS: i64 = 90;

/// The book in use, every version kept, and what is doubtful.
pub fn view(app: &App, _: Nothing) -> Result<BookView, Problem> {
    let in_force = app.in_force()?;
    let active = in_force.pricing.book.id;
    let versions = app.workspace()?.store.read::<_, Problem>(|reader| {
        kept_books(reader)?
            .iter()
            .map(|kept| Ok(version_view(kept, &*app.shelf().book(reader, kept)?, kept.id == active)))
            .collect::<Result<Vec<_>, Problem>>()
    })?;
    let now = app.now();
    Ok(BookView {
        active: version_view(&in_force.pricing.book, &in_force.ready.book, true),
        versions,
        stale_rates: stale_rates(&in_force.ready.book, now),
        unverified_rates: unverified_rates(&in_force.ready.book, now),
        pending: pending_rerate(app, &in_force)?,
    })
}

/// A kept version for the screen.
pub(super) fn version_view(kept: &KeptBook, book: &Book, is_active: bool) -> BookVersionView {
    BookVersionView {
        hash: kept.hash.clone(),
        version: kept.version.clone(),
        sequence: kept.sequence,
        origin: origin_view(kept.origin),
        signed_by: kept.signed_by.clone(),
        loaded_at: format_instant(kept.loaded_at),
        channels: small(book.channels.len()),
        models: small(book.channels.iter().map(|channel| channel.models.len()).sum::<usize>()),
        rates: small(book.row_count()),
        is_active,
    }
}

const fn origin_view(origin: KeptOrigin) -> BookOrigin {
    match origin {
        KeptOrigin::Bundled => BookOrigin::Bundled,
        KeptOrigin::Signed => BookOrigin::Signed,
        KeptOrigin::Local => BookOrigin::Local,
    }
}

/// Every rate of a channel, those of models and the others.
fn rates(channel: &showback_pricebook::Channel) -> impl Iterator<Item = &Rate> {
    channel.models.iter().flat_map(|model| &model.rates).chain(&channel.fees)
}

/// Present rates whose source was not read again for a while.
fn stale_rates(book: &Book, now: DateTime<Utc>) -> u32 {
    let oldest = (now - TimeDelta::days(FRESH_DAYS)).date_naive();
    let stale = book.channels.iter().map(|channel| {
        let is_old = |rate: &&Rate| {
            let source = channel.sources.iter().find(|source| source.id == rate.source);
            source.is_some_and(|source| source.retrieved < oldest)
        };
        rates(channel).filter(|rate| is_present(rate, now)).filter(is_old).count()
    });
    small(stale.sum::<usize>())
}

/// Present rates that nobody vouches for any more.
fn unverified_rates(book: &Book, now: DateTime<Utc>) -> u32 {
    let is_unverified = |rate: &&Rate| rate.unverified_from.is_some_and(|from| from <= now);
    let count = book
        .channels
        .iter()
        .map(|channel| rates(channel).filter(|rate| is_present(rate, now)).filter(is_unverified).count());
    small(count.sum::<usize>())
}

fn is_present(rate: &Rate, now: DateTime<Utc>) -> bool {
    rate.valid.contains(now) && rate.known.contains(now)
}
