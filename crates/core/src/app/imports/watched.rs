//! Watched folders: kept, and looked through by hand.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::watch_schedule::look_through;
use crate::adapters::log_files::DiskLogs;
use crate::app::App;
use crate::app::model::{WatchAddRequest, WatchIdRequest, WatchUpdateRequest, WatchedFolderView};
use crate::app::requests::{find_source, is_taken, source_views};
use crate::app::workspace::stated_path;
use crate::imports::{
    Choice, LogFiles, SHORTEST_MINUTES, WatchedFolder, change_watch, recognise, saved_mappings, unwatch,
    watch, watched_folders,
};
use crate::kernel::{Nothing, Problem, ProblemCode, format_instant};
use crate::requests::{NewSource, make_source};

/// Folders looked through on a schedule.
pub fn watched(app: &App, _: Nothing) -> Result<Vec<WatchedFolderView>, Problem> {
    let folders = app.workspace()?.store.read::<_, Problem>(|reader| Ok(watched_folders(reader)?))?;
    Ok(folders.iter().map(view).collect())
}

/// Watches a folder; its first look is due at once.
pub fn watch_add(app: &Arc<App>, request: WatchAddRequest) -> Result<WatchedFolderView, Problem> {
    let path = stated_path(&request.path)?;
    if !path.is_dir() {
        let problem =
            Problem::new(ProblemCode::FileMissing, format!("there is no folder {}", path.display()));
        return Err(problem.hint("check the path").about("path"));
    }
    let now = app.now();
    let id = app.workspace()?.store.write::<_, Problem>(|tx| {
        let sources = source_views(tx)?;
        let source = match request.source_id {
            Some(id) => find_source(&sources, id)?.id,
            None => {
                let label = request.label.trim();
                if label.is_empty() || is_taken(&sources, label) {
                    let message = format!("\"{label}\" cannot be the name of a new source");
                    return Err(Problem::new(ProblemCode::BadRequest, message)
                        .hint("take a name that is not taken, or choose the source")
                        .about("label"));
                }
                let format = match request.format.clone() {
                    Some(format) => format,
                    None => format_of(tx, &path, &pattern(&request.pattern))?,
                };
                make_source(tx, &new_source(label, &format), now)?
            }
        };
        let folder = WatchedFolder {
            id: 0,
            path: path.display().to_string(),
            pattern: pattern(&request.pattern),
            source_id: source,
            source: String::new(),
            format: request.format.clone(),
            every_minutes: request.every_minutes.max(SHORTEST_MINUTES),
            is_paused: false,
            looked_at: None,
            problem: None,
        };
        let is_there =
            watched_folders(tx)?.iter().any(|one| one.path == folder.path && one.pattern == folder.pattern);
        if is_there {
            let message = format!("{} is watched already", folder.path);
            return Err(Problem::new(ProblemCode::NotAllowedNow, message).about("path"));
        }
        Ok(watch(tx, &folder)?)
    })?;
    app.wake_watch();
    Ok(view(&folder(app, id)?))
}

/// What the first file of a folder that is known is read as: the records of one source have one format.
fn format_of(reader: &Connection, folder: &Path, pattern: &str) -> Result<String, Problem> {
    let known = saved_mappings(reader)?;
    let files = DiskLogs.look(folder, pattern)?;
    let mut told = files.into_iter().map(|file| recognise(&DiskLogs, file, &Choice::Recognised, &known));
    let format = told.find_map(|told| told.manner.map(|manner| manner.format.id().to_owned()));
    format.ok_or_else(|| {
        Problem::new(ProblemCode::BadRequest, format!("{} has no file that is known yet", folder.display()))
            .hint("choose how its files are to be read")
            .about("format")
    })
}

fn new_source(label: &str, format: &str) -> NewSource {
    let teller = showback_gateways::formats::format(format)
        .map_or(showback_gateways::Teller::Gateway, showback_gateways::Format::teller);
    NewSource {
        label: label.to_owned(),
        format: format.to_owned(),
        teller,
        connection_id: None,
        settings_json: "{}".to_owned(),
    }
}

/// Nothing said takes every file; folders below the folder are looked into by `**`.
fn pattern(asked: &str) -> String {
    let asked = asked.trim();
    if asked == "*" { String::new() } else { asked.to_owned() }
}

/// Pauses, resumes or changes a watched folder.
pub fn watch_update(app: &App, request: WatchUpdateRequest) -> Result<WatchedFolderView, Problem> {
    let mut folder = folder(app, request.id)?;
    folder.is_paused = request.is_paused.unwrap_or(folder.is_paused);
    folder.every_minutes = request.every_minutes.unwrap_or(folder.every_minutes).max(SHORTEST_MINUTES);
    if let Some(asked) = &request.pattern {
        folder.pattern = pattern(asked);
    }
    app.workspace()?.store.write::<_, Problem>(|tx| Ok(change_watch(tx, &folder)?))?;
    app.wake_watch();
    Ok(view(&folder))
}

/// Stops watching a folder; what was imported stays.
pub fn watch_remove(app: &App, request: WatchIdRequest) -> Result<Nothing, Problem> {
    let now = app.now();
    app.workspace()?.store.write::<_, Problem>(|tx| Ok(unwatch(tx, request.id, now)?))?;
    Ok(Nothing {})
}

/// Looks through a folder now and imports what is new.
pub fn watch_look(app: &Arc<App>, request: WatchIdRequest) -> Result<WatchedFolderView, Problem> {
    let workspace = app.workspace()?;
    look_through(app, &workspace, &folder(app, request.id)?)?;
    Ok(view(&folder(app, request.id)?))
}

fn folder(app: &App, id: i64) -> Result<WatchedFolder, Problem> {
    let folders = app.workspace()?.store.read::<_, Problem>(|reader| Ok(watched_folders(reader)?))?;
    folders
        .into_iter()
        .find(|folder| folder.id == id)
        .ok_or_else(|| Problem::new(ProblemCode::NotFound, "this folder is not watched any more").about("id"))
}

fn view(folder: &WatchedFolder) -> WatchedFolderView {
    WatchedFolderView {
        id: folder.id,
        path: folder.path.clone(),
        pattern: if folder.pattern.is_empty() { "*".to_owned() } else { folder.pattern.clone() },
        source_id: folder.source_id,
        source: folder.source.clone(),
        format: folder.format.clone(),
        every_minutes: folder.every_minutes,
        is_paused: folder.is_paused,
        looked_at: folder.looked_at.map(format_instant),
        problem: folder.problem.clone(),
    }
}
