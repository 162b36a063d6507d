//! Figures: overview, queries, rows, changes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{Amount, DayRange, DimensionFilter, PageAsk};

/// What is added up. Amounts of different bases are different measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Measure {
    /// Money of the providers' cost APIs.
    Billed,
    /// List cost beside billed money, where the provider tells it.
    ListCost,
    /// Money a source computed; never part of spend.
    Estimated,
    /// All token classes.
    Tokens,
    /// Requests answered.
    Requests,
}

/// A dimension that can be grouped by or filtered on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DimensionView {
    /// Name in queries: `day`, `month`, `provider`, `connection`, `project`, `key`, `user`, `model`, `tier`, `lane`,
    /// `line_item`, `token_class`, `meter`, `region`, `operation`, `product`, `context_band`, `speed`.
    pub name: String,
    /// For people.
    pub label: String,
}

/// Any measure by any dimensions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryRequest {
    /// What is added up.
    pub measure: Measure,
    /// Dimensions, in order; empty for one total.
    #[serde(default)]
    pub by: Vec<String>,
    /// Days.
    pub range: DayRange,
    /// All must hold.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Window of rows; rows are ordered by size, or by day when the first dimension is one.
    #[serde(default)]
    pub page: PageAsk,
}

/// One dimension value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryKey {
    /// The stored value; `null` when the source does not tell, empty when it says there is none.
    pub value: Option<String>,
    /// For people: the name of a project or key, or `not told`.
    pub label: String,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryRow {
    /// One per dimension asked for.
    pub keys: Vec<QueryKey>,
    /// Money; `null` for quantities.
    pub amount: Option<Amount>,
    /// Quantity as decimal text; `null` for money.
    pub quantity: Option<String>,
    /// Share of the total of its currency in ten-thousandths; `null` when the total is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// The answer to a query. Rows of a group differ by currency when there are several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryView {
    /// This window.
    pub rows: Vec<QueryRow>,
    /// Groups in all.
    pub total_rows: u64,
    /// Totals over all groups, one per currency for money, exactly one for quantities.
    pub totals: Vec<QueryRow>,
    /// What to know before using the figures: a cut that was chosen, days not covered, a dimension not told.
    pub notes: Vec<String>,
}

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

/// Opens a figure: the rows behind it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LedgerRowsRequest {
    /// What is added up.
    pub measure: Measure,
    /// Days.
    pub range: DayRange,
    /// All must hold.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Window of rows, largest first.
    #[serde(default)]
    pub page: PageAsk,
}

/// One ledger row with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LedgerRow {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Connection.
    pub connection_id: i64,
    /// Its name.
    pub connection_label: String,
    /// Slot.
    pub slot: String,
    /// Dimension values told for it, in display order.
    pub dimensions: Vec<LedgerDimension>,
    /// Money; `null` for quantities.
    pub amount: Option<Amount>,
    /// As the provider wrote it; `null` for quantities.
    pub amount_text: Option<String>,
    /// List cost; `null` when not told.
    pub list_amount: Option<Amount>,
    /// Meter; `null` for money.
    pub meter: Option<String>,
    /// Quantity as decimal text; `null` when not told.
    pub quantity: Option<String>,
    /// Revision number of its day.
    pub revision: u32,
    /// RFC 3339: when this revision was recorded.
    pub recorded_at: String,
    /// The stored answer it was read from.
    pub raw_page_id: i64,
}

/// One dimension of a ledger row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LedgerDimension {
    /// Dimension name.
    pub name: String,
    /// For people.
    pub label: String,
    /// The value.
    pub key: QueryKey,
}

/// Rows behind a figure; their sum is the figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LedgerRowsView {
    /// Rows in all.
    pub total_rows: u64,
    /// This window.
    pub rows: Vec<LedgerRow>,
    /// Sum over all rows, as in `QueryView.totals`.
    pub totals: Vec<QueryRow>,
}

/// What changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct ChangesRequest {
    /// RFC 3339; changes recorded after it.
    pub since: String,
    /// Only days seen before and changed since, not days seen for the first time.
    pub only_restated: bool,
    /// Window of rows, newest first.
    pub page: PageAsk,
}

/// One bucket that got a new revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BucketChange {
    /// Connection.
    pub connection_id: i64,
    /// Its name.
    pub connection_label: String,
    /// Slot.
    pub slot: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// New revision number; 1 when seen for the first time.
    pub revision: u32,
    /// RFC 3339.
    pub recorded_at: String,
    /// Run that read it.
    pub run_id: i64,
    /// Money before, one per currency.
    pub before: Vec<Amount>,
    /// Money after, one per currency.
    pub after: Vec<Amount>,
    /// Tokens before.
    pub tokens_before: i64,
    /// Tokens after.
    pub tokens_after: i64,
    /// Rows after.
    pub rows: u64,
}

/// Changed buckets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChangesView {
    /// Changes in all.
    pub total: u64,
    /// This window.
    pub changes: Vec<BucketChange>,
}
