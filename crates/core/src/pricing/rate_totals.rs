//! What the lines of a usage file come to.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;
use showback_pricebook::MeterSide;

use super::rate_answer::RateAnswer;
use super::rating::RatingStatus;

/// Sums and counts over answers. Constant in size however many lines there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RateTotals {
    /// Lines priced exactly.
    pub priced: u64,
    /// Lines with a cost between two.
    pub range: u64,
    /// Lines of which some meter has no price.
    pub partial: u64,
    /// Lines without any price.
    pub unpriced: u64,
    /// Tokens of meters without a price.
    pub unpriced_tokens: Decimal,
    /// Money by currency.
    pub money: BTreeMap<Arc<str>, MoneyTotals>,
}

/// Money of one currency, at our rates, by how far it can be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoneyTotals {
    /// Of lines priced exactly.
    pub priced: Decimal,
    /// Of lines with a range, at least.
    pub range_low: Decimal,
    /// Of lines with a range, at most.
    pub range_high: Decimal,
    /// Of the priced meters of partial lines: at least.
    pub partial: Decimal,
}

impl RateTotals {
    /// Adds one answer. A sum beyond what a decimal holds stays at the largest.
    pub fn add(&mut self, answer: &RateAnswer) {
        *match answer.status {
            RatingStatus::Priced => &mut self.priced,
            RatingStatus::Range => &mut self.range,
            RatingStatus::Partial => &mut self.partial,
            RatingStatus::Unpriced => &mut self.unpriced,
        } += 1;
        let without_price = answer.lines.iter().filter(|line| line.status == RatingStatus::Unpriced);
        for line in without_price.filter(|line| line.meter.side() != MeterSide::Other) {
            self.unpriced_tokens = plus(self.unpriced_tokens, line.quantity);
        }
        let (Some(currency), Some(low)) = (&answer.currency, answer.cost.cost) else { return };
        let money = self.money.entry(Arc::clone(currency)).or_default();
        match answer.status {
            RatingStatus::Priced => money.priced = plus(money.priced, low),
            RatingStatus::Range => {
                money.range_low = plus(money.range_low, low);
                money.range_high = plus(money.range_high, answer.cost.cost_high.unwrap_or(low));
            }
            RatingStatus::Partial => money.partial = plus(money.partial, low),
            RatingStatus::Unpriced => {}
        }
    }

    /// Lines in all.
    pub const fn lines(&self) -> u64 {
        self.priced + self.range + self.partial + self.unpriced
    }

    /// Whether some meter of some line has no price.
    pub const fn has_unpriced(&self) -> bool {
        self.partial > 0 || self.unpriced > 0
    }
}

fn plus(one: Decimal, other: Decimal) -> Decimal {
    one.checked_add(other).unwrap_or(Decimal::MAX)
}
