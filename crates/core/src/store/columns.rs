//! Reading the text forms of days, instants and JSON out of a row.

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{Row, RowIndex};
use serde::de::DeserializeOwned;

use crate::kernel::{Currency, Day, parse_day, parse_instant};

fn conversion(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

/// A `YYYY-MM-DD` column.
pub fn read_day(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Day> {
    parse_day(&row.get::<_, String>(column)?).map_err(conversion)
}

/// An RFC 3339 column.
pub fn read_instant(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<DateTime<Utc>> {
    parse_instant(&row.get::<_, String>(column)?).map_err(conversion)
}

/// An RFC 3339 column that may be NULL.
pub fn read_optional_instant(
    row: &Row<'_>,
    column: impl RowIndex,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse_instant(&text).map_err(conversion)).transpose()
}

/// A JSON column.
pub fn read_json<T: DeserializeOwned>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(conversion)
}

/// A currency column.
pub fn read_currency(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Currency> {
    Currency::parse(&row.get::<_, String>(column)?).map_err(conversion)
}

/// A count, which is never negative.
pub fn read_count(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(conversion)
}
