//! A rule in one sentence.

use std::collections::BTreeSet;

use crate::attribution::columns::META;
use crate::attribution::{Assignment, Condition, Dates, Matcher, Mode, Rule, Source};

/// Texts of a list that are named; the others are counted.
const NAMED: usize = 5;

/// What a rule says, for people: `key is one of key_1, key_2 and project name is like search-*: team is Search`.
pub fn describe(rule: &Rule) -> String {
    let set: Vec<String> = rule.set.iter().map(assignment).collect();
    let set = if set.is_empty() { "sets nothing".to_owned() } else { set.join(", ") };
    let forced = if rule.mode == Mode::Force { ", whatever was told" } else { "" };
    let stops = if rule.stops { "; no later rule counts" } else { "" };
    format!("{}: {set}{}{forced}{stops}", said(&rule.when, Inside::Nothing), dates(rule.dates))
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    All,
    Any,
}

fn said(condition: &Condition, inside: Inside) -> String {
    match condition {
        Condition::All(parts) if parts.is_empty() => "everything".to_owned(),
        Condition::All(parts) => joined(parts, Inside::All, inside),
        Condition::Any(parts) if parts.is_empty() => "nothing".to_owned(),
        Condition::Any(parts) => joined(parts, Inside::Any, inside),
        Condition::Not(part) => match part.as_ref() {
            Condition::Column(column, matcher) => compared(column, matcher, true),
            other => format!("not ({})", said(other, Inside::Nothing)),
        },
        Condition::Column(column, matcher) => compared(column, matcher, false),
    }
}

fn joined(parts: &[Condition], own: Inside, inside: Inside) -> String {
    let word = if own == Inside::All { " and " } else { " or " };
    let parts: Vec<String> = parts.iter().map(|part| said(part, own)).collect();
    let text = parts.join(word);
    if parts.len() > 1 && inside != Inside::Nothing && inside != own { format!("({text})") } else { text }
}

fn compared(column: &str, matcher: &Matcher, is_not: bool) -> String {
    let (is, of) = (if is_not { "is not" } else { "is" }, if is_not { "does not " } else { "" });
    let s = if is_not { "" } else { "s" };
    let name = name(column);
    match matcher {
        Matcher::Is(text) => format!("{name} {is} {text}"),
        Matcher::OneOf(texts) => match texts.first().filter(|_| texts.len() == 1) {
            Some(only) => format!("{name} {is} {only}"),
            None => format!("{name} {is} one of {}", listed(texts)),
        },
        Matcher::Prefix(text) => format!("{name} {of}begin{s} with {text}"),
        Matcher::Glob(pattern) => format!("{name} {is} like {}", pattern.written()),
        Matcher::Regex(pattern) => {
            format!("{name} {of}match{} {}", if is_not { "" } else { "es" }, pattern.written())
        }
        Matcher::Told => format!("{name} {is} told"),
        Matcher::NotTold if is_not => format!("{name} is told"),
        Matcher::NotTold => format!("{name} is not told"),
    }
}

fn listed(texts: &BTreeSet<String>) -> String {
    let named: Vec<&str> = texts.iter().take(NAMED).map(String::as_str).collect();
    let more = texts.len() - named.len();
    let named = named.join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

/// A column as people call it.
fn name(column: &str) -> String {
    match column.strip_prefix(META) {
        Some(name) => format!("metadata {name}"),
        None => column.replace('_', " "),
    }
}

fn assignment(set: &Assignment) -> String {
    let dimension = set.dimension.replace('_', " ");
    match &set.value {
        Source::Constant(value) => format!("{dimension} is {value}"),
        Source::Column(column) => format!("{dimension} is what {} says", name(column)),
        Source::Capture(column, 0) => format!("{dimension} is what matched of {}", name(column)),
        Source::Capture(column, group) => format!("{dimension} is part {group} of {}", name(column)),
        Source::Lookup(column, _) => format!("{dimension} is what the table has for {}", name(column)),
    }
}

fn dates(dates: Dates) -> String {
    match (dates.from, dates.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {from} on"),
        (None, Some(until)) => format!(", before {until}"),
        (Some(from), Some(until)) => format!(", from {from} until before {until}"),
    }
}
