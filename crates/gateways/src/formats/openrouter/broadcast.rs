//! A row of the table that OpenRouter broadcasts to. Spans around a generation repeat its counts and stay out.

use crate::fields::{Fields, Refusal};
use crate::format::{Findings, Source};
use crate::formats::carried::carry;
use crate::formats::parts::{between, carry_all, dollars, note, remainder};
use crate::record::{Attempt, CostBasis, Note, Place, Status, Tokens};

use super::normalise;

pub fn read(fields: &Fields<'_>, source: &Source, place: Place, found: &mut Findings) -> Result<(), Refusal> {
    let is_call = fields.text(&["SPAN_TYPE"]).is_some_and(|kind| kind.eq_ignore_ascii_case("GENERATION"));
    if !is_call {
        found.skip("spans that are no generation");
        return Ok(());
    }
    let attributes = fields.object(&["ATTRIBUTES"]).unwrap_or_default();
    let attributes = attributes.fields();
    let trace_id = fields.string(&["TRACE_ID"]);
    let response_id = attributes.string(&["gen_ai.response.id"]);
    let id = fields.string(&["GENERATION_ID", "SPAN_ID", "OBSERVATION_ID", "ID"]);
    let id = id.or_else(|| response_id.clone()).or_else(|| trace_id.clone());
    let started_us = fields
        .instant(&["START_TIME", "STARTED_AT", "TIMESTAMP"])
        .ok_or_else(|| Refusal::no_start("TIMESTAMP"))?;
    let mut attempt = Attempt {
        event_id: id.ok_or_else(|| Refusal::no_id("TRACE_ID"))?,
        started_us,
        latency_us: fields
            .duration_ms(&["DURATION_MS"])
            .or_else(|| between(started_us, fields.instant(&["END_TIME", "ENDED_AT"]))),
        dimensions: normalise::dimensions(fields, fields.flag(&["IS_BYOK"]) == Some(true)),
        task_id: fields.string(&["SESSION_ID"]).or_else(|| trace_id.clone()),
        trace_id,
        response_id,
        end_user: fields.string(&["USER_ID"]),
        status: status(fields),
        cost: fields.amount(&["TOTAL_COST"])?.map(|amount| dollars(source, amount, CostBasis::Reported)),
        place,
        ..Attempt::default()
    };
    attempt.dimensions.model_requested = attributes.string(&["gen_ai.request.model"]);
    attempt.dimensions.credential = fields.string(&["API_KEY_NAME"]);
    if let Some(metadata) = fields.object(&["METADATA"]) {
        let metadata = metadata.fields();
        carry_all(&mut attempt.dimensions, source, &metadata);
        for name in ["trace_name", "generation_name"] {
            if let Some(value) = metadata.text(&[name]) {
                carry(&mut attempt.dimensions, &source.carried, "feature", &value);
            }
        }
    }
    take_usage(fields, &attributes, &mut attempt)?;
    found.attempts.push(attempt);
    Ok(())
}

fn status(fields: &Fields<'_>) -> Status {
    match fields.text(&["STATUS", "LEVEL"]).as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("error") => Status::Failure,
        Some(_) => Status::Success,
        None => Status::Unknown,
    }
}

fn take_usage(fields: &Fields<'_>, attributes: &Fields<'_>, attempt: &mut Attempt) -> Result<(), Refusal> {
    let prompt = fields.count(&["PROMPT_TOKENS"])?.unwrap_or(0);
    let output = fields.count(&["COMPLETION_TOKENS"])?.unwrap_or(0);
    if prompt == 0 && output == 0 {
        if attempt.status != Status::Failure {
            note(attempt, Note::UsageNotTold);
        }
        return Ok(());
    }
    let cached = ["gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.input_tokens.cached"];
    let cached = match fields.count(&["CACHED_TOKENS", "PROMPT_TOKENS_CACHED"])? {
        Some(cached) => Some(cached),
        None => attributes.count(&cached)?,
    };
    let reasoning = ["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.output_tokens.reasoning"];
    let reasoning = match fields.count(&["REASONING_TOKENS"])? {
        Some(reasoning) => Some(reasoning),
        None => attributes.count(&reasoning)?,
    };
    if cached.is_none() {
        note(attempt, Note::CacheNotTold);
    }
    let cache_read = cached.unwrap_or(0);
    let input = remainder(prompt, &[cache_read])?;
    attempt.tokens = Some(Tokens { input, cache_read, output, reasoning, ..Tokens::default() });
    Ok(())
}
