//! What a run says while it goes on, and how it is stopped.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::kernel::{ConnectionId, Currency, RunId};

/// How far a run is. Sent after each request, page and window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncProgress {
    /// The connection.
    pub connection: ConnectionId,
    /// The run.
    pub run: RunId,
    /// What is being read now: `costs by project and line item, 2026-11-01 to 2026-11-23`.
    pub label: String,
    /// Requests sent.
    pub requests: u64,
    /// Pages stored.
    pub pages: u64,
    /// Days applied.
    pub days: u64,
    /// Ledger rows written.
    pub rows: u64,
    /// Billed nanos by currency, after minus before.
    pub billed_delta_nanos: BTreeMap<Currency, i64>,
    /// Windows done.
    pub windows_done: usize,
    /// Windows planned.
    pub windows_total: usize,
    /// The run waits until then before it asks again; `None` while it works.
    pub waits_until: Option<DateTime<Utc>>,
}

/// Hears how far a run is. Must return quickly.
pub trait Progress: Send + Sync {
    /// One step further.
    fn report(&self, progress: &SyncProgress);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: &SyncProgress) {}
}

impl<F: Fn(&SyncProgress) + Send + Sync> Progress for F {
    fn report(&self, progress: &SyncProgress) {
        self(progress);
    }
}

/// Asks a run to stop at its next step. What was applied stays; the open window is resumed later.
#[derive(Debug, Default)]
pub struct CancelToken {
    is_cancelled: AtomicBool,
    signal: Notify,
}

impl CancelToken {
    /// A token nobody has pulled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::SeqCst);
        self.signal.notify_waiters();
    }

    /// Whether stopping was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }

    /// Returns when stopping is asked for.
    pub async fn cancelled(&self) {
        loop {
            let signal = self.signal.notified();
            tokio::pin!(signal);
            signal.as_mut().enable();
            if self.is_cancelled() {
                return;
            }
            signal.await;
        }
    }
}
