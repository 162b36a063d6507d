//! One question of Explore: measures by dimensions, compared, in buckets of time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::query::{DimensionView, QueryKey};
use crate::kernel::{DayRange, DimensionFilter, PageAsk};

/// How wide the buckets of time are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Grain {
    /// UTC days.
    Day,
    /// Weeks from Monday; the first and the last end with the period.
    Week,
    /// Calendar months, likewise.
    Month,
}

/// What rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreOrder {
    /// Name of a measure that is asked for, `change` of the first one, or `name`.
    pub by: String,
    /// Whether the smallest comes first.
    #[serde(default)]
    pub is_ascending: bool,
}

/// One question: measures by dimensions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreRequest {
    /// Names of measures, one to six; the first one is drawn.
    pub measures: Vec<String>,
    /// Dimensions other than time, at most three; empty for one total.
    #[serde(default)]
    pub by: Vec<String>,
    /// Buckets of time; `null` for those that suit the length of the period.
    #[serde(default)]
    pub grain: Option<Grain>,
    /// Days.
    pub range: DayRange,
    /// Days compared with; `null` for no comparison.
    #[serde(default)]
    pub compare: Option<DayRange>,
    /// Kept values of one dimension are alternatives; conditions on different dimensions all hold.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Currency of money; `null` for the one with the most.
    #[serde(default)]
    pub currency: Option<String>,
    /// `null` for the first measure, the largest first.
    #[serde(default)]
    pub order: Option<ExploreOrder>,
    /// Window of rows.
    #[serde(default)]
    pub page: PageAsk,
}

/// What a measure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExploreKind {
    /// Units of the currency.
    Money,
    /// A count.
    Quantity,
    /// Percent.
    Percent,
}

/// A measure that a question can name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreMeasureView {
    /// Name in questions.
    pub name: String,
    /// For people.
    pub label: String,
    /// Heading it stands under where measures are chosen.
    pub group: String,
    /// What it is counted in.
    pub kind: ExploreKind,
    /// Basis of money; `null` for what is no money.
    pub basis: Option<String>,
    /// What it is, in one sentence.
    pub note: String,
    /// Whether the figures of rows add up to the total; those of quotients do not.
    pub is_additive: bool,
}

/// One figure of a row, and what it was before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreCell {
    /// Decimal text; `null` when it is not known.
    pub now: Option<String>,
    /// Of the compared period, likewise; `null` without one.
    pub before: Option<String>,
    /// Difference; `null` when one of the two is not known.
    pub change: Option<String>,
    /// Difference in ten-thousandths of what it was before; `null` when that was zero, negative or not known.
    pub change_basis_points: Option<i64>,
    /// Share of the total in ten-thousandths; `null` of quotients, and when the total is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreRow {
    /// One per dimension.
    pub keys: Vec<QueryKey>,
    /// One per measure.
    pub cells: Vec<ExploreCell>,
}

/// The first measure of one group over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreSeries {
    /// One per dimension; empty of the total and of what is left over.
    pub keys: Vec<QueryKey>,
    /// For people.
    pub label: String,
    /// Whether it is everything that has no series of its own.
    pub is_other: bool,
    /// One per bucket, decimal text; `null` is a gap and no zero.
    pub values: Vec<Option<String>>,
}

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreBucket {
    /// First day.
    pub start: String,
    /// The day after the last one.
    pub end: String,
    /// Whether a day in it is not over or not read in full.
    pub is_partial: bool,
    /// Whether none of its days was read.
    pub is_missing: bool,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreView {
    /// The question as text, without its window of rows.
    pub text: String,
    /// Days.
    pub range: DayRange,
    /// Days compared with.
    pub compare: Option<DayRange>,
    /// Buckets of time.
    pub grain: Grain,
    /// Currency of the money here; `null` when there is no money.
    pub currency: Option<String>,
    /// Every currency with money that the question finds, by code; they are never added.
    pub currencies: Vec<String>,
    /// The measures asked for.
    pub measures: Vec<ExploreMeasureView>,
    /// The dimensions asked for.
    pub dimensions: Vec<DimensionView>,
    /// This window.
    pub rows: Vec<ExploreRow>,
    /// Groups in all.
    pub total_rows: u64,
    /// One per measure, over all groups.
    pub totals: Vec<ExploreCell>,
    /// At most eight, the largest first, and what is left over.
    pub series: Vec<ExploreSeries>,
    /// In the order of time.
    pub buckets: Vec<ExploreBucket>,
    /// The total of the first measure in the compared period, by place of the bucket; empty without one.
    pub before: Vec<Option<String>>,
    /// What to know before using the figures.
    pub notes: Vec<String>,
}

/// A question as text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExploreText {
    /// As `ExploreView.text` gives it, or a `showback://explore` link.
    pub text: String,
}
