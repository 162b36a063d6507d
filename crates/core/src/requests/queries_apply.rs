//! SQL of applying a stage, which is attached as `stage`.

use rusqlite::{Connection, Transaction, params};

use super::days::{DAY_US, start_of};
use super::facts::{ImportFacts, StagedFile};
use super::stage::{Elsewhere, SAME_OUTCOME, SAYS_MORE, SHARED};
use super::summary::{Figure, Figures};
use crate::kernel::{SeriesId, format_instant};

/// Rejected records kept of an import; all of them are counted.
const REJECTIONS_KEPT: i64 = 10_000;

/// An import without its figures, which are known at its end.
pub(super) fn insert_import(tx: &Transaction<'_>, facts: &ImportFacts, source: i64) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO imports (source_id, run_id, pricing_id, applied_at, took_ms, requests_new, requests_same,
            requests_changed, outcomes_new, rejected, summary_json)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0, '{}')",
    )?
    .insert(params![
        source,
        facts.run_id,
        facts.pricing_id,
        format_instant(facts.applied_at),
        i64::try_from(facts.took_ms).unwrap_or(i64::MAX)
    ])
}

pub(super) struct ImportFigures<'a> {
    pub new: u64,
    pub same: u64,
    pub changed: u64,
    pub outcomes_new: u64,
    pub rejected: u64,
    pub summary_json: &'a str,
}

pub(super) fn complete_import(
    tx: &Transaction<'_>,
    import: i64,
    figures: &ImportFigures<'_>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE imports SET requests_new = ?2, requests_same = ?3, requests_changed = ?4, outcomes_new = ?5,
            rejected = ?6, summary_json = ?7 WHERE id = ?1",
    )?
    .execute(params![
        import,
        count(figures.new),
        count(figures.same),
        count(figures.changed),
        count(figures.outcomes_new),
        count(figures.rejected),
        figures.summary_json
    ])
    .map(|_| ())
}

/// Takes an import back that brought nothing.
pub(super) fn delete_import(tx: &Transaction<'_>, import: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM imports WHERE id = ?1")?.execute([import]).map(|_| ())
}

pub(super) fn insert_file(tx: &Transaction<'_>, import: i64, file: &StagedFile) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO import_files (import_id, ordinal, name, folder, format, variant, bytes, sha256, records)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        import,
        file.ordinal,
        file.name,
        file.folder,
        file.format,
        file.variant,
        count(file.bytes),
        file.sha256.as_slice(),
        count(file.records)
    ])
    .map(|_| ())
}

pub(super) fn copy_rejections(tx: &Transaction<'_>, import: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO import_rejections (import_id, ordinal, file, record, byte_offset, code, reason)
         SELECT ?1, ordinal, file, record, byte_offset, code, reason FROM stage.rejections
         ORDER BY ordinal LIMIT ?2",
    )?
    .execute([import, REJECTIONS_KEPT])
    .map(|_| ())
}

pub(super) fn staged_series(tx: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    tx.prepare_cached("SELECT id, key_json FROM stage.series ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Tables of this one apply, in memory.
pub(super) fn make_maps(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS staged_series (local INTEGER PRIMARY KEY, series_id INTEGER NOT NULL);
         CREATE TEMP TABLE IF NOT EXISTS staged_aside (identity INTEGER PRIMARY KEY);
         DELETE FROM temp.staged_series; DELETE FROM temp.staged_aside;",
    )
}

pub(super) fn drop_maps(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("DELETE FROM temp.staged_series; DELETE FROM temp.staged_aside;")
}

pub(super) fn map_series(tx: &Transaction<'_>, local: i64, series: SeriesId) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO temp.staged_series (local, series_id) VALUES (?1, ?2)")?
        .execute(params![local, series])
        .map(|_| ())
}

/// Leaves a staged row out.
pub(super) fn put_aside(tx: &Transaction<'_>, identity: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO temp.staged_aside (identity) VALUES (?1)")?
        .execute([identity])
        .map(|_| ())
}

/// Columns with what they are called in a revision.
fn revision_json() -> String {
    let columns = ["file", "record", "content", "series_id", "is_counted", "told_by"];
    let fields: Vec<String> =
        columns.into_iter().chain(SHARED.split(", ")).map(|name| format!("'{name}', r.{name}")).collect();
    format!("json_object({})", fields.join(", "))
}

const NEXT_REVISION: &str = "1 + coalesce((SELECT max(v.revision) FROM main.request_revisions v
    WHERE v.started_us = r.started_us AND v.identity = r.identity), 0)";

/// Keeps what rows were that the stage tells otherwise, and says how many.
pub(super) fn keep_changed(tx: &Transaction<'_>, has_timeless: bool) -> rusqlite::Result<u64> {
    let says_more = if has_timeless {
        format!(
            "AND (NOT EXISTS (SELECT 1 FROM stage.timeless t WHERE t.identity = s.identity) OR {SAYS_MORE})"
        )
    } else {
        String::new()
    };
    let kept = tx
        .prepare(&format!(
            "INSERT INTO main.request_revisions (started_us, identity, revision, import_id, row_json)
             SELECT r.started_us, r.identity, {NEXT_REVISION}, r.import_id, {}
             FROM stage.requests s CROSS JOIN main.requests r
                ON r.started_us = s.started_us AND r.identity = s.identity
             WHERE r.content <> s.content {says_more}
                AND s.identity NOT IN (SELECT identity FROM temp.staged_aside)",
            revision_json()
        ))?
        .execute([])?;
    Ok(u64::try_from(kept).unwrap_or(u64::MAX))
}

/// Keeps what one row was, under the start it will have.
pub(super) fn keep_one(
    tx: &Transaction<'_>,
    started_us: i64,
    identity: i64,
    under_us: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!(
        "INSERT INTO main.request_revisions (started_us, identity, revision, import_id, row_json)
         SELECT ?3, r.identity, 1 + coalesce((SELECT max(v.revision) FROM main.request_revisions v
                WHERE v.started_us = ?3 AND v.identity = r.identity), 0), r.import_id, {}
         FROM main.requests r WHERE r.started_us = ?1 AND r.identity = ?2",
        revision_json()
    ))?
    .execute([started_us, identity, under_us])
    .map(|_| ())
}

/// Revisions follow their row to another start.
pub(super) fn move_revisions(
    tx: &Transaction<'_>,
    identity: i64,
    from_us: i64,
    to_us: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE OR REPLACE main.request_revisions SET started_us = ?3 WHERE started_us = ?2 AND identity = ?1",
    )?
    .execute([identity, from_us, to_us])
    .map(|_| ())
}

pub(super) fn delete_request(tx: &Transaction<'_>, started_us: i64, identity: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM main.requests WHERE started_us = ?1 AND identity = ?2")?
        .execute([started_us, identity])
        .map(|_| ())
}

pub(super) fn move_request(
    tx: &Transaction<'_>,
    identity: i64,
    from_us: i64,
    to_us: i64,
    import: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE main.requests SET started_us = ?3, import_id = ?4 WHERE started_us = ?2 AND identity = ?1",
    )?
    .execute([identity, from_us, to_us, import])
    .map(|_| ())
}

pub(super) fn put_timeless(tx: &Transaction<'_>, identity: i64, started_us: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO main.timeless_requests (identity, started_us) VALUES (?1, ?2)")?
        .execute([identity, started_us])
        .map(|_| ())
}

pub(super) fn copy_timeless(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO main.timeless_requests (identity, started_us) SELECT identity, started_us FROM stage.timeless
         WHERE true ORDER BY identity ON CONFLICT (identity) DO NOTHING",
    )?
    .execute([])
    .map(|_| ())
}

/// How the staged rows come in.
#[derive(Clone, Copy)]
pub(super) struct Merge {
    pub source: i64,
    pub import: i64,
    /// Whether the workspace knows requests of that time.
    pub has_overlap: bool,
    /// Whether some ids are one whatever the time.
    pub has_timeless: bool,
}

/// Puts the staged rows in order of their key, and says how many rows came or changed.
pub(super) fn merge(tx: &Transaction<'_>, merge: Merge) -> rusqlite::Result<u64> {
    let staged: Vec<String> = SHARED.split(", ").map(|name| format!("s.{name}")).collect();
    let mut condition = "true".to_owned();
    let mut conflict = String::new();
    if merge.has_overlap {
        condition = "NOT EXISTS (SELECT 1 FROM main.dropped_requests d
                WHERE d.started_us = s.started_us AND d.identity = s.identity)
             AND s.identity NOT IN (SELECT identity FROM temp.staged_aside)"
            .to_owned();
        conflict = on_conflict(merge.has_timeless);
    }
    let changed = tx
        .prepare(&format!(
            "INSERT INTO main.requests AS r (started_us, identity, source_id, series_id, import_id, file, record, content,
                {SHARED}, is_counted)
             SELECT s.started_us, s.identity, ?1, m.series_id, ?2, s.file, s.record, s.content, {}, 1
             FROM stage.requests s CROSS JOIN temp.staged_series m ON m.local = s.series_id
             WHERE {condition} ORDER BY s.started_us, s.identity {conflict}",
            staged.join(", ")
        ))?
        .execute([merge.source, merge.import])?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

fn on_conflict(has_timeless: bool) -> String {
    let own = ["series_id", "import_id", "file", "record", "content"];
    let sets: Vec<String> =
        own.into_iter().chain(SHARED.split(", ")).map(|name| format!("{name} = excluded.{name}")).collect();
    let says_more = if has_timeless {
        "AND (NOT EXISTS (SELECT 1 FROM stage.timeless t WHERE t.identity = excluded.identity)
            OR (excluded.has_usage, excluded.output, excluded.content) > (r.has_usage, r.output, r.content))"
    } else {
        ""
    };
    format!(
        "ON CONFLICT (started_us, identity) DO UPDATE SET {}, is_counted = 1, told_by = NULL
         WHERE r.content <> excluded.content {says_more}",
        sets.join(", ")
    )
}

/// Whether an import has rows on a day.
pub(super) fn has_rows_of(tx: &Connection, import: i64, day: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM main.requests WHERE started_us >= ?1 AND started_us < ?2 AND import_id = ?3)",
    )?
    .query_row([start_of(day), start_of(day) + DAY_US, import], |row| row.get(0))
}

/// How many rows of an import a day has.
pub(super) fn new_rows_of(tx: &Connection, import: i64, day: i64) -> rusqlite::Result<u64> {
    tx.prepare_cached(
        "SELECT count(*) FROM main.requests r WHERE started_us >= ?1 AND started_us < ?2 AND import_id = ?3
            AND NOT EXISTS (SELECT 1 FROM main.request_revisions v
                WHERE v.started_us = r.started_us AND v.identity = r.identity)",
    )?
    .query_row([start_of(day), start_of(day) + DAY_US, import], |row| crate::store::read_count(row, 0))
}

pub(super) fn period(tx: &Connection) -> rusqlite::Result<Option<(i64, i64, u64)>> {
    let (first, last, rows) = tx.query_row(
        "SELECT (SELECT min(started_us) FROM stage.requests), (SELECT max(started_us) FROM stage.requests),
            (SELECT count(*) FROM stage.requests)",
        [],
        |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, Option<i64>>(1)?,
                crate::store::read_count(row, 2)?,
            ))
        },
    )?;
    Ok(first.zip(last).map(|(first, last)| (first, last, rows)))
}

/// Figures of the rows of an import between two instants.
pub(super) fn import_figures(
    tx: &Connection,
    import: i64,
    from_us: i64,
    to_us: i64,
) -> rusqlite::Result<Figures> {
    let mut figures = Figures::default();
    let mut statement = tx.prepare_cached(
        "SELECT currency, rated_nanos, reported_basis, reported_currency, reported_nanos, rating_status,
            has_usage = 0 AND is_charged IS NOT 0 AND response_cache <> 2, notes
         FROM main.requests WHERE started_us >= ?1 AND started_us < ?2 AND import_id = ?3",
    )?;
    let mut rows = statement.query([from_us, to_us, import])?;
    while let Some(row) = rows.next()? {
        let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?);
        figures.add(&Figure {
            currency: text(0)?.unwrap_or_default(),
            rated: row.get(1)?,
            basis: row.get(2)?,
            reported_currency: text(3)?,
            reported: row.get(4)?,
            rating_status: row.get(5)?,
            is_usage_unknown: row.get(6)?,
            notes: row.get(7)?,
        });
    }
    Ok(figures)
}

/// Puts staged outcomes that are new or told otherwise.
pub(super) fn merge_outcomes(tx: &Transaction<'_>, source: i64, import: i64) -> rusqlite::Result<()> {
    let same = SAME_OUTCOME.replace("s.", "excluded.");
    tx.prepare(&format!(
        "INSERT INTO main.outcomes AS o (source_id, event_id, about, about_id, name, kind, score_text, label, judge, at_us,
            import_id)
         SELECT ?1, event_id, about, about_id, name, kind, score_text, label, judge, at_us, ?2 FROM stage.outcomes
         WHERE true ORDER BY event_id
         ON CONFLICT (source_id, event_id) DO UPDATE SET about = excluded.about, about_id = excluded.about_id,
            name = excluded.name, kind = excluded.kind, score_text = excluded.score_text, label = excluded.label,
            judge = excluded.judge, at_us = excluded.at_us, import_id = excluded.import_id
         WHERE NOT ({same})"
    ))?
    .execute([source, import])
    .map(|_| ())
}

pub(super) fn mark_dirty(tx: &Transaction<'_>, day: &str, at: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO main.dirty_days (day, marked_at) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET marked_at = excluded.marked_at",
    )?
    .execute([day, at])
    .map(|_| ())
}

/// Ids that are one whatever the time, staged at one start and kept at another.
pub(super) fn elsewhere(tx: &Connection) -> rusqlite::Result<Vec<Elsewhere>> {
    super::stage::elsewhere(tx, super::stage::FROM_WORKSPACE)
}

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
