//! The dimension values of a row, and the check of the filters.

use std::collections::HashMap;

use super::dimensions::Dimension;
use super::filters::{Filter, Keeper};
use super::queries::SeriesRow;
use super::reading::Bucket;
use super::symbols::{NOT_TOLD, Symbol, Symbols};
use crate::ledger::{Meter, MeterKind};

/// Values of the dimensions of a row, and the check of the filters.
pub(super) struct Resolver<'a> {
    series: &'a HashMap<i64, SeriesRow>,
    dimensions: Vec<Dimension>,
    keeper: Keeper,
    /// Values a series tells, at the places of the dimensions.
    by_series: HashMap<i64, Box<[Symbol]>>,
    of_bucket: Vec<(usize, Symbol)>,
    of_meter: Vec<(usize, Dimension)>,
    of_account: Option<usize>,
    account: Symbol,
    /// Every text seen.
    pub(super) symbols: Symbols,
    /// The values of the row read last, at the places of the dimensions.
    pub(super) values: Vec<Symbol>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(series: &'a HashMap<i64, SeriesRow>, wanted: &[Dimension], filters: &[Filter]) -> Self {
        let mut dimensions = wanted.to_vec();
        dimensions.extend(filters.iter().map(|filter| filter.dimension));
        dimensions.sort_unstable();
        dimensions.dedup();
        let mut symbols = Symbols::new();
        let keeper = Keeper::new(filters, &dimensions, &mut symbols);
        let values = vec![NOT_TOLD; dimensions.len()];
        let of_meter = dimensions
            .iter()
            .enumerate()
            .filter(|(_, dimension)| matches!(dimension, Dimension::Meter | Dimension::TokenClass))
            .map(|(place, dimension)| (place, *dimension))
            .collect();
        let of_account = dimensions.binary_search(&Dimension::Account).ok();
        let (by_series, of_bucket) = (HashMap::new(), Vec::new());
        Self {
            series,
            dimensions,
            keeper,
            by_series,
            of_bucket,
            of_meter,
            of_account,
            account: NOT_TOLD,
            symbols,
            values,
        }
    }

    /// Turns to the rows of another bucket.
    pub(super) fn open(&mut self, bucket: &Bucket<'_>) {
        self.of_bucket.clear();
        let account = Some(bucket.connection.account.as_str()).filter(|account| !account.is_empty());
        self.account = self.symbols.of(account);
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let symbol = match dimension {
                Dimension::Day => self.symbols.of(Some(&bucket.row.day)),
                Dimension::Month => self.symbols.of(bucket.row.day.get(..7)),
                Dimension::Connection => self.symbols.of(Some(&bucket.connection.id.to_string())),
                _ => continue,
            };
            self.of_bucket.push((place, symbol));
        }
    }

    /// Reads the values of a row; false when a filter keeps it out.
    pub(super) fn resolve(&mut self, series: i64, meter: Option<&str>) -> bool {
        let told = self.told(series, meter);
        self.place(&told)
    }

    /// What a series and a meter tell by themselves, whatever the bucket.
    pub(super) fn told(&mut self, series: i64, meter: Option<&str>) -> Box<[Symbol]> {
        let mut told = match self.by_series.get(&series) {
            Some(known) => known.clone(),
            None => {
                let told = self.of_series(series);
                self.by_series.insert(series, told.clone());
                told
            }
        };
        if let Some(meter) = meter {
            for (place, dimension) in &self.of_meter {
                let is_class = Meter::parse(meter).is_some_and(|meter| meter.kind() == MeterKind::Tokens);
                let value = if *dimension == Dimension::Meter || is_class { meter } else { "" };
                let symbol = self.symbols.of(Some(value));
                set(&mut told, *place, symbol);
            }
        }
        told
    }

    /// Adds what the open bucket tells; false when a filter keeps the row out.
    pub(super) fn place(&mut self, told: &[Symbol]) -> bool {
        self.values.copy_from_slice(told);
        for (place, symbol) in &self.of_bucket {
            set(&mut self.values, *place, *symbol);
        }
        if let Some(place) = self.of_account
            && self.values.get(place) == Some(&NOT_TOLD)
        {
            set(&mut self.values, place, self.account);
        }
        self.keeper.keeps(&self.values)
    }

    /// The place of a dimension among the values.
    pub(super) fn place_of(&self, dimension: Dimension) -> usize {
        self.dimensions.binary_search(&dimension).unwrap_or(0)
    }

    /// The value of a dimension of the row read last.
    pub(super) fn text(&self, dimension: Dimension) -> Option<&str> {
        let place = self.dimensions.binary_search(&dimension).ok()?;
        self.symbols.text(*self.values.get(place)?)
    }

    fn of_series(&mut self, series: i64) -> Box<[Symbol]> {
        let row = self.series.get(&series);
        self.dimensions
            .iter()
            .map(|dimension| {
                let columns = match dimension {
                    Dimension::Provider => &["provider"],
                    Dimension::Account => &["account"],
                    _ => dimension.columns(),
                };
                let told = |column: &&'static str| row.and_then(|row| row.column(column));
                let named = columns.iter().filter_map(told).find(|value| !value.is_empty());
                self.symbols.of(named.or_else(|| columns.iter().find_map(told)))
            })
            .collect()
    }
}

fn set(values: &mut [Symbol], place: usize, symbol: Symbol) {
    if let Some(value) = values.get_mut(place) {
        *value = symbol;
    }
}
