//! SQL of re-rates: which pointers moved, and which months are closed.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use crate::kernel::format_instant;

/// Months whose ratings never move, oldest first.
pub(super) fn closed_months(reader: &Connection) -> rusqlite::Result<Vec<String>> {
    reader
        .prepare_cached("SELECT month FROM closed_months ORDER BY month")?
        .query_map([], |row| row.get(0))?
        .collect()
}

pub(super) fn insert_rerate(
    tx: &Connection,
    pricing: i64,
    applied_at: DateTime<Utc>,
    reason: &str,
) -> rusqlite::Result<i64> {
    tx.prepare_cached("INSERT INTO rerates (pricing_id, applied_at, reason) VALUES (?1, ?2, ?3)")?
        .insert(params![pricing, format_instant(applied_at), reason])
}

pub(super) fn insert_move(
    tx: &Connection,
    rerate: i64,
    revision: i64,
    before: i64,
    after: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO rerate_moves (rerate_id, revision_id, rating_before, rating_after) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![rerate, revision, before, after])
    .map(|_| ())
}

/// The rating of a revision that counts.
pub(super) fn counting(tx: &Connection, revision: i64) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT rating_id FROM current_ratings WHERE revision_id = ?1")?
        .query_row([revision], |row| row.get(0))
        .optional()
}

/// Whether the revision is the one of its day that counts.
pub(super) fn is_current(tx: &Connection, revision: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM bucket_revisions r JOIN current_revisions c ON c.bucket_id = r.bucket_id
             WHERE r.id = ?1 AND c.revision_id = ?1)",
    )?
    .query_row([revision], |row| row.get(0))
}

/// A closed month that a re-rate reaches into; `None` when there is none.
pub(super) fn closed_month_of(tx: &Connection, rerate: i64) -> rusqlite::Result<Option<String>> {
    tx.prepare_cached(
        "SELECT m.month FROM rerate_moves v
         JOIN bucket_revisions r ON r.id = v.revision_id
         JOIN buckets b ON b.id = r.bucket_id
         JOIN closed_months m ON m.month = substr(b.day, 1, 7)
         WHERE v.rerate_id = ?1 ORDER BY m.month LIMIT 1",
    )?
    .query_row([rerate], |row| row.get(0))
    .optional()
}

/// Points every revision of a re-rate to the rating it had before, or to the one it has after.
pub(super) fn point(tx: &Connection, rerate: i64, is_applied: bool) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE current_ratings SET rating_id = (
             SELECT CASE WHEN ?2 THEN v.rating_after ELSE v.rating_before END FROM rerate_moves v
             WHERE v.rerate_id = ?1 AND v.revision_id = current_ratings.revision_id)
         WHERE revision_id IN (SELECT revision_id FROM rerate_moves WHERE rerate_id = ?1)",
    )?
    .execute(params![rerate, is_applied])
    .map(|_| ())
}

/// What an answer about pending changes was made from; another value means it is to be made again.
pub(super) fn state(reader: &Connection) -> rusqlite::Result<String> {
    reader
        .prepare_cached(
            "SELECT (SELECT coalesce(max(id), 0) FROM ratings) || '-' || (SELECT coalesce(max(id), 0) FROM history) || '-'
                 || (SELECT coalesce(max(id), 0) FROM rerates) || '-' || (SELECT coalesce(max(id), 0) FROM bucket_revisions)
                 || '-' || (SELECT count(*) FROM closed_months)",
        )?
        .query_row([], |row| row.get(0))
}
