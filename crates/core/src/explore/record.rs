//! Questions about spend of record and about requests. Spend has two cuts of the same money: by what providers tell, and,
//! where a question names what only requests tell, by what requests tell with the rest that no request explains.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::add_up::Group;
use super::calendar::calendar;
use super::cuts::{Cut, Family};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::model::{Measure, QueryRequest, QueryRow, QueryView};
use super::outcomes;
use super::queries_spend::{self, Amounts};
use super::query::order;
use super::reading::Reading;
use super::record_places::Places;
use super::shares::shares;
use super::symbols::Symbol;
use super::words::{self, figure, measure_word};
use crate::kernel::words::{counted, listed};
use crate::kernel::{Amount, Period};
use crate::store::Store;

/// Classes of spend at their places in [`Amounts`], after the whole.
const CLASSES: [(&str, Measure); 7] = [
    ("retry", Measure::SpendRetry),
    ("batch", Measure::SpendBatch),
    ("cache_write", Measure::SpendCacheWrite),
    ("cache_read", Measure::SpendCacheRead),
    ("input", Measure::SpendInput),
    ("output", Measure::SpendOutput),
    ("other", Measure::SpendOther),
];
/// Token classes of requests at their places in a row.
const TOKEN_CLASSES: [&str; 4] = ["input", "cache_read", "cache_write", "output"];

/// Dimensions to group by, filters, and days.
pub(super) type Asked<'a> = (&'a [Dimension], &'a [(Dimension, Option<String>)], Period);

/// The sum of one group, and what of it is seen, by book.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) whole: i128,
    seen: i128,
    books: BTreeMap<Symbol, i128>,
}

/// Answers a question about spend of record or about requests. Rows foot to the totals.
pub(super) fn query(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    request: &QueryRequest,
    asked: Asked<'_>,
) -> Result<QueryView, ExploreError> {
    store.read(|reader| {
        let reading = Reading::new(reader, cuts)?;
        let mut summing = Summing::new(&reading, request.measure, asked);
        let mut of_outcomes = Vec::new();
        match Family::of(request.measure) {
            Family::Spend => summing.add_spend(reader)?,
            _ if request.measure == Measure::Outcomes => of_outcomes = summing.add_outcomes(reader)?,
            _ => summing.add_requests(reader)?,
        }
        let mut notes = summing.notes();
        notes.extend(of_outcomes);
        if Family::of(request.measure) == Family::Spend {
            let (_, _, period) = asked;
            if request.measure == Measure::SpendRetry || summing.class.is_some() {
                for (currency, nanos) in queries_spend::retry_unknown(reader, period)? {
                    let unknown = figure(i128::from(nanos), &currency);
                    notes.push(format!("of {unknown} in the period it is not known whether it is retries"));
                }
            }
            let waiting = queries_spend::waiting_days(reader, period)?;
            if waiting > 0 {
                notes.push(format!("{} to be apportioned again", counted(waiting, "day is", "days are")));
            }
            let known = calendar(&reading, Family::Cost, period, now.date_naive())?;
            notes.extend(known.notes(period, now.date_naive()));
        }
        summing.view(&reading, request, notes)
    })
}

pub(super) struct Summing<'a> {
    measure: Measure,
    by: &'a [Dimension],
    filters: Vec<(usize, Symbol)>,
    dimensions: Vec<Dimension>,
    /// Places of the dimensions to group by.
    grouped: Vec<usize>,
    period: Period,
    pub(super) places: Places<'a>,
    /// Place of the dimension `class` or `token_class` among the values, when it is named.
    class: Option<usize>,
    pub(super) sums: HashMap<(Symbol, Box<[Symbol]>), Sum>,
    values: Vec<Symbol>,
}

impl<'a> Summing<'a> {
    pub(super) fn new(reading: &'a Reading<'_>, measure: Measure, (by, filters, period): Asked<'a>) -> Self {
        let mut dimensions = by.to_vec();
        dimensions.extend(filters.iter().map(|(dimension, _)| *dimension));
        dimensions.sort_unstable();
        dimensions.dedup();
        let mut places = Places::new(&reading.series, &reading.connections, dimensions.clone());
        let place = |wanted: Dimension| dimensions.binary_search(&wanted).unwrap_or(0);
        let filters: Vec<(usize, Symbol)> = filters
            .iter()
            .map(|(dimension, value)| (place(*dimension), places.symbols.of(value.as_deref())))
            .collect();
        let of_class =
            if Family::of(measure) == Family::Spend { Dimension::Class } else { Dimension::TokenClass };
        let class = dimensions.binary_search(&of_class).ok();
        let grouped = by.iter().map(|dimension| place(*dimension)).collect();
        Self {
            measure,
            by,
            filters,
            grouped,
            dimensions,
            period,
            places,
            class,
            sums: HashMap::new(),
            values: Vec::new(),
        }
    }

    fn names(&self, is_asked: impl Fn(Dimension) -> bool) -> bool {
        self.dimensions.iter().any(|dimension| is_asked(*dimension))
    }

    pub(super) fn add_spend(&mut self, reader: &Connection) -> Result<(), ExploreError> {
        let period = self.period;
        let is_by_requests = self.names(Dimension::is_of_requests);
        let is_by_series = self.names(|dimension| !dimension.is_of_sums());
        queries_spend::each_line(reader, period, is_by_requests, is_by_series, |row| {
            let mut values = std::mem::take(&mut self.values);
            self.places.of_line(&row, &mut values);
            self.values = values;
            self.add_amounts(row.currency, row.book, row.level == "seen", &row.amounts);
        })?;
        if is_by_requests {
            queries_spend::each_part(reader, period, |row| {
                let mut values = std::mem::take(&mut self.values);
                self.places.of_part(&row, &mut values);
                self.values = values;
                self.add_amounts(row.currency, row.book, true, &row.amounts);
            })?;
        }
        Ok(())
    }

    fn add_amounts(&mut self, currency: &str, book: &str, is_seen: bool, amounts: &Amounts) {
        let unit = self.places.symbols.of(Some(currency));
        let book = self.places.symbols.of(Some(book));
        let [whole, classes @ ..] = amounts;
        let of_class = CLASSES.iter().position(|(_, measure)| *measure == self.measure);
        let mut parts = CLASSES
            .iter()
            .zip(classes)
            .enumerate()
            .filter(|(place, (_, nanos))| **nanos != 0 && of_class.is_none_or(|wanted| wanted == *place));
        match self.class {
            Some(place) => {
                for (_, ((name, _), nanos)) in parts {
                    let class = self.places.symbols.of(Some(name));
                    if let Some(value) = self.values.get_mut(place) {
                        *value = class;
                    }
                    self.add(unit, book, is_seen, i128::from(*nanos));
                }
            }
            None if of_class.is_some() => {
                if let Some((_, (_, nanos))) = parts.next() {
                    self.add(unit, book, is_seen, i128::from(*nanos));
                }
            }
            None => self.add(unit, book, is_seen, i128::from(*whole)),
        }
    }

    /// Adds to the group of the values at hand, if the filters keep it.
    fn add(&mut self, unit: Symbol, book: Symbol, is_seen: bool, value: i128) {
        if !self.filters.iter().all(|(place, wanted)| self.values.get(*place) == Some(wanted)) {
            return;
        }
        let value_at = |place: &usize| self.values.get(*place).copied().unwrap_or(0);
        let key: Box<[Symbol]> = self.grouped.iter().map(value_at).collect();
        let sum = self.sums.entry((unit, key)).or_default();
        sum.whole = sum.whole.saturating_add(value);
        if is_seen {
            sum.seen = sum.seen.saturating_add(value);
        }
        if Family::of(self.measure) == Family::Spend {
            *sum.books.entry(book).or_default() += value;
        }
    }

    fn add_requests(&mut self, reader: &Connection) -> Result<(), ExploreError> {
        let is_whole = |day: crate::kernel::Day| day.to_string().ends_with("-01");
        let has_months = is_whole(self.period.start()) && is_whole(self.period.end());
        let is_by_month = has_months && !self.names(|dimension| dimension == Dimension::Day);
        let unit = self.places.symbols.of(Some(measure_word(self.measure)));
        queries_spend::each_request(reader, self.period, is_by_month, |row| {
            let mut values = std::mem::take(&mut self.values);
            self.places.of_requests(row.time, row.series, &mut values);
            self.values = values;
            let count = match self.measure {
                Measure::Retries => row.retries,
                Measure::RetryUnknown => row.retry_unknown,
                Measure::Failures => row.failures,
                Measure::ObservedTokens => return self.add_tokens(unit, row.tokens),
                _ => row.attempts,
            };
            self.add(unit, 0, false, i128::from(count));
        })?;
        Ok(())
    }

    fn add_tokens(&mut self, unit: Symbol, tokens: [i64; 4]) {
        let Some(place) = self.class else {
            return self.add(unit, 0, false, tokens.iter().map(|tokens| i128::from(*tokens)).sum());
        };
        for (name, tokens) in TOKEN_CLASSES.iter().zip(tokens).filter(|(_, tokens)| *tokens != 0) {
            let class = self.places.symbols.of(Some(name));
            if let Some(value) = self.values.get_mut(place) {
                *value = class;
            }
            self.add(unit, 0, false, i128::from(tokens));
        }
    }

    /// Outcomes by their own words, and by what the requests they are about tell.
    fn add_outcomes(&mut self, reader: &Connection) -> Result<Vec<String>, ExploreError> {
        let unit = self.places.symbols.of(Some(measure_word(self.measure)));
        let is_by_subject = self.names(outcomes::is_of_subject);
        let (mut unknown, mut several) = (0, 0);
        for (placed, count) in outcomes::placed(reader, self.period, is_by_subject)? {
            let mut values = std::mem::take(&mut self.values);
            let is_one = self.places.of_outcome(&placed, &mut values);
            self.values = values;
            unknown += if is_by_subject && placed.series.is_empty() { count } else { 0 };
            several += if is_one { 0 } else { count };
            self.add(unit, 0, false, i128::from(count));
        }
        let mut notes = Vec::new();
        if unknown > 0 {
            let told = counted(unknown, "outcome is", "outcomes are");
            notes.push(format!("{told} about requests that are not known of these days and the 31 before"));
        }
        if several > 0 {
            let told = counted(several, "outcome is", "outcomes are");
            notes
                .push(format!("{told} about requests that differ in what was asked, which is then not told"));
        }
        Ok(notes)
    }

    pub(super) fn text(&self, symbol: Symbol) -> &str {
        self.places.symbols.text(symbol).unwrap_or_default()
    }

    /// Sums by currency and book; how much does not tell a dimension.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut books: BTreeMap<&str, BTreeMap<&str, i128>> = BTreeMap::new();
        let mut untold: BTreeMap<(usize, &str), i128> = BTreeMap::new();
        for ((unit, values), sum) in &self.sums {
            for (book, nanos) in &sum.books {
                *books.entry(self.text(*unit)).or_default().entry(self.text(*book)).or_default() += nanos;
            }
            for (place, _) in values.iter().enumerate().filter(|(_, value)| **value == 0) {
                *untold.entry((place, self.text(*unit))).or_default() += sum.whole;
            }
        }
        for (currency, books) in books.iter().filter(|(_, books)| books.len() > 1) {
            let parts: Vec<String> =
                books.iter().map(|(book, nanos)| format!("{} {book}", figure(*nanos, currency))).collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            notes.push(format!("accounts or days have different books: {}", listed(&parts)));
        }
        for ((place, unit), sum) in untold.into_iter().filter(|(_, sum)| *sum != 0) {
            let Some(dimension) = self.by.get(place) else { continue };
            let amount = match Family::of(self.measure) {
                Family::Spend => figure(sum, unit),
                _ => format!("{} {unit}", crate::kernel::words::grouped(&sum.to_string())),
            };
            notes.push(format!("{amount} does not tell {}", dimension.plural()));
        }
        let is_owned = |dimension| matches!(dimension, Dimension::Project | Dimension::Key);
        if Family::of(self.measure) == Family::Spend
            && self.names(Dimension::is_of_requests)
            && self.names(is_owned)
        {
            notes.push(
                "projects and keys of seen spend are told where requests match the usage of only one"
                    .to_owned(),
            );
        }
        notes
    }

    fn view(
        self,
        reading: &Reading<'_>,
        request: &QueryRequest,
        notes: Vec<String>,
    ) -> Result<QueryView, ExploreError> {
        let mut groups: Vec<(Group, Sum)> = Vec::with_capacity(self.sums.len());
        let mut totals: BTreeMap<String, Sum> = BTreeMap::new();
        for ((unit, values), sum) in &self.sums {
            let unit = self.text(*unit).to_owned();
            let total = totals.entry(unit.clone()).or_default();
            total.whole = total.whole.saturating_add(sum.whole);
            total.seen = total.seen.saturating_add(sum.seen);
            for (book, nanos) in &sum.books {
                *total.books.entry(*book).or_default() += nanos;
            }
            let values =
                values.iter().map(|value| self.places.symbols.text(*value).map(str::to_owned)).collect();
            groups.push((Group { unit, values, sum: sum.whole }, sum.clone()));
        }
        let is_by_time = self.by.first().is_some_and(|dimension| dimension.is_time());
        groups.sort_by(|(left, _), (right, _)| order(left, right, is_by_time));
        if totals.is_empty() && Family::of(self.measure) == Family::Observed {
            totals.insert(measure_word(self.measure).to_owned(), Sum::default());
        }
        let mut by_unit: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
        for (group, _) in &groups {
            by_unit.entry(&group.unit).or_default().push(group.sum);
        }
        let mut shares: BTreeMap<&str, _> =
            by_unit.iter().map(|(unit, sums)| (*unit, shares(sums).into_iter())).collect();
        let all: Vec<Option<i64>> = groups
            .iter()
            .map(|(group, _)| shares.get_mut(group.unit.as_str()).and_then(Iterator::next).flatten())
            .collect();
        let (offset, limit) = request.page.bounds();
        let rows = groups
            .iter()
            .zip(all)
            .skip(offset as usize)
            .take(limit as usize)
            .map(|((group, sum), share)| {
                let keys = self.by.iter().enumerate();
                let keys = keys.map(|(place, dimension)| words::key(reading, *dimension, group.value(place)));
                let share = share.filter(|_| self.measure != Measure::SeenShare);
                Ok(QueryRow {
                    keys: keys.collect(),
                    share_basis_points: share,
                    ..self.row(sum, &group.unit)?
                })
            })
            .collect::<Result<_, ExploreError>>()?;
        let totals = totals
            .iter()
            .map(|(unit, sum)| {
                let share = (sum.whole > 0 && self.measure != Measure::SeenShare).then_some(10_000);
                Ok(QueryRow { share_basis_points: share, ..self.row(sum, unit)? })
            })
            .collect::<Result<_, ExploreError>>()?;
        Ok(QueryView { rows, total_rows: groups.len() as u64, totals, notes })
    }

    fn row(&self, sum: &Sum, unit: &str) -> Result<QueryRow, ExploreError> {
        let (amount, quantity): (Option<Amount>, Option<String>) = match Family::of(self.measure) {
            Family::Spend if self.measure == Measure::SeenShare => (None, Some(percent(sum.seen, sum.whole))),
            Family::Spend => (Some(words::of_record(sum.whole, unit, self.book(sum))?), None),
            _ => (None, Some(sum.whole.to_string())),
        };
        Ok(QueryRow { keys: Vec::new(), amount, quantity, share_basis_points: None })
    }

    /// The one book of a sum, or `mixed`.
    fn book(&self, sum: &Sum) -> &str {
        match sum.books.len() {
            1 => sum.books.keys().next().map_or("mixed", |book| self.text(*book)),
            _ => "mixed",
        }
    }
}

/// Percent with two decimals, rounded down; empty when there is no whole.
fn percent(part: i128, whole: i128) -> String {
    if whole <= 0 {
        return String::new();
    }
    let points = part.saturating_mul(10_000).div_euclid(whole);
    format!("{}.{:02}", points.div_euclid(100), points.rem_euclid(100))
}
