//! Log records: evaluations, events of coding agents, lines of a gateway's access log, and those that repeat a span.

use super::access;
use super::agents;
use super::evaluations;
use super::facts::Facts;
use super::keys::Field;
use super::span::Context;
use super::value::Value;
use super::wire::{self, LogRecord, text};
use crate::format::Findings;

/// Reads one log record.
pub(super) fn read(record: &LogRecord<'_>, context: &Context<'_>, found: &mut Findings) {
    let facts = Facts::of(&record.attributes);
    let body = record.body.as_ref().map(|body| body.as_raw_cow()).unwrap_or_default();
    let name = name(record, &facts, &body, context.scope);
    let at_us = wire::micros(record.time.as_ref())
        .or_else(|| facts.word(Field::EventTime).and_then(crate::lenient::instant))
        .or_else(|| wire::micros(record.observed.as_ref()));
    match name.as_str() {
        evaluations::EVENT => {
            let trace = wire::id(text(record.trace_id.as_ref()), 16);
            let span = wire::id(text(record.span_id.as_ref()), 8).and_then(|id| u64::try_from(id).ok());
            let about = trace.map(|trace| (trace, span.unwrap_or(0)));
            match evaluations::of_event(&facts, about, at_us, context.place) {
                Some(outcome) => found.outcomes.push(outcome),
                None => found.reject(
                    context.place,
                    "no_evaluation",
                    "an evaluation has no gen_ai.evaluation.name, or neither a span nor gen_ai.response.id: it cannot be \
                     joined to a request",
                ),
            }
        }
        "gen_ai.client.inference.operation.details" => found.skip("event that repeats a span"),
        _ => match agents::agent_of(&name) {
            Some((agent, event)) => agents::read(agent, event, &facts, at_us, context, found),
            None if access::is_line(&facts, &name) => access::read(record, &facts, at_us, context, found),
            None => found.skip("event of no concern"),
        },
    }
}

/// The event's name: its own field, else the attribute, else the body. Agents that write the short name as an attribute
/// say whose it is by their scope.
fn name(record: &LogRecord<'_>, facts: &Facts<'_>, body: &str, scope: &str) -> String {
    let own = text(record.event_name.as_ref()).trim();
    if !own.is_empty() {
        return own.to_owned();
    }
    let told = facts.word(Field::EventName).unwrap_or_default();
    if told.contains('.') {
        return told.to_owned();
    }
    let body = Value::of(body);
    if let Some(word) = body.word().filter(|word| word.len() <= 64 && agents::agent_of(word).is_some()) {
        return word.to_owned();
    }
    if !told.is_empty() && scope.contains("claude_code") {
        format!("claude_code.{told}")
    } else {
        told.to_owned()
    }
}
