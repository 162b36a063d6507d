//! Amounts and counts of the Prices room as text.

use crate::kernel::words::units_of_nanos;

/// `1 day`, `2 days`.
pub(super) fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// To the cent with a sign, for sentences.
pub(super) fn signed_cents(nanos: i128, currency: &str) -> String {
    let sign = if nanos < 0 { "-" } else { "+" };
    let cents = units_of_nanos(nanos).abs().round_dp(2);
    if cents.is_zero() && nanos != 0 {
        return format!("less than {sign}0.01 {currency}");
    }
    format!("{sign}{cents:.2} {currency}")
}
