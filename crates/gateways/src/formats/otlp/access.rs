//! Lines of a gateway's access log sent as OTLP logs, as Envoy and agentgateway write them: one line per request of the
//! caller, values as text, `-` for nothing.

use super::facts::{BadCount, Facts};
use super::keys::Field;
use super::span::{self, Context, event_id};
use super::wire::{self, LogRecord, text};
use crate::format::Findings;
use crate::record::{Attempt, Status};

/// Whether an unnamed record is a line about a model call: who answered, with which model, and how it went.
pub(super) fn is_line(facts: &Facts<'_>, name: &str) -> bool {
    let told = |field| facts.word(field).is_some();
    name.is_empty()
        && told(Field::Provider)
        && (told(Field::ModelAsked) || told(Field::ModelServed))
        && (told(Field::Input) || told(Field::Output) || told(Field::HttpStatus))
}

/// Reads one line.
pub(super) fn read(
    record: &LogRecord<'_>,
    facts: &Facts<'_>,
    at_us: Option<i64>,
    context: &Context<'_>,
    found: &mut Findings,
) {
    let latency_us = facts.micros(Field::Duration, 1_000);
    let begun = facts.word(Field::EventTime).and_then(crate::lenient::instant);
    let ago = latency_us.and_then(|us| i64::try_from(us).ok()).unwrap_or(0);
    let Some(started_us) = begun.or_else(|| at_us.map(|at| at.saturating_sub(ago))) else {
        found.reject(
            context.place,
            "no_start",
            "a line of an access log has neither timeUnixNano nor start_time",
        );
        return;
    };
    let http_status = span::http_status(facts);
    let is_failed = http_status.is_some_and(|status| status >= 400) || facts.word(Field::ErrorType).is_some();
    let status = if is_failed { Status::Failure } else { Status::Success };
    let dimensions = span::dimensions(facts, context, "");
    let counted = match span::counted(facts, context.scope, &dimensions.provider, status) {
        Ok(counted) => counted,
        Err(BadCount { field, why }) => {
            found.reject(context.place, "bad_count", format!("{field} of an access log {why}"));
            return;
        }
    };
    let trace = wire::id(text(record.trace_id.as_ref()), 16);
    let own = wire::id(text(record.span_id.as_ref()), 8).and_then(|id| u64::try_from(id).ok());
    let request = facts.owned(Field::RequestId);
    let trace_id = trace.map(|trace| format!("{trace:032x}"));
    found.attempts.push(Attempt {
        event_id: match (&request, trace, own) {
            (Some(request), _, _) => request.clone(),
            (None, Some(trace), Some(own)) => event_id(trace, own),
            (None, _, _) => {
                format!("{started_us}:{}", dimensions.model_requested.as_deref().unwrap_or_default())
            }
        },
        started_us,
        latency_us,
        logical_id: request,
        task_id: facts.owned(Field::Conversation).or_else(|| trace_id.clone()),
        trace_id,
        response_id: facts.owned(Field::ResponseId),
        end_user: facts.owned(Field::EndUser),
        status,
        http_status,
        error_class: if is_failed { http_status.map(|status| status.to_string()) } else { None },
        is_stream: facts.flag(Field::Stream),
        cost: span::cost(facts, context.source, &dimensions.provider),
        tokens: counted.tokens,
        notes: counted.notes,
        dimensions,
        place: context.place,
        ..Attempt::default()
    });
}
