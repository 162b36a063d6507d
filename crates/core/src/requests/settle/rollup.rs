//! Roll-ups of a day of one source from its rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState as Hasher;
use rusqlite::{Connection, Transaction};

use super::queries::{self, DayRow};
use super::sums::{Column, Sums};
use crate::ledger::{Meter, MeterKind};
use crate::requests::RequestsError;
use crate::requests::days::day_text;
use crate::requests::identity::text_hash;

/// What a row of a roll-up is about, beside its day and source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Row of `series`.
    pub series: i64,
    /// Currency of every amount; empty when there is none.
    pub currency: String,
}

/// Rows of a roll-up.
pub(super) type Rows = Vec<(Key, Sums)>;

/// A day of one source, added up.
#[derive(Default)]
pub(super) struct DaySums {
    pub rows: Rows,
    /// Hashes of tasks of which two attempts or more failed or were retries.
    pub looping: HashSet<u64>,
}

/// Adds up the counted rows of a day.
pub(super) fn add_up(
    tx: &Connection,
    source: i64,
    day: i64,
    batch: &HashSet<i64>,
) -> Result<DaySums, RequestsError> {
    let mut adder =
        Adder { batch, currencies: Vec::new(), sums: HashMap::default(), troubled: HashMap::default() };
    queries::each_of_day(tx, source, day, |row, currency, reported, more, task| {
        if let Some(task) = task {
            *adder.troubled.entry(text_hash(task.as_bytes())).or_insert(0_u32) += 1;
        }
        adder.add(row, currency, reported, more).ok_or_else(|| too_large(day))
    })?;
    let looping = adder.troubled.iter().filter(|(_, count)| **count >= 2).map(|(task, _)| *task).collect();
    Ok(DaySums { rows: adder.rows(), looping })
}

fn too_large(day: i64) -> RequestsError {
    RequestsError::TooLarge { what: "figures", day: day_text(day) }
}

struct Adder<'a> {
    batch: &'a HashSet<i64>,
    currencies: Vec<String>,
    sums: HashMap<(i64, usize), Sums, Hasher>,
    troubled: HashMap<u64, u32, Hasher>,
}

impl Adder<'_> {
    fn currency(&mut self, text: &str) -> usize {
        if let Some(place) = self.currencies.iter().position(|known| known == text) {
            return place;
        }
        self.currencies.push(text.to_owned());
        self.currencies.len() - 1
    }

    fn add(&mut self, row: &DayRow, rated: &str, reported: Option<&str>, more: Option<&str>) -> Option<()> {
        let told = row.reported_nanos.filter(|nanos| *nanos != 0).zip(reported);
        let currency = match told {
            Some((_, reported)) if rated.is_empty() => reported,
            _ => rated,
        };
        let place = self.currency(currency);
        let is_batch = self.batch.contains(&row.series);
        let sums = self.sums.entry((row.series, place)).or_default();
        counts(sums, row)?;
        if let Some(more) = more {
            further_tokens(sums, more)?;
        }
        if !rated.is_empty() {
            classes(sums, row, is_batch)?;
        }
        let Some((nanos, reported)) = told else { return Some(()) };
        let column = if row.is_notional { Column::NotionalNanos } else { Column::ReportedNanos };
        let place = self.currency(reported);
        self.sums.entry((row.series, place)).or_default().add(column, nanos)
    }

    fn rows(self) -> Rows {
        let Self { currencies, sums, .. } = self;
        let mut rows: Rows = sums
            .into_iter()
            .map(|((series, place), sums)| {
                (Key { series, currency: currencies.get(place).cloned().unwrap_or_default() }, sums)
            })
            .collect();
        rows.sort_by(|left, right| left.0.cmp(&right.0));
        rows
    }
}

fn counts(sums: &mut Sums, row: &DayRow) -> Option<()> {
    sums.add(Column::Attempts, 1)?;
    match row.is_retry {
        Some(is_retry) => sums.add(Column::Retries, i64::from(is_retry))?,
        None => sums.add(Column::RetryUnknown, 1)?,
    }
    sums.add(Column::Failures, i64::from(row.is_failure))?;
    sums.add(Column::CacheHits, i64::from(row.is_hit))?;
    sums.add(Column::UsageUnknown, i64::from(row.usage_unknown))?;
    sums.add(Column::Unpriced, i64::from(row.is_unpriced))?;
    let [input, cache_read, cache_write, output, reasoning] = row.tokens;
    sums.add(Column::TokensInput, input)?;
    sums.add(Column::TokensCacheRead, cache_read)?;
    sums.add(Column::TokensCacheWrite, cache_write)?;
    sums.add(Column::TokensOutput, output)?;
    sums.add(Column::TokensReasoning, reasoning)?;
    if let Some(latency_us) = row.latency_us {
        sums.add(Column::LatencyUs, latency_us)?;
        sums.add(Column::LatencyKnown, 1)?;
    }
    Some(())
}

/// Tokens of further meters, such as audio, in the class they belong to.
pub(super) fn further_tokens(sums: &mut Sums, more: &str) -> Option<()> {
    let meters: BTreeMap<String, i64> = serde_json::from_str(more).unwrap_or_default();
    for (name, quantity) in meters {
        if Meter::parse(&name).is_none_or(|meter| meter.kind() != MeterKind::Tokens) {
            continue;
        }
        let column = if name.starts_with("cache_read") {
            Column::TokensCacheRead
        } else if name.starts_with("cache_write") {
            Column::TokensCacheWrite
        } else if name.starts_with("output") {
            Column::TokensOutput
        } else {
            Column::TokensInput
        };
        sums.add(column, quantity)?;
    }
    Some(())
}

/// Each amount in exactly one class.
pub(super) fn classes(sums: &mut Sums, row: &DayRow, is_batch: bool) -> Option<()> {
    let [input, cache_write, cache_read, output, other] = row.meters;
    sums.add(Column::ListNanos, row.list_nanos)?;
    sums.add(Column::RatedNanos, row.rated_nanos)?;
    sums.add(Column::MeterInputNanos, input)?;
    sums.add(Column::MeterCacheWriteNanos, cache_write)?;
    sums.add(Column::MeterCacheReadNanos, cache_read)?;
    sums.add(Column::MeterOutputNanos, output)?;
    sums.add(Column::MeterOtherNanos, other)?;
    sums.add(Column::CacheBenefitNanos, row.cache_benefit_nanos)?;
    // A failed attempt that was billed bought nothing, whether or not it was the first.
    if row.is_retry == Some(true) || row.is_failure {
        return sums.add(Column::RetryNanos, row.rated_nanos);
    }
    if row.is_retry.is_none() {
        sums.add(Column::RetryUnknownNanos, row.rated_nanos)?;
    }
    if is_batch {
        return sums.add(Column::BatchNanos, row.rated_nanos);
    }
    sums.add(Column::InputNanos, input)?;
    sums.add(Column::CacheWriteNanos, cache_write)?;
    sums.add(Column::CacheReadNanos, cache_read)?;
    sums.add(Column::OutputNanos, output)?;
    sums.add(Column::OtherNanos, other)
}

/// `after` less `before`, rows without a difference left out.
pub(super) fn difference(before: &Rows, after: &Rows) -> Option<Rows> {
    let mut rows: BTreeMap<Key, Sums> = after.iter().cloned().collect();
    for (key, sums) in before {
        rows.entry(key.clone()).or_default().add_all(sums, -1)?;
    }
    rows.retain(|_, sums| !sums.is_zero());
    Some(rows.into_iter().collect())
}

/// Both together.
pub(super) fn together(rows: &Rows, more: &Rows) -> Option<Rows> {
    let mut all: BTreeMap<Key, Sums> = rows.iter().cloned().collect();
    for (key, sums) in more {
        all.entry(key.clone()).or_default().add_all(sums, 1)?;
    }
    all.retain(|_, sums| !sums.is_zero());
    Some(all.into_iter().collect())
}

/// Changes of months, written once per month and source.
#[derive(Default)]
pub(super) struct Months(BTreeMap<(String, i64), BTreeMap<Key, Sums>>);

impl Months {
    pub(super) fn add(
        &mut self,
        month: String,
        source: i64,
        rows: Rows,
        day: i64,
    ) -> Result<(), RequestsError> {
        let month = self.0.entry((month, source)).or_default();
        for (key, sums) in rows {
            month.entry(key).or_default().add_all(&sums, 1).ok_or_else(|| too_large(day))?;
        }
        Ok(())
    }

    /// Writes what is known of every month but that one.
    pub(super) fn write(&mut self, tx: &Transaction<'_>, but: Option<&str>) -> Result<(), RequestsError> {
        let kept: Vec<_> = std::mem::take(&mut self.0).into_iter().collect();
        for ((month, source), rows) in kept {
            if but == Some(month.as_str()) {
                self.0.insert((month, source), rows);
                continue;
            }
            let rows: Rows = rows.into_iter().filter(|(_, sums)| !sums.is_zero()).collect();
            queries::add_to_month(tx, &month, source, &rows)?;
        }
        Ok(())
    }
}

pub(super) fn failed(day: i64) -> RequestsError {
    too_large(day)
}
