//! Methods that compete. Each takes days without gaps and answers the days after them.

use augurs_core::{Fit, Predict};
use augurs_ets::AutoETS;
use augurs_mstl::MSTLModel;

use super::Method;
use crate::outlook::numbers::mean;

/// Days of the season.
pub(super) const WEEK: usize = 7;
/// Weeks of the weekday mean.
const WEEKS: usize = 4;
/// Days below which smoothing is not tried.
const FEWEST_SMOOTHED: usize = 10;
/// How much larger than all of the past a point may be before a method counts as run away.
const RUN_AWAY: f64 = 50.0;

/// All of them, the simplest first.
pub(super) const CANDIDATES: [Method; 5] =
    [Method::SeasonalNaive, Method::WeekdayMean, Method::Combined, Method::Ets, Method::MstlEts];

/// The days after; `None` when the method cannot be used on these days.
pub(super) fn predict(method: Method, days: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let points = match method {
        Method::RunRate => vec![mean(days)?; horizon],
        Method::SeasonalNaive => repeated(days, 1, horizon)?,
        Method::WeekdayMean => repeated(days, WEEKS, horizon)?,
        Method::Ets => ets(days, horizon)?,
        Method::MstlEts => mstl(days, horizon)?,
        Method::Combined => {
            let both = repeated(days, WEEKS, horizon)?.into_iter().zip(mstl(days, horizon)?);
            both.map(|(one, other)| one + (other - one) / 2.0).collect()
        }
    };
    let largest = days.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let is_sane = |point: &f64| point.is_finite() && point.abs() <= RUN_AWAY * largest;
    let is_negative = days.iter().any(|value| *value < 0.0);
    let bounded = |point: f64| if is_negative { point } else { point.max(0.0) };
    (points.len() == horizon && points.iter().all(is_sane)).then(|| points.into_iter().map(bounded).collect())
}

/// Mean of the same weekday over the last weeks, as many as there are.
fn repeated(days: &[f64], weeks: usize, horizon: usize) -> Option<Vec<f64>> {
    let season: Vec<f64> = (0..WEEK)
        .map(|place| {
            let places = (1..=weeks).filter_map(|week| {
                let back = week.saturating_mul(WEEK).checked_sub(place)?;
                days.get(days.len().checked_sub(back)?).copied()
            });
            mean(&places.collect::<Vec<f64>>())
        })
        .collect::<Option<_>>()?;
    Some(season.into_iter().cycle().take(horizon).collect())
}

fn ets(days: &[f64], horizon: usize) -> Option<Vec<f64>> {
    if days.len() < FEWEST_SMOOTHED {
        return None;
    }
    let fitted = AutoETS::new(1, "ZZN").ok()?.fit(days).ok()?;
    Some(fitted.predict(horizon, None).ok()?.point)
}

fn mstl(days: &[f64], horizon: usize) -> Option<Vec<f64>> {
    if days.len() <= WEEK.saturating_mul(2) {
        return None;
    }
    let trend = AutoETS::new(1, "ZZN").ok()?.into_trend_model();
    let fitted = MSTLModel::new(vec![WEEK], trend).fit(days).ok()?;
    Some(fitted.predict(horizon, None).ok()?.point)
}
