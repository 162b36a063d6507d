//! Every trap that is known of LiteLLM's logs, on records made for it.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_gateways::{CostBasis, Findings, IdScope, Note, ResponseCache, Tokens};

use crate::support::{classes, only, read_lines};

/// A payload of a plain call through the proxy, with members replaced.
pub fn payload(with: Value) -> String {
    let base = json!({
        "id": "chatcmpl-made-1", "litellm_call_id": "call-made-1", "trace_id": "trace-made-1", "session_id": "",
        "call_type": "acompletion", "stream": null, "status": "success", "custom_llm_provider": "openai",
        "cache_hit": null, "saved_cache_cost": 0.0, "response_cost": 2.28e-05,
        "startTime": 1_790_000_000.123_456, "endTime": 1_790_000_001.0, "completionStartTime": 1_790_000_001.0,
        "model": "openai/gpt-4o-mini", "model_group": "chat", "api_base": "https://api.openai.com/v1",
        "prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110, "request_tags": [], "end_user": null,
        "messages": [{"role": "user", "content": "the secret question {[\"\\"}],
        "response": {"model": "gpt-4o-mini-2026-01-15", "choices": [{"message": {"content": "the secret answer"}}]},
        "metadata": {"user_api_key_hash": "f00d", "user_api_key_alias": "key-made", "user_api_key_spend": 99.5,
            "user_api_key_team_alias": "Search", "user_api_key_user_id": "ines",
            "usage_object": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110,
                "prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}},
        "hidden_params": {"additional_headers": {"llm_provider-date": "Mon", "x-litellm-attempted-retries": 0,
            "x-litellm-attempted-fallbacks": 0}},
        "error_str": null, "error_information": {"error_code": "", "error_class": "", "error_message": ""},
        "response_cost_failure_debug_info": null, "zero_cost_diagnostic": null,
        "cost_breakdown": {"input_cost": 0.000015, "output_cost": 0.000006, "total_cost": 0.000021}
    });
    merged(base, with).to_string()
}

/// A row of the spend table, with members replaced.
pub fn row(with: Value) -> String {
    let base = json!({
        "request_id": "chatcmpl-made-1", "call_type": "acompletion", "api_key": "f00d", "spend": 2.28e-05,
        "total_tokens": 110, "prompt_tokens": 100, "completion_tokens": 10, "startTime": "2026-09-21T13:33:20.123000",
        "endTime": "2026-09-21T13:33:21.000000", "completionStartTime": "2026-09-21T13:33:21.000000",
        "model": "openai/gpt-4o-mini", "model_group": "chat", "custom_llm_provider": "openai", "user": "ines",
        "metadata": {"user_api_key_alias": "key-made", "user_api_key_team_alias": "Search",
            "usage_object": {"prompt_tokens_details": {"cached_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 0}},
            "cost_breakdown": {"total_cost": 2.28e-05}, "attempted_retries": 0, "attempted_fallbacks": 0},
        "cache_hit": "None", "request_tags": "[]", "team_id": "team-1", "end_user": "", "session_id": "trace-made-1",
        "status": "success", "litellm_call_id": "call-made-1", "messages": {}, "response": {}
    });
    merged(base, with).to_string()
}

pub fn merged(mut base: Value, with: Value) -> Value {
    if let (Value::Object(base), Value::Object(with)) = (&mut base, with) {
        for (name, value) in with {
            let there = base.remove(&name).unwrap_or(Value::Null);
            let value = if there.is_object() && value.is_object() { merged(there, value) } else { value };
            base.insert(name, value);
        }
    }
    base
}

pub fn read(with: Value) -> Findings {
    read_lines("standard-logging", &payload(with))
}

pub fn read_row(with: Value) -> Findings {
    read_lines("spend-logs", &row(with))
}

pub fn codes(found: &Findings) -> Vec<&'static str> {
    assert_eq!(found.attempts, []);
    found.rejections.iter().map(|rejection| rejection.code).collect()
}

#[test]
fn stream_without_usage_is_unknown_not_free() {
    let nothing = json!({"stream": true, "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0,
        "response_cost": 0.0, "metadata": {"usage_object": {"prompt_tokens": 0, "completion_tokens": 0}}});
    let found = read(nothing);
    let attempt = only(&found);
    assert_eq!((&attempt.tokens, &attempt.cost, attempt.is_charged), (&None, &None, Some(true)));
    assert_eq!(attempt.notes, [Note::UsageNotTold]);
}

#[test]
fn cut_stream_is_an_estimate_and_perhaps_no_charge() {
    let cut = json!({"stream": true, "prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10,
        "metadata": {"usage_object": {"prompt_tokens_details": null, "completion_tokens_details": {"text_tokens": 2}}}});
    let found = read(cut);
    let attempt = only(&found);
    assert_eq!((attempt.is_charged, attempt.notes.as_slice()), (None, [Note::UsageEstimated].as_slice()));
}

#[test]
fn cache_hit_costs_nothing_and_keeps_the_notional_price() {
    let hit = json!({"id": "chatcmpl-made-1_cache_hit1790000000.5", "cache_hit": true, "response_cost": 0.0,
        "saved_cache_cost": 0.0000228});
    let found = read(hit);
    let attempt = only(&found);
    assert_eq!((&attempt.tokens, attempt.is_charged), (&Some(Tokens::default()), Some(false)));
    assert_eq!(attempt.response_cache, ResponseCache::Hit);
    let cost = attempt.cost.as_ref().expect("a notional price");
    assert_eq!((cost.amount, cost.basis), (Decimal::new(228, 7), CostBasis::Notional));
    assert_eq!(attempt.response_id, None, "the answer it repeats has that id");
    let row = read_row(
        json!({"request_id": "chatcmpl-made-1_cache_hit1790000000.7", "cache_hit": "True", "spend": 0.0}),
    );
    let row = only(&row);
    assert_eq!((&row.event_id, &row.cost, &row.tokens), (&attempt.event_id, &attempt.cost, &attempt.tokens));
}

#[test]
fn cache_hit_false_is_a_miss_and_null_is_not_told() {
    assert_eq!(only(&read(json!({"cache_hit": false}))).response_cache, ResponseCache::Missed);
    assert_eq!(only(&read(json!({"cache_hit": null}))).response_cache, ResponseCache::Unknown);
    assert_eq!(only(&read_row(json!({"cache_hit": "False"}))).response_cache, ResponseCache::Missed);
    assert_eq!(only(&read_row(json!({"cache_hit": ""}))).response_cache, ResponseCache::Unknown);
}

#[test]
fn prompt_counts_cache_reads_and_writes_in() {
    let usage = json!({"prompt_tokens": 6156, "completion_tokens": 150, "total_tokens": 6306, "metadata": {"usage_object": {
        "cache_read_input_tokens": 4096, "cache_creation_input_tokens": 2048, "prompt_tokens_details": {"text_tokens": 12,
            "cached_tokens": 4096, "cache_creation_tokens": 2048, "cache_creation_token_details":
                {"ephemeral_5m_input_tokens": 1548, "ephemeral_1h_input_tokens": 500}}}}});
    let found = read(usage);
    assert_eq!(classes(only(&found).tokens.as_ref().expect("counted")), [12, 4096, 1548, 500, 150, 0]);
}

#[test]
fn cache_writes_without_lifetime_keep_their_own_class() {
    let usage =
        json!({"prompt_tokens": 1000, "metadata": {"usage_object": {"cache_creation_input_tokens": 600}}});
    let found = read(usage);
    let tokens = only(&found).tokens.as_ref().expect("counted");
    assert_eq!((tokens.input, tokens.cache_write, tokens.cache_write_5m), (400, 600, 0));
}

#[test]
fn zero_at_the_top_of_usage_gives_way_to_the_details() {
    let usage = json!({"metadata": {"usage_object": {"cache_read_input_tokens": 0,
        "prompt_tokens_details": {"cached_tokens": 64}}}});
    assert_eq!(only(&read(usage)).tokens.as_ref().expect("counted").cache_read, 64);
}

#[test]
fn cached_parts_beyond_the_prompt_reject_unless_the_producer_is_exclusive() {
    let usage = |more: Value| {
        merged(
            json!({"prompt_tokens": 12, "metadata": {"usage_object": {"cache_read_input_tokens": 4096}}}),
            more,
        )
    };
    assert_eq!(codes(&read(usage(json!({})))), ["negative_input"]);
    let found = read(usage(json!({"metadata": {"usage_object": {"input_tokens": 12}}})));
    let attempt = only(&found);
    assert_eq!(attempt.notes, [Note::ExclusiveInput]);
    let tokens = attempt.tokens.as_ref().expect("counted");
    assert_eq!((tokens.input, tokens.cache_read), (12, 4096));
}

#[test]
fn reasoning_beside_the_completion_is_output() {
    let usage = json!({"custom_llm_provider": "xai", "completion_tokens": 10, "total_tokens": 160,
        "metadata": {"usage_object": {"completion_tokens_details": {"reasoning_tokens": 50}}}});
    let found = read(usage);
    let tokens = only(&found).tokens.as_ref().expect("counted");
    assert_eq!((tokens.output, tokens.reasoning), (60, Some(50)));
}

#[test]
fn audio_images_and_searches_are_meters_of_their_own() {
    let usage = json!({"metadata": {"usage_object": {"prompt_tokens_details": {"audio_tokens": 30, "cached_tokens": 20},
        "completion_tokens_details": {"audio_tokens": 4}, "server_tool_use": {"web_search_requests": 2}}}});
    let found = read(usage);
    let tokens = only(&found).tokens.as_ref().expect("counted");
    assert_eq!((tokens.input, tokens.cache_read, tokens.output), (50, 20, 6));
    assert_eq!(tokens.more, [("input_audio", 30), ("output_audio", 4), ("web_search_call", 2)]);
}

#[test]
fn batch_polled_again_is_one_charge() {
    let poll = |call: &str, start: f64| {
        payload(
            json!({"id": "batch_made", "litellm_call_id": call, "call_type": "aretrieve_batch", "startTime": start,
            "model": "", "model_group": "", "prompt_tokens": 2000, "completion_tokens": 200, "total_tokens": 2200,
            "response_cost": 0.00021, "hidden_params": {"batch_models": ["gpt-4o-mini", "gpt-4o-mini"]}}),
        )
    };
    let log = [poll("call-1", 1_790_000_000.0), poll("call-2", 1_790_000_060.0)].join("\n");
    let found = read_lines("standard-logging", &log);
    let events: Vec<_> = found.attempts.iter().map(|a| (a.event_id.as_str(), a.id_scope)).collect();
    assert_eq!(events, [("batch_made_batch_cost", IdScope::Forever); 2]);
    let first = &found.attempts[0];
    assert_eq!(first.dimensions.batch, Some(true));
    assert_eq!(first.dimensions.model_served.as_deref(), Some("gpt-4o-mini"));
    let row = read_row(json!({"request_id": "batch_made_batch_cost", "call_type": "aretrieve_batch"}));
    assert_eq!((&only(&row).event_id, only(&row).id_scope), (&first.event_id, IdScope::Forever));
}

#[test]
fn jobs_polls_and_files_are_no_calls() {
    let nothing = json!({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0, "response_cost": 0.0,
        "metadata": {"usage_object": null}});
    let call = |call_type: &str| payload(merged(nothing.clone(), json!({"call_type": call_type})));
    let types = ["acreate_batch", "aretrieve_batch", "afile_content", "aget_responses", "call_mcp_tool"];
    let found = read_lines("standard-logging", &types.map(call).join("\n"));
    assert_eq!((found.attempts.len(), found.rejections.len()), (0, 0));
    let mut why: Vec<_> = found.skipped.iter().map(|(why, _)| *why).collect();
    why.sort_unstable();
    assert_eq!(
        why,
        [
            "calls of tools: no model call",
            "making and looking up of jobs: no model call",
            "polls of a batch that is not finished",
            "reads of stored answers: no model call",
            "transfers of files: no model call"
        ]
    );
}

#[test]
fn health_checks_and_internal_calls_are_no_concern() {
    let found = read(json!({"metadata": {"user_api_key_alias": "litellm-internal-health-check"}}));
    assert_eq!(
        (found.attempts.len(), found.skipped.as_slice()),
        (0, [("health checks of the gateway", 1)].as_slice())
    );
    let found = read_row(json!({"metadata": {"internal_call_origin": "router_classifier"}}));
    assert_eq!(
        (found.attempts.len(), found.skipped.as_slice()),
        (0, [("calls of the gateway for itself", 1)].as_slice())
    );
}
