//! A budget in a month.

use crate::kernel::{Day, Period};
use crate::outlook::forecast::{ForeseenDay, MonthView, NoForecast, PriceChange, month};
use crate::outlook::series::Known;

/// When the running sum first passes a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// By what is most likely; `None` when it probably does not.
    pub likely: Option<Day>,
    /// By the high end; `None` when it does not even then, or no range is told.
    pub earliest: Option<Day>,
    /// By the low end; `None` when it does not then, or no range is told.
    pub latest: Option<Day>,
}

/// A budget in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetMonth {
    /// Spent on full days, in nanos.
    pub spent_nanos: i128,
    /// Share of the budget in ten-thousandths; `None` of a budget of zero.
    pub share_basis_points: Option<i64>,
    /// How the month will end; or why that is not told.
    pub month: Result<MonthView, NoForecast>,
    /// When it is used up.
    pub breach: Breach,
}

/// A budget of so many nanos in a month.
pub fn budget_month(known: &Known, days: Period, nanos: i64, price_changes: &[PriceChange]) -> BudgetMonth {
    let spent_nanos = known.sum(days.start(), days.end());
    let month = month(known, days, price_changes);
    let foreseen = month.as_ref().map(|month| month.forecast.days.as_slice()).unwrap_or_default();
    let budget = i128::from(nanos);
    let share = (budget > 0).then(|| spent_nanos.saturating_mul(10_000).div_euclid(budget));
    BudgetMonth {
        spent_nanos,
        share_basis_points: share.map(|share| i64::try_from(share).unwrap_or(i64::MAX)),
        breach: breach(known, days, budget, foreseen),
        month,
    }
}

fn breach(known: &Known, days: Period, budget: i128, foreseen: &[ForeseenDay]) -> Breach {
    let has_range = foreseen.iter().all(|day| day.cumulated_range.is_some());
    let first = |of: fn(&ForeseenDay) -> i64| {
        let (mut spent, mut coming) = (0_i128, 0_i128);
        days.iter_days().find(|day| {
            if let Some(nanos) = known.nanos(*day) {
                spent = spent.saturating_add(i128::from(nanos));
            } else if let Some(told) = foreseen.iter().find(|told| told.day == *day) {
                coming = i128::from(of(told));
            }
            spent.saturating_add(coming) > budget
        })
    };
    let high = |day: &ForeseenDay| day.cumulated_range.map_or(day.cumulated, |range| range.high).nanos();
    let low = |day: &ForeseenDay| day.cumulated_range.map_or(day.cumulated, |range| range.low).nanos();
    Breach {
        likely: first(|day| day.cumulated.nanos()),
        earliest: if has_range { first(high) } else { None },
        latest: if has_range { first(low) } else { None },
    }
}
