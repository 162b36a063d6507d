//! The past foreseen from earlier days, and what the errors of that say.

use super::Method;
use super::candidates::predict;
use crate::outlook::numbers::{count, mean, reach};
use crate::outlook::series::Grid;

/// Days from which the past is foreseen, at most.
const TRIES: usize = 12;
/// Days compared after each of them, at most.
const LONGEST: usize = 35;
/// Days of history needed for a first try when there are many.
const FIRST_OF_MANY: usize = 21;
/// And when there are few.
const FIRST_OF_FEW: usize = 7;
/// What is many.
const MANY: usize = 35;
/// Percent of days that a range is to hold.
const WANTED_PERCENT: usize = 80;
/// Errors below which those of nearby horizons are taken too.
const ENOUGH_ERRORS: usize = 8;

/// What a method did on the past.
pub(super) struct Trial {
    /// For each try, for each day ahead: actual minus foreseen; `None` where the day is not known.
    errors: Vec<Vec<Option<f64>>>,
    /// Mean absolute error.
    pub mean_error: f64,
    /// Against repeating the week before.
    pub mase: Option<f64>,
    /// Against what was spent.
    pub wape: Option<f64>,
    /// Whether the history has days below zero.
    pub has_negative: bool,
    widths: Vec<f64>,
    cumulated: Vec<f64>,
}

/// Tries every method on the same days. A method that cannot be used on one of them is left out.
pub(super) fn trials(
    grid: &Grid,
    filled: &[f64],
    horizon: usize,
    methods: &[Method],
) -> Vec<(Method, Trial)> {
    let origins = origins(filled.len(), horizon);
    let ahead = horizon.clamp(1, LONGEST);
    let mut naive_error: Option<f64> = None;
    let mut found = Vec::new();
    for method in methods {
        let Some(errors) = errors_of(*method, grid, filled, &origins, ahead) else { continue };
        let sizes: Vec<f64> = errors.iter().flatten().flatten().map(|error| error.abs()).collect();
        let Some(mean_error) = mean(&sizes) else { continue };
        if *method == Method::SeasonalNaive {
            naive_error = Some(mean_error);
        }
        let spent = actuals(grid, &origins, ahead);
        found.push((
            *method,
            Trial {
                mean_error,
                mase: naive_error.filter(|naive| *naive > 0.0).map(|naive| mean_error / naive),
                wape: (spent > 0.0).then(|| sizes.iter().sum::<f64>() / spent),
                has_negative: filled.iter().any(|value| *value < 0.0),
                widths: widths(&errors, ahead),
                cumulated: cumulated_widths(&errors, ahead),
                errors,
            },
        ));
    }
    found
}

/// Lengths of history from which the rest is foreseen.
fn origins(days: usize, horizon: usize) -> Vec<usize> {
    let first = if days >= MANY { FIRST_OF_MANY } else { FIRST_OF_FEW };
    let room = days.saturating_sub(first);
    let ahead = horizon.clamp(1, LONGEST).min(room.div_euclid(2).max(1));
    let last = days.saturating_sub(ahead);
    if last < first {
        return Vec::new();
    }
    let span = last.saturating_sub(first).min(TRIES.saturating_mul(7));
    // Never a multiple of a week, so that tries begin on different weekdays.
    let step = span.div_ceil(TRIES.saturating_sub(1)).max(1);
    let step = if step.is_multiple_of(7) { step.saturating_sub(1) } else { step };
    (0..TRIES)
        .filter_map(|back| last.checked_sub(back.saturating_mul(step)))
        .filter(|at| *at >= first)
        .collect()
}

fn errors_of(
    method: Method,
    grid: &Grid,
    filled: &[f64],
    origins: &[usize],
    ahead: usize,
) -> Option<Vec<Vec<Option<f64>>>> {
    let mut errors = Vec::with_capacity(origins.len());
    for origin in origins {
        // Gaps before are filled from before alone: what came later must not teach.
        let before = Grid { first: grid.first, values: grid.values.get(..*origin)?.to_vec() };
        let days = if before.known() == *origin { filled.get(..*origin)?.to_vec() } else { before.filled() };
        let after = grid.values.get(*origin..)?.iter().take(ahead);
        let points = predict(method, &days, ahead.min(grid.values.len().saturating_sub(*origin)))?;
        errors.push(
            points.iter().zip(after).map(|(point, actual)| actual.map(|actual| actual - point)).collect(),
        );
    }
    Some(errors)
}

fn actuals(grid: &Grid, origins: &[usize], ahead: usize) -> f64 {
    let days = origins.iter().flat_map(|origin| grid.values.iter().skip(*origin).take(ahead));
    days.flatten().map(|value| value.abs()).sum()
}

/// For each day ahead, the size that four of five errors did not exceed; never less than for a nearer day.
fn widths(errors: &[Vec<Option<f64>>], ahead: usize) -> Vec<f64> {
    let mut widest = 0.0_f64;
    (0..ahead)
        .map(|day| {
            widest = widest.max(width_at(errors, day, None).unwrap_or_default());
            widest
        })
        .collect()
}

/// Errors of one day ahead, of nearby days too while they are few; `without` leaves one try out.
fn width_at(errors: &[Vec<Option<f64>>], day: usize, without: Option<usize>) -> Option<f64> {
    let mut found: Vec<f64> = Vec::new();
    for around in 0..=LONGEST {
        let of = |place: usize| {
            let tries = errors.iter().enumerate().filter(move |(number, _)| Some(*number) != without);
            tries.filter_map(move |(_, of_try)| *of_try.get(place)?)
        };
        found.extend(day.checked_sub(around).into_iter().flat_map(of));
        if around > 0 {
            found.extend(of(day.saturating_add(around)));
        }
        if found.len() >= ENOUGH_ERRORS {
            break;
        }
    }
    reach(&found, WANTED_PERCENT)
}

/// The same for the sum of all days up to one.
fn cumulated_widths(errors: &[Vec<Option<f64>>], ahead: usize) -> Vec<f64> {
    let mut widest = 0.0_f64;
    let (mut known, mut at) = (0.0_f64, 0_usize);
    (0..ahead)
        .map(|day| {
            let sums: Vec<f64> = errors.iter().filter_map(|of_try| sum_to(of_try, day)).collect();
            let told = if sums.len() >= ENOUGH_ERRORS.min(errors.len()) {
                reach(&sums, WANTED_PERCENT)
            } else {
                None
            };
            match told {
                Some(width) => (known, at) = (width, day),
                // Farther than enough tries reach: as if all further errors pointed the same way.
                None => {
                    let longer = count(day.saturating_add(1)) / count(at.saturating_add(1));
                    widest = widest.max(known * longer);
                }
            }
            widest = widest.max(known);
            widest
        })
        .collect()
}

/// Sum of the errors of the days up to one; days that are not known count as the mean of the others.
fn sum_to(of_try: &[Option<f64>], day: usize) -> Option<f64> {
    let days = of_try.get(..=day)?;
    let known: Vec<f64> = days.iter().flatten().copied().collect();
    mean(&known).map(|mean| mean * count(days.len()))
}

impl Trial {
    /// Half the width of the range of a day so many days ahead, in units.
    pub(super) fn width(&self, ahead_by: usize) -> f64 {
        beyond(&self.widths, ahead_by, false)
    }

    /// Half the width of the range of the sum of so many days, in units.
    pub(super) fn cumulated_width(&self, days: usize) -> f64 {
        beyond(&self.cumulated, days, true)
    }

    pub(super) fn tries(&self) -> usize {
        self.errors.len()
    }

    pub(super) fn days(&self) -> usize {
        self.errors.iter().flatten().flatten().count()
    }

    /// Share of days inside the range that the other tries tell.
    pub(super) fn coverage(&self) -> Option<f64> {
        if self.errors.len() < 2 {
            return None;
        }
        let (mut inside, mut all) = (0_usize, 0_usize);
        for (number, of_try) in self.errors.iter().enumerate() {
            let mut widest = 0.0_f64;
            for (day, error) in of_try.iter().enumerate() {
                widest = widest.max(width_at(&self.errors, day, Some(number)).unwrap_or_default());
                let Some(error) = error else { continue };
                all = all.saturating_add(1);
                inside = inside.saturating_add(usize::from(error.abs() <= widest));
            }
        }
        (all > 0).then(|| count(inside) / count(all))
    }
}

/// Beyond what was tried, a sum grows on in proportion and a day stays as wide as the last.
fn beyond(widths: &[f64], days: usize, is_sum: bool) -> f64 {
    let Some(last) = widths.last() else { return 0.0 };
    match widths.get(days.saturating_sub(1)) {
        Some(width) => *width,
        None if is_sum => last * count(days) / count(widths.len()),
        None => *last,
    }
}
