//! Events: evaluations and coding agents.

use super::{attributes, int, read_with, text};
use crate::format::{Findings, Source};
use crate::record::{CostBasis, OutcomeKind, OutcomeOf, Status};

fn event(name: &str, pairs: &[(&str, &str)]) -> String {
    format!(
        r#"{{"resourceLogs":[{{"resource":{{"attributes":[]}},"scopeLogs":[{{"scope":{{"name":"made"}},"logRecords":[{{"timeUnixNano":"1795000001000000000","eventName":"{name}","attributes":{}}}]}}]}}]}}"#,
        attributes(pairs)
    )
}

fn read(line: &str) -> Findings {
    read_with(line, "logs", &Source::default())
}

#[test]
fn claude_code_tells_input_without_cached_tokens_and_numbers_as_text() {
    let numbers: Vec<String> = ["12", "4096", "2048", "150"].iter().map(|number| text(number)).collect();
    let pairs = [
        ("session.id", r#"{"stringValue":"sess-9"}"#),
        ("model", r#"{"stringValue":"claude-sonnet-4-5"}"#),
        ("input_tokens", numbers[0].as_str()),
        ("cache_read_tokens", numbers[1].as_str()),
        ("cache_creation_tokens", numbers[2].as_str()),
        ("output_tokens", numbers[3].as_str()),
        ("cost_usd", r#"{"stringValue":"0.0123"}"#),
        ("duration_ms", r#"{"stringValue":"1000"}"#),
        ("request_id", r#"{"stringValue":"req_made1"}"#),
        ("query_source", r#"{"stringValue":"auxiliary"}"#),
    ];
    let line = event("claude_code.api_request", &pairs);
    let found = read(&line);
    let attempt = &found.attempts[0];
    let tokens = attempt.tokens.as_ref().expect("tokens");
    assert_eq!((tokens.input, tokens.cache_read, tokens.cache_write, tokens.output), (12, 4096, 2048, 150));
    assert_eq!(attempt.started_us, 1_795_000_000_000_000);
    assert_eq!((attempt.event_id.as_str(), attempt.response_id.as_deref()), ("req_made1", Some("req_made1")));
    assert_eq!(attempt.task_id.as_deref(), Some("sess-9"));
    assert_eq!(attempt.dimensions.product.as_deref(), Some("claude_code"));
    assert_eq!(attempt.dimensions.feature.as_deref(), Some("auxiliary"));
    assert_eq!(attempt.cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Estimated));
    assert!(attempt.notes.is_empty());
    let source = Source { is_subscription: true, ..Source::default() };
    let found = read_with(&line, "logs", &source);
    assert_eq!(found.attempts[0].cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Notional));
}

#[test]
fn a_claude_code_error_tells_how_many_attempts_there_were_and_keeps_no_message() {
    let pairs = [
        ("model", r#"{"stringValue":"claude-sonnet-4-5"}"#),
        ("error", r#"{"stringValue":"Overloaded while doing x"}"#),
        ("status_code", r#"{"stringValue":"529"}"#),
        ("attempt", r#"{"stringValue":"3"}"#),
        ("event.sequence", r#"{"intValue":"7"}"#),
    ];
    let found = read(&event("claude_code.api_error", &pairs));
    let attempt = &found.attempts[0];
    assert_eq!((attempt.status, attempt.attempt, attempt.is_retry), (Status::Failure, Some(2), Some(true)));
    assert_eq!((attempt.http_status, attempt.error_class.as_deref()), (Some(529), Some("529")));
    assert!(!format!("{found:?}").contains("Overloaded"));
}

#[test]
fn an_older_claude_code_event_is_known_by_its_body() {
    let line = event(
        "",
        &[("event.name", r#"{"stringValue":"api_request"}"#), ("input_tokens", r#"{"intValue":3}"#)],
    )
    .replace(
        "\"attributes\":[{\"key\":\"event",
        "\"body\":{\"stringValue\":\"claude_code.api_request\"},\"attributes\":[{\"key\":\"event",
    );
    assert_eq!(read(&line).attempts.len(), 1);
}

#[test]
fn codex_counts_input_with_cached_tokens_and_output_with_reasoning() {
    let (input, cached, output, reasoning) = (int(1200), int(1024), int(480), int(400));
    let pairs = [
        ("event.kind", r#"{"stringValue":"response.completed"}"#),
        ("conversation.id", r#"{"stringValue":"conv-1"}"#),
        ("model", r#"{"stringValue":"gpt-5-codex"}"#),
        ("input_token_count", input.as_str()),
        ("cached_token_count", cached.as_str()),
        ("output_token_count", output.as_str()),
        ("reasoning_token_count", reasoning.as_str()),
    ];
    let found = read(&event("codex.sse_event", &pairs));
    let tokens = found.attempts[0].tokens.as_ref().expect("tokens");
    assert_eq!(
        (tokens.input, tokens.cache_read, tokens.output, tokens.reasoning),
        (176, 1024, 480, Some(400))
    );
    assert_eq!(found.attempts[0].dimensions.provider, "openai");
    let other = event("codex.sse_event", &[("event.kind", r#"{"stringValue":"response.created"}"#)]);
    assert_eq!(read(&other).skipped, [("agent event without usage", 1)]);
}

#[test]
fn gemini_counts_thoughts_beside_output_and_tool_prompts_beside_input() {
    let (input, cached, output, thoughts, tool) = (int(1000), int(400), int(80), int(60), int(20));
    let pairs = [
        ("model", r#"{"stringValue":"gemini-2.5-pro"}"#),
        ("input_token_count", input.as_str()),
        ("cached_content_token_count", cached.as_str()),
        ("output_token_count", output.as_str()),
        ("thoughts_token_count", thoughts.as_str()),
        ("tool_token_count", tool.as_str()),
        ("prompt_id", r#"{"stringValue":"p-1"}"#),
    ];
    let found = read(&event("gemini_cli.api_response", &pairs));
    let tokens = found.attempts[0].tokens.as_ref().expect("tokens");
    assert_eq!((tokens.input, tokens.cache_read, tokens.output, tokens.reasoning), (620, 400, 140, Some(60)));
    assert_eq!(found.attempts[0].dimensions.provider, "google-aistudio");
}

#[test]
fn an_event_that_repeats_a_span_is_not_a_second_call() {
    let input = int(1200);
    let line =
        event("gen_ai.client.inference.operation.details", &[("gen_ai.usage.input_tokens", input.as_str())]);
    let found = read(&line);
    assert!(found.attempts.is_empty());
    assert_eq!(found.skipped, [("event that repeats a span", 1)]);
}

#[test]
fn an_evaluation_that_failed_or_scored_nothing_is_missing_and_never_success() {
    let answer = ("gen_ai.response.id", r#"{"stringValue":"chatcmpl-made"}"#);
    let name = ("gen_ai.evaluation.name", r#"{"stringValue":"resolved"}"#);
    for more in [
        vec![name, answer, ("error.type", r#"{"stringValue":"timeout"}"#)],
        vec![name, answer, ("gen_ai.evaluation.score.value", r#"{"doubleValue":"NaN"}"#)],
    ] {
        let found = read(&event("gen_ai.evaluation.result", &more));
        assert_eq!(found.outcomes[0].kind, OutcomeKind::Missing);
        assert_eq!(found.outcomes[0].of, OutcomeOf::Request("chatcmpl-made".to_owned()));
        assert_eq!(found.outcomes[0].score, None);
    }
    let found = read(&event("gen_ai.evaluation.result", &[name]));
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("no_evaluation"));
}

#[test]
fn a_line_of_an_access_log_is_a_call_and_a_dash_is_nothing() {
    let pairs = [
        ("gen_ai.provider.name", r#"{"stringValue":"openai"}"#),
        ("gen_ai.request.model", r#"{"stringValue":"gpt-4o-mini"}"#),
        ("gen_ai.usage.input_tokens", r#"{"stringValue":"1200"}"#),
        ("gen_ai.usage.output_tokens", r#"{"stringValue":"80"}"#),
        ("gen_ai.response.model", r#"{"stringValue":"-"}"#),
        ("start_time", r#"{"stringValue":"2026-11-18T11:06:40.000Z"}"#),
        ("response_code", r#"{"stringValue":"200"}"#),
        ("duration", r#"{"stringValue":"250"}"#),
        ("x-request-id", r#"{"stringValue":"r-made-1"}"#),
    ];
    let found = read(&event("", &pairs));
    assert_eq!(found.rejections, []);
    let attempt = &found.attempts[0];
    assert_eq!(attempt.tokens.as_ref().map(|tokens| (tokens.input, tokens.output)), Some((1200, 80)));
    assert_eq!((attempt.event_id.as_str(), attempt.latency_us), ("r-made-1", Some(250_000)));
    assert_eq!(attempt.started_us, 1_795_000_000_000_000);
    assert_eq!(attempt.dimensions.model_served, None);
    assert_eq!(attempt.http_status, Some(200));
    let failed = read(
        &event("", &pairs)
            .replace(r#""200""#, r#""503""#)
            .replace(r#""1200""#, r#""-""#)
            .replace(r#""80""#, r#""-""#),
    );
    assert_eq!((failed.attempts[0].status, failed.attempts[0].tokens.clone()), (Status::Failure, None));
}
