//! A forecast of daily spend: the method that was least wrong on the past of the same series, and how wrong it was.

mod backtest;
mod candidates;
mod month;
#[cfg(test)]
mod tests;

pub use month::{MonthView, month};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use self::backtest::{Trial, trials};
use self::candidates::{CANDIDATES, predict};
use super::numbers::{Foreseen, basis_points, mean};
use super::series::{Grid, Known};
use crate::kernel::{Day, Period};

/// Full days below which only a run rate is told.
const FULL_DAYS: usize = 14;
/// Days below which nothing is told.
const FEWEST_DAYS: usize = 3;
/// Days of history that are looked at.
const HISTORY_DAYS: u64 = 180;
/// Days of a run rate.
const RUN_RATE_DAYS: usize = 14;
/// Most days foreseen at once.
const MOST_DAYS: usize = 400;

/// A price that changed or will: what follows costs `ratio` times what came before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceChange {
    /// First day at the new price.
    pub day: Day,
    /// New price divided by the old one; what is not above zero is passed over.
    pub ratio: Decimal,
}

/// What is to be foreseen.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Days known in full.
    pub known: &'a Known,
    /// Days to foresee; known days in it are left out of the answer.
    pub period: Period,
    /// Price changes that are known.
    pub price_changes: &'a [PriceChange],
}

/// How a forecast was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Mean of the last days, without an interval: the history is too short for more.
    RunRate,
    /// The same weekday of the week before.
    SeasonalNaive,
    /// Mean of the same weekday over four weeks.
    WeekdayMean,
    /// Exponential smoothing with error, trend and season chosen by its information criterion.
    Ets,
    /// Weekday season taken out by loess, exponential smoothing of the rest.
    MstlEts,
    /// Mean of the weekday mean and of the one before: errors of two methods offset each other.
    Combined,
}

impl Method {
    /// The word in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RunRate => "run_rate",
            Self::SeasonalNaive => "seasonal_naive",
            Self::WeekdayMean => "weekday_mean",
            Self::Ets => "ets",
            Self::MstlEts => "mstl_ets",
            Self::Combined => "combined",
        }
    }
}

/// Where an amount probably lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Low end, not above the point.
    pub low: Foreseen,
    /// High end, not below the point.
    pub high: Foreseen,
}

/// One day foreseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeseenDay {
    /// The day.
    pub day: Day,
    /// Most likely.
    pub point: Foreseen,
    /// Four of five times inside; `None` when there is no past error to tell it by.
    pub range: Option<Range>,
    /// This day and those foreseen before it.
    pub cumulated: Foreseen,
    /// Range of the cumulated amount; `None` as above. It is no sum of daily ranges: errors of days offset each other.
    pub cumulated_range: Option<Range>,
}

/// How far the method was wrong when the same series was foreseen from earlier days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastError {
    /// Mean absolute error divided by that of repeating the week before, in ten-thousandths; below 10 000 is better.
    /// `None` when repeating was never wrong.
    pub mase_basis_points: Option<i64>,
    /// Absolute errors divided by what was spent, in ten-thousandths; `None` when nothing was spent.
    pub wape_basis_points: Option<i64>,
    /// Days that fell into the range told by the other tries, in ten-thousandths; `None` with fewer than two tries.
    pub coverage_basis_points: Option<i64>,
    /// Times the past was foreseen.
    pub tries: usize,
    /// Days compared.
    pub days: usize,
}

/// A forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// How it was made.
    pub method: Method,
    /// Days foreseen, in order, without days that are known.
    pub days: Vec<ForeseenDay>,
    /// Sum of the points.
    pub total: Foreseen,
    /// Range of the sum; `None` when there is no past error.
    pub total_range: Option<Range>,
    /// How wrong it was before; `None` of a run rate and where nothing could be compared.
    pub past_error: Option<PastError>,
    /// First day it was made from.
    pub taught_from: Day,
    /// Last day it was made from.
    pub taught_until: Day,
    /// Days it was made from.
    pub taught_days: usize,
    /// Days between them that are not known.
    pub gaps: usize,
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoForecast {
    /// Too few days are known.
    #[error("{known} full days are known and a forecast needs 3: sync or import more days")]
    TooFewDays {
        /// Days known.
        known: usize,
    },
    /// The days asked for are too many or too far.
    #[error(
        "the days asked for end {days} days after the last known day and a forecast reaches at most 400: ask for fewer"
    )]
    TooFar {
        /// Days from the last known one to the end.
        days: i64,
    },
}

/// Foresees the days of the period that are not known.
pub fn forecast(ask: Ask<'_>) -> Result<Forecast, NoForecast> {
    let grid = ask.known.grid(HISTORY_DAYS);
    let known = grid.known();
    let (Some(first), Some(last)) = (grid.first, ask.known.last().filter(|_| known >= FEWEST_DAYS)) else {
        return Err(NoForecast::TooFewDays { known });
    };
    let reach = (ask.period.end() - last).num_days() - 1;
    let horizon = usize::try_from(reach.max(0)).unwrap_or_default();
    if horizon > MOST_DAYS {
        return Err(NoForecast::TooFar { days: reach });
    }
    let level = leveled(&grid, ask.price_changes, last);
    let made = make(&level, known, horizon);
    let ahead: Vec<Day> = last.iter_days().skip(1).take(horizon).collect();
    let wanted = |day: Day| ask.period.contains(day) && ask.known.nanos(day).is_none();
    let inside = inside_days(&grid, &level, ask, last, made.method);
    let days = days(&made, &ahead, ask.price_changes, last, &inside, wanted);
    let total = Foreseen::sum(days.iter().map(|day| day.point));
    Ok(Forecast {
        method: made.method,
        total,
        total_range: match days.last() {
            None => Some(Range { low: total, high: total }).filter(|_| made.is_ranged()),
            Some(day) => day.cumulated_range,
        },
        days,
        past_error: made.past_error(),
        taught_from: first,
        taught_until: last,
        taught_days: known,
        gaps: grid.values.len().saturating_sub(known),
    })
}

/// A method with its points, and what it did in the past.
struct Made {
    method: Method,
    points: Vec<f64>,
    trial: Option<Trial>,
}

impl Made {
    fn is_ranged(&self) -> bool {
        self.trial.is_some()
    }

    fn past_error(&self) -> Option<PastError> {
        let trial = self.trial.as_ref()?;
        Some(PastError {
            mase_basis_points: trial.mase.map(basis_points),
            wape_basis_points: trial.wape.map(basis_points),
            coverage_basis_points: trial.coverage().map(basis_points),
            tries: trial.tries(),
            days: trial.days(),
        })
    }
}

fn make(level: &Grid, known: usize, horizon: usize) -> Made {
    let filled = level.filled();
    if known < FULL_DAYS {
        let recent: Vec<f64> = level.values.iter().flatten().rev().take(RUN_RATE_DAYS).copied().collect();
        let rate = mean(&recent).unwrap_or_default();
        return Made { method: Method::RunRate, points: vec![rate; horizon], trial: None };
    }
    let mut best: Option<(Method, Trial)> = None;
    for (method, trial) in trials(level, &filled, horizon, &CANDIDATES) {
        // The simplest comes first: a later one has to be better, not as good.
        if best.as_ref().is_none_or(|(_, kept)| trial.mean_error < kept.mean_error) {
            best = Some((method, trial));
        }
    }
    let chosen = best.as_ref().map_or(Method::SeasonalNaive, |(method, _)| *method);
    let points = predict(chosen, &filled, horizon);
    match (points, best) {
        (Some(points), Some((method, trial))) => Made { method, points, trial: Some(trial) },
        _ => Made {
            method: Method::SeasonalNaive,
            points: predict(Method::SeasonalNaive, &filled, horizon).unwrap_or_default(),
            trial: None,
        },
    }
}

/// The history as it would have been at the prices of its last day.
fn leveled(grid: &Grid, changes: &[PriceChange], last: Day) -> Grid {
    let mut level = grid.clone();
    for (place, value) in level.values.iter_mut().enumerate() {
        let Some(day) = grid.day(place) else { continue };
        *value = value.map(|value| value * factor(changes, day, last));
    }
    level
}

/// What price changes after a day and up to another make of an amount.
fn factor(changes: &[PriceChange], after: Day, until: Day) -> f64 {
    let between = changes.iter().filter(|change| change.day > after && change.day <= until);
    between
        .filter_map(|change| change.ratio.to_f64())
        .filter(|ratio| ratio.is_finite() && *ratio > 0.0)
        .product()
}

/// Days of the period before the last known one that are gaps, with a value at their own prices.
fn inside_days(grid: &Grid, level: &Grid, ask: Ask<'_>, last: Day, method: Method) -> Vec<(Day, f64)> {
    let filled = level.filled();
    let recent: Vec<f64> = level.values.iter().flatten().rev().take(RUN_RATE_DAYS).copied().collect();
    let rate = mean(&recent).unwrap_or_default();
    let gaps = grid.values.iter().zip(filled).enumerate().filter(|(_, (value, _))| value.is_none());
    gaps.filter_map(|(place, (_, guess))| {
        let day = grid.day(place).filter(|day| ask.period.contains(*day))?;
        let guess = if method == Method::RunRate { rate } else { guess };
        Some((day, guess / factor(ask.price_changes, day, last)))
    })
    .collect()
}

fn days(
    made: &Made,
    ahead: &[Day],
    changes: &[PriceChange],
    last: Day,
    inside: &[(Day, f64)],
    wanted: impl Fn(Day) -> bool,
) -> Vec<ForeseenDay> {
    let is_signed = made.trial.as_ref().is_some_and(|trial| trial.has_negative)
        || made.points.iter().any(|point| *point < 0.0) && made.trial.is_none();
    let bounded = |value: f64| if is_signed { value } else { value.max(0.0) };
    let past = inside.iter().map(|(day, value)| (*day, *value, 1, 1.0));
    let coming = ahead.iter().zip(&made.points).enumerate().map(|(place, (day, point))| {
        let price = factor(changes, last, *day);
        (*day, point * price, place.saturating_add(1), price)
    });
    let mut days: Vec<ForeseenDay> = Vec::new();
    let (mut cumulated, mut known_width) = (Foreseen::default(), 0.0_f64);
    for (number, (day, value, ahead_by, price)) in
        past.chain(coming).filter(|(day, ..)| wanted(*day)).enumerate()
    {
        let point = Foreseen::of_units(bounded(value));
        cumulated = Foreseen::sum([cumulated, point].into_iter());
        let around = |point: Foreseen, width: f64| {
            let nanos = i128::from(Foreseen::of_units(width.max(0.0)).nanos());
            let low = point.plus(-nanos);
            let low = if is_signed { low } else { low.max(Foreseen::default()).min(point) };
            Range { low, high: point.plus(nanos) }
        };
        let trial = made.trial.as_ref();
        let width = trial.map(|trial| trial.width(ahead_by) * price);
        // Prices differ between days, so the widest factor so far is taken for the sum.
        let whole =
            trial.map(|trial| trial.cumulated_width(ahead_by.max(number.saturating_add(1))) * price.max(1.0));
        known_width = whole.unwrap_or_default().max(known_width);
        days.push(ForeseenDay {
            day,
            point,
            range: width.map(|width| around(point, width)),
            cumulated,
            cumulated_range: whole.map(|_| around(cumulated, known_width)),
        });
    }
    days
}
