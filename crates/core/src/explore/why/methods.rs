//! A product of factors that changed: how much each factor did. Pure arithmetic, closed to the nano.

use std::cmp::Reverse;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, MathematicalOps};

use crate::explore::model::BridgeMethod;

/// Factors of a product in the order in which the sequential method lets them change.
pub(super) const FACTORS: usize = 7;
/// Below this relative distance the logarithmic mean is taken from its series: a quotient of two small numbers would
/// lose the digits that count.
const NEAR: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// Both states of every factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) base: [Decimal; FACTORS],
    pub(super) now: [Decimal; FACTORS],
}

impl Change {
    fn pairs(&self) -> impl Iterator<Item = (usize, Decimal, Decimal)> + '_ {
        self.base.iter().zip(&self.now).enumerate().map(|(place, (base, now))| (place, *base, *now))
    }

    /// The product, with the factors that `is_now` names in their later state. `None` when it is larger than a number
    /// can be.
    fn product(&self, is_now: impl Fn(usize) -> bool) -> Option<Decimal> {
        // Tokens first: shares of shares on their own would run out of digits.
        self.pairs().try_fold(Decimal::ONE, |product, (place, base, now)| {
            product.checked_mul(if is_now(place) { now } else { base })
        })
    }

    /// What each factor did, in nanos. They sum to `whole` exactly; `None` when a product on the way is too large.
    pub(super) fn split(&self, method: BridgeMethod, whole: i128) -> Option<[i128; FACTORS]> {
        let exact = match method {
            BridgeMethod::Shapley => self.shapley()?,
            BridgeMethod::Sequential => self.sequential()?,
            BridgeMethod::Lmdi => self.lmdi(whole)?,
        };
        close(&exact, whole)
    }

    /// The average over every order of the factors that changed; those that did not change do nothing in any order.
    fn shapley(&self) -> Option<[Decimal; FACTORS]> {
        let changed: Vec<usize> =
            self.pairs().filter(|(_, base, now)| base != now).map(|(place, ..)| place).collect();
        let among = changed.len();
        let values: Vec<Decimal> = (0..1_usize << among)
            .map(|set| {
                let is_now =
                    |place| changed.iter().position(|known| *known == place).is_some_and(|bit| has(set, bit));
                self.product(is_now)
            })
            .collect::<Option<_>>()?;
        let orders = Decimal::from(factorial(among));
        let mut exact = [Decimal::ZERO; FACTORS];
        for (bit, place) in changed.iter().enumerate() {
            let mut sum = Decimal::ZERO;
            for before in 0..among {
                let mut steps = Decimal::ZERO;
                for (set, value) in values.iter().enumerate() {
                    if !has(set, bit) && usize::try_from(set.count_ones()).ok()? == before {
                        let after = values.get(set | (1 << bit))?;
                        steps = steps.checked_add(after.checked_sub(*value)?)?;
                    }
                }
                let alike =
                    factorial(before).checked_mul(factorial(among.checked_sub(before)?.checked_sub(1)?))?;
                let weight = Decimal::from(alike).checked_div(orders)?;
                sum = sum.checked_add(steps.checked_mul(weight)?)?;
            }
            *exact.get_mut(*place)? = sum;
        }
        Some(exact)
    }

    /// Each factor after the ones before it.
    fn sequential(&self) -> Option<[Decimal; FACTORS]> {
        let mut exact = [Decimal::ZERO; FACTORS];
        let mut reached = self.product(|_| false)?;
        for (place, step) in exact.iter_mut().enumerate() {
            let next = self.product(|factor| factor <= place)?;
            *step = next.checked_sub(reached)?;
            reached = next;
        }
        Some(exact)
    }

    /// By logarithmic means. Where the product is zero on one side, its limit: all of it is of the factor that is zero.
    fn lmdi(&self, whole: i128) -> Option<[Decimal; FACTORS]> {
        let mut exact = [Decimal::ZERO; FACTORS];
        let whole = Decimal::try_from_i128_with_scale(whole, 0).ok()?;
        if let Some((place, ..)) = self.pairs().find(|(_, base, now)| base.is_zero() != now.is_zero()) {
            *exact.get_mut(place)? = whole;
            return Some(exact);
        }
        if self.base.iter().any(Decimal::is_zero) {
            return Some(exact);
        }
        let mut logarithms = [Decimal::ZERO; FACTORS];
        for (place, base, now) in self.pairs().filter(|(_, base, now)| base != now) {
            *logarithms.get_mut(place)? = now.checked_ln()?.checked_sub(base.checked_ln()?)?;
        }
        let (base, now) = (self.product(|_| false)?, self.product(|_| true)?);
        let mean = logarithmic_mean(base, now, logarithms.iter().sum())?;
        for (step, logarithm) in exact.iter_mut().zip(logarithms) {
            *step = mean.checked_mul(logarithm)?;
        }
        Some(exact)
    }
}

/// `(now - base) / ln(now / base)`.
fn logarithmic_mean(base: Decimal, now: Decimal, logarithm: Decimal) -> Option<Decimal> {
    let middle = base.checked_add(now)?.checked_div(Decimal::TWO)?;
    let distance = now.checked_sub(base)?.checked_div(middle)?;
    if distance.abs() < NEAR {
        let bend = distance.checked_mul(distance)?.checked_div(Decimal::from(12))?;
        return middle.checked_mul(Decimal::ONE.checked_sub(bend)?);
    }
    now.checked_sub(base)?.checked_div(logarithm)
}

fn has(set: usize, bit: usize) -> bool {
    set >> bit & 1 == 1
}

fn factorial(number: usize) -> u32 {
    (1..=u32::try_from(number).unwrap_or(0)).product()
}

/// Whole nanos that sum to `whole`, by the largest remainder, ties to the earlier factor. A factor that did nothing gets
/// nothing. What rounding on the way left beyond a nano each goes to the factor that did most.
fn close(exact: &[Decimal; FACTORS], whole: i128) -> Option<[i128; FACTORS]> {
    let mut closed = [0_i128; FACTORS];
    for (nanos, exact) in closed.iter_mut().zip(exact) {
        *nanos = exact.floor().to_i128()?;
    }
    let mut order: Vec<(usize, &Decimal)> =
        exact.iter().enumerate().filter(|(_, exact)| !exact.is_zero()).collect();
    let left = whole.checked_sub(closed.iter().sum())?;
    if usize::try_from(left).is_ok_and(|left| left <= order.len()) {
        order.sort_by_key(|(place, exact)| (Reverse(**exact - exact.floor()), *place));
        for (place, _) in order.iter().take(usize::try_from(left).ok()?) {
            *closed.get_mut(*place)? += 1;
        }
    } else {
        order.sort_by_key(|(place, exact)| (Reverse(exact.abs()), *place));
        let most = order.first().map_or(0, |(place, _)| *place);
        *closed.get_mut(most)? += left;
    }
    Some(closed)
}
