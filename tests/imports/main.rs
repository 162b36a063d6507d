//! Imports as a whole: killed, stopped, fed with hostile files; and no prompt is found anywhere afterwards.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed step of a test ends it")]

mod digest;
mod hostile;
mod importer;
mod kill;
mod traces;
