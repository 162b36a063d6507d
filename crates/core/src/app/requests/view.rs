//! Stored attempts in the words of the contract.

use std::collections::BTreeMap;

use showback_gateways::{ResponseCache, Status};

use crate::app::imports::instant;
use crate::app::model::{RequestRow, RequestTokens};
use crate::kernel::Amount;
use crate::kernel::words::units;
use crate::requests::RatingOutcome;
use crate::requests::views::RequestRow as StoredRow;

/// How an attempt ended.
pub(super) const STATUSES: &[(&str, Status)] =
    &[("unknown", Status::Unknown), ("success", Status::Success), ("failure", Status::Failure)];
/// How rating ended.
pub(super) const RATINGS: &[(&str, RatingOutcome)] = &[
    ("priced", RatingOutcome::Priced),
    ("range", RatingOutcome::Range),
    ("partial", RatingOutcome::Partial),
    ("unpriced", RatingOutcome::Unpriced),
    ("nothing", RatingOutcome::NothingToRate),
];
/// The gateway's own response cache.
pub(super) const CACHES: &[(&str, ResponseCache)] =
    &[("unknown", ResponseCache::Unknown), ("missed", ResponseCache::Missed), ("hit", ResponseCache::Hit)];

/// The word of a value.
fn word<T: PartialEq>(words: &[(&str, T)], value: &T) -> String {
    words.iter().find(|(_, known)| known == value).map_or("unknown", |(word, _)| word).to_owned()
}

/// An amount of nanos.
pub(super) fn amount(nanos: i64, currency: &str, basis: &str) -> Amount {
    Amount { value: units(i128::from(nanos)), currency: currency.to_owned(), basis: basis.to_owned() }
}

/// Sums by currency as amounts of one basis, the largest currency first by name.
pub(in crate::app) fn amounts(sums: &BTreeMap<String, i128>, basis: &str) -> Vec<Amount> {
    sums.iter()
        .map(|(currency, nanos)| Amount {
            value: units(*nanos),
            currency: currency.clone(),
            basis: basis.to_owned(),
        })
        .collect()
}

/// An attempt for a list.
pub(super) fn row(row: &StoredRow) -> RequestRow {
    let told = |column: &str| row.dimensions.get(column).cloned();
    let rated = row.rated.as_ref();
    RequestRow {
        key: row.key.to_string(),
        started_at: instant(row.key.started_us),
        source_id: row.source_id,
        source: row.source.clone(),
        provider: told("channel").unwrap_or_default(),
        model: row.model().map(str::to_owned),
        team: told("team"),
        feature: told("feature"),
        tokens: row.tokens.as_ref().map(|tokens| RequestTokens {
            input: tokens.input,
            cache_read: tokens.cache_read,
            cache_write: tokens
                .cache_write
                .saturating_add(tokens.cache_write_5m)
                .saturating_add(tokens.cache_write_1h),
            output: tokens.output,
            reasoning: tokens.reasoning,
        }),
        status: word(STATUSES, &row.status),
        http_status: row.http_status,
        error_class: row.error_class.clone(),
        attempt: row.attempt,
        is_retry: row.is_retry,
        fallback_hop: row.fallback_hop,
        latency_us: row.latency_us,
        response_cache: word(CACHES, &row.response_cache),
        rating: word(RATINGS, &row.rating),
        rated: rated.map(|of| amount(of.rated, &of.currency, "rated")),
        rated_high: rated.and_then(|of| Some(amount(of.rated_high?, &of.currency, "rated"))),
        is_counted: row.is_counted,
        task: row.task().map(str::to_owned),
    }
}
