//! Forecasts and anomalies as the contract tells them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{Amount, DayRange, DimensionFilter};

/// A price that changed or will, as the analyst knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ForecastPriceChange {
    /// First day at the new price, `YYYY-MM-DD`.
    pub day: String,
    /// By how many percent everything asked for becomes dearer, decimal text; negative when it becomes cheaper.
    pub percent: String,
}

/// What is to be foreseen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct ForecastRequest {
    /// Days; known ones count as they are. `null`: see `month`.
    pub range: Option<DayRange>,
    /// `YYYY-MM`; `null` with no range either: the month of today.
    pub month: Option<String>,
    /// All must hold.
    pub filters: Vec<DimensionFilter>,
    /// Only this currency; `null`: each on its own.
    pub currency: Option<String>,
    /// Price changes to apply; the price book is not asked, since its changes concern a part of spend only.
    pub price_changes: Vec<ForecastPriceChange>,
}

/// One day, known or foreseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ForecastDayView {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Whether it is foreseen; else it is spend of record of a full day.
    pub is_foreseen: bool,
    /// Decimal text.
    pub value: String,
    /// Low end, decimal text; `null` of a known day and without a past error.
    pub low: Option<String>,
    /// High end; `null` likewise.
    pub high: Option<String>,
    /// This day and all days of the range before it, decimal text.
    pub cumulated: String,
    /// Low end of the sum; `null` without a past error. Of known days it is the sum.
    pub cumulated_low: Option<String>,
    /// High end of the sum; `null` likewise.
    pub cumulated_high: Option<String>,
}

/// How far the method was wrong when the same series was foreseen from earlier days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ForecastErrorView {
    /// Mean absolute error divided by that of repeating the week before, in ten-thousandths: below 10 000 is better.
    /// `null` when repeating was never wrong.
    pub mase_basis_points: Option<i64>,
    /// Absolute errors divided by what was spent, in ten-thousandths; `null` when nothing was spent.
    pub wape_basis_points: Option<i64>,
    /// Days that fell into a range made to hold 8 000 of 10 000; `null` when it was tried only once.
    pub coverage_basis_points: Option<i64>,
    /// Times the past was foreseen.
    pub tries: u64,
    /// Days compared.
    pub days: u64,
}

/// The forecast of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CurrencyForecastView {
    /// ISO 4217.
    pub currency: String,
    /// Spend of record of the full days of the range.
    pub known: Amount,
    /// Full days of the range.
    pub known_days: u64,
    /// Why nothing is foreseen; `null` when something is.
    pub reason: Option<String>,
    /// `run_rate`, `seasonal_naive`, `weekday_mean`, `ets`, `mstl_ets` or `combined`; `null` when nothing is foreseen.
    pub method: Option<String>,
    /// What the other days of the range will come to; `null` when nothing is foreseen.
    pub foreseen: Option<Amount>,
    /// What is known and what is foreseen together; `null` when nothing is foreseen.
    pub expected: Option<Amount>,
    /// Low end of it: four of five times the range holds. `null` without a past error.
    pub low: Option<Amount>,
    /// High end; `null` likewise.
    pub high: Option<Amount>,
    /// Full days and foreseen ones, in order.
    pub days: Vec<ForecastDayView>,
    /// `null` of a run rate and where nothing could be compared.
    pub past_error: Option<ForecastErrorView>,
    /// First day it was made from; `null` when nothing is foreseen.
    pub taught_from: Option<String>,
    /// Last day it was made from; `null` likewise.
    pub taught_until: Option<String>,
    /// Days it was made from.
    pub taught_days: u64,
    /// Days between them that are not known; they are no zeros.
    pub gaps: u64,
}

/// What will probably be spent; currencies are never added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ForecastView {
    /// Days told.
    pub range: DayRange,
    /// One per currency with spend in the last half year.
    pub forecasts: Vec<CurrencyForecastView>,
    /// What to know before using the figures.
    pub notes: Vec<String>,
}

/// Which anomalies are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct AnomalyListRequest {
    /// Days; `null`: the last thirty.
    pub range: Option<DayRange>,
    /// Only this currency; `null`: each on its own.
    pub currency: Option<String>,
    /// Also findings that feedback keeps quiet.
    pub includes_dismissed: bool,
}

/// A part of spend that is looked at on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnomalyCellView {
    /// `total`, `team`, `model` or `key`; the finer three are dimensions of queries.
    pub layer: String,
    /// Stored value; `null` of the total.
    pub value: Option<String>,
    /// For people.
    pub label: String,
}

/// Days or a level that are not normal, told once. Amounts are of its days together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnomalyView {
    /// The same as long as its days are.
    pub id: String,
    /// Where.
    pub cell: AnomalyCellView,
    /// `spike`, `drop`, `level_up` or `level_down`.
    pub kind: String,
    /// Whether it is more than normal; else less.
    pub is_more: bool,
    /// First day, `YYYY-MM-DD`.
    pub start: String,
    /// Last day, `YYYY-MM-DD`; of a new level the day on which it was taken for one.
    pub end: String,
    /// Days, without those that are not known.
    pub days: u64,
    /// Whether the last known day is part of it.
    pub is_open: bool,
    /// Spend of record.
    pub actual: Amount,
    /// What was expected.
    pub expected: Amount,
    /// Low end of normal.
    pub low: Amount,
    /// High end of normal.
    pub high: Amount,
    /// Cost impact: money above the high end; below zero, money below the low end. Of a new level the difference to what
    /// was expected.
    pub impact: Amount,
    /// First day normal was learned from.
    pub taught_from: String,
    /// Last day normal was learned from.
    pub taught_until: String,
    /// Days normal was learned from.
    pub taught_days: u64,
    /// Cells that explain at least seven tenths of it, the finest first; they are not told again.
    pub causes: Vec<AnomalyCellView>,
    /// `null` unless feedback keeps it quiet: `expected` or `not_useful` when it was said of this one, `covered` when it was
    /// said of others.
    pub dismissed: Option<String>,
}

/// Anomalies, the largest impact first within a currency; dismissed ones last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnomaliesView {
    /// Days looked at.
    pub range: DayRange,
    /// What was found.
    pub anomalies: Vec<AnomalyView>,
    /// Cells that were looked at.
    pub cells: u64,
    /// What to know before using them.
    pub notes: Vec<String>,
}

/// What somebody says of an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AnomalyVerdict {
    /// The pattern is normal for its cells: their floor covers it from now on.
    Expected,
    /// Too small to tell: the floors of its cells are half as high again.
    NotUseful,
}

/// Feedback on an anomaly.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnomalyFeedbackRequest {
    /// Its id.
    pub id: String,
    /// What is said.
    pub verdict: AnomalyVerdict,
    /// Days it was listed for; `null`: the last thirty.
    #[serde(default)]
    pub range: Option<DayRange>,
}
