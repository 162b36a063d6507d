//! Spend of record: what each account and day cost, and how finer evidence explains it.
//!
//! Owns: the cascade invoiced, billed, rated metered, rated observed; apportionment; grades; remainders and
//! discrepancies. Never does: read logs, rate usage, tag. Invariants: children and remainder equal the parent to the
//! nano, at every level and in every basis; no amount is the sum of two books; unpriced is never zero; the same
//! evidence gives the same rows, however it arrived; a day of a closed month never moves.

mod apply;
pub mod cascade;
mod day;
mod error;
mod model;
mod queries;
mod queries_books;
mod queries_held;
mod queries_months;
mod queries_put;
mod queries_views;
#[cfg(test)]
mod tests;
mod views;

pub use apply::{SpendCounts, SpendEnv, apportion_all, apportion_due, due_days};
pub use day::Names;
pub use error::SpendError;
pub use model::{AmountBasis, Class, Classes, DiscrepancyKind, Grade, Level};
pub use queries::Slots;
pub use queries_held::HeldRow;
pub use queries_months::{
    SubjectRow, SubjectSum, each_day, each_month, each_series_month, spend_changes, subjects,
};
pub use queries_views::DiscrepancyRow;
pub use views::{PeriodView, SpendAccount, SpendPeriod, SpendSums, day_view, period_view};
