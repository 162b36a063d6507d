//! Figures inside sentences.

use rust_decimal::Decimal;

/// Nanos as exact decimal text.
pub fn units(nanos: i128) -> String {
    decimal(nanos).normalize().to_string()
}

/// Nanos in units of the currency.
pub fn decimal(nanos: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(nanos, 9).unwrap_or(Decimal::MAX)
}

/// An amount for a sentence: to the cent with its currency, never zero where there is something.
pub fn figure(nanos: i128, currency: &str) -> String {
    let cents = decimal(nanos).round_dp(2);
    if cents.is_zero() && nanos != 0 {
        return format!("less than 0.01 {currency}");
    }
    format!("{} {currency}", grouped(&format!("{cents:.2}")))
}

/// Thousands apart.
pub fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, rest) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// `1 day`, `2 days`.
pub fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(&number.to_string()), if number == 1 { one } else { many })
}

/// A stored word for people: `cache_read` is `cache read`.
pub fn spaced(stored: &str) -> String {
    stored.replace('_', " ")
}

/// A share as percent with at most two decimals and no trailing zeros.
pub fn percent(share: Decimal) -> String {
    (share * Decimal::ONE_HUNDRED).round_dp(2).normalize().to_string()
}
