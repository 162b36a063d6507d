//! How much of anything a book may have, so that no book keeps the other rules busy for longer than a moment.

use std::collections::BTreeMap;

use super::report::Report;
use super::table;
use crate::canonical::MAX_ROWS;
use crate::model::{Book, Channel};
use crate::places::Item;

/// Most channels of a book.
const CHANNELS: usize = 500;
/// Most names of a channel: models, aliases, redirects.
const NAMES: usize = 5_000;
/// Most entries of each other list of a channel.
const TERMS: usize = 1_000;
/// Most rates of a model, or of a channel's fees.
const RATES: usize = 2_000;
/// Most rates of one model over all its sellers.
const RATES_OF_SELLERS: usize = 5_000;

pub(super) fn check(report: &mut Report<'_>) {
    let book = report.book;
    limit(report, Item::Book, "rates", book.row_count(), MAX_ROWS);
    limit(report, Item::Book, "channels", book.channels.len(), CHANNELS);
    limit(report, Item::Book, "corrections", book.corrections.len(), MAX_ROWS);
    for (at, channel) in book.channels.iter().enumerate() {
        limit(report, Item::Channel(at), "names", names_of(channel), NAMES);
        limit(report, Item::Channel(at), "terms", longest_list(channel), TERMS);
        limit(report, Item::Channel(at), "fees", channel.fees.len(), RATES);
        for (index, model) in channel.models.iter().enumerate() {
            limit(report, Item::Model(at, index), "rates", model.rates.len(), RATES);
        }
    }
    limit(report, Item::Book, "rates of one model", most_of_one_identity(book), RATES_OF_SELLERS);
}

fn limit(report: &mut Report<'_>, item: Item, of: &str, count: usize, most: usize) {
    if count > most {
        let remedy = format!("at most {most} are read: divide them, or leave out what nobody uses");
        report.error(item, "size", format!("{count} {of} in one place"), &remedy);
    }
}

fn names_of(channel: &Channel) -> usize {
    let of_models = channel
        .models
        .iter()
        .map(|model| 1 + model.aliases.len() + model.snapshots.len() + model.own_snapshots.len());
    of_models.sum::<usize>() + channel.redirects.len()
}

fn longest_list(channel: &Channel) -> usize {
    let credits = channel.credits.iter().map(|credit| credit.models.len());
    let calendars = channel.calendars.iter().map(|calendar| {
        calendar.windows.len().max(calendar.except_days.len()).max(calendar.except_years.len())
    });
    let lists = [
        channel.sources.len(),
        channel.tier_words.len(),
        channel.modifiers.len(),
        channel.allowances.len(),
        channel.calendars.len(),
        channel.credits.len(),
        channel.capacities.len(),
        channel.pages.len(),
    ];
    lists.into_iter().chain(credits).chain(calendars).max().unwrap_or_default()
}

fn most_of_one_identity(book: &Book) -> usize {
    let mut rates: BTreeMap<&str, usize> = BTreeMap::new();
    for list in table::lists(book) {
        if let Some(model) = list.model {
            *rates.entry(&model.is).or_default() += model.rates.len();
        }
    }
    rates.into_values().max().unwrap_or_default()
}
