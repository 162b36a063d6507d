//! The running product: an open workspace, its jobs and events, and every change the analyst makes.
//!
//! Owns: wiring, history and undo, jobs, events, the secret store in use. Never does: SQL of another room, rules.
//! Invariants: every change runs through `change`, which opens the transaction, writes the history entry and says
//! what became stale; a secret goes from the request to the secret store and nowhere else.

mod change;
pub mod figures;
pub mod history;
mod last_opened;
mod machine;
pub mod model;
mod pending;
mod problems;
pub mod restore;
mod sample;
pub mod secrets;
pub mod settings;
pub mod sources;
mod start;
pub mod workspace;
pub mod workspaces;

pub use machine::KEYCHAIN_VARIABLE;
pub use pending::pending;
pub use sample::{SampleConnection, SampleHost};
pub use start::{App, AppOptions};

#[cfg(test)]
mod tests;
