//! Figures inside sentences.

use rust_decimal::Decimal;

/// A stored word for people: `cache_read` is `cache read`.
pub fn spaced(stored: &str) -> String {
    stored.replace('_', " ")
}

/// A share as percent with at most two decimals and no trailing zeros.
pub fn percent(share: Decimal) -> String {
    (share * Decimal::ONE_HUNDRED).round_dp(2).normalize().to_string()
}
