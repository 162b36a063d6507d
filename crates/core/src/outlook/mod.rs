//! What is likely to come, what was out of the ordinary, and what was meant to be spent.
//!
//! Owns: forecasts of daily spend, findings of days and levels that are not normal, budgets and feedback on findings.
//! Never does: ask the ledger for amounts; daily series are handed in. Invariants: a day that is not known is a gap
//! and never zero; what is foreseen is a type of its own that no book's money can be added to; each answer says what it
//! was made from and how far it was wrong before.
#![expect(
    clippy::float_arithmetic,
    reason = "forecasts and normal ranges are statistics: nanos come in, rounded nanos with the basis `forecast` go out"
)]

mod anomalies;
mod budgets;
mod decisions;
mod forecast;
mod numbers;
mod queries;
mod series;

pub use anomalies::{Cell, CellSeries, Finding, Floors, Kind, Layer, find, find_layered};
pub use budgets::{
    Breach, Budget, BudgetError, BudgetMonth, KeptBudget, allocated, budget_month, check_budget,
    check_removal,
};
pub use decisions::{Decision, Feedback, FeedbackCell, Made, Moved, Verdict, decide, in_force, move_to};
pub use forecast::{
    Ask, Forecast, ForeseenDay, Method, MonthView, NoForecast, PastError, PriceChange, Range, forecast, month,
};
pub use numbers::Foreseen;
pub use series::{DayAmount, Known};
