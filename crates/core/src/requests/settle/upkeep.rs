//! Keeping the book small, and making its roll-ups again.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use super::queries;
use super::rollup::{self, Key, Months, Rows};
use super::sums::{Column, Sums};
use crate::kernel::Day;
use crate::requests::days::{day_number, day_of, day_text, month_text, number_of, start_of};
use crate::requests::{RatingOutcome, RequestsError, StagedRollup};
use crate::store::Store;

/// What retention dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Attempts.
    pub requests: u64,
    /// Days.
    pub days: u64,
}

/// Drops attempts that started more than so many days before today, a day in each transaction. Roll-ups, loops and
/// outcomes stay, and so do the keys of the attempts: told again, they are known. `None` keeps everything.
pub fn drop_old_requests(
    store: &Store,
    keep_days: Option<u32>,
    today: Day,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Dropped, RequestsError> {
    let mut dropped = Dropped::default();
    let Some(keep_days) = keep_days else { return Ok(dropped) };
    let before_us = start_of(number_of(today).saturating_sub(i64::from(keep_days)));
    while !is_cancelled() {
        let oldest: Option<i64> =
            store.read::<_, RequestsError>(|reader| Ok(queries::oldest_before(reader, before_us)?))?;
        let Some(oldest) = oldest else { break };
        let day = day_number(oldest);
        dropped.requests +=
            store.write::<_, RequestsError>(|tx| Ok(queries::drop_day(tx, day, &day_text(day))?))?;
        dropped.days += 1;
    }
    Ok(dropped)
}

/// Makes every roll-up again that is made of rows. Equal rows give equal bytes.
pub fn rebuild_roll_ups(store: &Store) -> Result<(), RequestsError> {
    store.write(|tx| {
        let days: BTreeSet<(i64, i64)> = queries::rebuildable(tx)?.into_iter().collect();
        for (day, source) in &days {
            queries::delete_day(tx, &day_text(*day), *source)?;
        }
        super::rebuild(tx, &days, &super::Before::default())?;
        queries::rebuild_months(tx)?;
        Ok(queries::roll_ups_changed(tx)?)
    })
}

/// Replaces days of a source by what was added up where its log lives, whole days each. The same again changes nothing.
/// Says which days changed.
pub(in crate::requests) fn bring(
    tx: &Transaction<'_>,
    source: i64,
    days: &BTreeSet<i64>,
    told: &[StagedRollup],
    series: &[i64],
) -> Result<BTreeSet<i64>, RequestsError> {
    let mut changed = BTreeSet::new();
    let mut months = Months::default();
    for day in days {
        let mut after = Rows::new();
        for (rollup, series) in told.iter().zip(series) {
            if day_number(rollup.rollup.day_us) == *day {
                let rows = rows(rollup, *series).ok_or_else(|| rollup::failed(*day))?;
                after = rollup::together(&after, &rows).ok_or_else(|| rollup::failed(*day))?;
            }
        }
        let text = day_text(*day);
        let known = queries::day_sums(tx, &text, source)?;
        queries::seal_brought(tx, &text, source)?;
        if known == after {
            continue;
        }
        queries::delete_day(tx, &text, source)?;
        queries::insert_day(tx, &text, source, &after)?;
        let change = rollup::difference(&known, &after).ok_or_else(|| rollup::failed(*day))?;
        months.add(month_text(day_of(*day)), source, change, *day)?;
        changed.insert(*day);
    }
    months.write(tx, None)?;
    queries::roll_ups_changed(tx)?;
    Ok(changed)
}

fn rows(told: &StagedRollup, series: i64) -> Option<Rows> {
    let rollup = &told.rollup;
    let count = |count: u64| i64::try_from(count).ok();
    let attempts = count(rollup.attempts)?;
    let is_unpriced = matches!(told.rated.outcome, RatingOutcome::Unpriced | RatingOutcome::Partial);
    let reported = match &rollup.cost {
        Some(cost) => Some((crate::requests::stage::nanos(cost.amount)?, cost)),
        None => None,
    }
    .filter(|(nanos, _)| *nanos != 0);
    let mut sums = Sums::default();
    sums.add(Column::Attempts, attempts)?;
    match rollup.is_retry {
        Some(true) => sums.add(Column::Retries, attempts)?,
        Some(false) => {}
        None => sums.add(Column::RetryUnknown, attempts)?,
    }
    if rollup.status == showback_gateways::Status::Failure {
        sums.add(Column::Failures, attempts)?;
    }
    if rollup.response_cache == showback_gateways::ResponseCache::Hit {
        sums.add(Column::CacheHits, attempts)?;
    }
    sums.add(Column::UsageUnknown, count(rollup.usage_unknown)?)?;
    if is_unpriced {
        sums.add(Column::Unpriced, count(rollup.attempts.saturating_sub(rollup.usage_unknown))?)?;
    }
    let tokens = &rollup.tokens;
    sums.add(Column::TokensInput, count(tokens.input)?)?;
    sums.add(Column::TokensCacheRead, count(tokens.cache_read)?)?;
    let written =
        tokens.cache_write.checked_add(tokens.cache_write_5m)?.checked_add(tokens.cache_write_1h)?;
    sums.add(Column::TokensCacheWrite, count(written)?)?;
    sums.add(Column::TokensOutput, count(tokens.output)?)?;
    sums.add(Column::TokensReasoning, count(tokens.reasoning.unwrap_or(0))?)?;
    sums.add(Column::LatencyUs, count(rollup.latency_us)?)?;
    sums.add(Column::LatencyKnown, count(rollup.latency_known)?)?;
    let more: std::collections::BTreeMap<&str, u64> = tokens.more.iter().copied().collect();
    if !more.is_empty() {
        rollup::further_tokens(&mut sums, &serde_json::to_string(&more).ok()?)?;
    }
    let rated = &told.rated;
    if !rated.currency.is_empty() {
        money(&mut sums, told)?;
    }
    let mut currency = rated.currency.clone();
    let mut all = Rows::new();
    if let Some((nanos, cost)) = reported {
        let column = match cost.basis {
            showback_gateways::CostBasis::Notional => Column::NotionalNanos,
            _ => Column::ReportedNanos,
        };
        if currency.is_empty() {
            currency.clone_from(&cost.currency);
        }
        if currency == cost.currency {
            sums.add(column, nanos)?;
        } else {
            let mut apart = Sums::default();
            apart.add(column, nanos)?;
            all.push((Key { series, currency: cost.currency.clone() }, apart));
        }
    }
    all.push((Key { series, currency }, sums));
    Some(all)
}

fn money(sums: &mut Sums, told: &StagedRollup) -> Option<()> {
    let rated = &told.rated;
    let amount = |nanos: Option<i64>| nanos.unwrap_or(0);
    let row = queries::DayRow {
        series: 0,
        is_retry: told.rollup.is_retry,
        is_failure: told.rollup.status == showback_gateways::Status::Failure,
        is_hit: false,
        usage_unknown: false,
        tokens: [0; 5],
        latency_us: None,
        reported_nanos: None,
        is_notional: false,
        is_unpriced: false,
        list_nanos: amount(rated.list_nanos),
        rated_nanos: amount(rated.rated_nanos),
        meters: [
            amount(rated.input_nanos),
            amount(rated.cache_write_nanos),
            amount(rated.cache_read_nanos),
            amount(rated.output_nanos),
            amount(rated.other_nanos),
        ],
        cache_benefit_nanos: amount(rated.cache_benefit_nanos),
    };
    rollup::classes(sums, &row, told.series.lane.as_deref() == Some("batch"))
}
