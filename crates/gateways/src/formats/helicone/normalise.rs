//! A request of Helicone becomes an attempt.

use rust_decimal::Decimal;

use crate::fields::{Fields, Refusal, is_same};
use crate::format::Source;
use crate::formats::parts::{carry_all, dollars, map, note, operation_of_url, set_model};
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note, Place, ResponseCache, Status, Tokens};

use super::usage;

/// The id that stands for none.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// Billionths of a dollar in one.
const BILLIONTHS: i64 = 1_000_000_000;

/// No single request costs more dollars than this: what does is told in billionths.
const MOST_DOLLARS: i64 = 1_000;

pub fn attempt(
    fields: &Fields<'_>,
    source: &Source,
    is_database: bool,
    place: Place,
) -> Result<Attempt, Refusal> {
    let id = fields.string(&["request_id"]).or_else(|| fields.string(&["response_id"]));
    let first_token_us = fields.duration_ms(&["time_to_first_token"]).filter(|micros| *micros > 0);
    let (status, http_status, error_class) = status(fields);
    let mut attempt = Attempt {
        event_id: id.ok_or_else(|| Refusal::no_id("request_id"))?,
        started_us: fields
            .instant(&["request_created_at"])
            .ok_or_else(|| Refusal::no_start("request_created_at"))?,
        latency_us: fields.duration_ms(&["delay_ms", "latency"]),
        first_token_us,
        dimensions: dimensions(fields, source),
        task_id: property(fields, "Helicone-Session-Id"),
        end_user: fields.string(&["request_user_id", "user_id"]),
        status,
        http_status,
        error_class,
        is_stream: first_token_us.map(|_| true),
        cost: cost(fields, source, is_database)?,
        response_cache: response_cache(fields),
        place,
        ..Attempt::default()
    };
    let tokens = usage::tokens(fields, &attempt.dimensions.provider)?;
    if attempt.response_cache == ResponseCache::Hit {
        take_hit(&mut attempt);
    } else {
        if tokens.is_some() && !fields.has(&["prompt_cache_read_tokens"]) {
            note(&mut attempt, Note::CacheNotTold);
        }
        take_usage(&mut attempt, tokens);
    }
    Ok(attempt)
}

/// A property by its name without case.
fn property(fields: &Fields<'_>, name: &str) -> Option<String> {
    ["properties", "request_properties"].iter().find_map(|bag| {
        let bag = map(fields.get(&[bag])?)?;
        let bag = bag.fields();
        let (_, told) = bag.iter().find(|(key, _)| is_same(key, name))?;
        told.text().map(|text| text.into_owned())
    })
}

fn dimensions(fields: &Fields<'_>, source: &Source) -> Dimensions {
    let mut dimensions = Dimensions::default();
    let seller = fields.text(&["provider"]).filter(|word| !word.eq_ignore_ascii_case("CUSTOM"));
    let model = fields.text(&["response_model", "model"]);
    set_model(&mut dimensions, seller.as_deref(), model.as_deref());
    dimensions.model_requested = fields.string(&["request_model", "model_override"]);
    dimensions.credential =
        fields.text(&["proxy_key_id"]).map(|key| if key == NO_ID { String::new() } else { key.into_owned() });
    dimensions.operation =
        fields.text(&["request_path", "target_url"]).and_then(|url| operation_of_url(&url));
    for bag in ["properties", "request_properties"] {
        if let Some(bag) = fields.get(&[bag]).and_then(map) {
            carry_all(&mut dimensions, source, &bag.fields());
        }
    }
    dimensions
}

/// Provider's status; below zero are states of the gateway.
fn status(fields: &Fields<'_>) -> (Status, Option<u16>, Option<String>) {
    let told = fields.text(&["response_status", "status"]);
    let code: Option<i64> = told.and_then(|text| text.parse().ok());
    let class = |word: &str| Some(word.to_owned());
    match code {
        None | Some(0 | -2) => (Status::Unknown, None, None),
        Some(-1) => (Status::Failure, None, class("timeout")),
        Some(-3) => (Status::Failure, None, class("cancelled")),
        Some(-4) => (Status::Failure, None, class("threat")),
        Some(code) if code < 0 => (Status::Failure, None, None),
        Some(code) => {
            let http = u16::try_from(code).ok().filter(|code| (100..600).contains(code));
            match code {
                400.. => (Status::Failure, http, http.map(|code| code.to_string())),
                _ => (Status::Success, http, None),
            }
        }
    }
}

fn response_cache(fields: &Fields<'_>) -> ResponseCache {
    match fields.text(&["cache_reference_id"]) {
        Some(id) if id != NO_ID => ResponseCache::Hit,
        Some(_) => ResponseCache::Missed,
        None if fields.has(&["cache_reference_id"]) => ResponseCache::Missed,
        None => ResponseCache::Unknown,
    }
}

/// What Helicone computed. `costUSD` is in dollars. `cost` is in billionths in its database, and in either elsewhere: a
/// whole number is billionths, since its database keeps whole ones, and so is what no request can cost in dollars.
fn cost(fields: &Fields<'_>, source: &Source, is_database: bool) -> Result<Option<Cost>, Refusal> {
    let amount = match fields.amount(&["costUSD", "cost_usd"])? {
        Some(amount) => amount,
        None => match fields.amount(&["cost"])? {
            Some(amount) if is_database || is_in_billionths(amount) => amount / Decimal::from(BILLIONTHS),
            Some(amount) => amount,
            None => return Ok(None),
        },
    };
    Ok(Some(dollars(source, amount, CostBasis::Estimated)))
}

fn is_in_billionths(amount: Decimal) -> bool {
    amount.fract().is_zero() || amount > Decimal::from(MOST_DOLLARS)
}

/// Answered from the gateway's cache: the row carries the cost of the call that was replayed.
fn take_hit(attempt: &mut Attempt) {
    attempt.tokens = Some(Tokens::default());
    attempt.is_charged = Some(false);
    if let Some(cost) = &mut attempt.cost {
        cost.basis = CostBasis::Notional;
    }
}

fn take_usage(attempt: &mut Attempt, tokens: Option<(Tokens, Option<Note>)>) {
    let is_free = attempt.cost.as_ref().is_some_and(|cost| cost.amount.is_zero());
    match tokens {
        Some((tokens, told)) => {
            attempt.tokens = Some(tokens);
            if let Some(told) = told {
                note(attempt, told);
            }
            if is_free {
                attempt.cost = None;
                note(attempt, Note::CostNotPriced);
            }
        }
        None => {
            if is_free {
                attempt.cost = None;
            }
            if attempt.status != Status::Failure {
                note(attempt, Note::UsageNotTold);
            }
        }
    }
}
