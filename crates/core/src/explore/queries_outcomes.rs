//! SQL of outcomes and of the requests they are about.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::kernel::Period;

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;
/// How many days before a period the requests of its outcomes are looked for: a verdict may come weeks later.
const DAYS_BEFORE: i64 = 31;

fn told<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<&'a str>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        value => Ok(Some(value.as_str()?)),
    }
}

/// One outcome.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutcomeRow<'a> {
    pub(super) day: &'a str,
    /// Label of the source that told it.
    pub(super) gateway: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    /// About one request, and not about a trace or a task.
    pub(super) is_about_request: bool,
    pub(super) about_id: &'a str,
}

/// Every outcome of a period. Those without an instant have no day.
pub(super) fn each_outcome(
    reader: &Connection,
    period: Period,
    mut visit: impl FnMut(OutcomeRow<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT date(o.at_us / 1000000, 'unixepoch'), s.label, o.name, o.kind, o.about = 'request', o.about_id
         FROM outcomes o JOIN log_sources s ON s.id = o.source_id
         WHERE o.at_us >= unixepoch(?1) * 1000000 AND o.at_us < unixepoch(?2) * 1000000",
    )?;
    let mut rows = statement.query(params![period.start().to_string(), period.end().to_string()])?;
    while let Some(row) = rows.next()? {
        let text = |column| Ok::<_, rusqlite::Error>(told(row, column)?.unwrap_or_default());
        visit(OutcomeRow {
            day: text(0)?,
            gateway: text(1)?,
            name: text(2)?,
            kind: text(3)?,
            is_about_request: row.get(4)?,
            about_id: text(5)?,
        });
    }
    Ok(())
}

/// A request with the ids that an outcome may name.
#[derive(Clone, Copy, Debug)]
pub(super) struct SubjectRow<'a> {
    pub(super) series: i64,
    /// Identity of the row that tells the same charge and counts; `None` while this one counts.
    pub(super) told_by: Option<i64>,
    /// Its own id, that of its logical request, that of its answer.
    pub(super) request: [Option<&'a str>; 3],
    /// Its trace and its task; a source without traces names its tasks so, and the other way round.
    pub(super) task: [Option<&'a str>; 2],
}

fn reach(period: Period) -> [i64; 2] {
    let us = |day: crate::kernel::Day| {
        let from = chrono::NaiveDate::default();
        day.signed_duration_since(from).num_days().saturating_mul(DAY_US)
    };
    [us(period.start()).saturating_sub(DAYS_BEFORE * DAY_US), us(period.end()).saturating_add(DAY_US)]
}

/// Every request that outcomes of a period may be about, also those that another row tells.
pub(super) fn each_subject(
    reader: &Connection,
    period: Period,
    mut visit: impl FnMut(SubjectRow<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT series_id, told_by, event_id, logical_id, response_id, trace_id, task_id
         FROM requests WHERE started_us >= ?1 AND started_us < ?2",
    )?;
    let mut rows = statement.query(reach(period))?;
    while let Some(row) = rows.next()? {
        visit(SubjectRow {
            series: row.get(0)?,
            told_by: row.get(1)?,
            request: [told(row, 2)?, told(row, 3)?, told(row, 4)?],
            task: [told(row, 5)?, told(row, 6)?],
        });
    }
    Ok(())
}

/// Identities and series of the requests of that time that count.
pub(super) fn each_counted(
    reader: &Connection,
    period: Period,
    mut visit: impl FnMut(i64, i64),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT identity, series_id FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND is_counted = 1",
    )?;
    let mut rows = statement.query(reach(period))?;
    while let Some(row) = rows.next()? {
        visit(row.get(0)?, row.get(1)?);
    }
    Ok(())
}
