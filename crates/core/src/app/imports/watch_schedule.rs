//! Looking through watched folders: on their schedule, and importing what is new without being asked about.

use std::sync::Arc;
use std::time::Duration;

use super::apply::write;
use super::dry_run::{Plan, new_source, read, start};
use super::previews::DryRun;
use crate::adapters::log_files::DiskLogs;
use crate::app::App;
use crate::app::model::{JobState, Tag};
use crate::app::requests::{find_source, source_views};
use crate::app::workspace::Workspace;
use crate::imports::{
    Choice, FileAsk, FoundFile, SourceAsk, WatchedFolder, due_folders, look, looked, recognise,
    saved_mappings,
};
use crate::kernel::{Problem, ProblemCode};

/// Schedules are kept to the minute.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Files that are named in a problem.
const NAMED: usize = 3;

impl App {
    /// Looks through the folders of a workspace as they fall due. Never returns by itself.
    pub(in crate::app) async fn watch_folders(self: &Arc<Self>, workspace: &Arc<Workspace>) {
        loop {
            let changed = self.watch_changed.notified();
            let (app, of) = (Arc::clone(self), Arc::clone(workspace));
            // That it cannot be done now is no failure: the folder says so, and is looked through again.
            let _ = tokio::task::spawn_blocking(move || app.look_through_due(&of)).await;
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = changed => {}
            }
        }
    }

    fn look_through_due(self: &Arc<Self>, workspace: &Arc<Workspace>) {
        let now = self.now();
        let due = workspace.store.read::<_, Problem>(|reader| Ok(due_folders(reader, now)?));
        for folder in due.unwrap_or_default() {
            if let Err(problem) = look_through(self, workspace, &folder) {
                tracing::warn!(%problem, folder = folder.path, "a watched folder was not looked through");
            }
        }
    }

    /// A watched folder was added or changed: what is due is looked at again.
    pub(in crate::app) fn wake_watch(&self) {
        self.watch_changed.notify_waiters();
    }
}

/// Imports what is new in a folder. What went wrong is kept with the folder; only the workspace itself makes it fail.
pub(super) fn look_through(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    folder: &WatchedFolder,
) -> Result<(), Problem> {
    let now = app.now();
    let ended = import_fresh(app, workspace, folder);
    let problem = ended.err();
    workspace.store.write::<_, Problem>(|tx| Ok(looked(tx, folder.id, now, problem.as_ref())?))?;
    app.tell_stale(&[Tag::Requests]);
    Ok(())
}

fn import_fresh(app: &Arc<App>, workspace: &Arc<Workspace>, folder: &WatchedFolder) -> Result<(), Problem> {
    let now = app.now();
    let fresh =
        workspace.store.read::<_, Problem>(|reader| Ok(look(reader, &DiskLogs, folder, now)?.fresh))?;
    if fresh.is_empty() {
        return Ok(());
    }
    let shared = workspace.store.read::<_, Problem>(|reader| {
        let sources = source_views(reader)?;
        let source = find_source(&sources, folder.source_id)?;
        Ok(SourceAsk {
            label: source.label.clone(),
            carried: source.carried.clone(),
            is_subscription: source.is_subscription,
        })
    })?;
    let choice = folder.format.clone().map_or(Choice::Recognised, Choice::Format);
    let (asks, unknown) = ask_of(workspace, fresh, &choice)?;
    if !asks.is_empty() {
        import_now(app, workspace, asks, shared)?;
    }
    match unknown.as_slice() {
        [] => Ok(()),
        names => Err(not_known(names)),
    }
}

fn not_known(names: &[String]) -> Problem {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if names.len() > NAMED { format!(" and {} more", names.len() - NAMED) } else { String::new() };
    Problem::new(ProblemCode::BadRequest, format!("not known what these files are: {shown}{more}"))
        .hint("choose how to read them, make a mapping for one of them, or narrow the pattern of the folder")
}

/// How each file is read, and the names of those nobody knows.
fn ask_of(
    workspace: &Workspace,
    files: Vec<FoundFile>,
    choice: &Choice,
) -> Result<(Vec<FileAsk>, Vec<String>), Problem> {
    let known = workspace.store.read::<_, Problem>(|reader| Ok(saved_mappings(reader)?))?;
    let (mut asks, mut unknown) = (Vec::new(), Vec::new());
    for file in files {
        let told = recognise(&DiskLogs, file, choice, &known);
        let is_unmapped = |manner: &crate::imports::Manner| {
            manner.format.id() == super::formats::MAPPED && manner.mapping.is_none()
        };
        match told.manner.filter(|manner| !is_unmapped(manner)) {
            Some(manner) => asks.push(FileAsk { file: told.file, manner }),
            None => unknown.push(told.file.name()),
        }
    }
    Ok((asks, unknown))
}

/// Reads and imports files in one go, as a job of the tray.
pub(super) fn import_now(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
    asks: Vec<FileAsk>,
    shared: SourceAsk,
) -> Result<(), Problem> {
    let Some(first) = asks.first().map(|ask| ask.manner.clone()) else { return Ok(()) };
    let plan =
        Plan { source: new_source(&shared, &first), asks, shared, pricing: app.in_force_of(workspace)? };
    let (run, started) = start(app, Arc::clone(workspace), &plan.source.label)?;
    read(app, &run, &started, plan);
    failed(&run)?;
    let ready = run.take()?;
    let label = format!("Import into {}", run.label);
    let started = app.jobs().start_import(workspace.path(), label, run.id, app.now()).map_err(|running| {
        Problem::new(ProblemCode::NotAllowedNow, format!("{} is under way", running.label))
    })?;
    run.follow(started.job.clone());
    write(app, &run, &started, ready);
    match app.jobs().get(started.job.id).filter(|job| job.state == JobState::Failed) {
        Some(job) => Err(job.problem.unwrap_or_else(|| Problem::new(ProblemCode::FileFailed, job.outcome))),
        None => Ok(()),
    }
}

fn failed(run: &DryRun) -> Result<(), Problem> {
    run.problem().map_or(Ok(()), Err)
}
