//! Spend of record of a period: by class, by evidence, by account, by day, and what differs beside it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::error::SpendError;
use super::model::{Class, Classes, Grade, Level};
use super::queries_held::{HeldRow, held_rows};
use super::queries_views::{self, DiscrepancyRow, SpendRow};
use crate::kernel::{Day, Period};

/// An amount with what it rests on. Levels and grades each add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpendSums {
    /// By class; their sum is the amount.
    pub classes: Classes,
    /// Inside the classes: of which it is not known whether it is retries.
    pub retry_unknown: i128,
    /// The part of it that is of requests which do not tell.
    pub retry_unknown_seen: i128,
    /// Whether any request tells of its money whether it is retries.
    is_retry_told: bool,
    /// By evidence.
    pub levels: BTreeMap<Level, i128>,
    /// By grade.
    pub grades: BTreeMap<Grade, i128>,
    /// By book: stored word and nanos. More than one means that accounts or days have different books.
    pub bases: BTreeMap<String, i128>,
}

impl SpendSums {
    fn add(&mut self, row: &SpendRow) {
        let amount = row.classes.total();
        self.classes.merge(&row.classes);
        self.retry_unknown = self.retry_unknown.saturating_add(row.retry_unknown);
        if row.level == Level::Seen.name() {
            self.retry_unknown_seen = self.retry_unknown_seen.saturating_add(row.retry_unknown);
            self.is_retry_told |= row.retry_unknown != amount;
        }
        if let Some(level) = Level::parse(&row.level) {
            *self.levels.entry(level).or_default() += amount;
        }
        if let Some(grade) = Grade::parse(&row.grade) {
            *self.grades.entry(grade).or_default() += amount;
        }
        *self.bases.entry(row.basis.clone()).or_default() += amount;
    }

    /// The amount.
    pub fn total(&self) -> i128 {
        self.classes.total()
    }

    /// Money of retries; `None` when nothing tells of any of it whether it is retries.
    pub fn retries(&self) -> Option<i128> {
        let known = self.classes.get(Class::Retry);
        (known != 0 || self.is_retry_told || self.retry_unknown == 0).then_some(known)
    }

    /// What some request told of it.
    pub fn seen(&self) -> i128 {
        self.levels.get(&Level::Seen).copied().unwrap_or(0)
    }

    /// Its one book, or `mixed`.
    pub fn basis(&self) -> &str {
        match self.bases.len() {
            1 => self.bases.keys().next().map_or("mixed", String::as_str),
            _ => "mixed",
        }
    }
}

/// One account in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendAccount {
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Its label; empty when no account is known.
    pub label: String,
    /// What it spent.
    pub sums: SpendSums,
}

/// Spend of record of a period in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendPeriod {
    /// ISO 4217.
    pub currency: String,
    /// All of it.
    pub sums: SpendSums,
    /// Net cache benefit in nanos; `None` when there are no cache tokens with a known rate.
    pub cache_benefit: Option<i128>,
    /// Series-days with cache tokens whose input rate is not known.
    pub cache_unknown: i64,
    /// By account, the largest first.
    pub accounts: Vec<SpendAccount>,
    /// By day, in order; days without spend are left out.
    pub days: Vec<(String, SpendSums)>,
}

/// Spend of record of a period, and what stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodView {
    /// One per currency, the largest first.
    pub currencies: Vec<SpendPeriod>,
    /// Differences between books, the largest first.
    pub discrepancies: Vec<DiscrepancyRow>,
    /// Days of closed months whose books say otherwise since; nothing of it is in the sums.
    pub held: Vec<HeldRow>,
    /// Labels of connections.
    pub labels: BTreeMap<i64, String>,
}

/// Spend of record of a period.
pub fn period_view(reader: &Connection, period: Period) -> Result<PeriodView, SpendError> {
    let rows = queries_views::rows(reader, period)?;
    let labels = queries_views::labels(reader)?;
    let benefits = queries_views::cache(reader, period)?;
    let currencies: BTreeSet<&str> = rows.iter().map(|row| row.currency.as_str()).collect();
    let mut found: Vec<SpendPeriod> = currencies
        .into_iter()
        .map(|currency| {
            let benefit = benefits.iter().find(|(of, ..)| of == currency);
            let of_currency = rows.iter().filter(|row| row.currency == currency);
            SpendPeriod {
                cache_benefit: benefit.and_then(|(_, nanos, _)| nanos.map(i128::from)),
                cache_unknown: benefit.map_or(0, |(.., unknown)| *unknown),
                ..of_rows(currency, of_currency, &labels)
            }
        })
        .collect();
    found.sort_by(|left, right| {
        right.sums.total().cmp(&left.sums.total()).then_with(|| left.currency.cmp(&right.currency))
    });
    let discrepancies = queries_views::discrepancies(reader, period)?;
    let held = held_rows(reader, period)?;
    Ok(PeriodView { currencies: found, discrepancies, held, labels })
}

/// Spend of record of one day.
pub fn day_view(reader: &Connection, day: Day) -> Result<PeriodView, SpendError> {
    period_view(reader, Period::of_day(day))
}

fn of_rows<'a>(
    currency: &str,
    rows: impl Iterator<Item = &'a SpendRow>,
    labels: &BTreeMap<i64, String>,
) -> SpendPeriod {
    let mut sums = SpendSums::default();
    let mut accounts: BTreeMap<i64, SpendSums> = BTreeMap::new();
    let mut days: BTreeMap<String, SpendSums> = BTreeMap::new();
    for row in rows {
        sums.add(row);
        accounts.entry(row.connection).or_default().add(row);
        days.entry(row.day.clone()).or_default().add(row);
    }
    let account = |(connection, sums)| SpendAccount {
        connection,
        label: labels.get(&connection).cloned().unwrap_or_default(),
        sums,
    };
    let mut accounts: Vec<SpendAccount> = accounts.into_iter().map(account).collect();
    accounts.sort_by(|left, right| {
        right.sums.total().cmp(&left.sums.total()).then_with(|| left.connection.cmp(&right.connection))
    });
    SpendPeriod {
        currency: currency.to_owned(),
        sums,
        cache_benefit: None,
        cache_unknown: 0,
        accounts,
        days: days.into_iter().collect(),
    }
}
