//! The SQLite engine: one file, one writer, pooled readers, migrations, backups.
//!
//! Owns: opening, checking, migrating and copying the workspace file, scratch files beside it. Never does: know what a table means.
//! Invariants: a newer file is refused by name; a migration happens in one transaction after an integrity check and a
//! backup; every write goes through the one writer.

mod columns;
mod copy;
mod engine;
mod error;
mod migrate;
mod scratch;

pub use columns::{read_count, read_currency, read_day, read_instant, read_json, read_optional_instant};
pub use copy::restore_from;
pub use engine::{OpenMode, Store};
pub use error::StoreError;
pub use scratch::Scratch;

#[cfg(test)]
mod tests;
