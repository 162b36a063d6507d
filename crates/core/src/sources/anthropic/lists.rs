//! Lists of names as Anthropic spells them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The organization of the key.
#[derive(Deserialize)]
pub(super) struct Organization {
    /// Id.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A page of workspaces, keys, users or service accounts.
#[derive(Deserialize)]
pub(super) struct ListPage {
    /// Entries.
    pub data: Vec<Entry>,
    /// Whether another page follows.
    #[serde(default)]
    pub has_more: bool,
    /// Of lists by id; also present on the final page.
    #[serde(default)]
    pub last_id: Option<String>,
    /// Of lists by page.
    #[serde(default)]
    pub next_page: Option<String>,
}

/// One workspace, key, user or service account; fields of the other kinds are absent.
#[derive(Deserialize)]
pub(super) struct Entry {
    /// Id.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Address of a user.
    #[serde(default)]
    pub email: Option<String>,
    /// Role of a user.
    #[serde(default)]
    pub role: Option<String>,
    /// State of a key.
    #[serde(default)]
    pub status: Option<String>,
    /// When a workspace was archived.
    #[serde(default)]
    pub archived_at: Option<String>,
    /// Whether a workspace is the default one.
    #[serde(default)]
    pub is_default: Option<bool>,
    /// Tags of a workspace, such as a cost centre.
    #[serde(default)]
    pub tags: Option<BTreeMap<String, String>>,
    /// Where a workspace's data is processed.
    #[serde(default)]
    pub data_residency: Option<DataResidency>,
    /// What a key reaches.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// Older field of a key.
    #[serde(default)]
    pub workspace_id: Option<String>,
    /// Who made a key.
    #[serde(default)]
    pub created_by: Option<CreatedBy>,
}

/// Where a workspace's data is processed.
#[derive(Deserialize)]
pub(super) struct DataResidency {
    /// Place used when a request names none.
    #[serde(default)]
    pub default_inference_geo: Option<String>,
    /// Place of the workspace.
    #[serde(default)]
    pub workspace_geo: Option<String>,
}

/// What a key reaches.
#[derive(Deserialize)]
pub(super) struct Scope {
    /// `workspace` or `organization`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The workspace.
    #[serde(default)]
    pub workspace_id: Option<String>,
}

/// Who made a key.
#[derive(Deserialize)]
pub(super) struct CreatedBy {
    /// Id.
    #[serde(default)]
    pub id: Option<String>,
}
