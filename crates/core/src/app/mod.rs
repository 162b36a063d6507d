//! The running product: an open workspace, its jobs and events, and every change the analyst makes.
//!
//! Owns: wiring, history and undo, jobs, events, the secret store in use. Never does: SQL of another room, rules.
//! Invariants: every change runs through `change`, which opens the transaction, writes the history entry and says
//! what became stale; a secret goes from the request to the secret store and nowhere else.

pub mod attribution;
mod change;
pub mod connections;
pub mod coverage;
pub mod doctor;
pub mod figures;
pub mod history;
pub mod imports;
pub mod jobs;
mod last_opened;
mod machine;
pub mod model;
mod observed;
mod outcome;
pub mod outlook;
pub mod prices;
mod problems;
mod queries;
mod queries_views;
pub mod raw;
pub mod requests;
pub mod restore;
pub mod runs;
pub mod sample;
pub mod secrets;
pub mod settings;
pub mod sources;
pub mod spend;
mod start;
pub mod syncs;
mod upkeep;
pub mod views;
pub mod workspace;
pub mod workspaces;

pub use machine::KEYCHAIN_VARIABLE;
pub use sample::{SampleConnection, SampleHost};
pub use start::{App, AppOptions};

#[cfg(test)]
mod tests;
