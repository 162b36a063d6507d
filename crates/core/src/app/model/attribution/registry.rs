//! The registry: dimensions, values, owners, splits.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DatesView;
use crate::kernel::DayRange;

/// A dimension that spend is attributed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionDimensionView {
    /// As rules name it.
    pub name: String,
    /// For people.
    pub label: String,
    /// For people, several values of it, in the middle of a sentence.
    pub plural: String,
    /// Column of requests that tells it; `null`: none.
    pub inherits: Option<String>,
    /// Whether the analyst added it.
    pub is_own: bool,
    /// Registered values.
    pub values: u32,
}

/// A dimension as it is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DimensionDraft {
    /// Lower-case letters, digits and `_`.
    pub name: String,
    /// For people.
    pub label: String,
    /// Column of requests that tells it, `meta.NAME` for further metadata of gateways; `null`: none.
    pub inherits: Option<String>,
}

/// A value as it is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ValueDraft {
    /// Dimension.
    pub dimension: String,
    /// What it is called.
    pub name: String,
    /// Present name, where this changes it; the old one becomes an alias.
    pub renames: Option<String>,
    /// Who answers for it; `null` where nobody is named.
    pub owner: Option<String>,
    /// `#rrggbb`; `null`: given by the screen.
    pub colour: Option<String>,
    /// Value of the same dimension it is part of; `null`: none.
    pub parent: Option<String>,
    /// Other names that sources, rules and tags call it by.
    pub aliases: Vec<String>,
    /// When it exists.
    pub dates: DatesView,
}

/// A registered value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ValueView {
    /// As it was put.
    pub value: ValueDraft,
    /// Series that have it now.
    pub tagged_series: u32,
    /// Rules that name it.
    pub rules: Vec<String>,
    /// Keys, users, projects and accounts it owns.
    pub owners: u32,
}

/// An owner as it is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerDraft {
    /// What is owned: `key`, `user`, `project` or `account`.
    pub column: String,
    /// Its id.
    pub text: String,
    /// Dimension.
    pub dimension: String,
    /// Owner; a new value is registered.
    pub value: String,
    /// When it holds.
    pub dates: DatesView,
}

/// Who owns a key, a user, a project or an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerView {
    /// Names it.
    pub id: u32,
    /// As it was put.
    pub owner: OwnerDraft,
    /// What is owned, for people; `null` where the directory does not know it.
    pub name: Option<String>,
    /// Series it is about.
    pub series: u32,
}

/// The registry of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RegistryRequest {
    /// Only this one; `null`: all.
    pub dimension: Option<String>,
}

/// Dimensions, values and owners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RegistryView {
    /// In display order.
    pub dimensions: Vec<AttributionDimensionView>,
    /// By dimension, then by name.
    pub values: Vec<ValueView>,
    /// By what is owned, then by date.
    pub owners: Vec<OwnerView>,
    /// What rules can look at.
    pub columns: Vec<ColumnView>,
}

/// A column of series that rules can look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ColumnView {
    /// As rules name it.
    pub name: String,
    /// For people.
    pub label: String,
}

/// A dimension to remove.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DimensionNameRequest {
    /// Which.
    pub name: String,
}

/// A value to remove.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ValueNameRequest {
    /// Dimension.
    pub dimension: String,
    /// Which.
    pub name: String,
}

/// A value to become part of another: its names become aliases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ValueMergeRequest {
    /// Dimension.
    pub dimension: String,
    /// Value that goes.
    pub from: String,
    /// Value that stays.
    pub into: String,
}

/// An owner to remove.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerIdRequest {
    /// Which.
    pub id: u32,
}

/// A CSV of keys, users, projects or accounts with their owners.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DirectoryRequest {
    /// File; `null` where the text is given.
    pub path: Option<String>,
    /// Its text; `null` where a file is named.
    pub text: Option<String>,
}

/// What is wrong with a line of a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DirectoryFindingView {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// Whether it keeps the file from being imported.
    pub is_error: bool,
}

/// What a directory would bring, or brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DirectoryView {
    /// Owners it names; at most 500 shown.
    pub owners: Vec<OwnerDraft>,
    /// All of them.
    pub total_owners: u32,
    /// Those that are not there yet.
    pub new_owners: u32,
    /// Values that would be registered, as `dimension: value`.
    pub new_values: Vec<String>,
    /// What is wrong.
    pub findings: Vec<DirectoryFindingView>,
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
    /// Percent, amount a month, or heads as a plain decimal; `null` where the method needs none, and for the target that takes the rest.
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
