//! The workspace file, secrets, settings, history.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose figures a workspace holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WorkspaceKind {
    /// The analyst's own.
    Own,
    /// The sample company; marked as such everywhere.
    Sample,
}

/// The open workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WorkspaceView {
    /// File path.
    pub path: String,
    /// File name without its ending.
    pub name: String,
    /// Own or sample.
    pub kind: WorkspaceKind,
    /// RFC 3339.
    pub created_at: String,
    /// Schema version of the file.
    pub schema_version: u32,
    /// Size of the file.
    pub size_bytes: u64,
    /// Version of the app.
    pub app_version: String,
    /// The UTC day now, `YYYY-MM-DD`.
    pub today: String,
    /// The instant now, RFC 3339.
    pub now: String,
    /// Whether any connection was ever made: false shows the first run.
    pub has_connections: bool,
    /// Whether any log was ever imported.
    pub has_log_sources: bool,
}

/// Opens or creates a workspace file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileRequest {
    /// File path.
    pub path: String,
}

/// Copies the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BackupRequest {
    /// Where to; `null` writes a dated file beside the workspace.
    #[serde(default)]
    pub path: Option<String>,
}

/// Replaces the workspace by a backup; the present file is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RestoreRequest {
    /// The backup file.
    pub path: String,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Row height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Density {
    /// 24 px.
    Compact,
    /// 28 px.
    #[default]
    Regular,
    /// 34 px.
    Comfortable,
}

/// How amounts below zero are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NegativeStyle {
    /// -12.30
    #[default]
    Minus,
    /// (12.30)
    Parentheses,
}

/// Preferences; the same shape is read and written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Stronger borders and text.
    pub is_high_contrast: bool,
    /// Row height.
    pub density: Density,
    /// Amounts below zero.
    pub negative_style: NegativeStyle,
    /// Whether a failed or restating sync is notified by the system.
    pub notifies: bool,
    /// Whether closing the window leaves the app in the tray, syncing.
    pub keeps_in_tray: bool,
    /// Whether the app starts hidden with the system session.
    pub starts_with_system: bool,
    /// Whether the rail shows icons only.
    pub is_rail_collapsed: bool,
    /// Days that single requests are kept; `null` keeps all. Totals by day outlive them.
    pub requests_kept_days: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            is_high_contrast: false,
            density: Density::default(),
            negative_style: NegativeStyle::default(),
            notifies: true,
            keeps_in_tray: true,
            starts_with_system: false,
            is_rail_collapsed: false,
            requests_kept_days: None,
        }
    }
}

/// Where keys are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SecretStoreKind {
    /// The operating system's keychain.
    Keychain,
    /// The encrypted vault file.
    Vault,
    /// Neither answers.
    None,
}

/// Whether keys can be read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SecretStoreState {
    /// Keys can be read and written.
    Ready,
    /// The vault exists and waits for its passphrase.
    Locked,
    /// No keychain answers and there is no vault yet: one can be made.
    NeedsVault,
}

/// Where keys are kept and whether they can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SecretsView {
    /// Which store.
    pub kind: SecretStoreKind,
    /// Its state.
    pub state: SecretStoreState,
    /// One sentence for Settings.
    pub detail: String,
}

/// Makes or unlocks the vault.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VaultPassphraseRequest {
    /// The passphrase; never stored, never logged.
    pub passphrase: String,
}

impl std::fmt::Debug for VaultPassphraseRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultPassphraseRequest(hidden)")
    }
}

/// One recorded change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistoryEntry {
    /// Row id.
    pub id: i64,
    /// RFC 3339.
    pub at: String,
    /// Command name.
    pub command: String,
    /// One sentence.
    pub summary: String,
    /// Whether it can be undone now.
    pub can_undo: bool,
    /// The entry it undoes; `null` unless it is an undo or a redo.
    pub undoes: Option<i64>,
}

/// Recorded changes, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistoryView {
    /// Entries, newest first.
    pub entries: Vec<HistoryEntry>,
    /// What undo would undo now; `null` when nothing.
    pub next_undo: Option<String>,
    /// What redo would redo now; `null` when nothing.
    pub next_redo: Option<String>,
}

/// Outcome of one check of the doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DoctorState {
    /// As it should be.
    Good,
    /// Works, but look at it.
    Warning,
    /// Broken.
    Broken,
}

/// One check of the doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DoctorCheck {
    /// What was checked.
    pub name: String,
    /// The outcome.
    pub state: DoctorState,
    /// What was found.
    pub detail: String,
    /// What to do; empty when good.
    pub hint: String,
}

/// The doctor's report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DoctorView {
    /// Every check, in order.
    pub checks: Vec<DoctorCheck>,
}
