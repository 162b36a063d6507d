//! Looks through a whole log once, in bounded memory.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use xxhash_rust::xxh3::xxh3_64;

use super::fingerprint::numbered;
use super::flatten::{Cell, Unreadable, flatten};
use super::guesses::holds_content;
use super::model::{Shape, TimeForm};
use super::profile::{ColumnProfile, Kinds, Profile};
use super::values;
use crate::format::{Findings, Reader};
use crate::record::Place;

/// Columns that are looked at; further ones are counted.
const COLUMNS: usize = 1_000;
/// Different values that are told apart in one column.
const DISTINCT: usize = 1_000;
/// Examples of one column.
const EXAMPLES: usize = 5;
/// Longest text that may be an example.
const LABEL: usize = 64;
/// Longest dotted path of a column; longer ones come from keys that are text themselves.
const LONGEST_NAME: usize = 200;

/// A reader that looks instead of reading: give it every record of a log, then take its [`Profiler::finish`].
#[derive(Debug)]
pub struct Profiler {
    shape: Shape,
    records: u64,
    unreadable: u64,
    columns: Vec<Column>,
    by_name: HashMap<String, usize>,
    left_out: HashSet<u64>,
    /// Place of each field of a row among the columns; empty without a header.
    fields: Vec<Option<usize>>,
}

impl Profiler {
    /// A profiler of a log that is cut so.
    pub fn new(shape: Shape) -> Self {
        Self {
            shape,
            records: 0,
            unreadable: 0,
            columns: Vec::new(),
            by_name: HashMap::new(),
            left_out: HashSet::new(),
            fields: Vec::new(),
        }
    }

    /// What it saw.
    pub fn finish(self) -> Profile {
        Profile {
            shape: self.shape,
            records: self.records,
            unreadable: self.unreadable,
            columns: self.columns.into_iter().map(Column::finish).collect(),
            columns_left_out: u64::try_from(self.left_out.len()).unwrap_or(u64::MAX),
        }
    }

    fn column(&mut self, name: &str) -> Option<&mut Column> {
        if let Some(index) = self.by_name.get(name) {
            return self.columns.get_mut(*index);
        }
        if self.columns.len() >= COLUMNS || name.len() > LONGEST_NAME {
            // A count of names, and so a limit on them too.
            if self.left_out.len() < 100_000 {
                self.left_out.insert(xxh3_64(name.as_bytes()));
            }
            return None;
        }
        self.by_name.insert(name.to_owned(), self.columns.len());
        self.columns.push(Column::new(name));
        self.columns.last_mut()
    }
}

impl Reader for Profiler {
    fn header(&mut self, names: &[String]) {
        self.fields.clear();
        for name in numbered(names) {
            self.column(&name);
            self.fields.push(self.by_name.get(&name).copied());
        }
    }

    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        let mut cells = Vec::new();
        match flatten(record, &mut |_| true, &mut |path, cell| cells.push((path.to_owned(), cell))) {
            Ok(()) => self.records = self.records.saturating_add(1),
            Err(why) => {
                self.unreadable = self.unreadable.saturating_add(1);
                return reject(why, place, found);
            }
        }
        for (path, cell) in &cells {
            if let Some(column) = self.column(path) {
                column.take(cell);
            }
        }
    }

    fn row(&mut self, row: &csv::ByteRecord, place: Place, found: &mut Findings) {
        if row.len() != self.fields.len() {
            self.unreadable = self.unreadable.saturating_add(1);
            found.reject(place, "other_width", "the row has another number of fields than the header");
            return;
        }
        self.records = self.records.saturating_add(1);
        for (index, field) in self.fields.iter().zip(row.iter()) {
            let Some(column) = index.and_then(|index| self.columns.get_mut(index)) else { continue };
            match std::str::from_utf8(field) {
                Ok(text) => column.take(&Cell::Text(text.into())),
                Err(_) => column.take(&Cell::Nested),
            }
        }
    }
}

fn reject(why: Unreadable, place: Place, found: &mut Findings) {
    match why {
        Unreadable::NotJson => found.reject(place, "not_json", "the record is not JSON in UTF-8"),
        Unreadable::NotAnObject => found.reject(place, "not_an_object", "the record is JSON, but no object"),
    }
}

/// What is known of one column while looking.
#[derive(Debug)]
struct Column {
    name: String,
    filled: u64,
    kinds: Kinds,
    distinct: HashSet<u64>,
    has_more: bool,
    examples: Vec<String>,
    /// Whether a value was text that is no label: no example is shown then.
    has_prose: bool,
    smallest: Option<Decimal>,
    largest: Option<Decimal>,
    longest: u32,
}

impl Column {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            filled: 0,
            kinds: Kinds::default(),
            distinct: HashSet::new(),
            has_more: false,
            examples: Vec::new(),
            has_prose: holds_content(name),
            smallest: None,
            largest: None,
            longest: 0,
        }
    }

    fn take(&mut self, cell: &Cell<'_>) {
        let text = match cell {
            Cell::Nothing => return,
            Cell::Nested => {
                self.filled = self.filled.saturating_add(1);
                self.kinds.nested = self.kinds.nested.saturating_add(1);
                self.has_prose = true;
                return;
            }
            Cell::Bool(true) => "true",
            Cell::Bool(false) => "false",
            Cell::Number(text) => text,
            Cell::Text(text) => text.trim(),
        };
        if values::is_nothing(text) {
            return;
        }
        self.filled = self.filled.saturating_add(1);
        let length = text.chars().take(65_536).count();
        self.longest = self.longest.max(u32::try_from(length).unwrap_or(u32::MAX));
        let is_text = self.count(text);
        if length > LABEL || (is_text && !is_label(text)) {
            self.has_prose = true;
            self.examples.clear();
        }
        if self.distinct.len() < DISTINCT {
            let is_new = self.distinct.insert(xxh3_64(text.as_bytes()));
            if is_new && !self.has_prose && self.examples.len() < EXAMPLES {
                self.examples.push(text.to_owned());
            }
        } else if !self.has_more {
            self.has_more = !self.distinct.contains(&xxh3_64(text.as_bytes()));
        }
    }

    /// Counts the kind of a value; whether it is text.
    fn count(&mut self, text: &str) -> bool {
        let kinds = &mut self.kinds;
        let kind = if let Some(number) = values::decimal(text) {
            self.smallest = Some(self.smallest.map_or(number, |smallest| smallest.min(number)));
            self.largest = Some(self.largest.map_or(number, |largest| largest.max(number)));
            if number.is_sign_negative() && !number.is_zero() {
                kinds.negative = kinds.negative.saturating_add(1);
            }
            let epoch = [
                (TimeForm::EpochSeconds, &mut kinds.epoch_seconds),
                (TimeForm::EpochMillis, &mut kinds.epoch_millis),
                (TimeForm::EpochMicros, &mut kinds.epoch_micros),
                (TimeForm::EpochNanos, &mut kinds.epoch_nanos),
            ];
            match epoch.into_iter().find(|(form, _)| values::instant(text, *form, 0).is_some()) {
                Some((_, kind)) => kind,
                None if number.is_integer() => &mut kinds.whole,
                None => &mut kinds.fraction,
            }
        } else if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
            &mut kinds.boolean
        } else if values::instant(text, TimeForm::Iso, 0).is_some() {
            if values::names_zone(text) { &mut kinds.time_with_zone } else { &mut kinds.time_without_zone }
        } else {
            kinds.text = kinds.text.saturating_add(1);
            return true;
        };
        *kind = kind.saturating_add(1);
        false
    }

    fn finish(self) -> ColumnProfile {
        // Text that hardly repeats is ids or prose, which tell the analyst nothing and could be a person's.
        let distinct = u32::try_from(self.distinct.len()).ok().filter(|_| !self.has_more);
        let is_list = distinct.is_some_and(|count| count <= 12 || u64::from(count) * 4 <= self.filled);
        let shows = !self.has_prose && (self.kinds.text == 0 || is_list);
        ColumnProfile {
            name: self.name,
            filled: self.filled,
            kinds: self.kinds,
            distinct,
            examples: if shows { self.examples } else { Vec::new() },
            smallest: self.smallest,
            largest: self.largest,
            longest: self.longest,
        }
    }
}

/// Whether a text looks like a name or a code rather than a sentence.
fn is_label(text: &str) -> bool {
    text.split_whitespace().count() <= 3 && !text.contains(['\n', '?', '@', '"', '{'])
}
