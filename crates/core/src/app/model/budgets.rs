//! Budgets as the contract tells them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ForecastErrorView;
use crate::kernel::{Amount, DimensionFilter};

/// Budgets of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct BudgetListRequest {
    /// `YYYY-MM`; `null`: the month of today.
    pub month: Option<String>,
}

/// A budget to add or change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetDraft {
    /// Which to change; `null` adds one.
    #[serde(default)]
    pub id: Option<i64>,
    /// What it is called.
    pub name: String,
    /// Budget it is a part of; `null` at the top.
    #[serde(default)]
    pub parent: Option<i64>,
    /// Spend it is about: all must hold; empty for all spend.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Amount of a month, decimal text.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`; `null` while it goes on.
    #[serde(default)]
    pub until: Option<String>,
}

/// Names a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetId {
    /// Its id.
    pub id: i64,
}

/// One day of the burn-down of a budget. A day that is neither known nor foreseen has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetDayView {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Whether it is foreseen; else it is a full day.
    pub is_foreseen: bool,
    /// Spent so far, decimal text.
    pub spent: String,
    /// Low end; `null` without a past error.
    pub spent_low: Option<String>,
    /// High end; `null` likewise.
    pub spent_high: Option<String>,
    /// What an even month would have used up by the end of the day, decimal text.
    pub budget_line: String,
}

/// How a budget stands in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetMonthView {
    /// Spend of record of the full days of the month.
    pub spent: Amount,
    /// Share of the budget in ten-thousandths; `null` of a budget of zero.
    pub share_basis_points: Option<i64>,
    /// Why nothing is foreseen; `null` when something is.
    pub reason: Option<String>,
    /// How it was foreseen, as in `CurrencyForecastView`; `null` when it was not.
    pub method: Option<String>,
    /// What the month will come to; `null` when nothing is foreseen.
    pub expected: Option<Amount>,
    /// Low end; `null` without a past error.
    pub low: Option<Amount>,
    /// High end; `null` likewise.
    pub high: Option<Amount>,
    /// How wrong such a forecast was before; `null` where nothing could be compared.
    pub past_error: Option<ForecastErrorView>,
    /// First day on which the sum passes the budget, known or likely; `null` when it probably does not.
    pub breach_on: Option<String>,
    /// By the high end of the forecast; `null` when not even then, or without a range.
    pub breach_earliest: Option<String>,
    /// By the low end; `null` when it does not then, or without a range.
    pub breach_latest: Option<String>,
    /// Whether full days alone are above the budget.
    pub is_breached: bool,
    /// Burn-down.
    pub days: Vec<BudgetDayView>,
}

/// A budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetView {
    /// Id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Budget it is a part of; `null` at the top.
    pub parent: Option<i64>,
    /// Spend it is about.
    pub filters: Vec<DimensionFilter>,
    /// Of a month; its basis is `budget`.
    pub amount: Amount,
    /// First month.
    pub from: String,
    /// Last month; `null` while it goes on.
    pub until: Option<String>,
    /// What the budgets directly under it come to in the month; `null` when there are none.
    pub allocated: Option<Amount>,
    /// By how much they come to more than it; `null` when they do not.
    pub over_allocated_by: Option<Amount>,
    /// How it stands; `null` when it does not hold in the month.
    pub month: Option<BudgetMonthView>,
}

/// Budgets of a month, each after the one it is a part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BudgetsView {
    /// `YYYY-MM`.
    pub month: String,
    /// Budgets.
    pub budgets: Vec<BudgetView>,
    /// What to know before using the figures.
    pub notes: Vec<String>,
}
