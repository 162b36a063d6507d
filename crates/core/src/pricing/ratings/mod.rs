//! Ratings of the ledger's usage: made once per revision and pair, never changed; only pointers move.
//!
//! Owns: which usage waits, how ledger rows become usage, how a rating is stored, what a re-rate moves. Never does: say
//! what something costs. Invariants: a revision is rated whole or not at all; every usage row has a stored status;
//! rating twice changes nothing; the pointer of a closed month never moves.

mod apply;
mod costs;
mod effect;
mod note;
mod queries;
mod queries_read;
mod queries_rerate;
mod rerate;
mod rows;
mod series;

pub use apply::{RatedCounts, RatingEnv, rate_unrated, unrated_rows};
pub use costs::{stored_rating, usage_costs};
pub use effect::{CauseEffect, CauseKey, Effect, MonthEffect, Sums};
pub use note::Note;
pub(crate) use queries::series as read_series;
pub use queries_read::StoredRating;
pub use rerate::{
    Replacement, Replacements, RerateDraft, commit_rerate, draft_rerate, point_rerate, prepare_rerate,
    pricings_in_use, ratings_state,
};
pub use rows::RowStatus;
pub use series::MeteredSlot;
pub(crate) use series::SeriesFacts;

#[cfg(test)]
pub(crate) mod tests;
