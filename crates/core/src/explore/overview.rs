//! Everything Overview shows.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};

use super::breakdown::{breakdown, days, series};
use super::calendar::{Calendar, calendar, check_length};
use super::cuts::{Cut, Family};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::figures::{BREAKDOWNS, Figures};
use super::model::{Measure, OverviewRequest, OverviewView};
use super::movers::movers;
use super::reading::Reading;
use super::trust::{Evidence, freshness, strip};
use super::words::{amount, billed};
use crate::kernel::{Amount, Day, Period, parse_day};
use crate::store::Store;

/// Billed money of a period beside another, with what to know before using it. Everything is in the currency with most
/// billed money; totals of others stand beside it.
pub fn overview(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    request: &OverviewRequest,
) -> Result<OverviewView, ExploreError> {
    let split = split_of(&request.split)?;
    let period = check_length(request.range.period()?)?;
    let compare = match &request.compare {
        Some(range) => check_length(range.period()?)?,
        None => before(period)?,
    };
    store.read(|reader| {
        let reading = Reading::new(reader, cuts)?;
        let mut figures = Figures::load(&reading, period, split)?;
        figures.add_rated(&reading, period)?;
        let earlier = Figures::load(&reading, compare, split)?;
        let known = calendar(&reading, Family::Cost, period, now.date_naive())?;
        let known_earlier = calendar(&reading, Family::Cost, compare, now.date_naive())?;
        let currency = currency_of(&figures, &earlier);
        let view = Frame { figures: &figures, earlier: &earlier, known: &known, currency: &currency, split };
        let mut view = view.fill(&reading, period, compare, now)?;
        view.notes = notes(&figures, &known, &known_earlier, period, now.date_naive());
        Ok(view)
    })
}

fn split_of(name: &str) -> Result<Dimension, ExploreError> {
    BREAKDOWNS
        .into_iter()
        .find(|dimension| dimension.name() == name)
        .ok_or_else(|| ExploreError::NoSplit { name: name.to_owned() })
}

fn before(period: Period) -> Result<Period, ExploreError> {
    let days = u64::try_from(period.days()).unwrap_or(0);
    let start = period.start().checked_sub_days(Days::new(days)).unwrap_or(period.start());
    Ok(Period::new(start, period.start())?)
}

/// The currency with most billed money, of the compared period when there is none in this one.
fn currency_of(figures: &Figures, earlier: &Figures) -> String {
    let largest = |billed: &BTreeMap<String, i128>| {
        billed.iter().max_by_key(|(_, nanos)| **nanos).map(|(currency, _)| currency.clone())
    };
    largest(&figures.billed).or_else(|| largest(&earlier.billed)).unwrap_or_else(|| "USD".to_owned())
}

fn notes(
    figures: &Figures,
    known: &Calendar,
    known_earlier: &Calendar,
    period: Period,
    today: Day,
) -> Vec<String> {
    let mut notes = figures.notes.clone();
    notes.extend(known.notes(period, today));
    notes.extend(
        known_earlier.missing_notes().into_iter().map(|note| format!("in the compared period: {note}")),
    );
    notes
}

struct Frame<'a> {
    figures: &'a Figures,
    earlier: &'a Figures,
    known: &'a Calendar,
    currency: &'a str,
    split: Dimension,
}

impl Frame<'_> {
    fn fill(
        &self,
        reading: &Reading<'_>,
        period: Period,
        compare: Period,
        now: DateTime<Utc>,
    ) -> Result<OverviewView, ExploreError> {
        let Self { figures, earlier, known, currency, split } = *self;
        let series = series(reading, figures, split, currency);
        let days = days(figures, &series, known, period, currency);
        let freshness = freshness(reading, now)?;
        let evidence = Evidence { figures, freshness: &freshness, known, currency, period, now };
        let trust = strip(reading, &evidence)?;
        Ok(OverviewView {
            range: period.into(),
            compare: compare.into(),
            currency: currency.to_owned(),
            billed: billed(figures.billed_in(currency), currency)?,
            billed_before: billed(earlier.billed_in(currency), currency)?,
            last_full_day: days.iter().rev().find(|day| !day.is_partial && !day.is_missing).cloned(),
            other_currencies: self.other_currencies()?,
            estimated: self.estimated()?,
            tokens: figures.tokens.to_string(),
            tokens_before: earlier.tokens.to_string(),
            requests: figures.requests.map(|requests| requests.to_string()),
            tokens_without_billed: self.tokens_without_billed()?.to_string(),
            series: series.keys,
            days,
            breakdowns: BREAKDOWNS
                .into_iter()
                .map(|dimension| breakdown(reading, figures, earlier, dimension, currency))
                .collect::<Result<_, _>>()?,
            movers: movers(reading, figures, earlier, currency)?,
            freshness,
            trust,
            notes: Vec::new(),
        })
    }

    fn other_currencies(&self) -> Result<Vec<Amount>, ExploreError> {
        let others = self.figures.billed.iter().filter(|(currency, _)| *currency != self.currency);
        others.map(|(currency, nanos)| billed(*nanos, currency)).collect()
    }

    fn estimated(&self) -> Result<Option<Amount>, ExploreError> {
        let nanos = self.figures.estimated.get(self.currency);
        nanos.map(|nanos| amount(Measure::Estimated, *nanos, self.currency)).transpose()
    }

    /// Tokens of connections and days with neither billed rows nor a full reading that found none.
    fn tokens_without_billed(&self) -> Result<i128, ExploreError> {
        let mut tokens = 0;
        for group in &self.figures.tokens_days {
            let (Some(connection), Some(day)) = (group.value(0), group.value(1)) else { continue };
            let connection = connection.parse().unwrap_or(0);
            let has_billed = self.figures.billed_days.contains(&(connection, day.to_owned()))
                || self.known.is_full(connection, parse_day(day)?);
            if !has_billed {
                tokens += group.sum;
            }
        }
        Ok(tokens)
    }
}
