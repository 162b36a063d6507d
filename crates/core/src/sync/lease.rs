//! One run at a time per connection, across processes. A lease ends by itself when its holder died.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;

use super::error::SyncError;
use super::queries_windows as queries;
use crate::kernel::ConnectionId;

/// How long a lease lasts without being extended: longer than any single request or wait of a living run.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);

/// The right to sync one connection.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    pub connection: ConnectionId,
    pub label: String,
    pub holder: String,
}

impl Lease {
    /// Takes the lease, also from a holder whose time has passed.
    pub fn take(&self, tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), SyncError> {
        if let Some(other) = queries::lease(tx, self.connection)? {
            // An end further away than any lease lasts was written by a clock that ran ahead.
            let is_alive = other.expires_at > now && other.expires_at - now <= LEASE;
            if is_alive && other.holder != self.holder {
                return Err(SyncError::Busy { label: self.label.clone(), until: other.expires_at });
            }
        }
        queries::put_lease(tx, self.connection, &self.holder, now + LEASE)?;
        Ok(())
    }

    /// Extends the lease inside the transaction it protects, so that a run that lost it writes nothing.
    pub fn hold(&self, tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), SyncError> {
        match queries::extend_lease(tx, self.connection, &self.holder, now + LEASE)? {
            0 => Err(SyncError::TakenOver { label: self.label.clone() }),
            _ => Ok(()),
        }
    }

    /// Gives the lease back.
    pub fn give_back(&self, tx: &Transaction<'_>) -> Result<(), SyncError> {
        queries::end_lease(tx, self.connection, &self.holder)?;
        Ok(())
    }
}

/// Ends the leases of holders that are known to be dead; says how many. The caller knows which processes live.
pub fn end_dead_leases(tx: &Transaction<'_>, is_alive: &dyn Fn(&str) -> bool) -> Result<usize, SyncError> {
    let mut ended = 0_usize;
    for (connection, holder) in queries::leases(tx)? {
        let owner = holder.split('#').next().unwrap_or_default();
        if !is_alive(owner) {
            ended = ended.saturating_add(queries::end_lease(tx, connection, &holder)?);
        }
    }
    Ok(ended)
}
