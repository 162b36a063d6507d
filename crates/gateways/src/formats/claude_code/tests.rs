//! The rules of Claude Code's logs, each by its name.

use super::*;
use crate::format::Findings;
use crate::formats::agent::SEVERAL_LINES;
use crate::golden;
use crate::record::{CostBasis, IdScope, Place};

const SESSION: &str =
    r#""sessionId":"s-1","uuid":"u","type":"assistant","cwd":"/home/dev/shop","gitBranch":"main""#;

fn line(at: &str, id: &str, usage: &str, more: &str) -> String {
    format!(
        r#"{{{SESSION},"timestamp":"2026-11-03T10:00:{at}Z",{more}"message":{{"id":"{id}","role":"assistant","model":"claude-sonnet-4-5","usage":{{{usage}}}}}}}"#
    )
}

fn read_from(lines: &[String], source: &Source) -> Findings {
    let mut found = Findings::default();
    let mut reader = ClaudeCode.reader("session-jsonl", source);
    for (index, line) in lines.iter().enumerate() {
        reader.record(line.as_bytes(), Place { record: index as u64 + 1, offset: 0 }, &mut found);
    }
    reader.end(&mut found);
    found
}

fn read(lines: &[String]) -> Findings {
    read_from(lines, &Source::default())
}

const USAGE: &str = r#""input_tokens":4,"cache_read_input_tokens":1000,"cache_creation_input_tokens":30"#;

fn usage(output: u64) -> String {
    format!(r#"{USAGE},"output_tokens":{output}"#)
}

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&ClaudeCode, "claude_code");
}

#[test]
fn rule_1_lines_of_one_answer_are_one_with_the_largest_output_and_the_first_start() {
    let found = read(&[
        line("01", "msg_1", &usage(2), r#""requestId":"req_1","#),
        line("02", "msg_1", &usage(90), r#""requestId":"req_1","#),
        line("03", "msg_1", &usage(88), ""),
    ]);
    assert_eq!(found.attempts.len(), 1);
    let attempt = &found.attempts[0];
    let told = attempt.tokens.clone().expect("usage");
    assert_eq!((told.input, told.cache_read, told.cache_write, told.output), (4, 1000, 30, 90));
    assert_eq!(attempt.started_us, 1_793_700_001_000_000);
    assert_eq!(found.skipped, [(SEVERAL_LINES, 2)]);
}

#[test]
fn rule_2_copies_in_other_files_are_one_by_their_message_id_whatever_the_time() {
    let first = read(&[line("01", "msg_1", &usage(2), "")]).attempts.remove(0);
    let copy = read(&[line("09", "msg_1", &usage(2), r#""requestId":"req_9","#)]).attempts.remove(0);
    assert_eq!((first.id_scope, copy.id_scope), (IdScope::Forever, IdScope::Forever));
    assert_eq!(first.event_id, copy.event_id);
    assert_eq!(first.response_id.as_deref(), Some("msg_1"));
}

#[test]
fn rule_3_the_line_of_the_main_thread_is_preferred_to_its_copy_and_own_lines_of_a_sidechain_count() {
    let own = r#""isSidechain":true,"requestId":"req_2","#;
    let found = read(&[
        line("02", "msg_1", &usage(5), &format!(r#"{own}"version":"copy","#)).replace("s-1", "s-copy"),
        line("01", "msg_1", &usage(5), r#""isSidechain":false,"requestId":"req_1","#),
        line("03", "msg_2", &usage(7), own),
    ]);
    let told: Vec<_> = found
        .attempts
        .iter()
        .map(|attempt| (attempt.event_id.as_str(), attempt.task_id.as_deref()))
        .collect();
    assert_eq!(told, [("msg_1", Some("s-1")), ("msg_2", Some("s-1"))]);
}

#[test]
fn rule_4_synthetic_lines_and_failed_calls_are_no_attempts() {
    let found = read(&[
        line("01", "msg_1", &usage(2), "").replace("claude-sonnet-4-5", "<synthetic>"),
        line("02", "msg_2", &usage(2), r#""isApiErrorMessage":true,"#),
        format!(r#"{{{SESSION},"message":{{"role":"user","content":"hello"}}}}"#),
    ]);
    assert!(found.attempts.is_empty() && found.rejections.is_empty());
    assert_eq!(found.skipped.iter().map(|(_, count)| count).sum::<u64>(), 3);
}

#[test]
fn rule_5_input_stands_without_cache_and_writes_are_split_by_lifetime_and_speed_is_told() {
    let split = r#""input_tokens":4,"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40},"output_tokens":9,"speed":"fast","service_tier":"priority""#;
    let attempt = read(&[line("01", "msg_1", split, "")]).attempts.remove(0);
    let told = attempt.tokens.expect("usage");
    assert_eq!(
        (told.input, told.cache_read, told.cache_write_5m, told.cache_write_1h, told.cache_write),
        (4, 1000, 60, 40, 0)
    );
    assert_eq!(attempt.dimensions.speed.as_deref(), Some("fast"));
    assert_eq!(attempt.dimensions.service_tier.as_deref(), Some("priority"));
}

#[test]
fn rule_6_an_amount_of_an_old_version_is_estimated_and_notional_where_a_subscription_pays() {
    let lines = [line("01", "msg_1", &usage(2), r#""costUSD":0.0123,"#)];
    let told = |source: &Source| read_from(&lines, source).attempts.remove(0).cost.expect("an amount");
    assert_eq!(told(&Source::default()).basis, CostBasis::Estimated);
    let subscription = Source { is_subscription: true, ..Source::default() };
    assert_eq!(told(&subscription).basis, CostBasis::Notional);
    assert_eq!(told(&subscription).amount.to_string(), "0.0123");
}

#[test]
fn progress_lines_carry_the_answer_inside() {
    let inner = line("01", "msg_1", &usage(2), "");
    let outer = format!(r#"{{{SESSION},"timestamp":"2026-11-03T10:00:05Z","data":{{"message":{inner}}}}}"#);
    let found = read(&[outer, line("02", "msg_1", &usage(4), "")]);
    assert_eq!(found.attempts.len(), 1);
    assert_eq!(found.attempts[0].tokens.clone().expect("usage").output, 4);
}

#[test]
fn the_project_is_the_folder_of_the_log_or_else_where_the_session_began() {
    let lines = [line("01", "msg_1", &usage(2), "")];
    let feature = |path: &str| {
        let source = Source { path: path.to_owned(), ..Source::default() };
        read_from(&lines, &source).attempts.remove(0).dimensions.feature
    };
    assert_eq!(feature("projects/-home-dev-web/s-1.jsonl").as_deref(), Some("-home-dev-web"));
    assert_eq!(feature("s-1.jsonl").as_deref(), Some("-home-dev-shop"));
}

#[test]
fn counts_that_are_none_reject_the_line() {
    let found = read(&[line("01", "msg_1", r#""input_tokens":-4"#, "")]);
    assert_eq!(found.rejections[0].code, "negative_count");
    let found = read(&["{\"type\":\"assis".to_owned()]);
    assert_eq!(found.rejections[0].code, "not_json");
}

#[test]
fn a_session_without_end_is_let_out_in_parts() {
    let lines: Vec<_> = (0..5_000).map(|index| line("01", &format!("msg_{index}"), &usage(1), "")).collect();
    assert_eq!(read(&lines).attempts.len(), 5_000);
}
