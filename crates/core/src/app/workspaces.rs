//! Opening, creating, copying and replacing the workspace file.

use std::path::{Path, PathBuf};

use super::App;
use super::last_opened::LastOpened;
use super::model::{BackupRequest, FileRequest, WorkspaceKind, WorkspaceView};
use super::workspace::{ENDING, Workspace, own_path, stated_path};
use crate::adapters::files;
use crate::kernel::{Nothing, Problem, ProblemCode, format_instant};
use crate::requests::views;
use crate::store::OpenMode;
use crate::sync;

/// The open workspace and what day it is.
pub fn get(app: &App, _: Nothing) -> Result<WorkspaceView, Problem> {
    let workspace = app.workspace()?;
    let now = app.now();
    let (has_connections, has_log_sources) = workspace.store.read::<_, Problem>(|reader| {
        Ok((!sync::all_connections(reader)?.is_empty(), views::has_sources(reader)?))
    })?;
    Ok(WorkspaceView {
        path: workspace.path().display().to_string(),
        name: workspace.name(),
        kind: workspace.kind,
        created_at: workspace.created_at.clone(),
        schema_version: workspace.store.schema_version(),
        size_bytes: files::size_bytes(workspace.path()),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        today: now.date_naive().to_string(),
        now: format_instant(now),
        has_connections,
        has_log_sources,
    })
}

/// Opens an existing file.
pub fn open(app: &App, request: FileRequest) -> Result<WorkspaceView, Problem> {
    let path = stated_path(&request.path)?;
    switch(app, &path, OpenMode::Existing)
}

/// Creates a file and opens it. A file that is there already is never replaced.
pub fn create(app: &App, request: FileRequest) -> Result<WorkspaceView, Problem> {
    let mut path = stated_path(&request.path)?;
    if path.extension().is_none() {
        path.set_extension(ENDING);
    }
    if files::exists(&path) {
        let message = format!("there is a file at {} already", path.display());
        return Err(Problem::new(ProblemCode::NotAllowedNow, message)
            .hint("open it, or choose another name")
            .about("path"));
    }
    switch(app, &path, OpenMode::CreateIfMissing)
}

/// Opens the analyst's own workspace again.
pub fn open_own(app: &App, _: Nothing) -> Result<WorkspaceView, Problem> {
    match LastOpened::read(app.data_dir()).own {
        Some(own) if own != own_path(app.data_dir()) => switch(app, &own, OpenMode::Existing),
        _ => switch(app, &own_path(app.data_dir()), OpenMode::CreateIfMissing),
    }
}

fn switch(app: &App, path: &Path, mode: OpenMode) -> Result<WorkspaceView, Problem> {
    let workspace = Workspace::open(path, mode, WorkspaceKind::Own, app.now())?;
    app.switch_to(workspace)?;
    get(app, Nothing {})
}

/// Copies the workspace; answers where to.
pub fn backup(app: &App, request: BackupRequest) -> Result<FileRequest, Problem> {
    let workspace = app.workspace()?;
    let target = match request.path.as_deref().map(str::trim).filter(|path| !path.is_empty()) {
        Some(path) => stated_path(path)?,
        None => beside(app, workspace.path(), "backup"),
    };
    if files::exists(&target) {
        let message = format!("there is a file at {} already", target.display());
        return Err(Problem::new(ProblemCode::NotAllowedNow, message)
            .hint("choose another name")
            .about("path"));
    }
    workspace.store.backup_to(&target)?;
    Ok(FileRequest { path: target.display().to_string() })
}

/// `name.backup-20261123T120000Z.showback` beside the workspace.
pub(super) fn beside(app: &App, path: &Path, what: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.{what}-{}.{ENDING}", app.now().format("%Y%m%dT%H%M%SZ")))
}
