//! What changed since somebody last looked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::LedgerError;
use super::queries_changes;
use crate::kernel::{ConnectionId, Currency, Day, Period, RevisionId};

/// Where somebody last looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeCursor {
    /// After that revision; 0 for everything.
    Revision(RevisionId),
    /// After that instant.
    Instant(DateTime<Utc>),
}

/// The totals of one version of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionTotals {
    /// The revision.
    pub revision: RevisionId,
    /// Usage and charge rows.
    pub rows_total: u64,
    /// Billed nanos by currency.
    pub billed_nanos: BTreeMap<Currency, i64>,
    /// Estimated nanos by currency.
    pub estimated_nanos: BTreeMap<Currency, i64>,
    /// All tokens.
    pub tokens_total: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A bucket that changed: what it said at the cursor, and what it says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketChange {
    /// The connection.
    pub connection: ConnectionId,
    /// The slot.
    pub slot: String,
    /// The day.
    pub day: Day,
    /// Content at the cursor; `None` when the day was not known then.
    pub before: Option<RevisionTotals>,
    /// Content now.
    pub after: RevisionTotals,
}

/// Buckets with a revision recorded after the cursor, newest change first, at most `limit`.
pub fn changes_since(
    reader: &Connection,
    cursor: ChangeCursor,
    limit: u32,
) -> Result<Vec<BucketChange>, LedgerError> {
    let seen = match cursor {
        ChangeCursor::Revision(revision) => revision,
        ChangeCursor::Instant(at) => queries_changes::newest_revision_at(reader, at)?,
    };
    Ok(queries_changes::changes_since(reader, seen, limit)?)
}

/// The newest revision there is: the cursor of somebody who looks now; 0 in an empty ledger.
pub fn newest_revision(reader: &Connection) -> Result<RevisionId, LedgerError> {
    Ok(queries_changes::newest_revision(reader)?)
}

/// Billed nanos by day and currency of one slot.
pub fn billed_by_day(
    reader: &Connection,
    connection: ConnectionId,
    slot: &str,
    period: Period,
) -> Result<BTreeMap<Day, BTreeMap<Currency, i64>>, LedgerError> {
    Ok(queries_changes::billed_by_day(reader, connection, slot, period)?)
}
