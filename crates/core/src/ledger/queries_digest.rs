//! SQL of the digest.

use rusqlite::{Connection, params};

use super::canonical::{Fingerprint, StoredCharge, StoredRejection, StoredUsage};
use crate::kernel::{ConnectionId, Day, RevisionId, WindowId};
use crate::store::read_day;

pub(super) struct CurrentBucket {
    pub connection: String,
    pub slot: String,
    pub day: String,
    pub revision: RevisionId,
    pub content_sha256: Fingerprint,
}

pub(super) fn current_buckets(reader: &Connection) -> rusqlite::Result<Vec<CurrentBucket>> {
    reader
        .prepare_cached(
            "SELECT n.label, c.slot, c.day, r.id, r.content_sha256
             FROM current_revisions c
             JOIN bucket_revisions r ON r.id = c.revision_id
             JOIN connections n ON n.id = c.connection_id
             ORDER BY n.label, c.slot, c.day",
        )?
        .query_map([], |row| {
            Ok(CurrentBucket {
                connection: row.get(0)?,
                slot: row.get(1)?,
                day: row.get(2)?,
                revision: row.get(3)?,
                content_sha256: row.get(4)?,
            })
        })?
        .collect()
}

pub(super) type Rows = (Vec<StoredUsage>, Vec<StoredCharge>, Vec<StoredRejection>);

pub(super) fn rows(reader: &Connection, revision: RevisionId) -> rusqlite::Result<Rows> {
    let usage = reader
        .prepare_cached(
            "SELECT s.fingerprint, u.meter, u.quantity
             FROM usage_rows u JOIN series s ON s.id = u.series_id WHERE u.revision_id = ?1",
        )?
        .query_map(params![revision], |row| {
            Ok(StoredUsage { series: row.get(0)?, meter: row.get(1)?, quantity: row.get(2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let charges = reader
        .prepare_cached(
            "SELECT s.fingerprint, c.basis, c.category, c.amount_nanos, c.currency, c.list_nanos, c.quantity_text,
                    c.quantity_unit
             FROM charge_rows c JOIN series s ON s.id = c.series_id WHERE c.revision_id = ?1",
        )?
        .query_map(params![revision], |row| {
            Ok(StoredCharge {
                series: row.get(0)?,
                basis: row.get(1)?,
                category: row.get(2)?,
                amount_nanos: row.get(3)?,
                currency: row.get(4)?,
                list_nanos: row.get(5)?,
                quantity_text: row.get(6)?,
                quantity_unit: row.get(7)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let rejections = reader
        .prepare_cached("SELECT reason, row_json FROM rejected_rows WHERE revision_id = ?1")?
        .query_map(params![revision], |row| {
            Ok(StoredRejection { reason: row.get(0)?, row_json: row.get(1)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok((usage, charges, rejections))
}

pub(super) fn coverage_lines(reader: &Connection) -> rusqlite::Result<Vec<String>> {
    reader
        .prepare_cached(
            "SELECT 'coverage ' || n.label || ' ' || c.slot || ' ' || c.day || ' ' || c.state || ' ' || c.stream
             FROM coverage c JOIN connections n ON n.id = c.connection_id
             WHERE c.slot <> '' ORDER BY 1",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

pub(super) fn directory_lines(reader: &Connection) -> rusqlite::Result<Vec<String>> {
    reader
        .prepare_cached(
            "SELECT 'name ' || n.label || ' ' || d.kind || ' ' || d.external_id || ' ' || d.name || ' '
                    || d.attributes_json
             FROM directory_entries d JOIN connections n ON n.id = d.connection_id
             WHERE d.version = (
                SELECT max(version) FROM directory_entries
                WHERE connection_id = d.connection_id AND kind = d.kind AND external_id = d.external_id)
             ORDER BY 1",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

pub(super) type CurrentDay = (WindowId, String, String, Day, Fingerprint);

pub(super) fn current_days(
    reader: &Connection,
    connection: ConnectionId,
) -> rusqlite::Result<Vec<CurrentDay>> {
    reader
        .prepare_cached(
            "SELECT r.window_id, r.stream, c.slot, c.day, r.content_sha256
             FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
             WHERE c.connection_id = ?1 ORDER BY r.window_id, c.day",
        )?
        .query_map([connection], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, read_day(row, 3)?, row.get(4)?))
        })?
        .collect()
}
