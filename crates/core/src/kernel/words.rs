//! Amounts and counts inside sentences.

use std::fmt::Display;

use rust_decimal::Decimal;

/// Nanos in units of their currency, exact.
pub fn units_of_nanos(nanos: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(nanos, 9).unwrap_or(Decimal::MAX).normalize()
}

/// Nanos as exact decimal text in units.
pub fn units(nanos: i128) -> String {
    units_of_nanos(nanos).to_string()
}

/// An amount for a sentence: to the cent with its currency, never zero where there is something.
pub fn figure(nanos: i128, currency: &str) -> String {
    let cents = units_of_nanos(nanos).round_dp(2);
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

/// `1 day`, `2,000 days`.
pub fn counted(number: impl Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    format!("{} {}", grouped(&number), if number == "1" { one } else { many })
}

/// `a, b and c`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart_and_cents_are_kept() {
        assert_eq!(figure(1_234_567_890_000_000, "USD"), "1,234,567.89 USD");
        assert_eq!(figure(-1_000_000, "USD"), "less than 0.01 USD");
        assert_eq!(grouped("-1234.5"), "-1,234.5");
    }

    #[test]
    fn one_is_singular_and_a_list_ends_with_and() {
        assert_eq!(counted(1, "day", "days"), "1 day");
        assert_eq!(counted(2_000, "day", "days"), "2,000 days");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&[]), "");
    }
}
