//! What makes a record the same when it is met again: a hash of who tells it, and a hash of what it tells.

use showback_gateways::{Attempt, CostBasis, Status, Tokens};
use xxhash_rust::xxh3::Xxh3;

use super::codes;

/// Identity of an event of the source of that label. Other than the start it is all there is to a key.
pub fn identity(label: &str, event_id: &str) -> i64 {
    let mut hash = Xxh3::new();
    text(&mut hash, label);
    hash.update(event_id.as_bytes());
    signed(hash.digest())
}

/// Hash of everything the source tells of an attempt, but its key and its place. Dimensions are in the hash of the series.
pub fn content(attempt: &Attempt, series: u64) -> i64 {
    let mut hash = Xxh3::new();
    hash.update(&series.to_le_bytes());
    maybe(&mut hash, attempt.dimensions.batch.map(u64::from));
    for value in [
        &attempt.logical_id,
        &attempt.task_id,
        &attempt.trace_id,
        &attempt.response_id,
        &attempt.end_user,
        &attempt.error_class,
    ] {
        optional(&mut hash, value.as_deref());
    }
    for number in [
        attempt.latency_us,
        attempt.first_token_us,
        attempt.attempt.map(u64::from),
        attempt.is_retry.map(u64::from),
        attempt.fallback_hop.map(u64::from),
        attempt.http_status.map(u64::from),
        attempt.is_stream.map(u64::from),
        attempt.is_charged.map(u64::from),
    ] {
        maybe(&mut hash, number);
    }
    hash.update(&[
        match attempt.status {
            Status::Unknown => 0,
            Status::Success => 1,
            Status::Failure => 2,
        },
        u8::try_from(codes::response_cache(attempt.response_cache)).unwrap_or(0),
    ]);
    tokens(&mut hash, attempt.tokens.as_ref());
    if let Some(cost) = &attempt.cost {
        text(&mut hash, &cost.amount.normalize().to_string());
        text(&mut hash, &cost.currency);
        hash.update(&[match cost.basis {
            CostBasis::Reported => 1,
            CostBasis::Estimated => 2,
            CostBasis::Notional => 3,
        }]);
    }
    hash.update(&codes::notes(&attempt.notes).to_le_bytes());
    signed(hash.digest())
}

/// Hash of a text, for maps that need not keep it.
pub fn text_hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

fn tokens(hash: &mut Xxh3, tokens: Option<&Tokens>) {
    let Some(tokens) = tokens else {
        hash.update(&[0]);
        return;
    };
    hash.update(&[1]);
    for count in [
        tokens.input,
        tokens.cache_read,
        tokens.cache_write_5m,
        tokens.cache_write_1h,
        tokens.cache_write,
        tokens.output,
    ] {
        hash.update(&count.to_le_bytes());
    }
    maybe(hash, tokens.reasoning);
    for (meter, count) in &tokens.more {
        text(hash, meter);
        hash.update(&count.to_le_bytes());
    }
}

fn text(hash: &mut Xxh3, text: &str) {
    hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
    hash.update(text.as_bytes());
}

fn optional(hash: &mut Xxh3, value: Option<&str>) {
    match value {
        // No text has that length.
        None => hash.update(&u64::MAX.to_le_bytes()),
        Some(value) => text(hash, value),
    }
}

fn maybe(hash: &mut Xxh3, number: Option<u64>) {
    hash.update(&[u8::from(number.is_some())]);
    hash.update(&number.unwrap_or(0).to_le_bytes());
}

const fn signed(hash: u64) -> i64 {
    i64::from_le_bytes(hash.to_le_bytes())
}
