use proptest::prelude::*;

use super::Langfuse;
use crate::golden;
use crate::record::{Attempt, Note, Tokens};
use crate::{Format, Source};

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Langfuse, "langfuse");
}

fn found(usage: &str) -> crate::Findings {
    let record = format!(
        r#"{{"id":"o","traceId":"t","startTime":"2026-11-01T00:00:00Z","type":"GENERATION","level":"DEFAULT",
            "providedModelName":"gpt-5","usageDetails":{usage}}}"#
    );
    golden::record(&Langfuse, "export-jsonl", &record)
}

fn attempt(usage: &str) -> Attempt {
    found(usage).attempts.pop().expect("an attempt")
}

fn counts(attempt: &Attempt) -> (u64, u64, u64, u64, Option<u64>) {
    let tokens = attempt.tokens.clone().expect("tokens");
    (tokens.input, tokens.cache_read, tokens.cache_write, tokens.output, tokens.reasoning)
}

#[test]
fn output_is_told_without_reasoning_and_gets_it_back() {
    let read = attempt(r#"{"input":100,"output":50,"output_reasoning_tokens":30,"total":180}"#);
    assert_eq!(counts(&read), (100, 0, 0, 80, Some(30)));
    assert!(read.notes.is_empty());
}

#[test]
fn keys_that_add_up_to_the_total_are_exclusive() {
    let read = attempt(r#"{"input":176,"input_cached_tokens":1024,"output":80,"total":1280}"#);
    assert_eq!(counts(&read), (176, 1024, 0, 80, None));
    assert!(read.notes.is_empty());
}

#[test]
fn inclusive_input_is_found_by_the_total_and_flagged() {
    let read = attempt(r#"{"input":1200,"input_cached_tokens":1024,"output":80,"total":1280}"#);
    assert_eq!(counts(&read), (176, 1024, 0, 80, None));
    assert_eq!(read.notes, [Note::CountsInconsistent]);
}

#[test]
fn reasoning_inside_output_is_found_by_the_total_and_flagged() {
    let read = attempt(r#"{"input":100,"output":80,"output_reasoning_tokens":30,"total":180}"#);
    assert_eq!(counts(&read), (100, 0, 0, 80, Some(30)));
    assert_eq!(read.notes, [Note::CountsInconsistent]);
}

#[test]
fn writes_in_the_newest_spelling_are_not_counted_twice() {
    for total in ["1050", "1250"] {
        let usage = format!(r#"{{"input":1000,"cache_write.input_tokens":200,"output":50,"total":{total}}}"#);
        let read = attempt(&usage);
        assert_eq!(counts(&read), (800, 0, 200, 50, None), "{total}");
        assert_eq!(read.notes, [Note::CountsInconsistent]);
    }
}

#[test]
fn two_spellings_of_cache_reads_are_one_count() {
    let usage =
        r#"{"input":10,"input_cached_tokens":90,"cache_read_input_tokens":90,"output":5,"total":105}"#;
    assert_eq!(counts(&attempt(usage)), (10, 90, 0, 5, None));
}

#[test]
fn bedrock_style_keys_and_lifetimes_find_their_meters() {
    let usage = r#"{"input":1,"input_cache_read":2,"input_cache_write":3,"input_cache_creation_5m":4,
        "input_cache_creation_1h":5,"output":6,"output_audio_tokens":7,"total":28}"#;
    let tokens = attempt(usage).tokens.expect("tokens");
    let is = Tokens {
        input: 1,
        cache_read: 2,
        cache_write: 3,
        cache_write_5m: 4,
        cache_write_1h: 5,
        output: 6,
        reasoning: None,
        more: vec![("output_audio", 7)],
    };
    assert_eq!(tokens, is);
}

#[test]
fn a_total_smaller_than_its_cached_tokens_is_rejected_and_not_clamped() {
    let found = found(r#"{"input":10,"input_cached_tokens":500,"output":5,"total":100}"#);
    assert!(found.attempts.is_empty());
    assert_eq!(found.rejections.first().expect("a rejection").code, "negative_input");
}

#[test]
fn usage_that_is_not_told_is_not_zero() {
    for usage in ["{}", "null", r#"{"input":0,"output":0,"total":0}"#] {
        let read = attempt(usage);
        assert_eq!((read.tokens, read.notes), (None, vec![Note::UsageNotTold]), "{usage}");
    }
}

#[test]
fn a_trace_is_no_logical_request_but_calls_of_one_name_under_one_parent_are() {
    let of = |more: &str| {
        let record = format!(
            r#"{{"id":"o","traceId":"t","startTime":"2026-11-01","type":"GENERATION","usageDetails":{{"input":1}},{more}}}"#
        );
        let read = golden::record(&Langfuse, "export-jsonl", &record).attempts.pop().expect("an attempt");
        assert_eq!((read.attempt, read.is_retry, read.trace_id.as_deref()), (None, None, Some("t")));
        read.logical_id.expect("a logical id")
    };
    let first = of(r#""parentObservationId":"p","name":"draft","providedModelName":"gpt-5","level":"ERROR""#);
    assert_eq!(first, of(r#""parentObservationId":"p","name":"draft","providedModelName":"gpt-5""#));
    assert_ne!(first, of(r#""parentObservationId":"p","name":"check","providedModelName":"gpt-5""#));
    assert_ne!(first, of(r#""parentObservationId":"q","name":"draft","providedModelName":"gpt-5""#));
}

#[test]
fn rows_of_unmerged_tables_are_read_in_order_only() {
    assert!(!Langfuse.is_stateless("clickhouse-jsonl") && Langfuse.is_stateless("export-jsonl"));
}

#[test]
fn a_page_of_the_api_can_be_given_whole() {
    let page = include_str!("fixtures/observations-page.json");
    let whole = golden::record(&Langfuse, "api-page", page);
    let cut = golden::findings(&Langfuse, "page.json", page.as_bytes(), &Source::default());
    assert_eq!(whole.attempts.len(), cut.attempts.len());
}

const KEYS: &[&str] = &[
    "id",
    "traceId",
    "trace_id",
    "startTime",
    "start_time",
    "endTime",
    "type",
    "level",
    "userId",
    "sessionId",
    "tags",
    "metadata",
    "usageDetails",
    "usage_details",
    "costDetails",
    "totalCost",
    "latency",
    "dataType",
    "value",
    "name",
    "subject",
    "observationId",
    "stringValue",
    "event_ts",
    "is_deleted",
    "data",
    "timestamp",
    "providedModelName",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        for (variant, _) in Langfuse.variants() {
            let found = golden::record(&Langfuse, variant, &record);
            prop_assert!(golden::is_accounted(&found) || record.contains("\"data\":[]"), "{record}");
        }
    }
}
