//! Which attempt answered, by the headers of the response.
//!
//! The counter starts again at each target of a fallback. A counter of -1 means that every attempt failed, not that there
//! was none; how many there were, the configuration says. A later target is a fallback only where the mode is one: under
//! load balancing it is a choice.

use crate::fields::Fields;
use crate::record::ResponseCache;

/// What the headers say of the order of an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// 0 for the first attempt at its target; `None` when not told.
    pub attempt: Option<u32>,
    /// Whether it is an attempt after the first at its target; `None` when not told.
    pub is_retry: Option<bool>,
    /// Hop in a fallback chain; `None` when not told.
    pub fallback_hop: Option<u32>,
}

/// `mode` is the log's word for how targets are chosen, `configured` the retries the configuration allows.
pub fn order(headers: &Fields<'_>, path: Option<&str>, mode: Option<&str>, configured: Option<u32>) -> Order {
    let count: Option<i64> =
        headers.text(&["x-portkey-retry-attempt-count"]).and_then(|text| text.parse().ok());
    let path = headers.string(&["x-portkey-last-used-option-index"]).or_else(|| path.map(str::to_owned));
    let index = path.as_deref().and_then(target_index);
    let fallback_hop = match (mode, index) {
        (Some("fallback"), index) => index,
        (Some(_), _) => Some(0),
        (None, Some(0)) => Some(0),
        (None, _) => None,
    };
    let of_target = match count {
        Some(-1) => configured,
        Some(count) => u32::try_from(count).ok(),
        None => None,
    };
    let is_retry = match count {
        Some(-1) => configured.map_or(Some(true), |most| Some(most > 0)),
        Some(count) => Some(count > 0),
        None => None,
    };
    Order { attempt: of_target, is_retry, fallback_hop }
}

/// Index of the outermost target: 0 in `config`, 1 in `config.targets[1].targets[0]`.
fn target_index(path: &str) -> Option<u32> {
    match path.split_once("targets[") {
        None => Some(0),
        Some((_, rest)) => rest.split_once(']')?.0.parse().ok(),
    }
}

/// Portkey's own cache by its header.
pub fn response_cache(headers: &Fields<'_>) -> ResponseCache {
    match headers.text(&["x-portkey-cache-status"]).as_deref() {
        Some("HIT" | "SEMANTIC HIT") => ResponseCache::Hit,
        Some(_) => ResponseCache::Missed,
        None => ResponseCache::Unknown,
    }
}
