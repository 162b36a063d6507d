use proptest::prelude::*;

use super::OpenRouter;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, ResponseCache, Status, Tokens};
use crate::{Findings, Source};

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&OpenRouter, "openrouter");
}

fn found(more: &str) -> Findings {
    let record = format!(
        r#"{{"id":"gen-1","created_at":"2026-11-01T00:00:00Z","model":"openai/gpt-5","provider_name":"OpenAI",{more}}}"#
    );
    golden::record(&OpenRouter, "generations-jsonl", &record)
}

fn attempt(more: &str) -> Attempt {
    found(more).attempts.pop().expect("an attempt")
}

#[test]
fn native_counts_are_taken_and_cached_tokens_are_inside_the_prompt() {
    let read = attempt(
        r#""tokens_prompt":10,"tokens_completion":5,"native_tokens_prompt":1200,"native_tokens_completion":80,
        "native_tokens_cached":1024,"native_tokens_reasoning":30"#,
    );
    let is = Tokens { input: 176, cache_read: 1024, output: 80, reasoning: Some(30), ..Tokens::default() };
    assert_eq!(read.tokens, Some(is));
    let negative = found(r#""native_tokens_prompt":5,"native_tokens_completion":1,"native_tokens_cached":6"#);
    assert_eq!(negative.rejections.first().map(|rejection| rejection.code), Some("negative_input"));
}

#[test]
fn normalised_counts_are_an_estimate_of_the_billed_ones() {
    let read = attempt(r#""tokens_prompt":10,"tokens_completion":5"#);
    assert_eq!(read.notes, [Note::UsageEstimated]);
}

#[test]
fn a_key_of_ones_own_is_charged_once_and_by_the_provider() {
    let usage = r#""native_tokens_prompt":10,"native_tokens_completion":5,"total_cost":0.001,"upstream_inference_cost":0.02"#;
    let own = attempt(&format!(r#"{usage},"is_byok":true"#));
    let cost = own.cost.expect("a cost");
    assert_eq!((cost.amount.to_string().as_str(), cost.basis), ("0.02", CostBasis::Estimated));
    assert_eq!(
        (own.dimensions.provider.as_str(), own.dimensions.model_served.as_deref()),
        ("openai", Some("gpt-5"))
    );
    let sold = attempt(&format!(r#"{usage},"is_byok":false"#));
    let cost = sold.cost.expect("a cost");
    assert_eq!((cost.amount.to_string().as_str(), cost.basis), ("0.001", CostBasis::Reported));
    assert_eq!(sold.dimensions.provider, "openrouter");
}

#[test]
fn failed_fallbacks_are_attempts_of_their_own_that_charge_nothing() {
    let found = found(
        r#""native_tokens_prompt":10,"native_tokens_completion":5,"finish_reason":"stop","total_cost":0.001,
        "request_id":"req-1","provider_responses":[{"provider_name":"A","status":503},{"provider_name":"B","status":200}]"#,
    );
    let [failed, served] = found.attempts.as_slice() else { panic!("two attempts") };
    assert_eq!(
        (failed.status, failed.http_status, failed.is_charged),
        (Status::Failure, Some(503), Some(false))
    );
    assert_eq!((failed.attempt, failed.is_retry, failed.tokens.is_none()), (Some(0), Some(false), true));
    assert_eq!((served.attempt, served.is_retry, served.fallback_hop), (Some(0), Some(false), Some(1)));
    assert_eq!((failed.logical_id.as_deref(), &served.logical_id), (Some("req-1"), &failed.logical_id));
    assert_ne!(failed.event_id, served.event_id);
}

#[test]
fn without_the_providers_asked_retries_are_unknown() {
    let read = attempt(r#""native_tokens_prompt":10,"native_tokens_completion":5,"provider_responses":null"#);
    assert_eq!((read.attempt, read.is_retry), (None, None));
}

#[test]
fn a_cancelled_stream_can_be_charged() {
    let read = attempt(
        r#""native_tokens_prompt":10,"native_tokens_completion":5,"cancelled":true,"total_cost":0.001"#,
    );
    assert_eq!((read.status, read.is_charged), (Status::Failure, Some(true)));
    assert_eq!(read.error_class.as_deref(), Some("cancelled"));
}

#[test]
fn answers_from_the_response_cache_are_charged_nothing() {
    let read = attempt(
        r#""native_tokens_prompt":10,"native_tokens_completion":5,"response_cache_source_id":"gen-0""#,
    );
    assert_eq!((read.response_cache, read.is_charged), (ResponseCache::Hit, Some(false)));
    assert_eq!(read.tokens, Some(Tokens::default()));
}

#[test]
fn activity_is_known_and_refused() {
    let log = include_str!("fixtures/activity.json");
    let found = golden::findings(&OpenRouter, "activity.json", log.as_bytes(), &Source::default());
    assert!(found.attempts.is_empty());
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("day_sums"));
}

#[test]
fn spans_around_a_generation_do_not_count_twice() {
    let log = include_str!("fixtures/broadcast.csv");
    let found = golden::findings(&OpenRouter, "rows.csv", log.as_bytes(), &Source::default());
    assert_eq!((found.attempts.len(), found.skipped.len()), (1, 1));
}

const KEYS: &[&str] = &[
    "id",
    "created_at",
    "model",
    "provider_name",
    "native_tokens_prompt",
    "native_tokens_completion",
    "native_tokens_cached",
    "native_tokens_reasoning",
    "tokens_prompt",
    "total_cost",
    "usage",
    "is_byok",
    "cancelled",
    "upstream_inference_cost",
    "provider_responses",
    "response_cache_source_id",
    "SPAN_TYPE",
    "TRACE_ID",
    "TIMESTAMP",
    "PROMPT_TOKENS",
    "COMPLETION_TOKENS",
    "METADATA",
    "ATTRIBUTES",
    "data",
    "requests",
    "byok_usage_inference",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        let found = golden::record(&OpenRouter, "generations-jsonl", &record);
        prop_assert!(golden::is_accounted(&found) || record.contains("\"data\":[]"), "{record}");
    }
}
