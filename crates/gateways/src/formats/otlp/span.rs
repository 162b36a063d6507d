//! One span: a call, or what a trace around calls says about them.

use rust_decimal::Decimal;

use super::dialects::{self, What};
use super::evaluations;
use super::facts::{BadCount, Facts};
use super::keys::Field;
use super::litellm::{Order, UsageText};
use super::owner;
use super::usage::{Counted, Told};
use super::wire::{self, Span, text};
use crate::format::Source;
use crate::input::is_too_deep;
use crate::record::{
    Attempt, Cost, CostBasis, Dimensions, Note, Outcome, Place, ResponseCache, Status, Tokens,
};
use crate::sellers;

/// A span that is one call, before it is joined with others that tell the same.
#[derive(Debug)]
pub(super) struct Candidate {
    pub attempt: Attempt,
    /// Its span and the span above it.
    pub span: u64,
    /// End, microseconds since 1970; the start where it is not told.
    pub ended_us: i64,
    /// How much cache detail it tells.
    pub richness: u8,
    /// Outcomes told about it.
    pub outcomes: Vec<Outcome>,
    /// Whether a span below it was joined already.
    pub is_joined: bool,
}

/// What any span says to the calls below it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Span above; 0 for none.
    pub parent: u64,
    /// Start of a call, microseconds since 1970; 0 for another span.
    pub started_us: i64,
    /// Its name, when it can be a label.
    pub name: Option<Box<str>>,
    /// Facts for the calls below it, when there are any.
    pub says: Option<Box<Says>>,
}

/// Facts that calls below a span take from it.
#[derive(Debug, Default)]
pub(super) struct Says {
    pub dimensions: Dimensions,
    pub conversation: Option<String>,
    pub end_user: Option<String>,
    pub loop_workflow: Option<String>,
    pub workflow: Option<String>,
    pub agent: Option<String>,
    /// Route of a server span: the endpoint that was asked.
    pub route: Option<String>,
}

/// Where a span stands.
pub(super) struct Context<'c> {
    pub source: &'c Source,
    pub resource: &'c Facts<'c>,
    pub scope: &'c str,
    pub place: Place,
}

/// Why a span was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    NoId,
    NoStart,
    Count(BadCount),
}

/// What was read from a span.
pub(super) struct Read {
    pub trace: u128,
    pub span: u64,
    pub node: Node,
    pub call: Option<Candidate>,
    /// Why it is no call.
    pub skipped: Option<&'static str>,
    /// Outcomes about the trace or session, told on a span that is no call.
    pub outcomes: Vec<Outcome>,
}

/// Reads one span.
pub(super) fn read(span: &Span<'_>, context: &Context<'_>) -> Result<Read, Refused> {
    let facts = Facts::of(&span.attributes);
    let name = text(span.name.as_ref());
    let trace = wire::id(text(span.trace_id.as_ref()), 16).ok_or(Refused::NoId)?;
    let id = wire::id(text(span.span_id.as_ref()), 8)
        .and_then(|id| u64::try_from(id).ok())
        .ok_or(Refused::NoId)?;
    let parent =
        wire::id(text(span.parent_id.as_ref()), 8).and_then(|id| u64::try_from(id).ok()).unwrap_or(0);
    let kind = wire::choice(span.kind.as_ref(), dialects::KINDS);
    let (call, skipped) = match dialects::what(&facts, context.scope, name, kind) {
        What::Call => (Some(call(span, &facts, context, (trace, id))?), None),
        What::Other(why) => (None, Some(why)),
    };
    let started_us = call.as_ref().map_or(0, |call: &Candidate| call.attempt.started_us);
    let node =
        Node { parent, started_us, name: label(name), says: says(&facts, kind, context, call.is_some()) };
    let outcomes = evaluations::of_span(&facts, span, (trace, id), call.is_some(), context.place);
    let mut read = Read { trace, span: id, node, call, skipped, outcomes };
    if let Some(call) = &mut read.call {
        call.outcomes = std::mem::take(&mut read.outcomes);
    }
    Ok(read)
}

/// The event id of a span.
pub(super) fn event_id(trace: u128, span: u64) -> String {
    format!("{trace:032x}:{span:016x}")
}

fn call(
    span: &Span<'_>,
    facts: &Facts<'_>,
    context: &Context<'_>,
    ids: (u128, u64),
) -> Result<Candidate, Refused> {
    let name = text(span.name.as_ref());
    let started_us = wire::micros(span.start.as_ref()).ok_or(Refused::NoStart)?;
    let ended_us = wire::micros(span.end.as_ref()).filter(|end| *end >= started_us);
    let error_class = error_class(span, facts);
    let code =
        span.status.as_ref().map_or(0, |status| wire::choice(status.code.as_ref(), dialects::STATUSES));
    let status = if code == 2 || error_class.is_some() { Status::Failure } else { Status::Success };
    let dimensions = dimensions(facts, context, name);
    let counted = counted(facts, context.scope, &dimensions.provider, status).map_err(Refused::Count)?;
    let mut attempt = Attempt {
        event_id: event_id(ids.0, ids.1),
        started_us,
        latency_us: ended_us.and_then(|end| u64::try_from(end - started_us).ok()),
        first_token_us: first_token(span, facts, started_us),
        trace_id: Some(format!("{:032x}", ids.0)),
        task_id: facts.owned(Field::Conversation),
        end_user: facts.owned(Field::EndUser),
        response_id: facts.owned(Field::ResponseId),
        status,
        http_status: http_status(facts),
        error_class,
        is_stream: facts.flag(Field::Stream).or_else(|| asked(facts).stream),
        notes: counted.notes,
        cost: cost(facts, context.source, &dimensions.provider),
        tokens: counted.tokens,
        dimensions,
        place: context.place,
        ..Attempt::default()
    };
    order(facts, &mut attempt);
    let has_parent = !text(span.parent_id.as_ref()).trim().is_empty();
    gateway(facts, context.scope, has_parent, &mut attempt);
    if dialects::is_sampled(text(span.trace_state.as_ref()))
        || facts.amount(Field::Sampling).is_some_and(|part| part < Decimal::ONE)
    {
        attempt.notes.push(Note::Sampled);
    }
    attempt.notes.sort_unstable();
    attempt.notes.dedup();
    Ok(Candidate {
        attempt,
        span: ids.1,
        ended_us: ended_us.unwrap_or(started_us),
        richness: counted.richness.saturating_mul(2) + u8::from(dialects::is_built_in(context.scope)),
        outcomes: Vec::new(),
        is_joined: false,
    })
}

pub(super) fn counted(
    facts: &Facts<'_>,
    scope: &str,
    seller: &str,
    status: Status,
) -> Result<Counted, BadCount> {
    let mut told = Told::of(facts)?;
    if let Some(usage) = facts.text(Field::UsageText).and_then(UsageText::of) {
        told.fill(&usage);
    }
    told.is_exclusive = dialects::is_raw(facts, scope, seller);
    let mut counted = told.counted(status == Status::Failure);
    if told.is_exclusive && counted.tokens.is_some() {
        counted.notes.push(Note::ExclusiveInput);
    }
    Ok(counted)
}

pub(super) fn dimensions(facts: &Facts<'_>, context: &Context<'_>, name: &str) -> Dimensions {
    let asked = asked(facts);
    let model_requested = facts.owned(Field::ModelAsked).or(asked.model);
    let model_served = facts.owned(Field::ModelServed);
    let seller = owner::seller(facts, model_served.as_deref().or(model_requested.as_deref()));
    let tier = facts.owned(Field::Tier);
    Dimensions {
        operation: dialects::operation(facts, name, &seller),
        provider: seller,
        batch: tier.as_deref().filter(|tier| *tier == "batch").map(|_| true),
        service_tier: tier,
        speed: facts.owned(Field::Speed),
        model_requested,
        model_served,
        ..owner::owners(context.resource, facts, &context.source.carried)
    }
}

/// What the invocation parameters of OpenInference say.
#[derive(Default)]
struct Asked {
    model: Option<String>,
    stream: Option<bool>,
}

fn asked(facts: &Facts<'_>) -> Asked {
    let Some(parameters) = facts
        .text(Field::AskedParameters)
        .filter(|text| text.starts_with('{') && !is_too_deep(text.as_bytes()))
    else {
        return Asked::default();
    };
    let word = |key: &str| {
        let value = sonic_rs::get_from_str(parameters, [key]).ok()?;
        let word = super::value::Value::of(value.as_raw_str()).word().map(str::to_owned);
        word.filter(|word| word.len() <= 256)
    };
    Asked {
        model: word("model"),
        stream: word("stream").and_then(|word| match word.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }),
    }
}

/// What the source says it cost. OpenRouter charged it; everybody else multiplied with a price list.
pub(super) fn cost(facts: &Facts<'_>, source: &Source, seller: &str) -> Option<Cost> {
    let amount = facts.amount(Field::Cost).filter(|amount| !amount.is_sign_negative())?;
    let basis = match seller {
        _ if source.is_subscription => CostBasis::Notional,
        "openrouter" => CostBasis::Reported,
        _ => CostBasis::Estimated,
    };
    Some(Cost { amount, currency: "USD".to_owned(), basis })
}

/// Until the first token: told in seconds, or as the time of OpenInference's event.
fn first_token(span: &Span<'_>, facts: &Facts<'_>, started_us: i64) -> Option<u64> {
    facts.micros(Field::FirstToken, 1_000_000).or_else(|| {
        let events = span.events.as_deref().unwrap_or_default();
        let event = events.iter().find(|event| text(event.name.as_ref()) == "First Token Stream Event")?;
        u64::try_from(wire::micros(event.time.as_ref())? - started_us).ok()
    })
}

/// The class of the error: told on the span, or on the exception it recorded. `_OTHER` is what conventions write for a
/// class that is not known.
fn error_class(span: &Span<'_>, facts: &Facts<'_>) -> Option<String> {
    if let Some(class) = facts.word(Field::ErrorType) {
        return Some(class_of(class));
    }
    let code =
        span.status.as_ref().map_or(0, |status| wire::choice(status.code.as_ref(), dialects::STATUSES));
    if code != 2 {
        return None;
    }
    let events = span.events.as_deref().unwrap_or_default();
    let exception = events.iter().find(|event| text(event.name.as_ref()) == "exception")?;
    Facts::of(&exception.attributes).word(Field::ErrorType).map(class_of)
}

/// A class by its last name; text with spaces is a message and not kept.
pub(super) fn class_of(word: &str) -> String {
    let last = word.rsplit(['.', ':']).next().unwrap_or(word);
    let is_class = !last.is_empty() && last.len() <= 64 && !last.contains(char::is_whitespace);
    if is_class { last.to_owned() } else { "other".to_owned() }
}

pub(super) fn http_status(facts: &Facts<'_>) -> Option<u16> {
    facts.word(Field::HttpStatus)?.parse().ok().filter(|status| (100..600).contains(status))
}

/// Which attempt it is, where something tells; a library's own retries leave no trace.
fn order(facts: &Facts<'_>, attempt: &mut Attempt) {
    if let Some(number) = facts.word(Field::Attempt).and_then(|word| word.parse::<u32>().ok()) {
        attempt.attempt = Some(number);
        attempt.is_retry = Some(number > 0);
    }
}

/// What the attempts of one request share. The proxy gives them one call id; a Router inside an application gives each
/// its own, and they share the trace and the model group, which many requests may share as well: starts tell those apart.
fn logical_id(facts: &Facts<'_>, trace: Option<&str>, has_parent: bool) -> Option<String> {
    let is_routed = has_parent && facts.word(Field::Credential).is_none();
    match (facts.word(Field::ModelGroup), trace) {
        (Some(group), Some(trace)) if is_routed => Some(format!("{trace}/{group}")),
        _ => facts.owned(Field::CallId),
    }
}

/// What only a LiteLLM callback tells: one span per attempt, the caller's call, hits of its response cache.
fn gateway(facts: &Facts<'_>, scope: &str, has_parent: bool, attempt: &mut Attempt) {
    if scope != "litellm" {
        return;
    }
    attempt.logical_id = logical_id(facts, attempt.trace_id.as_deref(), has_parent);
    let told = facts.text(Field::HiddenParameters).map(Order::of).unwrap_or_default();
    attempt.fallback_hop = told.fallbacks.and_then(|hop| u32::try_from(hop).ok());
    attempt.attempt = told.retries.and_then(|retries| u32::try_from(retries).ok()).or(attempt.attempt);
    attempt.is_retry = attempt.attempt.map(|number| number > 0);
    if attempt.response_id.is_some() && attempt.response_id == facts.owned(Field::CallId) {
        attempt.response_id = None;
    }
    if attempt.response_id.as_deref().is_some_and(|id| id.contains("_cache_hit")) {
        attempt.response_id = None;
        attempt.response_cache = ResponseCache::Hit;
        attempt.is_charged = Some(false);
        attempt.tokens = Some(Tokens::default());
        attempt.notes.clear();
        if let Some(cost) = &mut attempt.cost {
            cost.basis = CostBasis::Notional;
        }
    }
    let is_free = attempt.cost.as_ref().is_some_and(|cost| cost.amount.is_zero());
    if is_free && attempt.response_cache != ResponseCache::Hit {
        attempt.cost = None;
        if attempt.tokens.is_some() {
            attempt.notes.push(Note::CostNotPriced);
        }
    }
    if attempt.dimensions.provider.is_empty() {
        let group = facts.word(Field::ModelGroup).unwrap_or_default();
        attempt.dimensions.provider = sellers::seller_of_model(group).unwrap_or_default().to_owned();
    }
}

/// A span's name when it can be a label: short, and without numbers or hex that make every span another.
fn label(name: &str) -> Option<Box<str>> {
    let name = name.trim();
    let longest =
        |is: fn(&u8) -> bool| name.as_bytes().split(|byte| !is(byte)).map(<[u8]>::len).max().unwrap_or(0);
    let is_label = !name.is_empty()
        && name.len() <= 96
        && longest(u8::is_ascii_digit) < 4
        && !name
            .split(|c: char| !c.is_ascii_hexdigit())
            .any(|part| part.len() >= 8 && part.bytes().any(|byte| byte.is_ascii_digit()));
    is_label.then(|| name.into())
}

fn says(facts: &Facts<'_>, kind: u8, context: &Context<'_>, is_call: bool) -> Option<Box<Says>> {
    let mut says = Says {
        conversation: facts.owned(Field::Conversation),
        end_user: facts.owned(Field::EndUser),
        loop_workflow: facts.owned(Field::LoopWorkflow),
        workflow: facts.owned(Field::Workflow),
        agent: facts.owned(Field::Agent),
        route: facts.owned(Field::Route).filter(|_| kind == 2),
        ..Says::default()
    };
    if !is_call {
        facts.carry(&context.source.carried, &mut says.dimensions);
        says.dimensions.team = says.dimensions.team.take().or_else(|| facts.owned(Field::Team));
    }
    let is_silent = says.dimensions == Dimensions::default()
        && [
            &says.conversation,
            &says.end_user,
            &says.loop_workflow,
            &says.workflow,
            &says.agent,
            &says.route,
        ]
        .iter()
        .all(|value| value.is_none());
    (!is_silent).then(|| Box::new(says))
}
