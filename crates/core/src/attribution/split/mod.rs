//! Splits of shared cost: what belongs to nobody alone is divided among those who share it.
//!
//! Owns: what a split is, which splits are refused, the division of a month. Never does: read or store anything, decide
//! whose an amount is. Invariants: what all values have together is the same before and after, per currency, to the
//! nano; only what a value has of its own is divided, so that the order of splits does not matter; where nothing says
//! how to divide, the amount stays with its source and says why; without splits everything is as it was.

mod check;
mod divide;
mod error;
mod model;
mod sums;

#[cfg(test)]
mod tests;

pub use check::{FindValue, Known, check};
pub use divide::divide;
pub use error::SplitError;
pub use model::{Heads, Method, Split, SplitSource, Target, Weight};
pub use sums::{Divided, Grades, KeptReason, MonthSums, PartSums, ValueSums, parts_of_month};
#[cfg(test)]
use sums::{Given, Measure, Received};
