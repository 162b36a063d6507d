//! Attribution as the contract tells it.

mod coverage;
mod directory;
mod history;
mod queue;
mod registry;
mod rules;
mod splits;
mod totals;

pub use coverage::*;
pub use directory::*;
pub use history::*;
pub use queue::*;
pub use registry::*;
pub use rules::*;
pub use splits::*;
pub use totals::*;
