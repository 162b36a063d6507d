//! Values of answers as people read them.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// A text field; empty when absent or null.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A list field; empty when absent.
pub fn items<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A whole-number field; 0 when absent.
pub fn whole(value: &Value, field: &str) -> i64 {
    value.get(field).and_then(Value::as_i64).unwrap_or(0)
}

/// An exact amount rounded to cents for reading; the exact one is in JSON.
pub fn cents(exact: &str) -> String {
    let Ok(amount) = exact.parse::<Decimal>() else { return exact.to_owned() };
    let rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
    if rounded.is_zero() && !amount.is_zero() {
        return if amount.is_sign_negative() { ">-0.01".to_owned() } else { "<0.01".to_owned() };
    }
    grouped(&format!("{rounded:.2}"))
}

/// Thousands apart.
pub fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, rest) = number.split_once('.').map_or((number, ""), |(whole, rest)| (whole, rest));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// Ten-thousandths as per cent; empty when unknown.
pub fn share(points: Option<i64>) -> String {
    points.map_or_else(String::new, |points| {
        let sign = if points < 0 { "-" } else { "" };
        format!("{sign}{}.{} %", points.abs() / 100, points.abs() % 100 / 10)
    })
}

/// An instant to the minute; a dash when absent.
pub fn minute(value: &Value, field: &str) -> String {
    let at = text(value, field);
    if at.is_empty() { "-".to_owned() } else { at.get(..16).unwrap_or(at).replace('T', " ") }
}

/// Amounts of several currencies in one cell.
pub fn amounts(amounts: &[Value]) -> String {
    let words: Vec<String> = amounts
        .iter()
        .map(|amount| format!("{} {}", cents(text(amount, "value")), text(amount, "currency")))
        .collect();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

/// Amounts of several bases in one cell, each with its basis.
pub fn told_amounts(amounts: &[Value]) -> String {
    let word = |amount: &Value| {
        format!("{} {} {}", cents(text(amount, "value")), text(amount, "currency"), text(amount, "basis"))
    };
    let words: Vec<String> = amounts.iter().map(word).collect();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

/// A stored word as a sentence would have it.
pub fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_amount_is_never_shown_as_zero() {
        assert_eq!(cents("0.000012"), "<0.01");
        assert_eq!(cents("-0.001"), ">-0.01");
        assert_eq!(cents("0"), "0.00");
        assert_eq!(cents("1234567.895"), "1,234,567.90");
    }
}
