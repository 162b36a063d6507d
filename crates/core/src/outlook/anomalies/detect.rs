//! Looking through one series day by day, as it would have been seen then.

use super::normal::{Bounds, Normal, Point, WINDOW, share};
use super::{CellSeries, Finding, Kind};
use crate::kernel::{Day, Period};
use crate::outlook::numbers::{Foreseen, count, mean, median, units_of};

/// Days in a row outside of normal that are a new level.
const LEVEL_RUN: usize = 7;
/// Days whose middle is compared with that of the days before.
const RECENT: usize = 7;
/// Of them, fewest that lie at the new level.
const MOST_RECENT: usize = 5;
/// Days before them.
const EARLIER: usize = 28;
/// Fewest of them.
const FEWEST_EARLIER: usize = 14;
/// How many standard errors the two middles have to be apart.
const LEVEL_DEVIATIONS: f64 = 3.5;
/// A standard error of the difference of the two middles, in deviations of a day.
const ERROR_OF_MIDDLES: f64 = 0.55;
/// Days in which a level that goes on moving the same way is still the same finding.
const SAME_MOVE_DAYS: i64 = 21;
/// Days before a new level in which a day that stands out belongs to it.
const ON_THE_WAY_DAYS: i64 = 10;
/// Earlier runs of the same size in the window after which days like these are normal here.
const RECURRING_RUNS: usize = 3;
/// What counts as the same size.
const SAME_SIZE: f64 = 0.8;

/// One day outside of normal, or of a new level.
#[derive(Clone, Copy, Debug)]
struct Strange {
    place: usize,
    bounds: Bounds,
}

/// Days in a row.
#[derive(Clone, Debug)]
struct Run {
    is_more: bool,
    days: Vec<Strange>,
    normal: Normal,
}

/// Findings of a series that touch a period. Days before it teach.
pub fn find(series: &CellSeries, period: Period) -> Vec<Finding> {
    let mut looking = Looking::new(series);
    for place in 0..looking.points.len() {
        looking.look(place);
    }
    looking.close();
    let mut findings = looking.findings;
    findings.retain(|finding| finding.start < period.end() && finding.end >= period.start());
    findings.sort_by_key(|finding| (finding.start, finding.kind));
    findings
}

struct Looking<'a> {
    series: &'a CellSeries,
    points: Vec<Point>,
    run: Option<Run>,
    findings: Vec<Finding>,
    /// Places of the first day of each run that was outside of normal.
    runs: Vec<(usize, bool, f64)>,
}

impl<'a> Looking<'a> {
    /// A cell begins with its first day of spend: before it there was nothing that could be normal.
    fn new(series: &'a CellSeries) -> Self {
        let days = series.known.iter().skip_while(|row| row.nanos == 0);
        let points = days.map(|row| {
            let value = units_of(row.nanos);
            Point { day: row.day, value, taught: Some(value) }
        });
        Self { series, points: points.collect(), run: None, findings: Vec::new(), runs: Vec::new() }
    }

    fn look(&mut self, place: usize) {
        let Some(point) = self.points.get(place).copied() else { return };
        let before = self.points.get(..place).unwrap_or_default();
        let Some(normal) = Normal::learn(before, point.day) else { return self.close() };
        let bounds = normal.bounds(point.day, self.series.floors);
        let is_more = point.value > bounds.high;
        let is_strange = is_more || point.value < bounds.low;
        let excess = point.value - bounds.expected;
        let recurs = is_strange && self.recurs(place, excess);
        if recurs {
            self.runs.push((place, is_more, excess.abs()));
        }
        if !is_strange || recurs {
            self.close();
            return self.compare_windows(place, &normal);
        }
        if self.run.as_ref().is_some_and(|run| run.is_more != is_more) {
            self.close();
        }
        if let Some(point) = self.points.get_mut(place) {
            point.taught = None;
        }
        let run = self.run.get_or_insert_with(|| Run { is_more, days: Vec::new(), normal });
        run.days.push(Strange { place, bounds });
        if run.days.len() >= LEVEL_RUN
            && let Some(run) = self.run.take()
        {
            self.take_level(run);
        }
    }

    /// Whether days like this one came up again and again: then they are how this cell is.
    fn recurs(&self, place: usize, excess: f64) -> bool {
        let is_alike = |(at, is_more, size): &&(usize, bool, f64)| {
            *at < place
                && place.saturating_sub(*at) <= WINDOW
                && *is_more == (excess > 0.0)
                && *size >= excess.abs() * SAME_SIZE
        };
        self.runs.iter().filter(is_alike).count() >= RECURRING_RUNS
    }

    /// Ends a run of days that did not become a new level.
    fn close(&mut self) {
        let Some(run) = self.run.take() else { return };
        let kind = if run.is_more { Kind::Spike } else { Kind::Drop };
        let sizes = run
            .days
            .iter()
            .filter_map(|day| Some((self.points.get(day.place)?.value - day.bounds.expected).abs()));
        if let (Some(first), Some(size)) = (run.days.first(), sizes.max_by(f64::total_cmp)) {
            self.runs.push((first.place, run.is_more, size));
        }
        self.push(kind, &run.days, &run.normal);
    }

    /// Every day since was outside of normal the same way: it is the new normal.
    fn take_level(&mut self, run: Run) {
        let plain: Vec<f64> = run
            .days
            .iter()
            .filter_map(|day| self.points.get(day.place))
            .map(|point| run.normal.plain(point.day, point.value))
            .collect();
        let Some(now) = median(&plain) else { return };
        let first = run.days.first().map_or(0, |day| day.place);
        self.rebase(first, &run.normal, run.normal.level, now);
        let kind = if run.is_more { Kind::LevelUp } else { Kind::LevelDown };
        self.push(kind, &run.days, &run.normal);
    }

    /// The middle of the last days against the middle of those before.
    fn compare_windows(&mut self, place: usize, normal: &Normal) {
        // The last days count as they were; of those before only what teaches.
        let is_used = |at: &usize| {
            let is_recent = place.saturating_sub(*at) < RECENT;
            self.points.get(*at).is_some_and(|point| is_recent || point.taught.is_some())
        };
        let places: Vec<usize> = (0..=place).rev().filter(is_used).take(RECENT + EARLIER).collect();
        let plain: Vec<f64> = places
            .iter()
            .filter_map(|at| self.points.get(*at))
            .map(|point| normal.plain(point.day, point.taught.unwrap_or(point.value)))
            .collect();
        let (Some(recent), Some(earlier)) = (plain.get(..RECENT), plain.get(RECENT..)) else { return };
        if earlier.len() < FEWEST_EARLIER {
            return;
        }
        let (Some(now), Some(then)) = (median(recent), median(earlier)) else { return };
        let change = normal.units(now) - normal.units(then);
        let floors = self.series.floors;
        let is_large = (now - then).abs() > normal.scale * LEVEL_DEVIATIONS * ERROR_OF_MIDDLES
            && change.abs() > normal.units(then).abs() * share(floors)
            && change.abs() * count(RECENT) > units_of(floors.nanos);
        // Most of the last days lie at the new level, and the last one too: else it was a burst that is over.
        let is_there = |value: &&f64| (*value - now).abs() < (*value - then).abs();
        let there = recent.iter().filter(is_there).count();
        if !is_large || there < MOST_RECENT || !recent.first().is_some_and(|value| is_there(&value)) {
            return;
        }
        let Some(first) = split(&plain).and_then(|back| places.get(back)).copied() else { return };
        // What was expected is what the days before the new level tell, and not a mixture of both.
        let before = self.points.get(..first).unwrap_or_default();
        let Some(earlier) = self.points.get(first).and_then(|point| Normal::learn(before, point.day)) else {
            return;
        };
        let days: Vec<Strange> = (first..=place)
            .filter_map(|at| {
                let point = self.points.get(at)?;
                Some(Strange { place: at, bounds: earlier.bounds(point.day, floors) })
            })
            .collect();
        self.rebase(first, normal, then, now);
        self.push(if change > 0.0 { Kind::LevelUp } else { Kind::LevelDown }, &days, &earlier);
    }

    /// Makes the days before a new level teach it: their weekdays stay, their level becomes the new one.
    fn rebase(&mut self, first: usize, normal: &Normal, then: f64, now: f64) {
        let (then, now) = (normal.units(then), normal.units(now));
        let by =
            |value: f64| if then > 0.0 && now > 0.0 { value * (now / then) } else { value + (now - then) };
        for (place, point) in self.points.iter_mut().enumerate() {
            if place < first {
                point.taught = point.taught.map(by);
            } else if point.taught.is_none() {
                point.taught = Some(point.value);
            }
        }
    }

    fn push(&mut self, kind: Kind, days: &[Strange], normal: &Normal) {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
        let day_at = |strange: &Strange| self.points.get(strange.place).map(|point| point.day);
        let (Some(start), Some(end)) = (day_at(first), day_at(last)) else { return };
        let is_open = last.place.saturating_add(1) == self.points.len();
        let sum = |of: fn(&Bounds) -> f64| Foreseen::of_units(days.iter().map(|day| of(&day.bounds)).sum());
        let known: Vec<(i64, f64, Bounds)> = days
            .iter()
            .filter_map(|strange| {
                let point = self.points.get(strange.place)?;
                Some((self.series.known.nanos(point.day)?, point.value, strange.bounds))
            })
            .collect();
        let outside = |(_, value, bounds): &(i64, f64, Bounds)| match kind {
            Kind::Spike => (value - bounds.high).max(0.0),
            Kind::Drop => (value - bounds.low).min(0.0),
            Kind::LevelUp | Kind::LevelDown => value - bounds.expected,
        };
        let differences = known.iter().map(|(_, value, bounds)| (value - bounds.expected).abs());
        let finding = Finding {
            cell: self.series.cell.clone(),
            kind,
            start,
            end,
            days: days.len(),
            is_open,
            actual_nanos: known.iter().map(|(nanos, ..)| i128::from(*nanos)).sum(),
            expected: sum(|bounds| bounds.expected),
            low: sum(|bounds| bounds.low),
            high: sum(|bounds| bounds.high),
            impact: Foreseen::of_units(known.iter().map(outside).sum()),
            largest: Foreseen::of_units(differences.fold(0.0, f64::max)),
            taught_from: normal.from,
            taught_until: normal.until,
            taught_days: normal.days,
            causes: Vec::new(),
        };
        if kind.is_level() {
            // Days that stood out on the way to the new level are part of it.
            self.findings.retain(|found| !is_on_the_way(found, kind, start, end));
        }
        let going_on = self.findings.iter_mut().rev().find(|last| is_going_on(last, kind, start));
        match going_on {
            Some(last) => extend(last, &finding),
            None => self.findings.push(finding),
        }
    }
}

fn is_on_the_way(found: &Finding, kind: Kind, start: Day, end: Day) -> bool {
    !found.kind.is_level()
        && found.kind.is_more() == kind.is_more()
        && (start - found.end).num_days() <= ON_THE_WAY_DAYS
        && found.start <= end
}

/// Whether a level goes on moving the way it did.
fn is_going_on(last: &Finding, kind: Kind, start: Day) -> bool {
    kind.is_level() && last.kind == kind && (start - last.end).num_days() <= SAME_MOVE_DAYS
}

/// The same move, told once.
fn extend(last: &mut Finding, more: &Finding) {
    last.end = more.end;
    last.is_open = more.is_open;
    last.days = last.days.saturating_add(more.days);
    last.actual_nanos = last.actual_nanos.saturating_add(more.actual_nanos);
    for (sum, part) in [
        (&mut last.expected, more.expected),
        (&mut last.low, more.low),
        (&mut last.high, more.high),
        (&mut last.impact, more.impact),
    ] {
        *sum = sum.plus(i128::from(part.nanos()));
    }
    last.largest = last.largest.max(more.largest);
}

/// Where two levels fit best: the place of the first day of the new one in a list that runs backwards. At least two and
/// at most two weeks of days are new.
fn split(backwards: &[f64]) -> Option<usize> {
    let misfit = |values: &[f64]| {
        let middle = mean(values).unwrap_or_default();
        values.iter().map(|value| (value - middle) * (value - middle)).sum::<f64>()
    };
    let most = RECENT.saturating_mul(2).min(backwards.len());
    let places = (2..=most).filter_map(|new| {
        let fit = misfit(backwards.get(..new)?) + misfit(backwards.get(new..)?);
        Some((new.saturating_sub(1), fit))
    });
    places.min_by(|(_, left), (_, right)| left.total_cmp(right)).map(|(place, _)| place)
}
