//! Reading single values: instants, durations, counts, amounts, words. Exact; no float is near any of it.

use rust_decimal::Decimal;

use super::model::{TimeForm, Unit};
use crate::lenient;

/// Earliest and latest instant taken for one of a log, in microseconds: 2000 to 2100. What is outside was read in the
/// wrong unit.
const YEARS: std::ops::Range<i64> = 946_684_800_000_000..4_102_444_800_000_000;

/// Longest text that is read as a number or a time.
const LONGEST_NUMBER: usize = 100;

/// Values by which sources say that there is none.
const NOTHING: &[&str] = &["", "-", "null", "NULL", "\\N", "None", "none", "n/a", "N/A", "nil"];

/// Whether a source says by that value that there is none.
pub fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&text)
}

/// An exact number from its text, in plain or scientific form. `None` for anything else, `NaN` and infinities included.
pub fn decimal(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST_NUMBER { None } else { lenient::amount(text).ok() }
}

/// A whole number from 0; a fraction of zeros is whole.
pub fn count(text: &str, scale: Decimal) -> Option<u64> {
    let scaled = match text.parse::<u64>() {
        Ok(plain) if scale == Decimal::ONE => return Some(plain),
        Ok(plain) => Decimal::from(plain),
        Err(_) => decimal(text)?,
    };
    let scaled = scaled.checked_mul(scale)?;
    if scaled.is_sign_negative() && !scaled.is_zero() || !scaled.is_integer() {
        return None;
    }
    u64::try_from(scaled).ok()
}

/// Whether a text is a number below zero.
pub fn is_negative(text: &str) -> bool {
    decimal(text).is_some_and(|number| number.is_sign_negative() && !number.is_zero())
}

/// An instant in microseconds since 1970. `None` when it is not written so, or lies outside 2000 to 2100.
pub fn instant(text: &str, form: TimeForm, offset_minutes: i32) -> Option<i64> {
    let micros = match form {
        TimeForm::Iso => iso(text, offset_minutes)?,
        TimeForm::EpochSeconds => epoch(text, 1_000_000)?,
        TimeForm::EpochMillis => epoch(text, 1_000)?,
        TimeForm::EpochMicros => epoch(text, 1)?,
        TimeForm::EpochNanos => match text.parse::<i64>() {
            Ok(nanos) => nanos.div_euclid(1_000),
            Err(_) => i64::try_from(decimal(text)?.checked_div(Decimal::ONE_THOUSAND)?.floor()).ok()?,
        },
    };
    YEARS.contains(&micros).then_some(micros)
}

fn epoch(text: &str, micros: i64) -> Option<i64> {
    match text.parse::<i64>() {
        Ok(plain) => plain.checked_mul(micros),
        Err(_) => i64::try_from(decimal(text)?.checked_mul(Decimal::from(micros))?.floor()).ok(),
    }
}

/// ISO 8601 as [`lenient::instant`] reads it; a time without a zone is read in the one stated.
fn iso(text: &str, offset_minutes: i32) -> Option<i64> {
    if text.len() > LONGEST_NUMBER || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let micros = lenient::instant(text)?;
    let offset = if names_zone(text) { 0 } else { i64::from(offset_minutes).checked_mul(60_000_000)? };
    micros.checked_sub(offset)
}

/// Whether an ISO time names its zone.
pub fn names_zone(text: &str) -> bool {
    let Some(time) = text.get(10..).filter(|time| time.len() > 1) else { return false };
    time.ends_with(['Z', 'z']) || time.ends_with("UTC") || time.contains(['+', '-'])
}

/// A duration in microseconds, rounded down. `None` for anything below zero.
pub fn duration(text: &str, unit: Unit) -> Option<u64> {
    let number = decimal(text)?;
    let micros = match unit {
        Unit::Seconds => number.checked_mul(Decimal::from(1_000_000)),
        Unit::Milliseconds => number.checked_mul(Decimal::ONE_THOUSAND),
        Unit::Microseconds => Some(number),
        Unit::Nanoseconds => number.checked_div(Decimal::ONE_THOUSAND),
    }?;
    if micros.is_sign_negative() && !micros.is_zero() {
        return None;
    }
    u64::try_from(micros.floor()).ok()
}

/// Whether a word is in a list, without case.
pub fn is_one_of(word: &str, list: &[String]) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<i64> {
        instant(text, TimeForm::Iso, 0)
    }

    #[test]
    fn iso_times_are_read_in_every_usual_writing() {
        let noon = Some(1_793_707_200_000_000);
        assert_eq!(at("2026-11-03T12:00:00Z"), noon);
        assert_eq!(at("2026-11-03 12:00:00"), noon);
        assert_eq!(at("2026-11-03 12:00:00+00"), noon);
        assert_eq!(at("2026-11-03 14:00:00.000000+0200"), noon);
        assert_eq!(at("2026-11-03 12:00:00 UTC"), noon);
        assert_eq!(at("2026-11-03T12:00"), noon);
        assert_eq!(at("2026-11-03"), Some(1_793_707_200_000_000 - 12 * 3_600_000_000));
        assert_eq!(at("2026-11-03T12:00:00.123456789Z"), Some(1_793_707_200_123_456));
        assert_eq!(at("03/11/2026 12:00"), None);
    }

    #[test]
    fn a_naive_time_is_read_in_the_stated_zone_and_a_zone_of_its_own_wins() {
        let plus_two = |text| instant(text, TimeForm::Iso, 120);
        assert_eq!(plus_two("2026-11-03 14:00:00"), at("2026-11-03 12:00:00"));
        assert_eq!(plus_two("2026-11-03T12:00:00Z"), at("2026-11-03 12:00:00"));
        assert!(names_zone("2026-11-03T12:00:00-05:00") && !names_zone("2026-11-03T12:00:00"));
    }

    #[test]
    fn an_epoch_in_the_wrong_unit_is_refused_rather_than_read_as_1970() {
        assert_eq!(instant("1793707200", TimeForm::EpochSeconds, 0), at("2026-11-03 12:00:00"));
        assert_eq!(instant("1793707200.25", TimeForm::EpochSeconds, 0), Some(1_793_707_200_250_000));
        assert_eq!(instant("1793707200000", TimeForm::EpochMillis, 0), at("2026-11-03 12:00:00"));
        assert_eq!(instant("1793707200000000000", TimeForm::EpochNanos, 0), at("2026-11-03 12:00:00"));
        assert_eq!(instant("1793707200", TimeForm::EpochMillis, 0), None);
        assert_eq!(instant("1793707200000", TimeForm::EpochSeconds, 0), None);
    }

    #[test]
    fn numbers_are_exact_and_what_is_no_number_is_refused() {
        assert_eq!(decimal("2.28e-05"), Some(Decimal::new(228, 7)));
        assert_eq!(decimal("1E3"), Some(Decimal::from(1000)));
        assert_eq!(decimal("1e-999"), Some(Decimal::ZERO));
        for text in ["NaN", "inf", "-Infinity", "1e999", "12,50", "1_000", "", "e5", "0x10"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn counts_are_whole_and_never_below_zero() {
        assert_eq!(count("12", Decimal::ONE), Some(12));
        assert_eq!(count("12.0", Decimal::ONE), Some(12));
        assert_eq!(count("1.5", Decimal::ONE_THOUSAND), Some(1500));
        assert_eq!(count("1e3", Decimal::ONE), Some(1000));
        for text in ["-1", "1.5", "NaN", "99999999999999999999999"] {
            assert_eq!(count(text, Decimal::ONE), None, "{text}");
        }
    }

    #[test]
    fn durations_become_microseconds() {
        assert_eq!(duration("1.5", Unit::Seconds), Some(1_500_000));
        assert_eq!(duration("1500", Unit::Milliseconds), Some(1_500_000));
        assert_eq!(duration("1500999", Unit::Nanoseconds), Some(1500));
        assert_eq!(duration("-1", Unit::Seconds), None);
    }
}
