//! The rating engine: usage under a price book and a contract.
//!
//! Owns: which model, tier, place, band and rate hold, and what they come to. Never does: storage, clocks, rounding.
//! Invariants: exact key or a reason, never a fallback that is not said; one row for each meter, else a range; the order
//! of a book's rows and of a usage's quantities changes no amount.

mod calendar;
mod cell;
mod error;
mod find;
mod index;
mod lane;
mod lines;
mod named;
mod names;
mod place;
mod plan;
mod pricer;
mod rate;
mod resolved;
mod terms;

pub use error::PricingError;
pub use pricer::Pricer;
pub use resolved::Resolved;
pub(super) use terms::{Facts, covers};

#[cfg(test)]
mod tests;
