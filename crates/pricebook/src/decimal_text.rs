//! The one text of a decimal: no zeros at its end, so that equal numbers are equal texts.

use rust_decimal::Decimal;
use serde::Serializer;

pub(crate) fn exact<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&number.normalize())
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
pub(crate) fn optional<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => exact(number, serializer),
        None => serializer.serialize_none(),
    }
}
