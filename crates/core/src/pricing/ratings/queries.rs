//! SQL of ratings: what waits, the rows to rate, what is stored.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{RatedRow, RowAmounts, RowStatus};
use super::series::SeriesFacts;
use crate::kernel::{ConnectionId, Day, format_instant};
use crate::store::read_day;

/// A revision that counts and has usage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RevisionRow {
    pub revision: i64,
    pub connection: i64,
    pub source: String,
    pub account: String,
    pub slot: String,
    pub day: Day,
    pub rows: i64,
    /// Rating that counts and its pair; of an earlier revision of the same day while this one has none.
    pub rating: Option<i64>,
    pub pricing: Option<i64>,
}

const REVISION: &str = "c.revision_id, c.connection_id, n.source, n.account, c.slot, c.day, r.rows_total";
const COUNTING: &str = "FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id
     JOIN bucket_revisions r ON r.id = c.revision_id";

/// Revisions with usage and without a rating that counts, by day. The pair is the one of the day's earlier revision: a
/// restated day keeps its prices, so that only quantities move its figures.
pub(super) fn unrated(
    reader: &Connection,
    slots_json: &str,
    connection: Option<ConnectionId>,
) -> rusqlite::Result<Vec<RevisionRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {REVISION}, NULL,
                (SELECT t.pricing_id FROM bucket_revisions p
                 JOIN current_ratings k ON k.revision_id = p.id JOIN ratings t ON t.id = k.rating_id
                 WHERE p.bucket_id = c.bucket_id AND p.revision < r.revision ORDER BY p.revision DESC LIMIT 1)
             {COUNTING}
             WHERE c.slot IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR c.connection_id = ?2)
               AND r.rows_total > 0
               AND NOT EXISTS (SELECT 1 FROM current_ratings x WHERE x.revision_id = c.revision_id)
             ORDER BY c.day, c.revision_id"
        ))?
        .query_map(params![slots_json, connection], read_revision)?
        .collect()
}

/// Revisions that count, with the rating that counts, by day.
pub(super) fn rated(reader: &Connection, slots_json: &str) -> rusqlite::Result<Vec<RevisionRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {REVISION}, k.rating_id, t.pricing_id {COUNTING}
             JOIN current_ratings k ON k.revision_id = c.revision_id
             JOIN ratings t ON t.id = k.rating_id
             WHERE c.slot IN (SELECT value FROM json_each(?1))
             ORDER BY c.day, c.revision_id"
        ))?
        .query_map([slots_json], read_revision)?
        .collect()
}

fn read_revision(row: &Row<'_>) -> rusqlite::Result<RevisionRow> {
    Ok(RevisionRow {
        revision: row.get(0)?,
        connection: row.get(1)?,
        source: row.get(2)?,
        account: row.get(3)?,
        slot: row.get(4)?,
        day: read_day(row, 5)?,
        rows: row.get(6)?,
        rating: row.get(7)?,
        pricing: row.get(8)?,
    })
}

/// One metered quantity of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsageRow {
    pub ordinal: i64,
    pub series: i64,
    pub meter: String,
    pub quantity: i64,
}

pub(super) fn usage(reader: &Connection, revision: i64) -> rusqlite::Result<Vec<UsageRow>> {
    reader
        .prepare_cached(
            "SELECT ordinal, series_id, meter, quantity FROM usage_rows WHERE revision_id = ?1 ORDER BY ordinal",
        )?
        .query_map([revision], |row| {
            Ok(UsageRow {
                ordinal: row.get(0)?,
                series: row.get(1)?,
                meter: row.get(2)?,
                quantity: row.get(3)?,
            })
        })?
        .collect()
}

pub(crate) fn series(reader: &Connection) -> rusqlite::Result<HashMap<i64, SeriesFacts>> {
    reader
        .prepare_cached(
            "SELECT id, channel, account, project, model_requested, model_served, service_tier, context_band, region,
                    operation, speed, line_item, token_class, lane
             FROM series",
        )?
        .query_map([], |row| {
            let facts = SeriesFacts {
                channel: row.get(1)?,
                account: row.get(2)?,
                project: row.get(3)?,
                model_requested: row.get(4)?,
                model_served: row.get(5)?,
                service_tier: row.get(6)?,
                context_band: row.get(7)?,
                region: row.get(8)?,
                operation: row.get(9)?,
                speed: row.get(10)?,
                line_item: row.get(11)?,
                token_class: row.get(12)?,
                lane: row.get(13)?,
            };
            Ok((row.get(0)?, facts))
        })?
        .collect()
}

/// Whether the revision still counts and nothing rated it in the meantime.
pub(super) fn is_waiting(tx: &Connection, revision: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM current_revisions WHERE revision_id = ?1 AND bucket_id =
                (SELECT bucket_id FROM bucket_revisions WHERE id = ?1))
            AND NOT EXISTS (SELECT 1 FROM current_ratings WHERE revision_id = ?1)",
    )?
    .query_row([revision], |row| row.get(0))
}

/// The rating of a revision by a pair, whether it counts or not.
pub(super) fn rating_of(tx: &Connection, revision: i64, pricing: i64) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT id FROM ratings WHERE revision_id = ?1 AND pricing_id = ?2")?
        .query_row(params![revision, pricing], |row| row.get(0))
        .optional()
}

pub(super) fn insert_rating(
    tx: &Connection,
    revision: i64,
    pricing: i64,
    rated_at: DateTime<Utc>,
) -> rusqlite::Result<i64> {
    tx.prepare_cached("INSERT INTO ratings (revision_id, pricing_id, rated_at) VALUES (?1, ?2, ?3)")?
        .insert(params![revision, pricing, format_instant(rated_at)])
}

pub(super) fn set_rating(tx: &Connection, revision: i64, rating: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO current_ratings (revision_id, rating_id) VALUES (?1, ?2)
         ON CONFLICT (revision_id) DO UPDATE SET rating_id = excluded.rating_id",
    )?
    .execute(params![revision, rating])
    .map(|_| ())
}

pub(super) fn insert_row(tx: &Connection, rating: i64, row: &RatedRow, note: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO rated_rows (
            rating_id, ordinal, status, currency, list_nanos, list_high_nanos, contracted_nanos, contracted_high_nanos,
            note_id
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        rating,
        row.ordinal,
        row.status.name(),
        row.amounts.currency,
        row.amounts.list,
        row.amounts.list_high,
        row.amounts.contracted,
        row.amounts.contracted_high,
        note,
    ])
    .map(|_| ())
}

/// The row of an explanation, which is stored when it is new.
pub(super) fn put_note(tx: &Connection, fingerprint: &[u8], text: &str) -> rusqlite::Result<i64> {
    let known = tx
        .prepare_cached("SELECT id FROM rating_notes WHERE fingerprint = ?1")?
        .query_row([fingerprint], |row| row.get(0))
        .optional()?;
    match known {
        Some(known) => Ok(known),
        None => tx
            .prepare_cached("INSERT INTO rating_notes (fingerprint, note_json) VALUES (?1, ?2)")?
            .insert(params![fingerprint, text]),
    }
}

/// What is stored of one row, without its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredRow {
    pub ordinal: i64,
    pub status: RowStatus,
    pub amounts: RowAmounts,
}

pub(super) fn stored_rows(reader: &Connection, rating: i64) -> rusqlite::Result<Vec<StoredRow>> {
    reader
        .prepare_cached(
            "SELECT ordinal, status, currency, list_nanos, list_high_nanos, contracted_nanos, contracted_high_nanos
             FROM rated_rows WHERE rating_id = ?1 ORDER BY ordinal",
        )?
        .query_map([rating], |row| {
            Ok(StoredRow {
                ordinal: row.get(0)?,
                status: RowStatus::parse(&row.get::<_, String>(1)?),
                amounts: RowAmounts {
                    currency: row.get(2)?,
                    list: row.get(3)?,
                    list_high: row.get(4)?,
                    contracted: row.get(5)?,
                    contracted_high: row.get(6)?,
                },
            })
        })?
        .collect()
}

/// The pair that rates new usage.
pub(super) fn active_id(tx: &Connection) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT pricing_id FROM active_pricing")?.query_row([], |row| row.get(0)).optional()
}
