//! The usage a question is asked of, with what it costs as rated now.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use rust_decimal::Decimal;
use showback_pricebook::{MeterId, MeterSide};

use super::question::Ends;
use crate::kernel::{Day, Period, parse_day};
use crate::pricing::ratings::SeriesFacts;
use crate::pricing::views::error::PriceViewError;
use crate::pricing::views::queries_rated::{PrimarySlot, Quantity, accounts, buckets, each_quantity};

/// Provider's account of each connection; empty when it is not told.
pub type Accounts = HashMap<i64, String>;

/// Usage of one series on one day.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub connection: i64,
    pub series: i64,
    pub day: Day,
    /// Requests, when they are told.
    pub requests: Option<i64>,
    /// First of its lines, and the first after.
    pub lines: (usize, usize),
}

/// One meter of a cell.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub meter: MeterId,
    pub quantity: Decimal,
    /// What it costs as rated now, in the currency of the workload; absent when unpriced.
    pub actual: Option<Ends>,
}

impl Line {
    /// Tokens of the line; none for tools and the like.
    pub fn tokens(&self) -> Decimal {
        if self.meter.side() == MeterSide::Other { Decimal::ZERO } else { self.quantity }
    }
}

/// All usage of a period.
#[derive(Clone, Debug, Default)]
pub struct Workload {
    pub(super) series: HashMap<i64, SeriesFacts>,
    pub(super) accounts: Accounts,
    pub(super) cells: Vec<Cell>,
    pub(super) lines: Vec<Line>,
    /// The currency with most rated money.
    pub(super) currency: String,
    /// Whether some of it was rated by other prices than those in use.
    pub(super) is_pending: bool,
    /// Whether there is rated money in another currency.
    pub(super) has_other_currency: bool,
}

/// Reads a period. `pricing` is the pair in use.
pub fn load(
    reader: &Connection,
    slots: &[PrimarySlot],
    period: Period,
    pricing: i64,
) -> Result<Workload, PriceViewError> {
    let mut loader = Loader::default();
    for bucket in buckets(reader, slots, period)? {
        loader.work.is_pending |= bucket.pricing.is_some_and(|of| of != pricing);
        let day = parse_day(&bucket.day)?;
        loader.open = None;
        each_quantity(reader, &bucket, |row| loader.add(bucket.connection, day, &row))?;
    }
    let mut work = loader.finish();
    work.series = crate::pricing::ratings::read_series(reader)?;
    work.accounts = accounts(reader)?;
    Ok(work)
}

#[derive(Default)]
struct Loader {
    work: Workload,
    /// Series of the open cell.
    open: Option<i64>,
    /// Currency of each line, by number; 0 where nothing is priced.
    currencies: Vec<usize>,
    names: Vec<String>,
    sums: BTreeMap<usize, i128>,
}

impl Loader {
    fn add(&mut self, connection: i64, day: Day, row: &Quantity<'_>) {
        if self.open != Some(row.series) {
            self.open = Some(row.series);
            let at = self.work.lines.len();
            self.work.cells.push(Cell {
                connection,
                series: row.series,
                day,
                requests: None,
                lines: (at, at),
            });
        }
        let Some(cell) = self.work.cells.last_mut() else { return };
        let is_free = row.rated.map_or(row.meter == "requests", |rated| rated.status == "not_billable");
        if is_free {
            if row.meter == "requests" {
                cell.requests = Some(cell.requests.unwrap_or(0).saturating_add(row.quantity));
            }
            return;
        }
        let Some(meter) = MeterId::parse(row.meter) else { return };
        let mut currency = 0;
        let actual = row.rated.and_then(|rated| {
            let low = rated.contracted_nanos?;
            currency = self.names.iter().position(|name| name == rated.currency).map_or_else(
                || {
                    self.names.push(rated.currency.to_owned());
                    self.names.len()
                },
                |place| place.saturating_add(1),
            );
            let high = rated.contracted_high_nanos.unwrap_or(low);
            *self.sums.entry(currency).or_default() += i128::from(high);
            Some(Ends { low: i128::from(low), high: i128::from(high) })
        });
        self.currencies.push(currency);
        self.work.lines.push(Line { meter, quantity: Decimal::from(row.quantity), actual });
        cell.lines.1 = self.work.lines.len();
    }

    fn finish(self) -> Workload {
        let mut work = self.work;
        let largest = self.sums.iter().max_by_key(|(_, sum)| **sum).map_or(0, |(currency, _)| *currency);
        let name = largest.checked_sub(1).and_then(|place| self.names.get(place));
        work.currency = name.cloned().unwrap_or_else(|| "USD".to_owned());
        work.has_other_currency = self.sums.len() > 1;
        for (line, currency) in work.lines.iter_mut().zip(self.currencies) {
            if currency != largest {
                line.actual = None;
            }
        }
        work
    }
}
