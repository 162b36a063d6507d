//! The state of one run, and its only way to write: transactions that hold the lease and save the counters.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::connections::ConnectionRow;
use super::driver::SyncEnv;
use super::error::SyncError;
use super::lease::Lease;
use super::progress::SyncProgress;
use super::queries_runs;
use super::runs::{NoteLevel, RunCause, RunNote, RunRow, RunStats};
use super::watch::WatchedTransport;
use crate::kernel::{Currency, Day, Problem, RunId};
use crate::sources::{Access, Ask, Capabilities, Offer};

/// Why a run ends before its plan does.
pub(super) enum Halt {
    /// The analyst stopped it.
    Cancelled,
    /// No other window can do better.
    Problem(Problem),
    /// The workspace, or another run that took over.
    Sync(SyncError),
}

impl<E: Into<SyncError>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Sync(error.into())
    }
}

/// What one stream brought, for the sentence in the run history.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamStats {
    pub days: u64,
    pub new: u64,
    pub restated: u64,
    pub rejected: u64,
    pub billed_delta_nanos: BTreeMap<Currency, i64>,
}

/// What a run may still spend on trying again.
pub(super) struct RetryBudget {
    pub retries: u32,
    pub wait: Duration,
}

pub(super) struct Session<'a> {
    pub env: &'a SyncEnv<'a>,
    pub watch: WatchedTransport<'a>,
    pub lease: Lease,
    pub connection: ConnectionRow,
    pub previous: Option<RunRow>,
    pub cause: RunCause,
    pub run: RunId,
    pub access: Access,
    pub capabilities: Capabilities,
    pub offers: Vec<Offer>,
    pub asks: HashMap<&'static str, Ask>,
    pub stats: RunStats,
    pub streams: BTreeMap<&'static str, StreamStats>,
    pub notes: Vec<RunNote>,
    pub first_problem: Option<Problem>,
    pub stopped_before: HashMap<&'static str, Day>,
    pub budget: RetryBudget,
    pub slept_ms: u64,
    pub last_request_at: Option<DateTime<Utc>>,
    pub label: String,
    pub windows_done: usize,
    pub windows_total: usize,
    pub waits_until: Option<DateTime<Utc>>,
}

impl Session<'_> {
    pub fn now(&self) -> DateTime<Utc> {
        self.env.clock.now()
    }

    /// One transaction that holds the lease. Counters changed by `work` count only when it is kept.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut RunStats) -> Result<T, SyncError>,
    ) -> Result<T, SyncError> {
        let now = self.now();
        let mut stats = self.counted();
        let value = self.env.store.write::<_, SyncError>(|tx| {
            self.lease.hold(tx, now)?;
            let value = work(tx, &mut stats)?;
            queries_runs::save_stats(tx, self.run, &stats)?;
            Ok(value)
        })?;
        self.stats = stats;
        Ok(value)
    }

    /// The counters with those of the transport.
    pub fn counted(&self) -> RunStats {
        let mut stats = self.stats.clone();
        stats.requests = self.watch.requests();
        stats.waited_ms = self.watch.waited_ms().saturating_add(self.slept_ms);
        stats
    }

    pub fn note(&mut self, level: NoteLevel, text: impl Into<String>) {
        let at = self.now();
        self.notes.push(RunNote { at, level, text: text.into() });
    }

    /// Tells the listener how far the run is.
    pub fn report(&self) {
        self.env.progress.report(&SyncProgress {
            connection: self.connection.id,
            run: self.run,
            label: self.label.clone(),
            requests: self.watch.requests(),
            pages: self.stats.pages_stored,
            days: self.stats.days_read,
            rows: self.stats.rows_added,
            billed_delta_nanos: self.stats.billed_delta_nanos.clone(),
            windows_done: self.windows_done,
            windows_total: self.windows_total,
            waits_until: self.waits_until,
        });
    }

    pub fn refuse_when_cancelled(&self) -> Result<(), Halt> {
        if self.env.cancel.is_cancelled() { Err(Halt::Cancelled) } else { Ok(()) }
    }
}
