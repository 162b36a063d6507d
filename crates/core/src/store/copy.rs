//! Copies of a workspace: backups, and putting one back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use super::engine::{beside, check_integrity, check_versions, explain, recognise};
use super::error::StoreError;
use super::migrate;

/// How long restoring waits for another program that holds the present file.
const PATIENCE: Duration = Duration::from_secs(2);

/// Copies a database whole: the target is either the old file or the complete copy, never half of it.
pub(super) fn copy(source: &Connection, target: &Path) -> Result<(), StoreError> {
    let partial = beside(target, ".partial");
    remove_with_journal(&partial).map_err(|error| unusable(&partial, &error))?;
    let copied = copy_into(source, &partial)
        .and_then(|()| fs::rename(&partial, target).map_err(|error| unusable(target, &error)));
    if copied.is_err() {
        // Best effort: the failure that is told is the one of copying.
        drop(remove_with_journal(&partial));
    }
    copied
}

fn copy_into(source: &Connection, target: &Path) -> Result<(), StoreError> {
    let explain = |error| explain(target, error);
    let mut copy = Connection::open(target).map_err(explain)?;
    {
        let backup = rusqlite::backup::Backup::new(source, &mut copy).map_err(explain)?;
        backup.run_to_completion(1024, Duration::ZERO, None).map_err(explain)?;
    }
    // Without a journal of its own a copy can be read from a disk that cannot be written.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(explain)?;
    copy.close().map_err(|(_, error)| explain(error))
}

fn remove_with_journal(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn unusable(path: &Path, error: &io::Error) -> StoreError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull { path },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
        _ => StoreError::Unusable { path, detail: error.to_string() },
    }
}

/// Puts a backup in the place of a workspace that nobody has open, and says where the file that was there is now (`None`
/// when there was none). The backup is checked first and stays; at every instant the target is one whole workspace.
pub fn restore_from(backup: &Path, target: &Path, now: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
    if !backup.is_file() {
        return Err(StoreError::Missing { path: backup.to_owned() });
    }
    let source = open_checked(backup)?;
    let incoming = beside(target, ".restoring");
    copy(&source, &incoming)?;
    drop(source);
    let aside = move_aside(target, now)?;
    fs::rename(&incoming, target).map_err(|error| unusable(target, &error))?;
    Ok(aside)
}

fn open_checked(backup: &Path) -> Result<Connection, StoreError> {
    // Opened for writing where that is possible, so that closing leaves no journal beside the backup.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(backup, flags).map_err(|error| explain(backup, error))?;
    recognise(backup, &source)?;
    let applied = migrate::applied(&source).map_err(|error| explain(backup, error))?;
    check_versions(backup, &applied)?;
    check_integrity(backup, &source)?;
    Ok(source)
}

/// Gives the present file a second name, so that the rename that follows replaces it in one step.
fn move_aside(target: &Path, now: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
    if !target.exists() {
        return Ok(None);
    }
    let aside = free_name(target, now);
    let is_sound = fold_journal(target)?;
    if is_sound {
        let linked = fs::hard_link(target, &aside).or_else(|_| fs::copy(target, &aside).map(|_| ()));
        linked.map_err(|error| unusable(&aside, &error))?;
    } else {
        // A file that cannot be opened keeps its journal beside it: somebody may still save something from the two.
        for suffix in ["-wal", "-shm", ""] {
            let from = beside(target, suffix);
            if from.exists() {
                fs::rename(&from, beside(&aside, suffix)).map_err(|error| unusable(&from, &error))?;
            }
        }
    }
    Ok(Some(aside))
}

fn free_name(target: &Path, now: DateTime<Utc>) -> PathBuf {
    let stamp = now.format("%Y%m%dT%H%M%SZ");
    let name = |number: u32| match number {
        0 => beside(target, &format!(".replaced.{stamp}")),
        number => beside(target, &format!(".replaced.{stamp}.{number}")),
    };
    (0..1000).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(1000))
}

/// Brings the journal into the file; `false` when the file is too damaged for that, an error when it is in use.
fn fold_journal(target: &Path) -> Result<bool, StoreError> {
    let folded = (|| {
        let present = Connection::open(target)?;
        present.busy_timeout(PATIENCE)?;
        let busy: i64 = present.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        present.execute_batch("BEGIN EXCLUSIVE; COMMIT;")?;
        present.close().map_err(|(_, error)| error)?;
        Ok::<_, rusqlite::Error>(busy == 0)
    })();
    match folded.map_err(|error| explain(target, error)) {
        Ok(true) => Ok(true),
        Ok(false) => Err(StoreError::Locked { path: target.to_owned() }),
        Err(error @ (StoreError::Locked { .. } | StoreError::ReadOnly { .. })) => Err(error),
        Err(_) => Ok(false),
    }
}
