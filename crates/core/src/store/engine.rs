//! Opening the file, the one writer and the pool of readers.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::copy::copy;
use super::error::StoreError;
use super::migrate;
use crate::kernel::format_instant;

/// Marks the file as ours: "Shbk" in ASCII.
const APPLICATION_ID: i32 = 0x5368_626B;
/// How long a statement waits for another program's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers kept open.
const READERS_KEPT: usize = 4;
/// Prepared statements kept per connection; all statements of a sync or a screen fit.
const STATEMENTS_KEPT: usize = 128;
/// A file up to this size is checked whole after an unclean end; a larger one only in its small tables, so that opening
/// stays quick. `doctor` checks any file whole.
const CHECKED_WHOLE_BYTES: u64 = 64 * 1024 * 1024;
/// Tables checked in a large file: small, and everything else hangs on them.
const CHECKED_TABLES: [&str; 5] =
    ["schema_migrations", "workspace_facts", "connections", "sync_runs", "current_revisions"];

/// Whether a missing file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// The file must be there.
    Existing,
    /// A missing file is created.
    CreateIfMissing,
}

/// An open workspace file.
pub struct Store {
    path: PathBuf,
    busy_timeout: Duration,
    // Dropped before the writer: only a connection that may write folds the journal back into the file when it closes last.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

impl Store {
    /// Opens, checks and migrates the file. `now` stamps migrations and the name of the backup made before them.
    pub fn open(path: &Path, mode: OpenMode, now: DateTime<Utc>) -> Result<Self, StoreError> {
        Self::open_patiently(path, mode, now, BUSY_TIMEOUT)
    }

    /// The same, waiting so long for another program that holds the file.
    pub fn open_patiently(
        path: &Path,
        mode: OpenMode,
        now: DateTime<Utc>,
        busy_timeout: Duration,
    ) -> Result<Self, StoreError> {
        let is_new = !path.exists() || path.metadata().is_ok_and(|meta| meta.len() == 0);
        if is_new && mode == OpenMode::Existing {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        refuse_unusable(path)?;
        let ended_uncleanly = !is_new && has_journal(path);
        let mut writer = open_writer(path, busy_timeout)?;
        prepare(path, &mut writer, is_new, now)?;
        if ended_uncleanly {
            check_after_crash(path, &writer)?;
        }
        Ok(Self {
            path: path.to_owned(),
            busy_timeout,
            readers: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Schema version of the open file.
    pub fn schema_version(&self) -> u32 {
        migrate::newest()
    }

    /// Reads from one consistent snapshot.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut reader = match lock(&self.readers).pop() {
            Some(reader) => reader,
            None => self.open_reader()?,
        };
        let result = self.snapshot(&mut reader, work);
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        result
    }

    fn snapshot<T, E: From<StoreError>>(
        &self,
        reader: &mut Connection,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = reader.transaction().map_err(|error| explain(&self.path, error))?;
        work(&transaction)
    }

    /// Runs one write transaction: all of it is kept, or none.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| explain(&self.path, error))?;
        let value = work(&transaction)?;
        transaction.commit().map_err(|error| explain(&self.path, error))?;
        Ok(value)
    }

    /// The same, with another SQLite file readable as `schema` in it. That file is not written.
    pub fn write_with_attached<T, E: From<StoreError>>(
        &self,
        other: &Path,
        schema: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        // Attaching is not possible inside a transaction.
        writer
            .execute(&format!("ATTACH ?1 AS {schema}"), [other.to_string_lossy()])
            .map_err(|error| explain(other, error))?;
        let outcome: Result<T, E> = (|| {
            let transaction = writer
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(|error| explain(&self.path, error))?;
            let value = work(&transaction)?;
            transaction.commit().map_err(|error| explain(&self.path, error))?;
            Ok(value)
        })();
        // Statements of the other file would hold it.
        writer.flush_prepared_statement_cache();
        let detached = writer.execute_batch(&format!("DETACH {schema}"));
        let value = outcome?;
        detached.map_err(|error| explain(other, error))?;
        Ok(value)
    }

    /// Copies the workspace, consistent while others read and write.
    pub fn backup_to(&self, target: &Path) -> Result<(), StoreError> {
        if is_same_file(&self.path, target) {
            let detail = "a workspace cannot be its own backup: choose another name".to_owned();
            return Err(StoreError::Unusable { path: target.to_owned(), detail });
        }
        let writer = lock(&self.writer);
        copy(&writer, target)
    }

    /// Replaces the whole content by that of another workspace, in one transaction: readers see the old or the new.
    pub fn replace_from(&self, source: &Store) -> Result<(), StoreError> {
        let source = lock(&source.writer);
        let mut writer = lock(&self.writer);
        let explain = |error| explain(&self.path, error);
        let backup = rusqlite::backup::Backup::new(&source, &mut writer).map_err(explain)?;
        backup.run_to_completion(i32::MAX, Duration::ZERO, None).map_err(explain)
    }

    /// The first finding of a quick integrity check; `None` when the file is whole.
    pub fn quick_check(&self) -> Result<Option<String>, StoreError> {
        let finding: String = self.read::<_, StoreError>(|reader| {
            Ok(reader.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?)
        })?;
        Ok((finding != "ok").then_some(finding))
    }

    /// Gives SQLite's error the sentence that fits it.
    pub fn explain(&self, error: rusqlite::Error) -> StoreError {
        explain(&self.path, error)
    }

    fn open_reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader =
            Connection::open_with_flags(&self.path, flags).map_err(|error| explain(&self.path, error))?;
        reader.busy_timeout(self.busy_timeout).map_err(|error| explain(&self.path, error))?;
        reader.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        reader
            .execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;")
            .map_err(|error| explain(&self.path, error))?;
        Ok(reader)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses what SQLite would refuse with less telling words.
fn refuse_unusable(path: &Path) -> Result<(), StoreError> {
    let unusable =
        |detail: &str| Err(StoreError::Unusable { path: path.to_owned(), detail: detail.to_owned() });
    if path.is_dir() {
        return unusable("it is a folder");
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            unusable("its folder does not exist")
        }
        _ => Ok(()),
    }
}

/// A journal beside the file: its last user did not close it, or still has it open.
fn has_journal(path: &Path) -> bool {
    beside(path, "-wal").metadata().is_ok_and(|meta| meta.len() > 0)
}

/// The path with a suffix after the file name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn check_after_crash(path: &Path, writer: &Connection) -> Result<(), StoreError> {
    let size = path.metadata().map_or(0, |meta| meta.len());
    if size <= CHECKED_WHOLE_BYTES {
        return check_with(path, writer, "PRAGMA quick_check(1)");
    }
    CHECKED_TABLES
        .iter()
        .try_for_each(|table| check_with(path, writer, &format!("PRAGMA quick_check({table})")))
}

fn open_writer(path: &Path, busy_timeout: Duration) -> Result<Connection, StoreError> {
    let explain = |error| explain(path, error);
    let connection = Connection::open(path).map_err(explain)?;
    connection.busy_timeout(busy_timeout).map_err(explain)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

fn prepare(path: &Path, writer: &mut Connection, is_new: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
    if is_new {
        // Before anything is written. Rows of requests are wide: with larger pages an import touches half as many of them.
        writer.execute_batch("PRAGMA page_size = 8192").map_err(|error| explain(path, error))?;
        set_application_id(writer).map_err(|error| explain(path, error))?;
    } else {
        recognise(path, writer)?;
    }
    writer
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
        )
        .map_err(|error| explain(path, error))?;
    let applied = migrate::applied(writer).map_err(|error| explain(path, error))?;
    check_versions(path, &applied)?;
    let version = applied.last().map_or(0, |(version, _)| *version);
    if version == migrate::newest() {
        return Ok(());
    }
    if !is_new {
        check_integrity(path, writer)?;
        copy(writer, &backup_name(path, version, now))?;
    }
    migrate::apply(writer, version, &format_instant(now)).map_err(|error| explain(path, error))
}

fn set_application_id(writer: &Connection) -> rusqlite::Result<()> {
    writer.pragma_update(None, "application_id", APPLICATION_ID)
}

pub(super) fn recognise(path: &Path, writer: &Connection) -> Result<(), StoreError> {
    let id: i32 = writer
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| explain(path, error))?;
    if id == APPLICATION_ID { Ok(()) } else { Err(StoreError::NotAWorkspace { path: path.to_owned() }) }
}

pub(super) fn check_versions(path: &Path, applied: &[(u32, String)]) -> Result<(), StoreError> {
    let known = migrate::all();
    for (version, fingerprint) in applied {
        match known.iter().find(|migration| migration.version == *version) {
            None => {
                let found = applied.last().map_or(*version, |(last, _)| *last);
                return Err(StoreError::Newer { path: path.to_owned(), found, known: migrate::newest() });
            }
            Some(migration) if migration.fingerprint() != *fingerprint => {
                return Err(StoreError::ForeignMigration { path: path.to_owned(), version: *version });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

pub(super) fn check_integrity(path: &Path, writer: &Connection) -> Result<(), StoreError> {
    check_with(path, writer, "PRAGMA integrity_check(1)")
}

fn check_with(path: &Path, writer: &Connection, check: &str) -> Result<(), StoreError> {
    let finding: String =
        writer.query_row(check, [], |row| row.get(0)).map_err(|error| explain(path, error))?;
    if finding == "ok" { Ok(()) } else { Err(StoreError::Corrupt { path: path.to_owned(), detail: finding }) }
}

fn backup_name(path: &Path, version: u32, now: DateTime<Utc>) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_os_string();
    name.push(format!(".schema-{version}.{}.backup", now.format("%Y%m%dT%H%M%SZ")));
    path.with_file_name(name)
}

/// Gives SQLite's error the sentence that fits it.
pub(super) fn explain(path: &Path, error: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotAWorkspace { path },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Corrupt { path, detail: error.to_string() },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path },
        Some(ErrorCode::DiskFull) => StoreError::DiskFull { path },
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            StoreError::Unusable { path, detail: error.to_string() }
        }
        _ => StoreError::Sql { step: "a statement on the workspace", source: error },
    }
}
