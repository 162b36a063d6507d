//! Adding rows of roll-ups up by small numbers that stand for groups.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState as Hasher;
use rusqlite::Connection;

use super::model::{Pivot, PivotAsk, PivotDimension, PivotRow};
use super::queries::{self, Told};
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
    last_period: String,
    period: u32,
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
            last_period: String::new(),
            period: 0,
            period_length,
            places: HashMap::default(),
            sums: Vec::new(),
            elsewhere: BTreeMap::new(),
        })
    }

    pub(super) fn add(&mut self, told: &Told<'_>, values: &[i64], sign: i64) {
        let place = usize::try_from(told.series).unwrap_or(usize::MAX);
        let group = self.series.get(place).copied().unwrap_or(REFUSED);
        if group == REFUSED {
            return;
        }
        let measures = self.ask.measures.len();
        let is_other = !told.currency.is_empty() && told.currency != self.ask.currency;
        if is_other && self.ask.measures.iter().any(|measure| measure.is_money()) {
            self.add_elsewhere(told.currency, values, sign);
        }
        let source = match self.by_source.then(|| self.sources.get(&told.source)).flatten() {
            Some((place, _)) => *place,
            None => 0,
        };
        let period = self.period(told.period);
        let width = measures + BESIDE;
        let from = *self.places.entry((group, source, period)).or_insert_with(|| {
            let from = self.sums.len();
            self.sums.resize(from + width, 0);
            from
        });
        let sums = self.sums.get_mut(from..from + width).unwrap_or_default();
        for (place, (sum, value)) in sums.iter_mut().zip(values).enumerate() {
            let is_left_out =
                is_other && self.ask.measures.get(place).is_some_and(|measure| measure.is_money());
            if !is_left_out {
                *sum += i128::from(*value) * i128::from(sign);
            }
        }
    }

    /// Adds money of another currency than the asked one.
    fn add_elsewhere(&mut self, currency: &str, values: &[i64], sign: i64) {
        let sums = match self.elsewhere.get_mut(currency) {
            Some(sums) => sums,
            None => {
                let none = vec![0; self.ask.measures.len()];
                self.elsewhere.entry(currency.to_owned()).or_insert(none)
            }
        };
        for ((sum, value), measure) in sums.iter_mut().zip(values).zip(&self.ask.measures) {
            if measure.is_money() {
                *sum += i128::from(*value) * i128::from(sign);
            }
        }
    }

    /// Rows come in order of time, so that the last period is nearly always the next one too.
    fn period(&mut self, text: &str) -> u32 {
        let text = text.get(..self.period_length).unwrap_or(text);
        if self.periods.is_empty() || self.last_period != text {
            let known = self.periods.iter().position(|known| known == text);
            let place = known.unwrap_or_else(|| {
                self.periods.push(text.to_owned());
                self.periods.len() - 1
            });
            self.period = u32::try_from(place).unwrap_or(u32::MAX);
            self.last_period.clear();
            self.last_period.push_str(text);
        }
        self.period
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
