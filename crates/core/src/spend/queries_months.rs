//! SQL that keeps spend by subject and month with each day, and reads it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

/// All spend of record of a day by what is tagged: unseen money by its provider's series, seen money by its requests.
const DAY: &str =
    "SELECT 0 AS kind, connection_id, usage_series AS first, billed_series AS second, currency, grade, basis,
        amount_nanos
     FROM spend_lines WHERE day = ?1 AND level <> 'seen'
     UNION ALL
     SELECT CASE owner_tells WHEN 'key' THEN 3 WHEN 'project' THEN 2 ELSE CASE grade WHEN 'A' THEN 4 ELSE 1 END END,
        connection_id, series_id, owner_series, currency, grade, basis, amount_nanos
     FROM spend_parts WHERE day = ?1";

const SUBJECT: &str = "s.kind = d.kind AND s.connection_id = d.connection_id AND s.first_series = d.first
        AND s.second_series = d.second";

/// Takes what a day has out of its month.
pub(super) fn take_day(tx: &Connection, day: &str) -> rusqlite::Result<()> {
    let taken = tx
        .prepare_cached(&format!(
            "INSERT INTO spend_months (month, subject_id, currency, grade, basis, days, amount_nanos)
             SELECT substr(?1, 1, 7), s.id, d.currency, d.grade, d.basis, 0, -sum(d.amount_nanos)
             FROM ({DAY}) AS d JOIN spend_subjects AS s ON {SUBJECT} WHERE true
             GROUP BY s.id, d.currency, d.grade, d.basis
             ON CONFLICT DO UPDATE SET amount_nanos = amount_nanos + excluded.amount_nanos,
                days = days & ~(1 << (substr(?1, 9, 2) - 1))"
        ))?
        .execute([day])?;
    if taken > 0 {
        tx.prepare_cached("DELETE FROM spend_months WHERE month = substr(?1, 1, 7) AND days = 0")?
            .execute([day])?;
    }
    Ok(())
}

/// Adds what a day has to its month.
pub(super) fn add_day(tx: &Connection, day: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!(
        "INSERT OR IGNORE INTO spend_subjects (kind, connection_id, first_series, second_series)
         SELECT DISTINCT kind, connection_id, first, second FROM ({DAY}) AS d
         WHERE NOT EXISTS (SELECT 1 FROM spend_subjects AS s WHERE {SUBJECT})
         ORDER BY kind, connection_id, first, second"
    ))?
    .execute([day])?;
    tx.prepare_cached(&format!(
        "INSERT INTO spend_months (month, subject_id, currency, grade, basis, days, amount_nanos)
         SELECT substr(?1, 1, 7), s.id, d.currency, d.grade, d.basis, 1 << (substr(?1, 9, 2) - 1), sum(d.amount_nanos)
         FROM ({DAY}) AS d JOIN spend_subjects AS s ON {SUBJECT} WHERE true
         GROUP BY s.id, d.currency, d.grade, d.basis
         ON CONFLICT DO UPDATE SET amount_nanos = amount_nanos + excluded.amount_nanos, days = days | excluded.days"
    ))?
    .execute([day])?;
    tx.prepare_cached("UPDATE spend_changes SET count = count + 1")?.execute([])?;
    Ok(())
}

/// How often spend has changed.
pub fn spend_changes(reader: &Connection) -> rusqlite::Result<i64> {
    reader.prepare_cached("SELECT count FROM spend_changes")?.query_row([], |row| row.get(0))
}

/// What is tagged: a pair of series at an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// Its id, which never changes.
    pub id: i64,
    /// Stored number of its kind.
    pub kind: u8,
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Series of the usage or of the requests; 0: none.
    pub first: i64,
    /// Series of the charge or of the owner; 0: none.
    pub second: i64,
}

/// Every subject, by id.
pub fn subjects(reader: &Connection) -> rusqlite::Result<Vec<SubjectRow>> {
    reader
        .prepare_cached(
            "SELECT id, kind, connection_id, first_series, second_series FROM spend_subjects ORDER BY id",
        )?
        .query_map([], |row| {
            Ok(SubjectRow {
                id: row.get(0)?,
                kind: row.get(1)?,
                connection: row.get(2)?,
                first: row.get(3)?,
                second: row.get(4)?,
            })
        })?
        .collect()
}

/// Spend of a subject in a month, or on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectSum<'a> {
    /// Month `YYYY-MM`, or day.
    pub time: &'a str,
    /// Subject.
    pub subject: i64,
    /// ISO 4217.
    pub currency: &'a str,
    /// Stored word of the grade.
    pub grade: &'a str,
    /// Stored word of the book.
    pub basis: &'a str,
    /// A bit for each day with spend, the first of the month the lowest.
    pub days: u32,
    /// Nanos.
    pub nanos: i64,
}

fn sum<'a>(row: &'a Row<'_>) -> rusqlite::Result<SubjectSum<'a>> {
    let text = |place| match row.get_ref(place)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|error| rusqlite::Error::Utf8Error(place, error))
        }
        other => Err(rusqlite::Error::InvalidColumnType(place, "text".to_owned(), other.data_type())),
    };
    Ok(SubjectSum {
        time: text(0)?,
        subject: row.get(1)?,
        currency: text(2)?,
        grade: text(3)?,
        basis: text(4)?,
        days: row.get(5)?,
        nanos: row.get(6)?,
    })
}

/// Spend of every month.
pub fn each_month(reader: &Connection, mut take: impl FnMut(SubjectSum<'_>)) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT month, subject_id, currency, grade, basis, days, amount_nanos FROM spend_months ORDER BY month",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(sum(row)?);
    }
    Ok(())
}

/// Spend of every day of a month `YYYY-MM`, in order of the days.
pub fn each_day(
    reader: &Connection,
    month: &str,
    mut take: impl FnMut(SubjectSum<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT ?1, s.id, d.currency, d.grade, d.basis, 1 << (substr(?1, 9, 2) - 1), sum(d.amount_nanos)
         FROM ({DAY}) AS d JOIN spend_subjects AS s ON {SUBJECT}
         GROUP BY s.id, d.currency, d.grade, d.basis"
    ))?;
    for day in 1..=31 {
        let mut rows = statement.query(params![format!("{month}-{day:02}")])?;
        while let Some(row) = rows.next()? {
            take(sum(row)?);
        }
    }
    Ok(())
}

/// Requests of one series in a month: attempts, and tokens of all classes.
pub fn each_series_month(
    reader: &Connection,
    mut take: impl FnMut(&str, i64, i64, i64),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT month, series_id, sum(attempts), sum(tokens_input + tokens_cache_read + tokens_cache_write + tokens_output)
         FROM request_months GROUP BY month, series_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let month = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        take(month, row.get(1)?, row.get(2)?, row.get(3)?);
    }
    Ok(())
}
