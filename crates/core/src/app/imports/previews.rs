//! Dry runs of this process, until they are imported or dropped. What they found stands in a file beside the workspace, and
//! goes with them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::App;
use crate::app::model::{ImportPreviewView, ImportSummary, Job, PreviewState};
use crate::app::workspace::Workspace;
use crate::kernel::{Problem, ProblemCode};
use crate::requests::{ImportFacts, Stage};

/// Ended dry runs that are kept for being looked at.
const KEPT: usize = 8;

/// The dry runs of this process.
#[derive(Default)]
pub(crate) struct Previews {
    newest: AtomicU64,
    list: Mutex<Vec<Arc<DryRun>>>,
}

/// One dry run.
pub(super) struct DryRun {
    pub id: u64,
    /// The workspace it was made for; another one may be open by now.
    pub workspace: Arc<Workspace>,
    /// Name of its source.
    pub label: String,
    at: Mutex<At>,
}

struct At {
    job: Job,
    summary: Option<ImportSummary>,
    standing: Standing,
}

/// Where it stands.
pub(super) enum Standing {
    Reading,
    Ready(Box<Ready>),
    Applying,
    Applied(Option<i64>),
    Failed(Problem),
    Discarded,
}

/// What was found, and what it will be recorded with.
pub(super) struct Ready {
    pub stage: Stage,
    pub facts: ImportFacts,
}

impl Previews {
    /// A number for the next dry run.
    pub(super) fn next_id(&self) -> u64 {
        self.newest.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    pub(super) fn add(&self, id: u64, workspace: Arc<Workspace>, label: String, job: Job) -> Arc<DryRun> {
        let at = Mutex::new(At { job, summary: None, standing: Standing::Reading });
        let run = Arc::new(DryRun { id, workspace, label, at });
        let mut list = self.list();
        list.push(Arc::clone(&run));
        while list.len() > KEPT {
            let Some(oldest) = list.iter().position(|run| run.is_over()) else { break };
            list.remove(oldest);
        }
        run
    }

    pub(super) fn find(&self, id: u64) -> Result<Arc<DryRun>, Problem> {
        self.list().iter().find(|run| run.id == id).cloned().ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, "this dry run is not there any more")
                .hint("read the files again")
        })
    }

    fn list(&self) -> MutexGuard<'_, Vec<Arc<DryRun>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DryRun {
    fn at(&self) -> MutexGuard<'_, At> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        !matches!(self.at().standing, Standing::Reading | Standing::Applying)
    }

    /// Whether it was dropped meanwhile.
    pub(super) fn is_discarded(&self) -> bool {
        matches!(self.at().standing, Standing::Discarded)
    }

    /// Takes what reading came to, unless it was dropped meanwhile.
    pub(super) fn end(&self, standing: Standing, summary: Option<ImportSummary>) {
        let mut at = self.at();
        if !matches!(at.standing, Standing::Discarded) {
            (at.standing, at.summary) = (standing, summary.or(at.summary.take()));
        }
    }

    /// Takes what was found, to import it; refused unless it is ready.
    pub(super) fn take(&self) -> Result<Box<Ready>, Problem> {
        let mut at = self.at();
        match std::mem::replace(&mut at.standing, Standing::Applying) {
            Standing::Ready(ready) => Ok(ready),
            other => {
                let why = other.refusal();
                at.standing = other;
                Err(Problem::new(ProblemCode::NotAllowedNow, why))
            }
        }
    }

    /// Gives back what was taken and could not be imported.
    pub(super) fn give_back(&self, ready: Box<Ready>) {
        self.at().standing = Standing::Ready(ready);
    }

    /// What was found; `None` until it is read.
    pub(super) fn summary(&self) -> Option<ImportSummary> {
        self.at().summary.clone()
    }

    /// Why reading failed; `None` unless it did.
    pub(super) fn problem(&self) -> Option<Problem> {
        match &self.at().standing {
            Standing::Failed(problem) => Some(problem.clone()),
            _ => None,
        }
    }

    /// Drops what was found; an import that is under way or done is not touched.
    pub(super) fn discard(&self) {
        let mut at = self.at();
        if !matches!(at.standing, Standing::Applying | Standing::Applied(_)) {
            at.standing = Standing::Discarded;
        }
    }

    /// Follows another job.
    pub(super) fn follow(&self, job: Job) {
        self.at().job = job;
    }

    /// Lets the rejected records be read while nothing was imported yet.
    pub(super) fn with_stage<T>(
        &self,
        read: impl FnOnce(&Stage) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        match &self.at().standing {
            Standing::Ready(ready) => read(&ready.stage),
            other => Err(Problem::new(ProblemCode::NotAllowedNow, other.refusal())),
        }
    }

    /// As it stands, for the screen.
    pub(super) fn view(&self, app: &App) -> ImportPreviewView {
        let at = self.at();
        let (state, problem, import_id) = match &at.standing {
            Standing::Reading => (PreviewState::Reading, None, None),
            Standing::Ready(_) => (PreviewState::Ready, None, None),
            Standing::Applying => (PreviewState::Applying, None, None),
            Standing::Applied(import) => (PreviewState::Applied, None, *import),
            Standing::Failed(problem) => (PreviewState::Failed, Some(problem.clone()), None),
            Standing::Discarded => (PreviewState::Discarded, None, None),
        };
        ImportPreviewView {
            id: self.id,
            state,
            job: app.jobs().get(at.job.id).unwrap_or_else(|| at.job.clone()),
            label: self.label.clone(),
            summary: at.summary.clone(),
            problem,
            import_id,
        }
    }
}

impl Standing {
    /// Why it cannot be imported.
    const fn refusal(&self) -> &'static str {
        match self {
            Self::Reading => "the files are still being read",
            Self::Ready(_) => "the dry run waits for its import",
            Self::Applying => "it is being imported",
            Self::Applied(_) => "it is imported already",
            Self::Failed(_) => "the dry run failed: read the files again",
            Self::Discarded => "the dry run was dropped: read the files again",
        }
    }
}
