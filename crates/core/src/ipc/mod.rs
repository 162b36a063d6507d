//! The contract: every command once, with its request, its response and what it makes stale.
//!
//! Owns: names and the way in. Never does: decide anything; a command is one call into `app` or a room. The shell, the
//! command line and the bridge all call [`dispatch`].
//! Invariants: money crosses as a decimal string; no secret ever crosses outwards; a problem always says what to do.

mod catalogue;
#[cfg(test)]
mod tests;

pub use catalogue::{CATALOGUE, CommandSpec, dispatch};
