//! Spend by the values of a dimension, and corrections of closed months.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::GradePartView;
use crate::kernel::Amount;

/// What one value spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerTotalView {
    /// Value; `null`: unattributed.
    pub value: Option<String>,
    /// Its colour.
    pub colour: Option<String>,
    /// Direct spend, received shares and corrections.
    pub amount: Amount,
    /// Exact decimal: without splits.
    pub direct: String,
    /// Exact decimal: from splits; negative at a source that was divided.
    pub received: String,
    /// Exact decimal: from corrections of closed months.
    pub corrected: String,
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
    /// What closed months of the period would have elsewhere, and no correction moved yet.
    pub pending: Vec<PendingCorrectionView>,
}

/// Money that a closed month would have elsewhere by what is decided now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PendingCorrectionView {
    /// Month that stays as it is, `YYYY-MM`.
    pub closed_month: String,
    /// Value that has it; `null`: unattributed.
    pub from: Option<String>,
    /// Value that would have it; `null`: unattributed.
    pub to: Option<String>,
    /// How much.
    pub amount: Amount,
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
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
    /// Why.
    pub note: String,
}
