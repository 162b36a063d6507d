//! Reading one rule.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::condition::read_condition;
use super::entry::{Entry, Report};
use crate::attribution::engine::pattern_on;
use crate::attribution::{Assignment, Condition, Dates, Mode, Rule, Source};

const FIELDS: [&str; 8] = ["id", "from", "until", "when", "set", "mode", "stop", "note"];
const FORM: &str = "write a text, { column = \"feature\" }, { capture = \"key_name\", group = 1 } or { lookup = \"project\", \
                    table = \"teams\" }";

/// A rule with its note.
pub(super) struct ReadRule {
    /// As it is named; empty where it has no name.
    pub(super) id: String,
    /// `None` when something is wrong with it.
    pub(super) rule: Option<Rule>,
    pub(super) note: Option<String>,
}

pub(super) fn read_rule(header: usize, table: &DeTable<'_>, report: &mut Report<'_>) -> ReadRule {
    let before = report.count();
    let mut entry = Entry::new("rule", header, table, report);
    let id = entry.required_text("id");
    entry.name = id.clone().unwrap_or_default();
    let is_plain = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if id.as_deref().is_some_and(|id| !is_plain(id)) {
        entry.refuse_field("id", "`id` has other characters", "use letters, digits, -, _ and .");
    }
    let dates = Dates { from: entry.day("from"), until: entry.day("until") };
    if let (Some(from), Some(until)) = (dates.from, dates.until)
        && from >= until
    {
        let remedy = "`until` is the first day on which it no longer holds: put it later";
        entry.refuse_field("until", "it ends before it begins", remedy);
    }
    let when = read_when(&mut entry);
    let set = read_set(&mut entry, when.as_ref());
    let mode = read_mode(&mut entry);
    let (stops, note) = (entry.flag("stop"), entry.text("note"));
    entry.only(&FIELDS);
    let is_whole = entry.report.count() == before;
    let id = id.unwrap_or_default();
    let rule = when.filter(|_| is_whole).map(|when| Rule { id: id.clone(), dates, when, set, mode, stops });
    ReadRule { id, rule, note }
}

fn read_when(entry: &mut Entry<'_, '_, '_, '_>) -> Option<Condition> {
    let Some(when) = entry.get("when") else {
        entry.refuse_field("when", "`when` is missing", "say what it is about, or `when.all = true`");
        return None;
    };
    match when.get_ref().as_table() {
        Some(table) => read_condition(entry, when.span().start, table),
        None => {
            entry.refuse_field("when", "`when` is not a table", "write for example when.key = \"key_1\"");
            None
        }
    }
}

fn read_mode(entry: &mut Entry<'_, '_, '_, '_>) -> Mode {
    let mode = entry.text("mode");
    match mode.as_deref() {
        None | Some("if_empty") => Mode::IfEmpty,
        Some("force") => Mode::Force,
        Some(other) => {
            let remedy = "use \"force\", or \"if_empty\" for what no source told";
            entry.refuse_field("mode", format!("`mode` does not know \"{other}\""), remedy);
            Mode::IfEmpty
        }
    }
}

fn read_set(entry: &mut Entry<'_, '_, '_, '_>, when: Option<&Condition>) -> Vec<Assignment> {
    let table = match entry.get("set").map(|set| set.get_ref()) {
        Some(DeValue::Table(table)) if !table.is_empty() => table,
        None | Some(DeValue::Table(_)) => {
            let remedy = "say what it decides, for example set.team = \"Search\"";
            entry.refuse_field("set", "it sets nothing", remedy);
            return Vec::new();
        }
        Some(_) => {
            let remedy = "write for example set.team = \"Search\"";
            entry.refuse_field("set", "`set` is not a table", remedy);
            return Vec::new();
        }
    };
    let mut set = Vec::new();
    for (key, value) in table.iter() {
        let (at, dimension) = (key.span().start, key.get_ref().as_ref());
        let is_known = entry.is_known_dimension(at, dimension);
        if let Some(value) = read_source(entry, dimension, value, when).filter(|_| is_known) {
            set.push((at, Assignment { dimension: dimension.to_owned(), value }));
        }
    }
    set.sort_by_key(|(at, _)| *at);
    set.into_iter().map(|(_, assignment)| assignment).collect()
}

fn read_source(
    entry: &mut Entry<'_, '_, '_, '_>,
    dimension: &str,
    value: &Spanned<DeValue<'_>>,
    when: Option<&Condition>,
) -> Option<Source> {
    let name = format!("set.{dimension}");
    let table = match value.get_ref() {
        DeValue::String(_) => return entry.text_of(&name, value).map(Source::Constant),
        DeValue::Table(table) => table,
        _ => {
            entry.refuse(value.span().start, format!("`{name}` is not a text"), FORM);
            return None;
        }
    };
    let words: Vec<&str> = table.keys().map(|key| key.get_ref().as_ref()).collect();
    let has = |first: &str, others: &[&str]| {
        words.contains(&first) && words.iter().all(|word| *word == first || others.contains(word))
    };
    let column = |entry: &mut Entry<'_, '_, '_, '_>, word: &str| {
        let value = table.get(word)?;
        let column = entry.text_of(word, value)?;
        entry.is_known_column(value.span().start, &column).then_some(column)
    };
    if has("column", &[]) {
        column(entry, "column").map(Source::Column)
    } else if has("capture", &["group"]) {
        let column = column(entry, "capture")?;
        let group = group(entry, table)?;
        has_group(entry, value.span().start, &column, group, when?).then_some(Source::Capture(column, group))
    } else if has("lookup", &["table"]) && words.contains(&"table") {
        let column = column(entry, "lookup");
        let table = lookup_table(entry, table.get("table")?);
        Some(Source::Lookup(column?, table?))
    } else {
        entry.refuse(value.span().start, format!("`{name}` cannot be read"), FORM);
        None
    }
}

/// 1 when it is not said.
fn group(entry: &mut Entry<'_, '_, '_, '_>, table: &DeTable<'_>) -> Option<usize> {
    let Some(value) = table.get("group") else { return Some(1) };
    let integer = value.get_ref().as_integer();
    let group = integer.and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
    if group.is_none() {
        let remedy = "write its number: 1 is the first pair of brackets, 0 all that matched";
        entry.refuse(value.span().start, "`group` is no number of a group", remedy);
    }
    group
}

fn has_group(
    entry: &mut Entry<'_, '_, '_, '_>,
    at: usize,
    column: &str,
    group: usize,
    when: &Condition,
) -> bool {
    let Some(groups) = pattern_on(when, column).and_then(|pattern| pattern.groups()) else {
        let what = format!("no regular expression on `{column}` must hold");
        entry.refuse(at, what, format!("add when.{column} = {{ regex = \"^(a)-\" }}"));
        return false;
    };
    if group > groups {
        let what = format!("the regular expression on `{column}` has no group {group}: it has {groups}");
        entry.refuse(at, what, "put brackets around the part that is meant, or use another number");
    }
    group <= groups
}

/// A table by its name, or one that is written in place.
fn lookup_table(
    entry: &mut Entry<'_, '_, '_, '_>,
    value: &Spanned<DeValue<'_>>,
) -> Option<std::collections::BTreeMap<String, String>> {
    if let DeValue::Table(table) = value.get_ref() {
        return table
            .iter()
            .map(|(key, value)| Some((key.get_ref().to_string(), entry.text_of(key.get_ref(), value)?)))
            .collect();
    }
    let name = entry.text_of("table", value)?;
    let known = entry.report.tables.get(&name).cloned();
    if known.is_none() {
        let names: Vec<&str> = entry.report.tables.keys().map(String::as_str).collect();
        let remedy = match names.as_slice() {
            [] => format!("open it with [table.{name}]"),
            names => format!("use {}, or open it with [table.{name}]", names.join(", ")),
        };
        entry.refuse(value.span().start, format!("the table \"{name}\" is not known"), remedy);
    }
    known
}
