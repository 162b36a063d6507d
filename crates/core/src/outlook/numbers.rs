//! Where nanos become numbers to calculate with, and where a result becomes nanos again.

use crate::kernel::words::units;
use crate::kernel::{Amount, Currency};

/// Nanos in a unit.
const UNIT: f64 = 1e9;
/// Largest size that is rounded exactly enough: half of what an amount can hold.
const MOST: f64 = 4.6e18;

/// An amount that somebody calculated about the future or about what is normal, in nanos.
///
/// It is no money of a book: it has no currency of its own, its basis is `forecast`, and it cannot be added to spend.
///
/// ```compile_fail
/// use showback_core::kernel::{Billed, Currency, Money};
/// use showback_core::outlook::Foreseen;
/// let billed = Money::<Billed>::from_nanos(1, Currency::USD);
/// let _ = billed.checked_add(Foreseen::from_nanos(1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreseen(i64);

impl Foreseen {
    /// The word beside such an amount.
    pub const BASIS: &'static str = "forecast";

    /// So many nanos.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Nanos of the currency of the series it was made from.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// As it crosses the border.
    pub fn amount(self, currency: Currency) -> Amount {
        Amount {
            value: units(i128::from(self.0)),
            currency: currency.code().to_owned(),
            basis: Self::BASIS.to_owned(),
        }
    }

    /// Rounds units to nanos; what is larger than an amount can be becomes the largest.
    pub(super) fn of_units(units: f64) -> Self {
        let nanos = (units * UNIT).clamp(-MOST, MOST);
        if nanos.is_nan() {
            return Self(0);
        }
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
        Self(nanos.round() as i64)
    }

    /// Sum of what is foreseen of several days.
    pub(super) fn sum(parts: impl Iterator<Item = Self>) -> Self {
        Self::of_wide(parts.map(|part| i128::from(part.0)).sum())
    }

    /// Nanos that may be too many; the largest amount then.
    pub(super) fn of_wide(nanos: i128) -> Self {
        Self(i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX }))
    }

    /// With so many nanos more.
    pub(super) fn plus(self, nanos: i128) -> Self {
        Self::of_wide(i128::from(self.0).saturating_add(nanos))
    }
}

/// Nanos as units to calculate with.
pub(super) fn units_of(nanos: i64) -> f64 {
    nanos as f64 / UNIT
}

/// A count to calculate with.
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

/// Share as ten-thousandths.
pub(super) fn basis_points(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let points = (share.clamp(-1e9, 1e9) * 10_000.0).round() as i64;
    points
}

/// Middle of some numbers; `None` of none. Of an even number, halfway between the two in the middle.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len().div_euclid(2);
    let upper = *sorted.get(middle)?;
    if sorted.len().is_multiple_of(2) {
        let lower = *sorted.get(middle.checked_sub(1)?)?;
        return Some(lower + (upper - lower) / 2.0);
    }
    Some(upper)
}

/// Mean; `None` of none.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// The size that `wanted_percent` of errors do not exceed, with the correction for few errors: the next larger rank.
/// `None` of none.
pub(super) fn reach(errors: &[f64], wanted_percent: usize) -> Option<f64> {
    let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let rank = (sizes.len() + 1).saturating_mul(wanted_percent).div_ceil(100);
    sizes.get(rank.saturating_sub(1)).or(sizes.last()).copied()
}
