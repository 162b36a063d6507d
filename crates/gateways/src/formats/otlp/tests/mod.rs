//! What the format must hold: golden pairs, measured statements, hostile input, and logs beside the workspace.

mod golden;
mod hostile;
mod logs;
mod measured;
mod spans;
mod truth;

use super::Otlp;
use crate::format::{Findings, Format, Source};
use crate::record::Place;

/// What a log of lines holds.
fn read(lines: &str) -> Findings {
    read_with(lines, "spans", &Source::default())
}

fn read_with(lines: &str, variant: &str, source: &Source) -> Findings {
    let mut found = Findings::default();
    let mut reader = Otlp.reader(variant, source);
    for (number, line) in (1_u64..).zip(lines.lines().filter(|line| !line.trim().is_empty())) {
        reader.record(line.as_bytes(), Place { record: number, offset: 0 }, &mut found);
    }
    reader.end(&mut found);
    found
}

/// JSON of an attribute list.
fn attributes(pairs: &[(&str, &str)]) -> String {
    let all: Vec<String> =
        pairs.iter().map(|(key, value)| format!(r#"{{"key":"{key}","value":{value}}}"#)).collect();
    format!("[{}]", all.join(","))
}

fn text(word: &str) -> String {
    format!(r#"{{"stringValue":"{word}"}}"#)
}

fn int(number: u64) -> String {
    format!(r#"{{"intValue":"{number}"}}"#)
}

/// A span by its numbers: trace, own id, parent (0: none), start and end in milliseconds of one minute.
struct Made<'m> {
    ids: (u8, u8, u8),
    times: (u32, u32),
    name: &'m str,
    kind: u8,
    more: &'m str,
}

impl Made<'_> {
    fn json(&self, pairs: &[(&str, &str)]) -> String {
        let (trace, span, parent) = self.ids;
        let parent = if parent == 0 { String::new() } else { format!("{parent:016x}") };
        let at = |ms: u32| 1_795_000_000_000_000_000_u64 + u64::from(ms) * 1_000_000;
        format!(
            r#"{{"traceId":"{trace:032x}","spanId":"{span:016x}","parentSpanId":"{parent}","name":"{}","kind":{},"startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":{}{}}}"#,
            self.name,
            self.kind,
            at(self.times.0),
            at(self.times.1),
            attributes(pairs),
            self.more,
        )
    }
}

fn span(ids: (u8, u8, u8), times: (u32, u32), pairs: &[(&str, &str)]) -> String {
    Made { ids, times, name: "chat", kind: 3, more: "" }.json(pairs)
}

/// An export request of one scope.
fn request(scope: &str, resource: &[(&str, &str)], spans: &[String]) -> String {
    format!(
        r#"{{"resourceSpans":[{{"resource":{{"attributes":{}}},"scopeSpans":[{{"scope":{{"name":"{scope}"}},"spans":[{}]}}]}}]}}"#,
        attributes(resource),
        spans.join(",")
    )
}

/// Attributes of a plain call, and further ones.
fn called<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut pairs = vec![
        ("gen_ai.operation.name", r#"{"stringValue":"chat"}"#),
        ("gen_ai.provider.name", r#"{"stringValue":"openai"}"#),
        ("gen_ai.request.model", r#"{"stringValue":"gpt-4o-mini"}"#),
        ("gen_ai.usage.input_tokens", r#"{"intValue":"1200"}"#),
        ("gen_ai.usage.output_tokens", r#"{"intValue":"80"}"#),
    ];
    pairs.extend_from_slice(more);
    pairs
}
