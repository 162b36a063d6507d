//! Text nested without end, in any field a log has: rejected or ignored by every reader, on a stack that would not hold it.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use showback_gateways::formats::{self, FORMATS};
use showback_gateways::{Findings, Format, Framing, Place, Reader, Sample, Source};

/// Levels of the hostile value.
const LEVELS: usize = 200_000;
/// A stack on which going down so many levels fails at once.
const STACK: usize = 512 << 10;
const HERE: Place = Place { record: 1, offset: 0 };

/// Fixtures of a format.
fn fixtures(format: &dyn Format) -> Vec<PathBuf> {
    let folder = format.id().replace('-', "_");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/formats").join(folder).join("fixtures");
    let files = fs::read_dir(folder).expect("fixtures").map(|file| file.expect("a file").path());
    files.filter(|file| file.extension().is_some_and(|end| end != "snap")).collect()
}

/// What stands in a field: a text, and members of an object, that nest without end.
fn hostile() -> Vec<Value> {
    let deep = "[".repeat(LEVELS);
    vec![json!(deep), json!(format!("{{\"team\":{deep}")), json!({ "team": deep, "tags": [deep] })]
}

/// Runs on a small stack; what overflows it ends the process.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    thread.join().expect("the reader ends");
}

/// Reads a log with each field of its first records replaced in turn.
fn try_each_field(format: &'static dyn Format, file: &Path, source: &Source) {
    let log = fs::read(file).expect("a fixture");
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let sample = Sample { file_name: &name, folders: &[], head: &log, is_whole: true };
    let known = format.recognise(&sample).expect("its own fixture");
    let reader = || format.reader(known.variant, source);
    let told = |mut found: Findings, mut reader: Box<dyn Reader>| {
        reader.end(&mut found);
        let skipped: u64 = found.skipped.iter().map(|(_, count)| *count).sum();
        let all =
            found.attempts.len() + found.outcomes.len() + found.rejections.len() + found.annotations.len();
        assert!(all as u64 + skipped > 0 || format.id() == "codex" || format.id() == "claude-code", "{name}");
    };
    if known.framing == Framing::Csv {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(log.as_slice());
        let header: Vec<String> = rows.headers().expect("a header").iter().map(str::to_owned).collect();
        let row = rows.byte_records().next().expect("a row").expect("a row");
        for (place, value) in
            (0..row.len()).flat_map(|place| hostile().into_iter().map(move |value| (place, value)))
        {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let cells =
                row.iter().enumerate().map(|(at, cell)| if at == place { text.as_bytes() } else { cell });
            let (mut reader, mut found) = (reader(), Findings::default());
            reader.header(&header);
            reader.row(&cells.collect(), HERE, &mut found);
            told(found, reader);
        }
        return;
    }
    let first = records(&log, known.framing).into_iter().next().expect("a record");
    for broken in broken(&first) {
        let (mut reader, mut found) = (reader(), Findings::default());
        reader.record(broken.to_string().as_bytes(), HERE, &mut found);
        told(found, reader);
    }
}

fn records(log: &[u8], framing: Framing) -> Vec<Value> {
    let whole = || serde_json::from_slice::<Value>(log).expect("JSON");
    match framing {
        Framing::JsonDocument { path } => {
            let keys = path.split('.').filter(|key| !key.is_empty());
            let value = keys.fold(whole(), |value, key| value.get(key).cloned().unwrap_or_default());
            match value {
                Value::Array(items) => items,
                one => vec![one],
            }
        }
        _ => {
            let lines = log.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            lines.map(|line| serde_json::from_slice(line).expect("JSON")).collect()
        }
    }
}

/// The record with each of its fields, and each field of its objects, replaced by what nests without end.
fn broken(record: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let Value::Object(fields) = record else { return all };
    for (name, value) in fields {
        let with = |value: Value| {
            let mut fields: Map<String, Value> = fields.clone();
            fields.insert(name.clone(), value);
            Value::Object(fields)
        };
        all.extend(hostile().into_iter().map(&with));
        all.extend(broken(value).into_iter().map(with));
    }
    all
}

#[test]
fn text_nested_without_end_in_any_field_overflows_no_reader() {
    for format in FORMATS.iter().copied().filter(|format| format.id() != "mapped") {
        let files = fixtures(format);
        assert!(!files.is_empty(), "{} has fixtures", format.id());
        for file in files {
            let source = Source { carried: vec!["metadata".to_owned()], ..Source::default() };
            on_a_small_stack(move || try_each_field(format, &file, &source));
        }
    }
}

#[test]
fn records_nested_without_end_are_rejected_by_every_reader() {
    for &format in FORMATS {
        for (variant, framing) in format.variants() {
            if matches!(framing, Framing::Csv | Framing::Parquet) {
                continue;
            }
            on_a_small_stack(move || {
                for record in
                    ["[".repeat(LEVELS), format!(" {}", "[".repeat(LEVELS)), "{\"a\":".repeat(LEVELS)]
                {
                    let (mut reader, mut found) =
                        (format.reader(variant, &Source::default()), Findings::default());
                    reader.record(record.as_bytes(), HERE, &mut found);
                    reader.end(&mut found);
                    assert!(found.attempts.is_empty() && found.outcomes.is_empty(), "{}", format.id());
                }
            });
        }
    }
}

#[test]
fn metadata_nested_without_end_is_left_out_and_its_request_read() {
    let format = formats::format("litellm").expect("LiteLLM");
    let row = json!({
        "request_id": "r-1", "call_type": "acompletion", "startTime": "2026-11-03T10:00:00Z", "model": "gpt-4.1-mini",
        "custom_llm_provider": "openai", "prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12, "spend": 0.1,
        "request_tags": "[".repeat(LEVELS), "metadata": format!("{{\"team\":{}", "[".repeat(LEVELS)),
    });
    on_a_small_stack(move || {
        let (mut reader, mut found) = (format.reader("spend-logs", &Source::default()), Findings::default());
        reader.record(row.to_string().as_bytes(), HERE, &mut found);
        let attempt = found.attempts.first().expect("the request is read");
        assert_eq!(attempt.tokens.as_ref().map(|tokens| tokens.input), Some(10));
        assert!(
            attempt.dimensions.team.as_deref().unwrap_or_default().is_empty(),
            "nothing of it is carried"
        );
    });
}
