//! SQL of derived figures: spend of record, what requests told.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::kernel::Period;

/// Amounts of a row: the whole, then the seven classes in display order.
pub(super) type Amounts = [i64; 8];

/// One row of spend by what providers tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineRow<'a> {
    pub(super) day: &'a str,
    pub(super) connection: i64,
    pub(super) currency: &'a str,
    pub(super) billed_series: i64,
    pub(super) usage_series: i64,
    pub(super) level: &'a str,
    pub(super) grade: &'a str,
    pub(super) book: &'a str,
    pub(super) amounts: Amounts,
}

/// One row of seen spend by what requests tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartRow<'a> {
    pub(super) day: &'a str,
    pub(super) series: i64,
    pub(super) connection: i64,
    pub(super) currency: &'a str,
    pub(super) owner_series: i64,
    pub(super) owner_tells: &'a str,
    pub(super) grade: &'a str,
    pub(super) book: &'a str,
    pub(super) amounts: Amounts,
}

const AMOUNTS: &str =
    "amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos,
        output_nanos, other_nanos";

fn amounts(row: &Row<'_>, from: usize) -> rusqlite::Result<Amounts> {
    let mut found = [0; 8];
    for (place, amount) in found.iter_mut().enumerate() {
        *amount = row.get(from.saturating_add(place))?;
    }
    Ok(found)
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|error| rusqlite::Error::Utf8Error(column, error))
        }
        other => Err(rusqlite::Error::InvalidColumnType(column, "text".to_owned(), other.data_type())),
    }
}

/// Every row of spend by what providers tell; without the seen ones where their requests are read instead. Where nothing
/// is asked that a series tells, the sums of each day are read, which have none.
pub(super) fn each_line(
    reader: &Connection,
    period: Period,
    is_without_seen: bool,
    is_by_series: bool,
    mut visit: impl FnMut(LineRow<'_>),
) -> rusqlite::Result<()> {
    let (table, series) =
        if is_by_series { ("spend_lines", "billed_series, usage_series") } else { ("spend_sums", "0, 0") };
    let mut statement = reader.prepare_cached(&format!(
        "SELECT day, connection_id, currency, {series}, level, grade, basis, {AMOUNTS}
         FROM {table} WHERE day >= ?1 AND day < ?2 AND (?3 = 0 OR level <> 'seen')"
    ))?;
    let asked = params![period.start().to_string(), period.end().to_string(), is_without_seen];
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        visit(LineRow {
            day: text(row, 0)?,
            connection: row.get(1)?,
            currency: text(row, 2)?,
            billed_series: row.get(3)?,
            usage_series: row.get(4)?,
            level: text(row, 5)?,
            grade: text(row, 6)?,
            book: text(row, 7)?,
            amounts: amounts(row, 8)?,
        });
    }
    Ok(())
}

/// Every row of seen spend by what requests tell.
pub(super) fn each_part(
    reader: &Connection,
    period: Period,
    mut visit: impl FnMut(PartRow<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT day, series_id, connection_id, currency, owner_series, owner_tells, grade, basis, {AMOUNTS}
         FROM spend_parts WHERE day >= ?1 AND day < ?2"
    ))?;
    let mut rows = statement.query(params![period.start().to_string(), period.end().to_string()])?;
    while let Some(row) = rows.next()? {
        visit(PartRow {
            day: text(row, 0)?,
            series: row.get(1)?,
            connection: row.get(2)?,
            currency: text(row, 3)?,
            owner_series: row.get(4)?,
            owner_tells: text(row, 5)?,
            grade: text(row, 6)?,
            book: text(row, 7)?,
            amounts: amounts(row, 8)?,
        });
    }
    Ok(())
}

/// Counts of one series of requests on one day, or in one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestRow<'a> {
    /// Day, or month where months are read.
    pub(super) time: &'a str,
    pub(super) series: i64,
    pub(super) attempts: i64,
    pub(super) retries: i64,
    pub(super) retry_unknown: i64,
    pub(super) failures: i64,
    /// Input, cache reads, cache writes, output.
    pub(super) tokens: [i64; 4],
}

/// Every row of the roll-up by day, or by month where the period is whole months.
pub(super) fn each_request(
    reader: &Connection,
    period: Period,
    is_by_month: bool,
    mut visit: impl FnMut(RequestRow<'_>),
) -> rusqlite::Result<()> {
    let (table, time) = if is_by_month { ("request_months", "month") } else { ("request_days", "day") };
    let mut statement = reader.prepare_cached(&format!(
        "SELECT {time}, series_id, attempts, retries, retry_unknown, failures, tokens_input, tokens_cache_read,
                tokens_cache_write, tokens_output
         FROM {table} WHERE {time} >= ?1 AND {time} < ?2"
    ))?;
    let (mut from, mut to) = (period.start().to_string(), period.end().to_string());
    if is_by_month {
        from.truncate(7);
        to.truncate(7);
    }
    let mut rows = statement.query(params![from, to])?;
    while let Some(row) = rows.next()? {
        visit(RequestRow {
            time: text(row, 0)?,
            series: row.get(1)?,
            attempts: row.get(2)?,
            retries: row.get(3)?,
            retry_unknown: row.get(4)?,
            failures: row.get(5)?,
            tokens: [row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?],
        });
    }
    Ok(())
}

/// Days of a period whose requests changed and that are not apportioned again yet.
pub(super) fn waiting_days(reader: &Connection, period: Period) -> rusqlite::Result<i64> {
    reader
        .prepare_cached("SELECT count(*) FROM dirty_days WHERE day >= ?1 AND day < ?2")?
        .query_row(params![period.start().to_string(), period.end().to_string()], |row| row.get(0))
}

/// Nanos by currency of which it is not known whether they are retries.
pub(super) fn retry_unknown(reader: &Connection, period: Period) -> rusqlite::Result<Vec<(String, i64)>> {
    reader
        .prepare_cached(
            "SELECT currency, sum(retry_unknown_nanos) FROM spend_sums WHERE day >= ?1 AND day < ?2
             GROUP BY currency HAVING sum(retry_unknown_nanos) <> 0 ORDER BY currency",
        )?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}
