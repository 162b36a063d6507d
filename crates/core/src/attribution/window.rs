//! From when until when something holds.

use serde::{Deserialize, Serialize};

use crate::kernel::{Day, Period};

/// Half-open days; `None` is without end on that side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dates {
    /// First day.
    pub from: Option<Day>,
    /// First day after.
    pub until: Option<Day>,
}

impl Dates {
    /// All days.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// The days of a period.
    pub const fn of(period: Period) -> Self {
        Self { from: Some(period.start()), until: Some(period.end()) }
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// The days that are not of the other.
    pub fn without(&self, other: Self) -> Vec<Self> {
        let before = Self { from: self.from, until: other.from };
        let after = Self { from: other.until, until: self.until };
        let is_there = |dates: &Self, edge: Option<_>| {
            edge.is_some() && dates.from.zip(dates.until).is_none_or(|(from, until)| from < until)
        };
        let mut parts = Vec::new();
        if is_there(&before, other.from) {
            parts.push(before);
        }
        if is_there(&after, other.until) {
            parts.push(after);
        }
        parts
    }

    /// The days of both; `None` where there is none.
    pub fn both(&self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let dates = Self { from, until };
        from.zip(until).is_none_or(|(from, until)| from < until).then_some(dates)
    }

    /// Days on which it begins or ends to hold.
    pub fn edges(&self) -> impl Iterator<Item = Day> {
        [self.from, self.until].into_iter().flatten()
    }
}
