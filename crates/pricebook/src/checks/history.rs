//! History is append-only: a published rate stays, or a correction says what was wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::table;
use crate::finding::{Finding, Severity};
use crate::model::{Book, RateId};
use crate::places::{Item, Place, Places};
use crate::rate_key::{id_of_key, rate_key, start_key};

const HEADER: &str =
    "# Every published rate: its id and its key. Written by `pricebook publish`, never by hand.\n";

/// The lock of a book: one line for each rate, in order.
pub(crate) fn lock_text(book: &Book) -> String {
    let mut lines: Vec<String> = table::lists(book)
        .flat_map(|list| list.rows().map(move |(_, rate)| rate_key(&list.channel.id, list.model_id(), rate)))
        .map(|key| format!("{} {key}\n", id_of_key(&key)))
        .collect();
    lines.sort_by(|a, b| a.get(17..).cmp(&b.get(17..)));
    format!("{HEADER}{}", lines.concat())
}

/// The lock after a publication: the lines of the book, and of the lock before those that a correction names.
pub(crate) fn next_lock(book: &Book, before: &str) -> String {
    let corrected: BTreeSet<String> =
        book.corrections.iter().map(|correction| correction.rate.to_string()).collect();
    let lock = lock_text(book);
    let is_corrected = |line: &&str| line.get(..16).is_some_and(|id| corrected.contains(id));
    let (header, rates): (Vec<&str>, Vec<&str>) = lock.lines().partition(|line| line.starts_with('#'));
    let mut lines: Vec<&str> = rates.into_iter().chain(before.lines().filter(is_corrected)).collect();
    lines.sort_by_key(|line| line.get(17..));
    lines.dedup();
    header.into_iter().chain(lines).flat_map(|line| [line, "\n"]).collect()
}

/// Rates of the lock that are gone without a word, lines that were tampered with, corrections that correct nothing.
pub(crate) fn check(book: &Book, places: &Places, file: usize, lock: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut ids = BTreeSet::new();
    let mut starts = BTreeSet::new();
    for list in table::lists(book) {
        for (_, rate) in list.rows() {
            ids.insert(rate.id);
            starts.insert(start_key(&list.channel.id, list.model_id(), rate));
        }
    }
    let corrected: BTreeMap<RateId, usize> =
        book.corrections.iter().enumerate().map(|(at, correction)| (correction.rate, at)).collect();
    let mut published = BTreeSet::new();
    let mut offset = 0;
    for line in lock.split_inclusive('\n') {
        let place = Place { file, offset };
        offset += line.len();
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((id, key)) = parse(line) else {
            let what = format!("\"{line}\" is no line of the lock");
            let remedy = "take the file as it was published; it is never edited by hand".to_owned();
            findings.push(places.finding(place, Severity::Error, "lock", what, remedy));
            continue;
        };
        published.insert(id);
        let start = key.rfind("..").and_then(|at| key.get(..at + 2)).unwrap_or(key);
        if !ids.contains(&id) && !starts.contains(start) && !corrected.contains_key(&id) {
            let what = format!("the published rate {key} is gone");
            let remedy = format!(
                "put it back, or add a [[correction]] of \"{id}\" with reason and wrong_since to book.toml"
            );
            findings.push(places.finding(place, Severity::Error, "published", what, remedy));
        }
    }
    for (rate, at) in corrected {
        if ids.contains(&rate) || !published.contains(&rate) {
            let what = format!("the correction of \"{rate}\" corrects nothing");
            let remedy = "name a rate of published.txt that the book no longer has".to_owned();
            let place = places.of(Item::Correction(at));
            findings.push(places.finding(place, Severity::Error, "correction", what, remedy));
        }
    }
    findings
}

/// A line whose key has the id it claims.
fn parse(line: &str) -> Option<(RateId, &str)> {
    let (id, key) = line.split_once(' ')?;
    let id = (id.len() == 16).then(|| u64::from_str_radix(id, 16).ok().map(RateId)).flatten()?;
    (id_of_key(key) == id).then_some((id, key))
}
