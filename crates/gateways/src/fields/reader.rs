//! A [`Reader`] over named values.

use crate::format::{Findings, Reader};
use crate::record::Place;

use super::{Fields, Refusal, Told};

/// What reads records as named values.
pub trait ReadFields: Send {
    /// Key of the records, or of the one record, in an answer of the source's API; such an answer is read as what it holds.
    const PAGE: Option<&'static str> = None;

    /// Reads one record.
    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal>;
}

/// A [`Reader`] of what [`ReadFields`] reads, from JSON and from rows alike.
#[derive(Clone, Debug)]
pub struct FieldsReader<R> {
    header: Vec<String>,
    inner: R,
}

impl<R: ReadFields> FieldsReader<R> {
    /// A reader.
    pub const fn new(inner: R) -> Self {
        Self { header: Vec::new(), inner }
    }

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) {
        if let Err(refusal) = self.inner.read(fields, place, found) {
            found.reject(place, refusal.code, refusal.reason);
        }
    }
}

impl<R: ReadFields> Reader for FieldsReader<R> {
    fn header(&mut self, names: &[String]) {
        self.header = names.to_vec();
        if let Some(first) = self.header.first_mut() {
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
    }

    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        let fields = match Fields::of_json(record) {
            Ok(fields) => fields,
            Err(refusal) => return found.reject(place, refusal.code, refusal.reason),
        };
        let page = R::PAGE.and_then(|key| fields.get(&[key])).filter(|_| !fields.has(&["id"]));
        if let Some(items) = page.and_then(Told::list) {
            for item in &items {
                match Fields::of_json(item.as_bytes()) {
                    Ok(fields) => self.read(&fields, place, found),
                    Err(refusal) => found.reject(place, refusal.code, refusal.reason),
                }
            }
        } else if let Some(one) = page.and_then(Told::object) {
            self.read(&one.fields(), place, found);
        } else {
            self.read(&fields, place, found);
        }
    }

    fn row(&mut self, row: &csv::ByteRecord, place: Place, found: &mut Findings) {
        let header = std::mem::take(&mut self.header);
        match Fields::of_row(&header, row) {
            Ok(fields) => self.read(&fields, place, found),
            Err(refusal) => found.reject(place, refusal.code, refusal.reason),
        }
        self.header = header;
    }
}
