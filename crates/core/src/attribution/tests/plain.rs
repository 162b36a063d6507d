//! An evaluator without numbers for texts and without stretches: one series, one dimension, one day.

use std::collections::BTreeMap;

use crate::attribution::engine::pattern_on;
use crate::attribution::{Condition, Directory, HandTag, Mode, OWNED_COLUMNS, Rule, Source, Told, Why};
use crate::kernel::Day;

/// A series as it is told.
pub type Series = BTreeMap<&'static str, String>;

fn text<'s>(series: &'s Series, column: &str) -> Option<&'s str> {
    series.get(column).map(String::as_str).filter(|text| !text.is_empty())
}

fn holds(condition: &Condition, series: &Series) -> bool {
    match condition {
        Condition::All(parts) => !parts.iter().any(|part| !holds(part, series)),
        Condition::Any(parts) => parts.iter().map(|part| holds(part, series)).max().unwrap_or(false),
        Condition::Not(part) => !holds(part, series),
        Condition::Column(column, matcher) => matcher.passes(series.get(column.as_str()).map(String::as_str)),
    }
}

fn value(source: &Source, rule: &Rule, series: &Series) -> Option<String> {
    match source {
        Source::Constant(value) => Some(value.clone()),
        Source::Column(column) => text(series, column).map(str::to_owned),
        Source::Lookup(column, table) => text(series, column).and_then(|key| table.get(key).cloned()),
        Source::Capture(column, group) => {
            let part = pattern_on(&rule.when, column)?.capture(text(series, column)?, *group)?;
            (!part.is_empty()).then(|| part.to_owned())
        }
    }
}

fn from_source(series: &Series, directory: &Directory, dimension: &str, day: Day) -> Option<(String, Why)> {
    if let Some(text) = directory.inherits.get(dimension).and_then(|column| text(series, column)) {
        return Some((text.to_owned(), Why::Inherited));
    }
    for column in OWNED_COLUMNS {
        for owner in &directory.owners {
            let is_about = owner.dimension == dimension && owner.dates.holds_on(day);
            if is_about && owner.column == column && text(series, column) == Some(owner.text.as_str()) {
                return Some((owner.value.clone(), Why::Owner(owner.id)));
            }
        }
    }
    None
}

/// With the value as the registry calls it.
fn called(directory: &Directory, dimension: &str, value: Option<String>, why: Why) -> Told {
    let names = directory.names.get(dimension);
    let of = |value: &str| names.and_then(|names| names.get(&value.to_lowercase()).cloned());
    Told { value: value.map(|value| of(&value).unwrap_or(value)), why }
}

pub fn told(
    series: &Series,
    subject: usize,
    rules: &[Rule],
    hands: &[HandTag],
    directory: &Directory,
    dimension: &str,
    day: Day,
) -> Told {
    let mut latest: Option<&HandTag> = None;
    for tag in hands {
        let is_about = tag.subject == subject && tag.dimension == dimension && tag.dates.holds_on(day);
        if is_about && latest.is_none_or(|known| known.id < tag.id) {
            latest = Some(tag);
        }
    }
    if let Some(tag) = latest {
        return called(directory, dimension, tag.value.clone(), Why::Hand(tag.id));
    }
    let from_source = from_source(series, directory, dimension, day);
    for (place, rule) in rules.iter().enumerate() {
        if !rule.dates.holds_on(day) || !holds(&rule.when, series) {
            continue;
        }
        if rule.mode == Mode::Force || from_source.is_none() {
            for set in &rule.set {
                if set.dimension == dimension
                    && let Some(value) = value(&set.value, rule, series)
                {
                    return called(directory, dimension, Some(value), Why::Rule(place));
                }
            }
        }
        if rule.stops {
            break;
        }
    }
    match from_source {
        Some((value, why)) => called(directory, dimension, Some(value), why),
        None => Told { value: None, why: Why::Nothing },
    }
}
