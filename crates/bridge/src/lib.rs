//! The contract over loopback HTTP, so that a browser runs the true core and database.
//!
//! Owns: the door and its token. Never does: decide anything, listen beyond loopback, enter a release.
//! Invariant: nothing of the core is answered without the token.

mod cors;
mod events;
mod files;
mod server;
mod time;

pub use server::{Bridge, BridgeConfig};
pub use time::{MovedClock, StoppedClock};
