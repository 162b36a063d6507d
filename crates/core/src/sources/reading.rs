//! Reading provider rows exactly: amounts without floats, days as buckets, rows that cannot be read kept aside.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::kernel::{Day, Period, parse_day, parse_decimal};
use crate::ledger::{BucketContent, Meter, RejectedRow, SeriesKey, UsageRow};

/// A decimal from a JSON number or a JSON string, with the text as the provider wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    /// The value.
    pub value: Decimal,
    /// As written, without quotes.
    pub text: String,
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim().trim_matches('"').to_owned();
        match parse_decimal(&text) {
            Ok(value) => Ok(Self { value, text }),
            Err(_) => Err(de::Error::custom("expected a decimal number or a string of one")),
        }
    }
}

/// Quantities of one row, disjoint and never negative.
#[derive(Debug, Default)]
pub(super) struct Quantities(Vec<(Meter, i64)>);

impl Quantities {
    /// Adds a quantity; zero makes no row, a negative one is refused with the field's name.
    pub fn add(&mut self, meter: Meter, quantity: i64, field: &str) -> Result<(), String> {
        if quantity < 0 {
            return Err(format!("{field} is {quantity}: a quantity cannot be negative"));
        }
        if quantity > 0 {
            self.0.push((meter, quantity));
        }
        Ok(())
    }

    /// As [`Self::add`]; a quantity that was not told makes no row.
    pub fn add_told(&mut self, meter: Meter, quantity: Option<i64>, field: &str) -> Result<(), String> {
        quantity.map_or(Ok(()), |quantity| self.add(meter, quantity, field))
    }

    /// One usage row per meter of the series.
    pub fn into_rows(self, series: &SeriesKey, page: usize) -> impl Iterator<Item = UsageRow> {
        self.0.into_iter().map(move |(meter, quantity)| UsageRow {
            series: series.clone(),
            meter,
            quantity,
            page,
        })
    }
}

/// What happens to rows of days outside the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// The request had to start earlier than the window, so they are expected and belong to another window.
    Expected,
    /// The provider was not asked for them: kept as rejected rows of the first day.
    Rejected,
}

/// One bucket per day of a window, filled row by row.
#[derive(Debug)]
pub(super) struct DayBuckets {
    period: Period,
    outside: Outside,
    days: BTreeMap<Day, BucketContent>,
}

impl DayBuckets {
    /// Empty buckets for each day of the window.
    pub fn new(period: Period, outside: Outside) -> Self {
        let days = period.iter_days().map(|day| (day, BucketContent::empty(day))).collect();
        Self { period, outside, days }
    }

    /// Puts one provider row into its day: `read` adds ledger rows or says why it cannot.
    pub fn place(
        &mut self,
        day: Result<Day, String>,
        raw: &RawValue,
        page: usize,
        read: impl FnOnce(&mut BucketContent) -> Result<(), String>,
    ) {
        let (day, outcome) = match day {
            Err(reason) => (self.period.start(), Err(reason)),
            Ok(day) if !self.period.contains(day) => {
                if self.outside == Outside::Expected {
                    return;
                }
                let (start, end) = (self.period.start(), self.period.end());
                (start, Err(format!("the row is of {day}, but {start} to before {end} was asked")))
            }
            Ok(day) => (day, Ok(())),
        };
        let Some(bucket) = self.days.get_mut(&day) else { return };
        let (usage, charges) = (bucket.usage.len(), bucket.charges.len());
        if let Err(reason) = outcome.and_then(|()| read(bucket)) {
            bucket.usage.truncate(usage);
            bucket.charges.truncate(charges);
            bucket.rejected.push(RejectedRow { reason, row_json: raw.get().to_owned(), page });
        }
    }

    /// The buckets in order of days.
    pub fn into_buckets(self) -> Vec<BucketContent> {
        self.days.into_values().collect()
    }
}

/// The day of a bucket that must cover exactly one UTC day.
pub(super) fn whole_day(start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Day, String> {
    let is_day = start.time() == NaiveTime::MIN && end - start == chrono::TimeDelta::days(1);
    if is_day {
        Ok(start.date_naive())
    } else {
        Err(format!("the bucket from {start} to {end} is not one UTC day"))
    }
}

/// Reads one provider row; the reason names the fault and its place, never a value.
pub(super) fn read_row<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, String> {
    serde_json::from_str(raw.get()).map_err(|error| super::exchange::json_fault("a result row", &error))
}

/// From the first day a source can tell about through today.
pub(super) fn through(earliest: &str, today: Day) -> Period {
    let end = Period::of_day(today).end();
    let start = parse_day(earliest).unwrap_or(today).min(end);
    Period::new(start, end).unwrap_or_else(|_| Period::of_day(today))
}
