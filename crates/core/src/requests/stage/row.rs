//! One attempt in its stored form, or why it has none.

use rust_decimal::{Decimal, RoundingStrategy};
use showback_gateways::{Attempt, ResponseCache, Tokens};

use super::super::order::Order;
use super::super::summary::Figure;
use super::super::{RatedAmounts, StagedRequest, codes, identity};
use crate::kernel::NANOS_PER_UNIT;

/// Counts beyond this are no counts, and would not add up.
const MOST: u64 = 1_000_000_000_000_000;
/// Instants from 1970 to the end of 9999.
const INSTANTS: std::ops::Range<i64> = 0..253_402_300_800_000_000;

/// Counts as they are stored.
#[derive(Default)]
pub(super) struct Counts {
    pub input: i64,
    pub cache_read: i64,
    pub cache_write_5m: i64,
    pub cache_write_1h: i64,
    pub cache_write: i64,
    pub output: i64,
    pub reasoning: Option<i64>,
}

/// An attempt as it is stored.
pub(super) struct StageRow<'a> {
    pub started_us: i64,
    pub identity: i64,
    pub content: i64,
    pub series: i64,
    pub file: u32,
    pub record: i64,
    pub attempt: &'a Attempt,
    pub rated: &'a RatedAmounts,
    pub trace_id: Option<&'a str>,
    pub status: i64,
    pub latency_us: Option<i64>,
    pub first_token_us: Option<i64>,
    pub response_cache: i64,
    pub has_usage: bool,
    pub counts: Counts,
    pub more_json: Option<String>,
    pub notes: i64,
    pub reported_nanos: Option<i64>,
    pub reported_basis: Option<i64>,
    pub reported_currency: Option<&'a str>,
    pub rating_status: i64,
    pub order: Order,
}

/// Why an attempt cannot be stored: a code and a sentence.
pub(super) struct Unstorable(pub &'static str, pub &'static str);

const TOO_LARGE: Unstorable =
    Unstorable("count_too_large", "a count is larger than anything can be: check what wrote the log");

impl<'a> StageRow<'a> {
    pub(super) fn of(
        staged: &'a StagedRequest,
        label: &str,
        series: i64,
        series_hash: u64,
    ) -> Result<Self, Unstorable> {
        let attempt = &staged.attempt;
        if !INSTANTS.contains(&attempt.started_us) {
            return Err(Unstorable(
                "start_out_of_range",
                "the start is not between 1970 and 9999: check its unit",
            ));
        }
        let reported_nanos = match &attempt.cost {
            None => None,
            Some(cost) => Some(nanos(cost.amount).ok_or(Unstorable(
                "cost_too_large",
                "the cost is larger than the ledger can hold: check its unit",
            ))?),
        };
        Ok(Self {
            started_us: attempt.started_us,
            identity: identity::identity(label, &attempt.event_id),
            content: identity::content(attempt, series_hash),
            series,
            file: staged.file,
            record: i64::try_from(attempt.place.record).unwrap_or(i64::MAX),
            attempt,
            rated: &staged.rated,
            trace_id: attempt.trace_id.as_deref().filter(|trace| attempt.task_id.as_deref() != Some(trace)),
            status: codes::status(attempt.status),
            latency_us: attempt.latency_us.map(count).transpose()?,
            first_token_us: attempt.first_token_us.map(count).transpose()?,
            response_cache: codes::response_cache(attempt.response_cache),
            has_usage: attempt.tokens.is_some(),
            counts: attempt.tokens.as_ref().map(counts).transpose()?.unwrap_or_default(),
            more_json: attempt.tokens.as_ref().map(more_json).transpose()?.flatten(),
            notes: codes::notes(&attempt.notes),
            reported_nanos,
            reported_basis: attempt.cost.as_ref().map(|cost| codes::basis(cost.basis)),
            reported_currency: attempt.cost.as_ref().map(|cost| cost.currency.as_str()),
            rating_status: codes::outcome(staged.rated.outcome),
            order: Order::alone(attempt),
        })
    }
}

impl StageRow<'_> {
    /// What it adds to the figures of an import.
    pub(super) fn figure(&self) -> Figure<'_> {
        let is_free =
            self.attempt.is_charged == Some(false) || self.attempt.response_cache == ResponseCache::Hit;
        Figure {
            currency: &self.rated.currency,
            rated: self.rated.rated_nanos,
            basis: self.reported_basis,
            reported_currency: self.reported_currency,
            reported: self.reported_nanos,
            rating_status: self.rating_status,
            is_usage_unknown: !self.has_usage && !is_free,
            notes: self.notes,
        }
    }
}

fn count(count: u64) -> Result<i64, Unstorable> {
    if count > MOST {
        return Err(TOO_LARGE);
    }
    i64::try_from(count).map_err(|_| TOO_LARGE)
}

fn counts(tokens: &Tokens) -> Result<Counts, Unstorable> {
    Ok(Counts {
        input: count(tokens.input)?,
        cache_read: count(tokens.cache_read)?,
        cache_write_5m: count(tokens.cache_write_5m)?,
        cache_write_1h: count(tokens.cache_write_1h)?,
        cache_write: count(tokens.cache_write)?,
        output: count(tokens.output)?,
        reasoning: tokens.reasoning.map(count).transpose()?,
    })
}

fn more_json(tokens: &Tokens) -> Result<Option<String>, Unstorable> {
    if tokens.more.is_empty() {
        return Ok(None);
    }
    let mut meters = std::collections::BTreeMap::new();
    for (meter, quantity) in &tokens.more {
        meters.insert(*meter, count(*quantity)?);
    }
    Ok(serde_json::to_string(&meters).ok())
}

/// Half to even, once; `None` beyond the range.
pub(in crate::requests) fn nanos(units: Decimal) -> Option<i64> {
    let exact = units.checked_mul(Decimal::from(NANOS_PER_UNIT))?;
    i64::try_from(exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven)).ok()
}
