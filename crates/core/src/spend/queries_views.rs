//! SQL that reads spend of record for a period.

use rusqlite::{Connection, Row, params};

use super::model::Class;
use super::model::Classes;
use crate::kernel::Period;

/// Spend of one account, day, book and kind of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpendRow {
    pub day: String,
    pub connection: i64,
    pub currency: String,
    pub level: String,
    pub grade: String,
    pub basis: String,
    pub classes: Classes,
    pub retry_unknown: i128,
}

const CLASSES: &str =
    "retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos, output_nanos,
        other_nanos, retry_unknown_nanos";

fn read_classes(row: &Row<'_>, from: usize) -> rusqlite::Result<Classes> {
    let mut classes = Classes::default();
    for class in Class::ALL {
        let nanos: i64 = row.get(from.saturating_add(class.place()))?;
        classes.add(*class, i128::from(nanos));
    }
    Ok(classes)
}

pub(super) fn rows(reader: &Connection, period: Period) -> rusqlite::Result<Vec<SpendRow>> {
    let sql = format!(
        "SELECT day, connection_id, currency, level, grade, basis, {CLASSES} FROM spend_sums
         WHERE day >= ?1 AND day < ?2 ORDER BY day, connection_id, currency, level, grade, basis"
    );
    reader
        .prepare_cached(&sql)?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok(SpendRow {
                day: row.get(0)?,
                connection: row.get(1)?,
                currency: row.get(2)?,
                level: row.get(3)?,
                grade: row.get(4)?,
                basis: row.get(5)?,
                classes: read_classes(row, 6)?,
                retry_unknown: i128::from(row.get::<_, i64>(13)?),
            })
        })?
        .collect()
}

/// Net cache benefit of a currency, and series-days without a known input rate.
pub(super) fn cache(
    reader: &Connection,
    period: Period,
) -> rusqlite::Result<Vec<(String, Option<i64>, i64)>> {
    reader
        .prepare_cached(
            "SELECT currency, sum(benefit_nanos), count(*) - count(benefit_nanos) FROM spend_cache
             WHERE day >= ?1 AND day < ?2 GROUP BY currency ORDER BY currency",
        )?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect()
}

/// One difference between books over a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscrepancyRow {
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Stored word of its kind.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Model; empty when not told.
    pub model: String,
    /// Meter group.
    pub meter: String,
    /// Currency; empty without an amount.
    pub currency: String,
    /// Nanos of rated cost; `None` without a price.
    pub amount_nanos: Option<i64>,
    /// How much was counted; 0 where the difference is in money only.
    pub quantity: i64,
    /// Days it stands on.
    pub days: i64,
}

/// Differences of a period, the largest first.
pub(super) fn discrepancies(reader: &Connection, period: Period) -> rusqlite::Result<Vec<DiscrepancyRow>> {
    reader
        .prepare_cached(
            "SELECT connection_id, kind, channel, model, meter, currency, sum(amount_nanos), sum(quantity),
                    count(*)
             FROM spend_discrepancies WHERE day >= ?1 AND day < ?2
             GROUP BY connection_id, kind, channel, model, meter, currency
             ORDER BY coalesce(sum(amount_nanos), 0) DESC, sum(quantity) DESC, connection_id, kind, channel, model, meter",
        )?
        .query_map(params![period.start().to_string(), period.end().to_string()], |row| {
            Ok(DiscrepancyRow {
                connection: row.get(0)?,
                kind: row.get(1)?,
                channel: row.get(2)?,
                model: row.get(3)?,
                meter: row.get(4)?,
                currency: row.get(5)?,
                amount_nanos: row.get(6)?,
                quantity: row.get(7)?,
                days: row.get(8)?,
            })
        })?
        .collect()
}

/// Labels of connections, removed ones included.
pub(super) fn labels(reader: &Connection) -> rusqlite::Result<std::collections::BTreeMap<i64, String>> {
    reader
        .prepare_cached("SELECT id, label FROM connections")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
