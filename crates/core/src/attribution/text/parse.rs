//! From text to rules, with every finding.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entry::Report;
use super::finding::RuleFinding;
use super::fixture::read_fixture;
use super::rule::{ReadRule, read_rule};
use super::{Fixture, RulesText};
use crate::text_form::{EntryPlace, opened_tables, spread};

/// Longest text, in bytes.
const LONGEST_TEXT: usize = 2 << 20;
/// Most rules of a text.
const MOST_RULES: usize = 5_000;

/// Rules with the place of each entry of the text, in its order.
pub(super) struct Located {
    pub(super) text: RulesText,
    pub(super) places: Vec<EntryPlace>,
    /// Which of the places is that of each rule.
    pub(super) of_rules: Vec<usize>,
}

/// What opens an entry.
type Opened<'a, 'i> = (Range<usize>, &'a DeTable<'i>);

/// Reads the text form; answers every finding, in the order of the text. An empty text has no rules. The dimensions are
/// those that rules may set.
pub fn parse(text: &str, known_dimensions: &BTreeSet<String>) -> Result<RulesText, Vec<RuleFinding>> {
    locate(text, known_dimensions).map(|located| located.text)
}

pub(super) fn locate(text: &str, dimensions: &BTreeSet<String>) -> Result<Located, Vec<RuleFinding>> {
    let mut report = Report::new(text, dimensions);
    if text.len() > LONGEST_TEXT {
        let what = format!("the text is longer than {LONGEST_TEXT} bytes");
        report.add(0, None, what, "look values up in the directory rather than in rules");
        return Err(report.finish());
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        let what = format!("the text cannot be read here: {}", error.message());
        report.add(at, None, what, "write it as docs/rules.md shows");
    }
    // What is left of such a text would be refused for what it does not mean.
    if report.count() > 0 {
        return Err(report.finish());
    }
    let root = root.get_ref();
    known_words(root, &mut report);
    let mut places = read_tables(root, &mut report);
    let (rules, tests) = (opened(root, "rule", &mut report), opened(root, "test", &mut report));
    if rules.len() > MOST_RULES {
        let what = format!("the text has {} rules: {MOST_RULES} are the most", rules.len());
        let at = rules.get(MOST_RULES).map_or(0, |(header, _)| header.start);
        report.add(at, None, what, "set values from a column or a table instead of one rule for each");
        return Err(report.finish());
    }
    let of = |(header, table): &Opened<'_, '_>| EntryPlace::new(header.clone(), table);
    places.extend(rules.iter().map(of));
    places.extend(tests.iter().map(of));
    places.sort_by_key(|place| place.header.start);
    let read: Vec<ReadRule> =
        rules.iter().map(|(header, table)| read_rule(header.start, table, &mut report)).collect();
    let fixtures: Vec<Option<Fixture>> =
        tests.iter().map(|(header, table)| read_fixture(header.start, table, &mut report)).collect();
    taken_ids(&rules, &read, &mut report);
    for place in spread(&places).filter_map(|at| places.get(at)) {
        let what = "an entry goes on after another one".to_owned();
        report.add(place.header.start, None, what, "put all fields of an entry in one place");
    }
    if report.count() > 0 {
        return Err(report.finish());
    }
    let of_rule = |(header, _): &Opened<'_, '_>| {
        places.binary_search_by_key(&header.start, |place| place.header.start).ok()
    };
    let of_rules = rules.iter().filter_map(of_rule).collect();
    let tables = std::mem::take(&mut report.tables);
    let mut found = RulesText { tables, ..RulesText::default() };
    for (read, line) in read.into_iter().zip(lines(text, &rules)) {
        found.lines.insert(read.id.clone(), line);
        found.notes.extend(read.note.map(|note| (read.id, note)));
        found.rules.extend(read.rule);
    }
    let tests_at = fixtures.into_iter().zip(lines(text, &tests));
    found.tests = tests_at.filter_map(|(test, line)| Some(Fixture { line: Some(line), ..test? })).collect();
    Ok(Located { text: found, places, of_rules })
}

fn known_words(root: &DeTable<'_>, report: &mut Report<'_>) {
    for (key, _) in root.iter() {
        let word = key.get_ref().as_ref();
        if !["rule", "table", "test"].contains(&word) {
            let what = format!("\"{word}\" is no kind of entry");
            report.add(key.span().start, None, what, "use [[rule]], [table.NAME] or [[test]]");
        }
    }
}

/// Entries of a kind, in the order of the text.
fn opened<'a, 'i>(root: &'a DeTable<'i>, word: &str, report: &mut Report<'_>) -> Vec<Opened<'a, 'i>> {
    let Some((key, value)) = root.get_key_value(word) else { return Vec::new() };
    let found = opened_tables(value, report.text());
    if found.is_none() {
        let what = format!("`{word}` is not a list of entries");
        report.add(key.span().start, None, what, format!("open each with [[{word}]]"));
    }
    found.unwrap_or_default()
}

/// Reads the tables that values are looked up in, and tells where those stand that have a header of their own.
fn read_tables(root: &DeTable<'_>, report: &mut Report<'_>) -> Vec<EntryPlace> {
    let mut places = Vec::new();
    let Some((key, value)) = root.get_key_value("table") else { return places };
    let Some(tables) = value.get_ref().as_table() else {
        let what = "`table` is not a table of tables".to_owned();
        report.add(key.span().start, None, what, "open each with [table.NAME]");
        return places;
    };
    let text = report.text();
    let has_header =
        |value: &Spanned<DeValue<'_>>| text.get(value.span()).is_some_and(|opening| opening.starts_with('['));
    for (name, value) in tables.iter() {
        let name = name.get_ref().as_ref();
        let Some(table) = value.get_ref().as_table() else {
            let what = format!("`table.{name}` is not a table");
            report.add(value.span().start, None, what, format!("open it with [table.{name}]"));
            continue;
        };
        let mut read = BTreeMap::new();
        for (key, value) in table.iter() {
            match value.get_ref().as_str().filter(|text| !text.trim().is_empty()) {
                Some(text) => {
                    read.insert(key.get_ref().to_string(), text.to_owned());
                }
                None => {
                    let what = format!("table \"{name}\": \"{}\" has no text", key.get_ref());
                    report.add(value.span().start, None, what, "write a value in quotes, or remove the line");
                }
            }
        }
        report.tables.insert(name.to_owned(), read);
        if has_header(value) {
            places.push(EntryPlace::new(value.span(), table));
        }
    }
    if has_header(value) && places.is_empty() {
        places.push(EntryPlace::new(value.span(), tables));
    }
    places
}

fn taken_ids(rules: &[Opened<'_, '_>], read: &[ReadRule], report: &mut Report<'_>) {
    let mut taken = BTreeSet::new();
    for ((header, table), rule) in rules.iter().zip(read).filter(|(_, rule)| !rule.id.is_empty()) {
        if !taken.insert(rule.id.as_str()) {
            let at = table.get("id").map_or(header.start, |id| id.span().start);
            let what = format!("the id \"{}\" is taken: another rule has it already", rule.id);
            report.add(at, Some(&rule.id), what, "give each rule an id of its own");
        }
    }
}

/// Line of each entry, from 1.
fn lines(text: &str, opened: &[Opened<'_, '_>]) -> Vec<u32> {
    let (mut line, mut seen) = (1_u32, 0);
    let line_of = |(header, _): &Opened<'_, '_>| {
        let newlines = text.get(seen..header.start).unwrap_or("").matches('\n').count();
        line = line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        seen = header.start;
        line
    };
    opened.iter().map(line_of).collect()
}
