//! What is known of each slot and day.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::error::LedgerError;
use super::queries_state;
use crate::kernel::{ConnectionId, Day, Period};

/// How much of a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageState {
    /// The day was over and complete when it was read.
    Full,
    /// The day was not over, or the source was not complete, when it was read.
    Partial,
    /// The source cannot tell this day.
    NotObtainable,
}

impl CoverageState {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::NotObtainable => "not_obtainable",
        }
    }

    /// Reads a stored name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Full, Self::Partial, Self::NotObtainable].into_iter().find(|state| state.name() == text)
    }
}

/// What is known of one day of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageDay {
    /// The slot; empty for the directory.
    pub slot: String,
    /// The day.
    pub day: Day,
    /// How much is known.
    pub state: CoverageState,
    /// Which stream told it; empty when no stream can.
    pub stream: String,
    /// When it was last read.
    pub read_at: DateTime<Utc>,
    /// Up to where the source said its data is complete; `None` when it does not say.
    pub complete_through: Option<DateTime<Utc>>,
}

/// Records what is known of a day, in place of what was known before.
pub fn put_coverage(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    coverage: &CoverageDay,
) -> Result<(), LedgerError> {
    Ok(queries_state::upsert_coverage(tx, connection, coverage)?)
}

/// What is known of a connection's days in a period, by slot and day.
pub fn coverage(
    reader: &Connection,
    connection: ConnectionId,
    period: Period,
) -> Result<Vec<CoverageDay>, LedgerError> {
    Ok(queries_state::coverage(reader, connection, period)?)
}

/// Everything known of a connection's days.
pub fn coverage_all(reader: &Connection, connection: ConnectionId) -> Result<Vec<CoverageDay>, LedgerError> {
    Ok(queries_state::coverage_all(reader, connection)?)
}

/// Consecutive days without a row from `day` on, towards the present, counted up to `limit`.
pub fn empty_days_from(
    reader: &Connection,
    connection: ConnectionId,
    slot: &str,
    day: Day,
    limit: u32,
) -> Result<u32, LedgerError> {
    Ok(queries_state::empty_days_from(reader, connection, slot, day, limit)?)
}
