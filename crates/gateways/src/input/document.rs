//! JSON documents, cut into the records they hold without ever holding a document.
//!
//! The root is an array of records, one record, or several of either after each other. With a path, the root is an object
//! (or several, or an array of such) whose member of that name holds them; everything beside the path is skipped.

use std::io::Read;

use super::chunk::{cut, too_deep, too_long};
use super::scan::Scan;
use super::{BLOCK, Bytes, Chunk, DEPTH_LIMIT, InputError, RECORD_LIMIT};
use crate::record::Place;

/// Longest member name that is compared with the path.
const NAME_LIMIT: usize = 256;

/// Where the walk stands, outermost first.
#[derive(Clone, Copy, Debug)]
enum Level {
    /// In an array whose elements stand `along` steps down the path.
    Array { along: usize },
    /// In an object `along` steps down the path, before a name or after a value.
    Object { along: usize },
}

/// The records of a document, handed out in chunks of about a block.
#[derive(Debug)]
pub(super) struct Document<R: Read> {
    bytes: Bytes<R>,
    path: Vec<&'static str>,
    levels: Vec<Level>,
    /// Read and not yet used: from `at` on.
    window: Vec<u8>,
    at: usize,
    /// Where `window` starts in the log.
    offset: u64,
    record: u64,
    block: usize,
    limit: usize,
    is_read: bool,
    is_over: bool,
}

impl<R: Read> Document<R> {
    pub(super) fn new(bytes: Bytes<R>, path: &'static str) -> Self {
        Self::within(bytes, path, BLOCK, RECORD_LIMIT)
    }

    pub(super) fn within(bytes: Bytes<R>, path: &'static str, block: usize, limit: usize) -> Self {
        let offset = bytes.start();
        Self {
            bytes,
            path: path.split('.').filter(|step| !step.is_empty()).collect(),
            levels: Vec::new(),
            window: Vec::new(),
            at: 0,
            offset,
            record: 1,
            block,
            limit,
            is_read: false,
            is_over: false,
        }
    }

    /// The next chunk, in `buffer` if there is one.
    pub(super) fn next(&mut self, mut buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        buffer.clear();
        let mut chunk = Chunk {
            bytes: buffer,
            offset: self.place().offset,
            first_record: self.record,
            ..Chunk::default()
        };
        while !self.is_over && chunk.bytes.len() < self.block {
            self.step(&mut chunk)?;
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    /// Takes one value, name or bracket.
    fn step(&mut self, chunk: &mut Chunk) -> Result<(), InputError> {
        let Some(byte) = self.peek()? else {
            self.is_over = true;
            if !self.levels.is_empty() {
                chunk.rejected.push(cut(self.place()));
            }
            return Ok(());
        };
        match (self.levels.last().copied(), byte) {
            (_, b',') => self.at += 1,
            (Some(Level::Array { .. }), b']') | (Some(Level::Object { .. }), b'}') => {
                self.at += 1;
                self.levels.pop();
            }
            (Some(Level::Object { along }), b'"') => self.member(along, chunk)?,
            (Some(Level::Object { .. }), _) | (_, b']' | b'}' | b':') => return Err(self.not_json()),
            (Some(Level::Array { along }), _) => self.value(along, true, chunk)?,
            (None, _) => self.value(0, false, chunk)?,
        }
        Ok(())
    }

    /// A value that stands `along` steps down the path.
    fn value(&mut self, along: usize, is_element: bool, chunk: &mut Chunk) -> Result<(), InputError> {
        let is_there = along == self.path.len();
        match self.peek()? {
            Some(b'[') if !(is_there && is_element) => {
                self.at += 1;
                if self.levels.len() >= DEPTH_LIMIT as usize {
                    return Err(self.not_json());
                }
                self.levels.push(Level::Array { along });
                Ok(())
            }
            Some(b'{' | b'[') if is_there => self.take(chunk),
            Some(b'{') => {
                self.at += 1;
                self.levels.push(Level::Object { along });
                Ok(())
            }
            Some(_) if is_there && is_element => self.take(chunk),
            // A document is made of structures; a bare word at its root is text.
            Some(byte) if self.levels.is_empty() && byte != b'"' => Err(self.not_json()),
            _ => self.skip(),
        }
    }

    /// A member of an object: walks into it when it is the path's next step.
    fn member(&mut self, along: usize, chunk: &mut Chunk) -> Result<(), InputError> {
        let is_step = self.name_is(along)?;
        if self.peek()? != Some(b':') {
            return if self.is_read && self.at >= self.window.len() { Ok(()) } else { Err(self.not_json()) };
        }
        self.at += 1;
        if self.peek()?.is_none() {
            return Ok(());
        }
        if is_step { self.value(along + 1, false, chunk) } else { self.skip() }
    }

    /// Takes a member's name, whether it is the path's step there.
    fn name_is(&mut self, along: usize) -> Result<bool, InputError> {
        let mut scan = Scan::default();
        let mut name = Vec::new();
        loop {
            let rest = self.window.get(self.at..).unwrap_or_default();
            let end = scan.feed(rest);
            let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let room = NAME_LIMIT.saturating_sub(name.len());
            name.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
            self.at += part.len();
            if end.is_some() || !self.refill()? {
                break;
            }
        }
        let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(&name);
        Ok(self.path.get(along).is_some_and(|step| step.as_bytes() == name))
    }

    /// Takes one record.
    fn take(&mut self, chunk: &mut Chunk) -> Result<(), InputError> {
        let place = self.place();
        self.record += 1;
        let mut scan = Scan::default();
        // Bytes of the record that were looked at.
        let mut seen = 0;
        let len = loop {
            let fresh = self.window.get(self.at + seen..).unwrap_or_default();
            if let Some(end) = scan.feed(fresh) {
                break seen + end;
            }
            seen += fresh.len();
            if seen > self.limit {
                self.at += seen;
                chunk.rejected.push(too_long(place));
                return self.skip_on(scan);
            }
            if !self.refill()? {
                self.at += seen;
                self.levels.clear();
                chunk.rejected.push(cut(place));
                return Ok(());
            }
        };
        if scan.is_too_deep() {
            chunk.rejected.push(too_deep(place));
        } else {
            chunk.push(self.window.get(self.at..self.at + len).unwrap_or_default(), place);
        }
        self.at += len;
        Ok(())
    }

    /// Skips one value without holding it.
    fn skip(&mut self) -> Result<(), InputError> {
        self.skip_on(Scan::default())
    }

    fn skip_on(&mut self, mut scan: Scan) -> Result<(), InputError> {
        loop {
            let rest = self.window.get(self.at..).unwrap_or_default();
            match scan.feed(rest) {
                Some(end) => {
                    self.at += end;
                    return Ok(());
                }
                None => {
                    self.at = self.window.len();
                    if !self.refill()? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// The next byte that is not white space, without taking it; `None` at the end.
    fn peek(&mut self) -> Result<Option<u8>, InputError> {
        loop {
            let rest = self.window.get(self.at..).unwrap_or_default();
            match rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(blank) => {
                    self.at += blank;
                    return Ok(self.window.get(self.at).copied());
                }
                None => {
                    self.at = self.window.len();
                    if !self.refill()? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Reads a block in place of what was used; whether there was one.
    fn refill(&mut self) -> Result<bool, InputError> {
        self.offset += self.at as u64;
        self.window.drain(..self.at);
        self.at = 0;
        self.more()
    }

    /// Reads a block more; whether there was one.
    fn more(&mut self) -> Result<bool, InputError> {
        if self.is_read {
            return Ok(false);
        }
        let before = self.window.len();
        let read = self.bytes.fill(&mut self.window, self.block)?;
        self.is_read = read < self.block;
        Ok(self.window.len() > before)
    }

    fn place(&self) -> Place {
        Place { record: self.record, offset: self.offset + self.at as u64 }
    }

    fn not_json(&self) -> InputError {
        InputError::NotJson { offset: self.place().offset }
    }
}
