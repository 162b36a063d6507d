//! From bytes to staged requests: one thread reads and cuts, workers parse and rate, the caller's thread hands them on in
//! the order of the files. What is under way at a time is bounded, whatever the size of a file.

mod reader;
mod worker;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use showback_gateways::{Annotation, Outcome, Rejection};

use super::{FoundFile, ImportError, LogFiles, Manner};
use crate::pricing::Ready;
use crate::requests::StagedRequest;

/// A file and how to read it.
#[derive(Clone, Debug)]
pub struct FileAsk {
    /// The file.
    pub file: FoundFile,
    /// How.
    pub manner: Manner,
}

/// What all files of an import share.
#[derive(Clone, Debug, Default)]
pub struct SourceAsk {
    /// Name of the source, the `gateway` of its series.
    pub label: String,
    /// Metadata keys to carry beside the well-known ones.
    pub carried: Vec<String>,
    /// A subscription pays: what is told as cost is notional.
    pub is_subscription: bool,
}

/// What reading works with.
pub struct Reading<'a> {
    /// The files of this machine.
    pub files: &'a dyn LogFiles,
    /// What rates the requests.
    pub ready: Arc<Ready>,
    /// Threads that parse and rate; at least one is taken.
    pub workers: usize,
    /// Asked before each part of a file.
    pub is_cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Told after each part of a file.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the files as they stand, read so far.
    pub bytes: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Records handed on so far.
    pub records: u64,
    /// Files finished.
    pub files: u64,
}

impl Progress {
    /// Bytes in a second, and milliseconds left at that rate; `None` before anything can be said.
    pub fn pace(&self, elapsed_ms: u64) -> Option<(u64, u64)> {
        if elapsed_ms == 0 || self.bytes == 0 {
            return None;
        }
        let per_second = self.bytes.saturating_mul(1_000).checked_div(elapsed_ms)?;
        let left = self.bytes_total.saturating_sub(self.bytes);
        Some((per_second, left.saturating_mul(1_000).checked_div(per_second.max(1))?))
    }
}

/// One file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Ordinal in the import.
    pub ordinal: u32,
    /// Name.
    pub name: String,
    /// Folder it stands in.
    pub folder: String,
    /// What it is read as.
    pub format: &'static str,
    /// The form inside the format.
    pub variant: &'static str,
    /// Bytes read, compressed or not.
    pub bytes: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
    /// Whether it grew while it was read; what was added is left for the next import.
    pub has_grown: bool,
    /// What was found in it.
    pub counts: FileCounts,
}

/// What was found in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Lines, elements or rows.
    pub records: u64,
    /// Attempts.
    pub attempts: u64,
    /// Outcomes.
    pub outcomes: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Records of no concern, by reason.
    pub skipped: Vec<(&'static str, u64)>,
}

/// Takes what is found, in the order of the files.
pub trait Sink {
    /// Why it can take no more.
    type Error;

    /// Takes attempts of one file, with series and rating.
    fn requests(&mut self, requests: Vec<StagedRequest>) -> Result<(), Self::Error>;

    /// Takes outcomes of one file.
    fn outcomes(&mut self, file: u32, outcomes: Vec<Outcome>) -> Result<(), Self::Error>;

    /// Takes facts about requests that stand in another file, joined by their logical id.
    fn annotations(&mut self, annotations: Vec<Annotation>) -> Result<(), Self::Error>;

    /// Takes what could not be read of one file.
    fn rejections(&mut self, file: u32, rejections: Vec<Rejection>) -> Result<(), Self::Error>;
}

/// Reads files into a sink. The sink holds a part when this fails: throw it away then.
pub fn read_files<S: Sink>(
    reading: &Reading<'_>,
    source: &SourceAsk,
    asks: &[FileAsk],
    sink: &mut S,
) -> Result<Vec<FileRead>, S::Error>
where
    S::Error: From<ImportError>,
{
    let shared = Shared {
        reading,
        source,
        asks,
        bytes_total: asks.iter().map(|ask| ask.file.facts.bytes).fold(0, u64::saturating_add),
        records: AtomicU64::new(0),
    };
    std::thread::scope(|scope| {
        let workers = worker::start(scope, &shared);
        let (read_all, found) = reader::start(scope, &shared, workers);
        let written = writer::write(&shared, found, sink);
        let ends = read_all.join();
        let counts = written?;
        let ends = ends.map_err(|_| stopped(asks))??;
        Ok(files(asks, ends, counts))
    })
}

/// What the threads share.
struct Shared<'a> {
    reading: &'a Reading<'a>,
    source: &'a SourceAsk,
    asks: &'a [FileAsk],
    bytes_total: u64,
    records: AtomicU64,
}

impl Shared<'_> {
    fn tell(&self, bytes: u64, files: u64) {
        let records = self.records.load(Ordering::Relaxed);
        (self.reading.progress)(Progress { bytes, bytes_total: self.bytes_total, records, files });
    }
}

/// What reading a file to its end told.
struct FileEnd {
    bytes: u64,
    sha256: [u8; 32],
    has_grown: bool,
}

fn files(asks: &[FileAsk], ends: Vec<FileEnd>, counts: Vec<FileCounts>) -> Vec<FileRead> {
    let told = asks.iter().zip(ends).zip(counts).zip(0_u32..);
    told.map(|(((ask, end), counts), ordinal)| FileRead {
        ordinal,
        name: ask.file.name(),
        folder: ask.file.folder(),
        format: ask.manner.format.id(),
        variant: ask.manner.variant,
        bytes: end.bytes,
        sha256: end.sha256,
        has_grown: end.has_grown,
        counts,
    })
    .collect()
}

fn stopped(asks: &[FileAsk]) -> ImportError {
    let path = asks.first().map(|ask| ask.file.path.clone()).unwrap_or_default();
    ImportError::Stopped { path }
}

#[cfg(test)]
mod tests;
