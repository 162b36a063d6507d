//! Daily amounts of known days.

use std::collections::BTreeMap;

use super::numbers::{median, units_of};
use crate::kernel::Day;

/// The amount of one day that is known in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAmount {
    /// The day.
    pub day: Day,
    /// Nanos. Several rows of a day add up.
    pub nanos: i64,
}

/// Known days in order. A day that is not in it is not known, which is not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    days: BTreeMap<Day, i64>,
}

impl Known {
    /// Known days in any order.
    pub fn new(rows: impl IntoIterator<Item = DayAmount>) -> Self {
        let mut days: BTreeMap<Day, i64> = BTreeMap::new();
        for row in rows {
            let day = days.entry(row.day).or_default();
            *day = day.saturating_add(row.nanos);
        }
        Self { days }
    }

    /// Nanos of a day; `None` when it is not known.
    pub fn nanos(&self, day: Day) -> Option<i64> {
        self.days.get(&day).copied()
    }

    /// First known day.
    pub fn first(&self) -> Option<Day> {
        self.days.keys().next().copied()
    }

    /// Last known day.
    pub fn last(&self) -> Option<Day> {
        self.days.keys().next_back().copied()
    }

    /// Number of known days.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Known days in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = DayAmount> + '_ {
        self.days.iter().map(|(day, nanos)| DayAmount { day: *day, nanos: *nanos })
    }

    /// Sum of the known days from one on and before another, in nanos.
    pub fn sum(&self, from: Day, before: Day) -> i128 {
        if from >= before {
            return 0;
        }
        self.days.range(from..before).map(|(_, nanos)| i128::from(*nanos)).sum()
    }

    /// The last `most` days up to the last known one, in units.
    pub(super) fn grid(&self, most: u64) -> Grid {
        let Some(last) = self.last() else { return Grid::default() };
        let back = chrono::Days::new(most.saturating_sub(1));
        let earliest = last.checked_sub_days(back).unwrap_or(last);
        let Some((first, _)) = self.days.range(earliest..).next() else { return Grid::default() };
        let values = first.iter_days().take_while(|day| *day <= last);
        Grid { first: Some(*first), values: values.map(|day| self.nanos(day).map(units_of)).collect() }
    }
}

/// Days one after the other, in units; `None` is a day that is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    pub first: Option<Day>,
    pub values: Vec<Option<f64>>,
}

impl Grid {
    pub(super) fn day(&self, place: usize) -> Option<Day> {
        self.first?.checked_add_days(chrono::Days::new(u64::try_from(place).ok()?))
    }

    pub(super) fn known(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// Without gaps, for methods that cannot do with them: the middle of the same weekday in the four weeks around, else
    /// of what is known nearby. Errors are never measured on such a day.
    pub(super) fn filled(&self) -> Vec<f64> {
        let near = |place: usize, step: usize, reach: usize| {
            let offsets = (1..=reach).map(move |times| times.saturating_mul(step));
            let around = offsets.flat_map(move |by| [place.checked_sub(by), place.checked_add(by)]);
            let found: Vec<f64> = around.flatten().filter_map(|at| *self.values.get(at)?).collect();
            median(&found)
        };
        let whole: Vec<f64> = self.values.iter().flatten().copied().collect();
        let middle = median(&whole).unwrap_or_default();
        let fill = |place| near(place, 7, 4).or_else(|| near(place, 1, 14)).unwrap_or(middle);
        self.values.iter().enumerate().map(|(place, value)| value.unwrap_or_else(|| fill(place))).collect()
    }
}
