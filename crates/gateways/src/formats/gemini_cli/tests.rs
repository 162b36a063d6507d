//! The rules of Gemini CLI's chats, each by its name.

use super::*;
use crate::golden;
use crate::record::Note;

fn message(id: &str, tokens: &str) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"2026-11-03T10:00:05.000Z","type":"gemini","model":"gemini-2.5-pro","tokens":{{{tokens}}}}}"#
    )
}

fn session(messages: &[String]) -> String {
    format!(
        r#"{{"sessionId":"g-1","projectHash":"hash","startTime":"2026-11-03T10:00:00Z","lastUpdated":"2026-11-03T10:01:00Z","messages":[{}]}}"#,
        messages.join(",")
    )
}

const COUNTS: &str = r#""input":100,"cached":60,"output":10,"thoughts":30,"tool":5,"total":145"#;

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&GeminiCli, "gemini_cli");
}

#[test]
fn cached_tokens_are_inside_the_input_and_thoughts_and_tools_are_beside() {
    let found = golden::record(&GeminiCli, "chat-json", &session(&[message("m-1", COUNTS)]));
    let attempt = &found.attempts[0];
    let told = attempt.tokens.as_ref().expect("usage");
    assert_eq!((told.input, told.cache_read, told.output, told.reasoning), (45, 60, 40, Some(30)));
    assert!(attempt.notes.is_empty(), "the total is the sum of all four");
    assert_eq!(attempt.task_id.as_deref(), Some("g-1"));
    assert_eq!(attempt.dimensions.feature.as_deref(), Some("hash"));
}

#[test]
fn a_total_that_is_not_the_sum_is_noted() {
    let odd = COUNTS.replace("145", "999");
    let found = golden::record(&GeminiCli, "chat-json", &session(&[message("m-1", &odd)]));
    assert_eq!(found.attempts[0].notes, [Note::CountsInconsistent]);
}

#[test]
fn more_cached_tokens_than_input_reject_their_message_alone() {
    let wrong = COUNTS.replace("\"cached\":60", "\"cached\":600");
    let found =
        golden::record(&GeminiCli, "chat-json", &session(&[message("m-1", &wrong), message("m-2", COUNTS)]));
    assert_eq!(found.rejections[0].code, "negative_input");
    assert_eq!(found.attempts.len(), 1);
}

#[test]
fn a_message_written_again_is_one_with_the_larger_output() {
    let less = COUNTS.replace("\"output\":10", "\"output\":1").replace("145", "136");
    let found =
        golden::record(&GeminiCli, "chat-json", &session(&[message("m-1", &less), message("m-1", COUNTS)]));
    assert_eq!(found.attempts.len(), 1);
    assert_eq!(found.attempts[0].tokens.as_ref().expect("usage").output, 40);
}

#[test]
fn questions_and_answers_without_tokens_are_no_attempts() {
    let question = r#"{"id":"m-0","timestamp":"2026-11-03T10:00:00Z","type":"user","content":"Invented"}"#;
    let found = golden::record(&GeminiCli, "chat-json", &session(&[question.to_owned()]));
    assert!(found.attempts.is_empty() && found.rejections.is_empty());
    assert_eq!(found.skipped, [("messages without usage", 1)]);
}
