//! A model inference becomes an attempt, an inference an annotation of its calls.

use crate::fields::{Fields, Refusal};
use crate::format::Source;
use crate::formats::carried::carry;
use crate::formats::parts::{carry_all, dollars, is_channel, map, note, remainder, tell};
use crate::record::{Annotation, Attempt, CostBasis, Dimensions, Note, Place, ResponseCache, Status, Tokens};
use crate::sellers;

pub fn attempt(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Attempt, Refusal> {
    let id = fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?;
    let latency_us = fields.duration_ms(&["response_time_ms"]);
    let is_cached = fields.flag(&["cached"]);
    let mut attempt = Attempt {
        // The one instant a row tells. It is written when the answer is complete; the database's own day goes by it.
        started_us: created(fields, &id)?,
        event_id: id,
        latency_us,
        first_token_us: fields.duration_ms(&["ttft_ms"]),
        dimensions: dimensions(fields, source),
        logical_id: fields.string(&["inference_id"]),
        // A provider that failed leaves no row.
        status: Status::Success,
        // Measured: only streamed answers tell the time to the first token.
        is_stream: fields.has(&["ttft_ms"]).then(|| fields.get(&["ttft_ms"]).is_some()),
        response_cache: match is_cached {
            Some(true) => ResponseCache::Hit,
            Some(false) => ResponseCache::Missed,
            None => ResponseCache::Unknown,
        },
        place,
        ..Attempt::default()
    };
    take_usage(fields, &mut attempt)?;
    let cost = fields.amount(&["cost"])?;
    let basis = if is_cached == Some(true) { CostBasis::Notional } else { CostBasis::Estimated };
    attempt.cost = cost.map(|amount| dollars(source, amount, basis));
    Ok(attempt)
}

/// When a row was written: its column, else the time inside its id, a UUID of version 7.
fn created(fields: &Fields<'_>, id: &str) -> Result<i64, Refusal> {
    let told = fields.instant(&["created_at", "timestamp"]);
    told.or_else(|| time_of_id(id)).ok_or_else(|| Refusal::no_start("created_at"))
}

/// Microseconds since 1970 inside a UUID of version 7.
pub fn time_of_id(id: &str) -> Option<i64> {
    let is_seven = id.len() == 36 && id.as_bytes().get(14) == Some(&b'7');
    let millis = format!("{}{}", id.get(0..8)?, id.get(9..13)?);
    let millis = i64::from_str_radix(&millis, 16).ok()?;
    is_seven.then_some(millis.checked_mul(1_000)?)
}

fn dimensions(fields: &Fields<'_>, source: &Source) -> Dimensions {
    let mut dimensions = Dimensions::default();
    let name = fields.string(&["model_name"]);
    // `openai::gpt-x` names seller and model; other names are the operator's own.
    let short = name.as_deref().and_then(|name| name.split_once("::"));
    dimensions.model_served = short.map(|(_, model)| model.to_owned());
    let told = fields.text(&["model_provider_name"]);
    let words = [told.as_deref(), short.map(|(seller, _)| seller)];
    let seller = words.iter().flatten().map(|word| sellers::channel(word)).find(|word| is_channel(word));
    let by_name = || name.as_deref().and_then(sellers::seller_of_model).map(str::to_owned);
    dimensions.provider = seller.or_else(by_name).unwrap_or_default();
    dimensions.model_requested = name;
    carry_function(&mut dimensions, source, fields);
    tell(&mut dimensions, "tensorzero_provider", told);
    dimensions
}

fn carry_function(dimensions: &mut Dimensions, source: &Source, fields: &Fields<'_>) {
    for (column, key) in [("function_name", "feature"), ("variant_name", "variant")] {
        if let Some(value) = fields.text(&[column]) {
            carry(dimensions, &source.carried, key, &value);
        }
    }
}

/// Input is told with the cached tokens in it (measured).
fn take_usage(fields: &Fields<'_>, attempt: &mut Attempt) -> Result<(), Refusal> {
    if attempt.response_cache == ResponseCache::Hit {
        attempt.tokens = Some(Tokens::default());
        attempt.is_charged = Some(false);
        return Ok(());
    }
    let input = fields.count(&["input_tokens"])?;
    let output = fields.count(&["output_tokens"])?;
    if input.unwrap_or(0) == 0 && output.unwrap_or(0) == 0 {
        note(attempt, Note::UsageNotTold);
        return Ok(());
    }
    let read = fields.count(&["provider_cache_read_input_tokens"])?;
    let write = fields.count(&["provider_cache_write_input_tokens"])?;
    if read.is_none() && write.is_none() {
        note(attempt, Note::CacheNotTold);
    }
    let (cache_read, cache_write) = (read.unwrap_or(0), write.unwrap_or(0));
    let input = remainder(input.unwrap_or(0), &[cache_read, cache_write])?;
    let output = output.unwrap_or(0);
    attempt.tokens = Some(Tokens { input, cache_read, cache_write, output, ..Tokens::default() });
    Ok(())
}

/// Tags, function and episode of an inference. Tags hold before the function.
pub fn annotation(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Annotation, Refusal> {
    let mut annotation = Annotation {
        logical_id: fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?,
        task_id: fields.string(&["episode_id"]),
        place,
        ..Annotation::default()
    };
    if let Some(tags) = fields.get(&["tags"]).and_then(map) {
        carry_all(&mut annotation.dimensions, source, &tags.fields());
        annotation.end_user = tags.fields().string(&["user_id", "end_user", "user"]);
    }
    carry_function(&mut annotation.dimensions, source, fields);
    Ok(annotation)
}
