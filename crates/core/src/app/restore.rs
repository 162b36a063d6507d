//! Putting a backup in the place of the workspace, keeping what was there.

use std::path::Path;

use super::App;
use super::model::{RestoreRequest, WorkspaceKind, WorkspaceView};
use super::workspace::{Workspace, stated_path};
use super::workspaces::{beside, get};
use crate::adapters::files;
use crate::kernel::{Nothing, Problem, ProblemCode};
use crate::store::{OpenMode, Store, StoreError, restore_from};

/// Replaces the workspace by a backup; the present file is kept beside it. A backup that is damaged, foreign or newer is
/// refused before anything is touched.
pub fn restore(app: &App, request: RestoreRequest) -> Result<WorkspaceView, Problem> {
    let source = stated_path(&request.path)?;
    let target = app.workspace_path();
    if source == target {
        return Err(Problem::new(ProblemCode::BadRequest, "the backup is the open workspace itself")
            .hint("choose a file that `backup` made")
            .about("path"));
    }
    if app.jobs().is_busy(&target) {
        return Err(Problem::new(ProblemCode::NotAllowedNow, "a sync is writing into the workspace")
            .hint("stop it, or wait for its end"));
    }
    if !files::exists(&source) {
        return Err(Problem::from(StoreError::Missing { path: source }));
    }
    let now = app.now();
    match app.workspace() {
        Ok(present) => replace_open(app, &present, &source)?,
        // What could not be opened is moved aside as it is; nobody has it open.
        Err(_) => drop(restore_from(&source, &target, now)?),
    }
    app.switch_to(Workspace::open(&target, OpenMode::Existing, WorkspaceKind::Own, now)?)?;
    get(app, Nothing {})
}

/// Replaces the content of the open file in one transaction, so that whoever reads it sees the old or the new.
fn replace_open(app: &App, present: &Workspace, source: &Path) -> Result<(), Problem> {
    let staged = beside(app, present.path(), "restoring");
    let result = stage(app, source, &staged).and_then(|backup| {
        present.store.backup_to(&beside(app, present.path(), "before-restore"))?;
        Ok(present.store.replace_from(&backup)?)
    });
    files::remove_workspace(&staged);
    result
}

/// A copy of the backup, checked and brought to the present schema; the backup itself stays as it is.
fn stage(app: &App, source: &Path, staged: &Path) -> Result<Store, Problem> {
    files::copy_workspace(source, staged)?;
    let backup =
        Store::open(staged, OpenMode::Existing, app.now()).map_err(|error| name_source(error, source))?;
    match backup.quick_check().map_err(|error| name_source(error, source))? {
        None => Ok(backup),
        Some(detail) => Err(StoreError::Corrupt { path: source.to_owned(), detail }.into()),
    }
}

/// The analyst knows the backup, not its staged copy.
fn name_source(error: StoreError, source: &Path) -> Problem {
    let path = source.to_owned();
    match error {
        StoreError::NotAWorkspace { .. } => StoreError::NotAWorkspace { path },
        StoreError::Corrupt { detail, .. } => StoreError::Corrupt { path, detail },
        StoreError::Newer { found, known, .. } => StoreError::Newer { path, found, known },
        StoreError::ForeignMigration { version, .. } => StoreError::ForeignMigration { path, version },
        other => other,
    }
    .into()
}
