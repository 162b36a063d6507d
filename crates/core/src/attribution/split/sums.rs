//! What values have in a month, before and after splits.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::model::Split;
use crate::kernel::{Day, Period};

/// Nanos by evidence grade: `A` to `E`, or a space where nothing says whose they are.
pub type Grades = BTreeMap<u8, i128>;

/// Grade of what a split gave.
pub const RECEIVED_GRADE: u8 = b'D';

/// A month in one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSums {
    /// The dimension.
    pub dimension: String,
    /// The whole month, also where only some of its days are told.
    pub month: Period,
    /// Its days, cut at every edge of a split, as [`parts_of_month`] cuts them. None of them lies in two parts.
    pub parts: Vec<PartSums>,
}

/// Some days of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartSums {
    /// The days.
    pub days: Period,
    /// By value; `None` for what has none. A value that is not in it has neither spend nor usage on these days.
    pub values: BTreeMap<Option<String>, ValueSums>,
}

/// What a value has on some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueSums {
    /// Spend of record by currency, ISO 4217.
    pub spend: BTreeMap<String, Grades>,
    /// Tokens; `None` where not all of them are known.
    pub tokens: Option<i128>,
    /// Requests; `None` where not all of them are known.
    pub requests: Option<i128>,
}

/// The parts of a month between the edges of splits.
pub fn parts_of_month(month: Period, splits: &[Split]) -> Vec<Period> {
    let inside = |day: &Day| month.start() < *day && *day < month.end();
    let edges: BTreeSet<Day> = splits.iter().flat_map(Split::edges).filter(inside).collect();
    let starts = std::iter::once(month.start()).chain(edges.iter().copied());
    let ends = edges.iter().copied().chain(std::iter::once(month.end()));
    starts.zip(ends).filter_map(|(start, end)| Period::new(start, end).ok()).collect()
}

/// A month after its splits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divided {
    /// By value, `None` for what has none, and by currency.
    pub values: BTreeMap<(Option<String>, String), DividedValue>,
    /// What no split could divide, with the reason; it is still with its source.
    pub kept: Vec<Kept>,
}

/// What a value has after splits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DividedValue {
    /// What it had of its own, before any split.
    pub direct: Grades,
    /// What it gave, by split.
    pub given: Vec<Given>,
    /// What is left of its own.
    pub remainder: Grades,
    /// What it got.
    pub received: Vec<Received>,
}

/// What a split took from its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Id of the split.
    pub split: i64,
    /// Nanos; below zero for a credit.
    pub nanos: i128,
}

/// What a split gave to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Id of the split.
    pub split: i64,
    /// Its source; `None` where nobody owned it.
    pub source: Option<String>,
    /// Nanos; below zero for a credit.
    pub nanos: i128,
}

/// What stayed with its source although a split is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Id of the split.
    pub split: i64,
    /// Its source; `None` where nobody owns it.
    pub source: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Nanos that were not divided.
    pub nanos: i128,
    /// Why.
    pub reason: KeptReason,
}

/// What a split measures its targets by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Spend of their own.
    Spend,
    /// Tokens.
    Tokens,
    /// Requests.
    Requests,
}

/// Why an amount was not divided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeptReason {
    /// No target has any of what is measured.
    NothingMeasured(Measure),
    /// It is not known of a target how much it has.
    NotKnown(Measure, String),
    /// The amounts of the split are in this currency.
    OtherCurrency(String),
    /// The headcount counts nobody on these days.
    Nobody,
    /// The split does not say how much each target gets.
    NotSaid,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spend => "spend",
            Self::Tokens => "tokens",
            Self::Requests => "requests",
        })
    }
}

impl fmt::Display for KeptReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingMeasured(measure) => {
                write!(f, "no target has {measure} on these days, so nothing says how to divide it")
            }
            Self::NotKnown(measure, value) => {
                write!(f, "the {measure} of \"{value}\" are not known on these days")
            }
            Self::OtherCurrency(currency) => write!(f, "the amounts of the split are in {currency}"),
            Self::Nobody => f.write_str("the headcount counts nobody on these days"),
            Self::NotSaid => f.write_str("the split does not say how much each target gets"),
        }
    }
}

impl ValueSums {
    /// Nanos in a currency; nothing where there is no spend in it.
    pub fn nanos(&self, currency: &str) -> i128 {
        self.spend.get(currency).map_or(0, |grades| grades.values().sum())
    }
}

impl DividedValue {
    /// Nanos after splits.
    pub fn total(&self) -> i128 {
        self.remainder.values().sum::<i128>() + self.received_nanos()
    }

    /// Nanos that splits gave.
    pub fn received_nanos(&self) -> i128 {
        self.received.iter().map(|received| received.nanos).sum()
    }

    /// Nanos after splits by evidence grade; what splits gave is [`RECEIVED_GRADE`].
    pub fn grades(&self) -> Grades {
        let mut grades = self.remainder.clone();
        if !self.received.is_empty() {
            *grades.entry(RECEIVED_GRADE).or_default() += self.received_nanos();
        }
        grades
    }
}

impl Divided {
    /// A month without splits.
    pub(super) fn undivided(month: &MonthSums) -> Self {
        let mut divided = Self::default();
        for (value, sums) in month.parts.iter().flat_map(|part| &part.values) {
            for (currency, grades) in &sums.spend {
                let found = divided.values.entry((value.clone(), currency.clone())).or_default();
                for (grade, nanos) in grades {
                    *found.direct.entry(*grade).or_default() += nanos;
                    *found.remainder.entry(*grade).or_default() += nanos;
                }
            }
        }
        divided
    }
}
