//! SQL that stores what a day's apportionment resulted in.

use rusqlite::{Connection, params};

use super::day::{Amounts, DayRecord};
use super::error::SpendError;
use super::model::Class;
use super::queries::Stamp;
use super::queries_months;

/// Tables that a day's record is in.
pub(super) const TABLES: [&str; 5] =
    ["spend_lines", "spend_sums", "spend_parts", "spend_cache", "spend_discrepancies"];

/// Puts a day's rows in the place of those it had.
pub(super) fn put_day(
    tx: &Connection,
    day: &str,
    stamp: Stamp,
    record: &DayRecord,
) -> Result<(), SpendError> {
    queries_months::take_day(tx, day)?;
    for table in TABLES.into_iter().chain(["spend_held"]) {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE day = ?1"))?.execute([day])?;
    }
    put_lines(tx, day, record)?;
    put_sums(tx, day)?;
    put_parts(tx, day, record)?;
    put_beside(tx, day, record)?;
    queries_months::add_day(tx, day)?;
    tx.prepare_cached(
        "INSERT INTO spend_days (day, evidence) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET evidence = excluded.evidence",
    )?
    .execute(params![day, stamp])?;
    tx.prepare_cached("DELETE FROM dirty_days WHERE day = ?1")?.execute([day])?;
    Ok(())
}

fn fitting(day: &str, nanos: i128) -> Result<i64, SpendError> {
    i64::try_from(nanos).map_err(|_| SpendError::TooLarge { day: day.to_owned() })
}

/// The amount, the classes in their order, and of which it is not known whether it is retries.
fn amounts(day: &str, amounts: &Amounts) -> Result<[i64; 9], SpendError> {
    let of = |class| fitting(day, amounts.classes.get(class));
    Ok([
        fitting(day, amounts.classes.total())?,
        of(Class::Retry)?,
        of(Class::Batch)?,
        of(Class::CacheWrite)?,
        of(Class::CacheRead)?,
        of(Class::Input)?,
        of(Class::Output)?,
        of(Class::Other)?,
        fitting(day, amounts.retry_unknown)?,
    ])
}

fn put_lines(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_lines (day, connection_id, currency, billed_series, usage_series, level, grade, basis,
            amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos, output_nanos,
            other_nanos, retry_unknown_nanos, scale_over, scale_under)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?;
    for (key, line) in &record.lines {
        let [amount, retry, batch, write, read, input, output, other, unknown] = amounts(day, &line.amounts)?;
        let scale = line
            .scale
            .and_then(|(over, under)| Some((i64::try_from(over).ok()?, i64::try_from(under).ok()?)));
        statement.execute(params![
            day,
            key.connection,
            key.currency,
            key.billed_series,
            key.usage_series,
            key.level.name(),
            key.grade.name(),
            line.basis.name(),
            amount,
            retry,
            batch,
            write,
            read,
            input,
            output,
            other,
            unknown,
            scale.map(|(over, _)| over),
            scale.map(|(_, under)| under),
        ])?;
    }
    Ok(())
}

/// The lines of a day without their series.
fn put_sums(tx: &Connection, day: &str) -> Result<(), SpendError> {
    tx.prepare_cached(
        "INSERT INTO spend_sums (day, connection_id, currency, level, grade, basis, amount_nanos, retry_nanos,
            batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos, output_nanos, other_nanos,
            retry_unknown_nanos)
         SELECT day, connection_id, currency, level, grade, basis, sum(amount_nanos), sum(retry_nanos),
            sum(batch_nanos), sum(cache_write_nanos), sum(cache_read_nanos), sum(input_nanos), sum(output_nanos),
            sum(other_nanos), sum(retry_unknown_nanos)
         FROM spend_lines WHERE day = ?1 GROUP BY day, connection_id, currency, level, grade, basis",
    )?
    .execute([day])?;
    Ok(())
}

fn put_parts(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_parts (day, source_id, series_id, connection_id, currency, owner_series, grade, owner_tells,
            basis, amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos,
            output_nanos, other_nanos, retry_unknown_nanos)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    for (key, part) in &record.parts {
        let [amount, retry, batch, write, read, input, output, other, unknown] = amounts(day, &part.amounts)?;
        statement.execute(params![
            day,
            key.source,
            key.series,
            key.connection,
            key.currency,
            key.owner_series,
            key.grade.name(),
            part.owner_tells.name(),
            part.basis.name(),
            amount,
            retry,
            batch,
            write,
            read,
            input,
            output,
            other,
            unknown,
        ])?;
    }
    Ok(())
}

fn put_beside(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_cache (day, connection_id, usage_series, currency, benefit_nanos)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for ((connection, series, currency), benefit) in &record.cache {
        let benefit = benefit.map(|benefit| fitting(day, benefit)).transpose()?;
        statement.execute(params![day, connection, series, currency, benefit])?;
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_discrepancies (day, connection_id, kind, channel, model, meter, currency, amount_nanos,
            quantity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (key, discrepancy) in &record.discrepancies {
        let amount = discrepancy.amount.map(|amount| fitting(day, amount)).transpose()?;
        statement.execute(params![
            day,
            key.connection,
            key.kind.name(),
            key.channel,
            key.model,
            key.meter,
            key.currency,
            amount,
            fitting(day, discrepancy.quantity)?,
        ])?;
    }
    Ok(())
}
