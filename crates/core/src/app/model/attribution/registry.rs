//! The registry: dimensions, values, owners.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DatesView;

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

/// A value, registered or found in what sources tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ValueView {
    /// As it was put; what a source told has nothing but its name.
    pub value: ValueDraft,
    /// Whether it is registered.
    pub is_registered: bool,
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

/// An owner to put.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerPutRequest {
    /// The owner.
    pub owner: OwnerDraft,
    /// Owner it takes the place of; `null`: a new one.
    pub replaces: Option<u32>,
    /// Whether it ends what others own on its days; else these are refused.
    pub takes_over: bool,
}

/// An owner to remove.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerIdRequest {
    /// Which.
    pub id: u32,
}
