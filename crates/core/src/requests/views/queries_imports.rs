//! SQL of reading sources, imports and loops.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::model::{ImportRow, LoopAsk, LoopRow, Loops, SourceRow};
use crate::store::read_count;

pub(super) fn sources(reader: &Connection) -> rusqlite::Result<Vec<SourceRow>> {
    reader
        .prepare_cached(
            "WITH told AS (SELECT source_id, sum(attempts) AS attempts FROM request_months GROUP BY source_id),
                days AS (SELECT source_id, min(day) AS first_day, max(day) AS last_day FROM request_days GROUP BY source_id)
             SELECT l.id, l.label, l.format, l.teller, l.connection_id, l.settings_json, coalesce(t.attempts, 0),
                d.first_day, d.last_day, i.id, i.applied_at
             FROM log_sources l LEFT JOIN told t ON t.source_id = l.id LEFT JOIN days d ON d.source_id = l.id
             LEFT JOIN imports i ON i.id = (SELECT max(n.id) FROM imports n WHERE n.source_id = l.id)
             ORDER BY l.label",
        )?
        .query_map([], |row| {
            let import: Option<i64> = row.get(9)?;
            let at: Option<String> = row.get(10)?;
            Ok(SourceRow {
                id: row.get(0)?,
                label: row.get(1)?,
                format: row.get(2)?,
                teller: row.get(3)?,
                connection_id: row.get(4)?,
                settings_json: row.get(5)?,
                attempts: read_count(row, 6)?,
                first_day: row.get(7)?,
                last_day: row.get(8)?,
                last_import: import.zip(at),
            })
        })?
        .collect()
}

pub(super) fn has_sources(reader: &Connection) -> rusqlite::Result<bool> {
    reader.query_row("SELECT EXISTS (SELECT 1 FROM log_sources)", [], |row| row.get(0))
}

const IMPORTS: &str =
    "SELECT i.id, i.source_id, l.label, l.format, i.run_id, i.applied_at, i.took_ms, i.requests_new,
        i.requests_same, i.requests_changed, i.outcomes_new, i.rejected, i.summary_json,
        (SELECT count(*) FROM import_files f WHERE f.import_id = i.id),
        (SELECT f.name FROM import_files f WHERE f.import_id = i.id ORDER BY f.ordinal LIMIT 1)
     FROM imports i JOIN log_sources l ON l.id = i.source_id";

fn read_import(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        source_id: row.get(1)?,
        source: row.get(2)?,
        format: row.get(3)?,
        run_id: row.get(4)?,
        applied_at: row.get(5)?,
        took_ms: read_count(row, 6)?,
        requests_new: read_count(row, 7)?,
        requests_same: read_count(row, 8)?,
        requests_changed: read_count(row, 9)?,
        outcomes_new: read_count(row, 10)?,
        rejected: read_count(row, 11)?,
        summary_json: row.get(12)?,
        files: read_count(row, 13)?,
        first_file: row.get(14)?,
    })
}

/// Imports, newest first, and how many there are.
pub(super) fn imports(
    reader: &Connection,
    source: Option<i64>,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<(Vec<ImportRow>, u64)> {
    let rows = reader
        .prepare_cached(&format!(
            "{IMPORTS} WHERE ?1 IS NULL OR i.source_id = ?1 ORDER BY i.id DESC LIMIT ?2 OFFSET ?3"
        ))?
        .query_map(params![source, limit, offset], read_import)?
        .collect::<rusqlite::Result<_>>()?;
    let total = reader
        .prepare_cached("SELECT count(*) FROM imports WHERE ?1 IS NULL OR source_id = ?1")?
        .query_row([source], |row| read_count(row, 0))?;
    Ok((rows, total))
}

pub(super) fn import(reader: &Connection, id: i64) -> rusqlite::Result<Option<ImportRow>> {
    reader.prepare_cached(&format!("{IMPORTS} WHERE i.id = ?1"))?.query_row([id], read_import).optional()
}

pub(super) fn files(reader: &Connection, import: i64) -> rusqlite::Result<Vec<crate::requests::StagedFile>> {
    reader
        .prepare_cached(
            "SELECT ordinal, name, folder, format, variant, bytes, sha256, records FROM import_files
             WHERE import_id = ?1 ORDER BY ordinal",
        )?
        .query_map([import], |row| {
            Ok(crate::requests::StagedFile {
                ordinal: row.get(0)?,
                name: row.get(1)?,
                folder: row.get(2)?,
                format: row.get(3)?,
                variant: row.get(4)?,
                bytes: read_count(row, 5)?,
                sha256: row.get(6)?,
                records: read_count(row, 7)?,
                skipped: Vec::new(),
            })
        })?
        .collect()
}

pub(super) fn rejections(
    reader: &Connection,
    import: i64,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<crate::requests::StagedRejection>> {
    reader
        .prepare_cached(
            "SELECT file, record, byte_offset, code, reason FROM import_rejections WHERE import_id = ?1
             ORDER BY ordinal LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![import, limit, offset], |row| {
            Ok(crate::requests::StagedRejection {
                file: row.get(0)?,
                record: read_count(row, 1)?,
                offset: read_count(row, 2)?,
                code: row.get(3)?,
                reason: row.get(4)?,
            })
        })?
        .collect()
}

pub(super) fn keep_told(tx: &Connection, import: i64, told_json: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE imports SET summary_json = json_set(summary_json, '$.told', json(?2)) WHERE id = ?1",
    )?
    .execute(params![import, told_json])?;
    Ok(())
}

const LOOPS: &str =
    "FROM request_loops q WHERE q.day >= ?1 AND q.day < ?2 AND (?3 IS NULL OR q.source_id = ?3)
    AND q.attempts >= ?4";

pub(super) fn loops(reader: &Connection, ask: &LoopAsk) -> rusqlite::Result<Loops> {
    let from = ask.period.start().to_string();
    let to = ask.period.end().to_string();
    let least = i64::try_from(ask.min_attempts).unwrap_or(i64::MAX);
    let mut loops = Loops::default();
    let mut statement = reader.prepare_cached(&format!(
        "SELECT q.currency, count(*), sum(q.has_succeeded = 0), sum(q.rated_nanos) {LOOPS} GROUP BY q.currency"
    ))?;
    let mut rows = statement.query(params![from, to, ask.source_id, least])?;
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        loops.total += read_count(row, 1)?;
        loops.never_succeeded += read_count(row, 2)?;
        if !currency.is_empty() {
            loops.rated.insert(currency, i128::from(row.get::<_, i64>(3)?));
        }
    }
    let order = if ask.by_attempts {
        "q.attempts DESC, q.rated_nanos DESC"
    } else {
        "q.rated_nanos DESC, q.attempts DESC"
    };
    loops.rows = reader
        .prepare_cached(&format!(
            "SELECT q.day, q.source_id, (SELECT l.label FROM log_sources l WHERE l.id = q.source_id), q.task, q.attempts,
                q.failures, q.has_succeeded, q.currency, q.rated_nanos, q.other_currency, q.unpriced, q.first_us, q.last_us
             {LOOPS} ORDER BY q.has_succeeded, {order}, q.day DESC, q.task LIMIT ?5 OFFSET ?6"
        ))?
        .query_map(params![from, to, ask.source_id, least, ask.limit, ask.offset], |row| {
            Ok(LoopRow {
                day: row.get(0)?,
                source_id: row.get(1)?,
                source: row.get(2)?,
                task: row.get(3)?,
                attempts: read_count(row, 4)?,
                failures: read_count(row, 5)?,
                has_succeeded: row.get(6)?,
                currency: row.get(7)?,
                rated_nanos: row.get(8)?,
                other_currency: read_count(row, 9)?,
                unpriced: read_count(row, 10)?,
                first_us: row.get(11)?,
                last_us: row.get(12)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(loops)
}
