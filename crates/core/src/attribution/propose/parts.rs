//! What one column says of a selection.

use std::collections::BTreeSet;

use crate::attribution::columns::META;
use crate::attribution::matches::matches;
use crate::attribution::{Bits, Condition, Matcher, Subjects};

/// Columns from the one that says most and changes least. Further metadata comes after `user`.
const ORDER: [&str; 26] = [
    "key",
    "project",
    "user",
    "feature",
    "customer",
    "workload",
    "team",
    "environment",
    "key_name",
    "project_name",
    "user_name",
    "gateway",
    "model_family",
    "model",
    "product",
    "operation",
    "line_item",
    "account",
    "provider",
    "channel",
    "lane",
    "tier",
    "region",
    "token_class",
    "evidence",
    "connection",
];
/// What another column of a condition costs, in places of the order.
pub(super) const ANOTHER_COLUMN: u32 = 15;
/// Texts beyond which a list is hard to read.
const SHORT_LIST: usize = 20;
/// What a long list costs.
const LONG_LIST: u32 = 10;
/// What it costs that part of the selection is not told.
const PARTLY_TOLD: u32 = 50;
/// What it costs to look for what is not told: it says little of what is meant.
const NOT_TOLD: u32 = 200;

/// A condition that covers the selection, and how little it is liked.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) condition: Condition,
    pub(super) bits: Bits,
    pub(super) cost: u32,
}

impl Part {
    /// From here on a condition is only proposed where no other is left.
    pub(super) const LEAST_APT: u32 = PARTLY_TOLD;
}

/// One condition for each column, the best first. Each is true of all that is selected.
pub(super) fn parts(subjects: &Subjects, chosen: &Bits) -> Vec<Part> {
    let mut parts: Vec<Part> = subjects.columns().map(|column| part(subjects, chosen, column)).collect();
    // Columns come by name, so that two of one cost always come in one order.
    parts.sort_by_key(|part| part.cost);
    parts
}

fn part(subjects: &Subjects, chosen: &Bits, column: &str) -> Part {
    let (texts, is_told) = texts(subjects, chosen, column);
    let said = |matcher| Condition::Column(column.to_owned(), matcher);
    let mut cost = rank(column);
    if texts.len() > SHORT_LIST {
        cost += LONG_LIST;
    }
    let condition = match (texts.len(), is_told) {
        (0, _) => {
            cost += NOT_TOLD;
            said(Matcher::NotTold)
        }
        (_, true) => said(listed(texts)),
        (_, false) => {
            cost += PARTLY_TOLD;
            Condition::Any(vec![said(listed(texts)), said(Matcher::NotTold)])
        }
    };
    Part { bits: matches(&condition, subjects), condition, cost }
}

/// Texts of the selection in a column, and whether all of it is told.
pub(super) fn texts(subjects: &Subjects, chosen: &Bits, column: &str) -> (BTreeSet<String>, bool) {
    let (mut texts, mut is_told) = (BTreeSet::new(), true);
    for place in chosen.iter() {
        match subjects.text(place, column) {
            Some(text) if texts.contains(text) => {}
            Some(text) => {
                texts.insert(text.to_owned());
            }
            None => is_told = false,
        }
    }
    (texts, is_told)
}

fn listed(mut texts: BTreeSet<String>) -> Matcher {
    match texts.len() {
        1 => texts.pop_first().map_or(Matcher::Told, Matcher::Is),
        _ => Matcher::OneOf(texts),
    }
}

/// Place of a column in the order; one that is not in it stands before the last.
pub(super) fn rank(column: &str) -> u32 {
    let last = ORDER.len() - 1;
    let name = if column.starts_with(META) { "user" } else { column };
    let place = ORDER.iter().position(|known| *known == name).unwrap_or(last);
    let place = u32::try_from(place).unwrap_or(u32::MAX / 4);
    // Twice, so that metadata fits in after `user`.
    place * 2 + u32::from(column.starts_with(META))
}
