use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::Portkey;
use super::retries::{Order, order};
use crate::fields::Fields;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, OutcomeKind, OutcomeOf, ResponseCache, Tokens};

/// Where headers of a real gateway may stand beside the project.
const BESIDE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/gateways/portkey-response-headers.jsonl");

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Portkey, "portkey");
}

fn attempt(more: &str) -> Attempt {
    let record = format!(r#"{{"id":"p","created_at":"2026-11-01T00:00:10Z","trace_id":"t",{more}}}"#);
    golden::record(&Portkey, "export-jsonl", &record).attempts.pop().expect("an attempt")
}

fn by_headers(count: &str, path: &str, mode: Option<&str>, configured: Option<u32>) -> Order {
    let headers = format!(
        r#"{{"x-portkey-retry-attempt-count":"{count}","x-portkey-last-used-option-index":"{path}"}}"#
    );
    order(&Fields::of_json(headers.as_bytes()).expect("headers"), None, mode, configured)
}

#[test]
fn minus_one_means_that_every_attempt_failed_and_not_that_there_was_none() {
    let failed = Order { attempt: None, is_retry: Some(true), fallback_hop: Some(0) };
    assert_eq!(by_headers("-1", "config", None, None), failed);
    assert_eq!(by_headers("-1", "config", None, Some(3)), Order { attempt: Some(3), ..failed });
}

#[test]
fn retries_are_counted_from_the_first_try() {
    let first = Order { attempt: Some(0), is_retry: Some(false), fallback_hop: Some(0) };
    assert_eq!(by_headers("0", "config", None, None), first);
    assert_eq!(
        by_headers("2", "config", None, None),
        Order { attempt: Some(2), is_retry: Some(true), ..first }
    );
}

#[test]
fn a_later_target_is_a_fallback_only_in_that_mode() {
    let served = by_headers("0", "config.targets[1]", Some("fallback"), None);
    assert_eq!(served, Order { attempt: Some(0), is_retry: Some(false), fallback_hop: Some(1) });
    let balanced = by_headers("0", "config.targets[1]", Some("loadbalance"), None);
    assert_eq!(balanced, Order { attempt: Some(0), is_retry: Some(false), fallback_hop: Some(0) });
    assert_eq!(by_headers("0", "config.targets[1]", None, None).fallback_hop, None);
}

#[test]
fn headers_of_the_real_gateway_are_read_as_what_was_done_there() {
    if !Path::new(BESIDE).exists() {
        return;
    }
    let log = fs::read_to_string(BESIDE).expect("the headers");
    let mut seen = 0;
    for line in log.lines() {
        let line = Fields::of_json(line.as_bytes()).expect("a line");
        let headers = line.object(&["headers"]).expect("headers");
        let is = order(&headers.fields(), None, Some("fallback"), None);
        let retry = match line.text(&["case"]).expect("a case").as_ref() {
            "plain" => (Some(0), Some(false), Some(0)),
            "retry-then-ok" => (Some(1), Some(true), Some(0)),
            "all-retries-failed" => (None, Some(true), Some(0)),
            "fallback-second-target" => (Some(0), Some(false), Some(1)),
            other => panic!("{other} has no expectation"),
        };
        assert_eq!((is.attempt, is.is_retry, is.fallback_hop), retry);
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn costs_are_cents() {
    let read = attempt(r#""cost":2.28e-02,"req_units":10,"res_units":1"#);
    assert_eq!(read.cost.expect("a cost").amount.normalize().to_string(), "0.000228");
}

#[test]
fn a_log_is_written_when_the_answer_is_complete() {
    let read = attempt(r#""response_time":1500,"req_units":10,"res_units":1"#);
    assert_eq!(Some(read.started_us), crate::lenient::instant("2026-11-01T00:00:08.5Z"));
}

#[test]
fn counts_without_the_answer_tell_no_classes() {
    let read = attempt(r#""req_units":10,"res_units":1"#);
    assert_eq!(read.tokens, Some(Tokens { input: 10, output: 1, ..Tokens::default() }));
    assert_eq!(read.notes, [Note::CacheNotTold]);
}

#[test]
fn the_shape_of_the_answer_decides_the_convention() {
    let inclusive = r#""response":{"body":{"usage":{"prompt_tokens":100,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":90}}}}"#;
    assert_eq!(attempt(inclusive).tokens.expect("tokens").input, 10);
    let exclusive = r#""response":{"body":{"usage":{"input_tokens":100,"output_tokens":1,"cache_read_input_tokens":90}}}"#;
    assert_eq!(attempt(exclusive).tokens.expect("tokens").input, 100);
}

#[test]
fn hits_of_both_caches_are_notional() {
    for status in ["HIT", "SEMANTIC HIT"] {
        let read = attempt(&format!(
            r#""response":{{"headers":{{"x-portkey-cache-status":"{status}"}}}},"req_units":10,"res_units":1,"cost":1"#
        ));
        assert_eq!((read.response_cache, read.is_charged), (ResponseCache::Hit, Some(false)));
        assert_eq!(read.tokens, Some(Tokens::default()));
        assert_eq!(read.cost.expect("a cost").basis, CostBasis::Notional);
    }
    let missed =
        attempt(r#""response":{"headers":{"x-portkey-cache-status":"SEMANTIC MISS"}},"req_units":1"#);
    assert_eq!(missed.response_cache, ResponseCache::Missed);
}

#[test]
fn feedback_is_about_a_whole_trace() {
    let record = r#"{"trace_id":"t","value":-1,"weight":0.5,"created_at":"2026-11-01T00:00:00Z"}"#;
    let found = golden::record(&Portkey, "export-jsonl", record);
    let outcome = found.outcomes.first().expect("an outcome");
    assert_eq!((outcome.kind, &outcome.of), (OutcomeKind::Failure, &OutcomeOf::Trace("t".to_owned())));
    assert_eq!(outcome.score.map(|score| score.to_string()).as_deref(), Some("-0.5"));
}

#[test]
fn the_user_of_the_metadata_is_the_customers() {
    let read = attempt(r#""metadata":"{\"_user\":\"end-1\",\"Team\":\"a\"}","req_units":1"#);
    assert_eq!((read.end_user.as_deref(), read.dimensions.user), (Some("end-1"), None));
    assert_eq!(read.dimensions.team.as_deref(), Some("a"));
}

const KEYS: &[&str] = &[
    "id",
    "_id",
    "trace_id",
    "created_at",
    "request",
    "response",
    "is_success",
    "ai_org",
    "ai_model",
    "req_units",
    "res_units",
    "cost",
    "response_time",
    "response_status_code",
    "mode",
    "metadata",
    "value",
    "weight",
    "data",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        let found = golden::record(&Portkey, "export-jsonl", &record);
        prop_assert!(golden::is_accounted(&found) || record.contains("\"data\":[]"), "{record}");
    }

    #[test]
    fn any_answer_is_read_or_refused(answer in golden::objects(&[
        "usage", "usageMetadata", "prompt_tokens", "input_tokens", "cached_tokens", "total_tokens",
    ])) {
        let record = format!(r#"{{"id":"a","created_at":"2026-11-01","response":{{"body":{{"usage":{answer}}}}}}}"#);
        prop_assert!(golden::is_accounted(&golden::record(&Portkey, "export-jsonl", &record)));
    }
}
