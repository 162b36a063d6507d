//! Sums of many rows. Rows of one series and one unit are added as numbers first; what they mean is looked up once per
//! bucket where a grouping asks for days, and once in all where it does not.

use std::collections::HashMap;

use super::add_up::{Group, Question, REQUESTS, TOKENS};
use super::dimensions::Dimension;
use super::model::Measure;
use super::queries::SeriesRow;
use super::reading::Bucket;
use super::resolver::Resolver;
use super::symbols::{Symbol, Symbols};
use crate::ledger::{Meter, MeterKind};

type Sums = HashMap<Box<[Symbol]>, i128>;
/// Nanos by connection and currency.
type Unlisted = Vec<(String, String, i128)>;

/// What a grouping needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Only the series.
    Series,
    /// Only the bucket.
    Bucket,
    /// Both.
    Both,
}

/// One grouping and its sums so far.
struct Grouping {
    needs: Needs,
    places: Vec<usize>,
    sums: Sums,
}

/// A currency or a meter as it stands in the rows.
struct Unit {
    text: String,
    /// Meter the money is of; empty where the text says all.
    meter: String,
    /// `None` when rows of this meter are not asked for.
    symbol: Option<Symbol>,
}

/// Rows of one series and one unit.
struct Cell {
    unit: Symbol,
    told: Box<[Symbol]>,
    of_bucket: i128,
    is_touched: bool,
    /// `None` until a row passed the filters.
    whole: Option<i128>,
}

/// Adds up rows, bucket after bucket.
pub(super) struct Adder<'a> {
    resolver: Resolver<'a>,
    is_tokens: bool,
    is_requests: bool,
    groupings: Vec<Grouping>,
    units: Vec<Unit>,
    places: HashMap<(i64, usize), usize>,
    cells: Vec<Cell>,
    touched: Vec<usize>,
    unlisted: HashMap<(String, String), i128>,
    key: Vec<Symbol>,
}

impl<'a> Adder<'a> {
    pub(super) fn new(series: &'a HashMap<i64, SeriesRow>, question: &Question<'_>) -> Self {
        let wanted: Vec<Dimension> =
            question.groupings.iter().flat_map(|grouping| grouping.iter().copied()).collect();
        let resolver = Resolver::new(series, &wanted, question.filters);
        let groupings = question
            .groupings
            .iter()
            .map(|dimensions| Grouping {
                needs: needs(dimensions),
                places: dimensions.iter().map(|dimension| resolver.place_of(*dimension)).collect(),
                sums: Sums::new(),
            })
            .collect();
        Self {
            is_tokens: question.measures.contains(&Measure::Tokens),
            is_requests: question.measures.contains(&Measure::Requests),
            groupings,
            units: Vec::new(),
            places: HashMap::new(),
            cells: Vec::new(),
            touched: Vec::new(),
            unlisted: HashMap::new(),
            key: Vec::new(),
            resolver,
        }
    }

    /// Turns to the rows of another bucket.
    pub(super) fn open(&mut self, bucket: &Bucket<'_>) {
        self.resolver.open(bucket);
    }

    pub(super) fn add_money(&mut self, series: i64, currency: &str, nanos: i64) {
        let unit = self.unit(currency, "", |adder| Some(adder.resolver.symbols.of(Some(currency))));
        self.add(series, unit, None, nanos);
    }

    /// Rated money of a meter, or what stands beside it.
    pub(super) fn add_rated(&mut self, series: i64, meter: &str, unit: &str, value: i64) {
        let place = self.unit(unit, meter, |adder| Some(adder.resolver.symbols.of(Some(unit))));
        self.add(series, place, Some(meter), value);
    }

    pub(super) fn add_quantity(&mut self, series: i64, meter: &str, quantity: i64) {
        let unit = self.unit(meter, "", |adder| {
            let unit = match Meter::parse(meter).map(Meter::kind) {
                Some(MeterKind::Tokens) if adder.is_tokens => TOKENS,
                Some(MeterKind::Requests) if adder.is_requests => REQUESTS,
                _ => return None,
            };
            Some(adder.resolver.symbols.of(Some(unit)))
        });
        self.add(series, unit, Some(meter), quantity);
    }

    /// Notes money that has no value in the measure asked for.
    pub(super) fn leave_out(&mut self, connection: &str, currency: &str, nanos: i64) {
        *self.unlisted.entry((connection.to_owned(), currency.to_owned())).or_default() += i128::from(nanos);
    }

    /// Every row of the open bucket was added.
    pub(super) fn close(&mut self) {
        let mut of_units: Vec<(Symbol, i128)> = Vec::new();
        for place in std::mem::take(&mut self.touched) {
            let Some(cell) = self.cells.get_mut(place) else { continue };
            let sum = std::mem::take(&mut cell.of_bucket);
            cell.is_touched = false;
            if !self.resolver.place(&cell.told) {
                continue;
            }
            *cell.whole.get_or_insert(0) += sum;
            match of_units.iter_mut().find(|(unit, _)| *unit == cell.unit) {
                Some((_, known)) => *known += sum,
                None => of_units.push((cell.unit, sum)),
            }
            for grouping in self.groupings.iter_mut().filter(|grouping| grouping.needs == Needs::Both) {
                grouping.add(&mut self.key, cell.unit, &self.resolver.values, sum);
            }
        }
        for (unit, sum) in of_units {
            for grouping in self.groupings.iter_mut().filter(|grouping| grouping.needs == Needs::Bucket) {
                grouping.add(&mut self.key, unit, &self.resolver.values, sum);
            }
        }
    }

    /// The groups of every grouping, and what was left out by connection and currency.
    pub(super) fn finish(mut self) -> (Vec<Vec<Group>>, Unlisted) {
        for cell in &self.cells {
            let Some(sum) = cell.whole else { continue };
            for grouping in self.groupings.iter_mut().filter(|grouping| grouping.needs == Needs::Series) {
                grouping.add(&mut self.key, cell.unit, &cell.told, sum);
            }
        }
        let symbols = self.resolver.symbols;
        let groupings = self.groupings.into_iter().map(|grouping| grouping.groups(&symbols)).collect();
        let left_out = self.unlisted.into_iter();
        let mut unlisted: Vec<_> =
            left_out.map(|((connection, currency), nanos)| (connection, currency, nanos)).collect();
        unlisted.sort();
        (groupings, unlisted)
    }

    /// The place of a currency or meter; few differ, so that looking through them beats hashing.
    fn unit(&mut self, text: &str, meter: &str, symbol: impl FnOnce(&mut Self) -> Option<Symbol>) -> usize {
        if let Some(place) = self.units.iter().position(|unit| unit.text == text && unit.meter == meter) {
            return place;
        }
        let symbol = symbol(self);
        self.units.push(Unit { text: text.to_owned(), meter: meter.to_owned(), symbol });
        self.units.len().saturating_sub(1)
    }

    fn add(&mut self, series: i64, unit: usize, meter: Option<&str>, value: i64) {
        let Some(symbol) = self.units.get(unit).and_then(|unit| unit.symbol) else { return };
        let place = match self.places.get(&(series, unit)) {
            Some(place) => *place,
            None => {
                let told = self.resolver.told(series, meter);
                self.places.insert((series, unit), self.cells.len());
                self.cells.push(Cell { unit: symbol, told, of_bucket: 0, is_touched: false, whole: None });
                self.cells.len().saturating_sub(1)
            }
        };
        if let Some(cell) = self.cells.get_mut(place) {
            cell.of_bucket += i128::from(value);
            if !std::mem::replace(&mut cell.is_touched, true) {
                self.touched.push(place);
            }
        }
    }
}

impl Grouping {
    fn add(&mut self, key: &mut Vec<Symbol>, unit: Symbol, values: &[Symbol], sum: i128) {
        key.clear();
        key.push(unit);
        key.extend(self.places.iter().filter_map(|place| values.get(*place)));
        match self.sums.get_mut(key.as_slice()) {
            Some(known) => *known += sum,
            None => {
                self.sums.insert(key.as_slice().into(), sum);
            }
        }
    }

    fn groups(self, symbols: &Symbols) -> Vec<Group> {
        let group = |(key, sum): (Box<[Symbol]>, i128)| {
            let mut texts = key.iter().map(|symbol| symbols.text(*symbol).map(str::to_owned));
            let unit = texts.next().flatten().unwrap_or_default();
            Group { unit, values: texts.collect(), sum }
        };
        self.sums.into_iter().map(group).collect()
    }
}

/// An account is told by the series or, where it does not, by the connection of the bucket.
fn needs(dimensions: &[Dimension]) -> Needs {
    let is_of_bucket = |dimension: &Dimension| {
        matches!(dimension, Dimension::Day | Dimension::Month | Dimension::Connection)
    };
    if dimensions.contains(&Dimension::Account) {
        Needs::Both
    } else if dimensions.is_empty() || !dimensions.iter().any(is_of_bucket) {
        Needs::Series
    } else if dimensions.iter().all(is_of_bucket) {
        Needs::Bucket
    } else {
        Needs::Both
    }
}
