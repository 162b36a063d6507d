//! SQL of the file beside the workspace, which holds one import.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::row::StageRow;
use crate::requests::facts::StagedRejection;

/// Columns that the stage and the workspace have in common, beside key, series and place.
macro_rules! shared_columns {
    () => {
        "event_id, response_id, logical_id, task_id, trace_id, end_user, attempt, is_retry, fallback_hop, status, \
         http_status, error_class, latency_us, first_token_us, is_stream, response_cache, is_charged, has_usage, input, \
         cache_read, cache_write_5m, cache_write_1h, cache_write, output, reasoning, more_json, notes, reported_nanos, \
         reported_basis, reported_currency, rating_status, currency, list_nanos, rated_nanos, rated_high_nanos, \
         input_nanos, cache_write_nanos, cache_read_nanos, output_nanos, other_nanos, cache_benefit_nanos, numbered"
    };
}

pub(in crate::requests) const SHARED: &str = shared_columns!();

const MAKE: &str = concat!(
    "CREATE TABLE requests (started_us INTEGER NOT NULL, identity INTEGER NOT NULL, content INTEGER NOT NULL,
        series_id INTEGER NOT NULL, file INTEGER NOT NULL, record INTEGER NOT NULL, ",
    shared_columns!(),
    ", PRIMARY KEY (started_us, identity)) WITHOUT ROWID;
     CREATE TABLE timeless (identity INTEGER PRIMARY KEY, started_us INTEGER NOT NULL);
     CREATE TABLE series (id INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL, key_json TEXT NOT NULL);
     CREATE TABLE outcomes (event_id TEXT PRIMARY KEY, about TEXT NOT NULL, about_id TEXT NOT NULL, name TEXT NOT NULL,
        kind TEXT NOT NULL, score_text TEXT, label TEXT, judge TEXT, at_us INTEGER) WITHOUT ROWID;
     CREATE TABLE rejections (ordinal INTEGER PRIMARY KEY, file INTEGER NOT NULL, record INTEGER NOT NULL,
        byte_offset INTEGER NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL);
     CREATE TABLE annotations (ordinal INTEGER PRIMARY KEY, logical_id TEXT NOT NULL, task_id TEXT, end_user TEXT,
        told_json TEXT NOT NULL);"
);

/// Nothing of the stage must survive a crash, so that it needs no journal; a transaction over all of it saves the rest.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = NORMAL;
         PRAGMA cache_size = -48000; PRAGMA temp_store = FILE;",
    )?;
    connection.execute_batch(MAKE)?;
    connection.execute_batch("BEGIN")
}

pub(super) fn commit(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("COMMIT")
}

const INSERT: &str = concat!(
    "INSERT INTO requests (started_us, identity, content, series_id, file, record, ",
    shared_columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
        ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44,
        ?45, ?46, ?47, ?48)
     ON CONFLICT (started_us, identity) DO NOTHING"
);

pub(super) fn insert_statement(connection: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    connection.prepare_cached(INSERT)
}

/// `false` when its key is there already.
pub(super) fn insert(statement: &mut CachedStatement<'_>, row: &StageRow<'_>) -> rusqlite::Result<bool> {
    let StageRow { attempt, rated, .. } = row;
    let counts = &row.counts;
    let changed = statement.execute(params![
        row.started_us,
        row.identity,
        row.content,
        row.series,
        row.file,
        row.record,
        attempt.event_id,
        attempt.response_id,
        attempt.logical_id,
        attempt.task_id,
        row.trace_id,
        attempt.end_user,
        row.order.attempt,
        row.order.is_retry,
        row.order.fallback_hop,
        row.status,
        attempt.http_status,
        attempt.error_class,
        row.latency_us,
        row.first_token_us,
        attempt.is_stream,
        row.response_cache,
        attempt.is_charged,
        row.has_usage,
        counts.input,
        counts.cache_read,
        counts.cache_write_5m,
        counts.cache_write_1h,
        counts.cache_write,
        counts.output,
        counts.reasoning,
        row.more_json,
        row.notes,
        row.reported_nanos,
        row.reported_basis,
        row.reported_currency,
        row.rating_status,
        rated.currency,
        rated.list_nanos,
        rated.rated_nanos,
        rated.rated_high_nanos,
        rated.input_nanos,
        rated.cache_write_nanos,
        rated.cache_read_nanos,
        rated.output_nanos,
        rated.other_nanos,
        rated.cache_benefit_nanos,
        row.order.numbered,
    ])?;
    Ok(changed > 0)
}

/// Content, output and whether there is usage, of a staged row.
pub(super) fn staged(
    connection: &Connection,
    started_us: i64,
    identity: i64,
) -> rusqlite::Result<Option<(i64, i64, bool)>> {
    connection
        .prepare_cached(
            "SELECT content, output, has_usage FROM requests WHERE started_us = ?1 AND identity = ?2",
        )?
        .query_row(params![started_us, identity], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
}

pub(super) fn delete(connection: &Connection, started_us: i64, identity: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM requests WHERE started_us = ?1 AND identity = ?2")?
        .execute(params![started_us, identity])
        .map(|_| ())
}

pub(super) fn move_start(
    connection: &Connection,
    identity: i64,
    from_us: i64,
    to_us: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE requests SET started_us = ?3 WHERE started_us = ?2 AND identity = ?1")?
        .execute(params![identity, from_us, to_us])
        .map(|_| ())
}

pub(super) fn timeless_start(connection: &Connection, identity: i64) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT started_us FROM timeless WHERE identity = ?1")?
        .query_row([identity], |row| row.get(0))
        .optional()
}

pub(super) fn put_timeless(connection: &Connection, identity: i64, started_us: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO timeless (identity, started_us) VALUES (?1, ?2)")?
        .execute(params![identity, started_us])
        .map(|_| ())
}

pub(super) fn insert_series(
    connection: &Connection,
    id: i64,
    fingerprint: &[u8],
    key_json: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO series (id, fingerprint, key_json) VALUES (?1, ?2, ?3)")?
        .execute(params![id, fingerprint, key_json])
        .map(|_| ())
}

pub(super) struct OutcomeRow<'a> {
    pub event_id: &'a str,
    pub about: &'static str,
    pub about_id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub score_text: Option<String>,
    pub label: Option<&'a str>,
    pub judge: Option<&'a str>,
    pub at_us: Option<i64>,
}

/// The last telling of an outcome stays.
pub(super) fn put_outcome(connection: &Connection, row: &OutcomeRow<'_>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO outcomes (event_id, about, about_id, name, kind, score_text, label, judge, at_us)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            row.event_id,
            row.about,
            row.about_id,
            row.name,
            row.kind,
            row.score_text,
            row.label,
            row.judge,
            row.at_us
        ])
        .map(|_| ())
}

pub(super) fn insert_rejection(connection: &Connection, row: &StagedRejection) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO rejections (file, record, byte_offset, code, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            row.file,
            i64::try_from(row.record).unwrap_or(i64::MAX),
            i64::try_from(row.offset).unwrap_or(i64::MAX),
            row.code,
            row.reason
        ])
        .map(|_| ())
}

pub(super) fn each_rejection<E: From<rusqlite::Error>>(
    connection: &Connection,
    mut take: impl FnMut(StagedRejection) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection
        .prepare_cached("SELECT file, record, byte_offset, code, reason FROM rejections ORDER BY ordinal")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(StagedRejection {
            file: row.get(0)?,
            record: crate::store::read_count(row, 1)?,
            offset: crate::store::read_count(row, 2)?,
            code: row.get(3)?,
            reason: row.get(4)?,
        })?;
    }
    Ok(())
}

pub(super) fn insert_annotation(
    connection: &Connection,
    logical_id: &str,
    task_id: Option<&str>,
    end_user: Option<&str>,
    told_json: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO annotations (logical_id, task_id, end_user, told_json) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![logical_id, task_id, end_user, told_json])
        .map(|_| ())
}

/// A staged request that an annotation is about, with what both of them tell.
pub(super) struct Annotated {
    pub started_us: i64,
    pub identity: i64,
    pub content: i64,
    pub series: i64,
    pub key_json: String,
    pub has_task: bool,
    pub has_end_user: bool,
    pub task_id: Option<String>,
    pub end_user: Option<String>,
    pub told_json: String,
}

/// The requests that an annotation is about.
pub(super) fn annotated(connection: &Connection, ordinal: i64) -> rusqlite::Result<Vec<Annotated>> {
    connection
        .prepare_cached(
            "SELECT r.started_us, r.identity, r.content, r.series_id, s.key_json, r.task_id IS NOT NULL,
                r.end_user IS NOT NULL, a.task_id, a.end_user, a.told_json
             FROM annotations a JOIN requests r ON r.logical_id = a.logical_id JOIN series s ON s.id = r.series_id
             WHERE a.ordinal = ?1",
        )?
        .query_map([ordinal], |row| {
            Ok(Annotated {
                started_us: row.get(0)?,
                identity: row.get(1)?,
                content: row.get(2)?,
                series: row.get(3)?,
                key_json: row.get(4)?,
                has_task: row.get(5)?,
                has_end_user: row.get(6)?,
                task_id: row.get(7)?,
                end_user: row.get(8)?,
                told_json: row.get(9)?,
            })
        })?
        .collect()
}

pub(super) fn last_annotation(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(ordinal), 0) FROM annotations", [], |row| row.get(0))
}

pub(super) fn index_logical_ids(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE INDEX IF NOT EXISTS requests_by_logical_id ON requests (logical_id) WHERE logical_id IS NOT NULL",
    )
}

pub(super) fn annotate(
    connection: &Connection,
    row: &Annotated,
    content: i64,
    series: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE requests SET content = ?3, series_id = ?4, task_id = coalesce(task_id, ?5),
                end_user = coalesce(end_user, ?6)
             WHERE started_us = ?1 AND identity = ?2",
        )?
        .execute(params![row.started_us, row.identity, content, series, row.task_id, row.end_user])
        .map(|_| ())
}

/// Ids that stand at more than one instant.
pub(super) fn collisions(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM (SELECT 1 FROM requests GROUP BY identity HAVING count(*) > 1)",
        [],
        |row| crate::store::read_count(row, 0),
    )
}
