//! SQL that compares a stage with the workspace, whichever of the two is attached to the other.

use rusqlite::{Connection, OptionalExtension, params};

use crate::requests::days::{day_number, start_of};
use crate::store::read_count;

/// Under which names the two stand in one connection.
#[derive(Clone, Copy)]
pub(in crate::requests) struct Names {
    pub stage: &'static str,
    pub workspace: &'static str,
}

/// As the stage's own connection has them.
pub(super) const FROM_STAGE: Names = Names { stage: "main", workspace: "workspace" };
/// As the workspace's writer has them.
pub(in crate::requests) const FROM_WORKSPACE: Names = Names { stage: "stage", workspace: "main" };

pub(super) fn attach(connection: &Connection, workspace: &str) -> rusqlite::Result<()> {
    connection.execute("ATTACH ?1 AS workspace", [workspace])?;
    connection.execute_batch("BEGIN")
}

pub(super) fn detach(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("COMMIT")?;
    connection.flush_prepared_statement_cache();
    connection.execute_batch("DETACH workspace")
}

/// First and last start of the staged requests.
pub(super) fn period(connection: &Connection) -> rusqlite::Result<Option<(i64, i64)>> {
    connection.query_row("SELECT min(started_us), max(started_us) FROM main.requests", [], |row| {
        let first: Option<i64> = row.get(0)?;
        let last: Option<i64> = row.get(1)?;
        Ok(first.zip(last))
    })
}

/// Whether the workspace knows any request in that time, kept or dropped.
pub(in crate::requests) fn overlaps(
    connection: &Connection,
    names: Names,
    first_us: i64,
    last_us: i64,
) -> rusqlite::Result<bool> {
    let w = names.workspace;
    connection
        .prepare(&format!(
            "SELECT EXISTS (SELECT 1 FROM {w}.requests WHERE started_us BETWEEN ?1 AND ?2)
                OR EXISTS (SELECT 1 FROM {w}.dropped_requests WHERE started_us BETWEEN ?1 AND ?2)"
        ))?
        .query_row([first_us, last_us], |row| row.get(0))
}

pub(in crate::requests) fn source_id(
    connection: &Connection,
    names: Names,
    label: &str,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare(&format!("SELECT id FROM {}.log_sources WHERE label = ?1", names.workspace))?
        .query_row([label], |row| row.get(0))
        .optional()
}

/// Requests of one day that share verdict and currency.
pub(super) struct DaySums {
    pub day: i64,
    pub currency: String,
    pub basis: Option<i64>,
    pub reported_currency: Option<String>,
    /// 0 new, 1 same, 2 changed.
    pub verdict: i64,
    pub requests: u64,
    pub rated: i64,
    pub reported: i64,
    pub unpriced: u64,
    pub partial: u64,
    pub usage_unknown: u64,
}

/// Whether the row `s` says more than the row `r` of the same id that is one whatever the time.
pub(in crate::requests) const SAYS_MORE: &str =
    "(s.has_usage, s.output, s.content) > (r.has_usage, r.output, r.content)";

pub(super) fn day_sums(
    connection: &Connection,
    has_overlap: bool,
    has_timeless: bool,
) -> rusqlite::Result<Vec<DaySums>> {
    let mut from = "main.requests s".to_owned();
    let mut verdict = "0".to_owned();
    if has_overlap {
        from.push_str(
            " LEFT JOIN workspace.requests r ON r.started_us = s.started_us AND r.identity = s.identity
              LEFT JOIN workspace.dropped_requests d ON d.started_us = s.started_us AND d.identity = s.identity",
        );
        let settled = if has_timeless {
            format!(
                "OR (EXISTS (SELECT 1 FROM main.timeless t WHERE t.identity = s.identity) AND NOT {SAYS_MORE})"
            )
        } else {
            String::new()
        };
        verdict = format!(
            "CASE WHEN r.content IS NULL THEN d.identity IS NOT NULL WHEN r.content = s.content {settled} THEN 1 ELSE 2 END"
        );
    }
    if has_timeless {
        from.push_str(
            " WHERE NOT EXISTS (SELECT 1 FROM main.timeless t JOIN workspace.timeless_requests w USING (identity)
                WHERE t.identity = s.identity AND w.started_us <> t.started_us)",
        );
    }
    connection
        .prepare(&format!(
            "SELECT s.started_us / 86400000000, s.currency, s.reported_basis, s.reported_currency, {verdict}, count(*),
                sum(coalesce(s.rated_nanos, 0)), sum(coalesce(s.reported_nanos, 0)), sum(s.rating_status = 3),
                sum(s.rating_status = 2),
                sum(s.has_usage = 0 AND s.is_charged IS NOT 0 AND s.response_cache <> 2)
             FROM {from} GROUP BY 1, 2, 3, 4, 5"
        ))?
        .query_map([], |row| {
            Ok(DaySums {
                day: row.get(0)?,
                currency: row.get(1)?,
                basis: row.get(2)?,
                reported_currency: row.get(3)?,
                verdict: row.get(4)?,
                requests: read_count(row, 5)?,
                rated: row.get(6)?,
                reported: row.get(7)?,
                unpriced: read_count(row, 8)?,
                partial: read_count(row, 9)?,
                usage_unknown: read_count(row, 10)?,
            })
        })?
        .collect()
}

/// An id that is one whatever the time, staged at one start and kept at another.
pub(in crate::requests) struct Elsewhere {
    pub identity: i64,
    pub staged_us: i64,
    pub kept_us: i64,
    /// Whether the staged telling says more.
    pub says_more: bool,
}

impl Elsewhere {
    /// Whether anything of the kept row changes.
    pub(in crate::requests) const fn changes(&self) -> bool {
        self.says_more || self.staged_us < self.kept_us
    }
}

pub(in crate::requests) fn elsewhere(
    connection: &Connection,
    names: Names,
) -> rusqlite::Result<Vec<Elsewhere>> {
    let Names { stage, workspace } = names;
    connection
        .prepare(&format!(
            "SELECT t.identity, t.started_us, w.started_us, {SAYS_MORE}
             FROM {stage}.timeless t JOIN {workspace}.timeless_requests w USING (identity)
             JOIN {stage}.requests s ON s.started_us = t.started_us AND s.identity = t.identity
             JOIN {workspace}.requests r ON r.started_us = w.started_us AND r.identity = t.identity
             WHERE t.started_us <> w.started_us ORDER BY t.identity"
        ))?
        .query_map([], |row| {
            Ok(Elsewhere {
                identity: row.get(0)?,
                staged_us: row.get(1)?,
                kept_us: row.get(2)?,
                says_more: row.get(3)?,
            })
        })?
        .collect()
}

/// Staged ids that the workspace has at another instant of those days.
pub(in crate::requests) fn collisions(
    connection: &Connection,
    names: Names,
    first_us: i64,
    last_us: i64,
) -> rusqlite::Result<u64> {
    let (from_us, to_us) = (start_of(day_number(first_us)), start_of(day_number(last_us) + 1) - 1);
    if !overlaps(connection, names, from_us, to_us)? {
        return Ok(0);
    }
    let Names { stage, workspace } = names;
    connection
        .prepare(&format!(
            "SELECT count(DISTINCT s.identity)
             FROM {workspace}.requests r CROSS JOIN {stage}.requests s ON s.identity = r.identity
             WHERE r.started_us BETWEEN ?1 AND ?2 AND s.started_us <> r.started_us
                AND NOT EXISTS (SELECT 1 FROM {stage}.timeless t WHERE t.identity = s.identity)"
        ))?
        .query_row([from_us, to_us], |row| read_count(row, 0))
}

/// Bits of notes with how often each set of them was made.
pub(super) fn notes(connection: &Connection) -> rusqlite::Result<Vec<(i64, u64)>> {
    connection
        .prepare("SELECT notes, count(*) FROM main.requests WHERE notes <> 0 GROUP BY notes")?
        .query_map([], |row| Ok((row.get(0)?, read_count(row, 1)?)))?
        .collect()
}

/// New, same and changed outcomes.
pub(in crate::requests) fn outcomes(
    connection: &Connection,
    names: Names,
    source: Option<i64>,
) -> rusqlite::Result<(u64, u64, u64)> {
    let Names { stage, workspace } = names;
    connection
        .prepare(&format!(
            "SELECT count(*) FILTER (WHERE o.event_id IS NULL),
                count(*) FILTER (WHERE o.event_id IS NOT NULL AND {same}),
                count(*) FILTER (WHERE o.event_id IS NOT NULL AND NOT {same})
             FROM {stage}.outcomes s
             LEFT JOIN {workspace}.outcomes o ON o.source_id = ?1 AND o.event_id = s.event_id",
            same = SAME_OUTCOME
        ))?
        .query_row(params![source], |row| Ok((read_count(row, 0)?, read_count(row, 1)?, read_count(row, 2)?)))
}

/// Whether the outcomes `s` and `o` of one id say the same.
pub(in crate::requests) const SAME_OUTCOME: &str =
    "(s.about, s.about_id, s.name, s.kind, s.score_text, s.label, s.judge, s.at_us)
        IS (o.about, o.about_id, o.name, o.kind, o.score_text, o.label, o.judge, o.at_us)";

/// Days of a source whose rows retention dropped.
pub(in crate::requests) fn dropped_days(
    connection: &Connection,
    names: Names,
    source: i64,
) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(&format!(
            "SELECT day FROM {}.sealed_days WHERE source_id = ?1 AND reason = 'dropped'",
            names.workspace
        ))?
        .query_map([source], |row| row.get(0))?
        .collect()
}

/// When a file of that hash was imported last.
pub(super) fn known_file(connection: &Connection, sha256: &[u8]) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT max(i.applied_at) FROM workspace.import_files f JOIN workspace.imports i ON i.id = f.import_id
             WHERE f.sha256 = ?1",
        )?
        .query_row([sha256], |row| row.get(0))
}
