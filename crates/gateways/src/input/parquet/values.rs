//! Values of Parquet as JSON, exact.

use chrono::{DateTime, NaiveDate, TimeDelta};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;
use serde_json::value::RawValue;

/// Days from the Julian epoch to 1970, where old timestamps start.
const JULIAN_1970: i64 = 2_440_588;

/// Text as a JSON string.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

pub(super) fn write_int32(value: i32, about: &ColumnDescriptor, out: &mut Vec<u8>) {
    match about.converted_type() {
        ConvertedType::DECIMAL => write_decimal(i128::from(value), about.type_scale(), out),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => {
            out.extend_from_slice(value.cast_unsigned().to_string().as_bytes());
        }
        ConvertedType::DATE => {
            let day = NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(value)));
            match day {
                Some(day) => write_text(&day.to_string(), out),
                None => out.extend_from_slice(b"null"),
            }
        }
        _ => out.extend_from_slice(value.to_string().as_bytes()),
    }
}

pub(super) fn write_int64(value: i64, about: &ColumnDescriptor, out: &mut Vec<u8>) {
    let is_utc = match about.logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => {
            let micros = match time.unit {
                TimeUnit::MILLIS => value.checked_mul(1_000),
                TimeUnit::MICROS => Some(value),
                TimeUnit::NANOS => Some(value.div_euclid(1_000)),
            };
            return write_instant(micros, time.is_adjusted_to_u_t_c, out);
        }
        Some(LogicalType::Decimal(_)) => return write_decimal(i128::from(value), about.type_scale(), out),
        _ => true,
    };
    match about.converted_type() {
        ConvertedType::TIMESTAMP_MILLIS => write_instant(value.checked_mul(1_000), is_utc, out),
        ConvertedType::TIMESTAMP_MICROS => write_instant(Some(value), is_utc, out),
        ConvertedType::DECIMAL => write_decimal(i128::from(value), about.type_scale(), out),
        ConvertedType::UINT_64 => out.extend_from_slice(value.cast_unsigned().to_string().as_bytes()),
        _ => out.extend_from_slice(value.to_string().as_bytes()),
    }
}

/// An instant before logical types: nanoseconds of a day, and the day.
pub(super) fn write_int96(value: &Int96, out: &mut Vec<u8>) {
    let [low, high, day] = *value.data() else { return out.extend_from_slice(b"null") };
    let of_day = (i64::from(high) << 32 | i64::from(low)).div_euclid(1_000);
    let days = i64::from(day).saturating_sub(JULIAN_1970);
    write_instant(days.checked_mul(86_400_000_000).and_then(|days| days.checked_add(of_day)), true, out);
}

fn write_instant(micros: Option<i64>, is_utc: bool, out: &mut Vec<u8>) {
    match micros.and_then(DateTime::from_timestamp_micros) {
        Some(at) => {
            let zone = if is_utc { "Z" } else { "" };
            write_text(&format!("{}{zone}", at.naive_utc().format("%Y-%m-%dT%H:%M:%S%.6f")), out);
        }
        None => out.extend_from_slice(b"null"),
    }
}

/// The shortest text that reads back as the same number; what is no number stands as text, so that readers refuse it.
pub(super) fn write_float(text: &str, out: &mut Vec<u8>) {
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        write_text(text, out);
    }
}

/// Digits with a point put in, every one kept.
fn write_decimal(unscaled: i128, scale: i32, out: &mut Vec<u8>) {
    let Some(scale) = usize::try_from(scale).ok().filter(|scale| *scale <= 100) else {
        return write_text("out of range", out);
    };
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(scale));
    if unscaled < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(whole.as_bytes());
    if !fraction.is_empty() {
        out.push(b'.');
        out.extend_from_slice(fraction.as_bytes());
    }
}

pub(super) fn write_bytes(bytes: &[u8], about: &ColumnDescriptor, out: &mut Vec<u8>) {
    let is_decimal = about.converted_type() == ConvertedType::DECIMAL
        || matches!(about.logical_type_ref(), Some(LogicalType::Decimal(_)));
    if is_decimal {
        return match big_endian(bytes) {
            Some(unscaled) => write_decimal(unscaled, about.type_scale(), out),
            // More than 38 digits: no amount of money, and readers refuse the text.
            None => write_text("out of range", out),
        };
    }
    if let (Some(LogicalType::Uuid), 16) = (about.logical_type_ref(), bytes.len()) {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default());
        return write_text(&parts.join("-"), out);
    }
    let is_json = about.converted_type() == ConvertedType::JSON
        || matches!(about.logical_type_ref(), Some(LogicalType::Json));
    match std::str::from_utf8(bytes) {
        Ok(text) if is_json && serde_json::from_str::<&RawValue>(text).is_ok() => {
            out.extend_from_slice(bytes)
        }
        Ok(text) => write_text(text, out),
        // Opaque bytes tell nothing that is read.
        Err(_) => out.extend_from_slice(b"null"),
    }
}

/// A signed number of up to 16 bytes that matter.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let fill = if is_negative { 0xff } else { 0 };
    let (above, low) = bytes.split_at(bytes.len().saturating_sub(16));
    if above.iter().any(|byte| *byte != fill) {
        return None;
    }
    let mut wide = [fill; 16];
    wide.get_mut(16 - low.len()..)?.copy_from_slice(low);
    let number = i128::from_be_bytes(wide);
    (above.is_empty() || (number < 0) == is_negative).then_some(number)
}
