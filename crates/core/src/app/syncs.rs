//! Starting and stopping syncs: one job per run, its progress told, its outcome in plain words.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::Handle;

use super::App;
use super::connections;
use super::jobs::{Started, amounts, small};
use super::model::{
    ConnectionIdRequest, Event, Job, JobState, NoticeLevel, SyncStartRequest, Tag, WorkspaceKind,
};
use super::observed::Keeper;
use super::prices::ratings;
use super::secrets::KeyOwner;
use super::workspace::Workspace;
use super::{outcome, sample, spend};
use crate::kernel::{ConnectionId, Nothing, Problem, ProblemCode, format_instant};
use crate::pricing::RatedCounts;
use crate::sources::Credential;
use crate::sync::{
    self, ConnectionRow, RunCause, RunReport, RunState, Runner, RunnerOutcome, SyncAsk, SyncEnv, SyncError,
    SyncProgress,
};

/// What a run may have changed.
const CHANGED: &[Tag] = &[Tag::Runs, Tag::Connections, Tag::Coverage, Tag::RawPages, Tag::Spend, Tag::Prices];
/// What a run changes while it goes on.
const CHANGING: &[Tag] = &[Tag::Coverage, Tag::Spend];

/// Starts syncs now; answers their jobs.
pub fn start(app: &Arc<App>, request: SyncStartRequest) -> Result<Vec<Job>, Problem> {
    let ids = match request.connection_ids.is_empty() {
        false => request.connection_ids.into_iter().map(ConnectionId).collect(),
        true => {
            let rows =
                app.workspace()?.store.read::<_, Problem>(|reader| Ok(sync::list_connections(reader)?))?;
            rows.iter().filter(|row| !row.is_paused).map(|row| row.id).collect::<Vec<_>>()
        }
    };
    ids.into_iter().map(|id| start_one(app, id, app.options.asked_by)).collect()
}

/// Asks a running sync to stop after the page at hand.
pub fn cancel(app: &App, request: ConnectionIdRequest) -> Result<Nothing, Problem> {
    if app.jobs().cancel(&app.workspace_path(), ConnectionId(request.id)) {
        return Ok(Nothing {});
    }
    let message = "this connection is not being synced by this Showback";
    Err(Problem::new(ProblemCode::NotAllowedNow, message).hint("there is nothing to stop"))
}

/// Starts one sync in the background; answers the job that runs already when there is one.
pub(super) fn start_one(app: &Arc<App>, id: ConnectionId, cause: RunCause) -> Result<Job, Problem> {
    let workspace = app.workspace()?;
    let row = workspace.store.read::<_, Problem>(|reader| connections::present(reader, id))?;
    match app.jobs().start(workspace.path(), id, &row.label, app.now()) {
        Err(running) => Ok(*running),
        Ok(started) => {
            let job = started.job.clone();
            app.tell(Event::Job { job: job.clone() });
            let app = Arc::clone(app);
            Handle::current().spawn(async move {
                run_job(&app, &workspace, row, cause, started).await;
                app.wake_scheduler();
            });
            Ok(job)
        }
    }
}

/// Runs what the scheduler of one workspace finds due.
pub(super) struct ScheduledRuns {
    pub app: std::sync::Weak<App>,
    pub workspace: Arc<Workspace>,
}

#[async_trait]
impl Runner for ScheduledRuns {
    async fn run(&self, connection: ConnectionId, cause: RunCause) -> RunnerOutcome {
        let ended = || Problem::new(ProblemCode::NotAllowedNow, "Showback is ending");
        let Some(app) = self.app.upgrade() else { return RunnerOutcome::Refused(ended()) };
        let store = Arc::clone(&self.workspace.store);
        let found = store.read::<_, Problem>(|reader| connections::present(reader, connection));
        let row = match found {
            Ok(row) => row,
            Err(problem) => return RunnerOutcome::Refused(problem),
        };
        match app.jobs().start(self.workspace.path(), connection, &row.label, app.now()) {
            Err(_) => RunnerOutcome::Busy(app.now() + sync::LEASE),
            Ok(started) => {
                app.tell(Event::Job { job: started.job.clone() });
                run_job(&app, &self.workspace, row, cause, started).await
            }
        }
    }
}

/// One run from its key to its outcome. Never fails: what went wrong is the job's outcome.
async fn run_job(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    row: ConnectionRow,
    cause: RunCause,
    started: Started,
) -> RunnerOutcome {
    let id = started.job.id;
    app.tell_stale(&[Tag::Connections, Tag::Runs]);
    let result = match prepared(app, workspace, &row).await {
        Ok(credential) => run_with_key(app, workspace, &row, cause, &started, credential).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(Ok(report)) => {
            let rated = ratings::rate_after_run(app, workspace, row.id, &started).await;
            spend::apportion_after_run(app, workspace).await;
            end_job(app, workspace, &row, id, &report, &rated);
            RunnerOutcome::Ended(report)
        }
        Ok(Err(SyncError::Busy { label, until })) => {
            fail_job(app, &row, id, &SyncError::Busy { label, until }.into());
            RunnerOutcome::Busy(until)
        }
        Ok(Err(error)) => {
            let problem = Problem::from(error);
            fail_job(app, &row, id, &problem);
            RunnerOutcome::Refused(problem)
        }
        Err(problem) => {
            fail_job(app, &row, id, &problem);
            RunnerOutcome::Refused(problem)
        }
    }
}

async fn run_with_key(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    row: &ConnectionRow,
    cause: RunCause,
    started: &Started,
    credential: Credential,
) -> Result<Result<RunReport, SyncError>, Problem> {
    let connector = app.connector(&row.source)?;
    let job = started.job.id;
    let progress = |progress: &SyncProgress| tell_progress(app, job, progress);
    let keeper = Keeper { app, workspace };
    let env = SyncEnv {
        store: &workspace.store,
        clock: app.options.clock.as_ref(),
        random: app.options.random.as_ref(),
        transport: app.options.transport.as_ref(),
        connector: connector.as_ref(),
        observed: &keeper,
        progress: &progress,
        cancel: &started.cancel,
    };
    let ask = SyncAsk { connection: row.id, credential, cause, holder: app.holder().to_owned() };
    Ok(Box::pin(sync::run_connection(&env, &ask)).await)
}

/// The key, and for the sample the simulator it opens.
async fn prepared(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    row: &ConnectionRow,
) -> Result<Credential, Problem> {
    if workspace.kind == WorkspaceKind::Sample {
        sample::refresh(app, workspace, row).await?;
    }
    key_of(app, workspace, row).await
}

/// Finds the key off the async threads: a keychain may ask the analyst before it answers.
async fn key_of(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    row: &ConnectionRow,
) -> Result<Credential, Problem> {
    let (app, workspace, row) = (Arc::clone(app), Arc::clone(workspace), row.clone());
    let search = tokio::task::spawn_blocking(move || {
        let others = workspace.store.read::<_, Problem>(|reader| Ok(sync::list_connections(reader)?))?;
        let is_only = others.iter().filter(|other| other.source == row.source).count() == 1;
        let variable = app.source(&row.source).ok().map(|source| source.key.environment_variable);
        app.secrets().key(&KeyOwner {
            reference: &row.secret_ref,
            label: &row.label,
            provider_variable: variable.filter(|_| is_only),
        })
    });
    search.await.unwrap_or_else(|_| {
        Err(Problem::new(ProblemCode::SecretMissing, "the search for the key stopped in the middle"))
    })
}

fn tell_progress(app: &App, job: u64, progress: &SyncProgress) {
    let step = app.jobs().progress(job, progress);
    if let Some(job) = step.job {
        app.tell(Event::Job { job });
    }
    if step.has_new_figures {
        app.tell_stale(CHANGING);
    }
}

fn end_job(
    app: &App,
    workspace: &Workspace,
    row: &ConnectionRow,
    id: u64,
    report: &RunReport,
    rated: &Result<RatedCounts, Problem>,
) {
    let stats = &report.stats;
    let ended = app.jobs().end(id, |job| {
        job.state = match report.state {
            RunState::Cancelled => JobState::Cancelled,
            RunState::Failed | RunState::Interrupted => JobState::Failed,
            RunState::Running | RunState::Succeeded => JobState::Succeeded,
        };
        job.run_id = Some(report.run.0);
        job.pages = small(stats.pages_stored);
        job.days = small(stats.days_read);
        job.rows = stats.rows_added;
        job.amounts = amounts(stats.billed_delta_nanos.iter());
        job.finished_at = Some(format_instant(app.now()));
        job.outcome = format!("{}{}", outcome::sentence(report), outcome::rated(rated));
        job.problem.clone_from(&report.problem);
    });
    app.tell_stale(CHANGED);
    if let Some(job) = ended {
        app.tell(Event::Job { job });
    }
    if let Some(problem) = &report.problem {
        notice_failure(app, row, problem);
        return;
    }
    app.jobs().trouble_is_over(workspace.path(), row.id);
    if let Some(text) = outcome::restatement(app, workspace, row, report) {
        let title = format!("{}: earlier days changed", row.label);
        app.tell(Event::Notice { level: NoticeLevel::Restated, title, text });
    }
}

fn fail_job(app: &App, row: &ConnectionRow, id: u64, problem: &Problem) {
    let ended = app.jobs().end(id, |job| {
        job.state = JobState::Failed;
        job.finished_at = Some(format_instant(app.now()));
        job.outcome = outcome::with_hint(problem);
        job.problem = Some(problem.clone());
    });
    app.tell_stale(&[Tag::Connections, Tag::Runs]);
    if let Some(job) = ended {
        app.tell(Event::Job { job });
    }
    notice_failure(app, row, problem);
}

/// A trouble that goes on is notified once, not at each attempt of the scheduler.
fn notice_failure(app: &App, row: &ConnectionRow, problem: &Problem) {
    if !app.jobs().is_new_trouble(&app.workspace_path(), row.id, &problem.message) {
        return;
    }
    let title = format!("{} was not read", row.label);
    app.tell(Event::Notice { level: NoticeLevel::Failed, title, text: outcome::with_hint(problem) });
}
