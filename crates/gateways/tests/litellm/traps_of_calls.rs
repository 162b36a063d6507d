//! Traps of attempts, ids, prices and names in LiteLLM's logs.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_gateways::attempts::{Member, number};
use showback_gateways::{CostBasis, Note, ResponseCache, Source, Status, Tokens};

use crate::support::{only, read_lines, read_with};
use crate::traps::{codes, merged, payload, read, read_row, row};

#[test]
fn retries_counted_by_header() {
    let headers = json!({"x-litellm-attempted-retries": 2, "x-litellm-attempted-fallbacks": 1});
    let found = read(json!({"hidden_params": {"additional_headers": headers}}));
    let attempt = only(&found);
    assert_eq!((attempt.attempt, attempt.is_retry, attempt.fallback_hop), (Some(2), Some(true), Some(1)));
    let found = read_row(json!({"metadata": {"attempted_retries": 2, "attempted_fallbacks": 1}}));
    let attempt = only(&found);
    assert_eq!((attempt.attempt, attempt.is_retry, attempt.fallback_hop), (Some(2), Some(true), Some(1)));
}

#[test]
fn retry_of_a_stream_is_not_told_by_its_headers() {
    let found = read(json!({"stream": true, "hidden_params": {"additional_headers":
        {"x-litellm-attempted-retries": null, "x-litellm-attempted-fallbacks": null}}}));
    let attempt = only(&found);
    assert_eq!((attempt.attempt, attempt.is_retry, attempt.fallback_hop), (None, None, None));
}

fn failure(call: &str, start: f64) -> Value {
    json!({"id": call, "litellm_call_id": call, "status": "failure", "startTime": start, "endTime": start.next_up(),
        "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0, "response_cost": 0.0, "response": null,
        "metadata": {"usage_object": null}, "hidden_params": {"additional_headers":
            {"x-litellm-attempted-retries": null, "x-litellm-attempted-fallbacks": null}},
        "error_information": {"error_code": "503", "error_class": "ServiceUnavailableError",
            "error_message": "the secret message"}})
}

#[test]
fn proxy_logs_only_the_first_failed_attempt() {
    let success = json!({"litellm_call_id": "call-a", "startTime": 1_790_000_005.0, "endTime": 1_790_000_006.0,
        "hidden_params": {"additional_headers": {"x-litellm-attempted-retries": 3}}});
    let log = [payload(failure("call-a", 1_790_000_000.0)), payload(success)].join("\n");
    let found = read_lines("standard-logging", &log);
    let logical: Vec<_> = found.attempts.iter().map(|a| a.logical_id.as_deref()).collect();
    assert_eq!(logical, [Some("call-a"); 2], "both are of the caller's one request");
    let member = |index: usize| Member {
        started_us: found.attempts[index].started_us,
        latency_us: found.attempts[index].latency_us,
        status: found.attempts[index].status,
        attempt: found.attempts[index].attempt,
        fallback_hop: found.attempts[index].fallback_hop,
        ..Member::default()
    };
    let mut group = [member(0), member(1)];
    number(&mut group);
    assert_eq!(
        group.map(|member| member.attempt),
        [Some(0), Some(3)],
        "the header counts what the log does not show"
    );
}

#[test]
fn calls_outside_a_router_are_requests_of_their_own() {
    let own = |call: &str| {
        json!({"litellm_call_id": call, "model_group": "", "trace_id": "sess-1",
            "metadata": {"user_api_key_hash": null, "user_api_key_request_route": null}})
    };
    let log = [payload(own("call-1")), payload(own("call-2"))].join("\n");
    let found = read_lines("standard-logging", &log);
    let logical: Vec<_> = found.attempts.iter().map(|a| a.logical_id.as_deref()).collect();
    assert_eq!(logical, [Some("call-1"), Some("call-2")]);
    assert_eq!(found.attempts[0].task_id.as_deref(), Some("sess-1"));
    let team = &found.attempts[0].dimensions.team;
    assert_eq!(team.as_deref(), Some("Search"));
}

#[test]
fn a_conversation_through_the_proxy_is_many_requests() {
    let turn = |call: &str| payload(json!({"litellm_call_id": call, "trace_id": "sess-1"}));
    let found = read_lines("standard-logging", &[turn("call-1"), turn("call-2")].join("\n"));
    assert_ne!(found.attempts[0].logical_id, found.attempts[1].logical_id);
    assert_eq!(found.attempts[0].task_id, found.attempts[1].task_id);
}

#[test]
fn refused_failure_is_free_and_a_timeout_may_not_be() {
    let found = read(failure("call-a", 1_790_000_000.0));
    let refused = only(&found);
    assert_eq!((refused.status, refused.http_status), (Status::Failure, Some(503)));
    assert_eq!(refused.error_class.as_deref(), Some("ServiceUnavailableError"));
    assert_eq!((refused.is_charged, &refused.tokens), (Some(false), &Some(Tokens::default())));
    assert_eq!(refused.response_id, None);
    let timeout = merged(
        failure("call-b", 1_790_000_000.0),
        json!({"error_information": {"error_code": "408", "error_class": "Timeout"}}),
    );
    let found = read(timeout);
    assert_eq!((only(&found).is_charged, &only(&found).tokens), (None, &None));
}

#[test]
fn error_codes_are_not_always_numbers() {
    let found = read(merged(
        failure("call-a", 1_790_000_000.0),
        json!({"error_information": {"error_code": "server_error", "error_class": ""}}),
    ));
    assert_eq!((only(&found).http_status, only(&found).error_class.as_deref()), (None, Some("server_error")));
}

#[test]
fn billed_failed_attempt_is_charged() {
    let found = read_row(json!({"request_id": "chatcmpl-made-1-attempt-1", "status": "failure"}));
    let attempt = only(&found);
    assert_eq!((attempt.status, attempt.is_charged), (Status::Failure, Some(true)));
    assert_eq!(attempt.tokens.as_ref().map(|tokens| tokens.input), Some(100));
    assert_eq!(attempt.logical_id.as_deref(), Some("call-made-1"));
}

#[test]
fn missing_price_is_no_cost_and_a_price_of_zero_is() {
    let unpriced =
        json!({"response_cost": 0.0, "response_cost_failure_debug_info": {"error_str": "not mapped"}});
    let found = read(unpriced);
    assert_eq!(
        (&only(&found).cost, only(&found).notes.as_slice()),
        (&None, [Note::CostNotPriced].as_slice())
    );
    let found = read(json!({"response_cost": 0.0}));
    assert_eq!(only(&found).cost.as_ref().map(|cost| cost.amount), Some(Decimal::ZERO));
    let found = read_row(json!({"spend": 0.0, "metadata": {"cost_breakdown": null}}));
    assert_eq!(
        (&only(&found).cost, only(&found).notes.as_slice()),
        (&None, [Note::CostNotPriced].as_slice())
    );
}

#[test]
fn cost_is_exact_and_neither_a_running_total_nor_a_breakdown() {
    let found = read(json!({}));
    let cost = only(&found).cost.as_ref().expect("a cost");
    assert_eq!((cost.amount, cost.basis), ("0.0000228".parse().expect("a number"), CostBasis::Estimated));
    let subscription = Source { is_subscription: true, ..Source::default() };
    let found = read_with("standard-logging", &payload(json!({})), &subscription);
    assert_eq!(only(&found).cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Notional));
}

#[test]
fn answers_made_up_by_the_gateway_are_no_charge() {
    let mocked =
        json!({"api_base": "", "hidden_params": {"additional_headers": {"llm_provider-date": null}}});
    assert_eq!(only(&read(mocked)).is_charged, Some(true), "a header of the provider's is there");
    let line = payload(json!({"api_base": ""})).replace("\"llm_provider-date\":\"Mon\",", "");
    let found = read_lines("standard-logging", &line);
    let attempt = only(&found);
    assert_eq!((attempt.is_charged, &attempt.tokens), (Some(false), &Some(Tokens::default())));
    assert_eq!(attempt.cost.as_ref().map(|cost| cost.basis), Some(CostBasis::Notional));
}

#[test]
fn automatic_tags_are_no_dimensions() {
    let tags = json!([
        "User-Agent: curl",
        "User-Agent: curl/7.88.1",
        "feature:search",
        "env=prod",
        "cost-center:4711",
        "loose"
    ]);
    let source = Source { carried: vec!["user-agent".to_owned()], ..Source::default() };
    let found = read_with("standard-logging", &payload(json!({"request_tags": tags})), &source);
    let dimensions = &only(&found).dimensions;
    assert_eq!(
        (dimensions.feature.as_deref(), dimensions.environment.as_deref()),
        (Some("search"), Some("prod"))
    );
    assert_eq!(dimensions.more, [("cost_centre".to_owned(), "4711".to_owned())]);
}

#[test]
fn metadata_is_heard_before_tags_and_tags_before_spend_metadata() {
    let all = json!({"request_tags": ["feature:b", "env:b"], "metadata": {"requester_metadata": {"feature": "a",
        "headers": {"env": "x"}}, "spend_logs_metadata": {"feature": "c", "env": "c", "customer": "c", "ticket": "T-1"}}});
    let found = read(all);
    let dimensions = &only(&found).dimensions;
    assert_eq!(dimensions.feature.as_deref(), Some("a"));
    assert_eq!(dimensions.environment.as_deref(), Some("b"));
    assert_eq!(dimensions.customer.as_deref(), Some("c"));
    assert_eq!(dimensions.more, []);
}

#[test]
fn owners_are_known_or_known_to_be_none_through_the_proxy_only() {
    let found = read(json!({"metadata": {"user_api_key_team_alias": null}}));
    assert_eq!(only(&found).dimensions.team.as_deref(), Some(""));
    let found = read(json!({"metadata": {"user_api_key_hash": null, "user_api_key_alias": null,
        "user_api_key_team_alias": null}}));
    assert_eq!((&only(&found).dimensions.team, &only(&found).dimensions.credential), (&None, &None));
}

#[test]
fn start_is_the_databases_millisecond_and_durations_keep_their_own() {
    let found = read(json!({"startTime": 1_790_000_000.123_5, "endTime": 1_790_000_001.0}));
    assert_eq!(only(&found).started_us, 1_790_000_000_124_000);
    assert_eq!(only(&found).latency_us, Some(876_500));
    assert_eq!(only(&read_row(json!({}))).started_us, 1_789_997_600_123_000);
}

#[test]
fn empty_ids_of_early_streams_fall_back_to_the_call() {
    let found = read(json!({"id": "", "stream": true}));
    assert_eq!((only(&found).event_id.as_str(), &only(&found).response_id), ("call-made-1", &None));
    assert_eq!(codes(&read(json!({"id": "", "litellm_call_id": null}))), ["no_id"]);
}

#[test]
fn old_databases_lack_columns_and_status_means_success() {
    let log = "request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,startTime,endTime,model,user,metadata,cache_hit,request_tags\n\
        chatcmpl-old,completion,f00d,0.5,110,100,10,2024-11-05 08:00:00.5,2024-11-05 08:00:01,gpt-4o,,\"{\"\"user_api_key_alias\"\": \"\"old\"\"}\",\\N,\"[\"\"feature:x\"\"]\"\n";
    let (variant, found) = crate::support::read_any("old.csv", log.as_bytes());
    assert_eq!(variant, "spend-logs-csv");
    let attempt = only(&found);
    assert_eq!(
        (attempt.status, attempt.is_retry, attempt.response_cache),
        (Status::Success, None, ResponseCache::Unknown)
    );
    assert_eq!(attempt.logical_id.as_deref(), Some("chatcmpl-old"));
    assert_eq!(
        (attempt.dimensions.provider.as_str(), attempt.dimensions.feature.as_deref()),
        ("openai", Some("x"))
    );
    assert_eq!(
        (attempt.dimensions.credential.as_deref(), attempt.dimensions.user.as_deref()),
        (Some("old"), Some(""))
    );
    assert_eq!(attempt.latency_us, Some(500_000));
}

#[test]
fn batches_of_the_webhook_are_arrays_objects_and_lines() {
    let (one, other) = (payload(json!({})), payload(json!({"id": "chatcmpl-made-2"})));
    for log in [
        format!("{one}\n{other}\n"),
        format!("[{one},{other}]"),
        format!("{one}{other}"),
        serde_json::to_string_pretty(&[
            serde_json::from_str::<Value>(&one).expect("JSON"),
            serde_json::from_str(&other).expect("JSON"),
        ])
        .expect("JSON"),
    ] {
        let (variant, found) = crate::support::read_any("log", log.as_bytes());
        assert_eq!((variant, found.attempts.len(), found.rejections.len()), ("standard-logging", 2, 0));
    }
    assert_eq!(read_lines("standard-logging", &format!("[{one},{other}]\n[{one}]")).attempts.len(), 3);
    let (_, found) =
        crate::support::read_any("log", format!("{{\"data\":[{}],\"total\":1}}", row(json!({}))).as_bytes());
    assert_eq!(found.attempts.len(), 1);
}

#[test]
fn no_text_of_prompts_answers_or_errors_is_kept() {
    let log = [
        payload(json!({})),
        payload(failure("call-a", 1_790_000_000.0)),
        payload(json!({"prompt_tokens": -1})),
    ];
    let kept = format!("{:?}", read_lines("standard-logging", &log.join("\n")));
    assert!(!kept.contains("secret"), "{kept}");
}

#[test]
fn numbers_may_be_strings_and_must_be_numbers() {
    let found = read(json!({"prompt_tokens": "100", "response_cost": "2.28e-05"}));
    assert_eq!(only(&found).tokens.as_ref().map(|tokens| tokens.input), Some(100));
    assert_eq!(codes(&read(json!({"prompt_tokens": -5}))), ["negative_count"]);
    assert_eq!(codes(&read(json!({"prompt_tokens": "NaN"}))), ["not_a_count"]);
    assert_eq!(codes(&read(json!({"response_cost": "Infinity"}))), ["not_an_amount"]);
    assert_eq!(codes(&read(json!({"startTime": null}))), ["no_start"]);
    let line = payload(json!({})).replace("\"prompt_tokens\":100", "\"prompt_tokens\":NaN");
    assert_eq!(codes(&read_lines("standard-logging", &line)), ["not_a_count"]);
    let line = payload(json!({})).replace("\"status\":", "\"status\":\"failure\",\"status\":");
    assert_eq!(codes(&read_lines("standard-logging", &line)), ["named_twice"]);
    assert_eq!(
        codes(&read_lines("standard-logging", "\"text\"\n7\n{\"a\"")),
        ["unexpected_shape", "unexpected_shape", "truncated"]
    );
}

#[test]
fn names_of_models_lose_their_sellers() {
    let found = read(json!({"custom_llm_provider": "bedrock", "response": null,
        "model": "bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0"}));
    let dimensions = &only(&found).dimensions;
    assert_eq!(
        (dimensions.provider.as_str(), dimensions.region.as_deref()),
        ("aws-bedrock", Some("us-east-1"))
    );
    assert_eq!(dimensions.model_served.as_deref(), Some("anthropic.claude-sonnet-4-5-20250929-v1:0"));
    assert_eq!(dimensions.model_requested.as_deref(), Some("chat"));
}
