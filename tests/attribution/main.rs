//! Attribution of a simulated company through the contract: what is attributed and what is not always add up to
//! spend of record, whatever is decided, undone and decided again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed step of a test ends it"
)]

mod closed;
mod desk;
mod registry;
mod rules;
mod session;
mod splits;
mod triage;
