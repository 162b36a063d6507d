//! Logs of gateways, tracing backends and coding agents, read into one common record.
//!
//! Owns: opening and framing a log (`input`), knowing whose it is and reading it (`formats`, one folder each), the common
//! record (`record`), how a log of unknown make is read (`mapping`). Never does: storage, rating, clocks, network. Invariants: input is exclusive, meters are disjoint;
//! what a source does not tell is `None` and never zero; a record that cannot be read is rejected with its place and a
//! reason; prompt and response text is dropped while parsing and reaches no field; no input makes a reader panic.

pub mod attempts;
pub mod fields;
pub mod format;
pub mod formats;
#[cfg(test)]
mod golden;
pub mod input;
pub mod lenient;
pub mod mapping;
pub mod record;
pub mod sellers;
pub mod shape;

pub use format::{Certainty, Findings, Format, Framing, Reader, Recognised, Sample, Source, Teller};
pub use record::{
    Annotation, Attempt, Cost, CostBasis, DayRollup, Dimensions, IdScope, Note, Outcome, OutcomeKind,
    OutcomeOf, Place, Rejection, ResponseCache, Status, Tokens,
};
