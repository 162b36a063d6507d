//! Amounts from prices and quantities: the lines of a rating, and their sums.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::MeterId;

use super::cell::{Cell, Spread};
use super::lane::reason;
use super::plan::Plan;
use crate::pricing::Usage;
use crate::pricing::{Bounds, Rating, RatingLine, RatingStatus, Reason, ReasonCode};

/// What the lines of a rating share.
pub(super) struct Lines<'a> {
    pub plan: &'a Plan,
    /// What is said of the usage as a whole.
    pub flags: &'a Arc<[Reason]>,
    /// The same when some line is unpriced.
    pub problem: &'a Arc<[Reason]>,
}

/// Sums of the lines so far, kept apart so that a row adds no more often than it must.
#[derive(Default)]
struct Sums {
    /// Of lines whose public price is ours.
    plain: Decimal,
    /// Of lines with two exact prices.
    exact: Option<(Decimal, Decimal)>,
    /// Of all others.
    wide: Option<(Bounds, Bounds)>,
    priced: usize,
    ranges: usize,
    unpriced: usize,
}

impl Lines<'_> {
    /// Fills a rating with one line for each quantity.
    pub fn make<'c>(
        &self,
        usage: &Usage<'_>,
        rating: &mut Rating,
        mut cell_of: impl FnMut(MeterId) -> Option<&'c Cell>,
    ) {
        let mut sums = Sums::default();
        for (meter, quantity) in usage.quantities {
            let cell = cell_of(*meter);
            let line = cell.and_then(|cell| sums.line(cell, *meter, *quantity, self.plan.problem.is_some()));
            let line = line.unwrap_or_else(|| sums.too_large(*meter, *quantity));
            rating.lines.push(line);
        }
        self.finish(rating, &sums);
    }

    fn finish(&self, rating: &mut Rating, sums: &Sums) {
        // A quantity of zero without a price costs nothing, and says nothing about the others.
        let is_bad = sums.unpriced > 0 || self.plan.problem.is_some() && sums.priced == 0;
        rating.status = match sums {
            _ if is_bad && sums.priced == 0 => RatingStatus::Unpriced,
            _ if is_bad => RatingStatus::Partial,
            Sums { ranges: 1.., .. } => RatingStatus::Range,
            _ => RatingStatus::Priced,
        };
        rating.reasons.clone_from(if is_bad { self.problem } else { self.flags });
        let totals = if rating.status == RatingStatus::Unpriced { None } else { sums.totals() };
        if totals.is_none() {
            rating.status = RatingStatus::Unpriced;
        }
        (rating.list, rating.contracted) = totals.unzip();
        rating.currency = rating.list.map(|_| Arc::clone(&self.plan.currency));
    }
}

impl Sums {
    fn line(
        &mut self,
        cell: &Cell,
        meter: MeterId,
        quantity: Decimal,
        has_problem: bool,
    ) -> Option<RatingLine> {
        let line = |status, list, contracted, cell: &Cell| RatingLine {
            meter,
            quantity,
            status,
            list,
            contracted,
            rates: Arc::clone(&cell.rates),
            reasons: Arc::clone(&cell.reasons),
        };
        match cell.spread {
            Spread::Plain => {
                let amount = quantity.checked_mul(cell.list.low)?;
                self.plain = self.plain.checked_add(amount)?;
                self.priced += 1;
                let bounds = Some(Bounds::exact(amount));
                Some(line(RatingStatus::Priced, bounds, bounds, cell))
            }
            Spread::Exact => {
                let list = quantity.checked_mul(cell.list.low)?;
                let contracted = quantity.checked_mul(cell.contracted.low)?;
                let (lists, ours) = self.exact.unwrap_or_default();
                self.exact = Some((lists.checked_add(list)?, ours.checked_add(contracted)?));
                self.priced += 1;
                let (list, contracted) = (Some(Bounds::exact(list)), Some(Bounds::exact(contracted)));
                Some(line(RatingStatus::Priced, list, contracted, cell))
            }
            Spread::Wide => {
                let (list, contracted) = (times(cell.list, quantity)?, times(cell.contracted, quantity)?);
                let (lists, ours) = self.wide.unwrap_or_default();
                self.wide = Some((plus(lists, list)?, plus(ours, contracted)?));
                self.priced += 1;
                let status = if quantity.is_zero() { RatingStatus::Priced } else { cell.status };
                self.ranges += usize::from(status == RatingStatus::Range);
                Some(line(status, Some(list), Some(contracted), cell))
            }
            Spread::Nothing if quantity.is_zero() && !has_problem => {
                let zero = Some(Bounds::default());
                Some(line(RatingStatus::Priced, zero, zero, cell))
            }
            Spread::Nothing => {
                self.unpriced += 1;
                Some(line(RatingStatus::Unpriced, None, None, cell))
            }
        }
    }

    /// A line whose amount no exact number holds.
    fn too_large(&mut self, meter: MeterId, quantity: Decimal) -> RatingLine {
        self.unpriced += 1;
        let because = reason(ReasonCode::BadQuantity, &format!("{meter} {quantity}"));
        RatingLine {
            meter,
            quantity,
            status: RatingStatus::Unpriced,
            list: None,
            contracted: None,
            rates: Arc::default(),
            reasons: Arc::from([because]),
        }
    }

    fn totals(&self) -> Option<(Bounds, Bounds)> {
        let (mut list, mut contracted) = (self.plain, self.plain);
        if let Some((lists, ours)) = self.exact {
            (list, contracted) = (list.checked_add(lists)?, contracted.checked_add(ours)?);
        }
        let exact = (Bounds::exact(list), Bounds::exact(contracted));
        match self.wide {
            None => Some(exact),
            Some((lists, ours)) => Some((plus(exact.0, lists)?, plus(exact.1, ours)?)),
        }
    }
}

fn times(price: Bounds, quantity: Decimal) -> Option<Bounds> {
    Some(Bounds { low: price.low.checked_mul(quantity)?, high: price.high.checked_mul(quantity)? })
}

fn plus(a: Bounds, b: Bounds) -> Option<Bounds> {
    Some(Bounds { low: a.low.checked_add(b.low)?, high: a.high.checked_add(b.high)? })
}

/// Makes a rating without any amount.
pub(super) fn refuse(rating: &mut Rating, plan: &Plan, usage: &Usage<'_>, problem: &Reason) {
    let because: Arc<[Reason]> = Arc::from([problem.clone()]);
    let all: BTreeSet<&Reason> = plan.flags_and_problem.iter().chain([problem]).collect();
    rating.reasons = all.into_iter().cloned().collect();
    rating.status = RatingStatus::Unpriced;
    rating.list = None;
    rating.contracted = None;
    rating.currency = None;
    rating.lines.extend(usage.quantities.iter().map(|(meter, quantity)| RatingLine {
        meter: *meter,
        quantity: *quantity,
        status: RatingStatus::Unpriced,
        list: None,
        contracted: None,
        rates: Arc::default(),
        reasons: Arc::clone(&because),
    }));
}
