//! Reading what a rule is about.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entry::Entry;
use crate::attribution::columns::META;
use crate::attribution::{Condition, Matcher, MatcherError};

const FORM: &str = "write a text, a list of texts, or one of { glob = \"a*\" }, { prefix = \"a\" }, { regex = \"^a\" } and \
                    { told = true }";
const SAY_ALL: &str = "say what it is about, or `when.all = true` for everything";

/// A condition of all that a table says, in the order of the text; what cannot be read is told and left out.
pub(super) fn read_condition(
    entry: &mut Entry<'_, '_, '_, '_>,
    at: usize,
    table: &DeTable<'_>,
) -> Option<Condition> {
    if table.is_empty() {
        entry.refuse(at, "a condition says nothing, and so matches all", SAY_ALL);
        return None;
    }
    let says_all = table.get("all").is_some_and(|all| all.get_ref().is_bool());
    if says_all && table.len() > 1 {
        let remedy = "remove `all`, or the others: they would say nothing";
        entry.refuse(at, "`all` stands beside other conditions", remedy);
        return None;
    }
    let mut parts: Vec<(usize, Option<Condition>)> = Vec::new();
    for (key, value) in table.iter() {
        let (at, name) = (key.span().start, key.get_ref().as_ref());
        match (name, value.get_ref()) {
            ("all", DeValue::Boolean(true)) => parts.push((at, Some(Condition::All(Vec::new())))),
            ("all", DeValue::Boolean(false)) => {
                entry.refuse(value.span().start, "`all = false` says nothing", SAY_ALL);
            }
            ("all", _) => parts.push((at, list(entry, "all", value).map(Condition::All))),
            ("any", _) => parts.push((at, list(entry, "any", value).map(Condition::Any))),
            ("not", DeValue::Table(inner)) => {
                let inner = read_condition(entry, value.span().start, inner);
                parts.push((at, inner.map(|inner| Condition::Not(Box::new(inner)))));
            }
            ("not", _) => {
                let remedy = "write for example not = { environment = \"dev\" }";
                entry.refuse(value.span().start, "`not` is not a table", remedy);
            }
            ("meta", DeValue::Table(inner)) => {
                for (key, value) in inner.iter() {
                    let name = format!("{META}{}", key.get_ref());
                    parts.push((key.span().start, column(entry, key.span().start, &name, value)));
                }
            }
            (name, _) => parts.push((at, column(entry, at, name, value))),
        }
    }
    parts.sort_by_key(|(at, _)| *at);
    let mut parts: Vec<Condition> = parts.into_iter().map(|(_, part)| part).collect::<Option<_>>()?;
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Condition::All(parts)),
    }
}

fn list(
    entry: &mut Entry<'_, '_, '_, '_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Vec<Condition>> {
    let at = value.span().start;
    let Some(items) = value.get_ref().as_array() else {
        let remedy = format!("write for example {name} = [ {{ gateway = \"a\" }}, {{ feature = \"b\" }} ]");
        entry.refuse(at, format!("`{name}` is not a list of tables"), remedy);
        return None;
    };
    if items.is_empty() {
        entry.refuse(at, format!("the list of `{name}` is empty"), SAY_ALL);
        return None;
    }
    let mut parts = Vec::new();
    for item in items.iter() {
        let at = item.span().start;
        match item.get_ref().as_table() {
            Some(table) => parts.push(read_condition(entry, at, table)),
            None => {
                let what = format!("`{name}` has something that is not a table");
                entry.refuse(at, what, "write for example { gateway = \"a\" }");
                parts.push(None);
            }
        }
    }
    parts.into_iter().collect()
}

fn column(
    entry: &mut Entry<'_, '_, '_, '_>,
    at: usize,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Condition> {
    // Both are looked at, so that all that is wrong is told at once.
    let is_known = entry.is_known_column(at, name);
    let matcher = matcher(entry, name, value)?;
    is_known.then(|| Condition::Column(name.to_owned(), matcher))
}

fn matcher(entry: &mut Entry<'_, '_, '_, '_>, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Matcher> {
    let at = value.span().start;
    match value.get_ref() {
        DeValue::String(_) => wanted(entry, name, value).map(Matcher::Is),
        DeValue::Array(items) if items.is_empty() => {
            let remedy = "name at least one text, or write { told = false }";
            entry.refuse(at, format!("the list of `{name}` is empty"), remedy);
            None
        }
        DeValue::Array(items) => {
            let texts: Vec<Option<String>> = items.iter().map(|item| wanted(entry, name, item)).collect();
            texts.into_iter().collect::<Option<BTreeSet<String>>>().map(Matcher::OneOf)
        }
        DeValue::Table(table) => pattern(entry, at, name, table),
        _ => {
            entry.refuse(at, format!("`{name}` is not a text"), FORM);
            None
        }
    }
}

fn wanted(entry: &mut Entry<'_, '_, '_, '_>, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
    let at = value.span().start;
    match value.get_ref().as_str() {
        Some("") => {
            entry.refuse(
                at,
                format!("`{name}` is an empty text"),
                "write { told = false } for what is not told",
            );
            None
        }
        Some(text) => Some(text.to_owned()),
        None => {
            entry.refuse(at, format!("`{name}` is not a text"), FORM);
            None
        }
    }
}

fn pattern(entry: &mut Entry<'_, '_, '_, '_>, at: usize, name: &str, table: &DeTable<'_>) -> Option<Matcher> {
    let mut parts = table.iter();
    let (Some((key, value)), None) = (parts.next(), parts.next()) else {
        entry.refuse(at, format!("`{name}` does not say exactly one thing"), FORM);
        return None;
    };
    let at = value.span().start;
    let read = match (key.get_ref().as_ref(), value.get_ref()) {
        ("told", DeValue::Boolean(true)) => Ok(Matcher::Told),
        ("told", DeValue::Boolean(false)) => Ok(Matcher::NotTold),
        ("glob" | "prefix" | "regex", DeValue::String(text)) if text.is_empty() => {
            let remedy = "write what it looks like, or { told = true } for any text";
            entry.refuse(at, format!("the pattern on `{name}` is empty"), remedy);
            return None;
        }
        ("glob", DeValue::String(text)) => Matcher::glob(text),
        ("prefix", DeValue::String(text)) => Ok(Matcher::Prefix(text.clone().into_owned())),
        ("regex", DeValue::String(text)) => Matcher::regex(text),
        (word, _) => {
            entry.refuse(key.span().start, format!("`{name}` cannot be read at \"{word}\""), FORM);
            return None;
        }
    };
    match read {
        Ok(matcher) => return Some(matcher),
        Err(MatcherError::Unreadable { detail, .. }) => {
            let cause = detail.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let what = format!("the regular expression on `{name}` cannot be read: {cause}");
            entry.refuse(at, what, "mend it, or write { glob = \"a*\" }");
        }
        Err(MatcherError::TooLarge { .. }) => {
            let what = format!("the pattern on `{name}` is too large");
            entry.refuse(at, what, "write fewer repetitions, or several rules");
        }
    }
    None
}
