//! Putting a backup in the place of the workspace, keeping what was there.

use std::path::Path;

use super::App;
use super::model::{RestoreRequest, WorkspaceKind, WorkspaceView};
use super::workspace::{Workspace, stated_path};
use super::workspaces::{beside, get};
use crate::adapters::files;
use crate::kernel::{Nothing, Problem, ProblemCode};
use crate::store::{OpenMode, Store, StoreError};

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
    let staged = beside(app, &target, "restoring");
    let result = stage_and_replace(app, &source, &staged, &target);
    files::remove_workspace(&staged);
    let workspace = result?;
    app.switch_to(workspace)?;
    get(app, Nothing {})
}

fn stage_and_replace(app: &App, source: &Path, staged: &Path, target: &Path) -> Result<Workspace, Problem> {
    let now = app.now();
    files::copy_workspace(source, staged)?;
    let backup = Store::open(staged, OpenMode::Existing, now).map_err(|error| name_source(error, source))?;
    if let Some(detail) = backup.quick_check().map_err(|error| name_source(error, source))? {
        return Err(StoreError::Corrupt { path: source.to_owned(), detail }.into());
    }
    let kept = beside(app, target, "before-restore");
    match app.workspace() {
        Ok(present) => {
            present.store.backup_to(&kept)?;
            present.store.replace_from(&backup)?;
        }
        Err(_) => {
            // What could not be opened is moved aside as it is; nobody has it open.
            drop(backup);
            files::move_workspace(target, &kept)?;
            files::move_workspace(staged, target)?;
        }
    }
    Workspace::open(target, OpenMode::Existing, WorkspaceKind::Own, now)
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
