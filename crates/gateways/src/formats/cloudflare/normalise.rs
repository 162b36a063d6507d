//! A log of Cloudflare AI Gateway becomes an attempt.

use crate::fields::{Fields, Refusal};
use crate::format::Source;
use crate::formats::parts::{carry_all, dollars, fingerprint, note, operation_of_url, set_model, tell};
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note, Place, ResponseCache, Status, Tokens};

/// Names an instant has in the forms.
const STARTED: &[&str] = &["created_at", "Timestamp", "Datetime", "EventTimestamp", "EventTimestampMs"];

pub fn attempt(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Attempt, Refusal> {
    let started_us = fields.instant(STARTED).ok_or_else(|| Refusal::no_start("created_at"))?;
    let metadata = fields.object(&["metadata"]).unwrap_or_default();
    let http_status = http_status(fields);
    let fallback_hop = fields.count(&["step"])?.and_then(|step| u32::try_from(step).ok());
    let is_cached = fields.flag(&["cached"]);
    let mut attempt = Attempt {
        event_id: fields.string(&["id", "LogId"]).unwrap_or_else(|| id_of_row(fields)),
        started_us,
        latency_us: fields.duration_ms(&["duration"]),
        dimensions: dimensions(fields),
        // How often a step was tried is not told.
        fallback_hop,
        end_user: metadata.fields().string(&["user_id", "end_user", "user"]),
        status: status(fields, http_status),
        http_status,
        error_class: http_status.filter(|code| *code >= 400).map(|code| code.to_string()),
        cost: cost(fields, source)?,
        response_cache: match is_cached {
            Some(true) => ResponseCache::Hit,
            Some(false) => ResponseCache::Missed,
            None => ResponseCache::Unknown,
        },
        place,
        ..Attempt::default()
    };
    carry_all(&mut attempt.dimensions, source, &metadata.fields());
    take_usage(fields, &mut attempt)?;
    Ok(attempt)
}

/// A pushed row has no id in clear: its own text stands for it, of which encrypted bodies make each another.
fn id_of_row(fields: &Fields<'_>) -> String {
    let texts = fields.iter().map(|(name, told)| format!("{name}={}", told.text().unwrap_or_default()));
    format!("row-{:016x}", fingerprint(texts))
}

fn http_status(fields: &Fields<'_>) -> Option<u16> {
    let code: u16 = fields.text(&["status_code"])?.parse().ok()?;
    (100..600).contains(&code).then_some(code)
}

fn status(fields: &Fields<'_>, http_status: Option<u16>) -> Status {
    match (fields.flag(&["success"]), http_status) {
        (Some(false), _) | (None, Some(400..)) => Status::Failure,
        (Some(true), _) | (None, Some(_)) => Status::Success,
        (None, None) => Status::Unknown,
    }
}

fn dimensions(fields: &Fields<'_>) -> Dimensions {
    let mut dimensions = Dimensions::default();
    let (seller, model) = (fields.text(&["provider"]), fields.text(&["model"]));
    set_model(&mut dimensions, seller.as_deref(), model.as_deref());
    dimensions.operation = fields.text(&["path", "Endpoint"]).and_then(|path| operation_of_url(&path));
    tell(&mut dimensions, "cloudflare_gateway", fields.text(&["gateway", "gateway_id"]));
    dimensions
}

/// What the gateway computed, or the price the caller set. `custom_cost` is a flag in its API; a number there is the price.
fn cost(fields: &Fields<'_>, source: &Source) -> Result<Option<Cost>, Refusal> {
    let is_flag = fields.text(&["custom_cost"]).is_some_and(|text| matches!(text.as_ref(), "true" | "false"));
    let own = if is_flag { None } else { fields.amount(&["custom_cost"])? };
    let amount = own.or(fields.amount(&["cost"])?);
    Ok(amount.map(|amount| dollars(source, amount, CostBasis::Estimated)))
}

fn take_usage(fields: &Fields<'_>, attempt: &mut Attempt) -> Result<(), Refusal> {
    if attempt.response_cache == ResponseCache::Hit {
        attempt.tokens = Some(Tokens::default());
        attempt.is_charged = Some(false);
        if let Some(cost) = &mut attempt.cost {
            cost.basis = CostBasis::Notional;
        }
        return Ok(());
    }
    let input = fields.count(&["tokens_in"])?.unwrap_or(0);
    let output = fields.count(&["tokens_out"])?.unwrap_or(0);
    let is_free = attempt.cost.as_ref().is_some_and(|cost| cost.amount.is_zero());
    if input == 0 && output == 0 {
        if attempt.status != Status::Failure {
            note(attempt, Note::UsageNotTold);
        }
    } else {
        attempt.tokens = Some(Tokens { input, output, ..Tokens::default() });
        note(attempt, Note::CacheNotTold);
        if is_free {
            note(attempt, Note::CostNotPriced);
        }
    }
    if is_free {
        attempt.cost = None;
    }
    Ok(())
}
