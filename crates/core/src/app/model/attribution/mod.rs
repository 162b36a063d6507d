//! Attribution as the contract tells it.

mod coverage;
mod queue;
mod registry;
mod rules;

pub use coverage::*;
pub use queue::*;
pub use registry::*;
pub use rules::*;
