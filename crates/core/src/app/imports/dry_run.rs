//! A dry run: the import up to its last step, as a job.

use std::sync::Arc;
use std::time::Instant;

use showback_gateways::{Annotation, Outcome, Rejection};
use tokio::runtime::Handle;

use super::mapping::usable;
use super::previews::{DryRun, Ready, Standing};
use super::summary::{brought, summary_of};
use crate::adapters::log_files::DiskLogs;
use crate::app::jobs::Started;
use crate::app::model::{
    DryRunRequest, Event, ImportFileAsk, ImportPreviewView, JobState, PreviewIdRequest, Tag,
};
use crate::app::requests::{find_source, is_taken, source_views};
use crate::app::workspace::Workspace;
use crate::app::{App, outcome};
use crate::imports::{
    Choice, FileAsk, FileRead, ImportError, KnownMapping, LogFiles, Manner, Progress, Reading, Sink,
    SourceAsk, read_files, recognise, saved_mappings,
};
use crate::kernel::{Nothing, Problem, ProblemCode, format_instant};
use crate::pricing::LoadedPricing;
use crate::requests::{ImportFacts, NewSource, RequestsError, Stage, StagedFile, StagedRequest};

/// Threads that parse and rate.
const MOST_WORKERS: usize = 8;

/// Everything reading needs.
pub(super) struct Plan {
    /// The files and how to read each.
    pub asks: Vec<FileAsk>,
    /// Whose they are.
    pub source: NewSource,
    /// What they share.
    pub shared: SourceAsk,
    /// What rates them.
    pub pricing: LoadedPricing,
}

/// Starts to read files whole; nothing of the workspace changes.
pub fn dry_run(app: &Arc<App>, request: DryRunRequest) -> Result<ImportPreviewView, Problem> {
    let workspace = app.workspace()?;
    let plan = plan(app, &request)?;
    let (run, started) = start(app, workspace, &plan.source.label)?;
    let view = run.view(app);
    let app = Arc::clone(app);
    Handle::current().spawn_blocking(move || read(&app, &run, &started, plan));
    Ok(view)
}

/// Puts a dry run into the tray of jobs; refused while another import of the workspace is under way.
pub(super) fn start(
    app: &App,
    workspace: Arc<Workspace>,
    label: &str,
) -> Result<(Arc<DryRun>, Started), Problem> {
    let id = app.previews().next_id();
    let started = app.jobs().start_import(workspace.path(), format!("Read logs of {label}"), id, app.now());
    let started = started.map_err(|running| {
        Problem::new(ProblemCode::NotAllowedNow, format!("{} is under way", running.label))
            .hint("wait for it, or stop it in the tray of jobs")
    })?;
    let run = app.previews().add(id, workspace, label.to_owned(), started.job.clone());
    app.tell(Event::Job { job: started.job.clone() });
    Ok((run, started))
}

/// A dry run and what it found.
pub fn preview(app: &App, request: PreviewIdRequest) -> Result<ImportPreviewView, Problem> {
    Ok(app.previews().find(request.id)?.view(app))
}

/// Stops a dry run or drops what it found.
pub fn discard(app: &App, request: PreviewIdRequest) -> Result<Nothing, Problem> {
    let run = app.previews().find(request.id)?;
    app.jobs().cancel_import(run.id);
    run.discard();
    app.tell_stale(&[Tag::Requests]);
    Ok(Nothing {})
}

fn plan(app: &App, request: &DryRunRequest) -> Result<Plan, Problem> {
    let workspace = app.workspace()?;
    let (known, sources) =
        workspace.store.read::<_, Problem>(|reader| Ok((saved_mappings(reader)?, source_views(reader)?)))?;
    let mut asks = Vec::with_capacity(request.files.len());
    for ask in &request.files {
        asks.push(file_ask(ask, &known)?);
    }
    let first: Manner = match asks.first() {
        Some(ask) => ask.manner.clone(),
        None => {
            let problem = Problem::new(ProblemCode::BadRequest, "no file is named");
            return Err(problem.hint("choose at least one file"));
        }
    };
    let label = match request.source_id {
        Some(id) => find_source(&sources, id)?.label.clone(),
        None => new_label(&request.label, is_taken(&sources, &request.label))?,
    };
    let shared =
        SourceAsk { label, carried: request.carried.clone(), is_subscription: request.is_subscription };
    Ok(Plan { source: new_source(&shared, &first), asks, shared, pricing: app.in_force()? })
}

/// A source as an import names it.
pub(super) fn new_source(shared: &SourceAsk, first: &Manner) -> NewSource {
    let settings = serde_json::json!({ "carried": shared.carried, "isSubscription": shared.is_subscription });
    NewSource {
        label: shared.label.clone(),
        format: first.format.id().to_owned(),
        teller: first.format.teller(),
        connection_id: None,
        settings_json: settings.to_string(),
    }
}

fn new_label(asked: &str, is_taken: bool) -> Result<String, Problem> {
    let label = asked.trim();
    if label.is_empty() {
        return Err(Problem::new(ProblemCode::BadRequest, "the source has no name").about("label"));
    }
    if is_taken {
        let message = format!("a source \"{label}\" is there already");
        return Err(Problem::new(ProblemCode::NotAllowedNow, message)
            .hint("choose it, or take another name")
            .about("label"));
    }
    Ok(label.to_owned())
}

fn file_ask(ask: &ImportFileAsk, known: &[KnownMapping]) -> Result<FileAsk, Problem> {
    let choice = match (&ask.mapping, ask.mapping_id, ask.format.as_deref()) {
        (Some(form), _, _) => Choice::Mapping(Arc::new(usable(form)?)),
        (None, Some(id), _) => {
            let mapping = known.iter().find(|one| one.id == id);
            let mapping = mapping.ok_or_else(|| {
                Problem::new(ProblemCode::NotFound, "this mapping is not there").hint("make it again")
            })?;
            Choice::Mapping(Arc::clone(&mapping.mapping))
        }
        (None, None, Some(format)) if format != super::formats::MAPPED => {
            let form = ask.variant.as_deref().filter(|form| !form.is_empty());
            Choice::Format(form.map_or_else(|| format.to_owned(), |form| format!("{format}/{form}")))
        }
        (None, None, _) => Choice::Recognised,
    };
    let mut found = DiskLogs.find(&ask.path)?;
    let file = found.pop().filter(|_| found.is_empty());
    let file =
        file.ok_or_else(|| ImportError::Nothing { reason: format!("{} is no single file", ask.path) })?;
    let told = recognise(&DiskLogs, file, &choice, known);
    if let Some(problem) = told.problem {
        return Err(problem.into());
    }
    match told.manner {
        Some(manner) => Ok(FileAsk { file: told.file, manner }),
        None => Err(ImportError::NotRecognised { path: told.file.path, reason: told.reason }.into()),
    }
}

/// Reads the files to the end, then says what they hold beside the workspace. Never fails: what went wrong is the outcome.
pub(super) fn read(app: &Arc<App>, run: &DryRun, started: &Started, plan: Plan) {
    let began = Instant::now();
    let found = stage(app, run, started, &plan).and_then(|stage| {
        let preview = stage.preview(&run.workspace.store)?;
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let summary = summary_of(&stage, &preview, took_ms)?;
        let facts = ImportFacts {
            source: plan.source,
            run_id: None,
            pricing_id: Some(plan.pricing.pricing.id),
            applied_at: app.now(),
            took_ms,
        };
        Ok((Ready { stage, facts }, summary))
    });
    match found {
        Ok((ready, summary)) => {
            let words = brought(&summary);
            run.end(Standing::Ready(Box::new(ready)), Some(summary));
            finish(app, started, JobState::Succeeded, &format!("{words}. Nothing is imported yet"), None);
        }
        Err(problem) if problem.code == ProblemCode::Cancelled || run.is_discarded() => {
            run.end(Standing::Discarded, None);
            finish(app, started, JobState::Cancelled, "Stopped by hand. Nothing of it is kept", None);
        }
        Err(problem) => {
            run.end(Standing::Failed(problem.clone()), None);
            finish(app, started, JobState::Failed, &outcome::with_hint(&problem), Some(problem));
        }
    }
}

fn stage(app: &Arc<App>, run: &DryRun, started: &Started, plan: &Plan) -> Result<Stage, Problem> {
    let mut stage = Stage::create(&run.workspace.store, &plan.source.label)?;
    let cancel = &started.cancel;
    let progress = |progress: Progress| {
        let bytes = (progress.bytes, progress.bytes_total);
        if let Some(job) =
            app.jobs().import_progress(started.job.id, "Reading the files", bytes, progress.records)
        {
            app.tell(Event::Job { job });
        }
    };
    let reading = Reading {
        files: &DiskLogs,
        ready: Arc::clone(&plan.pricing.ready),
        workers: std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS),
        is_cancelled: &|| cancel.is_cancelled(),
        progress: &progress,
    };
    let files =
        read_files(&reading, &plan.shared, &plan.asks, &mut Staging(&mut stage)).map_err(|error| error.0)?;
    stage.finish(files.into_iter().map(staged_file).collect())?;
    if cancel.is_cancelled() {
        return Err(RequestsError::Cancelled.into());
    }
    Ok(stage)
}

/// Hands what is found to the stage.
struct Staging<'a>(&'a mut Stage);

/// Why staging stopped.
struct Stopped(Problem);

impl From<ImportError> for Stopped {
    fn from(error: ImportError) -> Self {
        Self(error.into())
    }
}

impl From<RequestsError> for Stopped {
    fn from(error: RequestsError) -> Self {
        Self(error.into())
    }
}

impl Sink for Staging<'_> {
    type Error = Stopped;

    fn requests(&mut self, requests: Vec<StagedRequest>) -> Result<(), Stopped> {
        Ok(self.0.add(&requests)?)
    }

    fn outcomes(&mut self, file: u32, outcomes: Vec<Outcome>) -> Result<(), Stopped> {
        Ok(self.0.add_outcomes(file, &outcomes)?)
    }

    fn annotations(&mut self, annotations: Vec<Annotation>) -> Result<(), Stopped> {
        Ok(self.0.add_annotations(&annotations)?)
    }

    fn rejections(&mut self, file: u32, rejections: Vec<Rejection>) -> Result<(), Stopped> {
        Ok(self.0.add_rejections(file, &rejections)?)
    }
}

fn staged_file(read: FileRead) -> StagedFile {
    StagedFile {
        ordinal: read.ordinal,
        name: read.name,
        folder: read.folder,
        format: read.format.to_owned(),
        variant: read.variant.to_owned(),
        bytes: read.bytes,
        sha256: read.sha256,
        records: read.counts.records,
        skipped: read.counts.skipped.into_iter().map(|(why, count)| (why.to_owned(), count)).collect(),
    }
}

/// Ends the job of an import.
pub(super) fn finish(app: &App, started: &Started, state: JobState, words: &str, problem: Option<Problem>) {
    let ended = app.jobs().end(started.job.id, |job| {
        job.state = state;
        job.finished_at = Some(format_instant(app.now()));
        words.clone_into(&mut job.outcome);
        job.problem = problem;
    });
    if let Some(job) = ended {
        app.tell(Event::Job { job });
    }
    app.tell_stale(&[Tag::Requests]);
}
