//! SQL of single ratings and of what usage costs in a time.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::kernel::Period;

/// The rating of a row that counts, with what it is reproduced from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRating {
    /// `priced`, `range`, `unpriced` or `not_billable`.
    pub status: String,
    /// ISO 4217; empty when unpriced.
    pub currency: String,
    /// Nanos at public rates; `None` when unpriced.
    pub list: Option<i64>,
    /// High end; `None` unless a range.
    pub list_high: Option<i64>,
    /// Nanos at our rates.
    pub contracted: Option<i64>,
    /// High end; `None` unless a range.
    pub contracted_high: Option<i64>,
    /// The explanation as JSON.
    pub note_json: String,
    /// The pair that made it.
    pub pricing: i64,
    /// When, RFC 3339.
    pub rated_at: String,
    /// Channel of the usage.
    pub channel: String,
}

pub(super) fn stored_rating(
    reader: &Connection,
    revision: i64,
    ordinal: i64,
) -> rusqlite::Result<Option<StoredRating>> {
    reader
        .prepare_cached(
            "SELECT x.status, x.currency, x.list_nanos, x.list_high_nanos, x.contracted_nanos, x.contracted_high_nanos,
                    n.note_json, t.pricing_id, t.rated_at, s.channel
             FROM current_ratings k
             JOIN ratings t ON t.id = k.rating_id
             JOIN rated_rows x ON x.rating_id = k.rating_id AND x.ordinal = ?2
             JOIN rating_notes n ON n.id = x.note_id
             JOIN usage_rows u ON u.revision_id = k.revision_id AND u.ordinal = ?2
             JOIN series s ON s.id = u.series_id
             WHERE k.revision_id = ?1",
        )?
        .query_row(params![revision, ordinal], |row| {
            Ok(StoredRating {
                status: row.get(0)?,
                currency: row.get(1)?,
                list: row.get(2)?,
                list_high: row.get(3)?,
                contracted: row.get(4)?,
                contracted_high: row.get(5)?,
                note_json: row.get(6)?,
                pricing: row.get(7)?,
                rated_at: row.get(8)?,
                channel: row.get(9)?,
            })
        })
        .optional()
}

/// What rows of one series with one explanation cost in a time.
#[derive(Clone, Debug)]
pub(super) struct CostRow {
    pub series: i64,
    pub account: String,
    pub pricing: i64,
    pub note: i64,
    pub currency: String,
    pub list: i64,
    pub list_high: i64,
    pub contracted: i64,
    pub contracted_high: i64,
}

/// Rated money of a time by series and explanation, of those slots of a source.
pub(super) fn costs(reader: &Connection, slots_json: &str, period: Period) -> rusqlite::Result<Vec<CostRow>> {
    reader
        .prepare_cached(
            "SELECT u.series_id, n.account, t.pricing_id, x.note_id, x.currency, sum(x.list_nanos),
                    sum(coalesce(x.list_high_nanos, x.list_nanos)), sum(x.contracted_nanos),
                    sum(coalesce(x.contracted_high_nanos, x.contracted_nanos))
             FROM current_revisions c
             JOIN connections n ON n.id = c.connection_id
             JOIN current_ratings k ON k.revision_id = c.revision_id
             JOIN ratings t ON t.id = k.rating_id
             JOIN rated_rows x ON x.rating_id = k.rating_id
             JOIN usage_rows u ON u.revision_id = c.revision_id AND u.ordinal = x.ordinal
             WHERE n.source || ' ' || c.slot IN (SELECT value FROM json_each(?1)) AND c.day >= ?2 AND c.day < ?3
               AND x.contracted_nanos IS NOT NULL
             GROUP BY u.series_id, n.account, t.pricing_id, x.note_id, x.currency
             ORDER BY 1, 2, 3, 4, 5",
        )?
        .query_map(params![slots_json, period.start().to_string(), period.end().to_string()], read_cost)?
        .collect()
}

fn read_cost(row: &Row<'_>) -> rusqlite::Result<CostRow> {
    Ok(CostRow {
        series: row.get(0)?,
        account: row.get(1)?,
        pricing: row.get(2)?,
        note: row.get(3)?,
        currency: row.get(4)?,
        list: row.get(5)?,
        list_high: row.get(6)?,
        contracted: row.get(7)?,
        contracted_high: row.get(8)?,
    })
}

pub(super) fn note_json(reader: &Connection, note: i64) -> rusqlite::Result<String> {
    reader
        .prepare_cached("SELECT note_json FROM rating_notes WHERE id = ?1")?
        .query_row([note], |row| row.get(0))
}
