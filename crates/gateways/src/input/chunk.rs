//! A part of a log that one worker reads.

use csv::ByteRecord;

use super::scan::{is_cut, is_too_deep};
use super::{BLOCK, DEPTH_LIMIT, RECORD_LIMIT};
use crate::format::{Findings, Reader};
use crate::record::{Place, Rejection};

/// Separators in a chunk made of one very long row: beyond it, the places of its fields would fill the memory.
const FIELDS_LIMIT: usize = 8 << 20;

/// Whole records of a log, in order, with the place of each. Chunks of one log can be read in any order by several
/// workers where the format is stateless.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    pub(super) bytes: Vec<u8>,
    /// Where `bytes` starts in the decompressed log.
    pub(super) offset: u64,
    /// Number of the first record in it, from 1.
    pub(super) first_record: u64,
    pub(super) shape: Shape,
    pub(super) rejected: Vec<Rejection>,
}

/// How the bytes of a chunk are made of records.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A record per line.
    Lines {
        /// Whether the log ends with it.
        is_last: bool,
    },
    /// Records at these places of the bytes.
    Spans(Vec<Span>),
    /// CSV rows.
    Rows {
        /// What separates fields.
        delimiter: u8,
    },
}

impl Default for Shape {
    fn default() -> Self {
        Self::Spans(Vec::new())
    }
}

/// One record among the bytes of a chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) place: Place,
}

/// What a chunk is made of.
#[derive(Debug)]
pub enum Item<'a> {
    /// A JSON value.
    Record(&'a [u8], Place),
    /// A CSV row.
    Row(&'a ByteRecord, Place),
    /// A record that could not be framed.
    Rejected(Rejection),
}

impl Chunk {
    /// The bytes of its records.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where its bytes start in the decompressed log; 0 where the form has no offsets.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Number of its first record, from 1.
    pub fn first_record(&self) -> u64 {
        self.first_record
    }

    /// Takes the buffer back for another chunk.
    pub fn into_buffer(mut self) -> Vec<u8> {
        self.bytes.clear();
        self.bytes
    }

    /// Puts one record at the end, for framings that find records one by one.
    pub(super) fn push(&mut self, record: &[u8], place: Place) {
        let span = Span { start: self.bytes.len(), len: record.len(), place };
        if let Shape::Spans(spans) = &mut self.shape {
            self.bytes.extend_from_slice(record);
            spans.push(span);
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.rejected.is_empty()
    }

    /// Lets a format's reader read every record.
    pub fn read(&self, reader: &mut dyn Reader, found: &mut Findings) {
        self.each(|item| match item {
            Item::Record(record, place) => reader.record(record, place, found),
            Item::Row(row, place) => reader.row(row, place, found),
            Item::Rejected(rejection) => found.rejections.push(rejection),
        });
    }

    /// Hands out every record, then the records that could not be framed. Records are UTF-8, not blank, not too long and
    /// not nested too deep.
    pub fn each(&self, mut take: impl FnMut(Item<'_>)) {
        let is_text = simdutf8::basic::from_utf8(&self.bytes).is_ok();
        match &self.shape {
            Shape::Lines { is_last } => self.each_line(*is_last, is_text, &mut take),
            Shape::Spans(spans) => {
                for span in spans {
                    if let Some(record) = self.bytes.get(span.start..span.start.saturating_add(span.len)) {
                        // Two halves of a letter at the ends of two records are no text, though they are together.
                        let is_whole = |end: Option<&u8>| end.is_some_and(u8::is_ascii);
                        let is_text = is_text && is_whole(record.first()) && is_whole(record.last());
                        take(checked(record, span.place, is_text));
                    }
                }
            }
            Shape::Rows { delimiter } => self.each_row(*delimiter, is_text, &mut take),
        }
        for rejection in &self.rejected {
            take(Item::Rejected(rejection.clone()));
        }
    }

    fn each_line(&self, is_last: bool, is_text: bool, take: &mut impl FnMut(Item<'_>)) {
        let mut start = 0;
        let mut number = self.first_record;
        while let Some(rest) = self.bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let end = memchr::memchr(b'\n', rest);
            let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let record = line.trim_ascii();
            if !record.is_empty() {
                let before = line.len() - line.trim_ascii_start().len();
                let place = Place { record: number, offset: self.offset + (start + before) as u64 };
                if end.is_none() && is_last && is_cut(record) {
                    take(Item::Rejected(cut(place)));
                } else {
                    take(checked(record, place, is_text));
                }
            }
            start += line.len() + 1;
            number += 1;
        }
    }

    fn each_row(&self, delimiter: u8, is_text: bool, take: &mut impl FnMut(Item<'_>)) {
        if self.bytes.len() > 2 * BLOCK && memchr::memchr_iter(delimiter, &self.bytes).count() > FIELDS_LIMIT
        {
            take(Item::Rejected(too_long(Place { record: self.first_record, offset: self.offset })));
            return;
        }
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(self.bytes.len().clamp(1 << 10, 64 << 10))
            .from_reader(self.bytes.as_slice());
        let mut row = ByteRecord::new();
        let mut number = self.first_record;
        // Reading from memory cannot fail; the loop ends at the first thing that is no row.
        while let Ok(true) = rows.read_byte_record(&mut row) {
            let begin = row.position().map_or(0, csv::Position::byte);
            // The parser steps over blank lines after it has noted where it stands.
            let before = self.bytes.iter().skip(usize::try_from(begin).unwrap_or(usize::MAX));
            let within = begin + before.take_while(|byte| **byte == b'\n').count() as u64;
            without_return(&mut row);
            let is_quoted = usize::try_from(within).ok().and_then(|at| self.bytes.get(at)) == Some(&b'"');
            if !is_quoted && row.len() == 1 && row.get(0).is_none_or(<[u8]>::is_empty) {
                continue;
            }
            let place = Place { record: number, offset: self.offset + within };
            if is_text || row.iter().all(|field| std::str::from_utf8(field).is_ok()) {
                take(Item::Row(&row, place));
            } else {
                take(Item::Rejected(not_utf8(place)));
            }
            number += 1;
        }
    }
}

/// Takes the carriage return of a row's end off its last field.
pub(super) fn without_return(row: &mut ByteRecord) {
    let Some(last) = row.len().checked_sub(1) else { return };
    let Some(field) = row.get(last).and_then(|field| field.strip_suffix(b"\r")).map(<[u8]>::to_vec) else {
        return;
    };
    row.truncate(last);
    row.push_field(&field);
}

fn checked(record: &[u8], place: Place, is_text: bool) -> Item<'_> {
    if !is_text && std::str::from_utf8(record).is_err() {
        Item::Rejected(not_utf8(place))
    } else if is_too_deep(record) {
        Item::Rejected(too_deep(place))
    } else {
        Item::Record(record, place)
    }
}

fn not_utf8(place: Place) -> Rejection {
    Rejection {
        place,
        code: "not_utf8",
        reason: "the record is not UTF-8 text: export it as UTF-8".to_owned(),
    }
}

/// The rejection of a record that nests too deep.
pub(super) fn too_deep(place: Place) -> Rejection {
    let reason = format!("the record nests deeper than {DEPTH_LIMIT} levels, which no log does");
    Rejection { place, code: "too_deep", reason }
}

/// The rejection of a record that is cut by the end of the log.
pub(super) fn cut(place: Place) -> Rejection {
    let reason = "the log ends in the middle of this record: import it again when it is whole".to_owned();
    Rejection { place, code: "truncated", reason }
}

/// The rejection of a record that is too long.
pub(super) fn too_long(place: Place) -> Rejection {
    let reason = format!("the record is longer than {} MB; the rest of it was skipped", RECORD_LIMIT >> 20);
    Rejection { place, code: "too_long", reason }
}
