//! The observed book: one row per attempt at a model call, told by gateways, tracing backends and coding agents.
//!
//! Owns: the identity of an attempt, staging an import beside the workspace and merging it in one transaction, the order
//! of retries, which of two tellings counts, roll-ups by day and month, outcomes, retention. Never does: read a log, say
//! what something costs, divide provider money. Invariants: an import is applied whole or leaves nothing; the same
//! content twice changes nothing, in any order; roll-ups equal what their rows add up to; one charge is counted once;
//! what is not told is NULL and never zero.

mod apply;
mod codes;
mod days;
mod error;
mod facts;
mod identity;
mod model;
mod order;
pub mod pivot;
mod queries_apply;
mod queries_sources;
mod rollups;
mod series_columns;
mod settle;
mod stage;
mod summary;
pub mod views;

pub use apply::make_source;
pub use error::RequestsError;
pub use facts::{
    Applied, ImportFacts, NewSource, OutcomeCounts, Preview, PreviewSums, RequestCounts, RequestMoney,
    StagedFile, StagedRejection,
};
pub use model::{LogSource, RatedAmounts, RatingOutcome, StagedRequest, StagedRollup};
pub use queries_sources::source_of_connection;
pub use rollups::bring_roll_ups;
pub use settle::{Column, Dropped, Sums, drop_old_requests, rebuild_roll_ups};
pub use stage::Stage;
pub use summary::{Figures, ImportSummary};

#[cfg(test)]
pub(crate) mod tests;
