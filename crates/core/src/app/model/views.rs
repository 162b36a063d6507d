//! Questions that the analyst keeps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A question kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SavedView {
    /// Row id.
    pub id: i64,
    /// Folder it stands in; empty for none.
    pub folder: String,
    /// Name, once in its folder.
    pub name: String,
    /// The question in its text form.
    pub question: String,
    /// Whether it is asked of its own days; else of the period that the window shows.
    pub keeps_days: bool,
    /// When it was changed last, RFC 3339.
    pub changed_at: String,
}

/// Keeps a question, or changes one that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ViewPutRequest {
    /// The one to change; `null` for a new one.
    #[serde(default)]
    pub id: Option<i64>,
    /// Folder; empty for none.
    #[serde(default)]
    pub folder: String,
    /// Name.
    pub name: String,
    /// The question in its text form.
    pub question: String,
    /// Whether it is asked of its own days.
    #[serde(default)]
    pub keeps_days: bool,
}

/// A kept question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ViewIdRequest {
    /// Row id.
    pub id: i64,
}
