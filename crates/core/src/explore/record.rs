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
use super::filters::{Filter, Keeper};
use super::model::{Measure, QueryRequest, QueryView};
use super::outcomes;
use super::queries_spend::{self, Amounts};
use super::reading::Reading;
use super::record_places::Places;
use super::symbols::Symbol;
use super::words::{figure, measure_word};
use crate::kernel::words::counted;
use crate::kernel::{Day, Period};
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
pub(super) type Asked<'a> = (&'a [Dimension], &'a [Filter], Period);

/// The sum of one group, and what of it is seen, by book.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) whole: i128,
    pub(super) seen: i128,
    pub(super) books: BTreeMap<Symbol, i128>,
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
        let (summing, mut notes) = add_up(&reading, request.measure, asked)?;
        if Family::of(request.measure) == Family::Spend {
            notes.extend(about_period(&reading, now.date_naive(), asked.2)?);
        }
        summing.view(&reading, request, notes)
    })
}

/// Groups of spend of record or of requests, in no particular order, with what to know before using them.
pub(super) fn groups(
    reading: &Reading<'_>,
    measure: Measure,
    asked: Asked<'_>,
) -> Result<(Vec<Group>, Vec<String>), ExploreError> {
    let (summing, notes) = add_up(reading, measure, asked)?;
    Ok((summing.groups().map(|(group, _)| group).collect(), notes))
}

/// Days of the period that are not apportioned, not read or not over.
pub(super) fn about_period(
    reading: &Reading<'_>,
    today: Day,
    period: Period,
) -> Result<Vec<String>, ExploreError> {
    let mut notes = Vec::new();
    let waiting = queries_spend::waiting_days(reading.reader, period)?;
    if waiting > 0 {
        notes.push(format!("{} to be apportioned again", counted(waiting, "day is", "days are")));
    }
    notes.extend(calendar(reading, Family::Cost, period, today)?.notes(period, today));
    Ok(notes)
}

fn add_up<'a>(
    reading: &'a Reading<'_>,
    measure: Measure,
    asked: Asked<'a>,
) -> Result<(Summing<'a>, Vec<String>), ExploreError> {
    let reader = reading.reader;
    let mut summing = Summing::new(reading, measure, asked);
    let mut of_outcomes = Vec::new();
    match Family::of(measure) {
        Family::Spend => summing.add_spend(reader)?,
        _ if measure == Measure::Outcomes => of_outcomes = summing.add_outcomes(reader)?,
        _ => summing.add_requests(reader)?,
    }
    let mut notes = summing.notes();
    notes.extend(of_outcomes);
    if measure == Measure::SpendRetry || (Family::of(measure) == Family::Spend && summing.class.is_some()) {
        for (currency, nanos) in queries_spend::retry_unknown(reader, asked.2)? {
            let unknown = figure(i128::from(nanos), &currency);
            notes.push(format!("of {unknown} in the period it is not known whether it is retries"));
        }
    }
    Ok((summing, notes))
}

/// Adds up one question.
pub(super) struct Summing<'a> {
    pub(super) measure: Measure,
    pub(super) by: &'a [Dimension],
    keeper: Keeper,
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
    fn new(reading: &'a Reading<'_>, measure: Measure, (by, filters, period): Asked<'a>) -> Self {
        let mut dimensions = by.to_vec();
        dimensions.extend(filters.iter().map(|filter| filter.dimension));
        dimensions.sort_unstable();
        dimensions.dedup();
        let mut places = Places::new(&reading.series, &reading.connections, dimensions.clone());
        let place = |wanted: Dimension| dimensions.binary_search(&wanted).unwrap_or(0);
        let keeper = Keeper::new(filters, &dimensions, &mut places.symbols);
        let of_class =
            if Family::of(measure) == Family::Spend { Dimension::Class } else { Dimension::TokenClass };
        let class = dimensions.binary_search(&of_class).ok();
        let grouped = by.iter().map(|dimension| place(*dimension)).collect();
        Self {
            measure,
            by,
            keeper,
            grouped,
            dimensions,
            period,
            places,
            class,
            sums: HashMap::new(),
            values: Vec::new(),
        }
    }

    pub(super) fn names(&self, is_asked: impl Fn(Dimension) -> bool) -> bool {
        self.dimensions.iter().any(|dimension| is_asked(*dimension))
    }

    fn add_spend(&mut self, reader: &Connection) -> Result<(), ExploreError> {
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
        if !self.keeper.keeps(&self.values) {
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
}
