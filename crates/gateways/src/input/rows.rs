//! CSV: a header and rows, cut into chunks at row ends, quoted line ends respected.

use std::io::Read;

use super::chunk::{Shape, cut, too_long};
use super::{BLOCK, Bytes, Chunk, InputError, RECORD_LIMIT};
use crate::record::Place;

/// Longest header: more is no table.
const HEADER_LIMIT: usize = 1 << 20;

/// Rows of a log, handed out in chunks of about a block.
#[derive(Debug)]
pub(super) struct Rows<R: Read> {
    bytes: Bytes<R>,
    begun: Vec<u8>,
    offset: u64,
    row: u64,
    delimiter: u8,
    header: Vec<String>,
    block: usize,
    limit: usize,
    is_over: bool,
}

/// Where a walk over CSV stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Quotes {
    /// Outside quotes.
    #[default]
    Outside,
    /// Inside quotes.
    Inside,
    /// After a quote inside quotes: the next byte says whether it closed them or stands for itself.
    After,
}

/// Where the rows of some bytes end.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    /// After the line end of the last whole row.
    last: usize,
    /// Rows that end here and are not blank.
    rows: u64,
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    pub(super) fn new(bytes: Bytes<R>) -> Result<Self, InputError> {
        Self::within(bytes, BLOCK, RECORD_LIMIT)
    }

    pub(super) fn within(bytes: Bytes<R>, block: usize, limit: usize) -> Result<Self, InputError> {
        let (begun, header) = (Vec::new(), Vec::new());
        let offset = bytes.start();
        let mut rows =
            Self { bytes, begun, offset, row: 1, delimiter: b',', header, block, limit, is_over: false };
        rows.read_header()?;
        Ok(rows)
    }

    /// Names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    fn read_header(&mut self) -> Result<(), InputError> {
        let mut held = Vec::new();
        let (end, delimiter) = loop {
            let read = self.bytes.fill(&mut held, self.block)?;
            if let Some(found) = header_end(&held, read < self.block) {
                break found;
            }
            if held.len() > HEADER_LIMIT {
                return Err(InputError::NoHeader { why: "it is longer than a megabyte" });
            }
        };
        self.delimiter = delimiter;
        let first = held.get(..end).unwrap_or_default();
        self.header = names(first, delimiter)?;
        self.offset += end as u64;
        self.begun = held.split_off(end);
        Ok(())
    }

    /// The next chunk, in `buffer` if there is one.
    pub(super) fn next(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        if self.is_over {
            return Ok(None);
        }
        let mut held = buffer;
        held.clear();
        held.append(&mut self.begun);
        let mut quotes = Quotes::default();
        let mut ends = Ends::default();
        let mut looked_at = 0;
        loop {
            let read = self.bytes.fill(&mut held, self.block)?;
            quotes.walk(&held, looked_at, self.delimiter, &mut ends);
            looked_at = held.len();
            if read < self.block {
                self.is_over = true;
                return Ok(self.last_chunk(held, ends, quotes));
            }
            if ends.last > 0 {
                self.begun = held.split_off(ends.last);
                return Ok(Some(self.chunk(held, ends.rows)));
            }
            if held.len() > self.limit {
                return self.skip(held, quotes).map(Some);
            }
        }
    }

    fn chunk(&mut self, bytes: Vec<u8>, rows: u64) -> Chunk {
        let (offset, first_record) = (self.offset, self.row);
        self.offset += bytes.len() as u64;
        self.row += rows;
        let shape = Shape::Rows { delimiter: self.delimiter };
        Chunk { bytes, offset, first_record, shape, rejected: Vec::new() }
    }

    /// The end of the log: a row without line end is a row, one with an open quote was cut.
    fn last_chunk(&mut self, mut held: Vec<u8>, ends: Ends, quotes: Quotes) -> Option<Chunk> {
        let mut rejected = Vec::new();
        if quotes == Quotes::Inside {
            let place = Place { record: self.row + ends.rows, offset: self.offset + ends.last as u64 };
            rejected.push(cut(place));
            held.truncate(ends.last);
        }
        let mut chunk = self.chunk(held, ends.rows);
        chunk.rejected = rejected;
        (!chunk.is_empty()).then_some(chunk)
    }

    /// Skips the rest of a row that is too long.
    fn skip(&mut self, mut held: Vec<u8>, mut quotes: Quotes) -> Result<Chunk, InputError> {
        let place = Place { record: self.row, offset: self.offset };
        self.offset += held.len() as u64;
        loop {
            // A quote that opens a field needs the byte before it.
            let kept = held.last().copied();
            held.clear();
            held.shrink_to(self.block);
            held.extend(kept);
            let from = held.len();
            let read = self.bytes.fill(&mut held, self.block)?;
            let end = quotes.first_end(&held, from, self.delimiter);
            if let Some(end) = end {
                self.offset += (end - from) as u64;
                self.begun = held.split_off(end);
                break;
            }
            self.offset += read as u64;
            if read < self.block {
                self.is_over = true;
                break;
            }
        }
        self.row += 1;
        Ok(Chunk {
            rejected: vec![too_long(place)],
            offset: place.offset,
            first_record: place.record,
            ..Chunk::default()
        })
    }
}

impl Quotes {
    /// Goes on over `bytes` from `from`, noting where rows end.
    fn walk(&mut self, bytes: &[u8], from: usize, delimiter: u8, ends: &mut Ends) {
        let mut at = from;
        while let Some(end) = self.first_end(bytes, at, delimiter) {
            let row = bytes.get(ends.last..end).unwrap_or_default();
            if !matches!(row, b"\n" | b"\r\n") {
                ends.rows += 1;
            }
            ends.last = end;
            at = end;
        }
    }

    /// The position after the first line end outside quotes at or after `from`.
    fn first_end(&mut self, bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            match self {
                Self::Inside => {
                    at += memchr::memchr(b'"', rest)? + 1;
                    *self = Self::After;
                }
                Self::After if rest.first() == Some(&b'"') => {
                    at += 1;
                    *self = Self::Inside;
                }
                Self::After => *self = Self::Outside,
                Self::Outside => {
                    at += memchr::memchr2(b'"', b'\n', rest)?;
                    if bytes.get(at) == Some(&b'\n') {
                        return Some(at + 1);
                    }
                    let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied();
                    // A quote in the middle of a bare field is a letter like others.
                    if before.is_none_or(|before| before == b'\n' || before == delimiter) {
                        *self = Self::Inside;
                    }
                    at += 1;
                }
            }
        }
    }
}

/// Where the header ends, and what separates its fields: the commonest of comma, semicolon and tab outside quotes. `None`
/// when it does not end here.
fn header_end(bytes: &[u8], is_whole: bool) -> Option<(usize, u8)> {
    let mut is_open = false;
    let (mut commas, mut semicolons, mut tabs) = (0_u32, 0_u32, 0_u32);
    let mut end = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_open = !is_open,
            _ if is_open => {}
            b'\n' => {
                end = Some(at + 1);
                break;
            }
            b',' => commas += 1,
            b';' => semicolons += 1,
            b'\t' => tabs += 1,
            _ => {}
        }
    }
    let delimiter = if tabs > commas && tabs > semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    };
    let end = end.or(is_whole.then_some(bytes.len()))?;
    Some((end, delimiter))
}

/// The names of a header.
fn names(first: &[u8], delimiter: u8) -> Result<Vec<String>, InputError> {
    if std::str::from_utf8(first).is_err() {
        return Err(InputError::NoHeader { why: "it is not UTF-8 text" });
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(first);
    let mut row = csv::ByteRecord::new();
    match reader.read_byte_record(&mut row) {
        Ok(true) => Ok(row.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()),
        _ => Err(InputError::NoHeader { why: "there is none" }),
    }
}
