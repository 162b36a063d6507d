//! SQL of single rows with their evidence, and of what changed.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

/// A ledger row and the revision it belongs to.
#[derive(Clone, Debug)]
pub(super) struct EvidenceRow {
    pub(super) series: i64,
    pub(super) amount_nanos: Option<i64>,
    pub(super) list_nanos: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) amount_text: Option<String>,
    pub(super) meter: Option<String>,
    pub(super) quantity: Option<String>,
    pub(super) raw_page: i64,
    pub(super) revision_number: i64,
    pub(super) recorded_at: String,
}

pub(super) fn charge(reader: &Connection, revision: i64, ordinal: i64) -> rusqlite::Result<EvidenceRow> {
    reader
        .prepare_cached(
            "SELECT x.series_id, x.amount_nanos, x.list_nanos, x.currency, x.amount_text, NULL, x.quantity_text,
                    x.raw_page_id, r.revision, r.recorded_at
             FROM charge_rows x JOIN bucket_revisions r ON r.id = x.revision_id
             WHERE x.revision_id = ?1 AND x.ordinal = ?2",
        )?
        .query_row(params![revision, ordinal], read_evidence)
}

pub(super) fn quantity(reader: &Connection, revision: i64, ordinal: i64) -> rusqlite::Result<EvidenceRow> {
    reader
        .prepare_cached(
            "SELECT x.series_id, NULL, NULL, NULL, NULL, x.meter, CAST(x.quantity AS TEXT),
                    x.raw_page_id, r.revision, r.recorded_at
             FROM usage_rows x JOIN bucket_revisions r ON r.id = x.revision_id
             WHERE x.revision_id = ?1 AND x.ordinal = ?2",
        )?
        .query_row(params![revision, ordinal], read_evidence)
}

/// The rating of a usage row that counts.
#[derive(Clone, Debug)]
pub(super) struct RatingRow {
    pub(super) status: String,
    pub(super) currency: String,
    pub(super) list_nanos: Option<i64>,
    pub(super) contracted_nanos: Option<i64>,
    pub(super) contracted_high_nanos: Option<i64>,
}

pub(super) fn rating(
    reader: &Connection,
    revision: i64,
    ordinal: i64,
) -> rusqlite::Result<Option<RatingRow>> {
    reader
        .prepare_cached(
            "SELECT x.status, x.currency, x.list_nanos, x.contracted_nanos, x.contracted_high_nanos
             FROM current_ratings k JOIN rated_rows x ON x.rating_id = k.rating_id
             WHERE k.revision_id = ?1 AND x.ordinal = ?2",
        )?
        .query_row(params![revision, ordinal], |row| {
            Ok(RatingRow {
                status: row.get(0)?,
                currency: row.get(1)?,
                list_nanos: row.get(2)?,
                contracted_nanos: row.get(3)?,
                contracted_high_nanos: row.get(4)?,
            })
        })
        .optional()
}

fn read_evidence(row: &Row<'_>) -> rusqlite::Result<EvidenceRow> {
    Ok(EvidenceRow {
        series: row.get(0)?,
        amount_nanos: row.get(1)?,
        list_nanos: row.get(2)?,
        currency: row.get(3)?,
        amount_text: row.get(4)?,
        meter: row.get(5)?,
        quantity: row.get(6)?,
        raw_page: row.get(7)?,
        revision_number: row.get(8)?,
        recorded_at: row.get(9)?,
    })
}

/// What one revision of a bucket said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RevisionFacts {
    pub(super) money: Vec<Money>,
    pub(super) tokens: i64,
}

/// Nanos of one currency and one basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Money {
    pub(super) currency: String,
    pub(super) nanos: i64,
    pub(super) is_estimated: bool,
}

/// A bucket whose counting revision is newer than what was known before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChangeRow {
    pub(super) connection: i64,
    pub(super) label: String,
    pub(super) slot: String,
    pub(super) day: String,
    pub(super) revision: i64,
    pub(super) recorded_at: String,
    pub(super) run: i64,
    pub(super) rows: i64,
    pub(super) after: RevisionFacts,
    pub(super) before: RevisionFacts,
}

const CHANGED: &str = "FROM bucket_revisions r
     JOIN buckets b ON b.id = r.bucket_id
     JOIN connections n ON n.id = b.connection_id
     LEFT JOIN bucket_revisions p ON p.bucket_id = r.bucket_id AND p.revision = (
         SELECT max(q.revision) FROM bucket_revisions q
         WHERE q.bucket_id = r.bucket_id AND q.revision < r.revision AND NOT (q.recorded_at > ?1))";

const CHANGE_COLUMNS: &str = "b.connection_id, n.label, b.slot, b.day, r.revision, r.recorded_at, r.run_id,
     r.rows_total, r.billed_json, r.estimated_json, r.tokens_total, p.billed_json, p.estimated_json, p.tokens_total";

/// Only the revision that counts, and only if it was recorded after the instant.
const SINCE: &str = "WHERE r.recorded_at > ?1 AND (?2 = 0 OR p.id IS NOT NULL)
     AND EXISTS (SELECT 1 FROM current_revisions c WHERE c.revision_id = r.id)";

pub(super) fn count_changes(reader: &Connection, since: &str, only_restated: bool) -> rusqlite::Result<i64> {
    reader
        .prepare_cached(&format!("SELECT count(*) {CHANGED} {SINCE}"))?
        .query_row(params![since, only_restated], |row| row.get(0))
}

pub(super) fn changes(
    reader: &Connection,
    since: &str,
    only_restated: bool,
    (offset, limit): (u32, u32),
) -> rusqlite::Result<Vec<ChangeRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS} {CHANGED} {SINCE} ORDER BY r.id DESC LIMIT ?3 OFFSET ?4"
        ))?
        .query_map(params![since, only_restated, limit, offset], read_change)?
        .collect()
}

/// What one run changed: restated days first, then by day.
pub(super) fn changes_of_run(reader: &Connection, run: i64, limit: u32) -> rusqlite::Result<Vec<ChangeRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS} FROM bucket_revisions r
             JOIN buckets b ON b.id = r.bucket_id
             JOIN connections n ON n.id = b.connection_id
             LEFT JOIN bucket_revisions p ON p.bucket_id = r.bucket_id AND p.revision = r.revision - 1
             WHERE r.run_id = ?1 ORDER BY p.id IS NULL, b.day DESC, b.slot LIMIT ?2"
        ))?
        .query_map(params![run, limit], read_change)?
        .collect()
}

fn read_change(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    Ok(ChangeRow {
        connection: row.get(0)?,
        label: row.get(1)?,
        slot: row.get(2)?,
        day: row.get(3)?,
        revision: row.get(4)?,
        recorded_at: row.get(5)?,
        run: row.get(6)?,
        rows: row.get(7)?,
        after: read_facts(row, 8)?,
        before: read_facts(row, 11)?,
    })
}

fn read_facts(row: &Row<'_>, first: usize) -> rusqlite::Result<RevisionFacts> {
    let mut money = read_money(row, first, false)?;
    money.extend(read_money(row, first.saturating_add(1), true)?);
    let tokens: Option<i64> = row.get(first.saturating_add(2))?;
    Ok(RevisionFacts { money, tokens: tokens.unwrap_or(0) })
}

fn read_money(row: &Row<'_>, column: usize, is_estimated: bool) -> rusqlite::Result<Vec<Money>> {
    let text: Option<String> = row.get(column)?;
    let totals: BTreeMap<String, i64> =
        text.map_or(Ok(BTreeMap::new()), |text| serde_json::from_str(&text)).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
        })?;
    Ok(totals.into_iter().map(|(currency, nanos)| Money { currency, nanos, is_estimated }).collect())
}
