//! What screens ask of the record: how fresh it is, what a run changed, which answers are stored.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::changes::RevisionTotals;
use super::error::LedgerError;
use super::queries_views as queries;
use crate::kernel::{ConnectionId, Day, Period, RawPageId, RunId};

/// A bucket that a run gave its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunChange {
    /// The connection.
    pub connection: ConnectionId,
    /// The slot.
    pub slot: String,
    /// The day.
    pub day: Day,
    /// Number of the new revision; 1 when the day was not known before.
    pub revision: u32,
    /// Content before; `None` when the day was not known before.
    pub before: Option<RevisionTotals>,
    /// Content the run read.
    pub after: RevisionTotals,
}

/// Which stored answers are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawPageFilter {
    /// Only of this connection.
    pub connection: Option<ConnectionId>,
    /// Only of this run.
    pub run: Option<RunId>,
    /// Only those whose window holds this day.
    pub day: Option<Day>,
    /// Only of this stream.
    pub stream: Option<String>,
}

/// A stored answer without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPageFacts {
    /// Its id.
    pub id: RawPageId,
    /// Name of its connection.
    pub connection_label: String,
    /// The run that read it.
    pub run: RunId,
    /// The stream.
    pub stream: String,
    /// Number within its window, from 1.
    pub page_number: u32,
    /// Days of the window.
    pub period: Period,
    /// Path and query of the request.
    pub request_url: String,
    /// The instant of the answer.
    pub fetched_at: DateTime<Utc>,
    /// SHA-256 of the bytes.
    pub body_sha256: [u8; 32],
    /// Length of the bytes.
    pub body_bytes: u64,
}

/// The last day of each slot that was read in full.
pub fn full_through(
    reader: &Connection,
    connection: ConnectionId,
) -> Result<BTreeMap<String, Day>, LedgerError> {
    Ok(queries::full_through(reader, connection)?)
}

/// Number of the current revision of each slot and day of a period; days never read are left out.
pub fn revision_numbers(
    reader: &Connection,
    connection: ConnectionId,
    period: Period,
) -> Result<BTreeMap<(String, Day), u32>, LedgerError> {
    Ok(queries::revision_numbers(reader, connection, period)?)
}

/// What a run changed, restated days first, then newest days, at most `limit`.
pub fn changes_of_run(reader: &Connection, run: RunId, limit: u32) -> Result<Vec<RunChange>, LedgerError> {
    Ok(queries::changes_of_run(reader, run, limit)?)
}

/// Stored answers, newest first: how many there are, and those of one window of rows.
pub fn list_raw_pages(
    reader: &Connection,
    filter: &RawPageFilter,
    offset: u32,
    limit: u32,
) -> Result<(u64, Vec<RawPageFacts>), LedgerError> {
    Ok((queries::count_raw_pages(reader, filter)?, queries::list_raw_pages(reader, filter, offset, limit)?))
}

/// The facts of one stored answer; `None` when there is no such page.
pub fn raw_page_facts(reader: &Connection, id: RawPageId) -> Result<Option<RawPageFacts>, LedgerError> {
    Ok(queries::raw_page_facts(reader, id)?)
}
