//! Where entries and bytes stand.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPlace {
    /// Its `[[...]]`, or `[...]`.
    pub header: Range<usize>,
    /// End of its last value; of its header when it has none.
    pub end: usize,
    /// First byte of each field's value.
    pub fields: BTreeMap<String, usize>,
}

impl EntryPlace {
    /// Of the table that a header opens.
    pub fn new(header: Range<usize>, table: &DeTable<'_>) -> Self {
        let fields = table.iter().map(|(key, value)| (key.get_ref().to_string(), value.span().start));
        let end = last_value(table).unwrap_or(0).max(header.end);
        Self { end, fields: fields.collect(), header }
    }

    /// First byte of a field's value; of the header when it has no such field.
    pub fn at(&self, field: &str) -> usize {
        self.fields.get(field).copied().unwrap_or(self.header.start)
    }
}

fn last_value(table: &DeTable<'_>) -> Option<usize> {
    let end = |value: &Spanned<DeValue<'_>>| match value.get_ref().as_table() {
        Some(inner) => last_value(inner).unwrap_or(0).max(value.span().end),
        None => value.span().end,
    };
    table.values().map(end).max()
}

/// The tables of `[[...]]`; `None` for any other value, such as a list of inline tables.
pub fn opened_tables<'a, 'i>(
    value: &'a Spanned<DeValue<'i>>,
    text: &str,
) -> Option<Vec<(Range<usize>, &'a DeTable<'i>)>> {
    let items = value.get_ref().as_array().filter(|items| !items.is_empty())?;
    let opened = items.iter().map(|item| {
        let is_opened = text.get(item.span()).is_some_and(|opening| opening.starts_with("[["));
        item.get_ref().as_table().filter(|_| is_opened).map(|table| (item.span(), table))
    });
    opened.collect()
}

/// Entries that go on after the next one, by their number; the places are in the order of the text.
pub fn spread(places: &[EntryPlace]) -> impl Iterator<Item = usize> {
    let pairs = places.iter().zip(places.iter().skip(1)).enumerate();
    pairs.filter(|(_, (place, next))| place.end > next.header.start).map(|(at, _)| at)
}

/// Line and character of a byte of the text, both from 1.
pub fn place(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
