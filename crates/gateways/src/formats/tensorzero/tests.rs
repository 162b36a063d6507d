use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::TensorZero;
use crate::golden;
use crate::record::{Attempt, CostBasis, Note, OutcomeKind, OutcomeOf, ResponseCache, Tokens};
use crate::{Findings, Source};

/// Where exports of a real gateway may stand beside the project; without them what was measured is not held against them.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/gateways");

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&TensorZero, "tensorzero");
}

fn attempt(more: &str) -> Attempt {
    let record = format!(
        r#"{{"id":"019a2000-0001-7000-8000-0000000000a1","inference_id":"i","model_name":"m",
            "model_provider_name":"p",{more}}}"#
    );
    golden::record(&TensorZero, "table-jsonl", &record).attempts.pop().expect("an attempt")
}

#[test]
fn input_is_inclusive_as_measured() {
    let read = attempt(r#""input_tokens":1200,"output_tokens":80,"provider_cache_read_input_tokens":1024"#);
    let is = Tokens { input: 176, cache_read: 1024, output: 80, ..Tokens::default() };
    assert_eq!(read.tokens, Some(is));
}

#[test]
fn more_cached_than_input_is_rejected_and_not_clamped() {
    let record = r#"{"id":"a","inference_id":"i","model_name":"m","model_provider_name":"p","input_tokens":10,
        "output_tokens":1,"provider_cache_read_input_tokens":11,"created_at":"2026-11-01"}"#;
    let found = golden::record(&TensorZero, "table-jsonl", record);
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("negative_input"));
}

#[test]
fn failed_providers_leave_no_row_so_that_retries_are_unknown() {
    let read = attempt(r#""input_tokens":1,"output_tokens":1"#);
    assert_eq!((read.attempt, read.is_retry, read.fallback_hop), (None, None, None));
    assert_eq!(read.logical_id.as_deref(), Some("i"));
}

#[test]
fn cost_without_price_rules_is_not_told_and_not_zero() {
    let read = attempt(r#""input_tokens":1,"output_tokens":1,"cost":null"#);
    assert_eq!(read.cost, None);
}

#[test]
fn an_id_tells_the_time_where_no_column_does() {
    let read = attempt(r#""input_tokens":1,"output_tokens":1"#);
    assert_eq!(read.started_us, 0x019a_2000_0001_i64 * 1_000);
}

#[test]
fn answers_from_the_cache_are_charged_nothing() {
    let read = attempt(r#""input_tokens":9,"output_tokens":9,"cached":"t","cost":"0.001""#);
    assert_eq!((read.tokens, read.is_charged), (Some(Tokens::default()), Some(false)));
    assert_eq!(read.response_cache, ResponseCache::Hit);
    assert_eq!(read.cost.expect("a cost").basis, CostBasis::Notional);
}

#[test]
fn usage_that_is_null_is_unknown() {
    let read = attempt(r#""input_tokens":null,"output_tokens":null"#);
    assert_eq!((read.tokens, read.notes), (None, vec![Note::UsageNotTold]));
}

fn sample(name: &str) -> Option<Findings> {
    let path = Path::new(BESIDE).join(name);
    path.exists().then(|| {
        let log = fs::read(path).expect("a sample");
        golden::findings(&TensorZero, name, &log, &Source::default())
    })
}

#[test]
fn rows_of_the_real_gateway_are_read() {
    let Some(found) = sample("tensorzero-model_inferences.csv") else { return };
    assert!(found.rejections.is_empty() && found.skipped.is_empty());
    assert_eq!(found.attempts.len(), 5);
    for read in &found.attempts {
        let tokens = read.tokens.as_ref().expect("tokens");
        assert_eq!((tokens.input + tokens.cache_read, tokens.output), (1200, 80));
        assert_eq!(read.cost.as_ref().map(|cost| cost.amount.to_string()), Some("0.000228000".to_owned()));
        assert_eq!(read.dimensions.feature.as_deref(), Some("summarise"));
    }
    assert_eq!(found.attempts.iter().filter(|read| read.is_stream == Some(true)).count(), 1);
    assert_eq!(found.attempts[0].tokens.as_ref().expect("tokens").cache_read, 1024);
}

#[test]
fn tags_of_the_real_gateway_reach_their_requests() {
    let (Some(calls), Some(tags)) =
        (sample("tensorzero-model_inferences.csv"), sample("tensorzero-chat_inferences.csv"))
    else {
        return;
    };
    assert!(tags.attempts.is_empty() && tags.rejections.is_empty());
    for call in &calls.attempts {
        let mut about =
            tags.annotations.iter().filter(|tag| Some(&tag.logical_id) == call.logical_id.as_ref());
        let tag = about.next().expect("tags of the inference");
        assert!(tag.task_id.is_some() && tag.dimensions.feature.as_deref() != Some("summarise"));
    }
    assert!(tags.annotations.iter().any(|tag| tag.dimensions.team.as_deref() == Some("growth")));
    assert!(tags.annotations.iter().any(|tag| tag.end_user.as_deref() == Some("u1")));
}

#[test]
fn feedback_of_the_real_gateway_names_inferences_and_episodes() {
    let (Some(verdicts), Some(numbers), Some(words)) = (
        sample("tensorzero-boolean_metric_feedback.csv"),
        sample("tensorzero-float_metric_feedback.csv"),
        sample("tensorzero-comment_feedback.csv"),
    ) else {
        return;
    };
    let (verdict, number) = (&verdicts.outcomes[0], &numbers.outcomes[0]);
    assert_eq!((verdict.kind, verdict.name.as_str()), (OutcomeKind::Success, "thumbs_up"));
    assert_eq!(
        (number.kind, number.score.map(|score| score.to_string())),
        (OutcomeKind::Score, Some("4.5".into()))
    );
    assert!(matches!(&number.of, OutcomeOf::Request(_)));
    assert!(words.outcomes.is_empty());
    assert_eq!(words.skipped, [("comments: free text", 1)]);
}

const KEYS: &[&str] = &[
    "id",
    "inference_id",
    "model_name",
    "model_provider_name",
    "input_tokens",
    "output_tokens",
    "created_at",
    "cost",
    "provider_cache_read_input_tokens",
    "response_time_ms",
    "ttft_ms",
    "cached",
    "function_name",
    "variant_name",
    "episode_id",
    "tags",
    "target_id",
    "metric_name",
    "value",
    "target_type",
    "minute",
    "inference_count",
];

proptest! {
    #[test]
    fn any_record_is_read_rejected_or_skipped(record in golden::objects(KEYS)) {
        prop_assert!(golden::is_accounted(&golden::record(&TensorZero, "table-jsonl", &record)), "{record}");
    }
}
