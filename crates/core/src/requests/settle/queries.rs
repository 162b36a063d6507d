//! SQL of settling: rows of a day in order, and what follows from them.

use rusqlite::{Connection, Row, Transaction, params};

use super::rollup::Key;
use super::sums::{COLUMNS, Column, Sums};
use crate::requests::days::{DAY_US, start_of};

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
    tx.prepare_cached("SELECT id FROM series WHERE lane = 'batch'")?
        .query_map([], |row| row.get(0))?
        .collect()
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

/// Whether a source has rows in that time.
pub(super) fn has_rows(tx: &Connection, source: i64, from_us: i64, to_us: i64) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3)",
    )?
    .query_row(params![from_us, to_us, source], |row| row.get(0))
}

/// Every day of a source with rows or a roll-up that is made of rows.
pub(super) fn rebuildable(tx: &Connection) -> rusqlite::Result<Vec<(i64, i64)>> {
    tx.prepare_cached(
        "SELECT CAST(strftime('%s', day) AS INTEGER) / 86400, source_id FROM (
            SELECT day, source_id FROM request_days
            UNION SELECT date(started_us / 1000000, 'unixepoch'), source_id FROM requests
            EXCEPT SELECT day, source_id FROM sealed_days)
         ORDER BY 1, 2",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// Makes every month of its days again.
pub(super) fn rebuild_months(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("DELETE FROM request_months")?;
    let columns = column_list(str::to_owned);
    let sums = column_list(|name| format!("sum({name})"));
    tx.execute_batch(&format!(
        "INSERT INTO request_months (month, source_id, series_id, currency, {columns})
         SELECT substr(day, 1, 7), source_id, series_id, currency, {sums} FROM request_days
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    ))
}

/// The first day with rows before that instant.
pub(super) fn oldest_before(tx: &Connection, before_us: i64) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT min(started_us) FROM requests WHERE started_us < ?1")?
        .query_row([before_us], |row| row.get(0))
}

/// Drops the rows of a day, keeps their keys, and seals the day for their sources. Says how many they were.
pub(super) fn drop_day(tx: &Transaction<'_>, day: i64, text: &str) -> rusqlite::Result<u64> {
    let (from_us, to_us) = (start_of(day), start_of(day) + DAY_US);
    tx.prepare_cached(
        "INSERT OR IGNORE INTO sealed_days (day, source_id, reason)
         SELECT DISTINCT ?3, source_id, 'dropped' FROM requests WHERE started_us >= ?1 AND started_us < ?2",
    )?
    .execute(params![from_us, to_us, text])?;
    tx.prepare_cached(
        "INSERT OR IGNORE INTO dropped_requests (started_us, identity)
         SELECT started_us, identity FROM requests WHERE started_us >= ?1 AND started_us < ?2",
    )?
    .execute([from_us, to_us])?;
    tx.prepare_cached("DELETE FROM request_revisions WHERE started_us >= ?1 AND started_us < ?2")?
        .execute([from_us, to_us])?;
    let dropped = tx
        .prepare_cached("DELETE FROM requests WHERE started_us >= ?1 AND started_us < ?2")?
        .execute([from_us, to_us])?;
    Ok(u64::try_from(dropped).unwrap_or(u64::MAX))
}

/// Seals a day of a source whose roll-up is made where its log lives.
pub(super) fn seal_brought(tx: &Transaction<'_>, day: &str, source: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sealed_days (day, source_id, reason) VALUES (?1, ?2, 'brought')",
    )?
    .execute(params![day, source])
    .map(|_| ())
}

/// Says that roll-ups are other ones now, to whoever keeps some of them in memory.
pub(super) fn roll_ups_changed(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE roll_up_changes SET count = count + 1")?.execute([]).map(|_| ())
}
