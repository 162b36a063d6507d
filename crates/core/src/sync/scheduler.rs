//! The background task that runs what is due. It takes no input, wakes on a timer and on a signal, and leaves a status.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::connections::{ConnectionRow, list_connections};
use super::error::SyncError;
use super::problem;
use super::progress::CancelToken;
use super::runs::{RunCause, RunReport, last_run};
use super::schedule::{Due, Schedule, due};
use crate::kernel::{Clock, ConnectionId, Problem};
use crate::store::Store;

/// A timer set for longer would miss the end of a machine's sleep, during which timers stand still.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// First pause after a run that could not reach the network; doubled with each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// Longest such pause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(30);

/// How a run ended, as far as the scheduler cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunnerOutcome {
    /// It ran; the report says how.
    Ended(RunReport),
    /// Another run holds the connection until then.
    Busy(DateTime<Utc>),
    /// It could not start: no key, no connector, no workspace.
    Refused(Problem),
}

/// Runs one connection to its end: finds the key and calls [`run_connection`](super::run_connection).
#[async_trait]
pub trait Runner: Send + Sync {
    /// One run.
    async fn run(&self, connection: ConnectionId, cause: RunCause) -> RunnerOutcome;
}

/// When a connection runs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The connection.
    pub connection: ConnectionId,
    /// The next run; `None` when paused, by hand, or running now.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Whether this scheduler runs it now.
    pub is_running: bool,
    /// Why it waits longer than its schedule says, or cannot be planned; empty when it does neither.
    pub reason: String,
}

/// What the scheduler knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchedulerStatus {
    /// When it last looked; `None` before the first time.
    pub checked_at: Option<DateTime<Utc>>,
    /// One entry per connection.
    pub connections: Vec<Planned>,
    /// Why it could not look; empty when it could.
    pub problem: String,
}

struct Gate {
    not_before: DateTime<Utc>,
    failures: u32,
    /// Whether the run is owed when the gate opens; else the schedule decides again.
    is_owed: bool,
    reason: String,
}

#[derive(Default)]
struct State {
    running: BTreeSet<ConnectionId>,
    gates: BTreeMap<ConnectionId, Gate>,
    status: SchedulerStatus,
}

/// The local offset from UTC at an instant, shared with the background task.
pub type SharedOffset = Arc<dyn Fn(DateTime<Utc>) -> FixedOffset + Send + Sync>;

/// Runs what is due.
pub struct Scheduler {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    offset_at: SharedOffset,
    runner: Arc<dyn Runner>,
    wake: Notify,
    state: Mutex<State>,
}

impl Scheduler {
    /// A scheduler of one workspace.
    pub fn new(
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        offset_at: SharedOffset,
        runner: Arc<dyn Runner>,
    ) -> Self {
        Self { store, clock, offset_at, runner, wake: Notify::new(), state: Mutex::default() }
    }

    /// Looks again at once: a schedule changed, a connection was added, a run by hand ended.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// What it knew when it last looked.
    pub fn status(&self) -> SchedulerStatus {
        self.lock().status.clone()
    }

    /// Runs what is due until told to stop. Runs going on then are left to their own cancel tokens.
    pub async fn run(self: Arc<Self>, stop: &CancelToken) {
        let mut tasks = JoinSet::new();
        while !stop.is_cancelled() {
            for (connection, cause) in self.look() {
                let scheduler = Arc::clone(&self);
                tasks.spawn(async move { scheduler.run_one(connection, cause).await });
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.wake.notified() => {}
                () = self.clock.sleep(self.until_next()) => {}
                Some(_) = tasks.join_next() => {}
            }
        }
        tasks.detach_all();
    }

    /// Runs what is due now, to its end, once: what the background task does at each turn, for tests and for
    /// `sync --due`.
    pub async fn run_due(&self) -> Vec<(ConnectionId, RunnerOutcome)> {
        let mut outcomes = Vec::new();
        for (connection, cause) in self.look() {
            outcomes.push((connection, self.run_one(connection, cause).await));
        }
        outcomes
    }

    async fn run_one(&self, connection: ConnectionId, cause: RunCause) -> RunnerOutcome {
        let outcome = self.runner.run(connection, cause).await;
        let now = self.clock.now();
        let mut state = self.lock();
        state.running.remove(&connection);
        let failures = state.gates.get(&connection).map_or(0, |gate| gate.failures);
        match gate_after(&outcome, failures, now) {
            Some(gate) => state.gates.insert(connection, gate),
            None => state.gates.remove(&connection),
        };
        outcome
    }

    /// Decides what is due, marks it as running, and leaves the status.
    fn look(&self) -> Vec<(ConnectionId, RunCause)> {
        let now = self.clock.now();
        let found = self.store.read::<_, SyncError>(|reader| {
            let mut found = Vec::new();
            for connection in list_connections(reader)? {
                let last = last_run(reader, connection.id)?.map(|run| run.started_at);
                found.push((connection, last));
            }
            Ok(found)
        });
        let mut state = self.lock();
        state.status.checked_at = Some(now);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                state.status.problem = error.to_string();
                return Vec::new();
            }
        };
        let mut starting = Vec::new();
        let mut planned = Vec::new();
        for (connection, last) in &found {
            let (plan, start) = self.judge(&state, connection, *last, now);
            starting.extend(start.map(|cause| (connection.id, cause)));
            planned.push(plan);
        }
        state.running.extend(starting.iter().map(|(connection, _)| *connection));
        state.status.problem = String::new();
        state.status.connections = planned;
        starting
    }

    fn judge(
        &self,
        state: &State,
        connection: &ConnectionRow,
        last: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> (Planned, Option<RunCause>) {
        let plan = |next_run_at, is_running, reason: &str| Planned {
            connection: connection.id,
            next_run_at,
            is_running,
            reason: reason.to_owned(),
        };
        if state.running.contains(&connection.id) {
            return (plan(None, true, ""), None);
        }
        let is_automatic = !connection.is_paused && connection.schedule != Schedule::Manual;
        if let Some(gate) = state.gates.get(&connection.id).filter(|_| is_automatic) {
            if gate.not_before > now {
                return (plan(Some(gate.not_before), false, &gate.reason), None);
            }
            if gate.is_owed {
                return (plan(None, true, ""), Some(RunCause::Schedule));
            }
        }
        match due(&connection.schedule, connection.is_paused, last, now, self.offset_at.as_ref()) {
            Ok(Due::Now) => (plan(None, true, ""), Some(RunCause::Schedule)),
            Ok(Due::CatchUp) => (plan(None, true, ""), Some(RunCause::CatchUp)),
            Ok(Due::At(next)) => (plan(Some(next), false, ""), None),
            Ok(Due::Paused | Due::ByHand) => (plan(None, false, ""), None),
            Err(error) => (plan(None, false, &error.to_string()), None),
        }
    }

    fn until_next(&self) -> Duration {
        let now = self.clock.now();
        let state = self.lock();
        let next = state.status.connections.iter().filter_map(|planned| planned.next_run_at).min();
        next.and_then(|next| (next - now).to_std().ok()).map_or(LONGEST_SLEEP, |rest| rest.min(LONGEST_SLEEP))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the next run waits for something else than its schedule.
fn gate_after(outcome: &RunnerOutcome, failures: u32, now: DateTime<Utc>) -> Option<Gate> {
    let paused = |reason: &str| {
        let doubled = FIRST_PAUSE * 2_i32.saturating_pow(failures.min(10));
        Gate {
            not_before: now + doubled.min(LONGEST_PAUSE),
            failures: failures.saturating_add(1),
            is_owed: true,
            reason: reason.to_owned(),
        }
    };
    match outcome {
        RunnerOutcome::Ended(report) => report
            .problem
            .as_ref()
            .filter(|found| problem::is_offline(found))
            .map(|found| paused(&found.message)),
        RunnerOutcome::Busy(until) => Some(Gate {
            not_before: (*until).max(now + FIRST_PAUSE),
            failures,
            is_owed: false,
            reason: "another run holds this connection".to_owned(),
        }),
        RunnerOutcome::Refused(found) => Some(paused(&found.message)),
    }
}
