//! The running product: an open workspace, its jobs and events, and every change the analyst makes.
//!
//! Owns: wiring, history and undo, jobs, events, the secret store in use. Never does: SQL of another room, rules.
//! Invariants: every change runs through `change`, which opens the transaction, writes the history entry and says
//! what became stale; a secret goes from the request to the secret store and nowhere else.

pub mod model;
mod pending;

pub use pending::{App, pending};
