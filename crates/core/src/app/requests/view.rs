//! Stored attempts in the words of the contract.

use std::collections::BTreeMap;

use crate::app::imports::instant;
use crate::app::model::{RequestRow, RequestTokens};
use crate::kernel::Amount;
use crate::kernel::words::units;
use crate::requests::{AttemptKey, AttemptRow};

/// Words of stored codes.
pub(super) const STATUSES: &[(&str, i64)] = &[("unknown", 0), ("success", 1), ("failure", 2)];
/// How rating ended.
pub(super) const RATINGS: &[(&str, i64)] =
    &[("priced", 0), ("range", 1), ("partial", 2), ("unpriced", 3), ("nothing", 4)];
/// The gateway's own response cache.
pub(super) const CACHES: &[(&str, i64)] = &[("unknown", 0), ("missed", 1), ("hit", 2)];

/// The word of a stored code.
pub(super) fn word(codes: &[(&str, i64)], code: i64) -> String {
    codes.iter().find(|(_, known)| *known == code).map_or("unknown", |(word, _)| word).to_owned()
}

/// A key as it crosses the border; the screen has no numbers of 64 bits.
pub(super) fn key_text(key: AttemptKey) -> String {
    format!("{}.{}", key.started_us, key.identity)
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
pub(super) fn row(row: &AttemptRow) -> RequestRow {
    let rated = |nanos: Option<i64>| nanos.map(|nanos| amount(nanos, &row.currency, "rated"));
    RequestRow {
        key: key_text(row.key),
        started_at: instant(row.key.started_us),
        source_id: row.source,
        source: row.source_label.clone(),
        provider: row.channel.clone(),
        model: row.model.clone(),
        team: row.team.clone(),
        feature: row.feature.clone(),
        tokens: row.tokens.map(|[input, cache_read, cache_write, output]| RequestTokens {
            input: input.unsigned_abs(),
            cache_read: cache_read.unsigned_abs(),
            cache_write: cache_write.unsigned_abs(),
            output: output.unsigned_abs(),
            reasoning: row.reasoning.map(i64::unsigned_abs),
        }),
        status: word(STATUSES, row.status),
        http_status: row.http_status,
        error_class: row.error_class.clone(),
        attempt: row.attempt,
        is_retry: row.is_retry,
        fallback_hop: row.fallback_hop,
        latency_us: row.latency_us,
        response_cache: word(CACHES, row.response_cache),
        rating: word(RATINGS, row.rating),
        rated: rated(row.rated_nanos),
        rated_high: rated(row.rated_high_nanos),
        is_counted: row.is_counted,
        task: row.task.clone(),
    }
}
