//! Owners from a table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::OwnerDraft;

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
    /// What is wrong; any of it keeps the table from being imported.
    pub findings: Vec<DirectoryFindingView>,
}
