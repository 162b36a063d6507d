//! What a pivot is asked, and what it answers.

use std::collections::BTreeMap;

use crate::kernel::Period;
use crate::requests::Column;
use crate::requests::views::Asked;

/// Dimensions of one pivot at most.
pub const MOST_DIMENSIONS: usize = 3;

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PivotDimension {
    /// A column of the series.
    Series(&'static str),
    /// Model that answered, else asked for.
    Model,
    /// Name of the source.
    Source,
    /// `YYYY-MM`.
    Month,
    /// `YYYY-MM-DD`.
    Day,
}

impl PivotDimension {
    /// Reads a name: `source`, `month`, `day`, `model` or a column of the series.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "source" => Some(Self::Source),
            "month" => Some(Self::Month),
            "day" => Some(Self::Day),
            "model" => Some(Self::Model),
            _ => crate::requests::series_columns::COLUMNS
                .into_iter()
                .find(|column| *column == name)
                .map(Self::Series),
        }
    }

    /// What `parse` reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Series(column) => column,
            Self::Model => "model",
            Self::Source => "source",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// A question to the roll-ups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PivotAsk {
    /// What is added up, in the order of the answer.
    pub measures: Vec<Column>,
    /// What it is added up by; none for one sum.
    pub dimensions: Vec<PivotDimension>,
    /// Days.
    pub period: Period,
    /// Currency of money; amounts of others are told apart.
    pub currency: String,
    /// Only of this source.
    pub source_id: Option<i64>,
    /// Only series with these values, by dimension. `Source`, `Month` and `Day` are no conditions here.
    pub filters: Vec<(PivotDimension, Asked)>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PivotRow {
    /// A value for each dimension; `None`: not told; empty: told that there is none.
    pub values: Vec<Option<String>>,
    /// A sum for each measure; money in nanos of the asked currency.
    pub sums: Vec<i128>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pivot {
    /// Groups, the largest of the first measure first.
    pub rows: Vec<PivotRow>,
    /// A sum for each measure over all groups.
    pub total: Vec<i128>,
    /// The same in other currencies, which are in no row and no total; measures that are not money are zero here.
    pub elsewhere: BTreeMap<String, Vec<i128>>,
}
