//! Everything Overview shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::query::QueryKey;
use crate::kernel::{Amount, DayRange};

/// Days and the period they are compared with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OverviewRequest {
    /// Days shown.
    pub range: DayRange,
    /// Days compared with; `null` for the same number of days before.
    #[serde(default)]
    pub compare: Option<DayRange>,
    /// The dimension of the stacked days: `provider`, `project`, `model` or `key`.
    pub split: String,
}

/// Billed money of one day, split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DayTotal {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Whether the day is still open or not read in full.
    pub is_partial: bool,
    /// Whether any wanted slot of the day was never read; such a day is a gap, not a zero.
    pub is_missing: bool,
    /// Billed, one entry per split value in the order of `OverviewView.series`; `null` is a gap.
    pub values: Vec<Option<String>>,
    /// Sum of the values; `null` when missing.
    pub total: Option<String>,
}

/// One line of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BreakdownRow {
    /// The value.
    pub key: QueryKey,
    /// Billed in the period.
    pub amount: Amount,
    /// Billed in the compared period.
    pub before: Amount,
    /// Difference, decimal text.
    pub change: String,
    /// Share of the period's total in ten-thousandths; `null` when the total is zero or negative.
    pub share_basis_points: Option<i64>,
    /// Tokens in the period, decimal text; `null` when the source meters none for it.
    pub tokens: Option<String>,
}

/// Billed money by one dimension; rows foot to the total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Breakdown {
    /// Dimension name.
    pub dimension: String,
    /// For people.
    pub label: String,
    /// Largest first; the rest is one row named `other` with a `null` value.
    pub rows: Vec<BreakdownRow>,
    /// Groups in all.
    pub groups: u64,
}

/// What moved most, with its cause as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Mover {
    /// Dimension.
    pub dimension: String,
    /// The value.
    pub key: QueryKey,
    /// Billed in the period.
    pub amount: Amount,
    /// Billed in the compared period.
    pub before: Amount,
    /// Difference, decimal text.
    pub change: String,
    /// Cause: `new`, `gone`, `more tokens`, `costlier tokens`, `fewer tokens`, ... with figures.
    pub cause: String,
}

/// How fresh a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FreshnessState {
    /// Read within its schedule.
    Fresh,
    /// Older than its schedule allows.
    Stale,
    /// Never read.
    Never,
    /// The last run failed.
    Failing,
}

/// How fresh one connection's figures are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Freshness {
    /// Connection.
    pub connection_id: i64,
    /// Its name.
    pub label: String,
    /// How fresh.
    pub state: FreshnessState,
    /// Last successful run, RFC 3339; `null` when none.
    pub read_at: Option<String>,
    /// Last day read in full; `null` when none.
    pub fresh_through: Option<String>,
}

/// How good one meter of the trust strip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TrustState {
    /// As it should be.
    Good,
    /// Look at it.
    Warning,
    /// Figures cannot be relied on.
    Bad,
    /// Not known yet; never shown as zero.
    Unknown,
}

/// One meter of the trust strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TrustMeter {
    /// `attributed`, `priced`, `reconciled`, `fresh` or `open`.
    pub id: String,
    /// For people.
    pub label: String,
    /// Share in ten-thousandths; `null` when it is not a share or not known.
    pub share_basis_points: Option<i64>,
    /// Short text shown beside the label.
    pub value: String,
    /// How good.
    pub state: TrustState,
    /// One sentence.
    pub detail: String,
    /// Route of the queue it opens: `sources`, `overview`, ...
    pub opens: String,
}

/// Everything Overview shows for one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OverviewView {
    /// Days shown.
    pub range: DayRange,
    /// Days compared with.
    pub compare: DayRange,
    /// Currency of every amount here; other currencies are in `other_currencies`.
    pub currency: String,
    /// Billed in the period.
    pub billed: Amount,
    /// Billed in the compared period.
    pub billed_before: Amount,
    /// Billed on the last day read in full; `null` when none lies in the period.
    pub last_full_day: Option<DayTotal>,
    /// Totals in other currencies; never added.
    pub other_currencies: Vec<Amount>,
    /// Estimated money in the period, beside billed and never in it; `null` when no source estimates.
    pub estimated: Option<Amount>,
    /// Tokens in the period, decimal text.
    pub tokens: String,
    /// Tokens in the compared period.
    pub tokens_before: String,
    /// Requests in the period as far as told, decimal text; `null` when no source tells.
    pub requests: Option<String>,
    /// Tokens on days and accounts without billed money yet: spend that is not known, decimal text.
    pub tokens_without_billed: String,
    /// Split values, largest first, at most eight; the last may be `other`.
    pub series: Vec<QueryKey>,
    /// One per day.
    pub days: Vec<DayTotal>,
    /// By provider, project, model and key.
    pub breakdowns: Vec<Breakdown>,
    /// Largest absolute changes.
    pub movers: Vec<Mover>,
    /// Per connection.
    pub freshness: Vec<Freshness>,
    /// The trust strip.
    pub trust: Vec<TrustMeter>,
    /// What to know before using the figures.
    pub notes: Vec<String>,
}
