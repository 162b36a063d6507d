//! Adding rows of roll-ups up by small numbers that stand for groups.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState as Hasher;
use rusqlite::Connection;

use super::model::{Pivot, PivotAsk, PivotDimension, PivotRow};
use super::queries;
use super::shelf::Block;
use crate::requests::Column;
use crate::requests::views::Asked;

/// Series that the filters refuse.
const REFUSED: u32 = u32::MAX;
/// Columns read beside the measures.
const BESIDE: usize = 3;

type Values = Vec<Option<String>>;

/// Values under small numbers.
#[derive(Default)]
struct Symbols {
    known: HashMap<Values, u32, Hasher>,
    values: Vec<Values>,
}

impl Symbols {
    fn of(&mut self, values: Values) -> u32 {
        if let Some(symbol) = self.known.get(&values) {
            return *symbol;
        }
        let symbol = u32::try_from(self.values.len()).unwrap_or(REFUSED - 1);
        self.values.push(values.clone());
        self.known.insert(values, symbol);
        symbol
    }
}

pub(super) struct Adder<'a> {
    ask: &'a PivotAsk,
    /// By row id of the series.
    series: Vec<u32>,
    groups: Symbols,
    sources: HashMap<i64, (u32, String), Hasher>,
    by_source: bool,
    periods: Vec<String>,
    period_length: usize,
    /// Where the sums of a group, a source and a period begin in `sums`.
    places: HashMap<(u32, u32, u32), usize, Hasher>,
    sums: Vec<i128>,
    elsewhere: BTreeMap<String, Vec<i128>>,
}

impl<'a> Adder<'a> {
    pub(super) fn new(reader: &Connection, ask: &'a PivotAsk) -> rusqlite::Result<Self> {
        let mut groups = Symbols::default();
        let series = series(reader, ask, &mut groups)?;
        let sources = queries::sources(reader)?;
        let sources =
            sources.into_iter().zip(0_u32..).map(|((id, name), place)| (id, (place, name))).collect();
        let period_length = if ask.dimensions.contains(&PivotDimension::Day) {
            10
        } else if ask.dimensions.contains(&PivotDimension::Month) {
            7
        } else {
            0
        };
        Ok(Self {
            ask,
            series,
            groups,
            sources,
            by_source: ask.dimensions.contains(&PivotDimension::Source),
            periods: Vec::new(),
            period_length,
            places: HashMap::default(),
            sums: Vec::new(),
            elsewhere: BTreeMap::new(),
        })
    }

    /// Adds a month or a day, or takes it away. `columns` are the measures and what stands beside them.
    pub(super) fn add(&mut self, stretch: &str, block: &Block, columns: &[Column], sign: i64) {
        let period = self.period(stretch);
        let foreign: Vec<bool> =
            block.currencies.iter().map(|told| !told.is_empty() && *told != self.ask.currency).collect();
        let values: Vec<&[i64]> = columns.iter().map(|column| block.column(*column)).collect();
        let sign = i128::from(sign);
        let asked = self.ask.source_id;
        // Rows stand in order of their source.
        let mut of_source = (None, 0);
        for (row, about) in block.rows.iter().enumerate() {
            let group = self.series.get(about.series).copied().unwrap_or(REFUSED);
            if group == REFUSED || asked.is_some_and(|asked| asked != about.source) {
                continue;
            }
            if of_source.0 != Some(about.source) {
                of_source = (Some(about.source), self.source(about.source));
            }
            let is_foreign = foreign.get(about.currency).copied().unwrap_or_default();
            let from = self.place(group, of_source.1, period);
            let sums = self.sums.get_mut(from..from + columns.len()).unwrap_or_default();
            for (place, (sum, values)) in sums.iter_mut().zip(&values).enumerate() {
                let measure = self.ask.measures.get(place);
                if !(is_foreign && measure.is_some_and(|measure| measure.is_money())) {
                    *sum += i128::from(values.get(row).copied().unwrap_or_default()) * sign;
                }
            }
            if is_foreign && let Some(currency) = block.currencies.get(about.currency) {
                self.add_elsewhere(currency, row, &values, sign);
            }
        }
    }

    /// Adds money of another currency than the asked one.
    fn add_elsewhere(&mut self, currency: &str, row: usize, values: &[&[i64]], sign: i128) {
        if !self.ask.measures.iter().any(|measure| measure.is_money()) {
            return;
        }
        let none = vec![0; self.ask.measures.len()];
        let sums = self.elsewhere.entry(currency.to_owned()).or_insert(none);
        for ((sum, values), measure) in sums.iter_mut().zip(values).zip(&self.ask.measures) {
            if measure.is_money() {
                *sum += i128::from(values.get(row).copied().unwrap_or_default()) * sign;
            }
        }
    }

    fn source(&self, id: i64) -> u32 {
        let place = self.sources.get(&id).map(|(place, _)| *place);
        place.filter(|_| self.by_source).unwrap_or_default()
    }

    /// Where the sums of a group begin, made when they are new.
    fn place(&mut self, group: u32, source: u32, period: u32) -> usize {
        let width = self.ask.measures.len() + BESIDE;
        *self.places.entry((group, source, period)).or_insert_with(|| {
            let from = self.sums.len();
            self.sums.resize(from + width, 0);
            from
        })
    }

    fn period(&mut self, stretch: &str) -> u32 {
        let text = stretch.get(..self.period_length).unwrap_or(stretch);
        let place = self.periods.iter().rposition(|known| known == text).unwrap_or_else(|| {
            self.periods.push(text.to_owned());
            self.periods.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    pub(super) fn pivot(self) -> Pivot {
        let measures = self.ask.measures.len();
        let names: HashMap<u32, &String> =
            self.sources.values().map(|(place, name)| (*place, name)).collect();
        let mut pivot = Pivot { total: vec![0; measures], ..Pivot::default() };
        for ((group, source, period), from) in self.places {
            let sums = self.sums.get(from..from + measures + BESIDE).unwrap_or_default();
            if sums.iter().all(|sum| *sum == 0) {
                continue;
            }
            let sums: Vec<i128> = sums.iter().take(measures).copied().collect();
            for (total, sum) in pivot.total.iter_mut().zip(&sums) {
                *total += sum;
            }
            let mut of_series = self.groups.values.get(group as usize).into_iter().flatten();
            let values = self.ask.dimensions.iter().map(|dimension| match dimension {
                PivotDimension::Series(_) | PivotDimension::Model => of_series.next().cloned().flatten(),
                PivotDimension::Source => names.get(&source).map(|name| (*name).clone()),
                PivotDimension::Month => {
                    self.periods.get(period as usize).and_then(|text| text.get(..7)).map(str::to_owned)
                }
                PivotDimension::Day => self.periods.get(period as usize).cloned(),
            });
            pivot.rows.push(PivotRow { values: values.collect(), sums });
        }
        pivot.rows.sort_by(|left, right| {
            right.sums.first().cmp(&left.sums.first()).then_with(|| left.values.cmp(&right.values))
        });
        pivot.elsewhere = self.elsewhere;
        pivot.elsewhere.retain(|_, sums| sums.iter().any(|sum| *sum != 0));
        pivot
    }
}

/// The group of each series by its row id.
fn series(reader: &Connection, ask: &PivotAsk, groups: &mut Symbols) -> rusqlite::Result<Vec<u32>> {
    let mut columns: Vec<&str> = Vec::new();
    for dimension in ask.dimensions.iter().chain(ask.filters.iter().map(|(dimension, _)| dimension)) {
        for column in columns_of(*dimension) {
            if !columns.contains(column) {
                columns.push(column);
            }
        }
    }
    let mut by_id = Vec::new();
    queries::each_series(reader, &columns, |id, values| {
        let value = |dimension: PivotDimension| {
            let told = |name: &str| {
                let place = columns.iter().position(|column| *column == name)?;
                values.get(place).copied().flatten()
            };
            columns_of(dimension).iter().find_map(|column| told(column))
        };
        let passes = ask.filters.iter().all(|(dimension, asked)| match asked {
            Asked::NotTold => value(*dimension).is_none(),
            Asked::Value(wanted) => value(*dimension) == Some(wanted),
        });
        let place = usize::try_from(id).unwrap_or(0);
        if by_id.len() <= place {
            by_id.resize(place + 1, REFUSED);
        }
        if let Some(symbol) = by_id.get_mut(place).filter(|_| passes) {
            let of_series = ask.dimensions.iter().filter(|dimension| !columns_of(**dimension).is_empty());
            *symbol = groups.of(of_series.map(|dimension| value(*dimension).map(str::to_owned)).collect());
        }
    })?;
    Ok(by_id)
}

/// Columns of the series that tell a dimension, the first that is told counts.
fn columns_of(dimension: PivotDimension) -> &'static [&'static str] {
    match dimension {
        PivotDimension::Model => &["model_served", "model_requested"],
        PivotDimension::Series(column) => {
            let columns = &crate::requests::series_columns::COLUMNS;
            let place = columns.iter().position(|known| *known == column);
            place.and_then(|place| columns.get(place..=place)).unwrap_or(&[])
        }
        PivotDimension::Source | PivotDimension::Month | PivotDimension::Day => &[],
    }
}
