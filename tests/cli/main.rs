//! The real `showback` binary against the provider simulator over loopback.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed step of a test ends it")]

mod attribution;
mod exit_codes;
mod imports;
mod outlook;
mod prices;
mod stage;
mod why;
mod year;
