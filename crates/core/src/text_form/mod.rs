//! Texts of record in TOML, as people write them: where each entry stands, and changes of one entry.
//!
//! Owns: the place of a byte, the bytes of an entry with its comments, edits of a text. Never does: say what an entry means,
//! which is for the room whose text it is.
//! Invariants: an edit leaves every byte of other entries as it was, and new lines end as the lines of the text do.

mod blocks;
mod edits;
mod fields;
mod places;
mod written;

pub use blocks::{Block, blocks};
pub use edits::{append, insert_after, insert_before, move_after, move_before, with_newlines_of, without};
pub use fields::{Field, change_fields};
pub use places::{EntryPlace, opened_tables, place, spread};
pub use written::{key, quoted};
