//! The difference between two price books.

use std::path::Path;

use serde_json::{Value, json};
use showback_pricebook::{Rate, RateChange, TermChange, difference, rate_key};

use super::books::{self, Hashed};
use super::price_tables;
use crate::core::Core;
use crate::failure::{Failure, usage};
use crate::out;
use crate::words::{items, spaced, text};

/// Whether the word names a book that only a workspace knows.
pub(super) fn is_kept(word: &str) -> bool {
    word == "active" || (is_hash(word) && !Path::new(word).exists())
}

/// Hashes may be shortened to what tells them apart.
fn is_hash(word: &str) -> bool {
    word.len() >= 8 && word.len() <= 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Of books that need no workspace.
pub(super) fn files(before: &str, after: &str, is_json: bool) -> Result<(), Failure> {
    tell(&named(before)?, &named(after)?, is_json);
    Ok(())
}

/// Of books of which the workspace keeps at least one.
pub(super) async fn kept(core: &Core, before: &str, after: &str) -> Result<(), Failure> {
    let view = core.call("prices.book", Value::Null).await?;
    let before = found(core, &view, before).await?;
    let after = found(core, &view, after).await?;
    tell(&before, &after, core.is_json);
    Ok(())
}

fn named(word: &str) -> Result<Hashed, Failure> {
    if word == "bundled" { Ok(books::bundled_book()) } else { books::from_path(Some(Path::new(word))) }
}

async fn found(core: &Core, view: &Value, word: &str) -> Result<Hashed, Failure> {
    if !is_kept(word) {
        return named(word);
    }
    let active = text(view.get("active").unwrap_or(&Value::Null), "hash");
    let hash = if word == "active" { active } else { kept_hash(view, word)? };
    let bundled = books::bundled_book();
    if bundled.1 == hash {
        return Ok(bundled);
    }
    let answer = core.call("prices.bookText", json!({ "hash": hash })).await?;
    books::from_canonical(text(&answer, "text").as_bytes(), word)
}

/// The one book kept here whose hash begins so.
fn kept_hash<'a>(view: &'a Value, start: &str) -> Result<&'a str, Failure> {
    let folded = start.to_lowercase();
    let hashes = items(view, "versions").iter().map(|version| text(version, "hash"));
    let mut fitting = hashes.filter(|hash| hash.starts_with(&folded));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), _) => {
            Err(usage(format!("several books kept here begin with {start}"), "Write more of the hash"))
        }
        _ => Err(usage(
            format!("no book kept here has the hash {start}"),
            "Take a hash from the answer to showback prices import, a file, bundled or active",
        )),
    }
}

fn tell((before, before_hash): &Hashed, (after, after_hash): &Hashed, is_json: bool) {
    let found = difference(before, after);
    if is_json {
        out::json(&json!({
            "before": { "hash": before_hash, "version": before.version },
            "after": { "hash": after_hash, "version": after.version },
            "rates": found.rates.iter().map(rate_json).collect::<Vec<_>>(),
            "terms": found.terms.iter().map(term_json).collect::<Vec<_>>(),
        }));
        return;
    }
    out::answer(&price_tables::changes(found.rates.iter().map(rate_row).collect()));
    for term in &found.terms {
        let what = match (term.is_in_older, term.is_in_newer) {
            (false, _) => "added",
            (_, false) => "removed",
            _ => "changed",
        };
        out::answer(&format!("{} {} {}: {what}", term.channel, word(&term.kind), term.name));
    }
    out::answer(&format!(
        "{} to {}: {} rates and {} terms differ",
        before.version,
        after.version,
        found.rates.len(),
        found.terms.len()
    ));
}

fn price(rate: Option<&Rate>) -> Option<String> {
    let rate = rate?;
    Some(rate.price.map_or_else(|| "as input".to_owned(), |price| price.normalize().to_string()))
}

/// What tells the rate apart but its price.
fn key(change: &RateChange) -> String {
    let Some(rate) = change.after.as_ref().or(change.before.as_ref()) else { return String::new() };
    let whole = rate_key(&change.channel, &change.model, rate);
    whole.strip_prefix(&format!("{} {} ", change.channel, change.model)).unwrap_or(&whole).to_owned()
}

fn rate_row(change: &RateChange) -> Vec<String> {
    let shown = |rate: &Option<Rate>| price(rate.as_ref()).unwrap_or_else(|| "-".to_owned());
    let per = change.after.as_ref().or(change.before.as_ref()).map(|rate| rate.per);
    vec![
        word(&change.kind),
        change.channel.clone(),
        change.model.clone(),
        key(change),
        shown(&change.before),
        shown(&change.after),
        per.map(|per| per.to_string()).unwrap_or_default(),
    ]
}

fn rate_json(change: &RateChange) -> Value {
    let either = change.after.as_ref().or(change.before.as_ref());
    json!({
        "kind": change.kind,
        "channel": change.channel,
        "model": change.model,
        "key": key(change),
        "rate": either.map(|rate| rate.id),
        "before": price(change.before.as_ref()),
        "after": price(change.after.as_ref()),
        "per": either.map(|rate| rate.per),
    })
}

fn term_json(term: &TermChange) -> Value {
    json!({
        "kind": term.kind,
        "channel": term.channel,
        "name": term.name,
        "isInOlder": term.is_in_older,
        "isInNewer": term.is_in_newer,
    })
}

fn word(value: &impl serde::Serialize) -> String {
    spaced(serde_json::to_value(value).unwrap_or_default().as_str().unwrap_or_default())
}
