//! Reads records by a mapping: finds the mapped columns of each.

use std::collections::HashMap;

use super::normalise::Normaliser;
use crate::format::{Findings, Reader, Source};
use crate::mapping::flatten::{Cell, Unreadable, flatten};
use crate::mapping::{Mapping, Severity, check, numbered};
use crate::record::Place;

/// Reads by a mapping.
pub(super) struct MappedReader {
    normaliser: Normaliser,
    /// Places in the mapping of each mapped column, by its name.
    columns: HashMap<String, Vec<usize>>,
    /// Objects that hold mapped columns.
    inner: Vec<String>,
    /// For each place in the mapping, the field of a row; empty without a header.
    fields: Vec<Option<usize>>,
    /// Fields of the header.
    width: usize,
    /// Why nothing can be read.
    problem: Option<(&'static str, String)>,
}

impl MappedReader {
    pub(super) fn new(mapping: Option<Mapping>, source: &Source) -> Self {
        let problem = problem_of(mapping.as_ref());
        let mapping = mapping.unwrap_or_else(|| Mapping::new(crate::mapping::Shape::Csv));
        let mut columns: HashMap<String, Vec<usize>> = HashMap::new();
        let mut inner = Vec::new();
        for (place, column) in mapping.columns.iter().enumerate() {
            columns.entry(column.column.clone()).or_default().push(place);
            let ends = column.column.match_indices('.').map(|(end, _)| end);
            inner.extend(ends.filter_map(|end| column.column.get(..end)).map(str::to_owned));
        }
        inner.sort_unstable();
        inner.dedup();
        let normaliser = Normaliser::new(mapping, source);
        Self { normaliser, columns, inner, fields: Vec::new(), width: 0, problem }
    }

    /// The mapped cells of a JSON record, and the path of one that it tells twice.
    fn cells<'a>(&self, record: &'a [u8]) -> Result<(Vec<Cell<'a>>, Option<String>), Unreadable> {
        let mut cells: Vec<Cell<'a>> = vec![Cell::Nothing; self.normaliser.mapping().columns.len()];
        let (mut seen, mut twice) = (vec![false; cells.len()], None);
        let mut enter = |path: &str| self.inner.binary_search_by(|there| there.as_str().cmp(path)).is_ok();
        let take: &mut dyn FnMut(&str, Cell<'a>) = &mut |path, cell| {
            for index in self.columns.get(path).map_or(&[][..], Vec::as_slice) {
                if let (Some(there), Some(seen)) = (cells.get_mut(*index), seen.get_mut(*index)) {
                    if *seen {
                        twice = Some(path.to_owned());
                    }
                    *seen = true;
                    *there = cell.clone();
                }
            }
        };
        flatten(record, &mut enter, take)?;
        Ok((cells, twice))
    }

    /// Rejects the record when nothing can be read at all.
    fn is_stopped(&self, place: Place, found: &mut Findings) -> bool {
        if let Some((code, reason)) = &self.problem {
            found.reject(place, code, reason.clone());
        }
        self.problem.is_some()
    }
}

fn problem_of(mapping: Option<&Mapping>) -> Option<(&'static str, String)> {
    let Some(mapping) = mapping else {
        return Some((
            "no_mapping",
            "nothing is known of the columns of this log: make or choose a mapping".to_owned(),
        ));
    };
    let stopping = check(mapping).into_iter().find(|finding| finding.severity == Severity::Blocks)?;
    Some(("bad_mapping", format!("the mapping cannot be used: {}", stopping.message)))
}

impl Reader for MappedReader {
    fn header(&mut self, names: &[String]) {
        let names = numbered(names);
        self.width = names.len();
        let place = |column: &str| names.iter().position(|name| name == column);
        self.fields = self.normaliser.mapping().columns.iter().map(|column| place(&column.column)).collect();
    }

    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        if self.is_stopped(place, found) {
            return;
        }
        match self.cells(record) {
            Err(Unreadable::NotJson) => found.reject(place, "not_json", "the record is not JSON in UTF-8"),
            Err(Unreadable::NotAnObject) => {
                found.reject(place, "not_an_object", "the record is JSON, but no object: it has no columns");
            }
            Ok((cells, None)) => self.normaliser.take(&cells, place, found),
            Ok((_, Some(path))) => {
                let reason = format!("the record tells \"{path}\" twice: which one counts is not known");
                found.reject(place, "duplicate_key", reason);
            }
        }
    }

    fn row(&mut self, row: &csv::ByteRecord, place: Place, found: &mut Findings) {
        if self.is_stopped(place, found) {
            return;
        }
        if row.len() != self.width {
            let reason = format!("the row has {} fields, and the header has {}", row.len(), self.width);
            found.reject(place, "other_width", reason);
            return;
        }
        let mut cells = Vec::with_capacity(self.fields.len());
        for (field, column) in self.fields.iter().zip(&self.normaliser.mapping().columns) {
            let Some(field) = field else {
                let reason =
                    format!("the header has no column \"{}\", which the mapping reads", column.column);
                found.reject(place, "no_column", reason);
                return;
            };
            match std::str::from_utf8(row.get(*field).unwrap_or_default()) {
                Ok(text) => cells.push(Cell::Text(text.into())),
                Err(_) => {
                    let reason = format!("column \"{}\" is not UTF-8: save the log as UTF-8", column.column);
                    found.reject(place, "not_utf8", reason);
                    return;
                }
            }
        }
        self.normaliser.take(&cells, place, found);
    }
}
