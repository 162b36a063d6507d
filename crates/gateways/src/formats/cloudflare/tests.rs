use proptest::prelude::*;

use super::Cloudflare;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, OutcomeKind, ResponseCache, Status, Tokens};

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Cloudflare, "cloudflare");
}

fn attempt(more: &str) -> Attempt {
    let record = format!(
        r#"{{"id":"l","created_at":"2026-11-01T00:00:00Z","provider":"openai","model":"gpt-5","success":true,{more}}}"#
    );
    golden::record(&Cloudflare, "logs-jsonl", &record).attempts.pop().expect("an attempt")
}

#[test]
fn two_counts_tell_no_classes() {
    let read = attempt(r#""tokens_in":100,"tokens_out":5,"cached":false"#);
    assert_eq!(read.tokens, Some(Tokens { input: 100, output: 5, ..Tokens::default() }));
    assert_eq!(read.notes, [Note::CacheNotTold]);
}

#[test]
fn answers_from_the_cache_cost_nothing() {
    let read = attempt(r#""tokens_in":100,"tokens_out":5,"cached":true,"cost":0.5"#);
    assert_eq!((read.response_cache, read.is_charged), (ResponseCache::Hit, Some(false)));
    assert_eq!(read.tokens, Some(Tokens::default()));
    assert_eq!(read.cost.expect("a cost").basis, CostBasis::Notional);
}

#[test]
fn a_later_step_is_a_fallback_and_no_step_tells_of_retries() {
    let later = attempt(r#""step":2,"tokens_in":1"#);
    assert_eq!((later.fallback_hop, later.is_retry), (Some(2), None));
    let first = attempt(r#""step":0,"tokens_in":1"#);
    assert_eq!((first.fallback_hop, first.is_retry), (Some(0), None));
}

#[test]
fn a_price_of_ones_own_holds_before_the_computed_one() {
    let cost =
        |more: &str| attempt(&format!(r#"{more},"tokens_in":1"#)).cost.map(|cost| cost.amount.to_string());
    assert_eq!(cost(r#""cost":0.5,"custom_cost":true"#).as_deref(), Some("0.5"));
    assert_eq!(cost(r#""cost":0.5,"custom_cost":0.25"#).as_deref(), Some("0.25"));
    assert_eq!(cost(r#""cost":0"#), None);
}

#[test]
fn pushed_rows_tell_that_a_request_was_made_and_no_more() {
    let log = include_str!("fixtures/logpush.jsonl");
    let found = golden::record(&Cloudflare, "logpush-jsonl", log.trim());
    let read = found.attempts.first().expect("an attempt");
    assert_eq!((read.status, read.tokens.clone()), (Status::Success, None));
    assert_eq!(read.notes, [Note::UsageNotTold]);
    let again = golden::record(&Cloudflare, "logpush-jsonl", log.trim());
    assert_eq!(again.attempts.first().expect("an attempt").event_id, read.event_id);
}

#[test]
fn feedback_is_a_verdict_and_zero_is_none() {
    let found = |more: &str| {
        let record = format!(r#"{{"id":"l","created_at":"2026-11-01","tokens_in":1,{more}}}"#);
        golden::record(&Cloudflare, "logs-jsonl", &record).outcomes
    };
    assert_eq!(found(r#""feedback":-1"#).first().map(|outcome| outcome.kind), Some(OutcomeKind::Failure));
    assert!(found(r#""feedback":0"#).is_empty());
    assert_eq!(found(r#""score":40"#).first().map(|outcome| outcome.kind), Some(OutcomeKind::Score));
}

const KEYS: &[&str] = &[
    "id",
    "created_at",
    "provider",
    "model",
    "path",
    "duration",
    "success",
    "status_code",
    "cached",
    "tokens_in",
    "tokens_out",
    "cost",
    "custom_cost",
    "metadata",
    "step",
    "feedback",
    "score",
    "result",
    "Gateway",
    "Timestamp",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        let found = golden::record(&Cloudflare, "logs-jsonl", &record);
        prop_assert!(golden::is_accounted(&found) || record.contains("\"result\":[]"), "{record}");
    }
}
