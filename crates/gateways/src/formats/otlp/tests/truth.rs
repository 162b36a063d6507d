//! Logs captured beside the workspace, against what was really billed. Passes without them.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::{read, read_with};
use crate::format::Source;
use crate::record::{Attempt, Note, OutcomeKind, OutcomeOf, Status};

fn beside(name: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/gateways");
    std::fs::read_to_string(root.join(name)).ok()
}

/// Names of spans above calls, by trace.
fn names(lines: &str) -> BTreeMap<String, (usize, String)> {
    let mut names = BTreeMap::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let whole: serde_json::Value = serde_json::from_str(line).expect("a sample is JSON");
        let scopes = whole["resourceSpans"].as_array().into_iter().flatten();
        for span in scopes
            .flat_map(|resource| resource["scopeSpans"].as_array().into_iter().flatten())
            .filter(|scope| scope["scope"]["name"] == "app")
            .flat_map(|scope| scope["spans"].as_array().into_iter().flatten())
        {
            let text = |key: &str| span[key].as_str().expect("a text").to_owned();
            names.insert(text("traceId"), (number, text("name")));
        }
    }
    names
}

/// One row of the truth: line, what was called, the counts in their order, what can be seen.
struct Row {
    line: usize,
    name: String,
    operation: String,
    counts: [u64; 6],
    visible: String,
}

fn rows(truth: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(truth.as_bytes());
    reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            let count = |at: usize| row[at].parse().expect("a count");
            Row {
                line: row[0].parse().expect("a line"),
                name: row[2].to_owned(),
                operation: row[3].to_owned(),
                counts: [count(4), count(5), count(6), count(7), count(8), count(9)],
                visible: row[10].to_owned(),
            }
        })
        .collect()
}

#[track_caller]
fn check(row: &Row, attempt: &Attempt) {
    let context = format!("line {} {} {}", row.line, row.name, row.operation);
    let [input, read, minutes, hour, output, reasoning] = row.counts;
    let is_failed = row.name == "error" || row.operation == "failed attempt";
    assert_eq!(attempt.status == Status::Failure, is_failed, "{context}");
    if is_failed {
        assert_eq!(attempt.tokens, None, "{context}");
        return;
    }
    if row.visible.contains("span has no usage") {
        assert_eq!(attempt.tokens, None, "{context}");
        assert_eq!(attempt.notes, [Note::UsageNotTold], "{context}");
        return;
    }
    let tokens = attempt.tokens.as_ref().expect("usage is told");
    assert_eq!(tokens.output, output, "{context}");
    let total =
        tokens.input + tokens.cache_read + tokens.cache_write + tokens.cache_write_5m + tokens.cache_write_1h;
    assert_eq!(total, input + read + minutes + hour, "{context}");
    if attempt.notes.contains(&Note::CacheNotTold) {
        assert!(row.line <= 2 || row.line == 6, "{context}");
        assert_eq!(tokens.cache_read, 0, "{context}");
    } else {
        let told = (
            tokens.input,
            tokens.cache_read,
            tokens.cache_write_5m,
            tokens.cache_write_1h,
            tokens.cache_write,
        );
        assert_eq!(told, (input, read, minutes, hour, 0), "{context}");
    }
    match tokens.reasoning {
        Some(told) => assert_eq!(told, reasoning, "{context}"),
        None => assert!(reasoning == 0 || row.visible.contains("reasoning not reported"), "{context}"),
    }
    assert_eq!(
        attempt.notes.contains(&Note::Joined),
        row.visible.contains("two spans for one call"),
        "{context}"
    );
}

#[test]
fn every_row_of_the_truth_is_reproduced_as_far_as_the_trace_shows_it() {
    let (Some(lines), Some(truth)) = (beside("otlp-genai-spans.jsonl"), beside("otlp-genai-spans.truth.csv"))
    else {
        return;
    };
    let names = names(&lines);
    let found = read(&lines);
    assert_eq!(found.rejections, []);
    let mut seen = HashSet::new();
    for row in rows(&truth) {
        let attempts: Vec<(usize, &Attempt)> = found
            .attempts
            .iter()
            .enumerate()
            .filter(|(_, attempt)| match names.get(attempt.trace_id.as_deref().expect("a trace")) {
                Some((line, name)) => *line == row.line && *name == row.name,
                None => {
                    row.name.is_empty() && attempt.place.record == u64::try_from(row.line).expect("small")
                }
            })
            .collect();
        if row.visible.contains("endpoint not instrumented") {
            assert!(attempts.is_empty(), "line {} {}", row.line, row.name);
            continue;
        }
        let (at, attempt) = match row.name.as_str() {
            "" => {
                let ordered = ["chat (cached)", "chat (claude)", "failed attempt", "retry success"];
                let place = ordered.iter().position(|name| *name == row.operation).unwrap_or(0);
                attempts[place]
            }
            _ => {
                assert_eq!(attempts.len(), 1, "line {} {}", row.line, row.name);
                attempts[0]
            }
        };
        assert!(seen.insert(at), "each attempt answers one row");
        check(&row, attempt);
    }
    assert_eq!(seen.len(), found.attempts.len(), "no attempt beyond the truth");
}

#[test]
fn the_callback_of_a_gateway_tells_which_attempt_succeeded() {
    let Some(lines) = beside("otlp-genai-spans.jsonl") else { return };
    let found = read(lines.lines().nth(4).expect("a fifth line"));
    let orders: Vec<_> = found
        .attempts
        .iter()
        .map(|attempt| (attempt.attempt, attempt.is_retry, attempt.http_status))
        .collect();
    assert_eq!(
        orders,
        [
            (Some(0), Some(false), None),
            (Some(0), Some(false), None),
            (None, None, Some(503)),
            (Some(1), Some(true), None)
        ]
    );
    let costs: Vec<_> = found
        .attempts
        .iter()
        .map(|attempt| attempt.cost.as_ref().map(|cost| cost.amount.to_string()))
        .collect();
    assert_eq!(costs[0].as_deref(), Some("0.0001512"));
    assert_eq!(costs[1].as_deref(), Some("0.0123198"));
    assert_eq!(costs[2], None);
}

#[test]
fn owner_environment_and_feature_come_from_resource_and_root() {
    let Some(lines) = beside("otlp-genai-spans.jsonl") else { return };
    let found = read(lines.lines().next().expect("a first line"));
    for attempt in &found.attempts {
        assert_eq!(attempt.dimensions.team.as_deref(), Some("payments"));
        assert_eq!(attempt.dimensions.environment.as_deref(), Some("prod"));
        assert_eq!(attempt.dimensions.provider, "openai");
        assert_eq!(attempt.task_id, attempt.trace_id);
        assert_eq!(attempt.is_retry, None);
    }
    let features: Vec<_> =
        found.attempts.iter().filter_map(|attempt| attempt.dimensions.feature.as_deref()).collect();
    assert!(features.contains(&"stream_without_usage"));
}

#[test]
fn five_evaluations_join_by_span_or_by_answer() {
    let (Some(spans), Some(logs)) =
        (beside("otlp-genai-spans.jsonl"), beside("otlp-genai-evaluation-logs.jsonl"))
    else {
        return;
    };
    let calls = read(&spans);
    let found = read_with(&logs, "logs", &Source::default());
    assert_eq!(found.rejections, []);
    assert_eq!(found.outcomes.len(), 5);
    let about = |id: &str| {
        calls
            .attempts
            .iter()
            .filter(|attempt| attempt.event_id == id || attempt.response_id.as_deref() == Some(id))
            .map(|attempt| attempt.place.record)
            .collect::<Vec<_>>()
    };
    for outcome in &found.outcomes {
        let OutcomeOf::Request(id) = &outcome.of else { panic!("about a request") };
        assert_eq!(about(id), [2], "{id}");
    }
    let told: Vec<_> = found
        .outcomes
        .iter()
        .map(|outcome| (outcome.name.as_str(), outcome.kind, outcome.score.map(|score| score.to_string())))
        .collect();
    let score = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("answer_accepted", OutcomeKind::Success, score("1.0")),
            ("relevance", OutcomeKind::Score, score("0.4")),
            ("answer_accepted", OutcomeKind::Failure, score("0.0")),
            ("relevance", OutcomeKind::Score, score("4.0")),
            ("answer_accepted", OutcomeKind::Success, score("1.0")),
        ]
    );
    let ids: HashSet<_> = found.outcomes.iter().map(|outcome| &outcome.event_id).collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn metrics_are_known_and_refused() {
    let Some(lines) = beside("otlp-genai-metrics.jsonl") else { return };
    let found = read_with(&lines, "metrics", &Source::default());
    assert!(found.attempts.is_empty());
    assert!(found.rejections.iter().all(|rejection| rejection.code == "metrics"));
    assert_eq!(found.rejections.len(), lines.lines().count());
}

#[test]
fn logs_of_every_signal_are_known_among_all_formats() {
    for (name, variant) in [
        ("otlp-genai-spans.jsonl", "spans"),
        ("otlp-genai-evaluation-logs.jsonl", "logs"),
        ("otlp-genai-metrics.jsonl", "metrics"),
    ] {
        let Some(log) = beside(name) else { return };
        let sample =
            crate::format::Sample { file_name: name, folders: &[], head: log.as_bytes(), is_whole: true };
        let (format, known) = crate::formats::recognise(&sample).expect("known");
        assert_eq!((format.id(), known.variant), ("otlp", variant));
    }
}
