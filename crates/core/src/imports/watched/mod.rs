//! Folders that are looked through on a schedule.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::queries::is_settled;
use super::{FoundFile, ImportError, LogFiles, file_imported_before};
use crate::kernel::{Problem, format_instant};
use crate::store::StoreError;

/// A file that changed less than so long ago may still be growing.
const SETTLES_AFTER: TimeDelta = TimeDelta::minutes(2);

/// Shortest time between two looks.
pub const SHORTEST_MINUTES: u32 = 1;

/// A folder and how it is looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    /// Row id; 0 before it is added.
    pub id: i64,
    /// The folder.
    pub path: String,
    /// Pattern of paths inside it; empty for every file.
    pub pattern: String,
    /// Source its files belong to.
    pub source_id: i64,
    /// Name of the source.
    pub source: String,
    /// Format by hand; `None` recognises each file anew.
    pub format: Option<String>,
    /// Minutes between looks.
    pub every_minutes: u32,
    /// Whether it rests.
    pub is_paused: bool,
    /// When it was last looked through; `None` before the first look.
    pub looked_at: Option<DateTime<Utc>>,
    /// Why the last look failed; `None` when it did not.
    pub problem: Option<Problem>,
}

impl WatchedFolder {
    /// When it is looked through next; `None` while it rests. A first look is due at once.
    pub fn next_look(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_paused {
            return None;
        }
        let Some(looked_at) = self.looked_at else { return Some(now) };
        let every = TimeDelta::minutes(i64::from(self.every_minutes.max(SHORTEST_MINUTES)));
        looked_at.checked_add_signed(every)
    }

    /// Whether it is time to look through it. A look in the future, which a wrong clock left, does not count.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        let is_ahead = self.looked_at.is_some_and(|looked_at| looked_at > now);
        self.next_look(now).is_some_and(|next| next <= now || is_ahead)
    }
}

/// What is in a watched folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Files that are not imported as they stand now, in order of their paths.
    pub fresh: Vec<FoundFile>,
    /// Files that changed a moment ago and wait for the next look.
    pub growing: Vec<FoundFile>,
}

/// Every folder that was not removed.
pub fn watched_folders(reader: &Connection) -> Result<Vec<WatchedFolder>, ImportError> {
    Ok(queries::folders(reader).map_err(StoreError::from)?)
}

/// The folders to look through now.
pub fn due_folders(reader: &Connection, now: DateTime<Utc>) -> Result<Vec<WatchedFolder>, ImportError> {
    let mut folders = watched_folders(reader)?;
    folders.retain(|folder| folder.is_due(now));
    Ok(folders)
}

/// Watches a folder; answers its id.
pub fn watch(tx: &Connection, folder: &WatchedFolder) -> Result<i64, ImportError> {
    Ok(queries::insert(tx, folder).map_err(StoreError::from)?)
}

/// Changes pattern, rhythm and rest of a folder; answers whether there is such a folder.
pub fn change_watch(tx: &Connection, folder: &WatchedFolder) -> Result<bool, ImportError> {
    Ok(queries::update(tx, folder).map_err(StoreError::from)?)
}

/// Stops watching a folder; answers whether it was watched. What it brought stays.
pub fn unwatch(tx: &Connection, id: i64, now: DateTime<Utc>) -> Result<bool, ImportError> {
    Ok(queries::remove(tx, id, now).map_err(StoreError::from)?)
}

/// Keeps how a look ended.
pub fn looked(
    tx: &Connection,
    id: i64,
    now: DateTime<Utc>,
    problem: Option<&Problem>,
) -> Result<(), ImportError> {
    let problem = problem.map(|problem| serde_json::to_string(problem).unwrap_or_default());
    Ok(queries::looked(tx, id, now, problem.as_deref()).map_err(StoreError::from)?)
}

/// What of a folder is new or has changed. A file of the name and size of an imported one that was not touched since is
/// taken for it; any other is known by its bytes.
pub fn look(
    reader: &Connection,
    files: &dyn LogFiles,
    folder: &WatchedFolder,
    now: DateTime<Utc>,
) -> Result<Look, ImportError> {
    let mut look = Look::default();
    let settled_us = now.checked_sub_signed(SETTLES_AFTER).unwrap_or(now).timestamp_micros();
    for file in files.look(std::path::Path::new(&folder.path), &folder.pattern)? {
        if file.facts.bytes == 0 || is_known(reader, files, &file)? {
            continue;
        }
        // A time in the future says nothing about when it was written.
        let now_us = now.timestamp_micros();
        let is_growing = file.facts.modified_us > settled_us && file.facts.modified_us <= now_us;
        if is_growing { look.growing.push(file) } else { look.fresh.push(file) }
    }
    Ok(look)
}

fn is_known(reader: &Connection, files: &dyn LogFiles, file: &FoundFile) -> Result<bool, ImportError> {
    let bytes = i64::try_from(file.facts.bytes).unwrap_or(i64::MAX);
    let modified = DateTime::from_timestamp_micros(file.facts.modified_us).unwrap_or_default();
    let is_settled = is_settled(reader, &file.folder(), &file.name(), bytes, &format_instant(modified));
    if is_settled.map_err(StoreError::from)? {
        return Ok(true);
    }
    Ok(file_imported_before(reader, files, file)?.is_some())
}

#[cfg(test)]
mod tests;
