use proptest::prelude::*;

use super::Vercel;
use crate::Source;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, Status, Tokens};

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Vercel, "vercel");
}

fn attempt(more: &str) -> Attempt {
    let record = format!(
        r#"{{"id":"gen_1","created_at":"2026-11-01T00:00:00Z","model":"openai/gpt-5","provider_name":"openai",{more}}}"#
    );
    golden::record(&Vercel, "generations-jsonl", &record).attempts.pop().expect("an attempt")
}

#[test]
fn a_key_of_ones_own_is_charged_by_the_provider_and_never_added() {
    let usage = r#""native_tokens_prompt":10,"native_tokens_completion":5,"native_tokens_cached":0,
        "total_cost":0.001,"upstream_inference_cost":0.02"#;
    let own = attempt(&format!(r#"{usage},"is_byok":true"#));
    let cost = own.cost.expect("a cost");
    assert_eq!((cost.amount.to_string().as_str(), cost.basis), ("0.02", CostBasis::Estimated));
    assert_eq!(own.dimensions.provider, "openai");
    let sold = attempt(&format!(r#"{usage},"is_byok":false"#));
    let cost = sold.cost.expect("a cost");
    assert_eq!((cost.amount.to_string().as_str(), cost.basis), ("0.001", CostBasis::Reported));
    assert_eq!((sold.dimensions.provider.as_str(), sold.notes.len()), ("vercel", 0));
    let by_type = attempt(r#""credential_type":"byok","input_tokens":1,"market_cost":0.02,"cost":0"#);
    assert_eq!(by_type.dimensions.provider, "openai");
}

#[test]
fn latency_of_a_generation_is_the_time_to_its_first_token() {
    let read = attempt(r#""native_tokens_prompt":1,"latency":200,"generation_time":1500"#);
    assert_eq!((read.first_token_us, read.latency_us), (Some(200_000), Some(1_500_000)));
}

#[test]
fn cached_tokens_are_inside_the_prompt_and_never_clamped() {
    let read = attempt(
        r#""native_tokens_prompt":100,"native_tokens_cached":60,"native_tokens_cache_creation":30,"native_tokens_completion":5"#,
    );
    let is = Tokens { input: 10, cache_read: 60, cache_write: 30, output: 5, ..Tokens::default() };
    assert_eq!(read.tokens, Some(is));
    let record =
        r#"{"id":"gen_1","created_at":"2026-11-01","native_tokens_prompt":1,"native_tokens_cached":2}"#;
    let found = golden::record(&Vercel, "generations-jsonl", record);
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("negative_input"));
}

#[test]
fn failures_without_usage_are_not_free_successes() {
    let failed = attempt(r#""status":500,"input_tokens":0,"output_tokens":0,"cost":0"#);
    assert_eq!((failed.status, failed.tokens, failed.notes), (Status::Failure, None, vec![]));
    let silent = attempt(r#""status":200"#);
    assert_eq!((silent.tokens, silent.notes), (None, vec![Note::UsageNotTold]));
}

#[test]
fn reports_are_known_and_refused() {
    let log = include_str!("fixtures/report.json");
    let found = golden::findings(&Vercel, "report.json", log.as_bytes(), &Source::default());
    assert!(found.attempts.is_empty());
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("day_sums"));
}

#[test]
fn generations_of_the_two_mirrored_gateways_are_told_apart() {
    let theirs = include_bytes!("../openrouter/fixtures/generations.jsonl");
    assert_eq!(golden::recognised(&Vercel, "g.jsonl", theirs), None);
    let old = br#"{"id":"gen_1","created_at":"2026-01-01","native_tokens_prompt":1,"native_tokens_completion":1,"provider_name":"openai","generation_time":1}"#;
    assert!(golden::recognised(&Vercel, "g.jsonl", old).is_some());
}

const KEYS: &[&str] = &[
    "id",
    "generation_id",
    "created_at",
    "timestamp",
    "model",
    "provider_name",
    "is_byok",
    "credential_type",
    "status",
    "native_tokens_prompt",
    "input_tokens",
    "output_tokens",
    "native_tokens_cached",
    "total_cost",
    "request_count",
    "upstream_inference_cost",
    "market_cost",
    "latency",
    "generation_time",
    "tags",
    "results",
    "data",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        let found = golden::record(&Vercel, "generations-jsonl", &record);
        prop_assert!(golden::is_accounted(&found) || record.contains("\"data\":[]"), "{record}");
    }
}
