//! One run of one connection, from taking the lease to the last sentence of its history.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::TimeDelta;
use rusqlite::Transaction;

use super::connections;
use super::error::SyncError;
use super::lease::Lease;
use super::observed::ObservedBook;
use super::plan::{Plan, PlanInput, PlannedWindow, plan};
use super::problem;
use super::progress::{CancelToken, Progress};
use super::queries_runs as queries;
use super::runs::{NoteLevel, RunCause, RunReport, RunState, RunStats};
use super::session::{Halt, RetryBudget, Session};
use super::watch::WatchedTransport;
use super::words;
use crate::kernel::{Clock, ConnectionId, Problem, ProblemCode, Random};
use crate::ledger::{self, CoverageDay, CoverageState};
use crate::sources::{Access, Connector, Credential, ProbeVerdict, Transport};
use crate::store::Store;

/// Capabilities older than this are asked again.
const CAPABILITIES_AGE: TimeDelta = TimeDelta::days(1);
/// Retries of one run, over all its requests.
const RETRIES_PER_RUN: u32 = 300;
/// Time one run may spend on waiting before it tries again.
const WAIT_PER_RUN: Duration = Duration::from_secs(60 * 60);
/// Windows failing one after the other before the run gives up.
const FAILURES_IN_A_ROW: u32 = 4;

/// The world a run works in.
#[derive(Clone, Copy)]
pub struct SyncEnv<'a> {
    /// The workspace.
    pub store: &'a Store,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Jitter.
    pub random: &'a dyn Random,
    /// The network.
    pub transport: &'a dyn Transport,
    /// The source's connector.
    pub connector: &'a dyn Connector,
    /// Who keeps what gateways tell.
    pub observed: &'a dyn ObservedBook,
    /// Who hears how far it is.
    pub progress: &'a dyn Progress,
    /// How it is stopped.
    pub cancel: &'a CancelToken,
}

/// What is to be synced.
#[derive(Clone, Debug)]
pub struct SyncAsk {
    /// The connection.
    pub connection: ConnectionId,
    /// Its key; never stored.
    pub credential: Credential,
    /// Why now.
    pub cause: RunCause,
    /// Names the process that syncs, without `#`; a lease of a process known to be dead can be ended by it.
    pub holder: String,
}

/// Syncs one connection. A run that fails is an `Ok` report with its problem; an error means that it could not start or
/// could not be recorded.
pub async fn run_connection(env: &SyncEnv<'_>, ask: &SyncAsk) -> Result<RunReport, SyncError> {
    let mut session = start(env, ask)?;
    tracing::info!(connection = ask.connection.0, run = session.run.0, "sync started");
    let end = Box::pin(session.work()).await;
    session.finish(end)
}

fn start<'a>(env: &'a SyncEnv<'a>, ask: &SyncAsk) -> Result<Session<'a>, SyncError> {
    let now = env.clock.now();
    let nonce = env.random.next_u64();
    let (connection, lease, previous, run) = env.store.write::<_, SyncError>(|tx| {
        let connection = connections::find_connection(tx, ask.connection)?;
        if connection.removed_at.is_some() {
            return Err(SyncError::NoConnection { connection: ask.connection });
        }
        let lease = Lease {
            connection: connection.id,
            label: connection.label.clone(),
            holder: format!("{}#{nonce:016x}", ask.holder),
        };
        lease.take(tx, now)?;
        queries::interrupt_running(tx, connection.id, now)?;
        let previous = super::runs::last_run(tx, connection.id)?;
        let run = queries::insert(tx, connection.id, ask.cause, now)?;
        Ok((connection, lease, previous, run))
    })?;
    let access = Access { base_url: connection.base_url.clone(), credential: ask.credential.clone() };
    Ok(Session {
        env,
        watch: WatchedTransport::new(env.transport, env.clock),
        lease,
        access,
        capabilities: connection.capabilities.clone(),
        connection,
        previous,
        cause: ask.cause,
        run,
        offers: Vec::new(),
        asks: HashMap::new(),
        stats: RunStats::default(),
        streams: BTreeMap::new(),
        notes: Vec::new(),
        first_problem: None,
        stopped_before: HashMap::new(),
        budget: RetryBudget { retries: RETRIES_PER_RUN, wait: WAIT_PER_RUN },
        slept_ms: 0,
        last_request_at: None,
        label: String::new(),
        windows_done: 0,
        windows_total: 0,
        waits_until: None,
    })
}

impl Session<'_> {
    async fn work(&mut self) -> Result<(), Halt> {
        self.report();
        self.discard_stale_windows()?;
        self.probe_when_due().await?;
        let now = self.now();
        self.offers = self.env.connector.offers(&self.capabilities, now.date_naive());
        let known = self.coverage()?;
        let plan = plan(&PlanInput {
            descriptor: self.env.connector.descriptor(),
            offers: &self.offers,
            coverage: &known,
            backfill_from: self.connection.backfill_from,
            now,
        });
        for text in &plan.notes {
            self.note(NoteLevel::Note, text.clone());
        }
        self.mark_unobtainable(&plan)?;
        self.windows_total = plan.windows.len().saturating_add(plan.directory.len());
        self.read_directory(&plan).await?;
        self.read_windows(&plan, &known).await?;
        self.warn_of_magnitude()
    }

    fn coverage(&self) -> Result<Vec<CoverageDay>, Halt> {
        let connection = self.connection.id;
        Ok(self.env.store.read::<_, SyncError>(|reader| Ok(ledger::coverage_all(reader, connection)?))?)
    }

    async fn probe_when_due(&mut self) -> Result<(), Halt> {
        let now = self.now();
        let is_fresh =
            self.connection.probed_at.is_some_and(|probed| probed <= now && now - probed <= CAPABILITIES_AGE);
        let went_well = self.previous.as_ref().is_none_or(|previous| previous.state != RunState::Failed);
        if is_fresh && went_well {
            return Ok(());
        }
        self.label = "what the key may read".to_owned();
        let probe = match self.probe_patiently().await? {
            Ok(probe) => probe,
            Err(error) => return Err(Halt::Problem(problem::of_fetch(&error))),
        };
        self.note_lost_rights(&probe.capabilities);
        let (id, account, now) = (self.connection.id, probe.account.clone(), self.now());
        self.write(|tx, _| {
            connections::set_capabilities(tx, id, &probe.capabilities, Some(now))?;
            account.map(|account| connections::set_account(tx, id, &account)).transpose()?;
            Ok(())
        })?;
        self.capabilities = probe.capabilities;
        Ok(())
    }

    fn note_lost_rights(&mut self, found: &crate::sources::Capabilities) {
        let lost: Vec<String> = found
            .items
            .iter()
            .filter(|item| item.verdict == ProbeVerdict::Refused)
            .filter(|item| self.capabilities.verdict(&item.name) == Some(ProbeVerdict::Allowed))
            .map(|item| format!("the key may no longer do this: {}", item.detail))
            .collect();
        for text in lost {
            self.note(NoteLevel::Warning, text);
        }
    }

    fn mark_unobtainable(&mut self, plan: &Plan) -> Result<(), Halt> {
        if plan.not_obtainable.is_empty() {
            return Ok(());
        }
        let (connection, now) = (self.connection.id, self.now());
        self.write(|tx, _| {
            for dark in &plan.not_obtainable {
                put_unobtainable(tx, connection, dark.slot, "", dark.period.iter_days(), now)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    async fn read_directory(&mut self, plan: &Plan) -> Result<(), Halt> {
        let today = crate::kernel::Period::of_day(self.now().date_naive());
        for stream in &plan.directory {
            let planned = PlannedWindow { stream, period: today };
            if let Some(problem) = self.read_window(&planned).await? {
                let is_right = problem.code == ProblemCode::ScopeMissing;
                if problem::stops_the_run(&problem) && !is_right {
                    return Err(Halt::Problem(problem));
                }
                let label = words::lower_first(stream.label);
                self.note(
                    NoteLevel::Warning,
                    format!("{label} were not read, so new ids keep no name for now: {}", problem.message),
                );
            }
            self.windows_done = self.windows_done.saturating_add(1);
        }
        Ok(())
    }

    async fn read_windows(&mut self, plan: &Plan, known: &[CoverageDay]) -> Result<(), Halt> {
        let mut failures_in_a_row = 0_u32;
        for planned in &plan.windows {
            self.refuse_when_cancelled()?;
            if !self.skip_before_history(planned, known)? {
                match self.read_window(planned).await? {
                    None => {
                        failures_in_a_row = 0;
                        self.look_for_start_of_history(planned)?;
                    }
                    Some(problem) => {
                        failures_in_a_row = failures_in_a_row.saturating_add(1);
                        self.leave_out(planned, problem, failures_in_a_row)?;
                    }
                }
            }
            self.windows_done = self.windows_done.saturating_add(1);
            self.report();
        }
        Ok(())
    }

    fn leave_out(
        &mut self,
        planned: &PlannedWindow,
        problem: Problem,
        failures_in_a_row: u32,
    ) -> Result<(), Halt> {
        let label = words::lower_first(planned.stream.label);
        self.note(
            NoteLevel::Problem,
            format!("{} of {label} left out: {}", words::period(planned.period), problem.message),
        );
        if problem::stops_the_run(&problem) {
            return Err(Halt::Problem(problem));
        }
        let first = self.first_problem.get_or_insert(problem);
        if failures_in_a_row >= FAILURES_IN_A_ROW {
            return Err(Halt::Problem(too_many_failures(first)));
        }
        // Where history ends is only known when every day after it was read.
        if planned.stream.stop_after_empty_days.is_some() {
            self.stopped_before.insert(planned.stream.id, planned.period.start());
        }
        Ok(())
    }

    /// Notices that a stream has told nothing for so many days that its history has begun.
    fn look_for_start_of_history(&mut self, planned: &PlannedWindow) -> Result<(), Halt> {
        let Some(limit) = planned.stream.stop_after_empty_days else { return Ok(()) };
        if self.stopped_before.contains_key(planned.stream.id) {
            return Ok(());
        }
        let (connection, slot, start) = (self.connection.id, planned.stream.slot, planned.period.start());
        let empty = self.env.store.read::<_, SyncError>(|reader| {
            Ok(ledger::empty_days_from(reader, connection, slot, start, limit)?)
        })?;
        if empty >= limit {
            self.stopped_before.insert(planned.stream.id, start);
        }
        Ok(())
    }

    /// Leaves out a window before the start of history, unless some of its days were read.
    fn skip_before_history(&mut self, planned: &PlannedWindow, known: &[CoverageDay]) -> Result<bool, Halt> {
        let stream = planned.stream;
        let Some(start) = self.stopped_before.get(stream.id).copied() else { return Ok(false) };
        let is_read = known
            .iter()
            .filter(|day| day.slot == stream.slot && planned.period.contains(day.day))
            .any(|day| day.state != CoverageState::NotObtainable);
        if planned.period.end() > start || is_read {
            return Ok(false);
        }
        let has_failed = self.first_problem.is_some();
        if !has_failed {
            let (connection, now) = (self.connection.id, self.now());
            self.write(|tx, _| {
                put_unobtainable(tx, connection, stream.slot, stream.id, planned.period.iter_days(), now)
            })?;
        }
        Ok(true)
    }
}

fn put_unobtainable(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    slot: &str,
    stream: &str,
    days: impl Iterator<Item = crate::kernel::Day>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), SyncError> {
    for day in days {
        let coverage = CoverageDay {
            slot: slot.to_owned(),
            day,
            state: CoverageState::NotObtainable,
            stream: stream.to_owned(),
            read_at: now,
            complete_through: None,
        };
        ledger::put_coverage(tx, connection, &coverage)?;
    }
    Ok(())
}

/// The problem of a plan whose windows keep failing.
fn too_many_failures(first: &Problem) -> Problem {
    Problem::new(
        first.code,
        format!("several periods in a row could not be read; the first: {}", first.message),
    )
    .hint("what was read is kept; the next run goes on from there")
}
