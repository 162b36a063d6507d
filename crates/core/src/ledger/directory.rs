//! Names of projects, keys, users and accounts over time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::error::LedgerError;
use super::queries_state;
use crate::kernel::ConnectionId;

/// The name of something, as a source tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryName {
    /// Stored name of the kind: `project`, `credential`, `user`, `account`.
    pub kind: String,
    /// The source's id.
    pub external_id: String,
    /// For people.
    pub name: String,
    /// Bounded facts worth keeping.
    pub attributes: BTreeMap<String, String>,
}

/// Keeps a name; says whether it is new or changed. The same name again writes nothing, an older one stays on record.
pub fn put_directory_name(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    entry: &DirectoryName,
    seen_at: DateTime<Utc>,
) -> Result<bool, LedgerError> {
    let attributes = serde_json::to_string(&entry.attributes).unwrap_or_else(|_| "{}".to_owned());
    let latest = queries_state::latest_name(tx, connection, entry)?;
    let version = match latest {
        Some((_, name, kept)) if name == entry.name && kept == attributes => return Ok(false),
        Some((version, ..)) => version.saturating_add(1),
        None => 1,
    };
    queries_state::insert_name(tx, connection, entry, version, &attributes, seen_at)?;
    Ok(true)
}

/// The newest name of everything a connection knows.
pub fn directory(reader: &Connection, connection: ConnectionId) -> Result<Vec<DirectoryName>, LedgerError> {
    Ok(queries_state::directory(reader, connection)?)
}
