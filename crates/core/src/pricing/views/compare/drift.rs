//! Since when a model's bill and rates part, and by what factor.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use showback_pricebook::Book;

use super::cells::{Key, Sides, Symbol, Symbols, UNTOLD, ratio};
use super::guess::{Clue, likely};
use crate::pricing::views::words::{figure, spaced};

/// Two factors are alike when they differ by less than one part in so many.
const ALIKE_PARTS: i128 = 200;
/// Nanos that a provider's own rounding may move a day by: a hundredth of a cent.
const ROUNDING: i128 = 100_000;
/// Days after which a difference is no accident.
const LEAST_DAYS: usize = 3;
/// Nanos from which fewer days are enough: one unit of the currency.
const LEAST_NANOS: i128 = 1_000_000_000;
/// Nanos below which nothing is worth a sentence: one cent.
const NOTHING: i128 = 10_000_000;

/// A model's meter whose bill and rates part from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Connection.
    pub connection: i64,
    /// Channel id.
    pub channel: String,
    /// Model; `*` for what is billed without one.
    pub model: String,
    /// Meter; `None` when all meters of the model part alike.
    pub meter: Option<String>,
    /// First day.
    pub since: String,
    /// Last day it was seen.
    pub through: String,
    /// Billed minus rated since then, nanos.
    pub difference: i128,
    /// Billed over rated.
    pub scale: Decimal,
    /// What it looks like.
    pub likely: String,
    /// One sentence.
    pub text: String,
}

/// One day with both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    day: Symbol,
    rated: i128,
    billed: i128,
}

/// Days in a row that part by one factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: usize,
    last: usize,
    days: usize,
    rated: i128,
    billed: i128,
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
fn is_factor(billed: i128, rated: i128, over: i128, under: i128) -> bool {
    let (left, right) = (billed * under, over * rated);
    (left - right).abs() * ALIKE_PARTS <= right.abs()
}

fn agrees(point: Point) -> bool {
    is_factor(point.billed, point.rated, 1, 1)
}

/// Whether rounding alone may have moved the day away from the factor.
fn is_rounding(point: Point, over: i128, under: i128) -> bool {
    (point.billed * under - over * point.rated).abs() <= ROUNDING * under.abs()
}

/// Every run of days that part by one factor, in order.
fn runs(points: &[Point]) -> Vec<Run> {
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
    runs.retain(Run::is_worth_telling);
    runs
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

/// Connection, channel and model.
type Model = (Symbol, Symbol, Symbol);

/// Rates that stopped agreeing, largest money first. `is_whole` tells of a connection and a day whether both books were
/// read in full: a day that is still open parts by nature.
pub(super) fn drifts(
    cells: &HashMap<Key, Sides>,
    symbols: &Symbols,
    book: &Book,
    currency: &str,
    is_whole: &dyn Fn(Symbol, Symbol) -> bool,
) -> Vec<Drift> {
    let mut found = Vec::new();
    for (model, meters) in points(cells, symbols, is_whole) {
        for part in parted(&meters, symbols) {
            found.extend(part.tell(model, symbols, book, currency));
        }
    }
    let order = |drift: &Drift| {
        (
            std::cmp::Reverse(drift.difference.abs()),
            drift.since.clone(),
            drift.model.clone(),
            drift.meter.clone(),
        )
    };
    found.sort_by_key(order);
    found
}

/// The days of every meter of every model that can be judged, in order.
fn points(
    cells: &HashMap<Key, Sides>,
    symbols: &Symbols,
    is_whole: &dyn Fn(Symbol, Symbol) -> bool,
) -> BTreeMap<Model, BTreeMap<Symbol, Vec<Point>>> {
    let mut days: HashMap<(Model, Symbol, Symbol), Sides> = HashMap::new();
    for (key, sides) in cells.iter().filter(|(key, _)| is_whole(key.connection, key.day)) {
        let model = (key.connection, key.channel, key.model);
        days.entry((model, key.meter, key.day)).or_default().add(sides);
    }
    let mut points: BTreeMap<Model, BTreeMap<Symbol, Vec<Point>>> = BTreeMap::new();
    for ((model, meter, day), sides) in days {
        let (Some(low), Some(billed)) = (sides.rated, sides.billed) else { continue };
        if sides.has_unpriced || low <= 0 {
            continue;
        }
        // Inside a range nothing parts; outside it the nearest end is what it parts from.
        let rated = billed.clamp(low, sides.rated_high.max(low));
        points.entry(model).or_default().entry(meter).or_default().push(Point { day, rated, billed });
    }
    for meter in points.values_mut().flat_map(BTreeMap::values_mut) {
        meter.sort_by_key(|point| symbols.text(point.day));
    }
    points
}

/// One part of a model that left its rates: one meter, or all of them.
struct Parted<'a> {
    meters: Vec<Symbol>,
    is_all: bool,
    since: &'a str,
    through: &'a str,
    rated: i128,
    billed: i128,
    /// The meter with most money.
    main: Symbol,
}

fn parted<'a>(meters: &BTreeMap<Symbol, Vec<Point>>, symbols: &'a Symbols) -> Vec<Parted<'a>> {
    let day = |points: &[Point], place: usize| {
        points.get(place).and_then(|point| symbols.text(point.day)).unwrap_or_default()
    };
    let mut single: Vec<Parted<'a>> = Vec::new();
    for (meter, points) in meters {
        for run in runs(points) {
            single.push(Parted {
                meters: vec![*meter],
                is_all: false,
                since: day(points, run.first),
                through: day(points, run.last),
                rated: run.rated,
                billed: run.billed,
                main: *meter,
            });
        }
    }
    single.sort_by(|left, right| left.since.cmp(right.since).then(left.main.cmp(&right.main)));
    let mut whole: Vec<Parted<'a>> = Vec::new();
    let mut rest = single;
    while !rest.is_empty() {
        let mut cluster = rest.remove(0);
        let (alike, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|part| cluster.is_alike(part));
        rest = others;
        let together = alike.iter().fold(cluster.copy(), |sum, part| sum.with(part));
        if together.covers(meters, symbols) {
            whole.push(Parted { is_all: meters.len() > 1, ..together });
        } else {
            cluster.is_all = false;
            whole.push(cluster);
            whole.extend(alike);
        }
    }
    whole
}

impl<'a> Parted<'a> {
    fn copy(&self) -> Self {
        Parted { meters: self.meters.clone(), ..*self }
    }

    fn is_alike(&self, other: &Self) -> bool {
        is_factor(other.billed, other.rated, self.billed, self.rated)
            && other.since <= self.through
            && self.since <= other.through
            && !self.meters.contains(&other.main)
    }

    fn with(mut self, other: &Self) -> Self {
        if other.rated > self.rated {
            self.main = other.main;
        }
        self.meters.extend(&other.meters);
        self.since = self.since.min(other.since);
        self.through = self.through.max(other.through);
        self.rated += other.rated;
        self.billed += other.billed;
        self
    }

    /// Whether no meter of the model agreed in that time.
    fn covers(&self, meters: &BTreeMap<Symbol, Vec<Point>>, symbols: &Symbols) -> bool {
        meters.iter().all(|(meter, points)| {
            let mut inside = points.iter().copied().filter(|point| {
                let day = symbols.text(point.day).unwrap_or_default();
                self.since <= day && day <= self.through
            });
            if self.meters.contains(meter) {
                inside.all(|point| !agrees(point) || is_rounding(point, self.billed, self.rated))
            } else {
                inside.all(|point| is_rounding(point, self.billed, self.rated))
            }
        })
    }

    fn tell(
        &self,
        (connection, channel, model): Model,
        symbols: &Symbols,
        book: &Book,
        currency: &str,
    ) -> Option<Drift> {
        let scale = ratio(self.billed, self.rated)?;
        let channel = symbols.text(channel)?.to_owned();
        let model = symbols.text(model).unwrap_or("*").to_owned();
        let meter = symbols.text(self.main).unwrap_or_default();
        let likely = likely(
            book,
            &Clue {
                channel: &channel,
                model: &model,
                meter,
                since: self.since,
                through: self.through,
                scale,
            },
        );
        let difference = self.billed - self.rated;
        let what =
            if self.is_all || self.main == UNTOLD { String::new() } else { format!("{} of ", spaced(meter)) };
        let name = if model == "*" { channel.clone() } else { model.clone() };
        let side = if difference < 0 { "less" } else { "more" };
        let text = format!(
            "{what}{name} is billed at {} times its rate since {}, {} {side} through {}; it looks like {likely}",
            scale.normalize(),
            self.since,
            figure(difference.abs(), currency),
            self.through
        );
        Some(Drift {
            connection: symbols.text(connection)?.parse().ok()?,
            channel,
            model,
            meter: if self.is_all { None } else { symbols.text(self.main).map(str::to_owned) },
            since: self.since.to_owned(),
            through: self.through.to_owned(),
            difference,
            scale,
            likely,
            text,
        })
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
