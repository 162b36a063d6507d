//! A generation, or a row of the logs, becomes an attempt.

use crate::fields::{Fields, Refusal};
use crate::format::Source;
use crate::formats::parts::{carry_tags, dollars, list, note, remainder, tell};
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note, Place, Status, Tokens};
use crate::sellers;

pub fn attempt(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Attempt, Refusal> {
    let id = fields.string(&["id", "generation_id", "request_id"]).ok_or_else(|| Refusal::no_id("id"))?;
    let started_us = fields.instant(&["created_at", "timestamp", "started_at", "time", "date"]);
    let is_own_key = is_own_key(fields);
    // A generation's `latency` is the time to its first token.
    let is_generation = fields.has(&["generation_time"]);
    let (whole, first): (&[&str], &[&str]) = if is_generation {
        (&["generation_time"], &["latency"])
    } else {
        (&["duration_ms", "duration", "latency_ms", "latency"], &["time_to_first_token", "ttft_ms", "ttft"])
    };
    let http_status = http_status(fields);
    let mut attempt = Attempt {
        started_us: started_us.ok_or_else(|| Refusal::no_start("created_at"))?,
        latency_us: fields.duration_ms(whole),
        first_token_us: fields.duration_ms(first),
        dimensions: dimensions(fields, source, is_own_key == Some(true)),
        // Callers get this id with the answer.
        response_id: Some(id.clone()),
        event_id: id,
        end_user: fields.string(&["user", "user_id"]),
        status: status(fields, http_status),
        http_status,
        error_class: http_status.filter(|code| *code >= 400).map(|code| code.to_string()),
        is_stream: fields.flag(&["streamed", "stream", "streaming"]),
        tokens: tokens(fields)?,
        cost: cost(fields, source, is_own_key == Some(true))?,
        place,
        ..Attempt::default()
    };
    settle(fields, &mut attempt);
    Ok(attempt)
}

/// Whether the caller's own key at a provider was used; `None` when not told.
fn is_own_key(fields: &Fields<'_>) -> Option<bool> {
    let by_type = || fields.text(&["credential_type"]).map(|kind| kind.eq_ignore_ascii_case("byok"));
    fields.flag(&["is_byok", "byok"]).or_else(by_type)
}

fn http_status(fields: &Fields<'_>) -> Option<u16> {
    let code: u16 = fields.text(&["status_code", "status", "http_status"])?.parse().ok()?;
    (100..600).contains(&code).then_some(code)
}

fn status(fields: &Fields<'_>, http_status: Option<u16>) -> Status {
    let word = fields.text(&["status"]).map(|word| word.to_ascii_lowercase());
    match (http_status, word.as_deref(), fields.text(&["finish_reason"]).as_deref()) {
        (Some(400..), ..) | (None, Some("error" | "failed" | "failure"), _) | (_, _, Some("error")) => {
            Status::Failure
        }
        (Some(_), ..) | (None, Some(_), _) | (_, _, Some(_)) => Status::Success,
        _ => Status::Unknown,
    }
}

/// Vercel bills, unless the caller's own key at a provider was used.
fn dimensions(fields: &Fields<'_>, source: &Source, is_own_key: bool) -> Dimensions {
    let seller = fields.text(&["provider_name", "provider"]);
    let model = fields.text(&["model", "model_id"]);
    let mut dimensions = Dimensions { provider: "vercel".to_owned(), ..Dimensions::default() };
    dimensions.model_served = model.as_deref().map(str::to_owned);
    if is_own_key {
        if let Some(seller) = &seller {
            dimensions.provider = sellers::channel(seller);
        }
        // The provider knows its model without the maker's name before it.
        if let Some((_, bare)) = model.as_deref().and_then(|model| model.split_once('/')) {
            dimensions.model_served = Some(bare.to_owned());
        }
    }
    dimensions.credential = fields.string(&["api_key_name"]);
    dimensions.service_tier = fields.string(&["service_tier"]);
    carry_tags(&mut dimensions, source, &fields.get(&["tags"]).and_then(list).unwrap_or_default());
    tell(&mut dimensions, "vercel_project", fields.text(&["project", "project_name", "project_id"]));
    tell(&mut dimensions, "vercel_provider", seller);
    dimensions
}

/// Input as OpenRouter tells it, whose form this mirrors: with the cached tokens in it.
fn tokens(fields: &Fields<'_>) -> Result<Option<Tokens>, Refusal> {
    let prompt = fields.count(&["native_tokens_prompt", "input_tokens", "prompt_tokens", "tokens_prompt"])?;
    let completion = fields.count(&[
        "native_tokens_completion",
        "output_tokens",
        "completion_tokens",
        "tokens_completion",
    ])?;
    if prompt.is_none() && completion.is_none() {
        return Ok(None);
    }
    let cache_read = fields.count(&["native_tokens_cached", "cached_input_tokens"])?.unwrap_or(0);
    let cache_write =
        fields.count(&["native_tokens_cache_creation", "cache_creation_input_tokens"])?.unwrap_or(0);
    let searches = fields.count(&["billable_web_search_calls"])?.unwrap_or(0);
    Ok(Some(Tokens {
        input: remainder(prompt.unwrap_or(0), &[cache_read, cache_write])?,
        cache_read,
        cache_write,
        output: completion.unwrap_or(0),
        reasoning: fields.count(&["native_tokens_reasoning", "reasoning_tokens"])?,
        more: [("web_search_call", searches)].into_iter().filter(|(_, count)| *count > 0).collect(),
        ..Tokens::default()
    }))
}

/// What Vercel charged; with the caller's own key the market price of what the provider charges on its bill.
fn cost(fields: &Fields<'_>, source: &Source, is_own_key: bool) -> Result<Option<Cost>, Refusal> {
    if is_own_key {
        let amount = fields.amount(&["upstream_inference_cost", "market_cost"])?;
        return Ok(amount.map(|amount| dollars(source, amount, CostBasis::Estimated)));
    }
    let amount = fields.amount(&["total_cost", "cost", "usage"])?;
    Ok(amount.map(|amount| dollars(source, amount, CostBasis::Reported)))
}

fn settle(fields: &Fields<'_>, attempt: &mut Attempt) {
    let is_charged = attempt.cost.as_ref().is_some_and(|cost| !cost.amount.is_zero());
    attempt.is_charged = is_charged.then_some(true);
    let is_nothing = |tokens: &Tokens| Tokens { reasoning: None, ..tokens.clone() } == Tokens::default();
    if attempt.tokens.as_ref().is_none_or(is_nothing) {
        attempt.tokens = None;
        if attempt.status != Status::Failure || is_charged {
            note(attempt, Note::UsageNotTold);
        }
    } else if !fields.has(&["native_tokens_cached", "cached_input_tokens"]) {
        note(attempt, Note::CacheNotTold);
    }
}
