//! Coverage, totals by owner, and history.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::QueueGroupView;
use crate::kernel::{Amount, DayRange};

/// How much of spend of record is attributed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionMeter {
    /// Dimension.
    pub dimension: String,
    /// Spend of record of the period.
    pub total: Amount,
    /// Exact decimal: what has a value.
    pub attributed: String,
    /// Exact decimal: what has none.
    pub unattributed: String,
    /// Attributed part in ten-thousandths, rounded down; `null` when the whole is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// Coverage of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageAskRequest {
    /// Dimension.
    pub dimension: String,
    /// Days.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
}

/// Spend of one evidence grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct GradePartView {
    /// `A` to `E`, or empty where nothing says.
    pub grade: String,
    /// For people.
    pub label: String,
    /// Exact decimal.
    pub value: String,
    /// Of the whole, in ten-thousandths; `null` when that is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// Coverage of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageMonthView {
    /// `YYYY-MM`.
    pub month: String,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Whether the period has only some of its days.
    pub is_partial: bool,
    /// How much is attributed.
    pub meter: AttributionMeter,
    /// The attributed part by evidence; adds up to it.
    pub grades: Vec<GradePartView>,
}

/// Coverage of another dimension, for comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageDimensionView {
    /// Dimension.
    pub dimension: String,
    /// For people.
    pub label: String,
    /// How much is attributed.
    pub meter: AttributionMeter,
}

/// What the next actions would add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NextActionsView {
    /// How many.
    pub actions: u32,
    /// What they add to coverage together, in ten-thousandths.
    pub basis_points: i64,
    /// The groups, the largest first.
    pub groups: Vec<QueueGroupView>,
}

/// Coverage of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionCoverageView {
    /// Of the whole period.
    pub meter: AttributionMeter,
    /// Of every amount; empty without spend.
    pub currency: String,
    /// All currencies of the period.
    pub currencies: Vec<String>,
    /// The attributed part by evidence; adds up to it.
    pub grades: Vec<GradePartView>,
    /// By month, in order.
    pub months: Vec<CoverageMonthView>,
    /// Every dimension over the same period.
    pub dimensions: Vec<CoverageDimensionView>,
    /// What to do next.
    pub next: NextActionsView,
}
