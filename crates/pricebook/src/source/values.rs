//! From TOML values to exact ones. Each says what it expected when it got something else.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use toml::de::DeValue;
use toml::value::{Datetime, Offset};

use crate::canonical::MAX_TEXT;
use crate::model::Instant;

/// Most significant digits of a price.
pub(crate) const MAX_DIGITS: usize = 12;

/// What was expected instead.
pub(super) type Expected = String;

pub(super) fn text(value: &DeValue<'_>) -> Result<String, Expected> {
    match value {
        DeValue::String(text) if text.chars().count() > MAX_TEXT => {
            Err(format!("a text of at most {MAX_TEXT} characters"))
        }
        DeValue::String(text) if text.trim().is_empty() => Err("a text that is not empty".to_owned()),
        DeValue::String(text) => Ok(text.clone().into_owned()),
        _ => Err("a text in quotes".to_owned()),
    }
}

/// A name that stands in keys: no spaces, so that keys can be taken apart again.
pub(super) fn name(value: &DeValue<'_>) -> Result<String, Expected> {
    let text = text(value)?;
    let is_name = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    is_name.then_some(text).ok_or_else(|| "a name without spaces".to_owned())
}

/// A price as the page writes it: digits and one point, in quotes.
pub(super) fn decimal(value: &DeValue<'_>) -> Result<Decimal, Expected> {
    let DeValue::String(text) = value else {
        return Err("a decimal number in quotes, like \"0.125\"".to_owned());
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text.as_ref(), "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err("a decimal number of digits and one point, like \"0.125\"".to_owned());
    }
    let exact =
        Decimal::from_str_exact(text).map_err(|_| "a decimal number of at most 28 digits".to_owned())?;
    if significant_digits(exact) > MAX_DIGITS {
        return Err(format!("a decimal number of at most {MAX_DIGITS} significant digits"));
    }
    Ok(exact.normalize())
}

/// Digits between the first and the last that are not zero.
pub(crate) fn significant_digits(number: Decimal) -> usize {
    number.mantissa().unsigned_abs().to_string().trim_matches('0').len()
}

pub(super) fn count(value: &DeValue<'_>) -> Result<u64, Expected> {
    let expected = || "a whole number from 0".to_owned();
    match value {
        DeValue::Integer(digits) => {
            u64::from_str_radix(digits.as_str(), digits.radix()).map_err(|_| expected())
        }
        _ => Err(expected()),
    }
}

pub(super) fn year(value: &DeValue<'_>) -> Result<i32, Expected> {
    let year = count(value)?;
    let known = (1970..=9999).contains(&year);
    i32::try_from(year).ok().filter(|_| known).ok_or_else(|| "a year like 2026".to_owned())
}

pub(super) fn flag(value: &DeValue<'_>) -> Result<bool, Expected> {
    match value {
        DeValue::Boolean(flag) => Ok(*flag),
        _ => Err("true or false".to_owned()),
    }
}

pub(super) fn day(value: &DeValue<'_>) -> Result<NaiveDate, Expected> {
    let expected = || "a day without quotes, like 2026-10-07".to_owned();
    match value {
        DeValue::Datetime(Datetime { date: Some(_), time: None, .. }) => date_of(value).ok_or_else(expected),
        _ => Err(expected()),
    }
}

/// A day means its midnight in UTC; a time of day needs its offset.
pub(super) fn instant(value: &DeValue<'_>) -> Result<Instant, Expected> {
    let expected = || {
        "a day like 2026-10-07 or an instant with its offset like 2026-08-16T16:00:00Z, without quotes"
            .to_owned()
    };
    let DeValue::Datetime(stated) = value else { return Err(expected()) };
    let date = date_of(value).ok_or_else(expected)?;
    match (stated.time, stated.offset) {
        (None, None) => Ok(date.and_time(NaiveTime::MIN).and_utc()),
        (Some(time), Some(offset)) => {
            let (hour, minute) = (u32::from(time.hour), u32::from(time.minute));
            let (second, nano) = (u32::from(time.second.unwrap_or(0)), time.nanosecond.unwrap_or(0));
            let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nano).ok_or_else(expected)?;
            at_offset(date.and_time(time), offset).ok_or_else(expected)
        }
        _ => Err(expected()),
    }
}

fn at_offset(local: NaiveDateTime, offset: Offset) -> Option<DateTime<Utc>> {
    let minutes = match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => i64::from(minutes),
    };
    local.checked_sub_signed(Duration::minutes(minutes)).map(|utc| utc.and_utc())
}

fn date_of(value: &DeValue<'_>) -> Option<NaiveDate> {
    let DeValue::Datetime(Datetime { date: Some(date), .. }) = value else { return None };
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}
