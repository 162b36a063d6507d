//! Figures beside what they were before.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::model::ExploreCell;
use super::figures::Figures;
use super::sums::Key;

/// A measure in both periods.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) now: Figures,
    pub(super) before: Option<Figures>,
    /// Whether anything of the compared period is known.
    pub(super) is_before_known: bool,
}

/// One figure in both periods; `None` where it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Both {
    pub(super) now: Option<Decimal>,
    pub(super) before: Option<Decimal>,
}

impl Pair {
    /// The figures of a group.
    pub(super) fn of(&self, currency: Option<&str>, key: &Key) -> Both {
        let before = self.before.as_ref().and_then(|before| before.of(currency, key));
        self.settled(self.now.of(currency, key), before)
    }

    /// The figures over all groups.
    pub(super) fn total(&self, currency: Option<&str>) -> Both {
        let before = self.before.as_ref().and_then(|before| before.total(currency));
        self.settled(self.now.total(currency), before)
    }

    /// A sum that came or went was nothing on the other side; one that neither side tells is not known.
    fn settled(&self, now: Option<Decimal>, before: Option<Decimal>) -> Both {
        let is_sum = self.now.named.is_additive();
        let nothing = |other: Option<Decimal>| other.filter(|_| is_sum).map(|_| Decimal::ZERO);
        let is_compared = self.before.is_some() && self.is_before_known;
        Both {
            now: now.or_else(|| nothing(before)),
            before: before.or_else(|| nothing(now)).filter(|_| is_compared),
        }
    }
}

impl Both {
    /// Now less before; `None` when one of them is not known.
    pub(super) fn change(self) -> Option<Decimal> {
        self.now?.checked_sub(self.before?)
    }

    /// As it is shown.
    pub(super) fn cell(self, share_basis_points: Option<i64>) -> ExploreCell {
        let text = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
        let change = self.change();
        let change_basis_points = self.before.filter(|before| *before > Decimal::ZERO).and_then(|before| {
            change?.checked_mul(Decimal::from(10_000))?.checked_div(before)?.trunc().to_i64()
        });
        ExploreCell {
            now: text(self.now),
            before: text(self.before),
            change: text(change),
            change_basis_points,
            share_basis_points,
        }
    }
}
