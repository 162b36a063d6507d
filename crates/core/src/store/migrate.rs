//! Migrations embedded from the `migrations` folder, applied in one transaction.

use include_dir::{Dir, include_dir};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use sha2::{Digest, Sha256};

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");

/// One embedded migration.
pub struct Migration {
    /// Number at the start of its file name.
    pub version: u32,
    /// File name.
    pub name: String,
    /// Its SQL, line ends normalised.
    pub sql: String,
}

impl Migration {
    /// Fingerprint of the SQL, independent of line ends.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Every migration in order of version.
pub fn all() -> Vec<Migration> {
    let mut found: Vec<Migration> = MIGRATIONS
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?.to_owned();
            let version = name.split('_').next()?.parse().ok()?;
            let sql = file.contents_utf8()?.replace("\r\n", "\n");
            name.ends_with(".sql").then_some(Migration { version, name, sql })
        })
        .collect();
    found.sort_by_key(|migration| migration.version);
    found
}

/// Newest version this build knows.
pub fn newest() -> u32 {
    all().last().map_or(0, |migration| migration.version)
}

/// Version and fingerprint of each migration the file has had; empty for a new file.
pub fn applied(connection: &Connection) -> rusqlite::Result<Vec<(u32, String)>> {
    let exists: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations')",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(Vec::new());
    }
    connection
        .prepare("SELECT version, sha256 FROM schema_migrations ORDER BY version")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Applies everything after `from` in one immediate transaction.
pub fn apply(connection: &mut Connection, from: u32, applied_at: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
         ) STRICT;",
    )?;
    for migration in all().iter().filter(|migration| migration.version > from) {
        apply_one(&transaction, migration, applied_at)?;
    }
    transaction.commit()
}

fn apply_one(transaction: &Transaction<'_>, migration: &Migration, applied_at: &str) -> rusqlite::Result<()> {
    transaction.execute_batch(&migration.sql)?;
    transaction.execute(
        "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)",
        (migration.version, &migration.name, migration.fingerprint(), applied_at),
    )?;
    Ok(())
}
