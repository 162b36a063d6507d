//! SQL of settling: rows of a day in order, and what follows from them.

use rusqlite::{Connection, Row, Transaction, params};

use super::rollup::Key;
use super::sums::{COLUMNS, Column, Sums};
use crate::requests::codes;
use crate::requests::days::{DAY_US, start_of};
use crate::requests::identity::text_hash;
use crate::requests::order::Order;

/// What a roll-up needs of a request.
pub(super) struct DayRow {
    pub series: i64,
    pub is_retry: Option<bool>,
    pub is_failure: bool,
    pub is_hit: bool,
    pub usage_unknown: bool,
    pub tokens: [i64; 5],
    pub latency_us: Option<i64>,
    pub reported_nanos: Option<i64>,
    pub is_notional: bool,
    pub is_unpriced: bool,
    pub list_nanos: i64,
    pub rated_nanos: i64,
    pub meters: [i64; 5],
    pub cache_benefit_nanos: i64,
}

/// Reads the counted rows of one source and day. `take` gets the row, its two currencies, its further meters, and the hash of
/// its task when the attempt failed or is a retry.
pub(super) fn each_of_day<E: From<rusqlite::Error>>(
    tx: &Connection,
    source: i64,
    day: i64,
    mut take: impl FnMut(&DayRow, &str, Option<&str>, Option<&str>, Option<&str>) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = tx.prepare_cached(
        "SELECT series_id, is_retry, status = 2, response_cache = 2,
            has_usage = 0 AND is_charged IS NOT 0 AND response_cache <> 2,
            input, cache_read, cache_write_5m + cache_write_1h + cache_write, output, reasoning,
            latency_us, reported_nanos, reported_basis IS 2, rating_status IN (2, 3), list_nanos, rated_nanos,
            input_nanos, cache_write_nanos, cache_read_nanos, output_nanos, other_nanos, cache_benefit_nanos,
            currency, reported_currency, more_json,
            CASE WHEN status = 2 OR is_retry = 1 THEN coalesce(task_id, logical_id) END
         FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3 AND is_counted = 1
         ORDER BY started_us, identity",
    )?;
    let mut rows = statement.query(params![start_of(day), start_of(day) + DAY_US, source])?;
    while let Some(row) = rows.next()? {
        let told = day_row(row)?;
        let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?);
        take(&told, text(22)?.unwrap_or_default(), text(23)?, text(24)?, text(25)?)?;
    }
    Ok(())
}

fn day_row(row: &Row<'_>) -> rusqlite::Result<DayRow> {
    let amount = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.unwrap_or(0));
    Ok(DayRow {
        series: row.get(0)?,
        is_retry: row.get(1)?,
        is_failure: row.get(2)?,
        is_hit: row.get(3)?,
        usage_unknown: row.get(4)?,
        tokens: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?, amount(9)?],
        latency_us: row.get(10)?,
        reported_nanos: row.get(11)?,
        is_notional: row.get(12)?,
        is_unpriced: row.get(13)?,
        list_nanos: amount(14)?,
        rated_nanos: amount(15)?,
        meters: [amount(16)?, amount(17)?, amount(18)?, amount(19)?, amount(20)?],
        cache_benefit_nanos: amount(21)?,
    })
}

/// Series of the batch lane.
pub(super) fn batch_series(tx: &Connection) -> rusqlite::Result<Vec<i64>> {
    tx.prepare_cached("SELECT id FROM series WHERE lane = 'batch'")?.query_map([], |row| row.get(0))?.collect()
}

fn column_list(of: impl Fn(&str) -> String) -> String {
    Column::ALL.iter().map(|column| of(column.name())).collect::<Vec<_>>().join(", ")
}

/// Rows of a day of a source.
pub(super) fn day_sums(tx: &Connection, day: &str, source: i64) -> rusqlite::Result<Vec<(Key, Sums)>> {
    let columns = column_list(str::to_owned);
    tx.prepare_cached(&format!(
        "SELECT series_id, currency, {columns} FROM request_days WHERE day = ?1 AND source_id = ?2
         ORDER BY series_id, currency"
    ))?
    .query_map(params![day, source], |row| {
        Ok((Key { series: row.get(0)?, currency: row.get(1)? }, read_sums(row, 2)?))
    })?
    .collect()
}

/// The columns of a roll-up from that one on.
pub(in crate::requests) fn read_sums(row: &Row<'_>, from: usize) -> rusqlite::Result<Sums> {
    let mut sums = Sums::default();
    for (place, sum) in sums.0.iter_mut().enumerate() {
        *sum = row.get(from + place)?;
    }
    Ok(sums)
}

pub(super) fn delete_day(tx: &Transaction<'_>, day: &str, source: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM request_days WHERE day = ?1 AND source_id = ?2")?
        .execute(params![day, source])
        .map(|_| ())
}

/// Writes rows of a day, which has none of these keys.
pub(super) fn insert_day(
    tx: &Transaction<'_>,
    day: &str,
    source: i64,
    rows: &[(Key, Sums)],
) -> rusqlite::Result<()> {
    let columns = column_list(str::to_owned);
    let places: Vec<String> = (5..5 + COLUMNS).map(|place| format!("?{place}")).collect();
    let mut statement = tx.prepare_cached(&format!(
        "INSERT INTO request_days (day, source_id, series_id, currency, {columns}) VALUES (?1, ?2, ?3, ?4, {})",
        places.join(", ")
    ))?;
    for (key, sums) in rows {
        bind(&mut statement, day, source, key, sums)?;
    }
    Ok(())
}

/// Adds to the rows of a month. Rows that become nothing are gone.
pub(super) fn add_to_month(
    tx: &Transaction<'_>,
    month: &str,
    source: i64,
    rows: &[(Key, Sums)],
) -> rusqlite::Result<()> {
    let columns = column_list(str::to_owned);
    let places: Vec<String> = (5..5 + COLUMNS).map(|place| format!("?{place}")).collect();
    let sums = column_list(|name| format!("{name} = {name} + excluded.{name}"));
    let mut statement = tx.prepare_cached(&format!(
        "INSERT INTO request_months (month, source_id, series_id, currency, {columns}) VALUES (?1, ?2, ?3, ?4, {})
         ON CONFLICT (month, source_id, series_id, currency) DO UPDATE SET {sums}",
        places.join(", ")
    ))?;
    for (key, sums) in rows {
        bind(&mut statement, month, source, key, sums)?;
    }
    if rows.iter().any(|(_, sums)| sums.0.iter().any(|value| *value < 0)) {
        tx.prepare_cached(
            "DELETE FROM request_months WHERE month = ?1 AND source_id = ?2
                AND attempts = 0 AND reported_nanos = 0 AND notional_nanos = 0",
        )?
        .execute(params![month, source])?;
    }
    Ok(())
}

fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    period: &str,
    source: i64,
    key: &Key,
    sums: &Sums,
) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(1, period)?;
    statement.raw_bind_parameter(2, source)?;
    statement.raw_bind_parameter(3, key.series)?;
    statement.raw_bind_parameter(4, &key.currency)?;
    for (place, value) in sums.0.iter().enumerate() {
        statement.raw_bind_parameter(5 + place, value)?;
    }
    statement.raw_execute().map(|_| ())
}

/// Why a day of a source is not rebuilt; `None` when it is.
pub(super) fn seal(tx: &Connection, day: &str, source: i64) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension;
    tx.prepare_cached("SELECT reason FROM sealed_days WHERE day = ?1 AND source_id = ?2")?
        .query_row(params![day, source], |row| row.get(0))
        .optional()
}

/// An attempt among those of its logical request.
pub(super) struct MemberRow {
    pub started_us: i64,
    pub identity: i64,
    /// Hash of the logical id.
    pub group: u64,
    pub latency_us: Option<u64>,
    pub status: showback_gateways::Status,
    /// Model that was asked for.
    pub target: Option<String>,
    pub order: Order,
}

/// Looks at the rows with a logical id between two instants.
pub(super) fn each_member(
    tx: &Connection,
    source: i64,
    from_us: i64,
    to_us: i64,
    mut look: impl FnMut(u64, Order),
) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT attempt, is_retry, fallback_hop, numbered, logical_id
         FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3 AND logical_id IS NOT NULL",
    )?;
    let mut rows = statement.query(params![from_us, to_us, source])?;
    while let Some(row) = rows.next()? {
        look(text_hash(row.get_ref(4)?.as_bytes().unwrap_or_default()), order(row)?);
    }
    Ok(())
}

/// Those rows of wanted groups, in order.
pub(super) fn members(
    tx: &Connection,
    source: i64,
    from_us: i64,
    to_us: i64,
    is_wanted: impl Fn(u64) -> bool,
) -> rusqlite::Result<Vec<MemberRow>> {
    let mut statement = tx.prepare_cached(
        "SELECT r.attempt, r.is_retry, r.fallback_hop, r.numbered, r.logical_id, r.started_us, r.identity, r.latency_us,
            r.status, s.model_requested
         FROM requests r CROSS JOIN series s ON s.id = r.series_id
         WHERE r.started_us >= ?1 AND r.started_us < ?2 AND r.source_id = ?3 AND r.logical_id IS NOT NULL
         ORDER BY r.started_us, r.identity",
    )?;
    let mut rows = statement.query(params![from_us, to_us, source])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        let group = text_hash(row.get_ref(4)?.as_bytes().unwrap_or_default());
        if is_wanted(group) {
            members.push(MemberRow {
                started_us: row.get(5)?,
                identity: row.get(6)?,
                group,
                latency_us: row.get::<_, Option<i64>>(7)?.map(i64::unsigned_abs),
                status: codes::read_status(row.get(8)?),
                target: row.get(9)?,
                order: order(row)?,
            });
        }
    }
    Ok(members)
}

fn order(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order { attempt: row.get(0)?, is_retry: row.get(1)?, fallback_hop: row.get(2)?, numbered: row.get(3)? })
}

pub(super) fn set_order(
    tx: &Transaction<'_>,
    started_us: i64,
    identity: i64,
    order: Order,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE requests SET attempt = ?3, is_retry = ?4, fallback_hop = ?5, numbered = ?6
         WHERE started_us = ?1 AND identity = ?2",
    )?
    .execute(params![started_us, identity, order.attempt, order.is_retry, order.fallback_hop, order.numbered])
    .map(|_| ())
}

/// Whether a source has rows in that time.
pub(super) fn has_rows(tx: &Connection, source: i64, from_us: i64, to_us: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3)",
    )?
    .query_row(params![from_us, to_us, source], |row| row.get(0))
}
