//! Spend of record by day, whole, with the days that are known in full.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::calendar::{calendar, check_length};
use super::cuts::{Cut, Family};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::filters::parse_filters;
use super::model::{Measure, QueryKey};
use super::reading::Reading;
use super::{record, words};
use crate::kernel::{Day, DimensionFilter, Period, parse_day};
use crate::store::Store;

/// Spend of record of one day, currency and, where asked, value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyRow {
    /// The day.
    pub day: Day,
    /// ISO 4217.
    pub currency: String,
    /// The value; `None` when no dimension was asked for.
    pub key: Option<QueryKey>,
    /// Nanos.
    pub nanos: i128,
}

/// Spend of record by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Daily {
    /// Rows in order of day.
    pub rows: Vec<DailyRow>,
    /// Days known in full: over, and read in full from every account. Where no account is connected, days that requests
    /// told before the last such day. A full day without a row had no spend.
    pub full_days: BTreeSet<Day>,
    /// Days not read, the day that is not over.
    pub notes: Vec<String>,
}

/// Spend of record by day, and by one dimension where asked.
pub fn daily(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    period: Period,
    by: Option<&str>,
    filters: &[DimensionFilter],
) -> Result<Daily, ExploreError> {
    let mut dimensions = vec![Dimension::Day];
    dimensions.extend(by.map(Dimension::parse).transpose()?);
    let filters = parse_filters(filters)?;
    let period = check_length(period)?;
    let today = now.date_naive();
    store.read(|reader| {
        let reading = Reading::new(reader, cuts)?;
        let (groups, _) = record::groups(&reading, Measure::Spend, (&dimensions, &filters, period))?;
        let mut rows = Vec::with_capacity(groups.len());
        for group in groups {
            let Some(day) = group.value(0) else { continue };
            let key = dimensions.get(1).map(|dimension| words::key(&reading, *dimension, group.value(1)));
            rows.push(DailyRow { day: parse_day(day)?, currency: group.unit.clone(), key, nanos: group.sum });
        }
        rows.sort_by(|left, right| {
            let parts = |row: &DailyRow| {
                (row.day, row.currency.clone(), row.key.as_ref().map(|key| key.value.clone()))
            };
            parts(left).cmp(&parts(right))
        });
        let known = calendar(&reading, Family::Cost, period, today)?;
        let is_read = period.iter_days().any(|day| !known.of_day(day).is_missing);
        let last_told = rows.iter().map(|row| row.day).max();
        let full_days = if is_read {
            let is_full = |day: &Day| !known.of_day(*day).is_missing && !known.of_day(*day).is_partial;
            period.iter_days().filter(is_full).collect()
        } else {
            let is_over = |day: &Day| *day < today && Some(*day) < last_told;
            rows.iter().map(|row| row.day).filter(is_over).collect()
        };
        let notes = if is_read { known.notes(period, today) } else { Vec::new() };
        Ok(Daily { rows, full_days, notes })
    })
}
