//! From a question to its answer.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::super::calendar::{Calendar, calendar, check_length};
use super::super::cuts::{Cut, Family};
use super::super::dimensions::Dimension;
use super::super::error::ExploreError;
use super::super::filters::{Filter, parse_filters};
use super::super::model::{
    DimensionView, ExploreBucket, ExploreCell, ExploreOrder, ExploreRequest, ExploreRow, ExploreView, Grain,
    QueryKey,
};
use super::super::reading::Reading;
use super::super::shares::shares;
use super::super::{record, words};
use super::buckets::{Buckets, suited};
use super::cells::{Both, Pair};
use super::figures::Shelf;
use super::measures::{Named, Part, Way};
use super::series::{Drawn, Line};
use super::sums::Key;
use super::{MOST_DIMENSIONS, MOST_SERIES, text};
use crate::kernel::{Day, Period};

/// A question that was read and is in order.
pub(super) struct Asked<'a> {
    request: &'a ExploreRequest,
    measures: Vec<&'static Named>,
    by: Vec<Dimension>,
    filters: Vec<Filter>,
    period: Period,
    compare: Option<Period>,
    grain: Grain,
    buckets: Buckets,
    order: Order,
}

/// What rows are ordered by.
enum Order {
    Measure(usize),
    Change,
    Name,
}

/// A group with its figures.
struct Found<'a> {
    key: &'a Key,
    keys: Vec<QueryKey>,
    figures: Vec<Both>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(request: &'a ExploreRequest) -> Result<Self, ExploreError> {
        let measures = Named::parse_all(&request.measures)?;
        let by = Dimension::parse_all(&request.by)?;
        if by.len() > MOST_DIMENSIONS {
            return Err(ExploreError::DimensionCount { most: MOST_DIMENSIONS, named: by.len() });
        }
        if let Some(time) = by.iter().find(|dimension| dimension.is_time()) {
            return Err(ExploreError::TimeDimension { name: time.name() });
        }
        let period = check_length(request.range.period()?)?;
        let compare = request.compare.as_ref().map(|range| check_length(range.period()?)).transpose()?;
        let grain = request.grain.unwrap_or_else(|| suited(period));
        let order = order(request.order.as_ref(), &measures)?;
        let (filters, buckets) = (parse_filters(&request.filters)?, Buckets::new(period, grain)?);
        Ok(Self { request, measures, by, filters, period, compare, grain, buckets, order })
    }

    pub(super) fn answer(
        &self,
        reader: &Connection,
        cuts: &[Cut],
        today: Day,
    ) -> Result<ExploreView, ExploreError> {
        let reading = Reading::new(reader, cuts)?;
        let known = self.known(&reading, self.period, today)?;
        let known_before = self.compare.map(|period| self.known(&reading, period, today)).transpose()?;
        let pairs = self.pairs(&reading, known_before.as_ref())?;
        let (currency, currencies) = self.currency(&pairs);
        let currency = currency.as_deref();
        let groups = groups(&pairs, currency);
        let mut found = self.found(&reading, &pairs, currency, &groups);
        // The largest are drawn, however rows are ordered.
        let first = |found: &Found<'_>| found.figures.first().and_then(|both| both.now);
        found.sort_by(|left, right| first(right).cmp(&first(left)).then_with(|| by_name(left, right)));
        let largest: Vec<&Key> = found.iter().take(MOST_SERIES).map(|found| found.key).collect();
        let drawn = self.drawn(&reading, self.period, currency);
        let total = drawn.as_ref().map_or(Ok(Line::new()), |drawn| drawn.total(&self.buckets))?;
        let series = drawn
            .map_or(Ok(Vec::new()), |drawn| drawn.series(&self.buckets, &total, &largest, found.len()))?;
        let before = self.before(&reading, currency)?;
        self.sort(&mut found);
        let (offset, limit) = self.request.page.bounds();
        let shares = self.shares(&pairs, currency, &found);
        let rows = found.iter().enumerate().skip(offset as usize).take(limit as usize);
        let rows = rows.map(|(place, found)| row(found, place, &shares)).collect();
        let totals = self.totals(&pairs, currency, &shares);
        Ok(ExploreView {
            text: text::write(self.request),
            range: self.request.range.clone(),
            compare: self.request.compare.clone(),
            grain: self.grain,
            currency: currency.map(str::to_owned),
            currencies,
            measures: self.measures.iter().map(|named| named.view()).collect(),
            dimensions: self.by.iter().map(|dimension| view(*dimension)).collect(),
            rows,
            total_rows: found.len() as u64,
            totals,
            series,
            buckets: settled(self.buckets.views(&known), &total),
            before,
            notes: self.notes(&reading, &pairs, currency, today)?,
        })
    }

    fn is_of_requests(&self) -> bool {
        let filtered = self.filters.iter().map(|filter| filter.dimension);
        self.by.iter().copied().chain(filtered).any(Dimension::is_of_requests)
    }

    /// What is known of the days of a period, for the first measure. Nothing tells which days requests are told of.
    fn known(&self, reading: &Reading<'_>, period: Period, today: Day) -> Result<Calendar, ExploreError> {
        let family = self.measures.first().map_or(Family::Cost, |named| named.family());
        match family {
            Family::Spend => calendar(reading, Family::Cost, period, today),
            Family::Observed => Ok(Calendar::open_from(today, period)),
            other => calendar(reading, other, period, today),
        }
    }

    fn pairs(
        &self,
        reading: &Reading<'_>,
        known_before: Option<&Calendar>,
    ) -> Result<Vec<Pair>, ExploreError> {
        let shelf = |period| Shelf::new(reading, &self.by, &self.filters, period, self.is_of_requests());
        let (mut now, mut before) = (shelf(self.period), self.compare.map(shelf));
        let is_before_known = self
            .compare
            .zip(known_before)
            .is_some_and(|(period, known)| period.iter_days().any(|day| !known.of_day(day).is_missing));
        self.measures
            .iter()
            .map(|named| {
                let before = before.as_mut().map(|shelf| shelf.figures(named)).transpose()?;
                Ok(Pair { now: now.figures(named)?, before, is_before_known })
            })
            .collect()
    }

    /// The currency asked for, else the one with the most money of the first measure that is money; and all there are.
    fn currency(&self, pairs: &[Pair]) -> (Option<String>, Vec<String>) {
        let mut all: BTreeMap<&str, i128> = BTreeMap::new();
        let mut largest: Option<(i128, Reverse<&str>)> = None;
        for pair in pairs {
            for figures in std::iter::once(&pair.now).chain(&pair.before) {
                figures.currencies().for_each(|(unit, sum)| *all.entry(unit).or_default() += sum);
            }
            let of_pair = pair.now.currencies().map(|(unit, sum)| (sum, Reverse(unit))).max();
            largest = largest.or(of_pair);
        }
        let asked = self.request.currency.clone();
        let shown = asked
            .or_else(|| largest.map(|(_, Reverse(unit))| unit.to_owned()))
            .or_else(|| all.keys().next().map(|unit| (*unit).to_owned()));
        (shown, all.keys().map(|unit| (*unit).to_owned()).collect())
    }

    fn found<'k>(
        &self,
        reading: &Reading<'_>,
        pairs: &[Pair],
        currency: Option<&str>,
        groups: &BTreeSet<&'k Key>,
    ) -> Vec<Found<'k>> {
        groups
            .iter()
            .map(|key| {
                let values = self.by.iter().zip(key.iter());
                let keys = values.map(|(dimension, value)| words::key(reading, *dimension, value.as_deref()));
                let figures = pairs.iter().map(|pair| self.figure(pair, currency, key)).collect();
                Found { key, keys: keys.collect(), figures }
            })
            .collect()
    }

    /// What is not told to be anybody's in the requests' words has no quotient: the rest of the money is not theirs.
    fn figure(&self, pair: &Pair, currency: Option<&str>, key: &Key) -> Both {
        let is_untold =
            self.by.iter().zip(key).any(|(dimension, value)| dimension.is_of_requests() && value.is_none());
        if is_untold && !pair.now.named.is_additive() { Both::default() } else { pair.of(currency, key) }
    }

    fn sort(&self, found: &mut [Found<'_>]) {
        let figure = |found: &Found<'_>| match self.order {
            Order::Measure(place) => found.figures.get(place).and_then(|both| both.now),
            Order::Change => found.figures.first().and_then(|both| both.change()),
            Order::Name => None,
        };
        let is_ascending = self.request.order.as_ref().is_some_and(|order| order.is_ascending);
        found.sort_by(|left, right| {
            let ordered = match (figure(left), figure(right)) {
                (Some(left), Some(right)) if is_ascending => left.cmp(&right),
                (Some(left), Some(right)) => right.cmp(&left),
                // What is not known comes last either way.
                (left, right) => right.is_some().cmp(&left.is_some()),
            };
            let named = by_name(left, right);
            let is_by_name = matches!(self.order, Order::Name);
            ordered.then(if is_by_name && !is_ascending { named.reverse() } else { named })
        });
    }

    fn drawn<'d>(
        &'d self,
        reading: &'d Reading<'d>,
        period: Period,
        currency: Option<&'d str>,
    ) -> Option<Drawn<'d>> {
        let is_of_requests = self.is_of_requests();
        let time = if self.grain == Grain::Month { Dimension::Month } else { Dimension::Day };
        let (by, filters) = (&self.by, &self.filters);
        self.measures.first().map(|named| Drawn {
            reading,
            named,
            by,
            filters,
            period,
            currency,
            is_of_requests,
            time,
        })
    }

    fn before(
        &self,
        reading: &Reading<'_>,
        currency: Option<&str>,
    ) -> Result<Vec<Option<String>>, ExploreError> {
        let Some(period) = self.compare else { return Ok(Vec::new()) };
        let Some(drawn) = self.drawn(reading, period, currency) else { return Ok(Vec::new()) };
        let line = drawn.total(&Buckets::new(period, self.grain)?)?;
        Ok(line.into_iter().map(|value| value.map(|value| value.normalize().to_string())).collect())
    }

    /// Shares of each measure by row, in the order of the rows.
    fn shares(&self, pairs: &[Pair], currency: Option<&str>, found: &[Found<'_>]) -> Vec<Vec<Option<i64>>> {
        pairs
            .iter()
            .map(|pair| {
                if !pair.now.named.is_additive() {
                    return vec![None; found.len()];
                }
                let sums: Vec<Option<i128>> =
                    found.iter().map(|found| pair.now.sum(currency, found.key)).collect();
                let parts: Vec<i128> = sums.iter().map(|sum| sum.unwrap_or(0)).collect();
                let told = shares(&parts).into_iter().zip(&sums);
                told.map(|(share, sum)| share.filter(|_| sum.is_some())).collect()
            })
            .collect()
    }

    fn totals(
        &self,
        pairs: &[Pair],
        currency: Option<&str>,
        shares: &[Vec<Option<i64>>],
    ) -> Vec<ExploreCell> {
        pairs
            .iter()
            .zip(shares)
            .map(|(pair, shares)| {
                let is_shared = shares.iter().any(Option::is_some);
                pair.total(currency).cell(is_shared.then_some(10_000))
            })
            .collect()
    }

    fn notes(
        &self,
        reading: &Reading<'_>,
        pairs: &[Pair],
        currency: Option<&str>,
        today: Day,
    ) -> Result<Vec<String>, ExploreError> {
        let mut notes: Vec<String> = Vec::new();
        for pair in pairs {
            notes.extend(pair.now.over.notes.iter().cloned());
            if let Some(under) = &pair.now.under {
                notes.extend(under.notes.iter().cloned());
                if pair.now.total(currency).is_none()
                    && let Way::Per(_, of, _) = pair.now.named.way
                {
                    let (label, of) = (pair.now.named.label, of.word());
                    notes.push(format!("{label} is not known: no {of} are told in this period"));
                }
            }
        }
        let families: Vec<Family> = self.measures.iter().map(|named| named.family()).collect();
        for (family, of_days) in [(Family::Cost, true), (Family::Usage, false)] {
            let is_asked =
                families.iter().any(|asked| *asked == family || (of_days && *asked == Family::Spend));
            if is_asked && families.contains(&Family::Spend) && of_days {
                notes.extend(record::about_period(reading, today, self.period)?);
            } else if is_asked {
                notes.extend(calendar(reading, family, self.period, today)?.notes(self.period, today));
            }
        }
        let mut told = BTreeSet::new();
        notes.retain(|note| told.insert(note.clone()));
        Ok(notes)
    }
}

fn order(asked: Option<&ExploreOrder>, measures: &[&'static Named]) -> Result<Order, ExploreError> {
    let Some(asked) = asked else { return Ok(Order::Measure(0)) };
    match asked.by.as_str() {
        "change" => Ok(Order::Change),
        "name" => Ok(Order::Name),
        name => measures
            .iter()
            .position(|named| named.name == name)
            .map(Order::Measure)
            .ok_or_else(|| ExploreError::UnknownOrder { name: name.to_owned() }),
    }
}

/// Groups that any measure has in either period.
fn groups<'p>(pairs: &'p [Pair], currency: Option<&str>) -> BTreeSet<&'p Key> {
    let mut keys = BTreeSet::new();
    for pair in pairs {
        for figures in std::iter::once(&pair.now).chain(&pair.before) {
            figures.add_keys(currency, &mut keys);
        }
    }
    keys
}

fn by_name(left: &Found<'_>, right: &Found<'_>) -> Ordering {
    let labels =
        |found: &Found<'_>| found.keys.iter().map(|key| key.label.to_lowercase()).collect::<Vec<_>>();
    labels(left).cmp(&labels(right)).then_with(|| left.key.cmp(right.key))
}

fn row(found: &Found<'_>, place: usize, shares: &[Vec<Option<i64>>]) -> ExploreRow {
    let cells = found
        .figures
        .iter()
        .zip(shares)
        .map(|(both, shares)| both.cell(shares.get(place).copied().flatten()));
    ExploreRow { cells: cells.collect(), keys: found.keys.clone() }
}

fn view(dimension: Dimension) -> DimensionView {
    DimensionView { name: dimension.name().to_owned(), label: dimension.label().to_owned() }
}

/// A bucket that has a figure is not missing, whoever told it.
fn settled(buckets: Vec<ExploreBucket>, total: &Line) -> Vec<ExploreBucket> {
    let told = total.iter().map(Option::is_some);
    buckets
        .into_iter()
        .zip(told)
        .map(|(bucket, is_told)| ExploreBucket { is_missing: bucket.is_missing && !is_told, ..bucket })
        .collect()
}

impl Named {
    /// The family of what is added up.
    fn family(&self) -> Family {
        match self.way {
            Way::Sum(part) | Way::Per(part, ..) => Family::of(part.measure),
        }
    }
}

impl Part {
    /// The word for what it adds up, in the middle of a sentence, several of them.
    fn word(self) -> &'static str {
        words::measure_word(self.measure)
    }
}
