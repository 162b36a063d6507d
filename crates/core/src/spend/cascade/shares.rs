//! Shares that add up to the whole: whole numbers only, the largest remainder first, ties to the earlier part.

use std::cmp::Reverse;

/// Divides `whole` in proportion to weights that are not negative. Every share has the sign of the whole or is zero, and
/// none is larger than the exact one rounded up. `None` when no weight is above zero: nothing says where it belongs.
pub fn shares(whole: i128, weights: &[i128]) -> Option<Vec<i128>> {
    let total: i128 = weights.iter().map(|weight| (*weight).max(0)).fold(0, i128::saturating_add);
    if total <= 0 {
        return None;
    }
    let size = whole.unsigned_abs();
    let shift = narrowing(size, weights, total);
    let under = u128::try_from(total >> shift).unwrap_or(1).max(1);
    let mut found = Vec::with_capacity(weights.len());
    let mut order = Vec::with_capacity(weights.len());
    let mut given = 0_u128;
    for (place, weight) in weights.iter().enumerate() {
        let weight = u128::try_from((*weight).max(0) >> shift).unwrap_or(0);
        let over = size.saturating_mul(weight);
        let share = over.checked_div(under).unwrap_or(0);
        let rest = over.checked_rem(under).unwrap_or(0);
        given = given.saturating_add(share);
        found.push(share);
        if rest > 0 {
            order.push((Reverse(rest), place));
        }
    }
    let left = usize::try_from(size.saturating_sub(given)).unwrap_or(0);
    give(&mut found, &mut order, left);
    let sign = whole.signum();
    Some(found.into_iter().map(|share| i128::try_from(share).unwrap_or(0).saturating_mul(sign)).collect())
}

/// One nano each to the places with the largest remainders. Narrowed weights can leave more than there are remainders;
/// what is left then goes to the first place with a share, so that nothing is lost.
fn give(found: &mut [u128], order: &mut [(Reverse<u128>, usize)], left: usize) {
    if left == 0 {
        return;
    }
    let taken = left.min(order.len());
    if taken < order.len() {
        order.select_nth_unstable(taken);
    }
    for (_, place) in order.iter().take(taken) {
        if let Some(share) = found.get_mut(*place) {
            *share = share.saturating_add(1);
        }
    }
    let over = u128::try_from(left.saturating_sub(taken)).unwrap_or(0);
    if over > 0
        && let Some(share) = found.iter_mut().max_by_key(|share| **share)
    {
        *share = share.saturating_add(over);
    }
}

/// How many low bits of the weights must go, so that products fit; none for amounts and weights of a ledger.
fn narrowing(size: u128, weights: &[i128], total: i128) -> u32 {
    let largest = weights.iter().copied().max().unwrap_or(0).max(0);
    let bits = |value: u128| u128::BITS.saturating_sub(value.leading_zeros());
    let needed = bits(size).saturating_add(bits(largest.unsigned_abs()));
    needed.saturating_sub(127).min(bits(total.unsigned_abs()).saturating_sub(1))
}

/// Divides `whole` in two: the part that `of` is of `all`, and the rest. `all` is above zero, `of` lies within it.
pub fn split(whole: i128, of: i128, all: i128) -> (i128, i128) {
    let of = of.clamp(0, all.max(0));
    let parts = shares(whole, &[of, all.saturating_sub(of)]).unwrap_or_default();
    let part = parts.first().copied().unwrap_or(0);
    (part, whole.saturating_sub(part))
}

/// Divides each row among columns so that rows and columns both add up. Rows and columns have one sign and one sum; each
/// row is divided in proportion to what is left of the columns.
pub fn grid(rows: &[i128], columns: &[i128]) -> Vec<Vec<i128>> {
    let mut left: Vec<i128> = columns.to_vec();
    rows.iter()
        .map(|row| {
            let weights: Vec<i128> = left.iter().map(|value| value.saturating_abs()).collect();
            let cells = shares(*row, &weights).unwrap_or_else(|| vec![0; columns.len()]);
            for (value, cell) in left.iter_mut().zip(&cells) {
                *value = value.saturating_sub(*cell);
            }
            cells
        })
        .collect()
}
