//! Opening a log and cutting it into records.
//!
//! Owns: finding out how a log is compressed ([`open`]), its beginning for recognition ([`sample`]), and cutting it into
//! records as its [`Framing`](crate::Framing) says ([`Frames`], handing out [`Chunk`]s that any worker can read). Never
//! does: opening files (the caller gives a [`Read`](std::io::Read)), knowing formats, keeping text. Invariants: memory
//! depends on no property of the log (a record has at most [`RECORD_LIMIT`] bytes, a longer one is skipped without being
//! held); what a log is follows from its bytes, never from its name; one bad record is a rejection with its place, and only
//! a log that cannot be read further is an [`InputError`]; no input makes it panic or recurse.

mod chunk;
mod document;
mod frames;
mod lines;
mod members;
mod names;
mod open;
mod parquet;
mod rows;
mod scan;

#[cfg(test)]
mod tests;

pub use chunk::{Chunk, Item};
pub use frames::Frames;
pub use members::Members;
pub use names::MemberNames;
pub use open::{Bytes, Compression, Head, open, sample};
pub use parquet::{COLUMNS_LIMIT, ParquetRows};
pub use scan::is_too_deep;

/// Bytes read at a time; about the size of a chunk.
pub const BLOCK: usize = 4 << 20;

/// Longest record, in decompressed bytes. A log's records are kilobytes; one with embedded files is megabytes.
pub const RECORD_LIMIT: usize = 64 << 20;

/// Deepest nesting of JSON in a record. Logs nest to about twenty.
pub const DEPTH_LIMIT: u32 = 128;

/// Times a log may grow when decompressed. Logs of JSON reach 20 to 60, and with long repeated fields about 150; files
/// made to exhaust a reader start at 1,000.
pub const GROWTH_LIMIT: u64 = 250;

/// Decompressed bytes before [`GROWTH_LIMIT`] is looked at: a short file may repeat itself as it likes.
pub const GROWTH_FREE: u64 = 1 << 30;

/// Bytes of a log's beginning that recognition sees.
pub const HEAD: usize = 256 << 10;

/// Why a log cannot be read, or not further.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The reader given failed.
    #[error("the log could not be read at byte {offset}: {source}")]
    Read {
        /// Decompressed bytes read before.
        offset: u64,
        /// What the system said.
        source: std::io::Error,
    },
    /// The compressed stream is broken or ends early.
    #[error("the {compression} stream is damaged or cut after {offset} bytes of text: copy the file again")]
    Damaged {
        /// `gzip` or `zstd`.
        compression: &'static str,
        /// Decompressed bytes read before.
        offset: u64,
    },
    /// It grows beyond reason.
    #[error(
        "the log grew to more than {limit} times its compressed size: it is not read further, since no genuine log does; decompress it and import the result"
    )]
    GrowsTooMuch {
        /// The bound.
        limit: u64,
    },
    /// A kind of file that holds or encodes a log in a way that is not read.
    #[error("the file is {kind}: {advice}")]
    Unsupported {
        /// What it is.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A document whose structure ends to make sense between its records.
    #[error("the document is not JSON at byte {offset}: what follows cannot be cut into records")]
    NotJson {
        /// Decompressed bytes before it.
        offset: u64,
    },
    /// A header that is not one.
    #[error("the first row is no header: {why}")]
    NoHeader {
        /// What is wrong.
        why: &'static str,
    },
    /// A Parquet file that is damaged, or claims what no log has.
    #[error("the Parquet file cannot be read: {why}")]
    Parquet {
        /// What is wrong with it and what to do.
        why: &'static str,
    },
    /// Parquet is read by column chunks and needs to move about the file.
    #[error("Parquet is not a stream of records: open it as Parquet")]
    NotAStream,
}
