//! Connections: one provider account reached with one key. The key itself never comes here.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use super::error::SyncError;
use super::queries_connections as queries;
use super::schedule::Schedule;
use crate::kernel::{ConnectionId, Day};
use crate::sources::Capabilities;

/// A connection to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConnection {
    /// Descriptor id.
    pub source: String,
    /// For people; unique among connections.
    pub label: String,
    /// Provider's organization id; empty until known.
    pub account: String,
    /// Address without a trailing slash.
    pub base_url: String,
    /// Under which name the key is kept.
    pub secret_ref: String,
    /// Last four characters of the key.
    pub secret_hint: String,
    /// How often it syncs.
    pub schedule: Schedule,
    /// First day the analyst wants.
    pub backfill_from: Day,
    /// What the key may read.
    pub capabilities: Capabilities,
    /// When that was asked; `None`: the first run asks.
    pub probed_at: Option<DateTime<Utc>>,
}

/// A connection as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Its id.
    pub id: ConnectionId,
    /// Descriptor id.
    pub source: String,
    /// For people.
    pub label: String,
    /// Provider's organization id; empty until the first answer names it.
    pub account: String,
    /// Address without a trailing slash.
    pub base_url: String,
    /// Under which name the key is kept.
    pub secret_ref: String,
    /// Last four characters of the key.
    pub secret_hint: String,
    /// How often it syncs.
    pub schedule: Schedule,
    /// Whether scheduled runs are held back.
    pub is_paused: bool,
    /// First day the analyst wants.
    pub backfill_from: Day,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was removed; its ledger rows stay.
    pub removed_at: Option<DateTime<Utc>>,
    /// What the key may read, as last probed.
    pub capabilities: Capabilities,
    /// When that was asked; `None`: never.
    pub probed_at: Option<DateTime<Utc>>,
}

/// The stored form of capabilities with the instant they were probed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredCapabilities {
    #[serde(flatten)]
    pub capabilities: Capabilities,
    #[serde(default)]
    pub probed_at: Option<DateTime<Utc>>,
}

/// Adds a connection.
pub fn add_connection(
    tx: &Transaction<'_>,
    connection: &NewConnection,
    now: DateTime<Utc>,
) -> Result<ConnectionId, SyncError> {
    refuse_taken_label(tx, &connection.label, None)?;
    Ok(queries::insert(tx, connection, now)?)
}

/// Connections that are not removed, in order of creation.
pub fn list_connections(reader: &Connection) -> Result<Vec<ConnectionRow>, SyncError> {
    Ok(queries::list(reader)?)
}

/// Every connection, removed ones too, in order of creation.
pub fn all_connections(reader: &Connection) -> Result<Vec<ConnectionRow>, SyncError> {
    Ok(queries::list_all(reader)?)
}

/// One connection, removed or not.
pub fn find_connection(reader: &Connection, id: ConnectionId) -> Result<ConnectionRow, SyncError> {
    queries::find(reader, id)?.ok_or(SyncError::NoConnection { connection: id })
}

/// The connection of that label that is not removed.
pub fn find_connection_by_label(
    reader: &Connection,
    label: &str,
) -> Result<Option<ConnectionRow>, SyncError> {
    Ok(queries::list(reader)?.into_iter().find(|connection| connection.label == label))
}

/// Changes how often a connection syncs. The caller has validated the schedule against the descriptor.
pub fn set_schedule(tx: &Transaction<'_>, id: ConnectionId, schedule: &Schedule) -> Result<(), SyncError> {
    let json = serde_json::to_string(schedule).unwrap_or_default();
    changed(id, queries::set_text(tx, id, queries::Column::Schedule, &json)?)
}

/// Holds scheduled runs back, or lets them go again.
pub fn set_paused(tx: &Transaction<'_>, id: ConnectionId, is_paused: bool) -> Result<(), SyncError> {
    changed(id, queries::set_paused(tx, id, is_paused)?)
}

/// Renames a connection.
pub fn set_label(tx: &Transaction<'_>, id: ConnectionId, label: &str) -> Result<(), SyncError> {
    refuse_taken_label(tx, label, Some(id))?;
    changed(id, queries::set_text(tx, id, queries::Column::Label, label)?)
}

/// Changes the first day the analyst wants. Days already read stay.
pub fn set_backfill_from(tx: &Transaction<'_>, id: ConnectionId, day: Day) -> Result<(), SyncError> {
    changed(id, queries::set_text(tx, id, queries::Column::BackfillFrom, &day.to_string())?)
}

/// Changes the address that is asked; the sample's simulator has another one at each start.
pub fn set_base_url(tx: &Transaction<'_>, id: ConnectionId, base_url: &str) -> Result<(), SyncError> {
    changed(id, queries::set_text(tx, id, queries::Column::BaseUrl, base_url)?)
}

/// Records that the key was replaced; capabilities are asked again by the next run.
pub fn set_secret(
    tx: &Transaction<'_>,
    id: ConnectionId,
    secret_ref: &str,
    secret_hint: &str,
) -> Result<(), SyncError> {
    queries::set_text(tx, id, queries::Column::SecretRef, secret_ref)?;
    queries::set_text(tx, id, queries::Column::SecretHint, secret_hint)?;
    let current = find_connection(tx, id)?.capabilities;
    set_capabilities(tx, id, &current, None)
}

/// Records what a key may read, and when that was asked.
pub fn set_capabilities(
    tx: &Transaction<'_>,
    id: ConnectionId,
    capabilities: &Capabilities,
    probed_at: Option<DateTime<Utc>>,
) -> Result<(), SyncError> {
    let stored = StoredCapabilities { capabilities: capabilities.clone(), probed_at };
    let json = serde_json::to_string(&stored).unwrap_or_else(|_| "{\"items\":[]}".to_owned());
    changed(id, queries::set_text(tx, id, queries::Column::Capabilities, &json)?)
}

/// Records the provider's organization id.
pub fn set_account(tx: &Transaction<'_>, id: ConnectionId, account: &str) -> Result<(), SyncError> {
    changed(id, queries::set_text(tx, id, queries::Column::Account, account)?)
}

/// Removes a connection at an instant, or brings it back with `None`. Its ledger rows stay either way.
pub fn set_removed_at(
    tx: &Transaction<'_>,
    id: ConnectionId,
    removed_at: Option<DateTime<Utc>>,
) -> Result<(), SyncError> {
    if removed_at.is_none() {
        refuse_taken_label(tx, &find_connection(tx, id)?.label, Some(id))?;
    }
    changed(id, queries::set_removed_at(tx, id, removed_at)?)
}

fn refuse_taken_label(tx: &Connection, label: &str, except: Option<ConnectionId>) -> Result<(), SyncError> {
    match find_connection_by_label(tx, label)? {
        Some(other) if Some(other.id) != except => Err(SyncError::LabelTaken { label: label.to_owned() }),
        _ => Ok(()),
    }
}

fn changed(connection: ConnectionId, rows: usize) -> Result<(), SyncError> {
    if rows == 1 { Ok(()) } else { Err(SyncError::NoConnection { connection }) }
}
