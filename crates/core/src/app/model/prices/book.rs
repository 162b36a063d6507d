//! Versions of the price book.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::rerate::RerateView;

/// Where a book came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BookOrigin {
    /// Part of this release.
    Bundled,
    /// A file signed by the project.
    Signed,
    /// A file without a signature: local, unverified.
    Local,
}

/// One version of the price book that is kept here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookVersionView {
    /// SHA-256 of its canonical text, hexadecimal.
    pub hash: String,
    /// Version for people.
    pub version: String,
    /// Rises with each published version.
    pub sequence: u32,
    /// Where it came from.
    pub origin: BookOrigin,
    /// Key that signed it; `null` unless signed.
    pub signed_by: Option<String>,
    /// When it was first used here, RFC 3339.
    pub loaded_at: String,
    /// Channels, models and rates in it.
    pub channels: u32,
    /// Models.
    pub models: u32,
    /// Rates.
    pub rates: u32,
    /// Whether new usage is rated by it.
    pub is_active: bool,
}

/// The price book and what is to be known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookView {
    /// The one in use.
    pub active: BookVersionView,
    /// Every version kept, newest first.
    pub versions: Vec<BookVersionView>,
    /// Rates not read again for 90 days.
    pub stale_rates: u32,
    /// Rates whose price nobody vouches for any more today.
    pub unverified_rates: u32,
    /// Usage whose rating would change by the book and contract in use; `null` when none.
    pub pending: Option<PendingRerate>,
}

/// Stored ratings made by another book or contract than the ones in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PendingRerate {
    /// Account-days whose ratings were made by another pricing.
    pub buckets: u32,
    /// First of them, `YYYY-MM-DD`.
    pub from: String,
    /// Last of them.
    pub through: String,
}

/// A file with a price book.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookFileRequest {
    /// The canonical JSON; its signature is looked for beside it with `.sig` added.
    pub path: String,
    /// Whether a file without a signature may be used, marked local.
    #[serde(default)]
    pub allow_unsigned: bool,
    /// Whether a signed version older than the newest signed one seen may be used.
    #[serde(default)]
    pub allow_rollback: bool,
}

/// A version kept here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookHashRequest {
    /// SHA-256 of its canonical text.
    pub hash: String,
}

/// A kept version in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookTextView {
    /// SHA-256 of the text, hexadecimal.
    pub hash: String,
    /// Its canonical text.
    pub text: String,
}

/// What would change with another book, before it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BookPreview {
    /// The candidate.
    pub candidate: BookVersionView,
    /// Rates by kind of change.
    pub added: u32,
    /// Rates that are gone.
    pub removed: u32,
    /// Other prices or dates for something already published.
    pub corrected: u32,
    /// Other status or source only.
    pub restated: u32,
    /// The changes, corrections first, at most 500.
    pub changes: Vec<RateChangeView>,
    /// What stored usage would cost by it.
    pub money: RerateView,
}

/// One rate that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RateChangeView {
    /// `added`, `removed`, `corrected` or `restated`.
    pub kind: String,
    /// Channel id.
    pub channel: String,
    /// Model id, or `*` for fees.
    pub model: String,
    /// What else tells the rate apart: tier, geo, band, meter, dates; for people.
    pub key: String,
    /// Price of `per` units before; `null` when there was none.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// Units the prices are for.
    pub per: u64,
}
