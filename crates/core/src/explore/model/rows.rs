//! The rows behind a figure, and what changed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::query::{Measure, QueryKey, QueryRow};
use crate::kernel::{Amount, DayRange, DimensionFilter, PageAsk};

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
    /// How a quantity is rated; `null` for money, and for usage that waits for its rating.
    pub rating: Option<LedgerRating>,
}

/// How a usage row is rated; `prices.rating` tells why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LedgerRating {
    /// Revision of the row, as `prices.rating` asks for it.
    pub revision: i64,
    /// Place of the row in its revision.
    pub ordinal: i64,
    /// `priced`, `range`, `unpriced` or `not_billable`.
    pub status: String,
    /// At our rates, the low end of a range; `null` when unpriced.
    pub amount: Option<Amount>,
    /// High end; `null` unless a range.
    pub amount_high: Option<Amount>,
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
