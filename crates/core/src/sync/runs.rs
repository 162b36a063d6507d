//! Run history: what each run did, in numbers and in sentences.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::error::SyncError;
use super::queries_runs as queries;
use crate::kernel::{ConnectionId, Currency, Problem, RunId};

/// Why a run was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunCause {
    /// The analyst asked for it in the window.
    Manual,
    /// Its time had come.
    Schedule,
    /// Its time had passed while the machine slept or the app was closed.
    CatchUp,
    /// The command line.
    CommandLine,
}

impl RunCause {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Schedule => "schedule",
            Self::CatchUp => "catch_up",
            Self::CommandLine => "command_line",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Manual, Self::Schedule, Self::CatchUp, Self::CommandLine]
            .into_iter()
            .find(|cause| cause.name() == text)
    }
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunState {
    /// Going on.
    Running,
    /// Everything planned was read.
    Succeeded,
    /// Something was left out; what was read is kept.
    Failed,
    /// The analyst stopped it.
    Cancelled,
    /// The program ended in the middle of it.
    Interrupted,
}

impl RunState {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled, Self::Interrupted]
            .into_iter()
            .find(|state| state.name() == text)
    }
}

/// What a run did, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunStats {
    /// Requests sent.
    pub requests: u64,
    /// Answers stored.
    pub pages_stored: u64,
    /// Days applied, over all slots.
    pub days_read: u64,
    /// Days that were not known before.
    pub buckets_new: u64,
    /// Days whose content changed.
    pub buckets_restated: u64,
    /// Days whose content was the same.
    pub buckets_same: u64,
    /// Ledger rows written.
    pub rows_added: u64,
    /// Ledger rows of superseded revisions.
    pub rows_superseded: u64,
    /// Provider rows kept with a reason instead.
    pub rows_rejected: u64,
    /// Milliseconds spent waiting on the transport and on back-off.
    pub waited_ms: u64,
    /// Billed nanos by currency of primary slots, after minus before.
    pub billed_delta_nanos: BTreeMap<Currency, i64>,
}

/// A run as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The connection.
    pub connection: ConnectionId,
    /// Why it was started.
    pub cause: RunCause,
    /// How it stands.
    pub state: RunState,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub finished_at: Option<DateTime<Utc>>,
    /// What it did.
    pub stats: RunStats,
    /// Why it failed; `None` unless it did.
    pub problem: Option<Problem>,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteLevel {
    /// What was done.
    Note,
    /// Worth a look.
    Warning,
    /// What went wrong.
    Problem,
}

impl NoteLevel {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Problem].into_iter().find(|level| level.name() == text)
    }
}

/// A sentence of the run history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunNote {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// How much it matters.
    pub level: NoteLevel,
    /// The sentence.
    pub text: String,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunReport {
    /// The run. An attempt that could not reach the network again is folded into the run recorded before.
    pub run: RunId,
    /// How it ended.
    pub state: RunState,
    /// What it did.
    pub stats: RunStats,
    /// Why it failed; `None` unless it did.
    pub problem: Option<Problem>,
    /// What a person reads.
    pub notes: Vec<RunNote>,
}

/// Runs of one connection, or of all, newest first; `before` for the next page.
pub fn list_runs(
    reader: &Connection,
    connection: Option<ConnectionId>,
    before: Option<RunId>,
    limit: u32,
) -> Result<Vec<RunRow>, SyncError> {
    Ok(queries::list(reader, connection, before, limit)?)
}

/// The newest run of a connection.
pub fn last_run(reader: &Connection, connection: ConnectionId) -> Result<Option<RunRow>, SyncError> {
    Ok(queries::list(reader, Some(connection), None, 1)?.into_iter().next())
}

/// The newest run of a connection that read everything it planned.
pub fn last_success(reader: &Connection, connection: ConnectionId) -> Result<Option<RunRow>, SyncError> {
    Ok(queries::last_success(reader, connection)?)
}

/// One run.
pub fn find_run(reader: &Connection, run: RunId) -> Result<Option<RunRow>, SyncError> {
    Ok(queries::find(reader, run)?)
}

/// The sentences of a run in order.
pub fn run_notes(reader: &Connection, run: RunId) -> Result<Vec<RunNote>, SyncError> {
    Ok(queries::notes(reader, run)?)
}

/// Marks runs as interrupted whose process ended in the middle of them; says how many. Called after the leases of dead
/// processes were ended.
pub fn end_abandoned_runs(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<usize, SyncError> {
    Ok(queries::interrupt_abandoned(tx, now)?)
}
