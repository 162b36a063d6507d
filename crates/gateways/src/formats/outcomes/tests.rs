//! Outcomes by themselves.

use super::*;
use crate::format::Findings;
use crate::golden;
use crate::record::{OutcomeKind, OutcomeOf};

fn read(record: &str) -> Findings {
    golden::record(&Outcomes, "jsonl", record)
}

fn kind(word: &str) -> Result<OutcomeKind, &'static str> {
    let found = read(&format!(r#"{{"task_id":"t","outcome":{word}}}"#));
    found.outcomes.first().map(|outcome| outcome.kind).ok_or_else(|| found.rejections[0].code)
}

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Outcomes, "outcomes");
}

#[test]
fn words_of_success_failure_and_missing_are_known_and_others_reject() {
    for word in ["true", "1", "\"Yes\"", "\"success\"", "\"RESOLVED\"", "\"passed\""] {
        assert_eq!(kind(word), Ok(OutcomeKind::Success), "{word}");
    }
    for word in ["false", "0", "\"no\"", "\"failed\"", "\"unresolved\"", "\"error\""] {
        assert_eq!(kind(word), Ok(OutcomeKind::Failure), "{word}");
    }
    for word in ["null", "\"\"", "\"unknown\"", "\"missing\""] {
        assert_eq!(kind(word), Ok(OutcomeKind::Missing), "{word}");
    }
    assert_eq!(kind("\"somewhat\""), Err("other_word"));
}

#[test]
fn a_score_without_a_verdict_is_no_success() {
    let outcome = read(r#"{"trace_id":"r","name":"faithfulness","score":"0.25"}"#).outcomes.remove(0);
    assert_eq!((outcome.kind, outcome.of), (OutcomeKind::Score, OutcomeOf::Trace("r".to_owned())));
    assert_eq!(outcome.score.map(|score| score.to_string()).as_deref(), Some("0.25"));
}

#[test]
fn the_closest_subject_is_taken_and_without_one_the_record_is_rejected() {
    let of = |record| read(record).outcomes.first().map(|outcome| outcome.of.clone());
    assert_eq!(
        of(r#"{"task_id":"t","request_id":"q","success":true}"#),
        Some(OutcomeOf::Request("q".to_owned()))
    );
    assert_eq!(read(r#"{"task_id":"","success":true}"#).rejections[0].code, "no_subject");
}

#[test]
fn an_outcome_told_again_has_the_same_id() {
    let id = |record| read(record).outcomes.remove(0).event_id;
    let told = r#"{"task_id":"t","success":true,"at":"2026-11-03T10:00:00Z"}"#;
    let again = r#"{"task_id":"t","success":false,"at":"2026-11-03T10:00:00+00:00"}"#;
    assert_eq!(id(told), id(again));
    assert_ne!(id(told), id(r#"{"task_id":"t","success":true}"#));
}

#[test]
fn a_remark_is_no_label() {
    let remark = "x".repeat(65);
    let outcome = read(&format!(r#"{{"task_id":"t","score":1,"label":"{remark}"}}"#)).outcomes.remove(0);
    assert_eq!(outcome.label, None);
}

#[test]
fn a_log_of_requests_is_not_taken_for_outcomes() {
    let known = |log: &str| golden::recognised(&Outcomes, "x.csv", log.as_bytes()).is_some();
    assert!(known("task_id,outcome\nt,ok\n"));
    assert!(known("{\"session_id\":\"s\",\"score\":1}\n"));
    assert!(!known("request_id,status,input_tokens\nr,ok,1\n"));
    assert!(!known("task_id,name\nt,x\n"));
    assert!(!known("outcome,at\nok,x\n"));
}
