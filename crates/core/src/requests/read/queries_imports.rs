//! SQL of log sources, applied imports and retry loops.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::REJECTIONS_READ;
use crate::store::read_count;

/// A source of request records with what it told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Row id.
    pub id: i64,
    /// Format id.
    pub format: String,
    /// Its name.
    pub label: String,
    /// Stored name of the teller.
    pub teller: String,
    /// The connection that fills it.
    pub connection: Option<i64>,
    /// What the analyst decided, as JSON.
    pub settings_json: String,
    /// Attempts that count.
    pub attempts: u64,
    /// First day with one.
    pub first_day: Option<String>,
    /// Last day with one.
    pub last_day: Option<String>,
    /// The newest import: id and RFC 3339.
    pub last_import: Option<(i64, String)>,
}

/// An applied import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Row id.
    pub id: i64,
    /// Its source.
    pub source: i64,
    /// Name of the source.
    pub source_label: String,
    /// RFC 3339.
    pub applied_at: String,
    /// How long it took.
    pub took_ms: u64,
    /// New, same and changed requests, new outcomes, rejected records.
    pub counts: [u64; 5],
    /// What is known beside, as JSON.
    pub summary_json: String,
    /// Files it held.
    pub files: u32,
    /// The first of them.
    pub first_file: Option<String>,
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFileRow {
    /// Ordinal in the import.
    pub ordinal: u32,
    /// Name.
    pub name: String,
    /// Folder.
    pub folder: String,
    /// Format id.
    pub format: String,
    /// Form.
    pub variant: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// Records in it.
    pub records: u64,
}

/// A record of an import that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectionRow {
    /// Ordinal of its file.
    pub file: u32,
    /// Line, element or row, from 1.
    pub record: u64,
    /// Byte offset.
    pub offset: u64,
    /// Bounded code.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// An applied import in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportDetail {
    /// As in a list.
    pub import: ImportRow,
    /// Its files.
    pub files: Vec<ImportFileRow>,
    /// What could not be read.
    pub rejections: Vec<RejectionRow>,
}

/// A task with many attempts on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopRow {
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// Log source.
    pub source: i64,
    /// Its name.
    pub source_label: String,
    /// Task, else logical request.
    pub task: String,
    /// Attempts.
    pub attempts: u64,
    /// Failed ones.
    pub failures: u64,
    /// Whether any succeeded.
    pub has_succeeded: bool,
    /// ISO 4217; empty when none is priced.
    pub currency: String,
    /// Rated nanos.
    pub rated_nanos: i64,
    /// Attempts without a price.
    pub unpriced: u64,
    /// First start, microseconds since 1970.
    pub first_us: i64,
    /// Last start.
    pub last_us: i64,
}

/// What all loops of a period add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopTotals {
    /// Tasks.
    pub tasks: u64,
    /// Of them without any success.
    pub never_succeeded: u64,
    /// Rated nanos by currency.
    pub rated: BTreeMap<String, i128>,
}

pub(super) fn has_sources(reader: &Connection) -> rusqlite::Result<bool> {
    reader.query_row("SELECT EXISTS (SELECT 1 FROM log_sources)", [], |row| row.get(0))
}

pub(super) fn sources(reader: &Connection) -> rusqlite::Result<Vec<SourceRow>> {
    reader
        .prepare_cached(
            "SELECT o.id, o.format, o.label, o.teller, o.connection_id, o.settings_json,
                    coalesce((SELECT sum(d.attempts) FROM request_months d WHERE d.source_id = o.id), 0),
                    (SELECT min(d.day) FROM request_days d WHERE d.source_id = o.id),
                    (SELECT max(d.day) FROM request_days d WHERE d.source_id = o.id),
                    i.id, i.applied_at
             FROM log_sources o
             LEFT JOIN imports i ON i.id = (SELECT max(n.id) FROM imports n WHERE n.source_id = o.id)
             ORDER BY o.label",
        )?
        .query_map([], |row| {
            let import: Option<i64> = row.get(9)?;
            let applied_at: Option<String> = row.get(10)?;
            Ok(SourceRow {
                id: row.get(0)?,
                format: row.get(1)?,
                label: row.get(2)?,
                teller: row.get(3)?,
                connection: row.get(4)?,
                settings_json: row.get(5)?,
                attempts: read_count(row, 6)?,
                first_day: row.get(7)?,
                last_day: row.get(8)?,
                last_import: import.zip(applied_at),
            })
        })?
        .collect()
}

const IMPORT_COLUMNS: &str =
    "i.id, i.source_id, o.label, i.applied_at, i.took_ms, i.requests_new, i.requests_same,
     i.requests_changed, i.outcomes_new, i.rejected, i.summary_json,
     (SELECT count(*) FROM import_files f WHERE f.import_id = i.id),
     (SELECT f.name FROM import_files f WHERE f.import_id = i.id ORDER BY f.ordinal LIMIT 1)";

fn read_import(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        source: row.get(1)?,
        source_label: row.get(2)?,
        applied_at: row.get(3)?,
        took_ms: read_count(row, 4)?,
        counts: [
            read_count(row, 5)?,
            read_count(row, 6)?,
            read_count(row, 7)?,
            read_count(row, 8)?,
            read_count(row, 9)?,
        ],
        summary_json: row.get(10)?,
        files: row.get(11)?,
        first_file: row.get(12)?,
    })
}

pub(super) fn imports(
    reader: &Connection,
    source: Option<i64>,
    (offset, limit): (u32, u32),
) -> rusqlite::Result<Vec<ImportRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {IMPORT_COLUMNS} FROM imports i JOIN log_sources o ON o.id = i.source_id
             WHERE (:source IS NULL OR i.source_id = :source) ORDER BY i.id DESC LIMIT :limit OFFSET :offset"
        ))?
        .query_map(named_params! { ":source": source, ":limit": limit, ":offset": offset }, read_import)?
        .collect()
}

pub(super) fn import_count(reader: &Connection, source: Option<i64>) -> rusqlite::Result<u64> {
    reader
        .prepare_cached("SELECT count(*) FROM imports WHERE (?1 IS NULL OR source_id = ?1)")?
        .query_row([source], |row| read_count(row, 0))
}

pub(super) fn import(reader: &Connection, id: i64) -> rusqlite::Result<Option<ImportDetail>> {
    let found = reader
        .prepare_cached(&format!(
            "SELECT {IMPORT_COLUMNS} FROM imports i JOIN log_sources o ON o.id = i.source_id WHERE i.id = ?1"
        ))?
        .query_row([id], read_import)
        .optional()?;
    let Some(import) = found else { return Ok(None) };
    let files = reader
        .prepare_cached(
            "SELECT ordinal, name, folder, format, variant, bytes, sha256, records FROM import_files
             WHERE import_id = ?1 ORDER BY ordinal",
        )?
        .query_map([id], |row| {
            Ok(ImportFileRow {
                ordinal: row.get(0)?,
                name: row.get(1)?,
                folder: row.get(2)?,
                format: row.get(3)?,
                variant: row.get(4)?,
                bytes: read_count(row, 5)?,
                sha256: row.get(6)?,
                records: read_count(row, 7)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let rejections = reader
        .prepare_cached(
            "SELECT file, record, byte_offset, code, reason FROM import_rejections
             WHERE import_id = ?1 ORDER BY ordinal LIMIT ?2",
        )?
        .query_map((id, REJECTIONS_READ), |row| {
            Ok(RejectionRow {
                file: row.get(0)?,
                record: read_count(row, 1)?,
                offset: read_count(row, 2)?,
                code: row.get(3)?,
                reason: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Some(ImportDetail { import, files, rejections }))
}

const LOOPS: &str = "FROM request_loops l JOIN log_sources o ON o.id = l.source_id
     WHERE l.day >= :from AND l.day < :to AND (:source IS NULL OR l.source_id = :source)";

pub(super) fn loops(
    reader: &Connection,
    (from, to): (&str, &str),
    source: Option<i64>,
    (offset, limit): (u32, u32),
) -> rusqlite::Result<Vec<LoopRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT l.day, l.source_id, o.label, l.task, l.attempts, l.failures, l.has_succeeded, l.currency,
                    l.rated_nanos, l.unpriced, l.first_us, l.last_us {LOOPS}
             ORDER BY l.has_succeeded, l.attempts DESC, l.rated_nanos DESC, l.day DESC, l.task
             LIMIT :limit OFFSET :offset"
        ))?
        .query_map(
            named_params! { ":from": from, ":to": to, ":source": source, ":limit": limit, ":offset": offset },
            |row| {
                Ok(LoopRow {
                    day: row.get(0)?,
                    source: row.get(1)?,
                    source_label: row.get(2)?,
                    task: row.get(3)?,
                    attempts: read_count(row, 4)?,
                    failures: read_count(row, 5)?,
                    has_succeeded: row.get(6)?,
                    currency: row.get(7)?,
                    rated_nanos: row.get(8)?,
                    unpriced: read_count(row, 9)?,
                    first_us: row.get(10)?,
                    last_us: row.get(11)?,
                })
            },
        )?
        .collect()
}

pub(super) fn loop_totals(
    reader: &Connection,
    (from, to): (&str, &str),
    source: Option<i64>,
) -> rusqlite::Result<LoopTotals> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT l.currency, count(*), sum(l.has_succeeded = 0), sum(l.rated_nanos) {LOOPS} GROUP BY l.currency"
    ))?;
    let mut rows = statement.query(named_params! { ":from": from, ":to": to, ":source": source })?;
    let mut totals = LoopTotals::default();
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        totals.tasks = totals.tasks.saturating_add(read_count(row, 1)?);
        totals.never_succeeded = totals.never_succeeded.saturating_add(read_count(row, 2)?);
        if !currency.is_empty() {
            totals.rated.insert(currency, i128::from(row.get::<_, i64>(3)?));
        }
    }
    Ok(totals)
}

pub(super) fn keep_told(tx: &Connection, import: i64, told_json: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE imports SET summary_json = json_set(summary_json, '$.told', json(?2)) WHERE id = ?1",
    )?
    .execute((import, told_json))?;
    Ok(())
}
