//! Ratings of the ledger's usage: made once per revision and pair, never changed; only pointers move.
//!
//! Owns: which usage waits, how ledger rows become usage, how a rating is stored, what a re-rate moves. Never does: say
//! what something costs. Invariants: a revision is rated whole or not at all; every usage row has a stored status;
//! rating twice changes nothing; the pointer of a closed month never moves.

mod apply;
mod note;
mod queries;
mod rows;
mod series;

pub use apply::{RatedCounts, RatingEnv, rate_unrated, unrated_rows};
pub use note::Note;
pub use rows::RowStatus;
pub use series::MeteredSlot;

#[cfg(test)]
mod tests;
