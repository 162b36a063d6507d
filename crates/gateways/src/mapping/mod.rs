//! How a log of unknown make is read: which column is what, found by looking at the whole log once.
//!
//! Owns: the mapping and what it may say (`model`, `target`), looking at a log (`profile`, `profiler`), a first guess with
//! its reasons (`suggest`), what is wrong with a mapping (`check`), knowing a log again (`fingerprint`), what a mapping would
//! bring (`tally`), reading single values (`values`). Never does: reading attempts (that is the format `mapped`), storage.
//! Invariants: nothing that could be a prompt is kept or shown; memory is bounded whatever the log; a mapping has one form
//! as JSON, so that a remembered one reads the same for ever.

mod check;
mod fingerprint;
pub mod flatten;
mod guesses;
mod model;
mod profile;
mod profiler;
mod suggest;
mod tally;
mod target;
pub mod values;
pub mod words;

pub(crate) use guesses::names_mean;

pub(crate) use check::is_currency;
pub use check::{Finding, Severity, check};
pub use fingerprint::{covers, fingerprint, head_names, numbered};
pub use model::{
    BasisWord, ColumnMap, Constant, InputConvention, Mapping, Reading, ReasoningPlace, Shape, TimeForm, Unit,
    VERSION,
};
pub use profile::{ColumnProfile, Kinds, Profile};
pub use profiler::Profiler;
pub use suggest::{ColumnSuggestion, Confidence, Suggestion, suggest};
pub use tally::{MoneyTold, RejectedCount, SampleAttempt, Tally};
pub use target::{Target, TargetKind};
