//! Reading what sources write loosely: counts as strings, amounts in scientific notation, instants in many spellings.
//!
//! Everything works on the text of a value, never through a float: what a source wrote is what is kept.

use chrono::{NaiveDate, NaiveTime, Timelike};
use rust_decimal::Decimal;

/// Why a text is not a number that can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// A count below zero.
    #[error("is below zero: counts never are")]
    Negative,
    /// A count with a part behind the point.
    #[error("is not whole: counts are")]
    Fraction,
    /// Not digits, not a number (`NaN`), or infinite.
    #[error("is not a number: digits and one decimal point were expected")]
    NotANumber,
    /// More than can be kept.
    #[error("is larger than can be kept")]
    TooLarge,
}

/// A count from the text of a JSON number, a JSON string without its quotes or a CSV cell: `80`, `" 80 "`, `80.0`, `8e1`.
/// Negative counts, fractions, `NaN` and infinities are refused.
pub fn count(text: &str) -> Result<u64, NumberError> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_err(|_| NumberError::TooLarge);
    }
    let number = amount(text)?;
    if number.is_sign_negative() && !number.is_zero() {
        return Err(NumberError::Negative);
    }
    if !number.fract().is_zero() {
        return Err(NumberError::Fraction);
    }
    u64::try_from(number).map_err(|_| NumberError::TooLarge)
}

/// An exact number from its text, plain or scientific: `0.000228`, `2.28e-05`, `-1E-3`. More than 28 places are rounded
/// half to even; separators of thousands, currency signs, `NaN` and infinities are refused.
pub fn amount(text: &str) -> Result<Decimal, NumberError> {
    let text = text.trim();
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent_of(exponent)?),
        None => (text, 0),
    };
    let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let is_plain = unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().filter(|byte| *byte == b'.').count() <= 1;
    if !is_plain {
        return Err(NumberError::NotANumber);
    }
    let number: Decimal = digits.parse().map_err(|_| NumberError::TooLarge)?;
    scaled(number, exponent)
}

fn exponent_of(text: &str) -> Result<i32, NumberError> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::NotANumber);
    }
    let size = unsigned.trim_start_matches('0');
    let size: i32 = if size.is_empty() { 0 } else { size.parse().unwrap_or(1_000) };
    Ok(if text.starts_with('-') { -size.min(1_000) } else { size.min(1_000) })
}

/// `number` times ten to the power of `exponent`.
fn scaled(number: Decimal, exponent: i32) -> Result<Decimal, NumberError> {
    let mut number = number;
    let mut left = exponent;
    while left < 0 && !number.is_zero() {
        let step = (-left).min(18);
        number = number.checked_div(ten_to(step)).ok_or(NumberError::TooLarge)?;
        left += step;
    }
    while left > 0 && !number.is_zero() {
        let step = left.min(18);
        number = number.checked_mul(ten_to(step)).ok_or(NumberError::TooLarge)?;
        left -= step;
    }
    Ok(number)
}

fn ten_to(power: i32) -> Decimal {
    (0..power).fold(Decimal::ONE, |number, _| number.saturating_mul(Decimal::TEN))
}

/// Microseconds since 1970 in UTC of an instant by its text. Read are `2026-11-23T13:06:01.461696Z`, a space instead of
/// the `T`, offsets as `+02:00`, `+0200` and `+00`, a trailing `UTC`, no zone at all (then it is UTC), a day alone (its
/// midnight), and epochs as [`epoch`] reads them. `None` when it is none of these.
pub fn instant(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() >= 8 && text.as_bytes().get(4) == Some(&b'-') { iso(text) } else { epoch(text) }
}

/// Microseconds since 1970 of an epoch by its text, whole or with a fraction. Seconds, milliseconds, microseconds and
/// nanoseconds are told apart by their size, which is unambiguous between the years 1973 and 5138.
pub fn epoch(text: &str) -> Option<i64> {
    let number = amount(text).ok()?;
    let size = number.abs();
    let micros = if size < Decimal::from(100_000_000_000_i64) {
        number.checked_mul(Decimal::from(1_000_000))?
    } else if size < Decimal::from(100_000_000_000_000_i64) {
        number.checked_mul(Decimal::from(1_000))?
    } else if size < Decimal::from(100_000_000_000_000_000_i64) {
        number
    } else {
        number.checked_div(Decimal::from(1_000))?
    };
    i64::try_from(micros.floor()).ok()
}

fn iso(text: &str) -> Option<i64> {
    let date = NaiveDate::from_ymd_opt(
        text.get(0..4)?.parse().ok()?,
        digits(text.get(5..7)?)?,
        digits(text.get(8..10)?)?,
    )?;
    if text.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return days.checked_mul(86_400_000_000);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let split = rest.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(split);
    let of_day = clock_us(clock)?;
    days.checked_mul(86_400_000_000)?.checked_add(of_day)?.checked_sub(zone_us(zone.trim())?)
}

/// Microseconds of the day. More than six places behind the point are cut.
fn clock_us(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    let second = parts.next().map_or(Some(0), digits)?;
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let leap = u32::from(second == 60);
    let time = NaiveTime::from_hms_opt(hour, minute, second - leap)?;
    let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micros = micros.fold(0_i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some((i64::from(time.num_seconds_from_midnight()) + i64::from(leap)) * 1_000_000 + micros)
}

/// Offset of a zone in microseconds; no zone is UTC.
fn zone_us(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z" | "z" | "UTC" | "GMT" | "+00" | "+00:00" | "+0000") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let plain: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    let hours = i64::from(digits(plain.get(0..2)?)?);
    let minutes = if plain.len() > 2 { i64::from(digits(plain.get(2..4)?)?) } else { 0 };
    let is_zone = (plain.len() == 2 || plain.len() == 4) && hours <= 18 && minutes < 60;
    is_zone.then_some(sign * (hours * 60 + minutes) * 60_000_000)
}

fn digits(text: &str) -> Option<u32> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_are_read_as_numbers_and_as_strings() {
        for (text, is) in [("80", 80), (" 80 ", 80), ("80.0", 80), ("8e1", 80), ("0", 0), ("-0", 0)] {
            assert_eq!(count(text), Ok(is), "{text}");
        }
        assert_eq!(count("18446744073709551615"), Ok(u64::MAX));
    }

    #[test]
    fn negative_counts_fractions_and_infinities_are_refused() {
        assert_eq!(count("-1"), Err(NumberError::Negative));
        assert_eq!(count("1.5"), Err(NumberError::Fraction));
        assert_eq!(count("99999999999999999999"), Err(NumberError::TooLarge));
        for text in ["", "NaN", "Infinity", "-inf", "1,000", "$1", "1.2.3", ".", "e5", "1e", "0x10", "1_000"]
        {
            assert_eq!(count(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn amounts_keep_every_digit_of_scientific_notation() {
        for (text, is) in [
            ("2.28e-05", "0.0000228"),
            ("0.000228000", "0.000228"),
            ("-1E-3", "-0.001"),
            ("1.5e3", "1500"),
            ("+.5", "0.5"),
            ("0e-400", "0"),
            ("1e-40", "0"),
        ] {
            let is: Decimal = is.parse().expect("a decimal");
            assert_eq!(amount(text), Ok(is), "{text}");
        }
        assert_eq!(amount("1e400"), Err(NumberError::TooLarge));
        assert_eq!(amount("1e99999999999999"), Err(NumberError::TooLarge));
    }

    #[test]
    fn instants_are_read_with_and_without_a_zone() {
        let at = 1_795_439_161_461_696;
        for text in [
            "2026-11-23T13:06:01.461696Z",
            "2026-11-23 13:06:01.461696+00",
            "2026-11-23 13:06:01.461696",
            "2026-11-23T15:06:01.461696+02:00",
            "2026-11-23T08:06:01.461696999-0500",
            "2026-11-23 13:06:01.461696 UTC",
            "1795439161.461696",
            "1795439161461.696",
            "1795439161461696",
            "1795439161461696123",
        ] {
            assert_eq!(instant(text), Some(at), "{text}");
        }
        assert_eq!(instant("2026-11-23"), Some(1_795_392_000_000_000));
        assert_eq!(instant("2026-06-30T23:59:60Z"), instant("2026-07-01"));
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in
            ["", "soon", "2026-13-01", "2026-02-30T00:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23X", "-"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,40}") {
            let _ = count(&text);
            let _ = amount(&text);
            let _ = instant(&text);
        }

        #[test]
        fn near_instants_make_no_panic(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,+Z-]{0,24}") {
            let _ = instant(&text);
        }

        #[test]
        fn a_count_reads_back(number: u64) {
            prop_assert_eq!(count(&number.to_string()), Ok(number));
        }
    }
}
