//! Which spans are calls, how they are written, and whose they are.

use super::{Made, called, int, read, read_with, request, span, text};
use crate::format::Source;
use crate::record::{CostBasis, Note, OutcomeKind, OutcomeOf};

#[test]
fn spans_of_agents_tools_and_workflows_are_not_counted_again() {
    let usage = int(9_000);
    let spans: Vec<String> =
        ["invoke_agent", "execute_tool", "invoke_workflow", "create_agent", "fetch_response"]
            .iter()
            .zip(1_u8..)
            .map(|(operation, id)| {
                let operation = text(operation);
                span(
                    (1, id, 0),
                    (0, 9),
                    &[("gen_ai.operation.name", &operation), ("gen_ai.usage.input_tokens", &usage)],
                )
            })
            .chain(["AGENT", "CHAIN", "TOOL"].iter().zip(20_u8..).map(|(kind, id)| {
                let kind = text(kind);
                span(
                    (1, id, 0),
                    (0, 9),
                    &[("openinference.span.kind", &kind), ("llm.token_count.prompt", &usage)],
                )
            }))
            .collect();
    let found = read(&request("s", &[], &spans));
    assert!(found.attempts.is_empty());
    assert_eq!(found.skipped.iter().map(|(_, count)| count).sum::<u64>(), 8);
}

#[test]
fn snake_case_base64_ids_and_names_of_kinds_are_read() {
    let record = concat!(
        r#"[{"resource_spans":[{"resource":{"attributes":[]},"scope_spans":[{"scope":{"name":"s"},"spans":[{"#,
        r#""trace_id":"AAAAAAAAAAAAAAAAAAAAAQ==","span_id":"AAAAAAAAAAI=","name":"chat","kind":"SPAN_KIND_CLIENT","#,
        r#""start_time_unix_nano":{"low":0,"high":418000000},"end_time_unix_nano":1795296330072000000,"#,
        r#""status":{"code":"STATUS_CODE_ERROR"},"attributes":["#,
        r#"{"key":"gen_ai.operation.name","value":{"string_value":"chat"}},"#,
        r#"{"value":{"int_value":"7"},"key":"gen_ai.usage.input_tokens"},{"key":"empty","value":{}}]}]}]}]}]"#
    );
    let found = read(record);
    assert_eq!(found.rejections, []);
    let attempt = &found.attempts[0];
    assert_eq!(attempt.event_id, format!("{:032x}:{:016x}", 1, 2));
    assert_eq!(attempt.started_us, 418_000_000_i64 * 4_294_967_296 / 1_000);
    assert_eq!(attempt.status, crate::record::Status::Failure);
}

#[test]
fn the_last_of_duplicate_keys_wins() {
    let pairs = called(&[("gen_ai.usage.input_tokens", r#"{"intValue":"7"}"#)]);
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    assert_eq!(found.attempts[0].tokens.as_ref().map(|tokens| tokens.input), Some(7));
}

#[test]
fn a_span_exported_again_is_told_once() {
    let line = request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]);
    let found = read(&format!("{line}\n{line}"));
    assert_eq!(found.attempts.len(), 1);
    assert_eq!(found.skipped, [("span exported again", 1)]);
}

#[test]
fn two_calls_under_one_id_are_both_told() {
    let spans = [span((1, 1, 0), (0, 9), &called(&[])), span((1, 1, 0), (500, 509), &called(&[]))];
    let found = read(&request("s", &[], &spans));
    assert_eq!(found.attempts.len(), 2);
    assert_eq!(found.attempts[0].event_id, found.attempts[1].event_id);
}

#[test]
fn an_application_and_its_gateway_tell_one_charge() {
    let (answer, cached, alias, call) =
        (text("chatcmpl-made3"), int(1024), text("key-of-search"), text("call-3"));
    let app = called(&[("gen_ai.response.id", &answer), ("gen_ai.usage.cache_read.input_tokens", &cached)]);
    let gateway = called(&[
        ("gen_ai.response.id", &answer),
        ("metadata.user_api_key_alias", &alias),
        ("litellm.call_id", &call),
        ("gen_ai.cost.total_cost", r#"{"doubleValue":0.0001}"#),
    ]);
    let proxy = Made { ids: (2, 1, 0), times: (2, 8), name: "litellm_request", kind: 1, more: "" };
    let lines = [
        request("opentelemetry.instrumentation.openai.v1", &[], &[span((1, 1, 0), (0, 9), &app)]),
        request("litellm", &[], &[proxy.json(&gateway)]),
    ];
    let found = read(&lines.join("\n"));
    assert_eq!(found.attempts.len(), 1);
    let attempt = &found.attempts[0];
    assert_eq!(attempt.tokens.as_ref().map(|tokens| tokens.cache_read), Some(1024));
    assert_eq!(attempt.dimensions.credential.as_deref(), Some("key-of-search"));
    assert!(attempt.cost.is_some() && attempt.notes == [Note::Joined]);
}

#[test]
fn feature_and_conversation_come_from_the_spans_above() {
    let (workflow, chat) = (text("refund-flow"), text("conv-7"));
    let kind = text("workflow");
    let top = span(
        (1, 1, 0),
        (0, 99),
        &[
            ("traceloop.span.kind", &kind),
            ("traceloop.workflow.name", &workflow),
            ("gen_ai.conversation.id", &chat),
        ],
    );
    let found = read(&request("s", &[], &[span((1, 2, 1), (1, 9), &called(&[])), top]));
    let attempt = &found.attempts[0];
    assert_eq!(attempt.dimensions.feature.as_deref(), Some("refund-flow"));
    assert_eq!(attempt.task_id.as_deref(), Some("conv-7"));
    assert_ne!(attempt.task_id, attempt.trace_id);
}

#[test]
fn the_route_of_a_server_span_is_a_feature_and_a_name_with_ids_is_none() {
    let route = text("/orders/{id}");
    let server = Made { ids: (1, 1, 0), times: (0, 99), name: "GET /orders/184467", kind: 2, more: "" };
    let call = span((1, 2, 1), (1, 9), &called(&[]));
    let found = read(&request("s", &[], &[call.clone(), server.json(&[("http.route", &route)])]));
    assert_eq!(found.attempts[0].dimensions.feature.as_deref(), Some("/orders/{id}"));
    let service = text("orders");
    let found = read(&request("s", &[("service.name", &service)], &[call, server.json(&[])]));
    assert_eq!(found.attempts[0].dimensions.feature.as_deref(), Some("orders"));
}

#[test]
fn association_properties_and_metadata_become_labels() {
    let (team, metadata) = (
        text("Search"),
        r#"{"stringValue":"{\"customer\":\"acme\",\"nested\":{\"a\":1},\"plan\":\"pro\"}"}"#,
    );
    let tags = r#"{"arrayValue":{"values":[{"stringValue":"environment:staging"},{"stringValue":"plain"}]}}"#;
    let pairs = called(&[
        ("traceloop.association.properties.team", &team),
        ("metadata", metadata),
        ("tag.tags", tags),
    ]);
    let source = Source { carried: vec!["plan".to_owned()], ..Source::default() };
    let found = read_with(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]), "spans", &source);
    let dimensions = &found.attempts[0].dimensions;
    assert_eq!(dimensions.team.as_deref(), Some("Search"));
    assert_eq!(dimensions.customer.as_deref(), Some("acme"));
    assert_eq!(dimensions.environment.as_deref(), Some("staging"));
    assert_eq!(dimensions.more, [("plan".to_owned(), "pro".to_owned())]);
}

#[test]
fn a_sampled_trace_is_a_lower_bound() {
    let one =
        Made { ids: (1, 1, 0), times: (0, 9), name: "chat", kind: 3, more: r#","traceState":"ot=th:c""# };
    let found = read(&request("s", &[], &[one.json(&called(&[]))]));
    assert!(found.attempts[0].notes.contains(&Note::Sampled));
}

#[test]
fn a_resend_is_a_retry() {
    let found = read(&request(
        "s",
        &[],
        &[span((1, 1, 0), (0, 9), &called(&[("http.request.resend_count", &int(2))]))],
    ));
    assert_eq!((found.attempts[0].attempt, found.attempts[0].is_retry), (Some(2), Some(true)));
}

#[test]
fn agentgateway_counts_as_the_provider_does() {
    let (input, cached) = (int(5_000), int(4_096));
    let pairs = called(&[
        ("gen_ai.provider.name", r#"{"stringValue":"anthropic"}"#),
        ("gen_ai.usage.input_tokens", &input),
        ("gen_ai.usage.cache_read.input_tokens", &cached),
        ("agw.ai.usage.cost.total", r#"{"stringValue":"0.01"}"#),
        ("agw.ai.usage.cost.input", r#"{"stringValue":"0.01"}"#),
        ("retry.attempt", r#"{"intValue":"1"}"#),
    ]);
    let found = read(&request("agentgateway", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    let attempt = &found.attempts[0];
    assert_eq!(attempt.tokens.as_ref().map(|tokens| (tokens.input, tokens.cache_read)), Some((5_000, 4_096)));
    assert_eq!(attempt.notes, [Note::ExclusiveInput]);
    assert_eq!(attempt.is_retry, Some(true));
    assert_eq!(attempt.cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Estimated));
}

#[test]
fn openrouter_charged_what_it_says_and_a_host_beats_the_flavour() {
    let (host, cost) = (text("openrouter.ai"), r#"{"doubleValue":0.25}"#);
    let pairs = called(&[("server.address", &host), ("gen_ai.usage.cost", cost)]);
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    assert_eq!(found.attempts[0].dimensions.provider, "openrouter");
    assert_eq!(found.attempts[0].cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Reported));
}

#[test]
fn judgements_on_spans_are_outcomes_of_the_call_the_trace_or_the_session() {
    let (name, label, human, score) =
        (text("helpful"), text("thumbs_up"), text("HUMAN"), r#"{"doubleValue":0.75}"#);
    let session = text("sess-1");
    let pairs = called(&[
        ("annotations.0.annotation.name", &name),
        ("annotations.0.annotation.label", &label),
        ("annotations.0.annotation.annotator_kind", &human),
        ("annotations.0.annotation.explanation", r#"{"stringValue":"because it was"}"#),
        ("trace.evaluations.0.evaluation.name", &name),
        ("trace.evaluations.0.evaluation.score", score),
        ("session.evaluations.0.evaluation.name", &name),
        ("session.evaluations.0.evaluation.score", score),
        ("session.id", &session),
    ]);
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    let call = found.attempts[0].event_id.clone();
    let told: Vec<_> = found.outcomes.iter().map(|outcome| (outcome.of.clone(), outcome.kind)).collect();
    assert_eq!(
        told,
        [
            (OutcomeOf::Request(call), OutcomeKind::Success),
            (OutcomeOf::Trace(format!("{:032x}", 1)), OutcomeKind::Score),
            (OutcomeOf::Task("sess-1".to_owned()), OutcomeKind::Score),
        ]
    );
    assert_eq!(found.outcomes[0].judge.as_deref(), Some("human"));
    assert!(!format!("{found:?}").contains("because"));
}

#[test]
fn metrics_among_spans_are_counted_and_never_added() {
    let line = request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]);
    let found = read(&format!("{line}\n{{\"resourceMetrics\":[{{\"scopeMetrics\":[]}}]}}"));
    assert_eq!((found.attempts.len(), found.rejections.len()), (1, 0));
    assert_eq!(found.skipped, [("metrics", 1)]);
}
