//! The rules of Codex's rollouts, each by its name.

use super::*;
use crate::format::Findings;
use crate::golden;
use crate::record::{Note, Place};

fn meta(more: &str) -> String {
    format!(
        r#"{{"timestamp":"2026-11-03T10:00:00.000Z","type":"session_meta","payload":{{"id":"t-1","cwd":"/home/dev/shop"{more}}}}}"#
    )
}

fn turn(model: &str) -> String {
    format!(
        r#"{{"timestamp":"2026-11-03T10:00:01.000Z","type":"turn_context","payload":{{"model":"{model}"}}}}"#
    )
}

fn usage(counts: [u64; 4]) -> String {
    let [input, cached, output, reasoning] = counts;
    format!(
        r#"{{"input_tokens":{input},"cached_input_tokens":{cached},"output_tokens":{output},"reasoning_output_tokens":{reasoning}}}"#
    )
}

fn event(at: &str, total: Option<[u64; 4]>, last: Option<[u64; 4]>) -> String {
    let total = total.map_or("null".to_owned(), usage);
    let last = last.map_or("null".to_owned(), usage);
    format!(
        r#"{{"timestamp":"2026-11-03T{at}Z","type":"event_msg","payload":{{"type":"token_count","info":{{"total_token_usage":{total},"last_token_usage":{last}}}}}}}"#
    )
}

fn read(lines: &[String]) -> Findings {
    let mut found = Findings::default();
    let mut reader = Codex.reader("rollout-jsonl", &Source::default());
    for (index, line) in lines.iter().enumerate() {
        reader.record(line.as_bytes(), Place { record: index as u64 + 1, offset: 0 }, &mut found);
    }
    reader.end(&mut found);
    found
}

fn told(found: &Findings) -> Vec<(u64, u64, u64)> {
    let tokens = found.attempts.iter().filter_map(|attempt| attempt.tokens.as_ref());
    tokens.map(|tokens| (tokens.input, tokens.cache_read, tokens.output)).collect()
}

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Codex, "codex");
}

#[test]
fn the_last_call_counts_and_its_input_holds_cached_tokens() {
    let found = read(&[
        meta(""),
        turn("gpt-5.1-codex"),
        event("10:00:05", Some([100, 60, 10, 4]), Some([100, 60, 10, 4])),
    ]);
    assert_eq!(told(&found), [(40, 60, 10)]);
    let attempt = &found.attempts[0];
    assert_eq!(attempt.tokens.as_ref().expect("usage").reasoning, Some(4));
    assert_eq!(attempt.event_id, "t-1:1");
    assert_eq!(attempt.dimensions.feature.as_deref(), Some("shop"));
}

#[test]
fn without_the_last_call_the_difference_of_the_sums_counts() {
    let found = read(&[
        meta(""),
        event("10:00:05", Some([100, 60, 10, 4]), None),
        event("10:00:09", Some([300, 200, 15, 4]), None),
    ]);
    assert_eq!(told(&found), [(40, 60, 10), (60, 140, 5)]);
}

#[test]
fn sums_told_again_are_no_call() {
    let one = event("10:00:05", Some([100, 60, 10, 4]), Some([100, 60, 10, 4]));
    let again = event("10:00:06", Some([100, 60, 10, 4]), Some([100, 60, 10, 4]));
    let found = read(&[meta(""), one, again]);
    assert_eq!(told(&found), [(40, 60, 10)]);
    assert!(found.skipped.contains(&("events that repeat the sums told before", 1)));
}

#[test]
fn events_of_the_thread_a_fork_came_from_are_no_calls_of_the_fork() {
    let found = read(&[
        meta(r#","forked_from_id":"t-0""#),
        meta("").replace("t-1", "t-0"),
        event("10:00:00.200", Some([100, 60, 10, 4]), Some([100, 60, 10, 4])),
        event("09:00:00", Some([150, 90, 12, 4]), Some([50, 30, 2, 0])),
        event("10:00:08", Some([250, 90, 20, 4]), None),
    ]);
    assert_eq!(told(&found), [(100, 0, 8)]);
    assert_eq!(found.attempts[0].task_id.as_deref(), Some("t-1"));
}

#[test]
fn sums_that_begin_anew_after_compaction_count_from_there_and_say_so() {
    let found = read(&[
        meta(""),
        event("10:00:05", Some([1000, 600, 100, 4]), None),
        event("10:00:09", Some([50, 0, 5, 0]), None),
        event("10:00:12", Some([90, 30, 9, 0]), Some([40, 30, 4, 0])),
    ]);
    assert_eq!(told(&found), [(400, 600, 100), (50, 0, 5), (10, 30, 4)]);
    assert_eq!(found.attempts[1].notes, [Note::CountsInconsistent]);
    assert!(found.attempts[2].notes.is_empty());
}

#[test]
fn the_model_is_that_of_the_turn_before() {
    let found = read(&[
        meta(""),
        turn("gpt-5.1-codex"),
        event("10:00:05", Some([10, 0, 1, 0]), Some([10, 0, 1, 0])),
        turn("gpt-5.1-codex-mini"),
        event("10:00:07", Some([20, 0, 2, 0]), Some([10, 0, 1, 0])),
    ]);
    let models: Vec<_> =
        found.attempts.iter().map(|attempt| attempt.dimensions.model_served.as_deref()).collect();
    assert_eq!(models, [Some("gpt-5.1-codex"), Some("gpt-5.1-codex-mini")]);
}

#[test]
fn more_cached_tokens_than_input_reject() {
    let found = read(&[meta(""), event("10:00:05", None, Some([10, 20, 1, 0]))]);
    assert_eq!(found.rejections[0].code, "negative_input");
}

#[test]
fn an_event_without_figures_is_no_call() {
    let line = r#"{"timestamp":"2026-11-03T10:00:05Z","type":"event_msg","payload":{"type":"token_count","info":null,"rate_limits":{}}}"#;
    let found = read(&[meta(""), line.to_owned()]);
    assert!(found.attempts.is_empty() && found.rejections.is_empty());
}

#[test]
fn an_active_and_an_archived_copy_give_the_same_ids() {
    let lines = [
        meta(""),
        event("10:00:05", Some([10, 0, 1, 0]), None),
        event("10:00:06", Some([30, 0, 2, 0]), None),
    ];
    let ids =
        |found: Findings| found.attempts.into_iter().map(|attempt| attempt.event_id).collect::<Vec<_>>();
    assert_eq!(ids(read(&lines)), ["t-1:1", "t-1:2"]);
    assert_eq!(ids(read(&lines)), ids(read(&lines)));
}
