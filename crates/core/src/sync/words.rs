//! Sentences of the run history.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use rust_decimal::{Decimal, RoundingStrategy};

use super::session::StreamStats;
use crate::kernel::{Currency, Period};

/// `1 day`, `3 days`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `+12.40 USD, -3.00 EUR`; empty when nothing changed.
pub(super) fn signed_totals(totals: &BTreeMap<Currency, i64>) -> String {
    let parts: Vec<String> =
        totals.iter().map(|(currency, nanos)| format!("{} {currency}", signed(*nanos))).collect();
    parts.join(", ")
}

fn signed(nanos: i64) -> String {
    let units = Decimal::from_i128_with_scale(i128::from(nanos), 9);
    let cents = units.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
    if cents.is_zero() {
        return if nanos < 0 { "less than -0.01" } else { "less than +0.01" }.to_owned();
    }
    format!("{}{cents:.2}", if nanos > 0 { "+" } else { "" })
}

/// An amount without a sign for plus.
pub(super) fn plain(nanos: i64, currency: Currency) -> String {
    let units = Decimal::from_i128_with_scale(i128::from(nanos), 9);
    let cents = units.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
    format!("{cents:.2} {currency}")
}

/// `read 31 days of costs by project: 3 days restated, +12.40 USD`.
pub(super) fn stream_summary(label: &str, stats: &StreamStats) -> String {
    let mut found = Vec::new();
    if stats.new > 0 {
        found.push(format!("{} new", count(stats.new, "day", "days")));
    }
    if stats.restated > 0 {
        found.push(format!("{} restated", count(stats.restated, "day", "days")));
    }
    if found.is_empty() {
        found.push("nothing changed".to_owned());
    }
    let money = signed_totals(&stats.billed_delta_nanos);
    if !money.is_empty() {
        found.push(money);
    }
    if stats.rejected > 0 {
        found.push(format!(
            "{} could not be read and kept with a reason",
            count(stats.rejected, "row", "rows")
        ));
    }
    format!("read {} of {}: {}", count(stats.days, "day", "days"), lower_first(label), found.join(", "))
}

/// A label inside a sentence: only a plain capitalised word loses its capital, names such as OpenAI keep theirs.
pub(super) fn lower_first(label: &str) -> String {
    let first_word = label.split(' ').next().unwrap_or_default();
    let is_plain = first_word.chars().skip(1).all(|letter| letter.is_lowercase());
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if is_plain => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// `2026-11-01 to 2026-11-23`, both days included.
pub(super) fn period(period: Period) -> String {
    let last = period.end().pred_opt().unwrap_or(period.end());
    if last == period.start() { last.to_string() } else { format!("{} to {last}", period.start()) }
}

/// Which clock is ahead and by how much.
pub(super) fn clock_skew(ours_minus_theirs: TimeDelta, provider: &str) -> String {
    let apart = ours_minus_theirs.abs();
    let size = if apart >= TimeDelta::hours(48) {
        format!("{} days", apart.num_days())
    } else if apart >= TimeDelta::hours(2) {
        format!("{} hours", apart.num_hours())
    } else {
        format!("{} minutes", apart.num_minutes())
    };
    let direction = if ours_minus_theirs > TimeDelta::zero() { "ahead of" } else { "behind" };
    format!("the clock of this machine is {size} {direction} {provider}'s: the wrong days would be read")
}
