use proptest::prelude::*;

use super::Helicone;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, ResponseCache, Tokens};

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Helicone, "helicone");
}

fn attempt(variant: &str, more: &str) -> Attempt {
    let record = format!(
        r#"{{"request_id":"r","request_created_at":"2026-11-01T00:00:00Z","response_status":200,"provider":"OPENAI",
            "response_model":"gpt-5",{more}}}"#
    );
    golden::record(&Helicone, variant, &record).attempts.pop().expect("an attempt")
}

#[test]
fn answers_from_the_gateways_cache_cost_nothing_whatever_the_row_says() {
    let hit = r#""prompt_tokens":5,"completion_tokens":5,"cost":500000,
        "cache_reference_id":"22222222-aaaa-4aaa-8aaa-000000000009""#;
    let read = attempt("export-jsonl", hit);
    assert_eq!((read.tokens, read.is_charged), (Some(Tokens::default()), Some(false)));
    assert_eq!(read.response_cache, ResponseCache::Hit);
    assert_eq!(read.cost.expect("a cost").basis, CostBasis::Notional);
    let none = attempt("export-jsonl", r#""cache_reference_id":"00000000-0000-0000-0000-000000000000""#);
    assert_eq!(none.response_cache, ResponseCache::Missed);
}

#[test]
fn costs_are_read_in_billionths_and_in_dollars() {
    let cost =
        |variant, more: &str| attempt(variant, more).cost.expect("a cost").amount.normalize().to_string();
    let tokens = r#""prompt_tokens":1,"completion_tokens":1,"#;
    assert_eq!(cost("export-jsonl", &format!(r#"{tokens}"cost":244600"#)), "0.0002446");
    assert_eq!(cost("export-jsonl", &format!(r#"{tokens}"cost":0.0002446"#)), "0.0002446");
    assert_eq!(cost("export-jsonl", &format!(r#"{tokens}"cost":244600.5"#)), "0.0002446005");
    assert_eq!(cost("export-jsonl", &format!(r#"{tokens}"cost":244600,"costUSD":2.446e-04"#)), "0.0002446");
    assert_eq!(cost("clickhouse-jsonl", &format!(r#"{tokens}"cost":"500""#)), "0.0000005");
}

#[test]
fn a_cost_of_zero_beside_tokens_means_unpriced() {
    let read = attempt("export-jsonl", r#""prompt_tokens":10,"completion_tokens":1,"cost":0"#);
    assert_eq!((read.cost, read.notes), (None, vec![Note::CacheNotTold, Note::CostNotPriced]));
}

#[test]
fn the_convention_of_a_row_is_decided_by_the_row_alone() {
    let notes = |more: &str| attempt("export-jsonl", more).notes;
    let cached = r#""completion_tokens":80,"prompt_cache_read_tokens":1024"#;
    assert_eq!(notes(&format!(r#""prompt_tokens":176,{cached}"#)), [Note::ExclusiveInput]);
    assert_eq!(notes(&format!(r#""prompt_tokens":1200,"total_tokens":2304,{cached}"#)), []);
    assert_eq!(
        notes(&format!(r#""prompt_tokens":1200,"total_tokens":1280,{cached}"#)),
        [Note::CountsInconsistent]
    );
    let anthropic = golden::record(
        &Helicone,
        "export-jsonl",
        &format!(
            r#"{{"request_id":"r","request_created_at":"2026-11-01","provider":"ANTHROPIC","prompt_tokens":1200,{cached}}}"#
        ),
    );
    assert_eq!(anthropic.attempts[0].notes, []);
    assert_eq!(anthropic.attempts[0].tokens.as_ref().expect("tokens").input, 1200);
}

#[test]
fn retries_inside_the_proxy_are_unknown_and_not_no() {
    let read = attempt("export-jsonl", r#""prompt_tokens":1,"completion_tokens":1"#);
    assert_eq!((read.attempt, read.is_retry, read.logical_id), (None, None, None));
}

#[test]
fn reasoning_is_put_back_into_output() {
    let read = attempt("export-jsonl", r#""prompt_tokens":1,"completion_tokens":20,"reasoning_tokens":30"#);
    let tokens = read.tokens.expect("tokens");
    assert_eq!((tokens.output, tokens.reasoning), (50, Some(30)));
}

const KEYS: &[&str] = &[
    "request_id",
    "response_id",
    "request_created_at",
    "response_status",
    "status",
    "prompt_tokens",
    "completion_tokens",
    "prompt_cache_read_tokens",
    "total_tokens",
    "cost",
    "costUSD",
    "scores",
    "feedback_rating",
    "properties",
    "cache_reference_id",
    "updated_at",
    "provider",
    "model",
    "delay_ms",
    "target_url",
    "data",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        for variant in ["export-jsonl", "clickhouse-jsonl"] {
            let found = golden::record(&Helicone, variant, &record);
            prop_assert!(golden::is_accounted(&found) || record.contains("\"data\":[]"), "{record}");
        }
    }
}
