//! Reading the observed book: attempts by condition and one in full, retry loops, log sources, applied imports.

mod queries;
mod queries_detail;
mod queries_imports;

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::store::StoreError;

pub use queries_detail::{AttemptDetail, OutcomeRow, PlaceRow};
pub use queries_imports::{
    ImportDetail, ImportFileRow, ImportRow, LoopRow, LoopTotals, RejectionRow, SourceRow,
};

/// Rejections that are read of one import.
pub const REJECTIONS_READ: u32 = 10_000;

/// Names an attempt: its start and its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttemptKey {
    /// Microseconds since 1970 in UTC.
    pub started_us: i64,
    /// 64-bit hash of source and natural id.
    pub identity: i64,
}

/// Which attempts; an absent condition keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptFilter {
    /// First start, microseconds since 1970.
    pub from_us: Option<i64>,
    /// First start after.
    pub to_us: Option<i64>,
    /// Log source.
    pub source: Option<i64>,
    /// Import that told it.
    pub import: Option<i64>,
    /// Task, else logical request.
    pub task: Option<String>,
    /// Stored code of the status.
    pub status: Option<i64>,
    /// -1: not known; 0: first attempts; 1: retries.
    pub retry: Option<i64>,
    /// Stored code of how rating ended.
    pub rating: Option<i64>,
    /// Whether usage is told.
    pub has_usage: Option<bool>,
    /// Stored code of the response cache.
    pub response_cache: Option<i64>,
    /// Model that answered, else asked for.
    pub model: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Feature.
    pub feature: Option<String>,
    /// Whether rows that another one tells are kept too.
    pub with_told_twice: bool,
}

/// One attempt as stored, with the names of its series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Names it.
    pub key: AttemptKey,
    /// Log source.
    pub source: i64,
    /// Its name.
    pub source_label: String,
    /// Who sells it.
    pub channel: String,
    /// Model that answered, else asked for.
    pub model: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Feature.
    pub feature: Option<String>,
    /// Input, cache read, cache write, output; `None` when usage is not told.
    pub tokens: Option<[i64; 4]>,
    /// Reasoning, a part of output; `None` when not told.
    pub reasoning: Option<i64>,
    /// Stored code.
    pub status: i64,
    /// `None` when not told.
    pub http_status: Option<u16>,
    /// `None` when there is none or it is not told.
    pub error_class: Option<String>,
    /// 0 for the first; `None` when not known.
    pub attempt: Option<u32>,
    /// `None` when not known.
    pub is_retry: Option<bool>,
    /// `None` when not told.
    pub fallback_hop: Option<u32>,
    /// Microseconds; `None` when not told.
    pub latency_us: Option<u64>,
    /// Stored code.
    pub response_cache: i64,
    /// Stored code of how rating ended.
    pub rating: i64,
    /// ISO 4217; empty when nothing is rated.
    pub currency: String,
    /// Low end; `None` when nothing is rated.
    pub rated_nanos: Option<i64>,
    /// High end; `None` unless a range.
    pub rated_high_nanos: Option<i64>,
    /// Whether it counts.
    pub is_counted: bool,
    /// Task, else logical request.
    pub task: Option<String>,
}

/// What attempts add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptTotals {
    /// Rows.
    pub attempts: u64,
    /// Rated nanos by currency, the low end of ranges.
    pub rated: BTreeMap<String, i128>,
    /// With usage and without a price, or not for all of it.
    pub unpriced: u64,
    /// Without usage where the provider charged or may have.
    pub usage_unknown: u64,
}

/// A window of attempts, newest first: from behind `after`, `offset` rows further.
pub fn list_attempts(
    reader: &Connection,
    filter: &AttemptFilter,
    after: Option<AttemptKey>,
    (offset, limit): (u32, u32),
) -> Result<Vec<AttemptRow>, StoreError> {
    Ok(queries::attempts(reader, filter, after, (offset, limit))?)
}

/// What all attempts of a filter add up to.
pub fn attempt_totals(reader: &Connection, filter: &AttemptFilter) -> Result<AttemptTotals, StoreError> {
    Ok(queries::totals(reader, filter)?)
}

/// One attempt with all that is known of it; `None` when there is none.
pub fn attempt_detail(reader: &Connection, key: AttemptKey) -> Result<Option<AttemptDetail>, StoreError> {
    Ok(queries_detail::detail(reader, key)?)
}

/// Tasks with many attempts on one day, those that never succeeded first, then by attempts.
pub fn retry_loops(
    reader: &Connection,
    (from, to): (&str, &str),
    source: Option<i64>,
    (offset, limit): (u32, u32),
) -> Result<(Vec<LoopRow>, LoopTotals), StoreError> {
    let rows = queries_imports::loops(reader, (from, to), source, (offset, limit))?;
    Ok((rows, queries_imports::loop_totals(reader, (from, to), source)?))
}

/// Every source of request records, by name.
pub fn log_sources(reader: &Connection) -> Result<Vec<SourceRow>, StoreError> {
    Ok(queries_imports::sources(reader)?)
}

/// Whether there is any source of request records.
pub fn has_log_sources(reader: &Connection) -> Result<bool, StoreError> {
    Ok(queries_imports::has_sources(reader)?)
}

/// Applied imports, newest first, and how many there are.
pub fn applied_imports(
    reader: &Connection,
    source: Option<i64>,
    page: (u32, u32),
) -> Result<(Vec<ImportRow>, u64), StoreError> {
    Ok((queries_imports::imports(reader, source, page)?, queries_imports::import_count(reader, source)?))
}

/// One applied import with its files and what could not be read; `None` when there is none.
pub fn applied_import(reader: &Connection, id: i64) -> Result<Option<ImportDetail>, StoreError> {
    Ok(queries_imports::import(reader, id)?)
}

/// Keeps what an import was told to bring beside what it did bring, as JSON; for its history. Figures do not rest on it.
pub fn keep_told(tx: &Connection, import: i64, told_json: &str) -> Result<(), StoreError> {
    Ok(queries_imports::keep_told(tx, import, told_json)?)
}
