//! One record per line, cut into chunks at line ends.

use std::io::Read;

use super::chunk::{Shape, too_long};
use super::{BLOCK, Bytes, Chunk, InputError, RECORD_LIMIT};
use crate::record::Place;

/// Lines of a log, handed out in chunks of about a block.
#[derive(Debug)]
pub(super) struct Lines<R: Read> {
    bytes: Bytes<R>,
    /// The beginning of a line whose end was not read yet.
    begun: Vec<u8>,
    /// Where `begun` starts.
    offset: u64,
    /// Number of the line that `begun` is the beginning of.
    line: u64,
    block: usize,
    limit: usize,
    is_over: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(bytes: Bytes<R>) -> Self {
        Self::within(bytes, BLOCK, RECORD_LIMIT)
    }

    pub(super) fn within(bytes: Bytes<R>, block: usize, limit: usize) -> Self {
        let offset = bytes.start();
        Self { bytes, begun: Vec::new(), offset, line: 1, block, limit, is_over: false }
    }

    /// The next chunk, in `buffer` if there is one.
    pub(super) fn next(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        if self.is_over {
            return Ok(None);
        }
        let mut held = buffer;
        held.clear();
        held.append(&mut self.begun);
        let mut looked_at = 0;
        loop {
            let read = self.bytes.fill(&mut held, self.block)?;
            let is_end = read < self.block;
            if is_end {
                self.is_over = true;
                return Ok(self.chunk(held, true));
            }
            let fresh = held.get(looked_at..).unwrap_or_default();
            if let Some(end) = memchr::memrchr(b'\n', fresh) {
                self.begun = held.split_off(looked_at + end + 1);
                return Ok(self.chunk(held, false));
            }
            looked_at = held.len();
            if held.len() > self.limit {
                return self.skip(held).map(Some);
            }
        }
    }

    fn chunk(&mut self, bytes: Vec<u8>, is_last: bool) -> Option<Chunk> {
        if bytes.is_empty() {
            return None;
        }
        let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let (offset, first_record) = (self.offset, self.line);
        self.offset += bytes.len() as u64;
        self.line += lines;
        Some(Chunk { bytes, offset, first_record, shape: Shape::Lines { is_last }, rejected: Vec::new() })
    }

    /// Skips the rest of a line that is too long; `held` is its beginning and becomes the buffer.
    fn skip(&mut self, mut held: Vec<u8>) -> Result<Chunk, InputError> {
        let place = Place { record: self.line, offset: self.offset };
        self.offset += held.len() as u64;
        loop {
            held.clear();
            held.shrink_to(self.block);
            let read = self.bytes.fill(&mut held, self.block)?;
            if let Some(end) = memchr::memchr(b'\n', &held) {
                self.offset += end as u64 + 1;
                self.begun = held.split_off(end + 1);
                break;
            }
            self.offset += read as u64;
            if read < self.block {
                self.is_over = true;
                break;
            }
        }
        self.line += 1;
        Ok(Chunk {
            rejected: vec![too_long(place)],
            offset: place.offset,
            first_record: place.record,
            ..Chunk::default()
        })
    }
}
