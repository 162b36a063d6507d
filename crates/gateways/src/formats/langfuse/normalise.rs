//! An observation becomes an attempt.

use std::borrow::Cow;

use crate::fields::{Fields, Owned, Refusal, Told};
use crate::format::Source;
use crate::formats::carried::carry;
use crate::formats::parts::{
    between, carry_all, carry_tags, dollars, fingerprint, list, map, note, set_model, tell,
};
use crate::lenient;
use crate::record::{Attempt, Cost, CostBasis, Dimensions, IdScope, Note, Place, Status, Tokens};

use super::usage;

pub fn attempt(fields: &Fields<'_>, source: &Source, place: Place) -> Result<Attempt, Refusal> {
    let started_us = fields.instant(&["startTime"]).ok_or_else(|| Refusal::no_start("startTime"))?;
    let end_us = fields.instant(&["endTime"]);
    let first_us = between(started_us, fields.instant(&["completionStartTime"]));
    let first_token_us =
        first_us.or_else(|| fields.duration_s(&["timeToFirstToken", "time to first token (s)"]));
    let trace_id = fields.string(&["traceId"]);
    let session = fields.string(&["sessionId"]);
    let status = status(fields);
    let mut attempt = Attempt {
        event_id: fields.string(&["id", "span_id", "observation id"]).ok_or_else(|| Refusal::no_id("id"))?,
        id_scope: IdScope::WithStart,
        started_us,
        latency_us: between(started_us, end_us).or_else(|| fields.duration_s(&["latency", "latency (s)"])),
        first_token_us,
        dimensions: dimensions(fields, source),
        logical_id: trace_id.as_deref().map(|trace| logical_id(fields, trace)),
        task_id: session.or_else(|| trace_id.clone()),
        trace_id,
        end_user: fields.string(&["userId"]),
        status,
        is_stream: first_token_us.map(|_| true),
        cost: cost(fields, source)?,
        place,
        ..Attempt::default()
    };
    take_usage(fields, &mut attempt)?;
    drop_empty_cost(fields, &mut attempt);
    Ok(attempt)
}

/// Calls of one trace under one parent, of one name and one model: those after a failed one are its retries, which is the
/// nearest that can be told where attempts are not modelled.
fn logical_id(fields: &Fields<'_>, trace: &str) -> String {
    let parts = ["parentObservationId", "parent_span_id", "name", "providedModelName"];
    let same = fingerprint(parts.map(|name| fields.text(&[name]).unwrap_or_default()));
    format!("{trace}:{same:016x}")
}

fn status(fields: &Fields<'_>) -> Status {
    match fields.text(&["level"]) {
        Some(level) if level.eq_ignore_ascii_case("ERROR") => Status::Failure,
        Some(_) => Status::Success,
        None => Status::Unknown,
    }
}

fn dimensions(fields: &Fields<'_>, source: &Source) -> Dimensions {
    let mut dimensions = Dimensions { environment: fields.string(&["environment"]), ..Dimensions::default() };
    let metadata = metadata(fields);
    let parameters = fields.object(&["modelParameters"]).unwrap_or_default();
    let seller = ["gen_ai.provider.name", "gen_ai.system", "ls_provider", "provider"];
    let seller = metadata.as_ref().and_then(|metadata| metadata.fields().string(&seller));
    let model = fields.text(&["providedModelName", "model", "model name"]);
    set_model(&mut dimensions, seller.as_deref(), model.as_deref());
    dimensions.service_tier = parameters.fields().string(&["service_tier"]);
    let kind = fields.text(&["type"]).unwrap_or_default();
    dimensions.operation = kind.eq_ignore_ascii_case("EMBEDDING").then(|| "embeddings".to_owned());
    if let Some(metadata) = &metadata {
        carry_all(&mut dimensions, source, &metadata.fields());
    }
    carry_tags(&mut dimensions, source, &tags(fields));
    for name in ["traceName", "promptName", "name"] {
        if let Some(value) = fields.text(&[name]) {
            carry(&mut dimensions, &source.carried, "feature", &value);
        }
    }
    tell(&mut dimensions, "langfuse_project", fields.text(&["projectId"]));
    dimensions
}

/// Metadata as an object, or as the two columns of the events table.
fn metadata(fields: &Fields<'_>) -> Option<Owned> {
    if let Some(told) = fields.get(&["metadata"]) {
        return map(told);
    }
    let names = list(fields.get(&["metadata_names"])?)?;
    let values = list(fields.get(&["metadata_values"])?)?;
    let pairs: Vec<String> =
        names.iter().zip(&values).map(|(name, value)| format!("{name}:{value}")).collect();
    Told::Cell(&format!("{{{}}}", pairs.join(","))).object()
}

fn tags(fields: &Fields<'_>) -> Vec<String> {
    fields.get(&["tags", "trace tags"]).and_then(list).unwrap_or_default()
}

/// Usage as the source keeps it, else as it was sent, else the columns of an export by hand.
fn take_usage(fields: &Fields<'_>, attempt: &mut Attempt) -> Result<(), Refusal> {
    for name in ["usageDetails", "providedUsageDetails", "usage"] {
        let Some(usage) = fields.get(&[name]).and_then(map) else { continue };
        if let Some((tokens, is_consistent)) = usage::tokens(&usage.fields())? {
            attempt.tokens = Some(tokens);
            if !is_consistent {
                note(attempt, Note::CountsInconsistent);
            }
            break;
        }
    }
    if attempt.tokens.is_none() {
        let input = fields.count(&["input tokens", "inputUsage", "promptTokens"])?;
        let output = fields.count(&["output tokens", "outputUsage", "completionTokens"])?;
        if input.is_some() || output.is_some() {
            let (input, output) = (input.unwrap_or(0), output.unwrap_or(0));
            attempt.tokens = Some(Tokens { input, output, ..Tokens::default() });
            note(attempt, Note::CacheNotTold);
        }
    }
    let is_nothing = attempt.tokens.as_ref().is_none_or(|tokens| *tokens == Tokens::default());
    if is_nothing {
        attempt.tokens = None;
        if attempt.status != Status::Failure {
            note(attempt, Note::UsageNotTold);
        }
    }
    Ok(())
}

/// What the client sent or the source computed; the sum of the parts where no total stands.
fn cost(fields: &Fields<'_>, source: &Source) -> Result<Option<Cost>, Refusal> {
    let told = fields.amount(&["totalCost", "total cost ($)", "total cost (usd)", "calculatedTotalCost"])?;
    if let Some(amount) = told {
        return Ok(Some(dollars(source, amount, CostBasis::Estimated)));
    }
    let Some(parts) = fields.get(&["costDetails"]).and_then(map) else { return Ok(None) };
    let mut total = None;
    let mut sum = None;
    for (key, told) in parts.fields().iter() {
        let Some(text) = told.text() else { continue };
        let amount = lenient::amount(&text)
            .map_err(|error| Refusal::new("not_a_number", format!("a part of `costDetails` {error}")))?;
        match Cow::Borrowed(key) {
            key if key.eq_ignore_ascii_case("total") => total = Some(amount),
            _ => sum = Some(sum.unwrap_or_default() + amount),
        }
    }
    Ok(total.or(sum).map(|amount| dollars(source, amount, CostBasis::Estimated)))
}

/// A model that no price matched has no cost; a zero beside tokens and without a matched model means nothing.
fn drop_empty_cost(fields: &Fields<'_>, attempt: &mut Attempt) {
    let is_zero = attempt.cost.as_ref().is_some_and(|cost| cost.amount.is_zero());
    let is_matched = fields.get(&["internalModelId", "modelId"]).is_some();
    let is_sent =
        fields.get(&["providedCostDetails"]).and_then(map).is_some_and(|map| map != Owned::default());
    if is_zero && attempt.tokens.is_some() && !is_matched && !is_sent {
        attempt.cost = None;
        note(attempt, Note::CostNotPriced);
    }
}
