//! SQL of pivots: roll-ups of whole months and of single days.

use rusqlite::Connection;

use crate::requests::Column;

/// Which roll-up is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Months,
    Days,
}

/// Values of those columns of every series.
pub(super) fn each_series(
    reader: &Connection,
    columns: &[&str],
    mut take: impl FnMut(i64, &[Option<&str>]),
) -> rusqlite::Result<()> {
    let mut list = columns.join(", ");
    if list.is_empty() {
        list.push_str("NULL");
    }
    let mut statement = reader.prepare_cached(&format!("SELECT id, {list} FROM series ORDER BY id"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns.len());
        for place in 0..columns.len() {
            values.push(row.get_ref(place + 1)?.as_str_or_null().map_err(rusqlite::Error::from)?);
        }
        take(row.get(0)?, &values);
    }
    Ok(())
}

/// Names of sources by id.
pub(super) fn sources(reader: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    reader
        .prepare_cached("SELECT id, label FROM log_sources")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// How often roll-ups have changed.
pub(super) fn changes(reader: &Connection) -> rusqlite::Result<i64> {
    reader.prepare_cached("SELECT count FROM roll_up_changes")?.query_row([], |row| row.get(0))
}

/// One row of a roll-up.
pub(super) struct Told<'a> {
    pub source: i64,
    pub series: i64,
    pub currency: &'a str,
}

/// Reads the rows of one month or day, with the values of those columns.
pub(super) fn each_row(
    reader: &Connection,
    grain: Grain,
    stretch: &str,
    columns: &[Column],
    mut take: impl FnMut(&Told<'_>, &[i64]),
) -> rusqlite::Result<()> {
    let (table, period) = match grain {
        Grain::Months => ("request_months", "month"),
        Grain::Days => ("request_days", "day"),
    };
    let list: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let mut statement = reader.prepare_cached(&format!(
        "SELECT source_id, series_id, currency, {} FROM {table} WHERE {period} = ?1",
        list.join(", ")
    ))?;
    let mut rows = statement.query([stretch])?;
    let mut values = vec![0; columns.len()];
    while let Some(row) = rows.next()? {
        for (place, value) in values.iter_mut().enumerate() {
            *value = row.get_ref(place + 3)?.as_i64().map_err(rusqlite::Error::from)?;
        }
        let told = Told {
            source: row.get(0)?,
            series: row.get(1)?,
            currency: row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
        };
        take(&told, &values);
    }
    Ok(())
}
