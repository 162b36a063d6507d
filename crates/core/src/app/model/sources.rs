//! Sources, their slots, and schedules.

use serde::Serialize;
use ts_rs::TS;

/// One view of spend or usage that a source tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SlotView {
    /// Stored name.
    pub id: String,
    /// For people.
    pub label: String,
    /// `billed`, `metered` or `estimated`.
    pub book: String,
    /// Whether it is another cut of a primary slot.
    pub is_alternate: bool,
}

/// A source that can be connected: the descriptor as the form needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SourceView {
    /// Stored name: `openai`.
    pub id: String,
    /// For people: `OpenAI`.
    pub name: String,
    /// Address used when none is given.
    pub base_url: String,
    /// What the provider calls the key: `Admin key`.
    pub key_kind: String,
    /// How such a key starts: `sk-admin-...`.
    pub key_looks_like: String,
    /// Steps to make one.
    pub key_steps: Vec<String>,
    /// What the key could do beyond reading.
    pub key_caution: String,
    /// Environment variable for headless use.
    pub key_environment_variable: String,
    /// Shortest interval between scheduled syncs.
    pub shortest_interval_minutes: u32,
    /// First day the source can tell about, `YYYY-MM-DD`.
    pub earliest: String,
    /// What it tells.
    pub slots: Vec<SlotView>,
    /// What it cannot tell.
    pub not_told: Vec<String>,
}
