//! The app as one value: what it was started with, what is open, and whom it tells.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, broadcast};

use super::last_opened::LastOpened;
use super::model::{Event, Tag, WorkspaceKind};
use super::sample::SampleHost;
use super::secrets::Secrets;
use super::workspace::{Workspace, own_path};
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::adapters::secrets::SecretStore;
use crate::kernel::{Clock, Problem, Random};
use crate::sources::{Registry, Transport};
use crate::store::OpenMode;

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
    schedule_changed: Notify,
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
        Arc::new(Self { options, secrets, open, events, schedule_changed: Notify::new() })
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

    /// The schedule may have changed: whoever waits for it looks again.
    pub(crate) fn wake_scheduler(&self) {
        self.schedule_changed.notify_waiters();
    }

    /// Makes another workspace the open one and remembers it.
    pub(super) fn switch_to(&self, workspace: Workspace) -> Result<(), Problem> {
        let mut last = LastOpened::read(self.data_dir());
        last.workspace = Some(workspace.path().to_owned());
        if workspace.kind == WorkspaceKind::Own {
            last.own = Some(workspace.path().to_owned());
        }
        let path = workspace.path().to_owned();
        let opened = Opened { path, workspace: Ok(Arc::new(workspace)) };
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = opened;
        self.tell_stale(&[Tag::Workspace]);
        self.wake_scheduler();
        last.write(self.data_dir())
    }
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
