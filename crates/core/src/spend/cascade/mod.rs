//! Dividing an amount among the rows that explain it, exactly.
//!
//! Owns: shares by the largest remainder, what stays unexplained, what exceeds. Never does: read or store anything, know
//! what a book is. Invariants: shares and remainder add up to the amount to the nano, whatever its sign; a child without
//! a price takes no share by cost and is named; the same children in the same order give the same shares.

mod divide;
mod shares;

pub use divide::{Child, DividedBy, Division, Explains, Parent, Whole, divide};
pub use shares::{grid, shares, split};
