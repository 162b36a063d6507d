//! A log cut into chunks, whatever its framing.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::document::Document;
use super::lines::Lines;
use super::rows::Rows;
use super::{Bytes, Chunk, InputError};
use crate::format::{Findings, Framing, Reader};

/// The chunks of one log, in order. One thread asks for them; any number of workers read them.
#[derive(Debug)]
pub struct Frames<R: Read> {
    inner: Inner<R>,
    taken: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Inner<R: Read> {
    Lines(Lines<R>),
    Document(Box<Document<R>>),
    Rows(Box<Rows<R>>),
}

impl<R: Read> Frames<R> {
    /// Begins to cut a log. Reads the header of a CSV.
    ///
    /// # Errors
    /// [`InputError::NotAStream`] for Parquet, which is opened as such; [`InputError::NoHeader`] for a CSV without one.
    pub fn new(bytes: Bytes<R>, framing: Framing) -> Result<Self, InputError> {
        let taken = bytes.taken();
        let inner = match framing {
            Framing::JsonLines => Inner::Lines(Lines::new(bytes)),
            Framing::JsonDocument { path } => Inner::Document(Box::new(Document::new(bytes, path))),
            Framing::Csv => Inner::Rows(Box::new(Rows::new(bytes)?)),
            Framing::Parquet => return Err(InputError::NotAStream),
        };
        Ok(Self { inner, taken })
    }

    /// The column names of a CSV, for [`Reader::header`] of every worker's reader; `None` for other framings.
    pub fn header(&self) -> Option<&[String]> {
        match &self.inner {
            Inner::Rows(rows) => Some(rows.header()),
            Inner::Lines(_) | Inner::Document(_) => None,
        }
    }

    /// A counter of the bytes of the file read so far, compressed where it is compressed; for showing progress.
    pub fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// The next chunk; `None` after the last.
    ///
    /// # Errors
    /// [`InputError`] when the log cannot be read further. What was handed out before stays readable; whether it counts is
    /// the caller's to decide.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, InputError> {
        self.next_chunk_in(Vec::new())
    }

    /// The next chunk, made in a buffer that [`Chunk::into_buffer`] gave back: saves the system its pages.
    ///
    /// # Errors
    /// As [`Frames::next_chunk`].
    pub fn next_chunk_in(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        match &mut self.inner {
            Inner::Lines(lines) => lines.next(buffer),
            Inner::Document(document) => document.next(buffer),
            Inner::Rows(rows) => rows.next(buffer),
        }
    }

    /// Lets one reader read the whole log in order, its end included.
    ///
    /// # Errors
    /// As [`Frames::next_chunk`].
    pub fn read(mut self, reader: &mut dyn Reader, found: &mut Findings) -> Result<(), InputError> {
        if let Some(header) = self.header() {
            reader.header(header);
        }
        let mut buffer = Vec::new();
        while let Some(chunk) = self.next_chunk_in(std::mem::take(&mut buffer))? {
            chunk.read(reader, found);
            buffer = chunk.into_buffer();
        }
        reader.end(found);
        Ok(())
    }
}
