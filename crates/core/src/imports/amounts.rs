//! From a rating to the amounts of a request: rounded once, divided into classes that add up.

use rust_decimal::{Decimal, RoundingStrategy};
use showback_pricebook::MeterId;

use super::meters::{CLASSES, NAMES};
use crate::kernel::NANOS_PER_UNIT;
use crate::pricing::{Bounds, Rating, RatingLine, RatingStatus};
use crate::requests::{RatedAmounts, RatingOutcome};

/// Amounts of a rating; `None` when nothing is priced, or it is more than the ledger can hold. `is_complete`: every quantity
/// had a meter of the book.
pub(super) fn amounts(rating: &Rating, is_complete: bool) -> Option<RatedAmounts> {
    // A line of zero stands for a rate that was asked for, and prices nothing.
    let has_priced = rating.lines.iter().any(|line| !line.quantity.is_zero() && line.contracted.is_some());
    let outcome = match rating.status {
        RatingStatus::Priced if is_complete => RatingOutcome::Priced,
        RatingStatus::Range if is_complete => RatingOutcome::Range,
        RatingStatus::Priced | RatingStatus::Range | RatingStatus::Partial => RatingOutcome::Partial,
        RatingStatus::Unpriced => return None,
    };
    if !has_priced {
        return None;
    }
    let mut classes = [Decimal::ZERO; CLASSES];
    for line in &rating.lines {
        let Some(amount) = line.contracted else { continue };
        let sum = classes.get_mut(NAMES.class(line.meter) as usize)?;
        *sum = sum.checked_add(amount.low)?;
    }
    let (rated, [input, cache_write, cache_read, output, other]) = divide(classes)?;
    let high = match (outcome, &rating.contracted) {
        (RatingOutcome::Range, Some(Bounds { high, .. })) => Some(nanos(*high)?),
        _ => None,
    };
    Some(RatedAmounts {
        outcome,
        currency: rating.currency.as_deref()?.to_owned(),
        list_nanos: Some(nanos(rating.list?.low)?),
        rated_nanos: Some(rated),
        rated_high_nanos: high,
        input_nanos: Some(input),
        cache_write_nanos: Some(cache_write),
        cache_read_nanos: Some(cache_read),
        output_nanos: Some(output),
        other_nanos: Some(other),
        cache_benefit_nanos: benefit(&rating.lines),
    })
}

/// Half to even, once.
fn nanos(units: Decimal) -> Option<i64> {
    let exact = units.checked_mul(Decimal::from(NANOS_PER_UNIT))?;
    i64::try_from(exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven)).ok()
}

/// The rounded sum, and its classes rounded so that they add up to it: the largest remainders are rounded up, of equal
/// ones the earlier class.
fn divide(classes: [Decimal; CLASSES]) -> Option<(i64, [i64; CLASSES])> {
    let mut sum = Decimal::ZERO;
    let mut parts = [0_i64; CLASSES];
    let mut remainders = [Decimal::ZERO; CLASSES];
    let mut whole = 0_i64;
    for ((class, part), remainder) in classes.iter().zip(&mut parts).zip(&mut remainders) {
        if class.is_zero() {
            continue;
        }
        sum = sum.checked_add(*class)?;
        let exact = class.checked_mul(Decimal::from(NANOS_PER_UNIT))?;
        let floor = exact.floor();
        *remainder = exact - floor;
        *part = i64::try_from(floor).ok()?;
        whole = whole.checked_add(*part)?;
    }
    let total = nanos(sum)?;
    for _ in whole..total {
        let mut best = 0;
        for place in 1..CLASSES {
            if remainders.get(place)? > remainders.get(best)? {
                best = place;
            }
        }
        *remainders.get_mut(best)? = Decimal::NEGATIVE_ONE;
        let part = parts.get_mut(best)?;
        *part = part.checked_add(1)?;
    }
    Some((total, parts))
}

/// What reading from the cache saved less what writing to it cost more, by our rates; `None` when a rate is not known.
fn benefit(lines: &[RatingLine]) -> Option<i64> {
    let mut benefit = Decimal::ZERO;
    for line in lines.iter().filter(|line| !line.quantity.is_zero()) {
        let Some(plain) = NAMES.uncached(line.meter) else { continue };
        let difference = unit_price(lines, plain)?.checked_sub(unit_price_of(line)?)?;
        // A write costs more than input, so that its difference is negative by itself.
        benefit = benefit.checked_add(difference.checked_mul(line.quantity)?)?;
    }
    nanos(benefit)
}

fn unit_price(lines: &[RatingLine], meter: MeterId) -> Option<Decimal> {
    unit_price_of(lines.iter().find(|line| line.meter == meter)?)
}

/// The one price of a unit of a line; `None` when there is none or more than one.
fn unit_price_of(line: &RatingLine) -> Option<Decimal> {
    let first = line.rates.first()?.contracted_unit_price;
    line.rates.iter().all(|used| used.contracted_unit_price == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(nanos: [&str; CLASSES]) -> (i64, [i64; CLASSES]) {
        divide(nanos.map(|text| text.parse::<Decimal>().unwrap() / Decimal::from(NANOS_PER_UNIT))).unwrap()
    }

    #[test]
    fn classes_add_up_to_the_total_that_is_rounded_once() {
        assert_eq!(parts(["1.4", "1.4", "1.4", "0", "0"]), (4, [2, 1, 1, 0, 0]));
        assert_eq!(parts(["0.5", "0", "0", "0", "0"]), (0, [0; 5]), "half to even");
        assert_eq!(parts(["1.5", "0", "0", "0", "0"]), (2, [2, 0, 0, 0, 0]));
        assert_eq!(parts(["0.2", "0.3", "0", "0.9", "0.6"]), (2, [0, 0, 0, 1, 1]));
        assert_eq!(parts(["7", "0", "3", "11", "0"]), (21, [7, 0, 3, 11, 0]));
    }

    #[test]
    fn an_amount_beyond_the_ledger_is_no_amount() {
        assert_eq!(
            divide([
                Decimal::from(10_000_000_000_i64),
                Decimal::ZERO,
                Decimal::ZERO,
                Decimal::ZERO,
                Decimal::ZERO
            ]),
            None
        );
    }
}
