//! What changes from one book to the next, row by row, for a preview before it is activated.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Book, Channel, Rate, RateId};
use crate::rate_key::{EVERY_MODEL, start_key};

/// How a rate changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// New, and nothing stood in its place.
    Added,
    /// Gone, and nothing stands in its place.
    Removed,
    /// The same price in the same time with another end: a successor followed, or a promised end moved.
    Ended,
    /// The same price in the same time, known otherwise: status, source, knowledge or a reason.
    Known,
    /// Another price or another start for a time that already had one.
    Corrected,
}

/// A rate that is not the same in both books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateChange {
    /// Channel id.
    pub channel: String,
    /// Model id, `*` for fees.
    pub model: String,
    /// The rate of the older book; absent when it was added.
    pub before: Option<Rate>,
    /// The rate of the newer book; absent when it was removed.
    pub after: Option<Rate>,
    /// How it changed.
    pub kind: ChangeKind,
}

/// What a channel says beside its rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// What the channel says of itself: currency, zone, default geo.
    Channel,
    /// A model's names, identity, dates.
    Model,
    /// The channel's word for a tier.
    TierWord,
    /// A factor.
    Modifier,
    /// A redirect.
    Redirect,
    /// A free amount.
    Allowance,
    /// Hours that rates refer to.
    Calendar,
    /// A promotion paid as a credit.
    Credit,
    /// Capacity sold by time.
    Capacity,
}

/// A term that is not the same in both books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermChange {
    /// Channel id.
    pub channel: String,
    /// What it is.
    pub kind: TermKind,
    /// Its id, word or model.
    pub name: String,
    /// Whether the older book has it.
    pub is_in_older: bool,
    /// Whether the newer book has it.
    pub is_in_newer: bool,
}

/// Everything that is not the same in two books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Rates, in the order of channel, model and rate.
    pub rates: Vec<RateChange>,
    /// What else may change what usage costs.
    pub terms: Vec<TermChange>,
}

/// What changes from `before` to `after`.
pub fn difference(before: &Book, after: &Book) -> Difference {
    let older = lists(before);
    let newer = lists(after);
    let keys: BTreeSet<(&str, &str)> = older.keys().chain(newer.keys()).copied().collect();
    let mut rates = Vec::new();
    for key in keys {
        let before = older.get(&key).copied().unwrap_or_default();
        let after = newer.get(&key).copied().unwrap_or_default();
        rates.extend(changes(key, before, after));
    }
    Difference { rates, terms: term_changes(before, after) }
}

fn lists(book: &Book) -> BTreeMap<(&str, &str), &[Rate]> {
    let mut lists = BTreeMap::new();
    for channel in &book.channels {
        for model in &channel.models {
            lists.insert((channel.id.as_str(), model.id.as_str()), model.rates.as_slice());
        }
        lists.insert((channel.id.as_str(), EVERY_MODEL), channel.fees.as_slice());
    }
    lists
}

fn changes((channel, model): (&str, &str), before: &[Rate], after: &[Rate]) -> Vec<RateChange> {
    let change = |before: Option<&Rate>, after: Option<&Rate>, kind| RateChange {
        channel: channel.to_owned(),
        model: model.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
        kind,
    };
    let by_id: BTreeMap<RateId, &Rate> = after.iter().map(|rate| (rate.id, rate)).collect();
    let mut changes = Vec::new();
    let mut gone = Vec::new();
    for rate in before {
        match by_id.get(&rate.id) {
            Some(same) if *same == rate => {}
            Some(same) => changes.push(change(Some(rate), Some(same), ChangeKind::Known)),
            None => gone.push(rate),
        }
    }
    let known: BTreeSet<RateId> = before.iter().map(|rate| rate.id).collect();
    let mut fresh: Vec<&Rate> = after.iter().filter(|rate| !known.contains(&rate.id)).collect();
    // A row that only ends otherwise is found first, so that its successor is not taken for a correction of it.
    let mut unmatched = Vec::new();
    for rate in gone {
        let start = start_key(channel, model, rate);
        match fresh.iter().position(|other| start_key(channel, model, other) == start) {
            Some(at) => changes.push(change(Some(rate), Some(fresh.remove(at)), ChangeKind::Ended)),
            None => unmatched.push(rate),
        }
    }
    for rate in unmatched {
        match fresh.iter().position(|other| takes_the_place_of(other, rate)) {
            Some(at) => changes.push(change(Some(rate), Some(fresh.remove(at)), ChangeKind::Corrected)),
            None => changes.push(change(Some(rate), None, ChangeKind::Removed)),
        }
    }
    changes.extend(fresh.into_iter().map(|rate| change(None, Some(rate), ChangeKind::Added)));
    changes.sort_by(|a, b| shown(a).map(crate::order::of_rate).cmp(&shown(b).map(crate::order::of_rate)));
    changes
}

fn shown(change: &RateChange) -> Option<&Rate> {
    change.after.as_ref().or(change.before.as_ref())
}

fn takes_the_place_of(new: &Rate, old: &Rate) -> bool {
    new.meter == old.meter
        && new.tier == old.tier
        && new.geo == old.geo
        && new.band == old.band
        && new.clock == old.clock
        && new.valid.overlaps(&old.valid)
}

fn term_changes(before: &Book, after: &Book) -> Vec<TermChange> {
    let older: BTreeMap<_, _> = before.channels.iter().flat_map(terms).collect();
    let newer: BTreeMap<_, _> = after.channels.iter().flat_map(terms).collect();
    let keys: BTreeSet<_> = older.keys().chain(newer.keys()).collect();
    let changed = keys.into_iter().filter(|key| older.get(*key) != newer.get(*key));
    let change = |key: &(String, TermKind, String)| TermChange {
        channel: key.0.clone(),
        kind: key.1,
        name: key.2.clone(),
        is_in_older: older.contains_key(key),
        is_in_newer: newer.contains_key(key),
    };
    changed.map(change).collect()
}

/// Each term with its content as text; terms of one name are one entry.
fn terms(channel: &Channel) -> BTreeMap<(String, TermKind, String), String> {
    let mut found: BTreeMap<(String, TermKind, String), String> = BTreeMap::new();
    let mut add = |kind, name: &str, content: String| {
        let entry = found.entry((channel.id.clone(), kind, name.to_owned())).or_default();
        entry.push_str(&content);
    };
    let of_itself = (&channel.currency, &channel.billing_zone, &channel.default_geo);
    add(TermKind::Channel, &channel.id, format!("{of_itself:?}"));
    for model in &channel.models {
        let dates = (model.released, model.retired, model.context_window);
        let names = (&model.is, &model.aliases, &model.snapshots, &model.own_snapshots);
        add(TermKind::Model, &model.id, format!("{names:?} {dates:?}"));
    }
    for word in &channel.tier_words {
        add(TermKind::TierWord, &word.word, format!("{word:?}"));
    }
    for modifier in &channel.modifiers {
        add(TermKind::Modifier, &modifier.id, format!("{modifier:?}"));
    }
    for redirect in &channel.redirects {
        add(TermKind::Redirect, &redirect.from, format!("{redirect:?}"));
    }
    for allowance in &channel.allowances {
        add(TermKind::Allowance, allowance.meter.name(), format!("{allowance:?}"));
    }
    for calendar in &channel.calendars {
        add(TermKind::Calendar, &calendar.id, format!("{calendar:?}"));
    }
    for credit in &channel.credits {
        add(TermKind::Credit, &credit.text, format!("{credit:?}"));
    }
    for capacity in &channel.capacities {
        add(TermKind::Capacity, &capacity.id, format!("{capacity:?}"));
    }
    found
}
