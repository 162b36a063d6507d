//! The bridge: cells of tokens and money in two periods, and what each bar and each key adds to the change. Pure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::methods::{Change, FACTORS};
use crate::explore::model::{BridgeBarKind, BridgeMethod};

/// The lane everything runs in that is not told to run elsewhere.
pub(super) const STANDARD: &str = "standard";

/// What a token is, within a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Input,
    CacheRead,
    CacheWrite,
    Output,
    /// The class of the money is not told.
    All,
}

impl Class {
    const fn is_of_input(self) -> bool {
        matches!(self, Self::Input | Self::CacheRead | Self::CacheWrite)
    }
}

/// Tokens and money of one period. Tokens need not be whole: what retries took is out of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) tokens: Decimal,
    pub(super) nanos: i128,
}

/// One lane and class of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) lane: String,
    pub(super) class: Class,
    pub(super) base: Side,
    pub(super) now: Side,
    /// Class of spend, where it tells more than the model.
    pub(super) class_of_spend: Option<String>,
}

/// A model. Its cells differ in lane or class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Model {
    /// `None` when not told.
    pub(super) name: Option<String>,
    pub(super) cells: Vec<Cell>,
    /// Requests of both periods; `None` when not known.
    pub(super) requests: Option<[Decimal; 2]>,
}

/// What a part of a bar is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PartKey {
    pub(super) model: Option<String>,
    pub(super) class: Option<String>,
    pub(super) evidence: Option<String>,
}

/// Money that stands beside the factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Charge {
    pub(super) kind: BridgeBarKind,
    pub(super) part: PartKey,
    pub(super) base: i128,
    pub(super) now: i128,
}

/// What sentences need to know. Pairs are the earlier and the later period, of models with tokens in both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) tokens: [Decimal; 2],
    /// `None` when requests of some model are not known.
    pub(super) requests: Option<[Decimal; 2]>,
    pub(super) input: [Decimal; 2],
    pub(super) cache_read: [Decimal; 2],
    pub(super) cache_write: [Decimal; 2],
    pub(super) output: [Decimal; 2],
    pub(super) beside_standard: [Decimal; 2],
    pub(super) models: BTreeMap<Option<String>, [Side; 2]>,
    /// Money of retries, new and retired models, and charges without tokens.
    pub(super) beside: BTreeMap<BridgeBarKind, [i128; 2]>,
    /// Cells whose numbers were too large to divide; their change is told as other.
    pub(super) undivided: usize,
}

/// What each part adds to its bar, in nanos, and the facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Bridge {
    pub(super) parts: BTreeMap<(BridgeBarKind, PartKey), i128>,
    pub(super) facts: Facts,
}

/// The factors of a cell: requests, tokens of each, the model's share, the lane's share in it, input's or output's share
/// in that, the class's share in that, nanos of a token. The order is that of the sequential method.
const BARS: [BridgeBarKind; FACTORS] = [
    BridgeBarKind::Volume,
    BridgeBarKind::TokensPerTask,
    BridgeBarKind::ModelMix,
    BridgeBarKind::Batch,
    BridgeBarKind::TokenMix,
    BridgeBarKind::Cache,
    BridgeBarKind::Rate,
];

/// Divides the change. What the parts add sums to the difference of all money exactly.
pub(super) fn bridge(models: &[Model], charges: &[Charge], method: BridgeMethod) -> Bridge {
    let mut bridge = Bridge::default();
    for charge in charges {
        bridge.beside(charge.kind, charge.part.clone(), charge.base, charge.now);
    }
    let mut common: Vec<(&Model, Vec<&Cell>)> = Vec::new();
    for model in models {
        let part = PartKey { model: model.name.clone(), ..PartKey::default() };
        let (cells, odd): (Vec<&Cell>, Vec<&Cell>) = model.cells.iter().partition(|cell| cell.is_divisible());
        for cell in odd {
            let part = PartKey { class: cell.class_of_spend.clone(), ..part.clone() };
            bridge.beside(BridgeBarKind::Other, part, cell.base.nanos, cell.now.nanos);
        }
        let has = |side: fn(&Cell) -> Side| cells.iter().any(|cell| !side(cell).tokens.is_zero());
        let kind = match (has(|cell| cell.base), has(|cell| cell.now)) {
            (true, true) => {
                common.push((model, cells));
                continue;
            }
            (false, true) => BridgeBarKind::New,
            (true, false) => BridgeBarKind::Retired,
            (false, false) => continue,
        };
        let sum = |side: fn(&Cell) -> Side| cells.iter().map(|cell| side(cell).nanos).sum();
        bridge.beside(kind, part, sum(|cell| cell.base), sum(|cell| cell.now));
    }
    bridge.facts.tell(&common);
    for (model, cells) in &common {
        for cell in cells {
            bridge.divide(model, cells, cell, method);
        }
    }
    bridge
}

impl Bridge {
    fn add(&mut self, kind: BridgeBarKind, part: PartKey, nanos: i128) {
        if nanos != 0 {
            *self.parts.entry((kind, part)).or_default() += nanos;
        }
    }

    fn beside(&mut self, kind: BridgeBarKind, part: PartKey, base: i128, now: i128) {
        let [known_base, known_now] = self.facts.beside.entry(kind).or_default();
        *known_base += base;
        *known_now += now;
        self.add(kind, part, now - base);
    }

    fn divide(&mut self, model: &Model, cells: &[&Cell], cell: &Cell, method: BridgeMethod) {
        let part = PartKey { model: model.name.clone(), ..PartKey::default() };
        let whole = cell.now.nanos - cell.base.nanos;
        let change = self.facts.change(cells, cell);
        match change.and_then(|change| change.split(method, whole)) {
            Some(steps) => {
                for (kind, nanos) in BARS.into_iter().zip(steps) {
                    self.add(kind, part.clone(), nanos);
                }
            }
            None => {
                self.facts.undivided += 1;
                self.beside(BridgeBarKind::Other, part, cell.base.nanos, cell.now.nanos);
            }
        }
    }

    /// The sum of a bar.
    pub(super) fn bar(&self, kind: BridgeBarKind) -> i128 {
        self.parts.iter().filter(|((of, _), _)| *of == kind).map(|(_, nanos)| nanos).sum()
    }
}

impl Cell {
    /// Whether tokens explain its money: none is below zero, and no money is without tokens.
    fn is_divisible(&self) -> bool {
        [self.base, self.now].iter().all(|side| {
            !side.tokens.is_sign_negative() && side.nanos >= 0 && (side.nanos == 0 || !side.tokens.is_zero())
        })
    }

    fn tokens(&self) -> [Decimal; 2] {
        [self.base.tokens, self.now.tokens]
    }
}

impl Facts {
    fn tell(&mut self, common: &[(&Model, Vec<&Cell>)]) {
        let mut requests = Some([Decimal::ZERO; 2]);
        for (model, cells) in common {
            requests = requests.zip(model.requests).map(|(mut sum, more)| {
                add(&mut sum, more);
                sum
            });
            for cell in cells {
                let tokens = cell.tokens();
                add(&mut self.tokens, tokens);
                if cell.class.is_of_input() {
                    add(&mut self.input, tokens);
                }
                match cell.class {
                    Class::CacheRead => add(&mut self.cache_read, tokens),
                    Class::CacheWrite => add(&mut self.cache_write, tokens),
                    Class::Output => add(&mut self.output, tokens),
                    Class::Input | Class::All => {}
                }
                if cell.lane != STANDARD {
                    add(&mut self.beside_standard, tokens);
                }
                let [base, now] = self.models.entry(model.name.clone()).or_default();
                base.add(cell.base);
                now.add(cell.now);
            }
        }
        let is_known = |sides: &[Decimal; 2]| sides.iter().all(|side| *side > Decimal::ZERO);
        self.requests = requests.filter(is_known);
    }

    /// The factors of a cell in both periods. A factor whose whole is nothing in one period takes the value of the other
    /// there: a lane that appears changes the lane's share and neither its classes nor its price.
    fn change(&self, cells: &[&Cell], cell: &Cell) -> Option<Change> {
        let sum = |is_in: &dyn Fn(&Cell) -> bool| {
            let mut sum = [Decimal::ZERO; 2];
            cells.iter().filter(|other| is_in(other)).for_each(|other| add(&mut sum, other.tokens()));
            sum
        };
        let model = sum(&|_| true);
        let lane = sum(&|other| other.lane == cell.lane);
        let is_of_side = |other: &Cell| {
            other.lane == cell.lane
                && (other.class == cell.class || other.class.is_of_input() && cell.class.is_of_input())
        };
        let side = sum(&is_of_side);
        let of = cell.tokens();
        let money = [nanos(cell.base)?, nanos(cell.now)?];
        let (requests, per_request) = match self.requests {
            Some(requests) => (requests, ratio(self.tokens, requests)?),
            None => (self.tokens, [Decimal::ONE; 2]),
        };
        let factors = [
            requests,
            per_request,
            ratio(model, self.tokens)?,
            ratio(lane, model)?,
            ratio(side, lane)?,
            ratio(of, side)?,
            ratio(money, of)?,
        ];
        Some(Change { base: factors.map(|[base, _]| base), now: factors.map(|[_, now]| now) })
    }
}

impl Side {
    fn add(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.nanos += other.nanos;
    }
}

fn add(sum: &mut [Decimal; 2], more: [Decimal; 2]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum = sum.saturating_add(more);
    }
}

fn nanos(side: Side) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(side.nanos, 0).ok()
}

/// `part / whole` in both periods; where there is no whole in one, the quotient of the other. `None` where there is none
/// in both, or where a quotient is too large.
fn ratio([base, now]: [Decimal; 2], [whole_base, whole_now]: [Decimal; 2]) -> Option<[Decimal; 2]> {
    match (whole_base.is_zero(), whole_now.is_zero()) {
        (false, false) => Some([base.checked_div(whole_base)?, now.checked_div(whole_now)?]),
        (true, false) => now.checked_div(whole_now).map(|known| [known; 2]),
        (false, true) => base.checked_div(whole_base).map(|known| [known; 2]),
        (true, true) => Some([Decimal::ZERO; 2]),
    }
}
