//! SQL of what screens ask of the record.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::changes::RevisionTotals;
use super::queries_changes::{TOTALS, read_revision};
use super::views::{RawPageFacts, RawPageFilter, RunChange};
use crate::kernel::{BucketId, ConnectionId, Day, Period, RawPageId, RunId};
use crate::store::{read_count, read_day, read_instant};

pub(super) fn full_through(
    reader: &Connection,
    connection: ConnectionId,
) -> rusqlite::Result<BTreeMap<String, Day>> {
    reader
        .prepare_cached(
            "SELECT slot, max(day) FROM coverage WHERE connection_id = ?1 AND state = 'full' GROUP BY slot",
        )?
        .query_map([connection], |row| Ok((row.get(0)?, read_day(row, 1)?)))?
        .collect()
}

pub(super) fn revision_numbers(
    reader: &Connection,
    connection: ConnectionId,
    period: Period,
) -> rusqlite::Result<BTreeMap<(String, Day), u32>> {
    reader
        .prepare_cached(
            "SELECT c.slot, c.day, r.revision
             FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
             WHERE c.connection_id = ?1 AND c.day >= ?2 AND c.day < ?3",
        )?
        .query_map(params![connection, period.start().to_string(), period.end().to_string()], |row| {
            Ok(((row.get(0)?, read_day(row, 1)?), row.get(2)?))
        })?
        .collect()
}

pub(super) fn changes_of_run(
    reader: &Connection,
    run: RunId,
    limit: u32,
) -> rusqlite::Result<Vec<RunChange>> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT b.id, b.connection_id, b.slot, b.day, r.revision, {TOTALS}
         FROM bucket_revisions r JOIN buckets b ON b.id = r.bucket_id
         WHERE r.run_id = ?1 ORDER BY r.revision > 1 DESC, b.day DESC, b.slot LIMIT ?2"
    ))?;
    let changed: Vec<(BucketId, RunChange)> = statement
        .query_map(params![run, limit], |row| {
            let change = RunChange {
                connection: row.get(1)?,
                slot: row.get(2)?,
                day: read_day(row, 3)?,
                revision: row.get(4)?,
                before: None,
                after: read_revision(row, 5)?,
            };
            Ok((row.get(0)?, change))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut changes = Vec::with_capacity(changed.len());
    for (bucket, mut change) in changed {
        change.before = revision_before(reader, bucket, change.revision)?;
        changes.push(change);
    }
    Ok(changes)
}

fn revision_before(
    reader: &Connection,
    bucket: BucketId,
    revision: u32,
) -> rusqlite::Result<Option<RevisionTotals>> {
    reader
        .prepare_cached(&format!(
            "SELECT {TOTALS} FROM bucket_revisions r
             WHERE r.bucket_id = ?1 AND r.revision < ?2 ORDER BY r.revision DESC LIMIT 1"
        ))?
        .query_row(params![bucket, revision], |row| read_revision(row, 0))
        .optional()
}

const RAW_PAGE_COLUMNS: &str = "p.id, k.label, p.run_id, p.stream, p.page_number, p.starts_on, p.ends_on,
    p.request_url, p.fetched_at, p.body_sha256, p.body_bytes";
const RAW_PAGE_FILTER: &str = "(?1 IS NULL OR p.connection_id = ?1) AND (?2 IS NULL OR p.run_id = ?2)
    AND (?3 IS NULL OR (p.starts_on <= ?3 AND p.ends_on > ?3)) AND (?4 IS NULL OR p.stream = ?4)";

pub(super) fn count_raw_pages(reader: &Connection, filter: &RawPageFilter) -> rusqlite::Result<u64> {
    reader.prepare_cached(&format!("SELECT count(*) FROM raw_pages p WHERE {RAW_PAGE_FILTER}"))?.query_row(
        params![filter.connection, filter.run, filter.day.map(|day| day.to_string()), filter.stream],
        |row| read_count(row, 0),
    )
}

pub(super) fn list_raw_pages(
    reader: &Connection,
    filter: &RawPageFilter,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<RawPageFacts>> {
    let day = filter.day.map(|day| day.to_string());
    reader
        .prepare_cached(&format!(
            "SELECT {RAW_PAGE_COLUMNS} FROM raw_pages p JOIN connections k ON k.id = p.connection_id
             WHERE {RAW_PAGE_FILTER} ORDER BY p.id DESC LIMIT ?5 OFFSET ?6"
        ))?
        .query_map(
            params![filter.connection, filter.run, day, filter.stream, limit, offset],
            read_raw_page_facts,
        )?
        .collect()
}

pub(super) fn raw_page_facts(reader: &Connection, id: RawPageId) -> rusqlite::Result<Option<RawPageFacts>> {
    reader
        .prepare_cached(&format!(
            "SELECT {RAW_PAGE_COLUMNS} FROM raw_pages p JOIN connections k ON k.id = p.connection_id
             WHERE p.id = ?1"
        ))?
        .query_row([id], read_raw_page_facts)
        .optional()
}

fn read_raw_page_facts(row: &Row<'_>) -> rusqlite::Result<RawPageFacts> {
    let period = Period::new(read_day(row, 5)?, read_day(row, 6)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(6, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(RawPageFacts {
        id: row.get(0)?,
        connection_label: row.get(1)?,
        run: row.get(2)?,
        stream: row.get(3)?,
        page_number: row.get(4)?,
        period,
        request_url: row.get(7)?,
        fetched_at: read_instant(row, 8)?,
        body_sha256: row.get(9)?,
        body_bytes: read_count(row, 10)?,
    })
}
