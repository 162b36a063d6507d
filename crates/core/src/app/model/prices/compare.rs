//! Rated against billed: where what we compute and what the provider charges part.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{DayRange, DimensionFilter, PageAsk};

/// Which days, how fine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CompareRequest {
    /// Days.
    pub range: DayRange,
    /// Of `day`, `connection`, `project`, `model`, `meter`, in order.
    pub by: Vec<String>,
    /// All must hold; dimensions as in `by`.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Window of rows, largest difference first, or by day when the first dimension is one.
    #[serde(default)]
    pub page: PageAsk,
}

/// The comparison. Rows foot to the totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CompareView {
    /// ISO 4217.
    pub currency: String,
    /// This window.
    pub rows: Vec<CompareRow>,
    /// Groups in all.
    pub total_rows: u64,
    /// All groups.
    pub totals: CompareRow,
    /// Rates that stopped agreeing, largest money first.
    pub alarms: Vec<DriftAlarm>,
    /// What to know: meters not told by one side, allowances, days without one of the books.
    pub notes: Vec<String>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CompareRow {
    /// One per dimension asked for; `null` when not told on either side.
    pub keys: Vec<Option<String>>,
    /// For people, one per dimension.
    pub labels: Vec<String>,
    /// Contracted cost of rated usage, low end; `null` when there is none.
    pub rated: Option<String>,
    /// High end; `null` when exact.
    pub rated_high: Option<String>,
    /// Billed; `null` when there is none.
    pub billed: Option<String>,
    /// Billed minus rated (plus: billed more); zero inside a range; `null` when one side is missing.
    pub difference: Option<String>,
    /// Billed / rated with six decimals; `null` when not defined.
    pub scale: Option<String>,
    /// `agrees`, `within_range`, `differs`, `only_billed`, `only_rated` or `unpriced`.
    pub state: String,
}

/// A model's meter whose bill and rates part from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DriftAlarm {
    /// Connection.
    pub connection_id: i64,
    /// Channel id.
    pub channel: String,
    /// Model.
    pub model: String,
    /// Meter; `null` when all meters of the model part alike.
    pub meter: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub since: String,
    /// Last day it was seen.
    pub through: String,
    /// Billed minus rated since then.
    pub difference: String,
    /// Billed / rated with six decimals.
    pub scale: String,
    /// What it looks like: `a discount of 12.5 %`, `the price of before 2026-07-30`, ...
    pub likely: String,
    /// One sentence.
    pub text: String,
}
