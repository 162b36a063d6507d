//! Attribution as the contract tells it.

mod coverage;
mod history;
mod queue;
mod registry;
mod rules;
mod splits;
mod totals;

pub use coverage::*;
pub use history::*;
pub use queue::*;
pub use registry::*;
pub use rules::*;
pub use splits::*;
pub use totals::*;
