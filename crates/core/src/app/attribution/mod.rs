//! Triage: what has no owner, tags by hand, why a tag is what it is, coverage.

mod coverage;
mod decide;
mod queue;
mod scene;
#[cfg(test)]
mod tests;
mod why;

pub use coverage::coverage;
pub use decide::{note, snooze, tag};
pub use queue::{group, queue};
pub use why::why;
