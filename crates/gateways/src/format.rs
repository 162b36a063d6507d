//! What a format is: knowing a log, framing it, reading its records.

use std::fmt::Debug;

use crate::mapping::Mapping;
use crate::record::{Annotation, Attempt, Outcome, Place, Rejection};

/// The beginning of a log, decompressed.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Name of the file, without its folder and without `.gz` or `.zst`; a hint at most.
    pub file_name: &'a str,
    /// Folder names above it, nearest first; coding agents keep meaning there.
    pub folders: &'a [&'a str],
    /// Up to the first 256 KiB.
    pub head: &'a [u8],
    /// Whether `head` is the whole log.
    pub is_whole: bool,
}

/// How a log is cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One JSON value per line.
    JsonLines,
    /// One JSON document: an array of records, or one record, or an object whose array under `path` (dotted, empty for
    /// the root) holds them.
    JsonDocument {
        /// Dotted path of the array, empty for the root.
        path: &'static str,
    },
    /// A header and rows.
    Csv,
    /// Column chunks; rows reach the reader as JSON objects.
    Parquet,
}

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Could be, by its shape; a mapping by hand stands beside it.
    Possible,
    /// Fields that only this source has.
    Certain,
}

/// What a log was recognised as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The form inside the format: `standard-logging`, `spend-logs-csv`; bounded, a command-line word.
    pub variant: &'static str,
    /// How to cut it.
    pub framing: Framing,
    /// How sure.
    pub certainty: Certainty,
    /// For the analyst: what in the file says so, in a sentence.
    pub reason: String,
}

/// Who tells: of two tellings of one call the gateway's counts, then the agent's, then the application's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Teller {
    /// A span or log of the application itself.
    Application,
    /// A coding agent's own log.
    Agent,
    /// A gateway between the application and the provider.
    Gateway,
}

impl Teller {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Agent => "agent",
            Self::Gateway => "gateway",
        }
    }
}

/// What the analyst decided of a source of logs; the default suits a first look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Metadata keys to carry as dimensions beside the well-known ones of [`crate::formats::carried`].
    pub carried: Vec<String>,
    /// A subscription pays: every cost told is notional.
    pub is_subscription: bool,
    /// Path of the file inside what was chosen, for formats that keep meaning in folder names.
    pub path: String,
    /// How a log of unknown make is read; only the format `mapped` asks for it, and reads nothing without.
    pub mapping: Option<Mapping>,
}

/// Takes what a reader finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Attempts, in the order of the log.
    pub attempts: Vec<Attempt>,
    /// Outcomes.
    pub outcomes: Vec<Outcome>,
    /// Facts about requests of other files, joined by their logical id.
    pub annotations: Vec<Annotation>,
    /// Records that could not be read.
    pub rejections: Vec<Rejection>,
    /// Records that are of no concern by design (health checks, agent spans, log lines without usage), by reason.
    pub skipped: Vec<(&'static str, u64)>,
}

impl Findings {
    /// Rejects the record at that place.
    pub fn reject(&mut self, place: Place, code: &'static str, reason: impl Into<String>) {
        self.rejections.push(Rejection { place, code, reason: reason.into() });
    }

    /// Counts a record that is of no concern.
    pub fn skip(&mut self, why: &'static str) {
        self.skip_many(why, 1);
    }

    /// Counts records that are of no concern.
    pub fn skip_many(&mut self, why: &'static str, records: u64) {
        match self.skipped.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, count)) => *count = count.saturating_add(records),
            None => self.skipped.push((why, records)),
        }
    }
}

/// Reads the records of one log, in order.
pub trait Reader: Send {
    /// Takes the header of a CSV or Parquet log, once, before its first record. The default ignores it.
    fn header(&mut self, _names: &[String]) {}

    /// Reads one record: a JSON value as bytes (`JsonLines`, `JsonDocument`, `Parquet`), or a CSV row as its raw bytes when the
    /// framing is `Csv`, in which case [`Reader::row`] is called instead.
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings);

    /// Reads one CSV row. The default says that this format has no rows.
    fn row(&mut self, _row: &csv::ByteRecord, place: Place, found: &mut Findings) {
        found.reject(place, "not_rows", "this format is not made of rows: choose another format");
    }

    /// Told after the last record: what was held back comes out.
    fn end(&mut self, _found: &mut Findings) {}
}

/// One format of logs.
pub trait Format: Sync + Debug {
    /// Stored name and command-line word: `litellm`.
    fn id(&self) -> &'static str;

    /// For people: `LiteLLM`.
    fn name(&self) -> &'static str;

    /// Who tells.
    fn teller(&self) -> Teller;

    /// Whether a log is this format's, and in which form. Cheap; never reads beyond the sample.
    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised>;

    /// The forms it reads, for a form named by hand: variant and framing.
    fn variants(&self) -> &'static [(&'static str, Framing)];

    /// Whether records can be read in any order by several readers at once, each with a part of the log.
    fn is_stateless(&self, variant: &str) -> bool;

    /// A reader for one log.
    fn reader(&self, variant: &str, source: &Source) -> Box<dyn Reader>;
}
