//! What is normal for a day: the level of late, the weekday, and how far days stray.

use chrono::{Datelike, Days};

use super::Floors;
use crate::kernel::Day;
use crate::outlook::numbers::{count, median, units_of};

/// Days before that teach.
pub(super) const WINDOW: usize = 60;
/// Known days needed.
const FEWEST: usize = 14;
/// Days of the level.
const LEVEL_DAYS: usize = 28;
/// How many deviations are not normal any more.
const MOST_DEVIATIONS: f64 = 3.5;
/// From the median of absolute deviations to a standard deviation of a normal distribution.
const CONSISTENT: f64 = 1.4826;
/// Units whose logarithm stands for nothing.
const NEXT_TO_NOTHING: f64 = 1e-9;
/// Weekdays, which are learned from the same days.
const WEEKDAYS: usize = 7;

/// One day of a series, in units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub day: Day,
    /// As it was.
    pub value: f64,
    /// As it teaches; `None` when it is not normal, and for the new level after a shift of what came before.
    pub taught: Option<f64>,
}

/// Normal as some days tell it.
#[derive(Clone, Debug)]
pub(super) struct Normal {
    /// Whether it is learned in logarithms: all days that teach are above zero, and strays are then in proportion.
    pub is_log: bool,
    /// Without the weekday.
    pub level: f64,
    /// What each weekday adds, from Monday.
    pub weekdays: [f64; WEEKDAYS],
    /// How far days stray; a standard deviation that single days cannot distort.
    pub scale: f64,
    /// Whether amounts below zero are seen.
    pub is_signed: bool,
    pub from: Day,
    pub until: Day,
    pub days: usize,
}

/// Normal range of one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub expected: f64,
    pub low: f64,
    pub high: f64,
}

impl Normal {
    /// Learns from the last 60 days before a day; `None` with fewer than 14 that teach.
    pub(super) fn learn(before: &[Point], day: Day) -> Option<Self> {
        let earliest = day.checked_sub_days(Days::new(WINDOW as u64))?;
        let taught: Vec<(Day, f64)> = before
            .iter()
            .filter(|point| point.day >= earliest && point.day < day)
            .filter_map(|point| Some((point.day, point.taught?)))
            .collect();
        if taught.len() < FEWEST {
            return None;
        }
        let is_log = taught.iter().all(|(_, value)| *value > 0.0);
        let is_signed = taught.iter().any(|(_, value)| *value < 0.0);
        let taught: Vec<(Day, f64)> =
            taught.into_iter().map(|(day, value)| (day, measured(is_log, value))).collect();
        let values: Vec<f64> = taught.iter().map(|(_, value)| *value).collect();
        let middle = median(&values)?;
        let mut weekdays = [0.0; WEEKDAYS];
        for (number, weekday) in weekdays.iter_mut().enumerate() {
            let same: Vec<f64> = taught
                .iter()
                .filter(|(day, _)| weekday_of(*day) == number)
                .map(|(_, value)| *value)
                .collect();
            let usual = match same.as_slice() {
                [] | [_] => None,
                // Of two that differ much the less remarkable one: a single strange day is no weekday.
                [one, other] if differ(is_log, *one, *other) => {
                    Some(if (one - middle).abs() < (other - middle).abs() { *one } else { *other })
                }
                many => median(many),
            };
            *weekday = usual.map_or(0.0, |usual| usual - middle);
        }
        let plain: Vec<f64> = taught.iter().map(|(day, value)| value - of_weekday(&weekdays, *day)).collect();
        let late = plain.get(plain.len().saturating_sub(LEVEL_DAYS)..)?;
        let level = median(late)?;
        let centre = median(&plain)?;
        let strays: Vec<f64> = plain.iter().map(|value| (value - centre).abs()).collect();
        // Weekdays are learned from the same days, so these stray less around them than a new day will.
        let number = count(plain.len());
        let of_few = (number / (number - count(WEEKDAYS))).sqrt() * (1.0 + count(WEEKDAYS) / number).sqrt();
        Some(Self {
            is_log,
            level,
            weekdays,
            scale: median(&strays)? * CONSISTENT * of_few,
            is_signed,
            from: taught.first()?.0,
            until: taught.last()?.0,
            days: taught.len(),
        })
    }

    /// A value without what its weekday adds, as it was learned.
    pub(super) fn plain(&self, day: Day, value: f64) -> f64 {
        measured(self.is_log, value) - of_weekday(&self.weekdays, day)
    }

    /// What was learned, in units.
    pub(super) fn units(&self, learned: f64) -> f64 {
        if self.is_log { learned.exp() } else { learned }
    }

    /// What is normal on a day: deviations, and never less than the floors.
    pub(super) fn bounds(&self, day: Day, floors: Floors) -> Bounds {
        let learned = self.level + of_weekday(&self.weekdays, day);
        let limited = |value: f64| if self.is_signed { value } else { value.max(0.0) };
        let expected = limited(self.units(learned));
        let reach = self.scale * MOST_DEVIATIONS;
        let floor = units_of(floors.nanos).max(expected.abs() * share(floors));
        let below = (expected - self.units(learned - reach)).max(floor);
        let above = (self.units(learned + reach) - expected).max(floor);
        Bounds { expected, low: limited(expected - below), high: expected + above }
    }
}

/// A value as it is learned from. What is not above zero has no logarithm and counts as next to nothing.
fn measured(is_log: bool, value: f64) -> f64 {
    if is_log { value.max(NEXT_TO_NOTHING).ln() } else { value }
}

/// Whether two values are more than half apart.
fn differ(is_log: bool, one: f64, other: f64) -> bool {
    if is_log { (one - other).abs() > 0.7 } else { (one - other).abs() > one.abs().max(other.abs()) / 2.0 }
}

/// The floor of percent as a share.
pub(super) fn share(floors: Floors) -> f64 {
    floors.basis_points as f64 / 10_000.0
}

fn weekday_of(day: Day) -> usize {
    usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default()
}

fn of_weekday(weekdays: &[f64; WEEKDAYS], day: Day) -> f64 {
    weekdays.get(weekday_of(day)).copied().unwrap_or_default()
}
