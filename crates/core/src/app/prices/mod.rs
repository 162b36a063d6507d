//! The Prices room as commands: books, the contract, ratings and what they would be by other prices.
//!
//! Owns: loading what a rule needs, calling it, saving what it decided. Never does: a rule of rating or any SQL.
//! Invariants: a new book or contract rates new usage only; what is rated already moves by a confirmed re-rate alone.

pub mod book;
pub mod book_files;
pub mod book_text;
pub mod compare;
pub mod contract;
mod in_force;
pub mod models;
#[cfg(test)]
mod models_tests;
pub mod rating;
mod settled;
mod slots;
pub(super) mod state;
pub mod unpriced;
pub mod what_if;
#[cfg(test)]
mod what_if_tests;
mod words;

mod pending;
pub(super) mod ratings;
pub mod rerate;
pub(crate) use pending::PendingCache;
pub(super) use slots::{billed as billed_slots, metered as metered_primary_slots};

#[cfg(test)]
mod tests;
