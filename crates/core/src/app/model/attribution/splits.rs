//! Splits of shared cost.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DatesView, GroupSelection};
use crate::kernel::DayRange;

/// A split by hand of what some groups spent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HandSplitRequest {
    /// Dimension.
    pub dimension: String,
    /// Period of the queue that the groups were seen in.
    pub range: DayRange,
    /// Currency of the queue.
    pub currency: Option<String>,
    /// Which.
    pub groups: GroupSelection,
    /// How; its source is made of the groups.
    pub split: SplitDraft,
}

/// How a shared cost is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SplitMethod {
    /// Alike.
    Even,
    /// By fixed percentages that add up to 100.
    Percent,
    /// By fixed amounts a month; one target takes the rest.
    Amount,
    /// By what the targets spend themselves.
    BySpend,
    /// By tokens of the targets' requests.
    ByTokens,
    /// By the targets' requests.
    ByRequests,
    /// By heads.
    Headcount,
}

/// Who takes a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitTargetDraft {
    /// Value; a new one is registered.
    pub value: String,
    /// Percent, amount a month, or heads; `null` where the method needs none, and for the target that takes the rest. Heads that change
    /// are written one after the other: `12, 15 from 2026-10-01`.
    pub weight: Option<String>,
}

/// A split as it is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitDraft {
    /// For people.
    pub name: String,
    /// Dimension.
    pub dimension: String,
    /// Value whose spend is divided; `null`: what is unattributed, which must be asked for.
    pub source: Option<String>,
    /// Says that unattributed spend is to be spread.
    pub spreads_unattributed: bool,
    /// How.
    pub method: SplitMethod,
    /// Of fixed amounts; `null` otherwise.
    pub currency: Option<String>,
    /// Who takes a part.
    pub targets: Vec<SplitTargetDraft>,
    /// When it holds.
    pub dates: DatesView,
}

/// What a target takes in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitPartView {
    /// Target.
    pub value: String,
    /// Exact decimal.
    pub amount: String,
    /// Of what was divided; `null` when that is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// A split with what it does in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitView {
    /// Names it.
    pub id: u32,
    /// As it was put.
    pub split: SplitDraft,
    /// Of the amounts below.
    pub currency: String,
    /// Exact decimal: what its source spent.
    pub source_amount: String,
    /// Exact decimal: what of it was divided.
    pub divided: String,
    /// Who took what; adds up to `divided`.
    pub parts: Vec<SplitPartView>,
    /// What could not be divided, and why.
    pub notes: Vec<String>,
}

/// Splits and what they do in a period.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitListRequest {
    /// Dimension.
    pub dimension: String,
    /// Days.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
}

/// A split to add or to change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitPutRequest {
    /// Split it takes the place of; `null`: a new one.
    pub id: Option<u32>,
    /// The split.
    pub split: SplitDraft,
}

/// A split to remove.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SplitIdRequest {
    /// Which.
    pub id: u32,
}
