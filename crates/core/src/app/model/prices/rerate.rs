//! Rating stored usage again: shown first, applied on confirmation, never in a closed month.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a re-rate by the book and contract in use would move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RerateView {
    /// ISO 4217 of the amounts; other currencies are in `notes`.
    pub currency: String,
    /// Contracted cost of what would move, before; the low end of ranges.
    pub before: String,
    /// After.
    pub after: String,
    /// After minus before.
    pub change: String,
    /// Account-days that would move.
    pub buckets: u32,
    /// Usage rows that would move.
    pub rows: u32,
    /// Rows unpriced before and priced after.
    pub newly_priced: u32,
    /// Rows priced before and unpriced after.
    pub newly_unpriced: u32,
    /// By month, oldest first.
    pub months: Vec<RerateMonth>,
    /// By model and meter, largest change first, at most 200.
    pub causes: Vec<RerateCause>,
    /// Names what was previewed; confirming another state is refused.
    pub token: String,
    /// What to know before confirming.
    pub notes: Vec<String>,
}

/// One month of a re-rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RerateMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// Whether it is closed, and so is listed and not touched.
    pub is_closed: bool,
    /// Days that would move.
    pub days: u32,
    /// Rows that would move.
    pub rows: u32,
    /// Contracted cost before.
    pub before: String,
    /// After.
    pub after: String,
    /// Difference.
    pub change: String,
}

/// One model and meter of a re-rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RerateCause {
    /// Channel id.
    pub channel: String,
    /// Model.
    pub model: String,
    /// Meter.
    pub meter: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub through: String,
    /// Quantity, decimal text.
    pub quantity: String,
    /// Contracted cost before; `null` when it was unpriced.
    pub before: Option<String>,
    /// After; `null` when unpriced.
    pub after: Option<String>,
    /// Difference of what is priced.
    pub change: String,
}

/// A confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RerateApplyRequest {
    /// The token of the preview.
    pub token: String,
}
