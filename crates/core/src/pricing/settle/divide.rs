//! Whole nanos, and their division without a rest.

use rust_decimal::{Decimal, RoundingStrategy};

use super::model::SettleError;
use crate::kernel::NANOS_PER_UNIT;

/// An amount in nanos of the currency; sums of many fit.
pub(super) type Nanos = i128;

/// An amount of the input, rounded half to even once.
pub(super) fn nanos(amount: Decimal, subject: impl Fn() -> String) -> Result<Nanos, SettleError> {
    let bad = || SettleError::BadAmount { amount, subject: subject() };
    let scaled = amount.checked_mul(Decimal::from(NANOS_PER_UNIT)).ok_or_else(bad)?;
    let whole = scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
    let nanos = i64::try_from(whole).map_err(|_| bad())?;
    if nanos < 0 { Err(bad()) } else { Ok(Nanos::from(nanos)) }
}

/// The amount in units. Sums of amounts of the ledger are far from where a decimal ends.
pub(super) fn units(nanos: Nanos) -> Decimal {
    Decimal::try_from_i128_with_scale(nanos, 9).map_or(Decimal::MAX, |amount| amount.normalize())
}

/// `amount * part / whole`, rounded half to even; `None` when it cannot be held or `whole` is zero.
pub(super) fn portion(amount: Nanos, part: Nanos, whole: Nanos) -> Option<Nanos> {
    let product = amount.checked_mul(part)?;
    let (quotient, rest) = (product.checked_div_euclid(whole)?, product.checked_rem_euclid(whole)?);
    let twice = rest.checked_mul(2)?;
    let is_up = twice > whole || (twice == whole && quotient % 2 != 0);
    Some(quotient + Nanos::from(is_up))
}

/// Divides a total in proportion to weights, to the nano: each gets its whole part, and what is left goes one by one to
/// the largest remainders, the earlier of equals first. Without any weight it is divided evenly. `None` when it cannot
/// be held or there is nobody.
pub(super) fn shares(total: Nanos, weights: &[Nanos]) -> Option<Vec<Nanos>> {
    let sum = weights.iter().try_fold(0i128, |sum, weight| sum.checked_add(*weight))?;
    if sum == 0 {
        let even = vec![1; weights.len()];
        return if even.is_empty() { None } else { shares(total, &even) };
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests: Vec<(Nanos, usize)> = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        let product = total.checked_mul(*weight)?;
        parts.push(product / sum);
        rests.push((product % sum, at));
    }
    let given: Nanos = parts.iter().sum();
    let left = usize::try_from(total - given).ok()?;
    rests.sort_by(|(one, first), (other, second)| other.cmp(one).then(first.cmp(second)));
    for (_, at) in rests.into_iter().take(left) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    Some(parts)
}
