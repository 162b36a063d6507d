//! Shares that add up to the whole.

use std::cmp::Reverse;

/// All of it, in ten-thousandths.
const WHOLE: i128 = 10_000;

/// The share of each part in ten-thousandths by the largest remainder, ties to the earlier part. They add up to
/// 10,000. `None` each when the whole is zero or negative.
pub(super) fn shares(parts: &[i128]) -> Vec<Option<i64>> {
    let whole: i128 = parts.iter().sum();
    if whole <= 0 {
        return vec![None; parts.len()];
    }
    let scaled = |part: i128| part.saturating_mul(WHOLE);
    let mut found: Vec<i128> = parts.iter().map(|part| scaled(*part).div_euclid(whole)).collect();
    let left = WHOLE - found.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| Reverse(parts.get(*index).map_or(0, |part| scaled(*part).rem_euclid(whole))));
    for index in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = found.get_mut(index) {
            *share += 1;
        }
    }
    found.into_iter().map(|share| i64::try_from(share).ok()).collect()
}

/// `part` of `whole` in ten-thousandths, rounded down; `None` when the whole is not above zero.
pub(super) fn share(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(part.saturating_mul(WHOLE).div_euclid(whole)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_third_each_adds_up_to_the_whole() {
        assert_eq!(shares(&[1, 1, 1]), [Some(3334), Some(3333), Some(3333)]);
    }

    #[test]
    fn nothing_has_no_shares() {
        assert_eq!(shares(&[5, -5]), [None, None]);
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_whole(parts in proptest::collection::vec(-1_000_000_i128..1_000_000_000_000, 1..40)) {
            let whole: i128 = parts.iter().sum();
            let total: i64 = shares(&parts).into_iter().flatten().sum();
            prop_assert_eq!(total, if whole > 0 { 10_000 } else { 0 });
        }
    }
}
