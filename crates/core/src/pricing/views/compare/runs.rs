//! Days in a row on which bill and rates part by one factor.

use super::cells::Symbol;

/// Two factors are alike when they differ by less than one part in so many.
const ALIKE_PARTS: i128 = 200;
/// Factors of two runs are nearly the same when they differ by less than one part in so many.
const NEAR_PARTS: i128 = 50;
/// Nanos that a provider's own rounding may move a day by: a hundredth of a cent.
const ROUNDING: i128 = 100_000;
/// Days after which a difference is no accident.
const LEAST_DAYS: usize = 3;
/// Days from which one factor is a term of its own, and another one after it is another term.
const TERM_DAYS: usize = 7;
/// Nanos from which fewer days are enough: one unit of the currency.
const LEAST_NANOS: i128 = 1_000_000_000;
/// Nanos below which nothing is worth a sentence: one cent.
const NOTHING: i128 = 10_000_000;

/// One day with both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub day: Symbol,
    pub rated: i128,
    pub billed: i128,
}

/// Days in a row that part by one factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub first: usize,
    pub last: usize,
    pub days: usize,
    pub rated: i128,
    pub billed: i128,
}

impl Run {
    fn at(place: usize, point: Point) -> Self {
        Self { first: place, last: place, days: 1, rated: point.rated, billed: point.billed }
    }

    fn take(&mut self, place: usize, point: Point) {
        self.first = self.first.min(place);
        self.last = self.last.max(place);
        self.days = self.days.saturating_add(1);
        self.rated += point.rated;
        self.billed += point.billed;
    }

    fn difference(&self) -> i128 {
        self.billed - self.rated
    }

    fn is_worth_telling(&self) -> bool {
        let apart = self.difference().abs();
        apart >= LEAST_NANOS || (self.days >= LEAST_DAYS && apart >= NOTHING)
    }
}

/// Whether `billed / rated` is the factor `over / under`, but for half a percent.
pub(super) fn is_factor(billed: i128, rated: i128, over: i128, under: i128) -> bool {
    let (left, right) = (billed * under, over * rated);
    (left - right).abs() * ALIKE_PARTS <= right.abs()
}

/// Whether both sides are the same, but for half a percent.
pub(super) fn agrees(point: Point) -> bool {
    is_factor(point.billed, point.rated, 1, 1)
}

/// Whether rounding alone may have moved the day away from the factor.
pub(super) fn is_rounding(point: Point, over: i128, under: i128) -> bool {
    (point.billed * under - over * point.rated).abs() <= ROUNDING * under.abs()
}

/// Every run of days that part by one factor, in order.
pub(super) fn runs(points: &[Point]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Option<Run> = None;
    for (place, point) in points.iter().copied().enumerate() {
        if let Some(run) = &mut open {
            if is_factor(point.billed, point.rated, run.billed, run.rated) {
                run.take(place, point);
                continue;
            }
            if is_rounding(point, run.billed, run.rated) {
                continue;
            }
            runs.extend(open.take());
        }
        if !agrees(point) && !is_rounding(point, 1, 1) {
            let mut run = Run::at(place, point);
            let after = runs.last().map_or(0, |run| run.last.saturating_add(1));
            reach_back(&mut run, points, after);
            open = Some(run);
        }
    }
    runs.extend(open);
    let mut runs = joined(runs, points);
    runs.retain(Run::is_worth_telling);
    runs
}

/// Runs that follow each other without a day that agrees are one when they part in the same direction and by nearly the
/// same factor, or when one of them is too short to be a term of its own: what parts by an amount, or in only some of the
/// tiers that a bill adds up, has another factor on each day.
fn joined(runs: Vec<Run>, points: &[Point]) -> Vec<Run> {
    let mut whole: Vec<Run> = Vec::new();
    for run in runs {
        let is_next = whole.last().is_some_and(|last| {
            let between = points.get(last.last.saturating_add(1)..run.first).unwrap_or_default();
            let (left, right) = (last.billed * run.rated, run.billed * last.rated);
            let is_near = (left - right).abs() * NEAR_PARTS <= right.abs();
            let is_short = last.days.min(run.days) < TERM_DAYS;
            (last.difference() < 0) == (run.difference() < 0)
                && (is_near || is_short)
                && !between.iter().any(|point| agrees(*point))
        });
        match whole.last_mut().filter(|_| is_next) {
            Some(last) => {
                last.last = run.last;
                last.days = last.days.saturating_add(run.days);
                last.rated += run.rated;
                last.billed += run.billed;
            }
            None => whole.push(run),
        }
    }
    whole
}

/// Days too small to open a run belong to it when they part by its factor.
fn reach_back(run: &mut Run, points: &[Point], after: usize) {
    for place in (after..run.first).rev() {
        let Some(point) = points.get(place).copied() else { return };
        if agrees(point) || !is_factor(point.billed, point.rated, run.billed, run.rated) {
            return;
        }
        run.take(place, point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENT: i128 = 10_000_000;

    fn days(values: &[(i128, i128)]) -> Vec<Point> {
        (1..)
            .zip(values)
            .map(|(day, (rated, billed))| Point { day, rated: *rated, billed: *billed })
            .collect()
    }

    #[test]
    fn a_discount_starts_on_its_first_day_and_ends_on_its_last() {
        let full = (100 * CENT, 100 * CENT);
        let less = (100 * CENT, 92 * CENT);
        let found = runs(&days(&[full, full, less, less, less, less, full]));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first, found[0].last), (2, 5));
        assert_eq!(found[0].difference(), -32 * CENT);
    }

    #[test]
    fn two_days_of_a_few_cents_are_an_accident_and_a_dollar_is_not() {
        let less = (100 * CENT, 92 * CENT);
        assert!(runs(&days(&[less, less])).is_empty());
        assert_eq!(runs(&days(&[(10_000 * CENT, 9_000 * CENT)])).len(), 1);
    }

    #[test]
    fn another_factor_is_another_run() {
        let (less, twice) = ((100 * CENT, 92 * CENT), (100 * CENT, 184 * CENT));
        let found = runs(&days(&[less, less, less, twice, twice, twice]));
        let firsts: Vec<usize> = found.iter().map(|run| run.first).collect();
        assert_eq!(firsts, [0, 3]);
    }

    #[test]
    fn factors_that_change_from_day_to_day_are_one_run() {
        let parted = |billed: i128| (100 * CENT, billed * CENT);
        let found =
            runs(&days(&[parted(100), parted(125), parted(118), parted(121), parted(109), parted(100)]));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first, found[0].last, found[0].days), (1, 4, 4));
    }

    #[test]
    fn a_second_discount_after_a_long_one_is_another_run() {
        let (less, lesser) = ((100 * CENT, 92 * CENT), (100 * CENT, 80 * CENT));
        let found = runs(&days(&[[less; 7], [lesser; 7]].concat()));
        let firsts: Vec<usize> = found.iter().map(|run| run.first).collect();
        assert_eq!(firsts, [0, 7]);
    }

    #[test]
    fn the_same_amount_missing_each_day_is_one_run() {
        let found =
            runs(&days(&[(350 * CENT, 340 * CENT), (310 * CENT, 300 * CENT), (352 * CENT, 342 * CENT)]));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].days, found[0].difference()), (3, -30 * CENT));
    }

    #[test]
    fn a_day_too_small_to_tell_interrupts_nothing() {
        let less = (100 * CENT, 92 * CENT);
        let found = runs(&days(&[less, less, (50_000, 50_000), less]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].days, 3);
    }

    #[test]
    fn a_start_on_a_small_day_is_found_from_the_days_after() {
        let small = (1_000_000, 920_000);
        let found = runs(&days(&[
            (100 * CENT, 100 * CENT),
            small,
            (100 * CENT, 92 * CENT),
            (200 * CENT, 184 * CENT),
        ]));
        assert_eq!((found[0].first, found[0].days), (1, 3));
    }
}
