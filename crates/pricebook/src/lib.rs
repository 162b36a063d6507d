//! The price book: what every channel charges, since when, and how that is known.
//!
//! Owns: the closed lists of meters and tiers, the compiled form of a book, its TOML source form, its canonical text and
//! hash, the checks a book must pass, and the difference between two books. Never does: rating, storage, networking.
//! Invariants: a price is an exact decimal; every rate has a source and a status; validity and knowledge are half-open;
//! a book that fails a check does not exist; the same book has the same canonical text and hash everywhere.

mod meters;
mod model;

pub use meters::{METERS, MeterId, MeterSide, MeterSpec, TIERS};
pub use model::{
    Alias, Allowance, AllowancePeriod, Band, Book, Calendar, Capacity, Certainty, Channel, Clock, Correction,
    Credit, Instant, Model, Modifier, Rate, RateId, RateStatus, Redirect, Source, TierWord, Window,
};
