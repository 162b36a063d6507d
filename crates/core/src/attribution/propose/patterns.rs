//! What names of a selection have in common.

use super::parts::{Part, rank, texts};
use crate::attribution::columns::META;
use crate::attribution::matches::matches;
use crate::attribution::{Bits, Condition, Matcher, Subjects};

/// Columns whose texts people make up, and so often in one manner.
const NAMES: [&str; 8] =
    ["key_name", "project_name", "user_name", "feature", "customer", "workload", "model_family", "user"];
/// Beginnings of a column that are tried, the longest first.
const MOST: usize = 3;
/// Characters that a beginning or an end without a separator must have.
const SHORTEST: usize = 4;

/// What the selection's names begin or end with, for each column in which all of it has one.
pub(super) fn patterns(subjects: &Subjects, chosen: &Bits) -> Vec<Part> {
    let mut found = Vec::new();
    let columns = subjects.columns().filter(|name| NAMES.contains(name) || name.starts_with(META));
    for column in columns {
        let (texts, is_told) = texts(subjects, chosen, column);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        if !is_told || texts.is_empty() {
            continue;
        }
        let begin = beginnings(&texts).into_iter().map(|begin| Some(Matcher::Prefix(begin)));
        let end = ending(&texts).map(|end| Matcher::glob(&format!("*{end}")).ok());
        for matcher in begin.chain(end).flatten() {
            let condition = Condition::Column(column.to_owned(), matcher);
            found.push(Part { bits: matches(&condition, subjects), condition, cost: rank(column) });
        }
    }
    found
}

fn is_separator(character: char) -> bool {
    matches!(character, '-' | '_' | '.' | '/' | ':' | '@' | ' ')
}

/// Bytes that all texts begin with.
fn common_start(texts: &[&str]) -> usize {
    let Some((first, others)) = texts.split_first() else { return 0 };
    let shared = |other: &&str| {
        let pairs = first.char_indices().zip(other.chars());
        let same = pairs.take_while(|((_, left), right)| left == right).last();
        same.map_or(0, |((at, character), _)| at + character.len_utf8())
    };
    others.iter().map(shared).min().unwrap_or(first.len())
}

/// What all begin with, up to a separator: the longest first, none that is a whole text.
fn beginnings(texts: &[&str]) -> Vec<String> {
    let Some(first) = texts.first() else { return Vec::new() };
    let common = first.get(..common_start(texts)).unwrap_or("");
    let shortest = texts.iter().map(|text| text.len()).min().unwrap_or(0);
    let ends = common.char_indices().filter(|(at, character)| *at > 0 && is_separator(*character));
    let cuts = ends.map(|(at, character)| at + character.len_utf8()).filter(|cut| *cut < shortest);
    let mut found: Vec<String> = cuts.filter_map(|cut| common.get(..cut)).map(str::to_owned).collect();
    found.reverse();
    found.truncate(MOST);
    if found.is_empty() && common.len() < shortest && common.chars().count() >= SHORTEST {
        found.push(common.to_owned());
    }
    found
}

/// What all end with from a separator on, such as the domain of users; `None` where a glob could not say it.
fn ending(texts: &[&str]) -> Option<String> {
    let turned: Vec<String> = texts.iter().map(|text| text.chars().rev().collect()).collect();
    let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
    let common = turned.first()?.get(..common_start(&turned))?;
    let shortest = texts.iter().map(|text| text.len()).min()?;
    let last = common.char_indices().rfind(|(at, character)| *at > 0 && is_separator(*character));
    let cut = last.map(|(at, character)| at + character.len_utf8()).filter(|cut| *cut < shortest)?;
    let end: String = common.get(..cut)?.chars().rev().collect();
    (end.chars().count() >= SHORTEST && !end.contains(['*', '?'])).then_some(end)
}
