//! Judging what a record says: identity, ownership, what was charged and what it cost.

use rust_decimal::Decimal;

use super::dimensions;
use super::facts::{Facts, Meta};
use super::normalise_usage::{Counted, counted};
use super::raw::{Fault, Raw};
use crate::format::Source;
use crate::lenient::{amount, count, instant};
use crate::record::{Attempt, Cost, CostBasis, IdScope, Note, Place, ResponseCache, Status, Tokens};

/// What becomes of a record.
#[derive(Debug)]
pub(super) enum Verdict {
    /// An attempt.
    Attempt(Box<Attempt>),
    /// Of no concern, and why.
    Skip(&'static str),
}

/// Longest error class that is one.
const CLASS_LIMIT: usize = 64;

/// What kind of call a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Call,
    /// A finished batch, asked for.
    Batch,
}

/// Judges one record.
pub(super) fn judge(
    facts: &Facts<'_>,
    meta: &Meta<'_>,
    source: &Source,
    place: Place,
) -> Result<Verdict, Fault> {
    let call_type = facts.call_type.text().unwrap_or_default();
    if let Some(why) = no_concern(&call_type, facts, meta) {
        return Ok(Verdict::Skip(why));
    }
    let id = facts.id.or(facts.call_id).string();
    let Some(id) = id else {
        return Err(Fault { code: "no_id", reason: "neither id, request_id nor litellm_call_id is told" });
    };
    let kind = if is_batch(&call_type, &id) { Kind::Batch } else { Kind::Call };
    let counted = counted(facts, meta)?;
    let told_cost = money(facts.cost)?;
    if kind == Kind::Batch && counted.tokens.is_none() && told_cost.is_none_or(|cost| cost.is_zero()) {
        return Ok(Verdict::Skip("polls of a batch that is not finished"));
    }
    let mut attempt = Attempt { place, ..Attempt::default() };
    times(&mut attempt, facts)?;
    statuses(&mut attempt, facts);
    let is_hit = facts.cache_hit.truth() == Some(true);
    attempt.response_cache = match facts.cache_hit.truth() {
        Some(true) => ResponseCache::Hit,
        Some(false) => ResponseCache::Missed,
        None => ResponseCache::Unknown,
    };
    identity(&mut attempt, facts, id, kind, is_hit);
    lineage(&mut attempt, facts);
    attempt.end_user = facts.end_user.string();
    attempt.dimensions = dimensions::of(facts, meta, source, &call_type, &counted);
    attempt.dimensions.batch = Some(kind == Kind::Batch);
    charge(&mut attempt, facts, counted, told_cost, source)?;
    attempt.notes.sort_unstable();
    attempt.notes.dedup();
    Ok(Verdict::Attempt(Box::new(attempt)))
}

/// Why a record is no model call of anybody's, if so.
fn no_concern(call_type: &str, facts: &Facts<'_>, meta: &Meta<'_>) -> Option<&'static str> {
    const HEALTH_CHECK: &str = "litellm-internal-health-check";
    if !meta.internal_call_origin.is_nothing() {
        return Some("calls of the gateway for itself");
    }
    let named = [meta.user_api_key_alias, facts.key, facts.team_id, facts.user];
    if named.iter().any(|raw| raw.text().as_deref() == Some(HEALTH_CHECK)) {
        return Some("health checks of the gateway");
    }
    let word = call_type.strip_prefix('a').unwrap_or(call_type);
    match word {
        "create_batch"
        | "list_batches"
        | "cancel_batch"
        | "create_fine_tuning_job"
        | "list_fine_tuning_jobs"
        | "cancel_fine_tuning_job"
        | "retrieve_fine_tuning_job" => Some("making and looking up of jobs: no model call"),
        "create_file" | "file_content" | "file_retrieve" | "file_delete" | "file_list" => {
            Some("transfers of files: no model call")
        }
        "get_responses" | "delete_responses" | "cancel_responses" | "list_input_items" => {
            Some("reads of stored answers: no model call")
        }
        "call_mcp_tool" | "list_mcp_tools" | "mcp_tool_call" => Some("calls of tools: no model call"),
        "health checks of the gateway" | "list_models" => Some("health checks of the gateway"),
        _ => None,
    }
}

fn is_batch(call_type: &str, id: &str) -> bool {
    matches!(call_type, "aretrieve_batch" | "retrieve_batch") || id.ends_with("_batch_cost")
}

/// Start to the millisecond, which is what LiteLLM's database keeps: the same call has the same start in both its forms.
/// Durations keep what is told.
fn times(attempt: &mut Attempt, facts: &Facts<'_>) -> Result<(), Fault> {
    let read = |raw: Raw<'_>| raw.text().and_then(|text| instant(&text));
    let Some(started) = read(facts.started) else {
        return Err(Fault { code: "no_start", reason: "startTime is missing or is no instant" });
    };
    let since = |raw| read(raw).and_then(|end| u64::try_from(end.saturating_sub(started)).ok());
    attempt.latency_us = since(facts.ended);
    // Of an answer that was not streamed, the first token is told as its end.
    let first_token = since(facts.first_token).filter(|first| Some(*first) != attempt.latency_us);
    attempt.first_token_us = if facts.is_stream == Some(false) { None } else { first_token };
    attempt.started_us = started.saturating_add(500).div_euclid(1_000).saturating_mul(1_000);
    attempt.is_stream = facts.is_stream;
    Ok(())
}

fn statuses(attempt: &mut Attempt, facts: &Facts<'_>) {
    // Rows from before there was a status are of calls that succeeded.
    let is_failure = facts.status.text().is_some_and(|status| status == "failure");
    attempt.status = if is_failure { Status::Failure } else { Status::Success };
    if is_failure {
        let code = facts.error_code.text();
        attempt.http_status =
            code.as_deref().and_then(|code| code.parse().ok()).filter(|code| (100..600).contains(code));
        attempt.error_class = facts.error_class.or(facts.error_code).string().filter(|class| is_class(class));
    }
}

/// Whether a text is a class and no message.
fn is_class(text: &str) -> bool {
    text.len() <= CLASS_LIMIT
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Ids. An answer from LiteLLM's cache is another event than the answer it repeats, and is named differently in each form:
/// its call id names it in both. A finished batch is one charge however often it is asked for.
fn identity(attempt: &mut Attempt, facts: &Facts<'_>, id: String, kind: Kind, is_hit: bool) {
    let call_id = facts.call_id.string();
    let is_own = call_id.as_deref() == Some(id.as_str()) || id.contains("_cache_hit");
    if kind == Kind::Batch {
        attempt.id_scope = IdScope::Forever;
        attempt.event_id = if id.ends_with("_batch_cost") { id } else { format!("{id}_batch_cost") };
        return;
    }
    if !is_own && !is_hit && attempt.status == Status::Success {
        let answer = billed_attempt(&id).map_or(id.as_str(), |(answer, _)| answer);
        attempt.response_id = Some(answer.to_owned());
    }
    attempt.event_id = if is_hit { call_id.unwrap_or(id) } else { id };
}

/// A failed attempt that the provider billed: its answer's id and number.
fn billed_attempt(id: &str) -> Option<(&str, u32)> {
    let (answer, number) = id.rsplit_once("-attempt-")?;
    number.parse().ok().map(|number| (answer, number))
}

/// What the attempt belongs to. The proxy gives all attempts of a caller's request one call id; a Router gives each its
/// own and shares the trace; a call outside both is a request of its own.
fn lineage(attempt: &mut Attempt, facts: &Facts<'_>) {
    let call_id = facts.call_id.string();
    let trace_id = facts.trace_id.string();
    let is_routed = !facts.is_proxied && facts.model_group.text().is_some();
    attempt.logical_id = match (is_routed, &trace_id) {
        (true, Some(trace)) => Some(trace.clone()),
        _ => call_id.or_else(|| Some(attempt.event_id.clone())),
    };
    attempt.task_id = facts.session_id.string().or_else(|| trace_id.clone());
    attempt.trace_id = trace_id;
    let told = |raw: Raw<'_>| {
        raw.text().and_then(|text| count(&text).ok()).and_then(|told| u32::try_from(told).ok())
    };
    attempt.attempt = told(facts.retries);
    attempt.is_retry = attempt.attempt.map(|number| number > 0);
    attempt.fallback_hop = told(facts.fallbacks);
}

/// Quantities, whether the provider charges for them, and what LiteLLM says they cost.
fn charge(
    attempt: &mut Attempt,
    facts: &Facts<'_>,
    counted: Counted,
    told_cost: Option<Decimal>,
    source: &Source,
) -> Result<(), Fault> {
    let Counted { tokens, notes, is_tokenised, .. } = counted;
    if attempt.response_cache == ResponseCache::Hit || (facts.is_mocked && attempt.status == Status::Success)
    {
        attempt.tokens = Some(Tokens::default());
        attempt.is_charged = Some(false);
        attempt.cost = cost(notional(facts, told_cost)?, CostBasis::Notional);
        return Ok(());
    }
    let basis = if source.is_subscription { CostBasis::Notional } else { CostBasis::Estimated };
    attempt.notes = notes;
    if attempt.status == Status::Failure {
        attempt.is_charged = match (&tokens, told_cost) {
            (Some(_), _) => Some(true),
            (None, Some(cost)) if !cost.is_zero() => Some(true),
            _ if may_have_run(attempt) => None,
            _ => Some(false),
        };
        attempt.tokens = tokens.or_else(|| (attempt.is_charged == Some(false)).then(Tokens::default));
        if attempt.tokens.is_none() {
            attempt.notes.push(Note::UsageNotTold);
        }
        attempt.cost = cost(told_cost.filter(|cost| !cost.is_zero()), basis);
        return Ok(());
    }
    attempt.is_charged = Some(true);
    let is_free = told_cost.is_some_and(|cost| cost.is_zero());
    if tokens.is_none() {
        // The provider answered and its usage was never seen: a cost of zero was computed from nothing.
        attempt.notes.push(Note::UsageNotTold);
        attempt.cost = cost(told_cost.filter(|_| !is_free), basis);
        return Ok(());
    }
    let counts_details = matches!(attempt.dimensions.provider.as_str(), "openai" | "azure-openai");
    if is_tokenised && facts.is_stream == Some(true) && counts_details {
        // OpenAI's usage always has details; without them the stream was cut, and what was charged is not known.
        attempt.notes.push(Note::UsageEstimated);
        attempt.is_charged = None;
    }
    attempt.tokens = tokens;
    if is_free && facts.is_unpriced {
        attempt.notes.push(Note::CostNotPriced);
    } else {
        attempt.cost = cost(told_cost, basis);
    }
    Ok(())
}

/// Whether a failed call may have run at the provider to its end: it was given up, not refused.
fn may_have_run(attempt: &Attempt) -> bool {
    let class = attempt.error_class.as_deref().unwrap_or_default();
    matches!(attempt.http_status, Some(408 | 499 | 504 | 524))
        || class.contains("Timeout")
        || class.contains("MidStream")
        || class.contains("Cancelled")
}

/// What an answer that was not charged would have cost.
fn notional(facts: &Facts<'_>, told: Option<Decimal>) -> Result<Option<Decimal>, Fault> {
    let is_some = |cost: &Decimal| !cost.is_zero();
    for raw in facts.notional {
        if let Some(found) = money(raw)?.filter(is_some) {
            return Ok(Some(found));
        }
    }
    Ok(told.filter(is_some))
}

fn cost(amount: Option<Decimal>, basis: CostBasis) -> Option<Cost> {
    amount.map(|amount| Cost { amount, currency: "USD".to_owned(), basis })
}

/// An amount from its text; `None` when it is not told.
fn money(raw: Raw<'_>) -> Result<Option<Decimal>, Fault> {
    let Some(text) = raw.text() else { return Ok(None) };
    let fault = Fault { code: "not_an_amount", reason: "a cost is not a number that can be kept" };
    amount(&text).map(Some).map_err(|_| fault)
}
