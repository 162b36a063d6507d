//! From when until when something holds.

use serde::{Deserialize, Serialize};

use crate::kernel::Day;

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

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Days on which it begins or ends to hold.
    pub fn edges(&self) -> impl Iterator<Item = Day> {
        [self.from, self.until].into_iter().flatten()
    }
}
