//! Watched folders: looked through on a schedule for logs that were not imported yet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::Problem;

/// A folder looked through on a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WatchedFolderView {
    /// Row id.
    pub id: i64,
    /// The folder.
    pub path: String,
    /// Glob inside it.
    pub pattern: String,
    /// Source its files belong to.
    pub source_id: i64,
    /// Name of the source.
    pub source: String,
    /// Format id; `null` when each file is recognised anew.
    pub format: Option<String>,
    /// Minutes between looks.
    pub every_minutes: u32,
    /// Whether it rests.
    pub is_paused: bool,
    /// RFC 3339; `null` before the first look.
    pub looked_at: Option<String>,
    /// Why the last look failed; `null` when it did not.
    pub problem: Option<Problem>,
}

/// Watches a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct WatchAddRequest {
    /// The folder.
    pub path: String,
    /// Glob inside it.
    pub pattern: String,
    /// Source; absent makes a new one by `label`.
    #[serde(default)]
    pub source_id: Option<i64>,
    /// Name of the new source.
    #[serde(default)]
    pub label: String,
    /// Format id; absent recognises each file anew.
    #[serde(default)]
    pub format: Option<String>,
    /// Minutes between looks.
    pub every_minutes: u32,
}

/// Changes how a folder is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct WatchUpdateRequest {
    /// The folder.
    pub id: i64,
    /// Pause or resume; absent leaves it.
    #[serde(default)]
    pub is_paused: Option<bool>,
    /// Minutes between looks; absent leaves it.
    #[serde(default)]
    pub every_minutes: Option<u32>,
    /// Glob; absent leaves it.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// Names a watched folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WatchIdRequest {
    /// The folder.
    pub id: i64,
}
