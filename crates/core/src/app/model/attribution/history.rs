//! What was decided, and when.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
