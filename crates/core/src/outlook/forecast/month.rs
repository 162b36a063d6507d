//! A month: what is known of it and what is foreseen of the rest.

use super::{Ask, Forecast, NoForecast, PriceChange, Range, forecast};
use crate::kernel::Period;
use crate::outlook::numbers::Foreseen;
use crate::outlook::series::Known;

/// A month, or any other days, as they will probably end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthView {
    /// Sum of the days known in full, in nanos.
    pub known_nanos: i128,
    /// Days known in full.
    pub known_days: usize,
    /// What is foreseen of the others.
    pub forecast: Forecast,
    /// Both together: foreseen, since a part of it is.
    pub expected: Foreseen,
    /// Where it probably ends; `None` when there is no past error.
    pub range: Option<Range>,
}

/// What is known of the days and what is foreseen of the rest of them.
pub fn month(known: &Known, days: Period, price_changes: &[PriceChange]) -> Result<MonthView, NoForecast> {
    let forecast = forecast(Ask { known, period: days, price_changes })?;
    let known_nanos = known.sum(days.start(), days.end());
    let known_days = known.iter().filter(|row| days.contains(row.day)).count();
    Ok(MonthView {
        known_nanos,
        known_days,
        expected: forecast.total.plus(known_nanos),
        range: forecast
            .total_range
            .map(|range| Range { low: range.low.plus(known_nanos), high: range.high.plus(known_nanos) }),
        forecast,
    })
}
