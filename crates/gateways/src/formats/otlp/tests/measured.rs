//! What was measured of real producers, each statement by its name.

use super::{Made, called, int, read, request, span, text};
use crate::record::{CostBasis, Note, ResponseCache, Status, Tokens};

const CHAT: &str = r#"{"stringValue":"chat"}"#;

fn claude<'a>(
    answer: &'a str,
    input: &'a str,
    output: &'a str,
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut pairs = vec![
        ("gen_ai.operation.name", CHAT),
        ("gen_ai.provider.name", r#"{"stringValue":"anthropic"}"#),
        ("gen_ai.request.model", r#"{"stringValue":"claude-sonnet-4-5"}"#),
        ("gen_ai.response.id", answer),
        ("gen_ai.usage.input_tokens", input),
        ("gen_ai.usage.output_tokens", output),
    ];
    pairs.extend_from_slice(more);
    pairs
}

fn two_scopes(outer: (&str, String), inner: (&str, String)) -> String {
    format!("{}\n{}", request(inner.0, &[], &[inner.1]), request(outer.0, &[], &[outer.1]))
}

#[test]
fn a_stream_without_a_usage_chunk_is_usage_unknown_and_never_zero() {
    for (scope, kind) in
        [("opentelemetry.instrumentation.openai_v2", "chat"), ("openinference.instrumentation.openai", "LLM")]
    {
        let kind_json = text(kind);
        let pairs = match kind {
            "LLM" => vec![("openinference.span.kind", kind_json.as_str()), ("llm.model_name", CHAT)],
            _ => vec![("gen_ai.operation.name", kind_json.as_str())],
        };
        let found = read(&request(scope, &[], &[span((1, 1, 0), (0, 9), &pairs)]));
        let attempt = &found.attempts[0];
        assert_eq!((attempt.status, attempt.tokens.clone()), (Status::Success, None), "{scope}");
        assert_eq!(attempt.notes, [Note::UsageNotTold], "{scope}");
    }
}

#[test]
fn retries_inside_a_library_leave_retry_unknown() {
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]));
    assert_eq!((found.attempts[0].attempt, found.attempts[0].is_retry), (None, None));
    assert_eq!(found.attempts[0].logical_id, None);
}

#[test]
fn failure_spans_carry_no_tokens() {
    let error = text("InternalServerError");
    let pairs = [("gen_ai.operation.name", CHAT), ("error.type", error.as_str())];
    let one = Made { ids: (1, 1, 0), times: (0, 9), name: "chat", kind: 3, more: r#","status":{"code":2}"# };
    let found = read(&request("s", &[], &[one.json(&pairs)]));
    let attempt = &found.attempts[0];
    assert_eq!((attempt.status, attempt.tokens.clone()), (Status::Failure, None));
    assert_eq!(attempt.error_class.as_deref(), Some("InternalServerError"));
    assert!(attempt.notes.is_empty());
}

#[test]
fn openai_v2_cannot_tell_cached_tokens_in_either_of_its_conventions() {
    for provider in ["gen_ai.system", "gen_ai.provider.name"] {
        let pairs = [
            ("gen_ai.operation.name", CHAT),
            (provider, r#"{"stringValue":"openai"}"#),
            ("gen_ai.usage.input_tokens", r#"{"intValue":"1200"}"#),
            ("gen_ai.usage.output_tokens", r#"{"intValue":"80"}"#),
        ];
        let found =
            read(&request("opentelemetry.util.genai.handler", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
        assert_eq!(found.attempts[0].notes, [Note::CacheNotTold]);
        assert_eq!(found.attempts[0].dimensions.provider, "openai");
        assert_eq!(found.attempts[0].tokens.as_ref().map(|tokens| tokens.input), Some(1200));
    }
}

#[test]
fn an_anthropic_stream_that_says_one_output_token_too_many_gives_way_to_the_librarys_own_span() {
    let (answer, input, output, own) = (text("msg_made1"), int(6156), int(151), int(150));
    let (cached, written, minutes, hour) = (int(4096), int(2048), int(1548), int(500));
    let loop_span = claude(
        &answer,
        &input,
        &output,
        &[
            ("gen_ai.usage.cache_read.input_tokens", &cached),
            ("gen_ai.usage.cache_creation.input_tokens", &written),
        ],
    );
    let sdk_span = claude(
        &answer,
        &input,
        &own,
        &[
            ("gen_ai.usage.cache_read.input_tokens", &cached),
            ("gen_ai.usage.cache_write.input_tokens", &written),
            ("anthropic.usage.cache_creation.ephemeral_5m_input_tokens", &minutes),
            ("anthropic.usage.cache_creation.ephemeral_1h_input_tokens", &hour),
        ],
    );
    // Side by side under one span of the application, as measured, and in different lines of a log.
    let found = read(&two_scopes(
        ("opentelemetry.instrumentation.anthropic", span((1, 2, 9), (0, 50), &loop_span)),
        ("com.anthropic.sdk.python", span((1, 3, 9), (1, 49), &sdk_span)),
    ));
    assert_eq!(found.attempts.len(), 1);
    let attempt = &found.attempts[0];
    let tokens = Tokens {
        input: 12,
        cache_read: 4096,
        cache_write_5m: 1548,
        cache_write_1h: 500,
        output: 150,
        ..Tokens::default()
    };
    assert_eq!(attempt.tokens, Some(tokens));
    assert_eq!(attempt.notes, [Note::Joined]);
    assert_eq!(attempt.dimensions.operation.as_deref(), Some("messages"));
}

#[test]
fn an_instrumented_library_that_also_traces_itself_is_one_call() {
    let (kind, prompt, completion, written) = (text("LLM"), int(2060), int(150), int(2048));
    let outer = [
        ("openinference.span.kind", kind.as_str()),
        ("llm.provider", r#"{"stringValue":"anthropic"}"#),
        ("llm.token_count.prompt", prompt.as_str()),
        ("llm.token_count.completion", completion.as_str()),
        ("llm.token_count.prompt_details.cache_write", written.as_str()),
        ("user.id", r#"{"stringValue":"u-made"}"#),
    ];
    let (answer, zero, minutes, hour) = (text("msg_made2"), int(0), int(1548), int(500));
    let inner = claude(
        &answer,
        &prompt,
        &completion,
        &[
            ("gen_ai.usage.cache_read.input_tokens", &zero),
            ("gen_ai.usage.cache_write.input_tokens", &written),
            ("anthropic.usage.cache_creation.ephemeral_5m_input_tokens", &minutes),
            ("anthropic.usage.cache_creation.ephemeral_1h_input_tokens", &hour),
        ],
    );
    let found = read(&two_scopes(
        ("openinference.instrumentation.anthropic", span((1, 2, 0), (0, 50), &outer)),
        ("com.anthropic.sdk.python", span((1, 3, 2), (1, 49), &inner)),
    ));
    assert_eq!(found.attempts.len(), 1);
    let attempt = &found.attempts[0];
    assert_eq!(attempt.tokens.as_ref().map(|tokens| (tokens.input, tokens.cache_write_1h)), Some((12, 500)));
    assert_eq!(attempt.end_user.as_deref(), Some("u-made"));
    assert_eq!(attempt.response_id.as_deref(), Some("msg_made2"));
    assert_eq!(attempt.notes, [Note::Joined]);
}

#[test]
fn two_calls_with_identical_counts_inside_one_span_stay_two() {
    let found = read(&request(
        "s",
        &[],
        &[
            span((1, 1, 0), (0, 90), &called(&[])),
            span((1, 2, 1), (10, 20), &called(&[])),
            span((1, 3, 1), (30, 40), &called(&[])),
        ],
    ));
    assert_eq!(found.attempts.len(), 2);
}

#[test]
fn the_litellm_callback_tells_cached_tokens_only_as_text() {
    let usage = text(
        "{'prompt_tokens': 6156, 'prompt_tokens_details': {'cached_tokens': 4096, 'cache_creation_token_details': \
         {'ephemeral_5m_input_tokens': 1548, 'ephemeral_1h_input_tokens': 500}}, 'cache_creation_input_tokens': 2048}",
    );
    let (input, output, call, empty) = (int(6156), int(150), text("call-1"), text(""));
    let pairs = [
        ("gen_ai.system", r#"{"stringValue":"anthropic"}"#),
        ("llm.request.type", r#"{"stringValue":"acompletion"}"#),
        ("gen_ai.usage.input_tokens", input.as_str()),
        ("gen_ai.usage.output_tokens", output.as_str()),
        ("metadata.usage_object", usage.as_str()),
        ("metadata.user_api_key_alias", empty.as_str()),
        ("gen_ai.cost.total_cost", r#"{"doubleValue":2.28e-05}"#),
        ("litellm.call_id", call.as_str()),
        ("llm.is_streaming", r#"{"stringValue":"False"}"#),
    ];
    let one = Made { ids: (1, 1, 0), times: (0, 9), name: "litellm_request", kind: 1, more: "" };
    let raw = Made { ids: (1, 2, 1), times: (0, 9), name: "raw_gen_ai_request", kind: 1, more: "" };
    let found = read(&request("litellm", &[], &[one.json(&pairs), raw.json(&[])]));
    assert_eq!(found.attempts.len(), 1);
    let attempt = &found.attempts[0];
    let tokens = attempt.tokens.as_ref().expect("tokens");
    assert_eq!(
        (tokens.input, tokens.cache_read, tokens.cache_write_5m, tokens.cache_write_1h),
        (12, 4096, 1548, 500)
    );
    let cost = attempt.cost.as_ref().expect("a cost");
    assert_eq!((cost.amount.to_string().as_str(), cost.basis), ("0.0000228", CostBasis::Estimated));
    assert_eq!(attempt.logical_id.as_deref(), Some("call-1"));
    assert_eq!(attempt.is_stream, Some(false));
    assert_eq!(attempt.dimensions.credential.as_deref(), Some(""));
}

#[test]
fn an_answer_from_the_gateways_own_cache_costs_nothing_and_is_no_second_answer() {
    let (answer, call) = (text("chatcmpl-made_cache_hit1795000000.5"), text("call-2"));
    let pairs = called(&[
        ("gen_ai.response.id", &answer),
        ("litellm.call_id", &call),
        ("gen_ai.cost.total_cost", r#"{"doubleValue":0.5}"#),
    ]);
    let one = Made { ids: (1, 1, 0), times: (0, 9), name: "litellm_request", kind: 1, more: "" };
    let found = read(&request("litellm", &[], &[one.json(&pairs)]));
    let attempt = &found.attempts[0];
    assert_eq!(attempt.response_cache, ResponseCache::Hit);
    assert_eq!((attempt.tokens.clone(), attempt.is_charged), (Some(Tokens::default()), Some(false)));
    assert_eq!(attempt.cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Notional));
    assert_eq!(attempt.response_id, None);
}

#[test]
fn integers_of_the_javascript_exporter_are_numbers() {
    let pairs = called(&[
        ("gen_ai.usage.input_tokens", r#"{"intValue":1200}"#),
        ("gen_ai.usage.output_tokens", r#"{"stringValue":"80"}"#),
        ("gen_ai.usage.cache_read.input_tokens", r#"{"intValue":{"low":1024,"high":0}}"#),
    ]);
    let found = read(&request("manual", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    let tokens = found.attempts[0].tokens.as_ref().expect("tokens");
    assert_eq!((tokens.input, tokens.cache_read, tokens.output), (176, 1024, 80));
}

#[test]
fn attempts_of_a_router_inside_an_application_share_trace_and_group() {
    let (group, first, second) = (text("chat-flaky"), text("call-a"), text("call-b"));
    let error = text("ServiceUnavailableError");
    let attempt = |id: u8, call: &str, more: &[(&str, &str)]| {
        let mut pairs =
            vec![("litellm.call_id", call), ("litellm.model_group", group.as_str()), ("gen_ai.system", CHAT)];
        pairs.extend_from_slice(more);
        let times = (u32::from(id) * 10, u32::from(id) * 10 + 9);
        Made { ids: (1, id, 1), times, name: "litellm_request", kind: 1, more: "" }.json(&pairs)
    };
    let free = ("gen_ai.cost.total_cost", r#"{"doubleValue":0.0}"#);
    let count = int(10);
    let spans = [
        attempt(2, &first, &[("error.type", &error)]),
        attempt(
            3,
            &second,
            &[("gen_ai.usage.input_tokens", &count), ("gen_ai.usage.output_tokens", &count), free],
        ),
    ];
    let found = read(&request("litellm", &[], &spans));
    let logical = Some(format!("{:032x}/chat-flaky", 1));
    assert_eq!(found.attempts[0].logical_id, logical);
    assert_eq!(found.attempts[1].logical_id, logical);
    assert_eq!(found.attempts[1].attempt, None);
    assert_eq!(found.attempts[1].cost, None);
    assert!(found.attempts[1].notes.contains(&Note::CostNotPriced));
}
