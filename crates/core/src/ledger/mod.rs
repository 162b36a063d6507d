//! The common record: raw pages, bucket revisions, series, meters, usage rows and charge rows.
//!
//! Owns: what a row is and how a bucket is replaced. Never does: networking, rating, attribution.
//! Invariants: a bucket is replaced whole; identical content is a no-op; rows of a revision never change;
//! streams sharing a slot never both count; a rejected row is kept with its reason.

mod model;

pub use model::{
    BucketContent, Category, ChargeBasis, ChargeRow, Meter, MeterKind, RejectedRow, SeriesKey, UsageRow,
};
