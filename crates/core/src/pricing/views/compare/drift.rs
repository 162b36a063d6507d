//! Since when a model's bill and rates part, and by what factor.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use showback_pricebook::Book;

use super::cells::{Key, Sides, Symbol, Symbols, UNTOLD, ratio};
use super::fold::is_tokens;
use super::guess::{Clue, likely};
use super::runs::{Point, agrees, is_factor, is_rounding, runs};
use crate::kernel::words::figure;
use crate::pricing::views::words::spaced;

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
            whole.push(Parted { is_all: together.meters.len() > 1, ..together });
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

    /// Whether no meter of the model agreed in that time. Where only tokens part, tools are not asked: discounts are
    /// often on tokens alone.
    fn covers(&self, meters: &BTreeMap<Symbol, Vec<Point>>, symbols: &Symbols) -> bool {
        let is_token = |meter: &Symbol| symbols.text(*meter).is_some_and(is_tokens);
        let only_tokens = self.meters.iter().all(is_token);
        meters.iter().filter(|(meter, _)| !only_tokens || is_token(meter)).all(|(meter, points)| {
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
