//! SQL of rated usage: which revisions count, their rows and what they cost.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::kernel::Period;
use crate::pricing::Note;

/// A slot that counts, of one kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrimarySlot {
    /// Descriptor id of the source.
    pub source: &'static str,
    /// Slot.
    pub slot: &'static str,
}

/// A day of a slot that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub connection: i64,
    pub day: String,
    pub revision: i64,
    /// The rating that counts; absent when the revision was not rated yet, and for money.
    pub rating: Option<i64>,
    /// The pair of book and contract it was made by.
    pub pricing: Option<i64>,
}

/// The counting days of slots, oldest first.
pub(super) fn buckets(
    reader: &Connection,
    slots: &[PrimarySlot],
    period: Period,
) -> rusqlite::Result<Vec<Bucket>> {
    let mut found = Vec::new();
    let mut statement = reader.prepare_cached(
        "SELECT c.connection_id, c.day, c.revision_id, k.rating_id, t.pricing_id
         FROM connections n
         JOIN current_revisions c ON c.connection_id = n.id AND c.slot = ?2 AND c.day >= ?3 AND c.day < ?4
         LEFT JOIN current_ratings k ON k.revision_id = c.revision_id
         LEFT JOIN ratings t ON t.id = k.rating_id
         WHERE n.source = ?1",
    )?;
    for slot in slots {
        let asked = params![slot.source, slot.slot, period.start().to_string(), period.end().to_string()];
        let rows = statement.query_map(asked, |row| {
            Ok(Bucket {
                connection: row.get(0)?,
                day: row.get(1)?,
                revision: row.get(2)?,
                rating: row.get(3)?,
                pricing: row.get(4)?,
            })
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    found.sort_by(|left, right| (&left.day, left.revision).cmp(&(&right.day, right.revision)));
    Ok(found)
}

/// Days of which one of the slots was not read in full, by connection.
pub(super) fn open_days(
    reader: &Connection,
    slots: &[PrimarySlot],
    period: Period,
) -> rusqlite::Result<BTreeSet<(i64, String)>> {
    let mut statement = reader.prepare_cached(
        "SELECT v.connection_id, v.day FROM coverage v JOIN connections n ON n.id = v.connection_id
         WHERE n.source = ?1 AND v.slot = ?2 AND v.day >= ?3 AND v.day < ?4 AND v.state = 'partial'",
    )?;
    let mut found = BTreeSet::new();
    for slot in slots {
        let asked = params![slot.source, slot.slot, period.start().to_string(), period.end().to_string()];
        for row in statement.query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))? {
            found.insert(row?);
        }
    }
    Ok(found)
}

/// One quantity of a revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity<'a> {
    pub series: i64,
    pub meter: &'a str,
    pub quantity: i64,
    /// What it costs; absent when the revision was not rated yet.
    pub rated: Option<Rated<'a>>,
}

/// What one quantity costs. Amounts are absent when it is unpriced, high ones unless it is a range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rated<'a> {
    pub status: &'a str,
    pub currency: &'a str,
    pub contracted_nanos: Option<i64>,
    pub contracted_high_nanos: Option<i64>,
    pub note: i64,
}

/// Every quantity of a counting day with what it costs.
pub(super) fn each_quantity(
    reader: &Connection,
    bucket: &Bucket,
    mut visit: impl FnMut(Quantity<'_>),
) -> rusqlite::Result<()> {
    let mut usage = reader.prepare_cached(
        "SELECT ordinal, series_id, meter, quantity FROM usage_rows WHERE revision_id = ?1 ORDER BY ordinal",
    )?;
    let mut ratings = reader.prepare_cached(
        "SELECT ordinal, status, currency, contracted_nanos, contracted_high_nanos, note_id
         FROM rated_rows WHERE rating_id = ?1 ORDER BY ordinal",
    )?;
    let mut usage = usage.query([bucket.revision])?;
    // Ids start at 1, so that 0 finds nothing.
    let mut ratings = ratings.query([bucket.rating.unwrap_or(0)])?;
    let mut rated = ratings.next()?;
    while let Some(row) = usage.next()? {
        let ordinal: i64 = row.get(0)?;
        while let Some(other) = rated
            && other.get::<_, i64>(0)? < ordinal
        {
            rated = ratings.next()?;
        }
        let found = match rated {
            Some(other) if other.get::<_, i64>(0)? == ordinal => Some(read_rated(other)?),
            _ => None,
        };
        visit(Quantity { series: row.get(1)?, meter: text(row, 2)?, quantity: row.get(3)?, rated: found });
    }
    Ok(())
}

fn read_rated<'a>(row: &'a Row<'_>) -> rusqlite::Result<Rated<'a>> {
    Ok(Rated {
        status: text(row, 1)?,
        currency: text(row, 2)?,
        contracted_nanos: row.get(3)?,
        contracted_high_nanos: row.get(4)?,
        note: row.get(5)?,
    })
}

/// One billed charge of a revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge<'a> {
    pub series: i64,
    pub amount_nanos: i64,
    pub currency: &'a str,
}

/// Every billed charge of a revision.
pub(super) fn each_charge(
    reader: &Connection,
    revision: i64,
    mut visit: impl FnMut(Charge<'_>),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT series_id, amount_nanos, currency FROM charge_rows
         WHERE revision_id = ?1 AND basis = 'billed'",
    )?;
    let mut rows = statement.query([revision])?;
    while let Some(row) = rows.next()? {
        visit(Charge { series: row.get(0)?, amount_nanos: row.get(1)?, currency: text(row, 2)? });
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

/// Labels of the connections, removed ones included.
pub fn connection_labels(reader: &Connection) -> rusqlite::Result<HashMap<i64, String>> {
    reader
        .prepare_cached("SELECT id, label FROM connections")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The provider's account of every connection.
pub(super) fn accounts(reader: &Connection) -> rusqlite::Result<HashMap<i64, String>> {
    reader
        .prepare_cached("SELECT id, account FROM connections")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The newest name of every project, by connection and id.
pub fn project_names(reader: &Connection) -> rusqlite::Result<HashMap<(i64, String), String>> {
    reader
        .prepare_cached(
            "SELECT connection_id, external_id, name, max(version) FROM directory_entries
             WHERE kind = 'project' GROUP BY connection_id, external_id",
        )?
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect()
}

/// The explanations of those ids.
pub(super) fn notes(reader: &Connection, wanted: &BTreeSet<i64>) -> rusqlite::Result<HashMap<i64, Note>> {
    let mut statement = reader.prepare_cached("SELECT note_json FROM rating_notes WHERE id = ?1")?;
    wanted
        .iter()
        .map(|id| {
            let text: String = statement.query_row([id], |row| row.get(0))?;
            let note = serde_json::from_str(&text).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
            })?;
            Ok((*id, note))
        })
        .collect()
}
