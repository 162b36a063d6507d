//! When usage is rated: after each run, and after opening a workspace that has unrated usage.

use std::sync::Arc;

use crate::app::App;
use crate::app::jobs::Started;
use crate::app::model::{Event, JobState, Tag};
use crate::app::outcome;
use crate::app::workspace::Workspace;
use crate::kernel::{ConnectionId, Problem, ProblemCode, format_instant};
use crate::pricing::{MeteredSlot, RatedCounts, RatingEnv, rate_unrated, unrated_rows};

use super::in_force::metered_slots;

/// Fewer rows are rated before anybody looks at the tray.
const WORTH_A_JOB: u64 = 20_000;

/// What rating works with; the slots outlive it.
pub(super) fn env<'a>(
    app: &'a App,
    workspace: &'a Workspace,
    slots: &'a [MeteredSlot],
    is_cancelled: &'a dyn Fn() -> bool,
    progress: &'a dyn Fn(u64, u64),
) -> RatingEnv<'a> {
    RatingEnv { store: &workspace.store, shelf: app.shelf(), slots, now: app.now(), is_cancelled, progress }
}

/// Rates what a run brought, as the last step of its job. A run that was stopped leaves its usage to the next one.
pub(in crate::app) async fn rate_after_run(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    connection: ConnectionId,
    started: &Started,
) -> Result<RatedCounts, Problem> {
    let (app, workspace) = (Arc::clone(app), Arc::clone(workspace));
    let (job, cancel) = (started.job.id, Arc::clone(&started.cancel));
    let work = tokio::task::spawn_blocking(move || {
        let _turn = workspace.rating_turn();
        let slots = metered_slots(&app.options.registry);
        let is_cancelled = || cancel.is_cancelled();
        let progress = |done, total| tell(&app, job, done, total);
        let env = env(&app, &workspace, &slots, &is_cancelled, &progress);
        Ok(rate_unrated(&env, Some(connection))?)
    });
    work.await.unwrap_or_else(|_| Err(Problem::new(ProblemCode::FileFailed, "rating stopped in the middle")))
}

fn tell(app: &App, job: u64, done: u64, total: u64) {
    if let Some(job) = app.jobs().rating_progress(job, done, total) {
        app.tell(Event::Job { job });
    }
}

impl App {
    /// Rates usage that waits in the open workspace; answers what was done.
    pub fn rate_waiting(&self) -> Result<RatedCounts, Problem> {
        let workspace = self.workspace()?;
        let slots = metered_slots(&self.options.registry);
        let _turn = workspace.rating_turn();
        let rated = rate_unrated(&env(self, &workspace, &slots, &|| false, &|_, _| ()), None)?;
        if rated.revisions > 0 {
            self.tell_stale(&[Tag::Prices, Tag::Spend]);
        }
        Ok(rated)
    }

    /// The same off the async threads, with a job in the tray when there is much to rate.
    pub(in crate::app) fn rate_in_background(self: &Arc<Self>, workspace: Arc<Workspace>) {
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let slots = metered_slots(&app.options.registry);
            let waiting = unrated_rows(&env(&app, &workspace, &slots, &|| false, &|_, _| ()));
            let started = match waiting {
                Ok(0) => return app.apportion_opened(&workspace),
                Ok(rows) if rows >= WORTH_A_JOB => app.jobs().start_rating(workspace.path(), app.now()),
                _ => None,
            };
            rate_opened(&app, &workspace, &slots, started.as_ref());
            app.apportion_opened(&workspace);
        });
    }
}

fn rate_opened(app: &App, workspace: &Workspace, slots: &[MeteredSlot], started: Option<&Started>) {
    let is_cancelled = || started.is_some_and(|started| started.cancel.is_cancelled());
    let progress = |done, total| {
        if let Some(started) = started {
            tell(app, started.job.id, done, total);
        }
    };
    let turn = workspace.rating_turn();
    let rated =
        rate_unrated(&env(app, workspace, slots, &is_cancelled, &progress), None).map_err(Problem::from);
    drop(turn);
    app.tell_stale(&[Tag::Prices, Tag::Spend]);
    if let Err(problem) = &rated {
        tracing::warn!(%problem, "usage was not rated");
    }
    let Some(started) = started else { return };
    let ended = app.jobs().end(started.job.id, |job| {
        job.state = match &rated {
            Err(_) => JobState::Failed,
            Ok(_) if is_cancelled() => JobState::Cancelled,
            Ok(_) => JobState::Succeeded,
        };
        job.finished_at = Some(format_instant(app.now()));
        job.outcome = outcome::rated(&rated).trim_start_matches(". ").to_owned();
        job.problem = rated.as_ref().err().cloned();
    });
    if let Some(job) = ended {
        app.tell(Event::Job { job });
    }
}
