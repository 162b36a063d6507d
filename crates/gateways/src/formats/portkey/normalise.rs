//! A log of Portkey becomes an attempt.

use rust_decimal::Decimal;

use crate::fields::{Fields, Owned, Refusal};
use crate::format::Source;
use crate::formats::answer_usage::tokens_of;
use crate::formats::parts::{carry_all, dollars, note, operation_of_url, set_model, tell};
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note, Place, ResponseCache, Status, Tokens};

use super::parts::Parts;
use super::retries::{order, response_cache};

pub fn attempt(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Attempt, Refusal> {
    let parts = Parts::of(fields);
    let (response, headers) = (parts.response.fields(), parts.headers.fields());
    let logged_us = fields.instant(&["created_at"]).ok_or_else(|| Refusal::no_start("created_at"))?;
    let latency_us =
        fields.duration_ms(&["response_time"]).or_else(|| response.duration_ms(&["responseTime"]));
    let metadata = metadata(fields, &parts);
    let http_status = http_status(fields, &response);
    let status = status(fields, http_status);
    let trace_id = trace_id(fields, &parts);
    let config = parts.told.fields().object(&["x-portkey-config"]).unwrap_or_default();
    let mode = fields.string(&["mode"]).or_else(|| nested(&config, "strategy", "mode"));
    let configured = nested(&config, "retry", "attempts").and_then(|text| text.parse().ok());
    let path = response.string(&["lastUsedOptionJsonPath"]);
    let order = order(&headers, path.as_deref(), mode.as_deref(), configured);
    let mut attempt = Attempt {
        event_id: fields.string(&["id", "_id"]).ok_or_else(|| Refusal::no_id("id"))?,
        // A log is written when the answer is complete.
        started_us: latency_us.and_then(|took| logged_us.checked_sub_unsigned(took)).unwrap_or(logged_us),
        latency_us,
        dimensions: dimensions(fields, &parts, &metadata, source),
        attempt: order.attempt,
        is_retry: order.is_retry,
        fallback_hop: order.fallback_hop,
        task_id: trace_id.clone(),
        trace_id,
        response_id: parts.answer.fields().string(&["id"]),
        end_user: metadata.fields().string(&["_user"]),
        status,
        http_status,
        error_class: http_status.filter(|code| *code >= 400).map(|code| code.to_string()),
        is_stream: parts.asked.fields().flag(&["stream"]),
        cost: cost(fields, source)?,
        response_cache: response_cache(&headers),
        place,
        ..Attempt::default()
    };
    take_usage(fields, &parts, &mut attempt)?;
    Ok(attempt)
}

fn nested(owner: &Owned, object: &str, name: &str) -> Option<String> {
    owner.fields().object(&[object])?.fields().string(&[name])
}

fn metadata(fields: &Fields<'_>, parts: &Parts) -> Owned {
    let told = parts.told.fields();
    fields.object(&["metadata"]).or_else(|| told.object(&["x-portkey-metadata"])).unwrap_or_default()
}

fn trace_id(fields: &Fields<'_>, parts: &Parts) -> Option<String> {
    let name = ["x-portkey-trace-id"];
    let told = || parts.told.fields().string(&name);
    fields.string(&["trace_id"]).or_else(told).or_else(|| parts.headers.fields().string(&name))
}

fn http_status(fields: &Fields<'_>, response: &Fields<'_>) -> Option<u16> {
    let code = fields.text(&["response_status_code"]).or_else(|| response.text(&["status"]))?;
    code.parse().ok().filter(|code| (100..600).contains(code))
}

fn status(fields: &Fields<'_>, http_status: Option<u16>) -> Status {
    match (http_status, fields.flag(&["is_success"])) {
        (Some(400..), _) | (None, Some(false)) => Status::Failure,
        (Some(_), Some(false)) => Status::Failure,
        (Some(_), _) | (None, Some(true)) => Status::Success,
        (None, None) => Status::Unknown,
    }
}

fn dimensions(fields: &Fields<'_>, parts: &Parts, metadata: &Owned, source: &Source) -> Dimensions {
    let mut dimensions = Dimensions::default();
    let (asked, answer, told) = (parts.asked.fields(), parts.answer.fields(), parts.told.fields());
    let header = parts.headers.fields().string(&["x-portkey-provider"]);
    let seller = fields.string(&["ai_org"]).or(header).or_else(|| told.string(&["x-portkey-provider"]));
    let model = answer.text(&["model"]).or_else(|| fields.text(&["ai_model"]));
    set_model(&mut dimensions, seller.as_deref(), model.as_deref());
    dimensions.model_requested = asked.string(&["model"]);
    dimensions.service_tier = answer.string(&["service_tier"]);
    // Keys are masked in logs; a virtual key is an alias.
    dimensions.credential =
        told.text(&["x-portkey-virtual-key"]).filter(|key| !key.contains('*')).map(|key| key.into_owned());
    let url = fields.string(&["request_url"]).or_else(|| parts.request.fields().string(&["url"]));
    dimensions.operation = url.and_then(|url| operation_of_url(&url));
    carry_all(&mut dimensions, source, &metadata.fields());
    let config = fields.text(&["config"]).filter(|config| !config.starts_with('{'));
    tell(&mut dimensions, "portkey_config", config);
    tell(&mut dimensions, "portkey_prompt", fields.text(&["prompt_slug"]));
    dimensions
}

/// Cents, of US dollars unless a currency stands beside them. It may hold the operator's own margins.
fn cost(fields: &Fields<'_>, source: &Source) -> Result<Option<Cost>, Refusal> {
    let Some(cents) = fields.amount(&["cost"])? else { return Ok(None) };
    let mut cost = dollars(source, cents / Decimal::ONE_HUNDRED, CostBasis::Estimated);
    if let Some(currency) = fields.text(&["cost_currency"]) {
        cost.currency = currency.to_ascii_uppercase();
    }
    Ok(Some(cost))
}

fn take_usage(fields: &Fields<'_>, parts: &Parts, attempt: &mut Attempt) -> Result<(), Refusal> {
    if attempt.response_cache == ResponseCache::Hit {
        attempt.tokens = Some(Tokens::default());
        attempt.is_charged = Some(false);
        if let Some(cost) = &mut attempt.cost {
            cost.basis = CostBasis::Notional;
        }
        return Ok(());
    }
    if let Some((tokens, told)) = tokens_of(&parts.answer.fields())? {
        attempt.tokens = Some(tokens);
        if let Some(told) = told {
            note(attempt, told);
        }
    } else {
        let input = fields.count(&["req_units"])?;
        let output = fields.count(&["res_units"])?;
        if input.is_some() || output.is_some() {
            let (input, output) = (input.unwrap_or(0), output.unwrap_or(0));
            attempt.tokens = Some(Tokens { input, output, ..Tokens::default() });
            note(attempt, Note::CacheNotTold);
        }
    }
    let is_free = attempt.cost.as_ref().is_some_and(|cost| cost.amount.is_zero());
    if attempt.tokens.as_ref().is_none_or(|tokens| *tokens == Tokens::default()) {
        attempt.tokens = None;
        attempt.notes.retain(|told| *told != Note::CacheNotTold);
        if attempt.status != Status::Failure {
            note(attempt, Note::UsageNotTold);
        }
    } else if is_free {
        note(attempt, Note::CostNotPriced);
    }
    if is_free {
        attempt.cost = None;
    }
    Ok(())
}
