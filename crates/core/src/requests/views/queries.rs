//! SQL of reading the observed book.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::model::*;
use crate::requests::codes;
use crate::requests::days::{DAY_US, number_of, start_of};
use crate::requests::series_columns::COLUMNS;
use crate::requests::stage::SHARED;
use crate::store::read_count;

fn row_columns() -> String {
    let shared: Vec<String> = SHARED.split(", ").map(|name| format!("r.{name}")).collect();
    let series: Vec<String> = COLUMNS.iter().map(|name| format!("s.{name}")).collect();
    format!(
        "r.started_us, r.identity, r.source_id, l.label, r.series_id, r.import_id, r.file, r.record, r.is_counted,
            r.told_by, {}, {}, s.extra_json",
        shared.join(", "),
        series.join(", ")
    )
}

const FROM: &str = "FROM requests r CROSS JOIN series s ON s.id = r.series_id
    CROSS JOIN log_sources l ON l.id = r.source_id";

/// Columns before those of the stage.
const OWN: usize = 10;
/// Columns of the stage.
const KEPT: usize = 42;

fn read_row(row: &Row<'_>) -> rusqlite::Result<RequestRow> {
    let mut dimensions = BTreeMap::new();
    for (place, name) in COLUMNS.iter().enumerate() {
        if let Some(value) = row.get::<_, Option<String>>(OWN + KEPT + place)? {
            dimensions.insert(*name, value);
        }
    }
    let number = |name: &str| row.get::<_, Option<i64>>(name).map(|value| value.map(i64::unsigned_abs));
    let extra: String = row.get("extra_json")?;
    let reported: Option<i64> = row.get("reported_nanos")?;
    let basis: Option<i64> = row.get("reported_basis")?;
    let currency: Option<String> = row.get("reported_currency")?;
    Ok(RequestRow {
        key: RequestKey { started_us: row.get(0)?, identity: row.get(1)? },
        source_id: row.get(2)?,
        source: row.get(3)?,
        series_id: row.get(4)?,
        dimensions,
        extra: serde_json::from_str(&extra).unwrap_or_default(),
        import_id: row.get(5)?,
        file: row.get(6)?,
        record: read_count(row, 7)?,
        is_counted: row.get(8)?,
        told_by: row.get(9)?,
        event_id: row.get("event_id")?,
        response_id: row.get("response_id")?,
        logical_id: row.get("logical_id")?,
        task_id: row.get("task_id")?,
        trace_id: row.get("trace_id")?,
        end_user: row.get("end_user")?,
        attempt: row.get("attempt")?,
        is_retry: row.get("is_retry")?,
        fallback_hop: row.get("fallback_hop")?,
        is_numbered: row.get::<_, i64>("numbered")? != 0,
        status: codes::read_status(row.get("status")?),
        http_status: row.get("http_status")?,
        error_class: row.get("error_class")?,
        latency_us: number("latency_us")?,
        first_token_us: number("first_token_us")?,
        is_stream: row.get("is_stream")?,
        response_cache: codes::read_response_cache(row.get("response_cache")?),
        is_charged: row.get("is_charged")?,
        tokens: tokens(row)?,
        notes: codes::note_names(row.get("notes")?),
        reported: match (reported, basis, currency) {
            (Some(nanos), Some(basis), Some(currency)) => Some((nanos, codes::read_basis(basis), currency)),
            _ => None,
        },
        rating: codes::read_outcome(row.get("rating_status")?),
        rated: amounts(row)?,
    })
}

fn tokens(row: &Row<'_>) -> rusqlite::Result<Option<RowTokens>> {
    if !row.get::<_, bool>("has_usage")? {
        return Ok(None);
    }
    let count = |name: &str| row.get::<_, i64>(name).map(i64::unsigned_abs);
    let more: Option<String> = row.get("more_json")?;
    Ok(Some(RowTokens {
        input: count("input")?,
        cache_read: count("cache_read")?,
        cache_write_5m: count("cache_write_5m")?,
        cache_write_1h: count("cache_write_1h")?,
        cache_write: count("cache_write")?,
        output: count("output")?,
        reasoning: row.get::<_, Option<i64>>("reasoning")?.map(i64::unsigned_abs),
        more: more.and_then(|more| serde_json::from_str(&more).ok()).unwrap_or_default(),
    }))
}

fn amounts(row: &Row<'_>) -> rusqlite::Result<Option<RowAmounts>> {
    let Some(rated) = row.get::<_, Option<i64>>("rated_nanos")? else { return Ok(None) };
    let nanos = |name: &str| row.get::<_, Option<i64>>(name);
    Ok(Some(RowAmounts {
        currency: row.get("currency")?,
        list: nanos("list_nanos")?,
        rated,
        rated_high: row.get("rated_high_nanos")?,
        input: nanos("input_nanos")?,
        cache_write: nanos("cache_write_nanos")?,
        cache_read: nanos("cache_read_nanos")?,
        output: nanos("output_nanos")?,
        other: nanos("other_nanos")?,
        cache_benefit: row.get("cache_benefit_nanos")?,
    }))
}

/// Conditions with their values, in the order of their places.
struct Where {
    text: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    fn new() -> Self {
        Self { text: vec!["true".to_owned()], values: Vec::new() }
    }

    fn put(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn is(&mut self, expression: &str, value: impl Into<Value>) {
        let place = self.put(value);
        self.text.push(format!("{expression} = {place}"));
    }

    fn all(&self) -> String {
        self.text.join(" AND ")
    }
}

fn conditions(filter: &RequestFilter) -> Where {
    let mut all = Where::new();
    if let Some(period) = filter.period {
        let from = all.put(start_of(number_of(period.start())));
        let to = all.put(start_of(number_of(period.end())));
        all.text.push(format!("r.started_us >= {from} AND r.started_us < {to}"));
    }
    if let Some(source) = filter.source_id {
        all.is("r.source_id", source);
    }
    if let Some(import) = filter.import_id {
        all.is("r.import_id", import);
    }
    if let Some(status) = filter.status {
        all.is("r.status", codes::status(status));
    }
    match filter.is_retry {
        None => {}
        Some(None) => all.text.push("r.is_retry IS NULL".to_owned()),
        Some(Some(is_retry)) => all.is("r.is_retry", i64::from(is_retry)),
    }
    if let Some(rating) = filter.rating {
        all.is("r.rating_status", codes::outcome(rating));
    }
    if let Some(has_usage) = filter.has_usage {
        all.is("r.has_usage", i64::from(has_usage));
    }
    if let Some(cache) = filter.response_cache {
        all.is("r.response_cache", codes::response_cache(cache));
    }
    if let Some(task) = &filter.task {
        all.is("coalesce(r.task_id, r.logical_id)", task.clone());
    }
    if let Some(id) = &filter.id {
        let place = all.put(id.clone());
        all.text.push(format!("{place} IN (r.event_id, r.response_id, r.logical_id, r.task_id, r.trace_id)"));
    }
    if !filter.with_told_twice {
        all.text.push("r.is_counted = 1".to_owned());
    }
    of_series(filter, &mut all);
    all
}

/// Series are few, so that they are chosen first.
fn of_series(filter: &RequestFilter, all: &mut Where) {
    let mut series = Vec::new();
    if let Some(model) = &filter.model {
        let place = all.put(model.clone());
        series.push(format!("coalesce(model_served, model_requested) = {place}"));
    }
    for (column, asked) in &filter.series {
        let Some(column) = COLUMNS.iter().find(|known| *known == column) else { continue };
        match asked {
            Asked::NotTold => series.push(format!("{column} IS NULL")),
            Asked::Value(value) => {
                let place = all.put(value.clone());
                series.push(format!("{column} = {place}"));
            }
        }
    }
    if !series.is_empty() {
        all.text.push(format!("r.series_id IN (SELECT id FROM series WHERE {})", series.join(" AND ")));
    }
}

/// A window of attempts, newest first, after that key.
pub(super) fn list(
    reader: &Connection,
    filter: &RequestFilter,
    after: Option<RequestKey>,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<RequestRow>> {
    let mut all = conditions(filter);
    if let Some(key) = after {
        let started = all.put(key.started_us);
        let identity = all.put(key.identity);
        all.text.push(format!("(r.started_us, r.identity) < ({started}, {identity})"));
    }
    let limit = all.put(i64::from(limit));
    let offset = all.put(i64::from(offset));
    // The window is found on the narrow columns before the rest is read.
    let sql = format!(
        "SELECT {} FROM (SELECT r.started_us AS us, r.identity AS id FROM requests r WHERE {}
            ORDER BY r.started_us DESC, r.identity DESC LIMIT {limit} OFFSET {offset}) w
         CROSS JOIN requests r ON r.started_us = w.us AND r.identity = w.id
         CROSS JOIN series s ON s.id = r.series_id CROSS JOIN log_sources l ON l.id = r.source_id
         ORDER BY r.started_us DESC, r.identity DESC",
        row_columns(),
        all.all()
    );
    reader.prepare_cached(&sql)?.query_map(params_from_iter(all.values), read_row)?.collect()
}

/// Figures of all attempts of a filter.
pub(super) fn totals(reader: &Connection, filter: &RequestFilter) -> rusqlite::Result<RequestTotals> {
    let all = conditions(filter);
    let sql = format!(
        "SELECT r.currency, count(*), sum(r.rating_status IN (2, 3)),
            sum(r.has_usage = 0 AND r.is_charged IS NOT 0 AND r.response_cache <> 2), sum(coalesce(r.rated_nanos, 0))
         FROM requests r WHERE {} GROUP BY r.currency",
        all.all()
    );
    let mut totals = RequestTotals::default();
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(all.values))?;
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        totals.attempts += read_count(row, 1)?;
        totals.unpriced += read_count(row, 2)?;
        totals.usage_unknown += read_count(row, 3)?;
        if !currency.is_empty() {
            totals.rated.insert(currency, i128::from(row.get::<_, i64>(4)?));
        }
    }
    Ok(totals)
}

pub(super) fn get(reader: &Connection, key: RequestKey) -> rusqlite::Result<Option<RequestRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {} {FROM} WHERE r.started_us = ?1 AND r.identity = ?2",
            row_columns()
        ))?
        .query_row([key.started_us, key.identity], read_row)
        .optional()
}

/// Rows of the source with that logical id within a day around an instant, by start.
pub(super) fn attempts(
    reader: &Connection,
    source: i64,
    logical_id: &str,
    around_us: i64,
) -> rusqlite::Result<Vec<RequestRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {} {FROM} WHERE r.started_us BETWEEN ?1 AND ?2 AND r.source_id = ?3 AND r.logical_id = ?4
             ORDER BY r.started_us, r.identity LIMIT 1000",
            row_columns()
        ))?
        .query_map(params![around_us - DAY_US, around_us + DAY_US, source, logical_id], read_row)?
        .collect()
}

/// Other rows of the same charge within a day around an instant: the one that counts and those that it tells.
pub(super) fn tellings(
    reader: &Connection,
    key: RequestKey,
    told_by: Option<i64>,
) -> rusqlite::Result<Vec<RequestRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {} {FROM} WHERE r.started_us BETWEEN ?1 AND ?2 AND (r.told_by IN (?3, ?4) OR r.identity = ?4)
                AND NOT (r.started_us = ?5 AND r.identity = ?3)
             ORDER BY r.started_us, r.identity LIMIT 100",
            row_columns()
        ))?
        .query_map(
            params![key.started_us - DAY_US, key.started_us + DAY_US, key.identity, told_by, key.started_us],
            read_row,
        )?
        .collect()
}

/// Outcomes about any of those ids.
pub(super) fn outcomes(reader: &Connection, ids: &[(&str, &str)]) -> rusqlite::Result<Vec<OutcomeRow>> {
    let mut found: Vec<OutcomeRow> = Vec::new();
    let mut statement = reader.prepare_cached(
        "SELECT source_id, event_id, about, about_id, name, kind, score_text, label, judge, at_us FROM outcomes
         WHERE about_id = ?1 AND about = ?2 ORDER BY at_us, source_id, event_id LIMIT 1000",
    )?;
    for (about, id) in ids {
        let rows = statement.query_map([id, about], |row| {
            Ok(OutcomeRow {
                source_id: row.get(0)?,
                event_id: row.get(1)?,
                about: row.get(2)?,
                about_id: row.get(3)?,
                name: row.get(4)?,
                kind: row.get(5)?,
                score: row.get(6)?,
                label: row.get(7)?,
                judge: row.get(8)?,
                at_us: row.get(9)?,
            })
        })?;
        for row in rows {
            let row = row?;
            if !found.contains(&row) {
                found.push(row);
            }
        }
    }
    Ok(found)
}

pub(super) fn revisions(reader: &Connection, key: RequestKey) -> rusqlite::Result<Vec<Revision>> {
    reader
        .prepare_cached(
            "SELECT revision, import_id, row_json FROM request_revisions WHERE started_us = ?1 AND identity = ?2
             ORDER BY revision",
        )?
        .query_map([key.started_us, key.identity], |row| {
            Ok(Revision { revision: row.get(0)?, import_id: row.get(1)?, row_json: row.get(2)? })
        })?
        .collect()
}

/// Instant of an import, and its file of that ordinal.
pub(super) fn place(
    reader: &Connection,
    import: i64,
    file: u32,
) -> rusqlite::Result<(String, Option<(String, String)>)> {
    reader
        .prepare_cached(
            "SELECT i.applied_at, f.name, f.folder FROM imports i
             LEFT JOIN import_files f ON f.import_id = i.id AND f.ordinal = ?2 WHERE i.id = ?1",
        )?
        .query_row(params![import, file], |row| {
            let name: Option<String> = row.get(1)?;
            let folder: Option<String> = row.get(2)?;
            Ok((row.get(0)?, name.zip(folder)))
        })
}
