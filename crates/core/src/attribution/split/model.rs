//! What a split is.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::attribution::Dates;
use crate::kernel::Day;

/// A split of shared cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Its own id, which is that of the decision that holds it. It is not part of what is stored: whoever reads a split
    /// sets it.
    #[serde(skip)]
    pub id: i64,
    /// For people.
    pub name: String,
    /// Dimension of its source and its targets.
    pub dimension: String,
    /// What is divided.
    pub source: SplitSource,
    /// How.
    pub method: Method,
    /// Among whom. The order has a meaning for [`Method::Amount`] only.
    pub targets: Vec<Target>,
    /// When it holds.
    pub dates: Dates,
    /// Whether the analyst asked for what nobody owns to be spread. Without it such a split is refused.
    #[serde(default)]
    pub spreads_unattributed: bool,
}

/// What is divided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitSource {
    /// What is attributed to a value.
    Value(String),
    /// What is attributed to none.
    Unattributed,
}

/// By what it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The same for each.
    Even,
    /// Fixed percent of it.
    Percent,
    /// Fixed amounts for a month, taken in order until the source is used up; one target gets the rest. A split that
    /// holds on some days of a month only takes that part of the amounts.
    Amount,
    /// By what the targets spend of their own on the same days, in the same currency.
    BySpend,
    /// By their tokens on the same days.
    ByTokens,
    /// By their requests on the same days.
    ByRequests,
    /// By how many people they are.
    Headcount,
}

impl Method {
    /// For people, in the middle of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Even => "evenly",
            Self::Percent => "by percent",
            Self::Amount => "by amount",
            Self::BySpend => "by spend",
            Self::ByTokens => "by tokens",
            Self::ByRequests => "by requests",
            Self::Headcount => "by headcount",
        }
    }
}

/// One who shares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Value of the dimension.
    pub value: String,
    /// What the split says of its part.
    #[serde(default)]
    pub weight: Weight,
}

/// What a split says of the part of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Nothing: the method tells it.
    #[default]
    Nothing,
    /// Percent of the source.
    Percent(Decimal),
    /// An amount for a whole month.
    Amount {
        /// Nanos of the currency.
        nanos_per_month: i64,
        /// ISO 4217.
        currency: String,
    },
    /// What the amounts leave.
    Rest,
    /// How many people, over time. On a day without an entry the target takes no part.
    Headcount(Vec<Heads>),
}

/// How many people, on some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Heads {
    /// When it is so.
    pub dates: Dates,
    /// How many.
    pub heads: u32,
}

impl SplitSource {
    /// The value; `None` for what nobody owns.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unattributed => None,
        }
    }
}

impl Split {
    /// The same with every value as the registry calls it now.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&str) -> String) -> Self {
        let mut renamed = self.clone();
        if let SplitSource::Value(value) = &mut renamed.source {
            *value = name(value);
        }
        for target in &mut renamed.targets {
            target.value = name(&target.value);
        }
        renamed
    }

    /// Days on which it begins, ends, or divides otherwise.
    pub fn edges(&self) -> impl Iterator<Item = Day> {
        let tables = self.targets.iter().filter_map(|target| match &target.weight {
            Weight::Headcount(table) => Some(table),
            _ => None,
        });
        self.dates.edges().chain(tables.flatten().flat_map(|heads| heads.dates.edges()))
    }
}

impl Weight {
    /// How many people on a day; none where no entry holds, or where this is no headcount.
    pub(super) fn heads_on(&self, day: Day) -> u32 {
        let Self::Headcount(table) = self else { return 0 };
        table.iter().find(|heads| heads.dates.holds_on(day)).map_or(0, |heads| heads.heads)
    }
}
