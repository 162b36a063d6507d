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

/// What one value spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerTotalView {
    /// Value; `null`: unattributed.
    pub value: Option<String>,
    /// Its colour.
    pub colour: Option<String>,
    /// Direct spend and received shares.
    pub amount: Amount,
    /// Exact decimal: without splits.
    pub direct: String,
    /// Exact decimal: from splits; negative at a source that was divided.
    pub received: String,
    /// Of the whole, in ten-thousandths; `null` when that is zero or negative.
    pub share_basis_points: Option<i64>,
    /// Amount by month, exact decimals, in the order of `AttributionTotalsView.months`.
    pub months: Vec<String>,
    /// By evidence; adds up to the amount.
    pub grades: Vec<GradePartView>,
}

/// Spend by the values of a dimension; adds up to spend of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionTotalsView {
    /// Dimension.
    pub dimension: String,
    /// Of every amount; empty without spend.
    pub currency: String,
    /// `YYYY-MM`.
    pub months: Vec<String>,
    /// Spend of record.
    pub total: Amount,
    /// By value, the largest first; unattributed last.
    pub totals: Vec<OwnerTotalView>,
    /// What could not be divided, and why; what splits spread.
    pub notes: Vec<String>,
    /// Dated corrections of closed months that fall into the period; each sums to zero.
    pub corrections: Vec<CorrectionView>,
}

/// Money that a closed month would have elsewhere, moved in an open one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CorrectionView {
    /// Names it.
    pub id: u32,
    /// Month that stays as it is, `YYYY-MM`.
    pub closed_month: String,
    /// Month it is posted in, `YYYY-MM`.
    pub posted_month: String,
    /// Value that gives; `null`: unattributed.
    pub from: Option<String>,
    /// Value that receives; `null`: unattributed.
    pub to: Option<String>,
    /// How much.
    pub amount: Amount,
    /// Why.
    pub note: String,
}

/// Posts what a closed month would have elsewhere as corrections of an open month.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CorrectRequest {
    /// Dimension.
    pub dimension: String,
    /// Which month, `YYYY-MM`.
    pub closed_month: String,
    /// Open month to post them in, `YYYY-MM`.
    pub posted_month: String,
    /// Why.
    pub note: String,
}

/// One decision on attribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionHistoryEntry {
    /// Entry of the history.
    pub id: u32,
    /// When, RFC 3339.
    pub at: String,
    /// Who; `null` where it is not known.
    pub by: Option<String>,
    /// One sentence.
    pub summary: String,
    /// `tag`, `split`, `rules`, `registry`, `snooze`, `note`, `correction`, `undo` or `restore`.
    pub kind: String,
    /// Decisions that came into force.
    pub in_force: u32,
    /// Decisions that were withdrawn.
    pub withdrawn: u32,
    /// Whether undo takes it back next.
    pub can_undo: bool,
    /// Whether the present state is the one right after it.
    pub is_current: bool,
}

/// Decisions, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionHistoryView {
    /// At most 500.
    pub entries: Vec<AttributionHistoryEntry>,
    /// What undo would take back; `null`: nothing.
    pub next_undo: Option<String>,
    /// What redo would bring back; `null`: nothing.
    pub next_redo: Option<String>,
}

/// An entry of the history.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistoryIdRequest {
    /// Which.
    pub id: u32,
}
