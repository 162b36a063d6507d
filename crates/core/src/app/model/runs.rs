//! Runs of a sync and their log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::explore::BucketChange;
use crate::kernel::{Amount, PageAsk, Problem};
use crate::sync::{RunCause, RunState};

/// One run of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunView {
    /// Row id.
    pub id: i64,
    /// Connection.
    pub connection_id: i64,
    /// Connection's name.
    pub connection_label: String,
    /// Why it started.
    pub cause: RunCause,
    /// Where it stands.
    pub state: RunState,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; `null` while running.
    pub finished_at: Option<String>,
    /// Requests sent, retries included.
    pub requests: u32,
    /// Pages stored.
    pub pages: u32,
    /// Days read.
    pub days: u32,
    /// Days of a slot seen for the first time.
    pub buckets_new: u32,
    /// Days of a slot whose content changed.
    pub buckets_restated: u32,
    /// Days of a slot read again with the same content.
    pub buckets_same: u32,
    /// Rows added.
    pub rows_added: u64,
    /// Rows superseded.
    pub rows_superseded: u64,
    /// Rows that could not be read.
    pub rows_rejected: u64,
    /// Milliseconds spent waiting on the provider.
    pub waited_ms: u64,
    /// Change of billed money; one per currency.
    pub billed_delta: Vec<Amount>,
    /// Why it failed; `null` unless failed.
    pub problem: Option<Problem>,
}

/// Lists runs, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunListRequest {
    /// Only of this connection.
    pub connection_id: Option<i64>,
    /// Window of rows.
    pub page: PageAsk,
}

/// Names a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunIdRequest {
    /// Run.
    pub id: i64,
}

/// One line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunNote {
    /// RFC 3339.
    pub at: String,
    /// `note`, `warning` or `problem`.
    pub level: String,
    /// One sentence.
    pub text: String,
}

/// A run with its log and what it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunDetailView {
    /// The run.
    pub run: RunView,
    /// Its log.
    pub notes: Vec<RunNote>,
    /// Restated days first; at most 500.
    pub changes: Vec<BucketChange>,
}

/// Starts syncs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct SyncStartRequest {
    /// Connections; empty for all that are not paused.
    pub connection_ids: Vec<i64>,
}
