//! Long work while it goes on, and the last of it that ended.

mod rates;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use self::rates::{bytes_left, per_second, seconds_left};
use super::App;
use super::model::{ByteProgress, Job, JobState};
use crate::kernel::{Amount, Billed, ConnectionId, Money, Nothing, Problem, format_instant};
use crate::sync::{CancelToken, SyncProgress};

/// Ended jobs kept for the tray.
const KEPT: usize = 50;
const RATING: &str = "rating";
const IMPORT: &str = "import";
/// A screen needs no more than five updates a second.
const UPDATE_EVERY: Duration = Duration::from_millis(200);
/// Figures on the screen are fetched again this often while a run goes on.
const REFRESH_EVERY: Duration = Duration::from_secs(2);

struct Entry {
    job: Job,
    workspace: PathBuf,
    /// Absent for work on the whole workspace.
    connection: Option<ConnectionId>,
    cancel: Arc<CancelToken>,
    began: Instant,
    told: Instant,
    refreshed: Instant,
    days_refreshed: u32,
}

#[derive(Default)]
struct List {
    newest: u64,
    entries: Vec<Entry>,
}

/// The jobs of this process.
#[derive(Default)]
pub(crate) struct Jobs {
    list: Mutex<List>,
    ended: Notify,
    /// What was last notified of a connection that keeps failing.
    troubles: Mutex<BTreeMap<(PathBuf, ConnectionId), String>>,
}

/// A job that was just started.
pub(super) struct Started {
    pub job: Job,
    pub cancel: Arc<CancelToken>,
}

/// What a step of a run means for the screen.
pub(super) struct Step {
    /// The job, when it is time to tell it.
    pub job: Option<Job>,
    /// Whether figures changed and are to be fetched again.
    pub has_new_figures: bool,
}

impl Jobs {
    /// Puts a sync into the tray; the one that runs already when there is one.
    pub(super) fn start(
        &self,
        workspace: &Path,
        connection: ConnectionId,
        label: &str,
        now: DateTime<Utc>,
    ) -> Result<Started, Box<Job>> {
        let mut list = self.list();
        if let Some(running) = list.running(workspace, Some(connection)) {
            return Err(Box::new(running.job.clone()));
        }
        let label = format!("Sync {label}");
        Ok(list.add(workspace, Some(connection), |id| new_job(id, "sync", label, Some(connection), now)))
    }

    /// Puts the rating of a whole workspace into the tray; `None` when it is there already.
    pub(super) fn start_rating(&self, workspace: &Path, now: DateTime<Utc>) -> Option<Started> {
        let mut list = self.list();
        if list.running_kind(workspace, RATING).is_some() {
            return None;
        }
        let label = "Rate usage".to_owned();
        Some(list.add(workspace, None, |id| new_job(id, RATING, label, None, now)))
    }

    /// Puts an import into the tray; the job of the one that runs already when there is one.
    pub(super) fn start_import(
        &self,
        workspace: &Path,
        label: String,
        preview: u64,
        now: DateTime<Utc>,
    ) -> Result<Started, Box<Job>> {
        let mut list = self.list();
        if let Some(running) = list.running_kind(workspace, IMPORT) {
            return Err(Box::new(running.job.clone()));
        }
        let make = |id| Job { preview_id: Some(preview), ..new_job(id, IMPORT, label, None, now) };
        Ok(list.add(workspace, None, make))
    }

    /// Takes a step of an import: what it does, bytes read of bytes in all, records so far.
    pub(super) fn import_progress(
        &self,
        id: u64,
        step: &str,
        (done, total): (u64, u64),
        rows: u64,
    ) -> Option<Job> {
        let mut list = self.list();
        let entry = list.entries.iter_mut().find(|entry| entry.job.id == id)?;
        let elapsed = entry.began.elapsed();
        entry.job.bytes = Some(ByteProgress { done, total, per_second: per_second(done, elapsed) });
        entry.job.seconds_left = bytes_left(done, total, elapsed);
        entry.job.rows = rows;
        let is_new_step = entry.job.step != step;
        if is_new_step {
            step.clone_into(&mut entry.job.step);
        }
        if !is_new_step && entry.told.elapsed() < UPDATE_EVERY {
            return None;
        }
        entry.told = Instant::now();
        Some(entry.job.clone())
    }

    /// Asks an import to stop; says whether it runs.
    pub(super) fn cancel_import(&self, preview: u64) -> bool {
        let list = self.list();
        let running =
            list.entries.iter().find(|entry| entry.is_running() && entry.job.preview_id == Some(preview));
        if let Some(entry) = running {
            entry.cancel.cancel();
        }
        running.is_some()
    }

    /// From now on the job goes to its end.
    pub(super) fn cannot_cancel(&self, id: u64) {
        if let Some(entry) = self.list().entries.iter_mut().find(|entry| entry.job.id == id) {
            entry.job.can_cancel = false;
        }
    }

    /// A job as it stands.
    pub(super) fn get(&self, id: u64) -> Option<Job> {
        self.list().entries.iter().find(|entry| entry.job.id == id).map(|entry| entry.job.clone())
    }

    /// Takes a step of rating: rows rated and rows in all.
    pub(super) fn rating_progress(&self, id: u64, done: u64, total: u64) -> Option<Job> {
        let mut list = self.list();
        let entry = list.entries.iter_mut().find(|entry| entry.job.id == id)?;
        entry.job.step = "Rating usage".to_owned();
        if entry.connection.is_none() {
            (entry.job.done, entry.job.total) = (small(done), small(total));
            entry.job.seconds_left = seconds_left(entry.job.done, entry.job.total, entry.began.elapsed());
        }
        if entry.told.elapsed() < UPDATE_EVERY {
            return None;
        }
        entry.told = Instant::now();
        Some(entry.job.clone())
    }

    /// Takes a step of a run.
    pub(super) fn progress(&self, id: u64, progress: &SyncProgress) -> Step {
        let mut list = self.list();
        let silent = Step { job: None, has_new_figures: false };
        let Some(entry) = list.entries.iter_mut().find(|entry| entry.job.id == id) else { return silent };
        apply(&mut entry.job, progress, entry.began.elapsed());
        let is_time = entry.told.elapsed() >= UPDATE_EVERY || entry.job.run_id.is_none();
        let has_new_figures =
            entry.job.days > entry.days_refreshed && entry.refreshed.elapsed() >= REFRESH_EVERY;
        entry.job.run_id = Some(progress.run.0);
        if has_new_figures {
            entry.days_refreshed = entry.job.days;
            entry.refreshed = Instant::now();
        }
        if is_time {
            entry.told = Instant::now();
        }
        Step { job: is_time.then(|| entry.job.clone()), has_new_figures }
    }

    /// Ends a job.
    pub(super) fn end(&self, id: u64, change: impl FnOnce(&mut Job)) -> Option<Job> {
        let mut list = self.list();
        let entry = list.entries.iter_mut().find(|entry| entry.job.id == id)?;
        entry.job.can_cancel = false;
        entry.job.seconds_left = None;
        change(&mut entry.job);
        let job = entry.job.clone();
        drop(list);
        self.ended.notify_waiters();
        Some(job)
    }

    /// Whether a sync of that connection runs in this process.
    pub(crate) fn is_running(&self, workspace: &Path, connection: ConnectionId) -> bool {
        self.list().running(workspace, Some(connection)).is_some()
    }

    /// Whether anything of that workspace runs.
    pub(super) fn is_busy(&self, workspace: &Path) -> bool {
        self.list().entries.iter().any(|entry| entry.is_running() && entry.workspace == workspace)
    }

    /// Asks a sync to stop after the page at hand; says whether there is one.
    pub(super) fn cancel(&self, workspace: &Path, connection: ConnectionId) -> bool {
        let list = self.list();
        let running = list.running(workspace, Some(connection));
        if let Some(entry) = running {
            entry.cancel.cancel();
        }
        running.is_some()
    }

    /// Asks every sync to stop.
    pub(super) fn cancel_all(&self) {
        let list = self.list();
        list.entries.iter().filter(|entry| entry.is_running()).for_each(|entry| entry.cancel.cancel());
    }

    /// Jobs of a workspace, newest first.
    fn of(&self, workspace: &Path) -> Vec<Job> {
        let list = self.list();
        let mine = list.entries.iter().rev().filter(|entry| entry.workspace == workspace);
        mine.map(|entry| entry.job.clone()).collect()
    }

    /// Returns when nothing runs.
    pub(super) async fn idle(&self) {
        loop {
            let ended = self.ended.notified();
            tokio::pin!(ended);
            ended.as_mut().enable();
            if !self.list().entries.iter().any(Entry::is_running) {
                return;
            }
            ended.await;
        }
    }

    /// Whether this trouble of a connection was not notified yet; remembers it.
    pub(super) fn is_new_trouble(&self, workspace: &Path, connection: ConnectionId, message: &str) -> bool {
        let before = self.troubles().insert((workspace.to_owned(), connection), message.to_owned());
        before.as_deref() != Some(message)
    }

    /// A run went well: the next trouble is a new one.
    pub(super) fn trouble_is_over(&self, workspace: &Path, connection: ConnectionId) {
        self.troubles().remove(&(workspace.to_owned(), connection));
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<(PathBuf, ConnectionId), String>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn is_running(&self) -> bool {
        self.job.state == JobState::Running
    }
}

impl List {
    fn add(
        &mut self,
        workspace: &Path,
        connection: Option<ConnectionId>,
        make: impl FnOnce(u64) -> Job,
    ) -> Started {
        self.newest = self.newest.saturating_add(1);
        let job = make(self.newest);
        let cancel = Arc::new(CancelToken::new());
        let began = Instant::now();
        self.entries.push(Entry {
            job: job.clone(),
            workspace: workspace.to_owned(),
            connection,
            cancel: Arc::clone(&cancel),
            began,
            told: began,
            refreshed: began,
            days_refreshed: 0,
        });
        self.forget_oldest();
        Started { job, cancel }
    }

    fn running(&self, workspace: &Path, connection: Option<ConnectionId>) -> Option<&Entry> {
        self.entries.iter().find(|entry| {
            entry.is_running() && entry.connection == connection && entry.workspace == workspace
        })
    }

    fn running_kind(&self, workspace: &Path, kind: &str) -> Option<&Entry> {
        let is_meant = |entry: &&Entry| entry.job.kind == kind && entry.workspace == workspace;
        self.entries.iter().filter(is_meant).find(|entry| entry.is_running())
    }

    fn forget_oldest(&mut self) {
        while self.entries.len() > KEPT {
            let Some(oldest) = self.entries.iter().position(|entry| !entry.is_running()) else { return };
            self.entries.remove(oldest);
        }
    }
}

fn new_job(id: u64, kind: &str, label: String, connection: Option<ConnectionId>, now: DateTime<Utc>) -> Job {
    Job {
        id,
        kind: kind.to_owned(),
        label,
        step: "Starting".to_owned(),
        connection_id: connection.map(|id| id.0),
        run_id: None,
        state: JobState::Running,
        done: 0,
        total: 0,
        pages: 0,
        days: 0,
        rows: 0,
        bytes: None,
        preview_id: None,
        amounts: Vec::new(),
        started_at: format_instant(now),
        finished_at: None,
        seconds_left: None,
        outcome: String::new(),
        problem: None,
        can_cancel: true,
    }
}

fn apply(job: &mut Job, progress: &SyncProgress, elapsed: Duration) {
    job.step = match progress.waits_until {
        Some(until) => format!("{}, waiting until {}", progress.label, until.format("%H:%M:%S UTC")),
        None => progress.label.clone(),
    };
    job.done = small(progress.windows_done);
    job.total = small(progress.windows_total);
    job.pages = small(progress.pages);
    job.days = small(progress.days);
    job.rows = progress.rows;
    job.amounts = amounts(progress.billed_delta_nanos.iter());
    job.seconds_left = seconds_left(job.done, job.total, elapsed);
}

/// Amounts of billed money as they cross the border.
pub(super) fn amounts<'a>(
    totals: impl Iterator<Item = (&'a crate::kernel::Currency, &'a i64)>,
) -> Vec<Amount> {
    totals.map(|(currency, nanos)| Money::<Billed>::from_nanos(*nanos, *currency).into()).collect()
}

/// A count that fits the contract.
pub(super) fn small(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

/// At the present rate; unknown before two windows are done.
/// Long work, newest first.
pub fn list(app: &App, _: Nothing) -> Result<Vec<Job>, Problem> {
    Ok(app.jobs().of(&app.workspace_path()))
}

#[cfg(test)]
mod tests;
