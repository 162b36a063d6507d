//! SQL of what is tagged: series, names, months that are closed and what they were attributed to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::super::columns::{COLUMNS, DIRECTORY};

/// What a series tells, by stored column.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    columns: Vec<Option<String>>,
    /// Further metadata by name.
    pub extra: BTreeMap<String, String>,
}

impl Series {
    pub fn text(&self, stored: &[String], name: &str) -> Option<&str> {
        let place = stored.iter().position(|known| known == name)?;
        self.columns.get(place)?.as_deref()
    }
}

/// Stored columns that some column of subjects is read from.
pub(super) fn stored_columns() -> Vec<String> {
    let names: BTreeSet<&str> = COLUMNS.iter().flat_map(|column| column.stored.iter().copied()).collect();
    names.into_iter().map(str::to_owned).collect()
}

pub(super) fn series(reader: &Connection, stored: &[String]) -> rusqlite::Result<HashMap<i64, Series>> {
    let mut statement =
        reader.prepare_cached(&format!("SELECT id, extra_json, {} FROM series", stored.join(", ")))?;
    let mut rows = statement.query([])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let extra: &str = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let extra =
            if extra.len() > 2 { serde_json::from_str(extra).unwrap_or_default() } else { BTreeMap::new() };
        let columns = (0..stored.len()).map(|place| row.get(place + 2)).collect::<Result<_, _>>()?;
        found.insert(row.get(0)?, Series { columns, extra });
    }
    Ok(found)
}

/// A connection as subjects name it.
#[derive(Clone, Debug, Default)]
pub(super) struct ConnectionRow {
    pub label: String,
    pub account: String,
}

pub(super) fn connections(reader: &Connection) -> rusqlite::Result<HashMap<i64, ConnectionRow>> {
    reader
        .prepare_cached("SELECT id, label, account FROM connections")?
        .query_map([], |row| Ok((row.get(0)?, ConnectionRow { label: row.get(1)?, account: row.get(2)? })))?
        .collect()
}

/// The newest names, by column and id.
pub(super) fn names(reader: &Connection) -> rusqlite::Result<HashMap<(&'static str, String), String>> {
    let mut statement = reader.prepare_cached(
        "SELECT kind, external_id, name, max(version) FROM directory_entries
         GROUP BY kind, external_id, connection_id ORDER BY connection_id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let kind = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        if let Some((_, column)) = DIRECTORY.iter().find(|(known, _)| *known == kind) {
            found.insert((*column, row.get(1)?), row.get(2)?);
        }
    }
    Ok(found)
}

/// What changes where a name or a connection does.
pub(super) fn names_version(reader: &Connection) -> rusqlite::Result<String> {
    reader
        .prepare_cached(
            "SELECT (SELECT count(*) FROM directory_entries) || ' ' || coalesce(
                (SELECT group_concat(label || ' ' || account) FROM connections), '')",
        )?
        .query_row([], |row| row.get(0))
}

/// Months that are closed.
pub(super) fn closed_months(reader: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    reader.prepare_cached("SELECT month FROM closed_months")?.query_map([], |row| row.get(0))?.collect()
}

/// What a closed month was attributed to: dimension, subject, first day, value, why.
pub(in crate::attribution) fn each_closed(
    reader: &Connection,
    month: &str,
    mut take: impl FnMut(&str, i64, &str, Option<&str>, &str),
) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT dimension, subject_id, from_day, value, why_json FROM closed_attribution WHERE month = ?1
         ORDER BY dimension, subject_id, from_day",
    )?;
    let mut rows = statement.query([month])?;
    while let Some(row) = rows.next()? {
        let text = |place: usize| row.get_ref(place)?.as_str().map_err(rusqlite::Error::from);
        let value = row.get_ref(3)?.as_str_or_null().map_err(rusqlite::Error::from)?;
        take(text(0)?, row.get(1)?, text(2)?, value, text(4)?);
    }
    Ok(())
}

/// Keeps what a subject is attributed to in a month that is being closed.
pub(in crate::attribution) fn insert_closed(
    tx: &Connection,
    month: &str,
    dimension: &str,
    subject: i64,
    from_day: &str,
    value: Option<&str>,
    why: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO closed_attribution (month, dimension, subject_id, from_day, value, why_json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((month, dimension, subject, from_day, value, why))?;
    Ok(())
}
