//! Where each part of a book stands in its source files.

use std::collections::HashMap;

use crate::finding::{Finding, Severity};

/// A byte of a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Position in the list of files.
    pub(crate) file: usize,
    /// Byte offset.
    pub(crate) offset: usize,
}

/// A list of a channel whose entries rules can point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Source,
    TierWord,
    Fee,
    Modifier,
    Redirect,
    Allowance,
    Calendar,
    Credit,
    Capacity,
}

/// A part of a book, by its position: channel, then model, then entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    Book,
    Correction(usize),
    Channel(usize),
    Entry(usize, Part, usize),
    Model(usize, usize),
    Alias(usize, usize, usize),
    Snapshot(usize, usize, usize),
    Rate(usize, usize, usize),
}

/// A source file and where its lines begin.
#[derive(Clone, Debug)]
pub(crate) struct FileLines {
    name: String,
    text: String,
    starts: Vec<usize>,
}

impl FileLines {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset.min(self.text.len())).unwrap_or_default();
        let column = before.chars().count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// The places of a book; a book without source files has one place, the start of its only line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    pub(crate) files: Vec<FileLines>,
    of: HashMap<Item, Place>,
}

impl Places {
    /// For a book that was not read from source files.
    pub(crate) fn without_source(name: &str) -> Self {
        Self { files: vec![FileLines::new(name, "")], of: HashMap::new() }
    }

    pub(crate) fn set(&mut self, item: Item, place: Place) {
        self.of.insert(item, place);
    }

    pub(crate) fn of(&self, item: Item) -> Place {
        self.of.get(&item).copied().unwrap_or_default()
    }

    /// A finding at a place.
    pub(crate) fn finding(
        &self,
        place: Place,
        severity: Severity,
        rule: &'static str,
        what: String,
        remedy: String,
    ) -> Finding {
        let (file, line, column) = match self.files.get(place.file) {
            Some(file) => {
                let (line, column) = file.line_and_column(place.offset);
                (file.name.clone(), line, column)
            }
            None => (String::new(), 1, 1),
        };
        Finding { file, line, column, severity, rule, what, remedy }
    }
}
