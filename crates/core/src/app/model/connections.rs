//! Connections: how they are made, changed and shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::sync::Schedule;

use super::runs::RunView;

/// How a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConnectionState {
    /// Connected, nothing read yet.
    New,
    /// A run is at work.
    Syncing,
    /// The last run succeeded.
    Good,
    /// The last run failed.
    Failing,
    /// Connected, but its key is gone: enter it again.
    NeedsKey,
    /// Will not sync by itself.
    Paused,
    /// Disconnected; its figures stay.
    Removed,
}

/// What one probe found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FindingState {
    /// Can be read.
    Allowed,
    /// Can be read in a lesser way.
    Limited,
    /// Cannot be read.
    Refused,
}

/// One thing a key may or may not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindingView {
    /// Stored name.
    pub name: String,
    /// The outcome.
    pub state: FindingState,
    /// For people.
    pub detail: String,
}

/// A connection as Sources shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionView {
    /// Row id.
    pub id: i64,
    /// Source id.
    pub source: String,
    /// Source name.
    pub source_name: String,
    /// The analyst's name for it.
    pub label: String,
    /// Provider's organization id; empty until known.
    pub account: String,
    /// Address in use.
    pub base_url: String,
    /// Last four characters of the key.
    pub secret_hint: String,
    /// When it syncs by itself.
    pub schedule: Schedule,
    /// Whether the schedule is held.
    pub is_paused: bool,
    /// First day wanted, `YYYY-MM-DD`.
    pub backfill_from: String,
    /// How it is doing.
    pub state: ConnectionState,
    /// The newest run; `null` before the first.
    pub last_run: Option<RunView>,
    /// RFC 3339; `null` when it will not run by itself.
    pub next_run_at: Option<String>,
    /// Last day that is read in full, `YYYY-MM-DD`; `null` before the first.
    pub fresh_through: Option<String>,
    /// What the key may read.
    pub findings: Vec<FindingView>,
}

/// Tries a key before it is kept.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionProbeRequest {
    /// Source id.
    pub source: String,
    /// Address; `null` or empty for the provider's own.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The key; crosses inwards once and is never kept in the webview.
    pub secret: String,
}

/// Connects a source.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionAddRequest {
    /// Source id.
    pub source: String,
    /// The analyst's name for it.
    pub label: String,
    /// Address; `null` or empty for the provider's own.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The key.
    pub secret: String,
    /// First day wanted; `null` for twelve months back.
    #[serde(default)]
    pub backfill_from: Option<String>,
    /// When it syncs by itself; `null` for every 6 hours.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// Whether its first sync starts at once; `null` for yes.
    #[serde(default)]
    #[ts(optional)]
    pub starts_sync: Option<bool>,
}

/// Replaces the key of a connection.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeyReplaceRequest {
    /// Connection.
    pub id: i64,
    /// The new key.
    pub secret: String,
}

macro_rules! hide_secret {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret hidden)"))
            }
        }
    )*};
}
hide_secret!(ConnectionProbeRequest, ConnectionAddRequest, KeyReplaceRequest);

/// Changes a connection; `null` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct ConnectionUpdateRequest {
    /// Connection.
    pub id: i64,
    /// New name.
    pub label: Option<String>,
    /// New schedule.
    pub schedule: Option<Schedule>,
    /// Hold or release the schedule.
    pub is_paused: Option<bool>,
    /// Earlier first day.
    pub backfill_from: Option<String>,
}

/// Names a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionIdRequest {
    /// Connection.
    pub id: i64,
}

/// What a key may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProbeView {
    /// Provider's organization id; empty when it does not tell.
    pub account: String,
    /// Its name; empty when it does not tell.
    pub account_name: String,
    /// Whether billed money can be read: enough to connect.
    pub can_connect: bool,
    /// One entry per probed thing.
    pub findings: Vec<FindingView>,
}
