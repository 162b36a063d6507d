//! Attribution as the contract tells it.

mod coverage;
mod queue;

pub use coverage::*;
pub use queue::*;
