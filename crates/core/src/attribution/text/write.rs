//! The text form of a rule, written from what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Tables;
use crate::attribution::columns::META;
use crate::attribution::{Condition, Matcher, Mode, Rule, Source};
use crate::text_form::{Field, key, quoted};

/// One rule from its `[[rule]]` to the end of its last line. Tables that have a name in `tables` are named, others are
/// written in place.
pub fn write(rule: &Rule, note: Option<&str>, tables: &Tables) -> String {
    let mut text = String::from("[[rule]]\n");
    for field in fields(rule, note, tables) {
        let path: Vec<String> = field.path.iter().map(|name| key(name)).collect();
        let _ = writeln!(text, "{} = {}", path.join("."), field.value);
    }
    text
}

/// Tables that rules look values up in.
pub fn write_tables(tables: &Tables) -> String {
    let mut text = String::new();
    for (name, entries) in tables {
        let _ = writeln!(text, "[table.{}]", key(name));
        for (told, value) in entries {
            let _ = writeln!(text, "{} = {}", quoted(told), quoted(value));
        }
    }
    text
}

/// Every field that is stated, in the order of the documentation.
pub(super) fn fields(rule: &Rule, note: Option<&str>, tables: &Tables) -> Vec<Field> {
    let mut out = vec![Field::of("id", quoted(&rule.id))];
    out.extend(rule.dates.from.map(|day| Field::of("from", day.to_string())));
    out.extend(rule.dates.until.map(|day| Field::of("until", day.to_string())));
    for (mut path, value) in parts(&rule.when) {
        path.insert(0, "when".to_owned());
        out.push(Field { path, value });
    }
    for set in &rule.set {
        out.push(Field::inside(&["set"], &set.dimension, source(&set.value, tables)));
    }
    if rule.mode == Mode::Force {
        out.push(Field::of("mode", quoted("force")));
    }
    if rule.stops {
        out.push(Field::of("stop", "true"));
    }
    let note = note.filter(|note| !note.trim().is_empty());
    out.extend(note.map(|note| Field::of("note", quoted(note))));
    out
}

/// What a condition says, as the names and values of one table.
fn parts(condition: &Condition) -> Vec<(Vec<String>, String)> {
    match condition {
        Condition::All(all) if stand_side_by_side(all) => all.iter().map(part).collect(),
        other => vec![part(other)],
    }
}

/// Whether each of several conditions has a name of its own in a table.
fn stand_side_by_side(all: &[Condition]) -> bool {
    let mut names = BTreeSet::new();
    all.len() > 1
        && all.iter().all(|part| match part {
            Condition::All(inner) => !inner.is_empty() && names.insert("all"),
            Condition::Any(_) => names.insert("any"),
            Condition::Not(_) => names.insert("not"),
            Condition::Column(column, _) => names.insert(column.as_str()),
        })
}

fn part(condition: &Condition) -> (Vec<String>, String) {
    let list = |parts: &[Condition]| {
        let tables: Vec<String> = parts.iter().map(table).collect();
        format!("[{}]", tables.join(", "))
    };
    let of = |name: &str, value: String| (vec![name.to_owned()], value);
    match condition {
        Condition::All(parts) if parts.is_empty() => of("all", "true".to_owned()),
        Condition::All(parts) => of("all", list(parts)),
        Condition::Any(parts) => of("any", list(parts)),
        Condition::Not(part) => of("not", table(part)),
        Condition::Column(column, wanted) => match column.strip_prefix(META) {
            Some(name) => (vec!["meta".to_owned(), name.to_owned()], matcher(wanted)),
            None => of(column, matcher(wanted)),
        },
    }
}

fn table(condition: &Condition) -> String {
    let fields: Vec<String> = parts(condition)
        .into_iter()
        .map(|(path, value)| {
            let path: Vec<String> = path.iter().map(|name| key(name)).collect();
            format!("{} = {value}", path.join("."))
        })
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

fn matcher(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Is(text) => quoted(text),
        Matcher::OneOf(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
        Matcher::Prefix(text) => format!("{{ prefix = {} }}", quoted(text)),
        Matcher::Glob(pattern) => format!("{{ glob = {} }}", quoted(pattern.written())),
        Matcher::Regex(pattern) => format!("{{ regex = {} }}", quoted(pattern.written())),
        Matcher::Told => "{ told = true }".to_owned(),
        Matcher::NotTold => "{ told = false }".to_owned(),
    }
}

fn source(source: &Source, tables: &Tables) -> String {
    match source {
        Source::Constant(value) => quoted(value),
        Source::Column(column) => format!("{{ column = {} }}", quoted(column)),
        Source::Capture(column, group) => format!("{{ capture = {}, group = {group} }}", quoted(column)),
        Source::Lookup(column, values) => {
            let named = tables.iter().find(|(_, known)| *known == values);
            let table = named.map_or_else(|| in_place(values), |(name, _)| quoted(name));
            format!("{{ lookup = {}, table = {table} }}", quoted(column))
        }
    }
}

fn in_place(values: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> =
        values.iter().map(|(text, value)| format!("{} = {}", key(text), quoted(value))).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", lines.join(", ")) }
}
