//! What one unit of one meter costs: the rates of the book that hold, and what the contract makes of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::{MeterId, MeterSide};

use super::find::Offer;
use super::lane::reason;
use super::plan::Plan;
use super::pricer::Pricer;
use super::terms::discounts;
use crate::pricing::{Assumed, Term};
use crate::pricing::{Bounds, RateUse, RatingStatus, Reason, ReasonCode};

/// How many numbers a price is, so that a row multiplies no more often than it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// None.
    Nothing,
    /// One: public and ours are the same, exactly.
    Plain,
    /// Two: public and ours, each exact.
    Exact,
    /// Up to four.
    Wide,
}

/// Price of one unit of a meter, public and ours, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub status: RatingStatus,
    /// Of one unit; of nothing when unpriced.
    pub list: Bounds,
    pub contracted: Bounds,
    pub spread: Spread,
    pub rates: Arc<[RateUse]>,
    pub reasons: Arc<[Reason]>,
}

impl Cell {
    /// No price, and why.
    pub fn unpriced(reasons: impl IntoIterator<Item = Reason>) -> Self {
        let reasons: BTreeSet<Reason> = reasons.into_iter().collect();
        Self {
            status: RatingStatus::Unpriced,
            list: Bounds::default(),
            contracted: Bounds::default(),
            spread: Spread::Nothing,
            rates: Arc::default(),
            reasons: reasons.into_iter().collect(),
        }
    }

    /// One price, or all between the lowest and the highest.
    fn of(uses: Vec<RateUse>, reasons: BTreeSet<Reason>, is_open: bool) -> Self {
        let list = bounds(uses.iter().map(|used| used.unit_price));
        let contracted = bounds(uses.iter().map(|used| used.contracted_unit_price));
        let is_exact = list.is_exact() && contracted.is_exact() && !is_open;
        Self {
            status: if is_exact { RatingStatus::Priced } else { RatingStatus::Range },
            spread: match is_exact {
                true if list == contracted => Spread::Plain,
                true => Spread::Exact,
                false => Spread::Wide,
            },
            list,
            contracted,
            rates: uses.into(),
            reasons: reasons.into_iter().collect(),
        }
    }

    /// What holds when any of several prices may: unpriced when one of them is.
    pub fn merge<'a>(cells: impl Iterator<Item = &'a Self> + Clone, because: &[Reason]) -> Self {
        if cells.clone().any(|cell| cell.status == RatingStatus::Unpriced) {
            let missing = cells.filter(|cell| cell.status == RatingStatus::Unpriced);
            return Self::unpriced(missing.flat_map(|cell| cell.reasons.iter().cloned()));
        }
        let mut uses: Vec<RateUse> = Vec::new();
        let mut reasons = BTreeSet::new();
        let mut is_open = false;
        for cell in cells {
            is_open |= cell.status == RatingStatus::Range;
            reasons.extend(cell.reasons.iter().cloned());
            for used in cell.rates.iter() {
                if !uses.contains(used) {
                    uses.push(used.clone());
                }
            }
        }
        let mut merged = Self::of(uses, reasons, is_open);
        if !because.is_empty() {
            let reasons: BTreeSet<Reason> = merged.reasons.iter().chain(because).cloned().collect();
            merged.reasons = reasons.into_iter().collect();
        }
        merged
    }

    /// Whether both give the same amounts.
    pub fn costs_as(&self, other: &Self) -> bool {
        self.list == other.list
            && self.contracted == other.contracted
            && (self.status == RatingStatus::Unpriced) == (other.status == RatingStatus::Unpriced)
    }
}

fn bounds(prices: impl Iterator<Item = Decimal> + Clone) -> Bounds {
    Bounds { low: prices.clone().min().unwrap_or_default(), high: prices.max().unwrap_or_default() }
}

impl Pricer {
    /// The price of one meter in one band, on one side of each clock.
    pub(super) fn cell(&self, plan: &Plan, over: u64, side: usize, meter: MeterId) -> Cell {
        let negotiated = |meter: MeterId| self.negotiated(plan, over, meter);
        let mut reasons = BTreeSet::new();
        self.flag_allowance(plan, meter, &mut reasons);
        let found = match self.find_rates(plan, over, side, meter) {
            Ok(found) => found,
            Err(missing) => match self.only_by_contract(plan, meter, negotiated(meter)) {
                Some(used) => {
                    let used = self.free(plan, used, &mut reasons);
                    return Cell::of(vec![used], reasons, false);
                }
                None => return Cell::unpriced(missing),
            },
        };
        reasons.extend(found.reasons);
        let mut uses: Vec<RateUse> = Vec::new();
        for offer in found.offers {
            let used = match negotiated(meter).or_else(|| negotiated(offer.billed_as.as_ref()?.0)) {
                Some((price, entry)) => {
                    let mut used = offer.into_use();
                    used.contracted_unit_price = price;
                    used.terms.push(entry.to_owned());
                    used
                }
                None => self.discounted(plan, meter, offer),
            };
            let used = self.on_capacity(plan, meter, used);
            let used = self.free(plan, used, &mut reasons);
            if !uses.contains(&used) {
                uses.push(used);
            }
        }
        Cell::of(uses, reasons, found.is_open)
    }

    /// Negotiated price of one unit in exactly that band, and its entry; the later entry wins.
    fn negotiated(&self, plan: &Plan, over: u64, meter: MeterId) -> Option<(Decimal, &str)> {
        let over = if meter.side() == MeterSide::Other { 0 } else { over };
        plan.entries.iter().rev().find_map(|place| {
            let entry = self.contract().entries.get(*place)?;
            match &entry.term {
                Term::Rate(rate) if rate.over == over => {
                    let price = rate.prices.get(&meter)?;
                    Some((per_unit(*price, rate.per), entry.id.as_str()))
                }
                _ => None,
            }
        })
    }

    fn only_by_contract(
        &self,
        plan: &Plan,
        meter: MeterId,
        negotiated: Option<(Decimal, &str)>,
    ) -> Option<RateUse> {
        let (price, entry) = match negotiated {
            Some((price, entry)) => (price, entry),
            None => (Decimal::ZERO, self.capacity(plan, meter)?),
        };
        let terms = vec![entry.to_owned()];
        Some(RateUse {
            rate: None,
            billed_as: None,
            unit_price: price,
            contracted_unit_price: price,
            factors: Vec::new(),
            terms,
        })
    }

    fn discounted(&self, plan: &Plan, meter: MeterId, offer: Offer) -> RateUse {
        let billed_as = offer.billed_as.map(|(meter, _)| meter);
        let mut used = offer.into_use();
        for place in &plan.entries {
            let Some(entry) = self.contract().entries.get(*place) else { continue };
            let Term::Discount(discount) = &entry.term else { continue };
            if discounts(discount, meter) || billed_as.is_some_and(|meter| discounts(discount, meter)) {
                let factor = (Decimal::ONE - discount.percent * Decimal::new(1, 2)).normalize();
                used.contracted_unit_price = (used.contracted_unit_price * factor).normalize();
                used.factors.push((entry.id.clone(), factor));
                used.terms.push(entry.id.clone());
            }
        }
        used
    }

    /// The entry of the capacity that tokens run on.
    fn capacity(&self, plan: &Plan, meter: MeterId) -> Option<&str> {
        if meter.side() == MeterSide::Other {
            return None;
        }
        plan.entries.iter().find_map(|place| {
            let entry = self.contract().entries.get(*place)?;
            matches!(entry.term, Term::Capacity(_)).then_some(entry.id.as_str())
        })
    }

    fn on_capacity(&self, plan: &Plan, meter: MeterId, mut used: RateUse) -> RateUse {
        if let Some(entry) = self.capacity(plan, meter) {
            used.contracted_unit_price = Decimal::ZERO;
            used.terms.push(entry.to_owned());
        }
        used
    }

    fn free(&self, plan: &Plan, mut used: RateUse, reasons: &mut BTreeSet<Reason>) -> RateUse {
        let entry = plan.entries.iter().find_map(|place| {
            let entry = self.contract().entries.get(*place)?;
            matches!(&entry.term, Term::Assume(assumption) if assumption.takes == Assumed::Free)
                .then_some(entry.id.as_str())
        });
        if let Some(entry) = entry {
            used.contracted_unit_price = Decimal::ZERO;
            used.terms.push(entry.to_owned());
            reasons.insert(reason(ReasonCode::FreeTier, entry));
        }
        used
    }

    fn flag_allowance(&self, plan: &Plan, meter: MeterId, reasons: &mut BTreeSet<Reason>) {
        let Some(channel) = self.index().channel(&plan.channel) else { return };
        let Some(channel) = self.book().channels.get(channel.place) else { return };
        let is_allowed = channel
            .allowances
            .iter()
            .any(|allowance| allowance.meter == meter && allowance.valid.contains(plan.at));
        if is_allowed {
            reasons.insert(reason(ReasonCode::AllowanceNotApplied, meter.name()));
        }
    }
}

/// Price of one unit. Exact where the number of units has no prime factors but 2 and 5; else to 28 digits.
pub(super) fn per_unit(price: Decimal, units: u64) -> Decimal {
    price.checked_div(Decimal::from(units)).unwrap_or_default().normalize()
}
