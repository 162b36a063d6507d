//! The common record: raw pages, bucket revisions, series, meters, usage rows and charge rows.
//!
//! Owns: what a row is and how a bucket is replaced. Never does: networking, rating, attribution.
//! Invariants: a bucket is replaced whole; identical content is a no-op; rows of a revision never change;
//! streams sharing a slot never both count; a rejected row is kept with its reason.

mod apply;
mod canonical;
mod changes;
mod coverage;
mod digest;
mod directory;
mod error;
mod model;
mod queries;
mod queries_changes;
mod queries_digest;
mod queries_pages;
mod queries_state;
mod queries_views;
mod raw_page;
mod views;

pub use apply::{
    BucketOutcome, BucketSource, BucketVerdict, Interner, apply_bucket, difference, intern_series,
};
pub use canonical::{Fingerprint, content_fingerprint, series_fingerprint};
pub use changes::{
    BucketChange, ChangeCursor, RevisionTotals, billed_by_day, changes_since, newest_revision,
};
pub use coverage::{CoverageDay, CoverageState, coverage, coverage_all, empty_days_from, put_coverage};
pub use digest::{
    ContentMismatch, CurrentWindow, content_mismatches, current_windows, ledger_digest, ledger_lines,
};
pub use directory::{DirectoryName, directory, put_directory_name};
pub use error::LedgerError;
pub use model::{
    BucketContent, Category, ChargeBasis, ChargeRow, Meter, MeterKind, RejectedRow, SeriesKey, UsageRow,
};
pub use queries::totals_json;
pub use raw_page::{
    NewRawPage, RawPage, drop_window_pages, read_raw_page, store_raw_page, window_page_ids, window_pages,
};
pub use views::{
    RawPageFacts, RawPageFilter, RunChange, changes_of_run, full_through, list_raw_pages, raw_page_facts,
    revision_numbers,
};

#[cfg(test)]
mod tests;
