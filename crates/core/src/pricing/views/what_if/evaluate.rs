//! What a cell would cost, split into parts that are served in different ways.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::MeterId;

use super::load::{Cell, Workload};
use super::question::Ends;
use crate::kernel::{Currency, Day, Money, Rated, day_end, day_start};
use crate::pricing::ratings::SeriesFacts;
use crate::pricing::{Bounds, Pricer, Rating, RatingStatus, Resolved, Usage, UsageTime};

/// The prices a question is answered by.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub pricer: Arc<Pricer>,
    /// The day whose rates are taken; the usage's own without one.
    pub day: Option<Day>,
}

/// A part of a cell's usage.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Whether it goes through the batch interface instead.
    pub is_batch: bool,
    /// Place of the channel and model whose rates it takes instead.
    pub target: Option<usize>,
    pub shares: Vec<Share>,
}

/// A quantity that stands for one of the cell's lines, or for a part of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// Place of the line in the cell.
    pub line: usize,
    pub meter: MeterId,
    pub quantity: Decimal,
}

/// Channel and model.
pub(super) type Target = (String, String);

/// Resolutions and space that many cells share.
pub(super) struct Evaluator<'a> {
    pub work: &'a Workload,
    pub targets: Vec<Target>,
    prices: Prices,
    resolved: HashMap<(i64, i64, bool, Option<usize>), Resolved>,
    rating: Rating,
    quantities: Vec<(MeterId, Decimal)>,
}

impl<'a> Evaluator<'a> {
    pub fn new(work: &'a Workload, prices: Prices) -> Self {
        Self {
            work,
            targets: Vec::new(),
            prices,
            resolved: HashMap::new(),
            rating: Rating::default(),
            quantities: Vec::new(),
        }
    }

    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Other prices from here on.
    pub fn set(&mut self, prices: Prices) {
        self.prices = prices;
        self.resolved.clear();
    }

    /// The cell as it is.
    pub fn whole(&self, cell: &Cell) -> Part {
        let lines = self.work.lines.get(cell.lines.0..cell.lines.1).unwrap_or_default();
        let shares = lines.iter().enumerate();
        let shares =
            shares.map(|(line, of)| Share { line, meter: of.meter, quantity: of.quantity }).collect();
        Part { is_batch: false, target: None, shares }
    }

    /// What each line of a cell costs, all parts together; absent where a part has no price.
    pub fn cost(&mut self, cell: &Cell, parts: &[Part]) -> Vec<Option<Ends>> {
        let lines = cell.lines.1.saturating_sub(cell.lines.0);
        let mut sums: Vec<Option<Ends>> = vec![Some(Ends::default()); lines];
        for part in parts {
            self.rate(cell, part);
            for share in &part.shares {
                let ends = self.share(share);
                if let Some(sum) = sums.get_mut(share.line) {
                    *sum = sum.zip(ends).map(|(sum, ends)| sum.plus(ends));
                }
            }
        }
        sums
    }

    /// Whether every quantity of a part has a price that has one now.
    pub fn is_complete(&mut self, cell: &Cell, part: &Part) -> bool {
        self.rate(cell, part);
        let is_priced = |share: &Share| {
            let line = self.work.lines.get(cell.lines.0.saturating_add(share.line));
            line.is_some_and(|line| line.actual.is_some())
        };
        part.shares.iter().filter(|share| is_priced(share)).all(|share| self.share(share).is_some())
    }

    fn rate(&mut self, cell: &Cell, part: &Part) {
        self.quantities.clear();
        for share in &part.shares {
            match self.quantities.iter_mut().find(|(meter, _)| *meter == share.meter) {
                Some((_, sum)) => *sum += share.quantity,
                None => self.quantities.push((share.meter, share.quantity)),
            }
        }
        self.rating.lines.clear();
        let Some(facts) = self.work.series.get(&cell.series) else { return };
        if self.quantities.is_empty() {
            return;
        }
        let account = self.work.accounts.get(&cell.connection).map_or("", String::as_str);
        let target = part.target.and_then(|place| self.targets.get(place));
        let mut usage = facts.usage(cell.day, account, cell.requests, &self.quantities);
        if let Some(target) = target {
            move_to(&mut usage, facts, target);
        }
        if part.is_batch {
            usage.batch = Some(true);
        }
        if let Some(day) = self.prices.day {
            usage.time = UsageTime::Within(day_start(day), day_end(day));
        }
        let pricer = &self.prices.pricer;
        let key = (cell.series, cell.connection, part.is_batch, part.target);
        let resolved = self.resolved.entry(key).or_insert_with(|| pricer.resolve(&usage.identity()));
        pricer.rate_resolved(resolved, &usage, &mut self.rating);
    }

    /// The part of the rated line that a share stands for, rounded half to even to nanos.
    fn share(&self, share: &Share) -> Option<Ends> {
        if self.rating.currency.as_deref() != Some(self.work.currency.as_str()) {
            return None;
        }
        let line = self.rating.lines.iter().find(|line| line.meter == share.meter)?;
        if !matches!(line.status, RatingStatus::Priced | RatingStatus::Range) {
            return None;
        }
        let Bounds { low, high } = line.contracted?;
        let part = |amount: Decimal| {
            if share.quantity == line.quantity {
                return Some(amount);
            }
            amount.checked_mul(share.quantity)?.checked_div(line.quantity)
        };
        let currency = Currency::parse(&self.work.currency).ok()?;
        let nanos = |amount: Decimal| {
            Some(i128::from(Money::<Rated>::from_decimal(part(amount)?, currency).ok()?.nanos()))
        };
        let low = nanos(low)?;
        Some(Ends { low, high: if line.status == RatingStatus::Range { nanos(high)? } else { low } })
    }
}

/// The same usage at another model: our word for its way of being served, and the channel's own place.
fn move_to<'a>(usage: &mut Usage<'a>, facts: &'a SeriesFacts, (channel, model): &'a Target) {
    let lane = facts.lane.as_deref().filter(|lane| !lane.is_empty());
    usage.channel = channel;
    usage.requested_model = None;
    usage.served_model = Some(model);
    usage.geo = None;
    usage.tier_served = lane.filter(|lane| *lane != "batch").or(Some("standard"));
    usage.speed = None;
    usage.batch = Some(lane == Some("batch"));
}
