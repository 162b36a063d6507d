//! The open workspace: which file, whose figures, and how another one takes its place.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::model::WorkspaceKind;
use super::queries;
use crate::attribution::AttributionShelf;
use crate::kernel::{Problem, ProblemCode, format_instant};
use crate::requests::pivot::RollUpShelf;
use crate::store::{OpenMode, Store};

/// File ending of a workspace.
pub const ENDING: &str = "showback";

/// An open file with the facts about itself.
pub struct Workspace {
    /// The file.
    pub store: Arc<Store>,
    /// Own or sample.
    pub kind: WorkspaceKind,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Roll-ups of its requests in memory.
    pub roll_ups: RollUpShelf,
    /// Its attribution in memory.
    pub attribution: AttributionShelf,
    rating: Mutex<()>,
    spend: Mutex<()>,
}

impl Workspace {
    /// Opens a file; a new one becomes a workspace of that kind.
    pub fn open(
        path: &Path,
        mode: OpenMode,
        kind_if_new: WorkspaceKind,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let store = Store::open(path, mode, now)?;
        let facts = store.read::<_, Problem>(read_facts)?;
        let (kind, created_at) = match facts {
            Some(facts) => facts,
            None => {
                let created_at = format_instant(now);
                store.write::<_, Problem>(|tx| write_facts(tx, kind_if_new, &created_at))?;
                (kind_if_new, created_at)
            }
        };
        Ok(Self {
            store: Arc::new(store),
            kind,
            created_at,
            roll_ups: RollUpShelf::default(),
            attribution: AttributionShelf::default(),
            rating: Mutex::new(()),
            spend: Mutex::new(()),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// Whoever rates holds this: two runs that end together do not rate the same usage twice.
    pub(super) fn rating_turn(&self) -> MutexGuard<'_, ()> {
        self.rating.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever apportions spend holds this, likewise.
    pub(super) fn spend_turn(&self) -> MutexGuard<'_, ()> {
        self.spend.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// File name without its ending.
    pub fn name(&self) -> String {
        self.path().file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The analyst's own workspace in the data folder.
pub fn own_path(data_dir: &Path) -> PathBuf {
    data_dir.join(format!("workspace.{ENDING}"))
}

/// The sample workspace in the data folder.
pub fn sample_path(data_dir: &Path) -> PathBuf {
    data_dir.join(format!("sample.{ENDING}"))
}

/// A path as the analyst typed it; a relative one or an empty one is refused, because the window has no folder.
pub fn stated_path(text: &str) -> Result<PathBuf, Problem> {
    let path = PathBuf::from(text.trim());
    if path.is_absolute() {
        return Ok(path);
    }
    let message = format!("\"{text}\" is not a full path: expected one that starts at the root of the disk");
    Err(Problem::new(ProblemCode::BadRequest, message).about("path"))
}

fn read_facts(reader: &Connection) -> Result<Option<(WorkspaceKind, String)>, Problem> {
    let (Some(kind), Some(created_at)) =
        (queries::fact(reader, "kind")?, queries::fact(reader, "created_at")?)
    else {
        return Ok(None);
    };
    let kind = if kind == "sample" { WorkspaceKind::Sample } else { WorkspaceKind::Own };
    Ok(Some((kind, created_at)))
}

fn write_facts(tx: &Connection, kind: WorkspaceKind, created_at: &str) -> Result<(), Problem> {
    let kind = match kind {
        WorkspaceKind::Own => "own",
        WorkspaceKind::Sample => "sample",
    };
    for (name, value) in [("kind", kind), ("created_at", created_at)] {
        queries::put_fact(tx, name, value)?;
    }
    Ok(())
}
