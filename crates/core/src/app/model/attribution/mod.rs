//! Attribution as the contract tells it.

mod coverage;
mod history;
mod queue;
mod registry;

pub use coverage::*;
pub use history::*;
pub use queue::*;
pub use registry::*;
