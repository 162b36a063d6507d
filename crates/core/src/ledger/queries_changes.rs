//! SQL of "what changed since".

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::changes::{BucketChange, RevisionTotals};
use super::queries::read_totals;
use crate::kernel::{BucketId, ConnectionId, Currency, Day, Period, RevisionId, format_instant};
use crate::store::{read_count, read_day, read_instant};

pub(super) const TOTALS: &str =
    "r.id, r.rows_total, r.billed_json, r.estimated_json, r.tokens_total, r.recorded_at";

pub(super) fn newest_revision(reader: &Connection) -> rusqlite::Result<RevisionId> {
    reader.query_row("SELECT coalesce(max(id), 0) FROM bucket_revisions", [], |row| row.get(0))
}

pub(super) fn newest_revision_at(reader: &Connection, at: DateTime<Utc>) -> rusqlite::Result<RevisionId> {
    reader.query_row(
        "SELECT coalesce(max(id), 0) FROM bucket_revisions WHERE recorded_at <= ?1",
        [format_instant(at)],
        |row| row.get(0),
    )
}

pub(super) fn changes_since(
    reader: &Connection,
    seen: RevisionId,
    limit: u32,
) -> rusqlite::Result<Vec<BucketChange>> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT c.bucket_id, c.connection_id, c.slot, c.day, {TOTALS}
         FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
         WHERE c.revision_id > ?1 ORDER BY c.revision_id DESC LIMIT ?2"
    ))?;
    let changed: Vec<(BucketId, BucketChange)> = statement
        .query_map(params![seen, limit], |row| {
            let change = BucketChange {
                connection: row.get(1)?,
                slot: row.get(2)?,
                day: read_day(row, 3)?,
                before: None,
                after: read_revision(row, 4)?,
            };
            Ok((row.get(0)?, change))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut changes = Vec::with_capacity(changed.len());
    for (bucket, mut change) in changed {
        change.before = revision_at(reader, bucket, seen)?;
        changes.push(change);
    }
    Ok(changes)
}

fn revision_at(
    reader: &Connection,
    bucket: BucketId,
    seen: RevisionId,
) -> rusqlite::Result<Option<RevisionTotals>> {
    reader
        .prepare_cached(&format!(
            "SELECT {TOTALS} FROM bucket_revisions r
             WHERE r.bucket_id = ?1 AND r.id <= ?2 ORDER BY r.revision DESC LIMIT 1"
        ))?
        .query_row(params![bucket, seen], |row| read_revision(row, 0))
        .optional()
}

pub(super) fn read_revision(row: &Row<'_>, first: usize) -> rusqlite::Result<RevisionTotals> {
    let at = |offset: usize| first.saturating_add(offset);
    Ok(RevisionTotals {
        revision: row.get(at(0))?,
        rows_total: read_count(row, at(1))?,
        billed_nanos: read_totals(row, at(2))?,
        estimated_nanos: read_totals(row, at(3))?,
        tokens_total: row.get(at(4))?,
        recorded_at: read_instant(row, at(5))?,
    })
}

pub(super) fn billed_by_day(
    reader: &Connection,
    connection: ConnectionId,
    slot: &str,
    period: Period,
) -> rusqlite::Result<BTreeMap<Day, BTreeMap<Currency, i64>>> {
    reader
        .prepare_cached(
            "SELECT c.day, r.billed_json
             FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
             WHERE c.connection_id = ?1 AND c.slot = ?2 AND c.day >= ?3 AND c.day < ?4",
        )?
        .query_map(params![connection, slot, period.start().to_string(), period.end().to_string()], |row| {
            Ok((read_day(row, 0)?, read_totals(row, 1)?))
        })?
        .collect()
}
