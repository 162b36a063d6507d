//! Events of coding agents: Claude Code, Codex, Gemini CLI. Numbers may be text. Input is without cached tokens in Claude
//! Code's events and with them in the others'; Gemini counts thoughts and tool prompts beside output and input.

use super::facts::{BadCount, Facts};
use super::keys::Field;
use super::owner;
use super::span::{Context, class_of, http_status};
use super::usage::{Counted, Told};
use crate::format::Findings;
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Status};
use crate::sellers;

/// A coding agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    Claude,
    Codex,
    Gemini,
}

/// Whose event that is, and its short name.
pub(super) fn agent_of(name: &str) -> Option<(Agent, &str)> {
    let (agent, event) = name.split_once('.')?;
    match agent {
        "claude_code" => Some((Agent::Claude, event)),
        "codex" => Some((Agent::Codex, event)),
        "gemini_cli" => Some((Agent::Gemini, event)),
        _ => None,
    }
}

/// What an event is to the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Answer,
    Error,
    Nothing,
}

/// Reads one event.
pub(super) fn read(
    agent: Agent,
    event: &str,
    facts: &Facts<'_>,
    at_us: Option<i64>,
    context: &Context<'_>,
    found: &mut Findings,
) {
    let what = what(agent, event, facts);
    if what == What::Nothing {
        found.skip("agent event without usage");
        return;
    }
    let Some(at_us) = at_us else {
        found.reject(
            context.place,
            "no_start",
            "an agent's event has no time: neither timeUnixNano nor event.timestamp",
        );
        return;
    };
    let counted = match counted(agent, facts, what) {
        Ok(counted) => counted,
        Err(BadCount { field, why }) => {
            found.reject(context.place, "bad_count", format!("{field} of an agent's event {why}"));
            return;
        }
    };
    let latency_us = facts.micros(Field::Duration, 1_000);
    let session = facts.owned(Field::Conversation).or_else(|| context.resource.owned(Field::Conversation));
    let mut attempt = Attempt {
        event_id: event_id(agent, event, facts, session.as_deref(), at_us),
        // Events are written when a call is over.
        started_us: latency_us
            .and_then(|us| i64::try_from(us).ok())
            .map_or(at_us, |us| at_us.saturating_sub(us)),
        latency_us,
        dimensions: dimensions(agent, facts, context),
        task_id: session.clone(),
        trace_id: session,
        response_id: facts.owned(Field::RequestId),
        status: if what == What::Error { Status::Failure } else { Status::Success },
        http_status: http_status(facts),
        tokens: counted.tokens,
        notes: counted.notes,
        cost: cost(facts, context),
        place: context.place,
        ..Attempt::default()
    };
    if what == What::Error {
        attempt.error_class = facts
            .word(Field::ErrorType)
            .map(class_of)
            .or_else(|| attempt.http_status.map(|status| status.to_string()));
        order(agent, facts, &mut attempt);
    }
    found.attempts.push(attempt);
}

fn what(agent: Agent, event: &str, facts: &Facts<'_>) -> What {
    match (agent, event) {
        (Agent::Claude, "api_request") | (Agent::Gemini, "api_response") => What::Answer,
        (Agent::Claude | Agent::Gemini, "api_error") => What::Error,
        (Agent::Codex, "sse_event") if facts.word(Field::EventKind) == Some("response.completed") => {
            What::Answer
        }
        (Agent::Codex, "api_request") if http_status(facts).is_some_and(|status| status >= 400) => {
            What::Error
        }
        _ => What::Nothing,
    }
}

fn counted(agent: Agent, facts: &Facts<'_>, what: What) -> Result<Counted, BadCount> {
    let mut told = Told::of(facts)?;
    match agent {
        Agent::Claude => told.is_exclusive = true,
        Agent::Codex => {}
        Agent::Gemini => {
            let tool = facts.count(Field::ToolTokens, "tool tokens")?.unwrap_or(0);
            told.input = told.input.map(|input| input.saturating_add(tool));
            told.is_reasoning_apart = true;
        }
    }
    Ok(told.counted(what == What::Error))
}

/// The provider's id of the request, else session and sequence, else session, prompt and time.
fn event_id(agent: Agent, event: &str, facts: &Facts<'_>, session: Option<&str>, at_us: i64) -> String {
    if let (Agent::Claude, "api_request", Some(request)) = (agent, event, facts.word(Field::RequestId)) {
        return request.to_owned();
    }
    let session = session.unwrap_or_default();
    match (facts.word(Field::EventSequence), facts.word(Field::PromptId)) {
        (Some(sequence), _) => format!("{session}:{event}:{sequence}"),
        (None, Some(prompt)) => format!("{session}:{event}:{prompt}:{at_us}"),
        (None, None) => format!("{session}:{event}:{at_us}"),
    }
}

fn dimensions(agent: Agent, facts: &Facts<'_>, context: &Context<'_>) -> Dimensions {
    let model = facts.owned(Field::ModelAsked);
    let named = model.as_deref().and_then(sellers::seller_of_model);
    let (product, seller) = match agent {
        Agent::Claude => ("claude_code", named.unwrap_or("anthropic")),
        Agent::Codex => ("codex", named.unwrap_or("openai")),
        Agent::Gemini if facts.word(Field::AuthType).is_some_and(|way| way.contains("vertex")) => {
            ("gemini_cli", "google-vertex")
        }
        Agent::Gemini => ("gemini_cli", named.unwrap_or("google-aistudio")),
    };
    let mut dimensions = owner::owners(context.resource, facts, &context.source.carried);
    dimensions.feature = dimensions
        .feature
        .or_else(|| facts.owned(Field::Skill))
        .or_else(|| facts.owned(Field::Agent))
        .or_else(|| facts.owned(Field::QuerySource));
    let operation = match agent {
        Agent::Claude => "messages",
        Agent::Codex => "responses",
        Agent::Gemini => "completions",
    };
    Dimensions {
        provider: seller.to_owned(),
        model_served: model.clone(),
        model_requested: model,
        operation: Some(operation.to_owned()),
        product: Some(product.to_owned()),
        speed: facts.owned(Field::Speed),
        ..dimensions
    }
}

/// What the agent computed from a price list; notional where a subscription pays.
fn cost(facts: &Facts<'_>, context: &Context<'_>) -> Option<Cost> {
    let amount = facts.amount(Field::Cost).filter(|amount| !amount.is_sign_negative())?;
    let basis = if context.source.is_subscription { CostBasis::Notional } else { CostBasis::Estimated };
    Some(Cost { amount, currency: "USD".to_owned(), basis })
}

/// Claude Code tells how many attempts there were in all; Codex tells which one it was.
fn order(agent: Agent, facts: &Facts<'_>, attempt: &mut Attempt) {
    let told = facts.word(Field::AttemptsTotal).and_then(|word| word.parse::<u32>().ok());
    let number = match agent {
        Agent::Claude => told.and_then(|all| all.checked_sub(1)),
        Agent::Codex => told,
        Agent::Gemini => None,
    };
    attempt.attempt = number;
    attempt.is_retry = number.map(|number| number > 0);
}
