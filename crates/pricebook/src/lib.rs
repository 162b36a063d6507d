//! The price book: what every channel charges, since when, and how that is known.
//!
//! Owns: the closed lists of meters and tiers, the compiled form of a book, its TOML source form, its canonical text and
//! hash, the checks a book must pass, and the difference between two books. Never does: rating, storage, networking.
//! Invariants: a price is an exact decimal; every rate has a source and a status; validity and knowledge are half-open;
//! a book that fails a check does not exist; the same book has the same canonical text and hash everywhere.

mod canonical;
mod checks;
mod decimal_text;
mod difference;
mod finding;
mod meters;
mod model;
mod order;
mod places;
mod rate_key;
mod signed;
mod snapshots;
mod source;
mod terms;

pub use canonical::{BookError, Hash, MAX_BYTES, MAX_DEPTH, MAX_ROWS, MAX_TEXT};
pub use difference::{ChangeKind, Difference, RateChange, TermChange, TermKind, difference};
pub use finding::{Finding, Severity, has_errors};
pub use meters::{METERS, MeterId, MeterSide, MeterSpec, TIERS};
pub use model::{
    Alias, Band, Book, Certainty, Channel, Clock, Instant, Model, Rate, RateId, RateStatus, Source, TierWord,
    Window,
};
pub use rate_key::{EVERY_MODEL, rate_id, rate_key};
pub use signed::{
    TRUSTED_KEYS, TrustedKey, Update, UpdateError, open_update, refuse_roll_back, update_file_name,
};
pub use snapshots::{SNAPSHOT_FORMS, is_snapshot};
pub use source::{Compiled, LOCK_FILE, compile, lock_text, next_lock};
pub use terms::{Allowance, AllowancePeriod, Calendar, Capacity, Correction, Credit, Modifier, Redirect};
