//! A generation becomes an attempt, and each provider that failed before it another.

use crate::fields::{Fields, Owned, Refusal, Told};
use crate::format::{Findings, Source};
use crate::formats::parts::{dollars, note, remainder, tell};
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note, Place, ResponseCache, Status, Tokens};
use crate::sellers;

/// Most providers one generation tells of.
const MOST_HOPS: usize = 64;

pub fn read(fields: &Fields<'_>, source: &Source, place: Place, found: &mut Findings) -> Result<(), Refusal> {
    let id = fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?;
    let is_own_key = fields.flag(&["is_byok"]);
    let mut attempt = Attempt {
        started_us: fields.instant(&["created_at"]).ok_or_else(|| Refusal::no_start("created_at"))?,
        latency_us: fields.duration_ms(&["latency"]),
        dimensions: dimensions(fields, is_own_key == Some(true)),
        logical_id: Some(fields.string(&["request_id"]).unwrap_or_else(|| id.clone())),
        task_id: fields.string(&["session_id"]),
        // Callers get this id with the answer; the provider's own never reaches them.
        response_id: Some(id.clone()),
        end_user: fields.string(&["external_user"]),
        is_stream: fields.flag(&["streamed"]),
        tokens: tokens(fields)?,
        cost: cost(fields, source, is_own_key == Some(true))?,
        response_cache: match fields.get(&["response_cache_source_id"]) {
            Some(_) => ResponseCache::Hit,
            None if fields.has(&["response_cache_source_id"]) => ResponseCache::Missed,
            None => ResponseCache::Unknown,
        },
        event_id: id,
        place,
        ..Attempt::default()
    };
    set_status(fields, &mut attempt);
    if !fields.has(&["native_tokens_prompt"]) && attempt.tokens.is_some() {
        note(&mut attempt, Note::UsageEstimated);
    }
    settle_charge(&mut attempt);
    take_hops(fields, &mut attempt, found);
    found.attempts.push(attempt);
    Ok(())
}

/// OpenRouter bills, unless the caller's own key at a provider was used.
pub fn dimensions(fields: &Fields<'_>, is_own_key: bool) -> Dimensions {
    let mut dimensions = Dimensions { provider: "openrouter".to_owned(), ..Dimensions::default() };
    let seller = fields.text(&["provider_name"]);
    let model = fields.string(&["model"]);
    dimensions.model_served = model;
    if is_own_key {
        if let Some(seller) = &seller {
            dimensions.provider = sellers::channel(seller);
        }
        // The provider knows its model without the maker's name before it.
        let bare = dimensions.model_served.as_deref().and_then(|model| model.split_once('/'));
        if let Some((_, bare)) = bare {
            dimensions.model_served = Some(bare.to_owned());
        }
    }
    dimensions.service_tier = fields.string(&["service_tier"]);
    dimensions.operation = fields.text(&["api_type"]).and_then(|word| sellers::operation(&word));
    tell(&mut dimensions, "openrouter_app", fields.text(&["app_id"]));
    tell(&mut dimensions, "openrouter_provider", seller);
    dimensions
}

/// Native counts are what is billed. Cached tokens are inside the prompt, reasoning inside the completion.
fn tokens(fields: &Fields<'_>) -> Result<Option<Tokens>, Refusal> {
    let prompt = fields.count(&["native_tokens_prompt", "tokens_prompt"])?;
    let completion = fields.count(&["native_tokens_completion", "tokens_completion"])?;
    if prompt.is_none() && completion.is_none() {
        return Ok(None);
    }
    let cache_read = fields.count(&["native_tokens_cached"])?.unwrap_or(0);
    let completion = completion.unwrap_or(0);
    let images = fields.count(&["native_tokens_completion_images"])?.unwrap_or(0).min(completion);
    Ok(Some(Tokens {
        input: remainder(prompt.unwrap_or(0), &[cache_read])?,
        cache_read,
        output: completion - images,
        reasoning: fields.count(&["native_tokens_reasoning"])?,
        more: [("output_image", images)].into_iter().filter(|(_, count)| *count > 0).collect(),
        ..Tokens::default()
    }))
}

/// What OpenRouter charged; with the caller's own key what the provider charges on its bill, by OpenRouter's computing.
fn cost(fields: &Fields<'_>, source: &Source, is_own_key: bool) -> Result<Option<Cost>, Refusal> {
    if is_own_key {
        let amount = fields.amount(&["upstream_inference_cost"])?;
        return Ok(amount.map(|amount| dollars(source, amount, CostBasis::Estimated)));
    }
    let amount = fields.amount(&["total_cost", "usage"])?;
    Ok(amount.map(|amount| dollars(source, amount, CostBasis::Reported)))
}

fn set_status(fields: &Fields<'_>, attempt: &mut Attempt) {
    let reason = fields.text(&["finish_reason"]);
    if fields.flag(&["cancelled"]) == Some(true) {
        attempt.status = Status::Failure;
        attempt.error_class = Some("cancelled".to_owned());
    } else if reason.as_deref() == Some("error") {
        attempt.status = Status::Failure;
        attempt.error_class = Some("error".to_owned());
    } else if reason.is_some() {
        attempt.status = Status::Success;
    }
}

/// Whether it is charged: never from the cache, always when an amount is reported, even for a cancelled stream.
fn settle_charge(attempt: &mut Attempt) {
    if attempt.response_cache == ResponseCache::Hit {
        attempt.tokens = Some(Tokens::default());
        attempt.is_charged = Some(false);
        if let Some(cost) = &mut attempt.cost {
            cost.basis = CostBasis::Notional;
        }
        return;
    }
    let is_charged = attempt.cost.as_ref().is_some_and(|cost| !cost.amount.is_zero());
    attempt.is_charged = is_charged.then_some(true);
    let is_nothing = |tokens: &Tokens| Tokens { reasoning: None, ..tokens.clone() } == Tokens::default();
    if attempt.tokens.as_ref().is_none_or(is_nothing) {
        attempt.tokens = None;
        if attempt.status != Status::Failure || is_charged {
            note(attempt, Note::UsageNotTold);
        }
    }
}

/// The providers asked, in order; the last is the one of the generation. Those before it failed and charged nothing.
fn take_hops(fields: &Fields<'_>, attempt: &mut Attempt, found: &mut Findings) {
    let hops = fields.get(&["provider_responses"]).and_then(Told::list).unwrap_or_default();
    let hops: Vec<Owned> = hops.iter().take(MOST_HOPS).filter_map(|hop| Told::Json(hop).object()).collect();
    let Some((last, failed)) = hops.split_last() else { return };
    for (hop, told) in failed.iter().enumerate() {
        let told = told.fields();
        let mut dimensions = attempt.dimensions.clone();
        dimensions.model_requested = dimensions.model_served.take();
        dimensions.more.retain(|(name, _)| name != "openrouter_provider");
        tell(&mut dimensions, "openrouter_provider", told.text(&["provider_name"]));
        let http_status = http_status(&told);
        let mut before = Attempt {
            event_id: format!("{}:{hop}", attempt.event_id),
            started_us: attempt.started_us,
            latency_us: told.duration_ms(&["latency"]),
            dimensions,
            logical_id: attempt.logical_id.clone(),
            task_id: attempt.task_id.clone(),
            end_user: attempt.end_user.clone(),
            status: Status::Failure,
            http_status,
            error_class: http_status.map(|code| code.to_string()),
            is_stream: attempt.is_stream,
            is_charged: Some(false),
            response_cache: attempt.response_cache,
            place: attempt.place,
            ..Attempt::default()
        };
        set_order(&mut before, hop);
        found.attempts.push(before);
    }
    attempt.http_status = http_status(&last.fields());
    set_order(attempt, failed.len());
}

fn http_status(hop: &Fields<'_>) -> Option<u16> {
    let code = hop.count(&["status"]).ok()??;
    u16::try_from(code).ok().filter(|code| (100..600).contains(code))
}

/// Each provider is asked once; the count begins again at each hop.
fn set_order(attempt: &mut Attempt, hop: usize) {
    attempt.attempt = Some(0);
    attempt.is_retry = Some(false);
    attempt.fallback_hop = u32::try_from(hop).ok();
}
