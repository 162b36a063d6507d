//! What moved most, and why as far as figures can tell.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::breakdown::{Pair, pairs};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::figures::Figures;
use super::model::Mover;
use super::reading::Reading;
use super::words::{self, billed};
use crate::kernel::words::{grouped, units, units_of_nanos};

/// Movers in all, and of one dimension.
const MOST: usize = 8;
const MOST_OF_DIMENSION: usize = 4;

/// The largest absolute changes of projects, models and keys.
pub(super) fn movers(
    reading: &Reading<'_>,
    now: &Figures,
    before: &Figures,
    currency: &str,
) -> Result<Vec<Mover>, ExploreError> {
    let mut found: Vec<(i128, Mover)> = Vec::new();
    for dimension in [Dimension::Project, Dimension::Model, Dimension::Key] {
        let (tokens, tokens_before) = (now.tokens_by_value(dimension), before.tokens_by_value(dimension));
        let mut moved = pairs(now, before, dimension, currency);
        moved.retain(|pair| pair.value.is_some() && pair.amount != pair.before);
        moved.sort_by_key(|pair| Reverse((pair.amount - pair.before).abs()));
        for pair in moved.into_iter().take(MOST_OF_DIMENSION) {
            let size = (pair.amount - pair.before).abs();
            found.push((size, mover(reading, dimension, pair, currency, &tokens, &tokens_before)?));
        }
    }
    found.sort_by_key(|(size, _)| Reverse(*size));
    Ok(found.into_iter().take(MOST).map(|(_, mover)| mover).collect())
}

type Tokens<'a> = BTreeMap<Option<&'a str>, i128>;

fn mover(
    reading: &Reading<'_>,
    dimension: Dimension,
    pair: Pair<'_>,
    currency: &str,
    tokens: &Tokens<'_>,
    tokens_before: &Tokens<'_>,
) -> Result<Mover, ExploreError> {
    let of = |tokens: &Tokens<'_>| tokens.get(&pair.value).copied().unwrap_or(0);
    Ok(Mover {
        dimension: dimension.name().to_owned(),
        key: words::key(reading, dimension, pair.value),
        amount: billed(pair.amount, currency)?,
        before: billed(pair.before, currency)?,
        change: units(pair.amount - pair.before),
        cause: cause(pair.amount, pair.before, of(tokens), of(tokens_before)),
    })
}

/// Splits the change into what more or fewer tokens did at the old cost per token, and what the cost per token did.
/// The two parts add up to the change; the larger one names the cause.
fn cause(amount: i128, before: i128, tokens: i128, tokens_before: i128) -> String {
    if before == 0 {
        return "new".to_owned();
    }
    if amount == 0 {
        return "gone".to_owned();
    }
    if tokens <= 0 || tokens_before <= 0 {
        return "its tokens are not told".to_owned();
    }
    let (money, money_before) = (units_of_nanos(amount), units_of_nanos(before));
    let growth = whole(tokens).checked_div(whole(tokens_before)).unwrap_or(Decimal::ONE);
    let at_old_rate = money_before.checked_mul(growth).unwrap_or(money_before);
    let (volume, rate) = (at_old_rate - money_before, money - at_old_rate);
    let rate_growth = money.checked_div(at_old_rate).unwrap_or(Decimal::ONE);
    let tokens_text = percent(growth);
    let rate_text = percent(rate_growth);
    if volume.abs() >= rate.abs() {
        let word = if growth > Decimal::ONE { "more tokens" } else { "fewer tokens" };
        format!("{word} ({tokens_text}), cost per token {rate_text}")
    } else {
        let word = if rate_growth > Decimal::ONE { "costlier tokens" } else { "cheaper tokens" };
        format!("{word} ({rate_text} per token), tokens {tokens_text}")
    }
}

/// A ratio as a signed change in per cent.
fn percent(ratio: Decimal) -> String {
    let change = ((ratio - Decimal::ONE) * Decimal::ONE_HUNDRED).round_dp(1);
    let sign = if change.is_sign_negative() || change.is_zero() { "" } else { "+" };
    if change.is_zero() {
        "unchanged".to_owned()
    } else {
        format!("{sign}{} %", grouped(&format!("{change:.1}")))
    }
}

fn whole(number: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(number, 0).unwrap_or(Decimal::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USD: i128 = 1_000_000_000;

    #[test]
    fn the_larger_part_of_a_change_names_its_cause() {
        assert_eq!(
            cause(200 * USD, 100 * USD, 2_000, 1_000),
            "more tokens (+100.0 %), cost per token unchanged"
        );
        assert_eq!(
            cause(150 * USD, 100 * USD, 1_000, 1_000),
            "costlier tokens (+50.0 % per token), tokens unchanged"
        );
        assert_eq!(cause(50 * USD, 100 * USD, 400, 1_000), "fewer tokens (-60.0 %), cost per token +25.0 %");
        assert_eq!(
            cause(60 * USD, 100 * USD, 1_100, 1_000),
            "cheaper tokens (-45.5 % per token), tokens +10.0 %"
        );
    }

    #[test]
    fn new_and_gone_need_no_tokens() {
        assert_eq!(cause(USD, 0, 0, 0), "new");
        assert_eq!(cause(0, USD, 5, 5), "gone");
        assert_eq!(cause(2 * USD, USD, 0, 5), "its tokens are not told");
    }
}
