//! The app as one value: what it was started with, what is open, and whom it tells.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset, Utc};
use tokio::sync::{Notify, broadcast};

use super::imports::Previews;
use super::jobs::Jobs;
use super::last_opened::LastOpened;
use super::model::{Event, Tag, WorkspaceKind};
use super::prices::PendingCache;
use super::sample::SampleHost;
use super::secrets::Secrets;
use super::syncs::ScheduledRuns;
use super::workspace::{Workspace, own_path};
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::adapters::presence::{Presence, has_died};
use crate::adapters::secrets::SecretStore;
use crate::kernel::{Clock, ConnectionId, Problem, ProblemCode, Random};
use crate::pricing::{PriceShelf, ensure_active_pricing};
use crate::sources::{Connector, Descriptor, Registry, Transport};
use crate::store::OpenMode;
use crate::sync::{self, CancelToken, Planned, RunCause, Scheduler, SchedulerStatus};

/// Events kept for a listener that is slow; one that is slower refetches everything.
const EVENTS_KEPT: usize = 1024;

/// What an app is started with.
pub struct AppOptions {
    /// The file to open; absent for the one that was open last, else the analyst's own.
    pub workspace: Option<PathBuf>,
    /// Folder of the own and the sample workspace, the vault and what is remembered.
    pub data_dir: PathBuf,
    /// Connectors.
    pub registry: Registry,
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for names and back-off.
    pub random: Arc<dyn Random>,
    /// The environment, for headless keys.
    pub environment: Arc<dyn Environment>,
    /// The system's keychain; absent where none is to be used.
    pub keychain: Option<Arc<dyn SecretStore>>,
    /// The local offset from UTC at an instant, for schedules.
    pub offset_at: fn(DateTime<Utc>) -> FixedOffset,
    /// Why a sync starts that somebody asked for: in the window, or on the command line.
    pub asked_by: RunCause,
    /// Serves the sample company; absent where the sample is not offered.
    pub sample: Option<Arc<dyn SampleHost>>,
}

/// Which file is meant, and whether it is open.
struct Opened {
    path: PathBuf,
    workspace: Result<Arc<Workspace>, Problem>,
}

/// The running product.
pub struct App {
    pub(super) options: AppOptions,
    secrets: Secrets,
    // A file that cannot be opened does not stop the app: every command answers with the problem until another is opened.
    open: RwLock<Opened>,
    events: broadcast::Sender<Event>,
    jobs: Jobs,
    previews: Previews,
    shelf: PriceShelf,
    pending: PendingCache,
    scheduler: Mutex<Option<Arc<Scheduler>>>,
    workspace_changed: Notify,
    /// A watched folder was added or changed.
    pub(super) watch_changed: Notify,
    holder: String,
    // Held for the life of the process; without it a crash is noticed when its lease runs out.
    _presence: Option<Presence>,
}

impl App {
    /// Opens the workspace. Never fails: what is wrong with the file is answered by every command that needs it.
    pub fn start(options: AppOptions) -> Arc<Self> {
        let secrets = Secrets::new(
            Arc::clone(&options.environment),
            options.keychain.clone(),
            options.data_dir.join("secrets.vault"),
        );
        let open = RwLock::new(first_workspace(&options));
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let holder = format!("app-{:016x}", options.random.next_u64());
        let presence = Presence::announce(&presence_folder(&options), &holder).ok();
        let app = Arc::new(Self {
            options,
            secrets,
            open,
            events,
            jobs: Jobs::default(),
            previews: Previews::default(),
            shelf: PriceShelf::default(),
            pending: PendingCache::default(),
            scheduler: Mutex::new(None),
            workspace_changed: Notify::new(),
            watch_changed: Notify::new(),
            holder,
            _presence: presence,
        });
        if let Ok(workspace) = app.workspace() {
            app.tidy_after_crash(&workspace);
            app.remove_orphaned_imports(&workspace);
            app.choose_prices(&workspace);
        }
        app
    }

    /// Ends what a process that died left open. That it cannot be done now is no failure: leases run out by themselves.
    fn tidy_after_crash(&self, workspace: &Workspace) {
        let folder = presence_folder(&self.options);
        let now = self.now();
        let tidied = workspace.store.write::<_, Problem>(|tx| {
            let ended = sync::end_dead_leases(tx, &|holder| !has_died(&folder, holder))?;
            Ok(ended.saturating_add(sync::end_abandoned_runs(tx, now)?))
        });
        match tidied {
            Ok(0) => {}
            Ok(ended) => tracing::info!(ended, "ended what a process that died left open"),
            Err(problem) => tracing::warn!(%problem, "what a process that died left open stays for now"),
        }
    }

    /// Makes sure that something rates new usage. That it cannot be done now is no failure: it is tried again when needed.
    fn choose_prices(&self, workspace: &Workspace) {
        let now = self.now();
        let chosen = workspace.store.write::<_, Problem>(|tx| Ok(ensure_active_pricing(tx, now)?));
        if let Err(problem) = chosen {
            tracing::warn!(%problem, "no price book is in use yet");
        }
    }

    /// The open workspace, or why there is none.
    pub fn workspace(&self) -> Result<Arc<Workspace>, Problem> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).workspace.clone()
    }

    /// The file that is open, or that could not be opened.
    pub fn workspace_path(&self) -> PathBuf {
        self.open.read().unwrap_or_else(PoisonError::into_inner).path.clone()
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Where events are sent from; subscribe to it as often as there are listeners.
    pub fn event_channel(&self) -> broadcast::Sender<Event> {
        self.events.clone()
    }

    /// The instant now.
    pub fn now(&self) -> DateTime<Utc> {
        self.options.clock.now()
    }

    /// Folder of the own and the sample workspace.
    pub fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    pub(crate) const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is no failure.
        let _ = self.events.send(event);
    }

    pub(crate) const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Dry runs of imports.
    pub(crate) const fn previews(&self) -> &Previews {
        &self.previews
    }

    /// Price books in memory.
    pub(crate) const fn shelf(&self) -> &PriceShelf {
        &self.shelf
    }

    /// The last answer about pending re-rates.
    pub(crate) const fn pending(&self) -> &PendingCache {
        &self.pending
    }

    /// Returns when no sync runs in this process.
    pub async fn idle(&self) {
        self.jobs.idle().await;
    }

    /// Stops what runs, so that the process can end: what was read is kept.
    pub async fn stop(&self) {
        self.jobs.cancel_all();
        self.jobs.idle().await;
    }

    /// Names this process in the lease of a run.
    pub(super) fn holder(&self) -> &str {
        &self.holder
    }

    /// The connector of a source.
    pub(super) fn connector(&self, source: &str) -> Result<Arc<dyn Connector>, Problem> {
        self.options.registry.find(source).cloned().ok_or_else(|| {
            let message = format!("this Showback cannot read \"{source}\"");
            Problem::new(ProblemCode::NotFound, message).hint("update Showback").about("source")
        })
    }

    /// What is known of a source before the first request.
    pub(super) fn source(&self, source: &str) -> Result<&'static Descriptor, Problem> {
        Ok(self.connector(source)?.descriptor())
    }

    /// Runs what is due in the open workspace, and in the next one after it is switched. Never returns by itself.
    pub async fn run_scheduler(self: Arc<Self>) {
        loop {
            let changed = self.workspace_changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let Ok(workspace) = self.workspace() else {
                changed.await;
                continue;
            };
            self.rate_in_background(Arc::clone(&workspace));
            let stop = CancelToken::new();
            let scheduler = self.scheduler_of(Arc::clone(&workspace));
            *self.scheduler() = Some(Arc::clone(&scheduler));
            tokio::select! {
                () = scheduler.run(&stop) => {}
                () = self.watch_folders(&workspace) => {}
                () = self.keep_small(&workspace) => {}
                () = changed => {}
            }
            *self.scheduler() = None;
        }
    }

    /// Runs what is due now, to its end, once.
    pub async fn run_due(self: &Arc<Self>) -> Result<usize, Problem> {
        Ok(self.scheduler_of(self.workspace()?).run_due().await.len())
    }

    fn scheduler_of(self: &Arc<Self>, workspace: Arc<Workspace>) -> Arc<Scheduler> {
        let store = Arc::clone(&workspace.store);
        let runner = Arc::new(ScheduledRuns { app: Arc::downgrade(self), workspace });
        let offset_at = Arc::new(self.options.offset_at);
        Arc::new(Scheduler::new(store, Arc::clone(&self.options.clock), offset_at, runner))
    }

    fn scheduler(&self) -> MutexGuard<'_, Option<Arc<Scheduler>>> {
        self.scheduler.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the scheduler plans for a connection; absent when none runs in this process.
    pub(super) fn planned(&self, connection: ConnectionId) -> Option<Planned> {
        let status = self.scheduler().as_ref()?.status();
        status.connections.into_iter().find(|planned| planned.connection == connection)
    }

    /// What the scheduler knows; absent when none runs in this process.
    pub(super) fn scheduler_status(&self) -> Option<SchedulerStatus> {
        self.scheduler().as_ref().map(|scheduler| scheduler.status())
    }

    /// A schedule, a key or a run changed: the scheduler looks again.
    pub(crate) fn wake_scheduler(&self) {
        if let Some(scheduler) = self.scheduler().as_ref() {
            scheduler.wake();
        }
    }

    /// Makes another workspace the open one and remembers it.
    pub(super) fn switch_to(&self, workspace: Workspace) -> Result<(), Problem> {
        let mut last = LastOpened::read(self.data_dir());
        last.workspace = Some(workspace.path().to_owned());
        if workspace.kind == WorkspaceKind::Own {
            last.own = Some(workspace.path().to_owned());
        }
        // What was read is kept; the runs of the workspace left behind go on from there when it is opened again.
        self.jobs.cancel_all();
        self.tidy_after_crash(&workspace);
        self.remove_orphaned_imports(&workspace);
        self.choose_prices(&workspace);
        let path = workspace.path().to_owned();
        let opened = Opened { path, workspace: Ok(Arc::new(workspace)) };
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = opened;
        self.tell_stale(&[Tag::Workspace]);
        self.workspace_changed.notify_waiters();
        last.write(self.data_dir())
    }
}

/// Beside the workspaces, so that every Showback of this machine and data folder looks into the same one.
fn presence_folder(options: &AppOptions) -> PathBuf {
    options.data_dir.join("running")
}

fn first_workspace(options: &AppOptions) -> Opened {
    let own = own_path(&options.data_dir);
    let last = LastOpened::read(&options.data_dir).workspace.filter(|last| *last != own);
    let (path, mode) = match (&options.workspace, last) {
        (Some(stated), _) => (stated.clone(), OpenMode::CreateIfMissing),
        // A remembered file on a disk that is not there today is a problem to show, not a reason to start over.
        (None, Some(last)) => (last, OpenMode::Existing),
        (None, None) => (own, OpenMode::CreateIfMissing),
    };
    let workspace = files::make_folder(&options.data_dir)
        .map_err(Problem::from)
        .and_then(|()| Workspace::open(&path, mode, WorkspaceKind::Own, options.clock.now()))
        .map(Arc::new);
    Opened { path, workspace }
}
