//! SQL of series, buckets, revisions and their rows.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::apply::BucketSource;
use super::canonical::{Fingerprint, PreparedBucket, StoredCharge, StoredRejection, StoredUsage};
use super::model::SeriesKey;
use crate::kernel::{BucketId, ConnectionId, Currency, Day, RawPageId, RevisionId, SeriesId, format_instant};

pub(super) struct CurrentRevision {
    pub bucket: BucketId,
    pub content_sha256: Fingerprint,
    pub rows_total: u64,
    pub billed_nanos: BTreeMap<Currency, i64>,
    pub estimated_nanos: BTreeMap<Currency, i64>,
}

pub(super) fn find_series(tx: &Connection, fingerprint: &Fingerprint) -> rusqlite::Result<Option<SeriesId>> {
    tx.prepare_cached("SELECT id FROM series WHERE fingerprint = ?1")?
        .query_row([fingerprint.as_slice()], |row| row.get(0))
        .optional()
}

pub(super) fn insert_series(
    tx: &Transaction<'_>,
    fingerprint: &Fingerprint,
    series: &SeriesKey,
) -> rusqlite::Result<SeriesId> {
    let extra = serde_json::to_string(&series.extra).unwrap_or_else(|_| "{}".to_owned());
    tx.prepare_cached(
        "INSERT INTO series (
            fingerprint, provider, channel, account, project, credential, user, model_requested, model_served,
            service_tier, context_band, region, operation, product, speed, line_item, token_class, lane, extra_json,
            gateway, team, feature, customer, environment, workload
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
            ?22, ?23, ?24, ?25)",
    )?
    .insert(params![
        fingerprint.as_slice(),
        series.provider,
        series.channel,
        series.account,
        series.project,
        series.credential,
        series.user,
        series.model_requested,
        series.model_served,
        series.service_tier,
        series.context_band,
        series.region,
        series.operation,
        series.product,
        series.speed,
        series.line_item,
        series.token_class,
        series.lane,
        extra,
        series.gateway,
        series.team,
        series.feature,
        series.customer,
        series.environment,
        series.workload,
    ])
    .map(SeriesId)
}

pub(super) fn current_revision(
    tx: &Connection,
    connection: ConnectionId,
    slot: &str,
    day: Day,
) -> rusqlite::Result<Option<CurrentRevision>> {
    tx.prepare_cached(
        "SELECT b.id, r.content_sha256, r.rows_total, r.billed_json, r.estimated_json
         FROM buckets b
         JOIN current_revisions c ON c.bucket_id = b.id
         JOIN bucket_revisions r ON r.id = c.revision_id
         WHERE b.connection_id = ?1 AND b.slot = ?2 AND b.day = ?3",
    )?
    .query_row(params![connection, slot, day.to_string()], |row| {
        Ok(CurrentRevision {
            bucket: row.get(0)?,
            content_sha256: row.get(1)?,
            rows_total: crate::store::read_count(row, 2)?,
            billed_nanos: read_totals(row, 3)?,
            estimated_nanos: read_totals(row, 4)?,
        })
    })
    .optional()
}

/// Nanos by currency as stored beside a revision.
pub(super) fn read_totals(row: &Row<'_>, column: usize) -> rusqlite::Result<BTreeMap<Currency, i64>> {
    let by_code: BTreeMap<String, i64> = crate::store::read_json(row, column)?;
    Ok(by_code.into_iter().filter_map(|(code, nanos)| Some((Currency::parse(&code).ok()?, nanos))).collect())
}

/// The stored form of nanos by currency.
pub fn totals_json(totals: &BTreeMap<Currency, i64>) -> String {
    let by_code: BTreeMap<&str, i64> =
        totals.iter().map(|(currency, nanos)| (currency.code(), *nanos)).collect();
    serde_json::to_string(&by_code).unwrap_or_else(|_| "{}".to_owned())
}

pub(super) fn bucket(
    tx: &Transaction<'_>,
    connection: ConnectionId,
    slot: &str,
    day: Day,
) -> rusqlite::Result<BucketId> {
    tx.prepare_cached("INSERT INTO buckets (connection_id, slot, day) VALUES (?1, ?2, ?3)")?
        .insert(params![connection, slot, day.to_string()])
        .map(BucketId)
}

pub(super) fn insert_revision(
    tx: &Transaction<'_>,
    bucket: BucketId,
    source: &BucketSource<'_>,
    prepared: &PreparedBucket<'_>,
) -> rusqlite::Result<RevisionId> {
    let rows_total = prepared.usage.len().saturating_add(prepared.charges.len());
    tx.prepare_cached(
        "INSERT INTO bucket_revisions (
            bucket_id, revision, stream, run_id, window_id, content_sha256, rows_total, billed_json, estimated_json,
            tokens_total, recorded_at
         ) VALUES (
            ?1, (SELECT coalesce(max(revision), 0) + 1 FROM bucket_revisions WHERE bucket_id = ?1),
            ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
         )",
    )?
    .insert(params![
        bucket,
        source.stream,
        source.run,
        source.window,
        prepared.hash.as_slice(),
        i64::try_from(rows_total).unwrap_or(i64::MAX),
        totals_json(&prepared.billed_nanos),
        totals_json(&prepared.estimated_nanos),
        prepared.tokens_total,
        format_instant(source.recorded_at),
    ])
    .map(RevisionId)
}

pub(super) fn set_current(
    tx: &Transaction<'_>,
    bucket: BucketId,
    revision: RevisionId,
    source: &BucketSource<'_>,
    day: Day,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO current_revisions (bucket_id, revision_id, connection_id, slot, day)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (bucket_id) DO UPDATE SET revision_id = excluded.revision_id",
    )?
    .execute(params![bucket, revision, source.connection, source.slot, day.to_string()])
    .map(|_| ())
}

pub(super) fn insert_usage(
    tx: &Transaction<'_>,
    revision: RevisionId,
    ordinal: usize,
    series: SeriesId,
    row: &StoredUsage,
    page: RawPageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO usage_rows (revision_id, ordinal, series_id, meter, quantity, raw_page_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![revision, position(ordinal), series, row.meter, row.quantity, page])
    .map(|_| ())
}

pub(super) fn insert_charge(
    tx: &Transaction<'_>,
    revision: RevisionId,
    ordinal: usize,
    series: SeriesId,
    row: &StoredCharge,
    amount_text: &str,
    page: RawPageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO charge_rows (
            revision_id, ordinal, series_id, basis, category, amount_nanos, currency, amount_text, list_nanos,
            quantity_text, quantity_unit, raw_page_id
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        revision,
        position(ordinal),
        series,
        row.basis,
        row.category,
        row.amount_nanos,
        row.currency,
        amount_text,
        row.list_nanos,
        row.quantity_text,
        row.quantity_unit,
        page,
    ])
    .map(|_| ())
}

pub(super) fn insert_rejection(
    tx: &Transaction<'_>,
    revision: RevisionId,
    ordinal: usize,
    row: &StoredRejection,
    page: RawPageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO rejected_rows (revision_id, ordinal, reason, row_json, raw_page_id)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![revision, position(ordinal), row.reason, row.row_json, page])
    .map(|_| ())
}

fn position(ordinal: usize) -> i64 {
    i64::try_from(ordinal).unwrap_or(i64::MAX)
}
