//! What a whole log looks like, column by column.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::model::Shape;

/// What a whole log looks like. Holds no text that could be a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// How the log is cut.
    pub shape: Shape,
    /// Records that were read.
    pub records: u64,
    /// Records that could not be read: not JSON, or a row of another width than the header.
    pub unreadable: u64,
    /// Columns, in the order of the header or of their first appearance.
    pub columns: Vec<ColumnProfile>,
    /// Columns beyond the first 1,000, which were not looked at.
    pub columns_left_out: u64,
}

impl Profile {
    /// Names of its columns, in order.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }
}

/// What one column holds over the whole log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Name in the header, or dotted path.
    pub name: String,
    /// Records in which it holds something.
    pub filled: u64,
    /// Of what kind the filled ones are.
    pub kinds: Kinds,
    /// How many different values it has; `None` for more than 1,000.
    pub distinct: Option<u32>,
    /// Up to five different values, only of columns that hold numbers, times, or words from a short list. Never text of
    /// more than 64 characters, nor of a column that holds such text anywhere.
    pub examples: Vec<String>,
    /// Smallest number; `None` when it holds none.
    pub smallest: Option<Decimal>,
    /// Largest number; `None` when it holds none.
    pub largest: Option<Decimal>,
    /// Characters of its longest value, counted up to 65,536.
    pub longest: u32,
}

impl ColumnProfile {
    /// Filled records of all, in percent, rounded down; 100 only when every record fills it.
    pub fn filled_percent(&self, records: u64) -> u8 {
        let percent = u128::from(self.filled).saturating_mul(100).checked_div(u128::from(records));
        u8::try_from(percent.unwrap_or_default()).unwrap_or(100)
    }
}

/// Counts of values by kind; a value counts once, under the first kind that fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Whole numbers that are no epoch.
    pub whole: u64,
    /// Other numbers.
    pub fraction: u64,
    /// Of all numbers, those below zero.
    pub negative: u64,
    /// ISO times with a zone.
    pub time_with_zone: u64,
    /// ISO times without one.
    pub time_without_zone: u64,
    /// Numbers that are seconds since 1970, between 2000 and 2100.
    pub epoch_seconds: u64,
    /// Likewise milliseconds.
    pub epoch_millis: u64,
    /// Likewise microseconds.
    pub epoch_micros: u64,
    /// Likewise nanoseconds.
    pub epoch_nanos: u64,
    /// `true` and `false`.
    pub boolean: u64,
    /// Other text.
    pub text: u64,
    /// Arrays, and objects too deep to look into.
    pub nested: u64,
}

impl Kinds {
    /// Every number, epochs included.
    pub const fn numbers(&self) -> u64 {
        self.whole + self.fraction + self.epochs()
    }

    /// Every number that is an epoch in some unit.
    pub const fn epochs(&self) -> u64 {
        self.epoch_seconds + self.epoch_millis + self.epoch_micros + self.epoch_nanos
    }

    /// Every instant.
    pub const fn times(&self) -> u64 {
        self.time_with_zone + self.time_without_zone + self.epochs()
    }

    /// Everything.
    pub const fn all(&self) -> u64 {
        self.numbers() + self.time_with_zone + self.time_without_zone + self.boolean + self.text + self.nested
    }
}
