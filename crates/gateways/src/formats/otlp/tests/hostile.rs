//! Whatever stands in a file is read or rejected, and never a panic.

use proptest::prelude::*;

use super::{called, int, read, request, span, text};
use crate::format::{Certainty, Format, Framing, Sample, Source};
use crate::formats::otlp::Otlp;
use crate::record::Note;

#[test]
fn a_cut_line_is_rejected_and_the_next_one_is_read() {
    let whole = request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]);
    let cut = whole.get(..whole.len() / 2).expect("ascii");
    let found = read(&format!("{cut}\n{whole}"));
    assert_eq!(found.rejections.iter().map(|rejection| rejection.code).collect::<Vec<_>>(), ["not_json"]);
    assert_eq!(found.attempts.len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_rejected() {
    let mut found = crate::format::Findings::default();
    let mut reader = Otlp.reader("spans", &Source::default());
    reader.record(b"{\"resourceSpans\": [\xff\xfe]}", crate::record::Place::default(), &mut found);
    reader.end(&mut found);
    assert_eq!(found.rejections.first().map(|rejection| rejection.code), Some("not_utf8"));
}

#[test]
fn deep_nesting_is_rejected_or_ignored() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let found = read(&deep);
        assert_eq!(found.rejections.len(), 1);
        let value = format!(r#"{{"kvlistValue":{{"values":{deep}}}}}"#);
        let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[("x", &value)]))]));
        assert_eq!(found.attempts.len() + found.rejections.len(), 1);
    }
}

#[test]
fn counts_that_cannot_be_are_rejected_by_name() {
    for bad in ["{\"intValue\":\"-5\"}", "{\"doubleValue\":1.5}", "{\"doubleValue\":\"NaN\"}"] {
        let pairs = called(&[("gen_ai.usage.input_tokens", bad)]);
        let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
        assert_eq!(found.attempts, []);
        let rejection = found.rejections.first().expect("a rejection");
        assert_eq!(rejection.code, "bad_count");
        assert!(rejection.reason.starts_with("input tokens of a span"), "{}", rejection.reason);
    }
}

#[test]
fn a_nan_that_json_has_not_costs_no_other_span() {
    let note = text("a NaN \\\" b");
    let pairs = called(&[("gen_ai.request.temperature", r#"{"doubleValue":NaN}"#), ("note", &note)]);
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    assert_eq!(found.rejections, []);
    assert_eq!(found.attempts.len(), 1);
}

#[test]
fn a_span_without_id_or_start_is_rejected_alone() {
    let good = span((1, 1, 0), (0, 9), &called(&[]));
    let no_id = good.replace("\"traceId\"", "\"trace\"");
    let no_start = span((1, 2, 0), (0, 9), &called(&[])).replace("startTimeUnixNano", "start");
    let found = read(&request("s", &[], &[no_id, no_start, good]));
    assert_eq!(
        found.rejections.iter().map(|rejection| rejection.code).collect::<Vec<_>>(),
        ["no_id", "no_start"]
    );
    assert_eq!(found.attempts.len(), 1);
}

#[test]
fn no_content_reaches_any_field() {
    let secret = text("tell me the launch code");
    let pairs = called(&[
        ("gen_ai.input.messages", &secret),
        ("gen_ai.prompt.0.content", &secret),
        ("traceloop.entity.input", &secret),
        ("llm.input_messages.0.message.content", &secret),
        ("error.type", &secret),
        ("error.message", &secret),
    ]);
    let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
    assert_eq!(found.attempts.len(), 1);
    assert!(!format!("{found:?}").contains("launch"));
    assert_eq!(found.attempts[0].error_class.as_deref(), Some("other"));
}

#[test]
fn more_spans_than_the_window_come_out_whole_and_once() {
    let spans: Vec<String> = (0..2_500_u32)
        .map(|number| {
            let one = span((1, 1, 0), (0, 9), &called(&[]));
            one.replace(&format!("{:032x}", 1), &format!("{:032x}", number + 1))
        })
        .collect();
    let lines: Vec<String> = (0..10_u32)
        .map(|part| request("s", &[], &spans).replace("\"traceId\":\"0", &format!("\"traceId\":\"{part:x}")))
        .collect();
    let found = read(&lines.join("\n"));
    assert_eq!(found.attempts.len(), 25_000);
    assert!(found.attempts.iter().all(|attempt| attempt.notes == [Note::CacheNotTold]));
}

#[test]
fn a_log_is_recognised_by_its_outer_list_and_not_by_a_prompt() {
    let one = request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]);
    let look = |head: &str| {
        let sample = Sample { file_name: "x", folders: &[], head: head.as_bytes(), is_whole: true };
        Otlp.recognise(&sample)
    };
    let known = look(&one).expect("known");
    assert_eq!((known.variant, known.certainty), ("spans", Certainty::Certain));
    assert_eq!(look("{\"resource_metrics\":[]}").expect("known").variant, "metrics");
    assert_eq!(look("{\"resourceLogs\":[]}").expect("known").variant, "logs");
    assert_eq!(look(r#"{"prompt":"what is \"resourceSpans\" in OTLP"}"#), None);
    assert_eq!(look("resourceSpans"), None);
    assert_eq!(look(""), None);
}

#[test]
fn one_long_document_is_cut_at_its_outer_list_and_lines_are_cut_by_lines() {
    let look = |head: &str, is_whole| {
        let sample = Sample { file_name: "x", folders: &[], head: head.as_bytes(), is_whole };
        Otlp.recognise(&sample).expect("known").framing
    };
    let line = r#"{"resourceSpans":[{}]}"#;
    let cut = Framing::JsonDocument { path: "resourceSpans" };
    assert_eq!(look(line, true), Framing::JsonLines);
    assert_eq!(look(&format!("{line}\n{{\"res"), false), Framing::JsonLines);
    assert_eq!(look(line, false), cut);
    assert_eq!(look("{\n  \"resourceSpans\": [", false), cut);
    assert_eq!(look(&format!("[{line}]"), true), Framing::JsonDocument { path: "" });
    // What a cut at the outer list hands over.
    let group = request("s", &[], &[span((1, 1, 0), (0, 9), &called(&[]))]);
    let group = group
        .strip_prefix(r#"{"resourceSpans":["#)
        .and_then(|rest| rest.strip_suffix("]}"))
        .expect("a group");
    assert_eq!(read(group).attempts.len(), 1);
}

fn json() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        Just("resourceSpans"),
        Just("scopeSpans"),
        Just("spans"),
        Just("attributes"),
        Just("key"),
        Just("value"),
        Just("traceId"),
        Just("spanId"),
        Just("events"),
        Just("intValue"),
        Just("stringValue"),
        Just("arrayValue"),
        Just("resource"),
        Just("resourceLogs"),
        Just("scopeLogs"),
        Just("logRecords"),
        Just("status"),
        Just("kind"),
        Just("startTimeUnixNano"),
        Just("scope"),
        Just("name"),
        Just("values"),
        Just("low"),
        Just("high"),
        Just("body"),
    ];
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("-1".to_owned()),
        Just("1e999".to_owned()),
        Just("\"gen_ai.usage.input_tokens\"".to_owned()),
        Just("\"metadata.usage_object\"".to_owned()),
        Just("\"{'prompt_tokens': 9\"".to_owned()),
        Just("\"claude_code.api_request\"".to_owned()),
        Just("\"00000000000000000000000000000001\"".to_owned()),
        Just("\"AAAAAAAAAAE=\"".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        "\"[a-zé0-9.:_-]{0,12}\"",
    ];
    leaf.prop_recursive(8, 96, 6, move |inner| {
        let pair = (key.clone(), inner.clone()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec(pair, 0..6).prop_map(|pairs| format!("{{{}}}", pairs.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let mut found = crate::format::Findings::default();
        let mut reader = Otlp.reader("spans", &Source::default());
        reader.record(&bytes, crate::record::Place::default(), &mut found);
        reader.end(&mut found);
        let sample = Sample { file_name: "x", folders: &[], head: &bytes, is_whole: true };
        let _ = Otlp.recognise(&sample);
    }

    #[test]
    fn no_tree_makes_it_panic(tree in json()) {
        let _ = read(&tree);
    }

    #[test]
    fn no_value_makes_it_panic(tree in json(), word in "\\PC{0,60}") {
        let word = text(&word.replace(['\\', '"'], ""));
        let pairs = [
            ("gen_ai.operation.name", r#"{"stringValue":"chat"}"#), ("gen_ai.usage.input_tokens", &tree),
            ("metadata.usage_object", &word), ("hidden_params", &word), ("metadata", &tree), ("tag.tags", &tree),
            ("llm.invocation_parameters", &word), ("annotations.0.annotation.score", &tree),
        ];
        let _ = read(&request("litellm", &[("team", &tree)], &[span((1, 1, 0), (0, 9), &pairs)]));
    }

    #[test]
    fn classes_add_up_to_the_whole_input(input in 0_u64..10_000, read_tokens in 0_u64..5_000, write in 0_u64..5_000) {
        let (input_json, read_json, write_json) = (int(input), int(read_tokens), int(write));
        let pairs = called(&[
            ("gen_ai.usage.input_tokens", &input_json),
            ("gen_ai.usage.cache_read.input_tokens", &read_json),
            ("gen_ai.usage.cache_write.input_tokens", &write_json),
        ]);
        let found = read(&request("s", &[], &[span((1, 1, 0), (0, 9), &pairs)]));
        let tokens = found.attempts[0].tokens.as_ref().expect("tokens");
        if read_tokens + write <= input {
            prop_assert_eq!(tokens.input + tokens.cache_read + tokens.cache_write, input);
        } else {
            prop_assert_eq!(tokens.input, input);
            prop_assert!(found.attempts[0].notes.contains(&Note::ExclusiveInput));
        }
    }
}
