//! SQL of days that do not move: those of closed months.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::day::DayRecord;
use super::error::SpendError;
use super::queries::Stamp;
use super::queries_put::{TABLES, put_day};
use crate::kernel::Period;

/// What a closed day is, and what its books come to since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// ISO 4217; empty where no money is on either side.
    pub currency: String,
    /// Nanos of the closed record, which stands.
    pub closed_nanos: i64,
    /// Nanos that it would be now; equal where only the division of the money differs.
    pub now_nanos: i64,
}

/// Months that are closed, `YYYY-MM`.
pub(super) fn closed_months(reader: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    reader.prepare_cached("SELECT month FROM closed_months")?.query_map([], |row| row.get(0))?.collect()
}

/// Whether a day lies in one of them.
pub(super) fn is_closed(closed: &BTreeSet<String>, day: &str) -> bool {
    day.get(..7).is_some_and(|month| closed.contains(month))
}

/// The days that are held, with the stamps of the books that say otherwise.
pub(super) fn held(reader: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
    reader
        .prepare_cached("SELECT day, evidence FROM spend_held")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Held days of a period.
pub(super) fn held_rows(reader: &Connection, period: Period) -> rusqlite::Result<Vec<HeldRow>> {
    reader
        .prepare_cached(
            "SELECT day, currency, closed_nanos, now_nanos FROM spend_held WHERE day >= ?1 AND day < ?2
             ORDER BY day, currency",
        )?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok(HeldRow {
                day: row.get(0)?,
                currency: row.get(1)?,
                closed_nanos: row.get(2)?,
                now_nanos: row.get(3)?,
            })
        })?
        .collect()
}

/// Looks at a day of a closed month: its rows stay whatever the record says. Answers whether the record says otherwise,
/// which is then kept beside it.
pub(super) fn hold(tx: &Connection, day: &str, stamp: Stamp, record: &DayRecord) -> Result<bool, SpendError> {
    let (before, closed) = (rows_of(tx, day)?, sums(tx, day)?);
    tx.execute_batch("SAVEPOINT closed_day")?;
    let put = put_day(tx, day, stamp, record).and_then(|()| Ok((rows_of(tx, day)?, sums(tx, day)?)));
    let is_held = put.as_ref().is_ok_and(|(after, _)| *after != before);
    if is_held || put.is_err() {
        tx.execute_batch("ROLLBACK TO closed_day")?;
    }
    tx.execute_batch("RELEASE closed_day")?;
    let (_, now) = put?;
    if is_held {
        tx.prepare_cached("DELETE FROM spend_held WHERE day = ?1")?.execute([day])?;
        let no_money = String::new();
        let mut currencies: BTreeSet<&String> = closed.keys().chain(now.keys()).collect();
        if currencies.is_empty() {
            currencies.insert(&no_money);
        }
        for currency in currencies {
            let of = |sums: &BTreeMap<String, i64>| sums.get(currency).copied().unwrap_or(0);
            tx.prepare_cached(
                "INSERT INTO spend_held (day, currency, evidence, closed_nanos, now_nanos) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![day, currency, stamp, of(&closed), of(&now)])?;
        }
        tx.prepare_cached("DELETE FROM dirty_days WHERE day = ?1")?.execute([day])?;
    }
    Ok(is_held)
}

/// Every value of the rows of a day, table by table.
fn rows_of(tx: &Connection, day: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut found = Vec::new();
    for table in TABLES {
        let mut statement = tx.prepare_cached(&format!("SELECT * FROM {table} WHERE day = ?1"))?;
        let columns = statement.column_count();
        let rows = statement.query_map([day], |row| (0..columns).map(|column| row.get(column)).collect())?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Nanos of a day by currency.
fn sums(tx: &Connection, day: &str) -> rusqlite::Result<BTreeMap<String, i64>> {
    tx.prepare_cached("SELECT currency, sum(amount_nanos) FROM spend_lines WHERE day = ?1 GROUP BY currency")?
        .query_map([day], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
