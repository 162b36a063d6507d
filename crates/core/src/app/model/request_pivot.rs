//! Sums of requests by a few dimensions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{DayRange, DimensionFilter, PageAsk};

/// A question to the totals of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct RequestPivotRequest {
    /// What is added up, by stored name: `attempts`, `tokens_output`, `rated_nanos`. At least one.
    pub measures: Vec<String>,
    /// What it is added up by, up to three: `source`, `day`, `month`, `model` or a dimension of requests. None: one sum.
    #[serde(default)]
    pub dimensions: Vec<String>,
    /// Days.
    pub range: DayRange,
    /// ISO 4217; money of other currencies is told apart.
    pub currency: String,
    /// Only of this log source.
    #[serde(default)]
    pub source_id: Option<i64>,
    /// Only requests with these values; not by `source`, `day` or `month`.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Window of rows.
    #[serde(default)]
    pub page: PageAsk,
}

/// Sums of requests by dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestPivotView {
    /// This window, the largest of the first measure first.
    pub rows: Vec<RequestPivotRow>,
    /// Rows in all.
    pub total_rows: u64,
    /// A sum for each measure over all rows, as in a row.
    pub total: Vec<String>,
    /// Money of other currencies, which is in no row and no total.
    pub elsewhere: Vec<RequestPivotElsewhere>,
}

/// One group of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestPivotRow {
    /// A value for each dimension; `null` when not told, empty when told that there is none.
    pub values: Vec<Option<String>>,
    /// A sum for each measure, exact: money as decimal text in units of the asked currency, all else as whole numbers.
    pub sums: Vec<String>,
}

/// Money of requests in another currency than the asked one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestPivotElsewhere {
    /// ISO 4217.
    pub currency: String,
    /// A sum for each measure in units of that currency; `0` for those that are not money.
    pub sums: Vec<String>,
}
