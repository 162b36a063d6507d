//! SQL of attempts by condition.

use rusqlite::{Connection, Row, named_params};

use super::{AttemptFilter, AttemptKey, AttemptRow, AttemptTotals};
use crate::store::read_count;

/// What a list shows of an attempt; read by [`read_attempt`].
pub(super) const COLUMNS: &str = "r.started_us, r.identity, r.source_id, o.label, s.channel,
     coalesce(s.model_served, s.model_requested), s.team, s.feature, r.has_usage, r.input, r.cache_read,
     r.cache_write_5m + r.cache_write_1h + r.cache_write, r.output, r.reasoning, r.status, r.http_status, r.error_class,
     r.attempt, r.is_retry, r.fallback_hop, r.latency_us, r.response_cache, r.rating_status, r.currency, r.rated_nanos,
     r.rated_high_nanos, r.is_counted, coalesce(r.task_id, r.logical_id)";

/// Where a list finds it.
pub(super) const TABLES: &str =
    "requests r JOIN series s ON s.id = r.series_id JOIN log_sources o ON o.id = r.source_id";

/// A condition that is not asked for is absent from the text, so that the key of the table narrows the rest.
fn conditions(filter: &AttemptFilter) -> String {
    let mut parts = vec!["r.started_us >= :from AND r.started_us < :to".to_owned()];
    let mut when = |is_asked: bool, part: &str| {
        if is_asked {
            parts.push(part.to_owned());
        }
    };
    when(!filter.with_told_twice, "r.is_counted = 1");
    when(filter.source.is_some(), "r.source_id = :source");
    when(filter.import.is_some(), "r.import_id = :import");
    when(filter.task.is_some(), "coalesce(r.task_id, r.logical_id) = :task");
    when(filter.status.is_some(), "r.status = :status");
    when(filter.retry.is_some(), "coalesce(r.is_retry, -1) = :retry");
    when(filter.rating.is_some(), "r.rating_status = :rating");
    when(filter.has_usage.is_some(), "r.has_usage = :has_usage");
    when(filter.response_cache.is_some(), "r.response_cache = :response_cache");
    let named = filter.model.is_some() || filter.team.is_some() || filter.feature.is_some();
    when(
        named,
        "r.series_id IN (SELECT n.id FROM series n
             WHERE (:model IS NULL OR coalesce(n.model_served, n.model_requested) = :model)
               AND (:team IS NULL OR n.team = :team) AND (:feature IS NULL OR n.feature = :feature))",
    );
    parts.join(" AND ")
}

/// Binds what the conditions name, and nothing else: a name that is not in the text cannot be bound.
fn bind(
    statement: &mut rusqlite::Statement<'_>,
    filter: &AttemptFilter,
    more: &[(&str, &dyn rusqlite::ToSql)],
) -> rusqlite::Result<()> {
    let (from, to) = (filter.from_us.unwrap_or(i64::MIN), filter.to_us.unwrap_or(i64::MAX));
    let all: &[(&str, &dyn rusqlite::ToSql)] = named_params! {
        ":from": from, ":to": to, ":source": filter.source, ":import": filter.import, ":task": filter.task,
        ":status": filter.status, ":retry": filter.retry, ":rating": filter.rating, ":has_usage": filter.has_usage,
        ":response_cache": filter.response_cache, ":model": filter.model, ":team": filter.team,
        ":feature": filter.feature,
    };
    for (name, value) in all.iter().chain(more) {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

pub(super) fn attempts(
    reader: &Connection,
    filter: &AttemptFilter,
    after: Option<AttemptKey>,
    (offset, limit): (u32, u32),
) -> rusqlite::Result<Vec<AttemptRow>> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {TABLES}
         WHERE (r.started_us, r.identity) < (:after_us, :after_id) AND {}
         ORDER BY r.started_us DESC, r.identity DESC LIMIT :limit OFFSET :offset",
        conditions(filter)
    ))?;
    let after = after.unwrap_or(AttemptKey { started_us: i64::MAX, identity: i64::MAX });
    bind(
        &mut statement,
        filter,
        named_params! {
            ":after_us": after.started_us, ":after_id": after.identity, ":limit": limit, ":offset": offset,
        },
    )?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_attempt(row)?);
    }
    Ok(found)
}

pub(super) fn totals(reader: &Connection, filter: &AttemptFilter) -> rusqlite::Result<AttemptTotals> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT r.currency, count(*), sum(r.rated_nanos), sum(r.rating_status IN (2, 3)),
                sum(r.has_usage = 0 AND coalesce(r.is_charged, 1) = 1)
         FROM requests r WHERE {} GROUP BY r.currency",
        conditions(filter)
    ))?;
    bind(&mut statement, filter, &[])?;
    let mut rows = statement.raw_query();
    let mut totals = AttemptTotals::default();
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        totals.attempts = totals.attempts.saturating_add(read_count(row, 1)?);
        totals.unpriced = totals.unpriced.saturating_add(read_count(row, 3)?);
        totals.usage_unknown = totals.usage_unknown.saturating_add(read_count(row, 4)?);
        if let (false, Some(nanos)) = (currency.is_empty(), row.get::<_, Option<i64>>(2)?) {
            totals.rated.insert(currency, i128::from(nanos));
        }
    }
    Ok(totals)
}

/// Attempts of one condition on the table, in order of time; for the siblings and other tellings of one.
pub(super) fn siblings(
    reader: &Connection,
    condition: &str,
    params: &[(&str, &dyn rusqlite::ToSql)],
) -> rusqlite::Result<Vec<AttemptRow>> {
    reader
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {condition} ORDER BY r.started_us, r.identity LIMIT 200"
        ))?
        .query_map(params, read_attempt)?
        .collect()
}

pub(super) fn read_attempt(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    let has_usage: bool = row.get(8)?;
    let tokens = [row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?];
    Ok(AttemptRow {
        key: AttemptKey { started_us: row.get(0)?, identity: row.get(1)? },
        source: row.get(2)?,
        source_label: row.get(3)?,
        channel: row.get(4)?,
        model: row.get(5)?,
        team: row.get(6)?,
        feature: row.get(7)?,
        tokens: has_usage.then_some(tokens),
        reasoning: row.get(13)?,
        status: row.get(14)?,
        http_status: row.get(15)?,
        error_class: row.get(16)?,
        attempt: row.get(17)?,
        is_retry: row.get(18)?,
        fallback_hop: row.get(19)?,
        latency_us: row.get::<_, Option<i64>>(20)?.map(i64::unsigned_abs),
        response_cache: row.get(21)?,
        rating: row.get(22)?,
        currency: row.get(23)?,
        rated_nanos: row.get(24)?,
        rated_high_nanos: row.get(25)?,
        is_counted: row.get(26)?,
        task: row.get(27)?,
    })
}
