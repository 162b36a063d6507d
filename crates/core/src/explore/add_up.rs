//! Adds up rows by any dimensions, several groupings in one pass.

use std::collections::HashMap;

use super::cuts::Family;
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::model::Measure;
use super::queries::{self, SeriesRow};
use super::reading::{Bucket, Plan, Reading};
use super::symbols::{Symbol, Symbols};
use crate::kernel::Period;
use crate::ledger::{Meter, MeterKind};

/// What is asked of the ledger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// Measures of one family.
    pub(super) measures: &'a [Measure],
    /// Dimensions the cut must tell, beside those of the filters.
    pub(super) named: &'a [Dimension],
    /// Each is answered by itself.
    pub(super) groupings: &'a [&'a [Dimension]],
    /// All must hold.
    pub(super) filters: &'a [(Dimension, Option<String>)],
    /// Days.
    pub(super) period: Period,
}

/// One group of one grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Currency code of money; `tokens` or `requests` of quantities.
    pub(super) unit: String,
    /// One per dimension; `None` when not told.
    pub(super) values: Vec<Option<String>>,
    /// Nanos of money; count of quantities.
    pub(super) sum: i128,
}

impl Group {
    /// The value of the dimension at that place.
    pub(super) fn value(&self, place: usize) -> Option<&str> {
        self.values.get(place).and_then(Option::as_deref)
    }
}

/// What was added up.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// One per grouping, each in no particular order.
    pub(super) groupings: Vec<Vec<Group>>,
    /// What was read.
    pub(super) plan: Plan<'a>,
    /// Billed nanos without a list cost, by connection and currency; only for that measure.
    pub(super) unlisted: Vec<(String, String, i128)>,
}

impl Answer<'_> {
    /// The groups of one grouping.
    pub(super) fn grouping(&self, place: usize) -> &[Group] {
        self.groupings.get(place).map_or(&[], Vec::as_slice)
    }
}

/// Quantities of that measure are added up under this unit.
pub(super) const TOKENS: &str = "tokens";
/// Quantities of that measure are added up under this unit.
pub(super) const REQUESTS: &str = "requests";

/// Answers a question.
pub(super) fn add_up<'a>(
    reading: &'a Reading<'_>,
    question: &Question<'_>,
) -> Result<Answer<'a>, ExploreError> {
    let family = question.measures.first().map_or(Family::Cost, |measure| Family::of(*measure));
    let mut named = question.named.to_vec();
    named.extend(question.filters.iter().map(|(dimension, _)| *dimension));
    let plan = reading.plan(family, &named, question.period)?;
    let mut adder = Adder::new(&reading.series, question);
    for bucket in &plan.buckets {
        adder.open(bucket);
        if family == Family::Usage {
            queries::each_quantity(reading.reader, bucket.row.revision, |row| {
                adder.add_quantity(row.series, row.meter, row.quantity);
            })?;
        } else {
            let basis = if family == Family::Coding { "estimated" } else { "billed" };
            let is_list = question.measures.contains(&Measure::ListCost);
            queries::each_charge(reading.reader, bucket.row.revision, basis, |row| match row.list_nanos {
                _ if !is_list => adder.add_money(row.series, row.currency, row.amount_nanos),
                Some(list) => adder.add_money(row.series, row.currency, list),
                None => adder.leave_out(&bucket.connection.label, row.currency, row.amount_nanos),
            })?;
        }
    }
    let (groupings, unlisted) = adder.finish();
    Ok(Answer { groupings, plan, unlisted })
}

/// Values of the dimensions of a row, and the check of the filters.
pub(super) struct Resolver<'a> {
    series: &'a HashMap<i64, SeriesRow>,
    dimensions: Vec<Dimension>,
    filters: Vec<(usize, Symbol)>,
    /// Values a series tells, at the places of the dimensions.
    by_series: HashMap<i64, Box<[Symbol]>>,
    of_bucket: Vec<(usize, Symbol)>,
    of_meter: Vec<(usize, Dimension)>,
    account: Symbol,
    symbols: Symbols,
    values: Vec<Symbol>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        series: &'a HashMap<i64, SeriesRow>,
        wanted: &[Dimension],
        filters: &[(Dimension, Option<String>)],
    ) -> Self {
        let mut dimensions = wanted.to_vec();
        dimensions.extend(filters.iter().map(|(dimension, _)| *dimension));
        dimensions.sort_unstable();
        dimensions.dedup();
        let mut symbols = Symbols::new();
        let filters = filters
            .iter()
            .map(|(dimension, value)| {
                let place = dimensions.iter().position(|known| known == dimension).unwrap_or(0);
                (place, symbols.of(value.as_deref()))
            })
            .collect();
        let values = vec![0; dimensions.len()];
        let of_meter = dimensions
            .iter()
            .enumerate()
            .filter(|(_, dimension)| matches!(dimension, Dimension::Meter | Dimension::TokenClass))
            .map(|(place, dimension)| (place, *dimension))
            .collect();
        let (by_series, of_bucket) = (HashMap::new(), Vec::new());
        Self { series, dimensions, filters, by_series, of_bucket, of_meter, account: 0, symbols, values }
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
        if !self.by_series.contains_key(&series) {
            let told = self.of_series(series);
            self.by_series.insert(series, told);
        }
        if let Some(told) = self.by_series.get(&series) {
            self.values.copy_from_slice(told);
        }
        for (place, symbol) in &self.of_bucket {
            set(&mut self.values, *place, *symbol);
        }
        if let Some(meter) = meter {
            for (place, dimension) in &self.of_meter {
                let is_class = Meter::parse(meter).is_some_and(|meter| meter.kind() == MeterKind::Tokens);
                let value = if *dimension == Dimension::Meter || is_class { meter } else { "" };
                let symbol = self.symbols.of(Some(value));
                set(&mut self.values, *place, symbol);
            }
        }
        if let Ok(place) = self.dimensions.binary_search(&Dimension::Account)
            && self.values.get(place) == Some(&0)
        {
            set(&mut self.values, place, self.account);
        }
        self.filters.iter().all(|(place, symbol)| self.values.get(*place) == Some(symbol))
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

struct Adder<'a> {
    resolver: Resolver<'a>,
    is_tokens: bool,
    is_requests: bool,
    places: Vec<Vec<usize>>,
    sums: Vec<HashMap<Box<[Symbol]>, i128>>,
    unlisted: HashMap<(String, String), i128>,
    key: Vec<Symbol>,
}

impl<'a> Adder<'a> {
    fn new(series: &'a HashMap<i64, SeriesRow>, question: &Question<'_>) -> Self {
        let wanted: Vec<Dimension> =
            question.groupings.iter().flat_map(|grouping| grouping.iter().copied()).collect();
        let resolver = Resolver::new(series, &wanted, question.filters);
        let place = |dimension: &Dimension| resolver.dimensions.binary_search(dimension).unwrap_or(0);
        let places = question.groupings.iter().map(|grouping| grouping.iter().map(place).collect()).collect();
        Self {
            is_tokens: question.measures.contains(&Measure::Tokens),
            is_requests: question.measures.contains(&Measure::Requests),
            places,
            sums: vec![HashMap::new(); question.groupings.len()],
            unlisted: HashMap::new(),
            key: Vec::new(),
            resolver,
        }
    }

    fn open(&mut self, bucket: &Bucket<'_>) {
        self.resolver.open(bucket);
    }

    fn add_money(&mut self, series: i64, currency: &str, nanos: i64) {
        if self.resolver.resolve(series, None) {
            self.add(currency, nanos);
        }
    }

    fn add_quantity(&mut self, series: i64, meter: &str, quantity: i64) {
        let unit = match Meter::parse(meter).map(Meter::kind) {
            Some(MeterKind::Tokens) if self.is_tokens => TOKENS,
            Some(MeterKind::Requests) if self.is_requests => REQUESTS,
            _ => return,
        };
        if self.resolver.resolve(series, Some(meter)) {
            self.add(unit, quantity);
        }
    }

    fn leave_out(&mut self, connection: &str, currency: &str, nanos: i64) {
        *self.unlisted.entry((connection.to_owned(), currency.to_owned())).or_default() += i128::from(nanos);
    }

    fn add(&mut self, unit: &str, value: i64) {
        let unit = self.resolver.symbols.of(Some(unit));
        for (places, sums) in self.places.iter().zip(&mut self.sums) {
            self.key.clear();
            self.key.push(unit);
            self.key.extend(places.iter().filter_map(|place| self.resolver.values.get(*place)));
            match sums.get_mut(self.key.as_slice()) {
                Some(sum) => *sum += i128::from(value),
                None => {
                    sums.insert(self.key.as_slice().into(), i128::from(value));
                }
            }
        }
    }

    fn finish(self) -> (Vec<Vec<Group>>, Vec<(String, String, i128)>) {
        let symbols = self.resolver.symbols;
        let group = |(key, sum): (Box<[Symbol]>, i128)| {
            let mut texts = key.iter().map(|symbol| symbols.text(*symbol).map(str::to_owned));
            let unit = texts.next().flatten().unwrap_or_default();
            Group { unit, values: texts.collect(), sum }
        };
        let groupings = self.sums.into_iter().map(|sums| sums.into_iter().map(group).collect()).collect();
        let mut unlisted: Vec<_> = self
            .unlisted
            .into_iter()
            .map(|((connection, currency), nanos)| (connection, currency, nanos))
            .collect();
        unlisted.sort();
        (groupings, unlisted)
    }
}
