//! SQL of the figures: what is connected, which revisions count, and their rows.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::kernel::Period;

/// A connection, removed ones included: their figures stay.
#[derive(Clone, Debug)]
pub(super) struct ConnectionRow {
    pub(super) id: i64,
    pub(super) source: String,
    pub(super) label: String,
    pub(super) account: String,
    pub(super) schedule_json: String,
    pub(super) is_paused: bool,
    pub(super) backfill_from: String,
    pub(super) is_removed: bool,
}

pub(super) fn connections(reader: &Connection) -> rusqlite::Result<Vec<ConnectionRow>> {
    reader
        .prepare_cached(
            "SELECT id, source, label, account, schedule_json, is_paused, backfill_from, removed_at IS NOT NULL
             FROM connections ORDER BY id",
        )?
        .query_map([], |row| {
            Ok(ConnectionRow {
                id: row.get(0)?,
                source: row.get(1)?,
                label: row.get(2)?,
                account: row.get(3)?,
                schedule_json: row.get(4)?,
                is_paused: row.get(5)?,
                backfill_from: row.get(6)?,
                is_removed: row.get(7)?,
            })
        })?
        .collect()
}

/// Series columns that dimensions read, in the order of [`SeriesRow::columns`].
pub(super) const SERIES_COLUMNS: [&str; 22] = [
    "provider",
    "account",
    "project",
    "credential",
    "user",
    "model_requested",
    "model_served",
    "service_tier",
    "context_band",
    "region",
    "operation",
    "product",
    "speed",
    "line_item",
    "token_class",
    "lane",
    "gateway",
    "team",
    "feature",
    "customer",
    "environment",
    "workload",
];

/// The dimension values of one series.
#[derive(Clone, Debug)]
pub(super) struct SeriesRow {
    columns: [Option<String>; SERIES_COLUMNS.len()],
}

impl SeriesRow {
    /// The value of a column; `None` when the source does not tell it.
    pub(super) fn column(&self, name: &str) -> Option<&str> {
        let position = SERIES_COLUMNS.iter().position(|column| *column == name)?;
        self.columns.get(position)?.as_deref()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Self)> {
        let mut columns = [const { None }; SERIES_COLUMNS.len()];
        for (position, column) in columns.iter_mut().enumerate() {
            *column = row.get(position.saturating_add(1))?;
        }
        Ok((row.get(0)?, Self { columns }))
    }
}

pub(super) fn series(reader: &Connection) -> rusqlite::Result<HashMap<i64, SeriesRow>> {
    reader
        .prepare_cached(&format!("SELECT id, {} FROM series", SERIES_COLUMNS.join(", ")))?
        .query_map([], SeriesRow::read)?
        .collect()
}

/// A day of a slot and the revision of it that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BucketRow {
    pub(super) day: String,
    pub(super) revision: i64,
    pub(super) rows_total: i64,
}

pub(super) fn buckets(
    reader: &Connection,
    connection: i64,
    slot: &str,
    period: Period,
) -> rusqlite::Result<Vec<BucketRow>> {
    reader
        .prepare_cached(
            "SELECT c.day, c.revision_id, r.rows_total
             FROM current_revisions c JOIN bucket_revisions r ON r.id = c.revision_id
             WHERE c.slot = ?1 AND c.connection_id = ?2 AND c.day >= ?3 AND c.day < ?4 ORDER BY c.day",
        )?
        .query_map(params![slot, connection, period.start().to_string(), period.end().to_string()], |row| {
            Ok(BucketRow { day: row.get(0)?, revision: row.get(1)?, rows_total: row.get(2)? })
        })?
        .collect()
}

/// One charge of a revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge<'a> {
    pub(super) ordinal: i64,
    pub(super) series: i64,
    pub(super) amount_nanos: i64,
    pub(super) list_nanos: Option<i64>,
    pub(super) currency: &'a str,
}

pub(super) fn each_charge(
    reader: &Connection,
    revision: i64,
    basis: &str,
    mut visit: impl FnMut(Charge<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT ordinal, series_id, amount_nanos, list_nanos, currency FROM charge_rows
         WHERE revision_id = ?1 AND basis = ?2",
    )?;
    let mut rows = statement.query(params![revision, basis])?;
    while let Some(row) = rows.next()? {
        visit(Charge {
            ordinal: row.get(0)?,
            series: row.get(1)?,
            amount_nanos: row.get(2)?,
            list_nanos: row.get(3)?,
            currency: text(row, 4)?,
        });
    }
    Ok(())
}

/// One quantity of a revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity<'a> {
    pub(super) ordinal: i64,
    pub(super) series: i64,
    pub(super) meter: &'a str,
    pub(super) quantity: i64,
}

pub(super) fn each_quantity(
    reader: &Connection,
    revision: i64,
    mut visit: impl FnMut(Quantity<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT ordinal, series_id, meter, quantity FROM usage_rows WHERE revision_id = ?1",
    )?;
    let mut rows = statement.query([revision])?;
    while let Some(row) = rows.next()? {
        visit(Quantity {
            ordinal: row.get(0)?,
            series: row.get(1)?,
            meter: text(row, 2)?,
            quantity: row.get(3)?,
        });
    }
    Ok(())
}

/// One quantity of a revision with its rating.
#[derive(Clone, Copy, Debug)]
pub(super) struct RatedQuantity<'a> {
    pub(super) ordinal: i64,
    pub(super) series: i64,
    pub(super) meter: &'a str,
    pub(super) quantity: i64,
    /// As stored; `waiting` when no rating was made yet.
    pub(super) status: &'a str,
    /// Empty when unpriced.
    pub(super) currency: &'a str,
    pub(super) list_nanos: Option<i64>,
    pub(super) list_high_nanos: Option<i64>,
    pub(super) contracted_nanos: Option<i64>,
    pub(super) contracted_high_nanos: Option<i64>,
}

pub(super) fn each_rated(
    reader: &Connection,
    revision: i64,
    mut visit: impl FnMut(RatedQuantity<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT u.ordinal, u.series_id, u.meter, u.quantity, coalesce(x.status, 'waiting'), coalesce(x.currency, ''),
                x.list_nanos, x.list_high_nanos, x.contracted_nanos, x.contracted_high_nanos
         FROM usage_rows u
         LEFT JOIN rated_rows x ON x.ordinal = u.ordinal
            AND x.rating_id = (SELECT rating_id FROM current_ratings WHERE revision_id = ?1)
         WHERE u.revision_id = ?1",
    )?;
    let mut rows = statement.query([revision])?;
    while let Some(row) = rows.next()? {
        visit(RatedQuantity {
            ordinal: row.get(0)?,
            series: row.get(1)?,
            meter: text(row, 2)?,
            quantity: row.get(3)?,
            status: text(row, 4)?,
            currency: text(row, 5)?,
            list_nanos: row.get(6)?,
            list_high_nanos: row.get(7)?,
            contracted_nanos: row.get(8)?,
            contracted_high_nanos: row.get(9)?,
        });
    }
    Ok(())
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|error| rusqlite::Error::Utf8Error(column, error))
        }
        other => Err(rusqlite::Error::InvalidColumnType(column, "text".to_owned(), other.data_type())),
    }
}

/// The newest name of everything that has one, by kind and id.
pub(super) fn names(reader: &Connection) -> rusqlite::Result<HashMap<(String, String), String>> {
    reader
        .prepare_cached(
            "SELECT kind, external_id, name, max(version) FROM directory_entries
             GROUP BY kind, external_id, connection_id ORDER BY connection_id DESC",
        )?
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect()
}

/// What is known of a day of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CoverageRow {
    pub(super) connection: i64,
    pub(super) slot: String,
    pub(super) day: String,
    pub(super) state: String,
}

pub(super) fn coverage(reader: &Connection, period: Period) -> rusqlite::Result<Vec<CoverageRow>> {
    reader
        .prepare_cached(
            "SELECT connection_id, slot, day, state FROM coverage WHERE day >= ?1 AND day < ?2
             ORDER BY connection_id, slot, day",
        )?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok(CoverageRow {
                connection: row.get(0)?,
                slot: row.get(1)?,
                day: row.get(2)?,
                state: row.get(3)?,
            })
        })?
        .collect()
}

/// The newest day of a slot that was read in full.
pub(super) fn last_full_day(
    reader: &Connection,
    connection: i64,
    slot: &str,
) -> rusqlite::Result<Option<String>> {
    reader
        .prepare_cached(
            "SELECT max(day) FROM coverage WHERE connection_id = ?1 AND slot = ?2 AND state = 'full'",
        )?
        .query_row(params![connection, slot], |row| row.get(0))
}

/// How the runs of a connection went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RunFacts {
    /// When the newest good run finished.
    pub(super) last_good_at: Option<String>,
    /// How the newest finished run ended.
    pub(super) last_state: Option<String>,
}

pub(super) fn run_facts(reader: &Connection, connection: i64) -> rusqlite::Result<RunFacts> {
    reader
        .prepare_cached(
            "SELECT (SELECT finished_at FROM sync_runs WHERE connection_id = ?1 AND state = 'succeeded'
                     ORDER BY id DESC LIMIT 1),
                    (SELECT state FROM sync_runs WHERE connection_id = ?1 AND state IN ('succeeded', 'failed')
                     ORDER BY id DESC LIMIT 1)",
        )?
        .query_row([connection], |row| Ok(RunFacts { last_good_at: row.get(0)?, last_state: row.get(1)? }))
}

/// Rows of counting revisions that could not be read.
pub(super) fn rejected_rows(reader: &Connection, period: Period) -> rusqlite::Result<i64> {
    reader
        .prepare_cached(
            "SELECT count(*) FROM rejected_rows x JOIN current_revisions c ON c.revision_id = x.revision_id
             WHERE c.day >= ?1 AND c.day < ?2",
        )?
        .query_row(params![period.start().to_string(), period.end().to_string()], |row| row.get(0))
}

/// Buckets of finished days with a further revision recorded since an instant.
pub(super) fn restated_since(reader: &Connection, since: &str, today: &str) -> rusqlite::Result<i64> {
    reader
        .prepare_cached(
            "SELECT count(DISTINCT r.bucket_id) FROM bucket_revisions r JOIN buckets b ON b.id = r.bucket_id
             WHERE r.revision > 1 AND r.recorded_at > ?1 AND b.day < ?2",
        )?
        .query_row(params![since, today], |row| row.get(0))
}
