//! Seeing that a log could be one of requests: a column of times, and one of models or tokens.

use serde_json::value::RawValue;

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::mapping::flatten::{Cell, flatten};
use crate::mapping::{Target, names_mean, values};

/// Forms by name, for a form chosen by hand.
pub(super) const VARIANTS: &[(&str, Framing)] = &[
    ("csv", Framing::Csv),
    ("jsonl", Framing::JsonLines),
    ("json", Framing::JsonDocument { path: "" }),
    ("json-data", Framing::JsonDocument { path: "data" }),
    ("json-results", Framing::JsonDocument { path: "results" }),
    ("json-result", Framing::JsonDocument { path: "result" }),
    ("json-rows", Framing::JsonDocument { path: "rows" }),
    ("json-records", Framing::JsonDocument { path: "records" }),
    ("json-logs", Framing::JsonDocument { path: "logs" }),
    ("json-items", Framing::JsonDocument { path: "items" }),
    ("parquet", Framing::Parquet),
];

/// Records of a sample that are looked at.
const RECORDS: usize = 20;

/// What the log could be.
pub(super) fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let (variant, framing) = framing_of(sample)?;
    let possible =
        |reason: String| Some(Recognised { variant, framing, certainty: Certainty::Possible, reason });
    if framing == Framing::Parquet {
        return possible("a Parquet file; its columns are read with a mapping".to_owned());
    }
    let (time, usage) = telling_columns(sample, framing)?;
    possible(format!(
        "\"{time}\" holds times and \"{usage}\" could tell a model or usage; its columns are read with a mapping"
    ))
}

/// How a log of unknown make is cut, by its first bytes: the variant and its framing. `None` when it is neither CSV with
/// a header, nor JSON objects, nor Parquet.
pub fn framing_of(sample: &Sample<'_>) -> Option<(&'static str, Framing)> {
    if sample.head.starts_with(b"PAR1") {
        return Some(("parquet", Framing::Parquet));
    }
    let head = sample.head.trim_ascii_start();
    let named = |wanted: &str| VARIANTS.iter().find(|(variant, _)| *variant == wanted).copied();
    match head.first()? {
        b'[' => named("json"),
        b'{' => {
            let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let is_line = serde_json::from_slice::<&RawValue>(line).is_ok();
            let is_one_document = is_line && line.len() >= head.trim_ascii_end().len();
            let inside = || {
                VARIANTS.iter().find(|(_, framing)| matches!(framing, Framing::JsonDocument { path } if !path.is_empty() && has_array(head, path)))
            };
            if is_line && !is_one_document {
                named("jsonl")
            } else {
                inside().copied().or_else(|| named(if is_line { "jsonl" } else { "json" }))
            }
        }
        _ => {
            let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let is_text = std::str::from_utf8(line).is_ok_and(|line| !line.contains('\0'));
            (is_text && line.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'))).then(|| named("csv"))?
        }
    }
}

/// Whether an array of objects stands under that name, near the beginning.
fn has_array(head: &[u8], name: &str) -> bool {
    array_start(head, name).is_some()
}

/// Where the first record of the array under `name` begins; an empty name is the root.
fn array_start(head: &[u8], name: &str) -> Option<usize> {
    let after = if name.is_empty() {
        0
    } else {
        let key = format!("\"{name}\"");
        head.windows(key.len()).position(|window| window == key.as_bytes())?.checked_add(key.len())?
    };
    let rest = head.get(after..)?;
    let open = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b':')?;
    if rest.get(open) != Some(&b'[') {
        return None;
    }
    let inside = after + open + 1;
    let first = head.get(inside..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
    (head.get(inside + first) == Some(&b'{')).then_some(inside + first)
}

/// The first records of a JSON log.
fn first_records(head: &[u8], framing: Framing) -> Vec<&[u8]> {
    match framing {
        Framing::JsonLines => {
            let lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            lines.filter(|line| !line.is_empty()).take(RECORDS).collect()
        }
        Framing::JsonDocument { path } => {
            let Some(mut at) = array_start(head, path) else { return vec![head] };
            let mut records = Vec::new();
            while let Some(rest) = head.get(at..).filter(|_| records.len() < RECORDS) {
                let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
                let Some(Ok(record)) = values.next() else { break };
                records.push(record.get().as_bytes());
                at += values.byte_offset();
                let next = head.get(at..).unwrap_or_default();
                at += next.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
            }
            records
        }
        Framing::Csv | Framing::Parquet => Vec::new(),
    }
}

/// A column of times and one that could tell a model or usage.
fn telling_columns(sample: &Sample<'_>, framing: Framing) -> Option<(String, String)> {
    let (mut time, mut usage) = (None, None);
    let mut look = |name: &str, value: &str| {
        if time.is_none() && is_time(name, value) {
            time = Some(name.to_owned());
        }
        if usage.is_none() && names_mean(name, is_model_or_usage) {
            usage = Some(name.to_owned());
        }
    };
    if framing == Framing::Csv {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(sample.head))
            .from_reader(sample.head);
        let header = reader.byte_headers().ok()?.clone();
        for row in reader.byte_records().take(RECORDS).flatten() {
            for (name, value) in header.iter().zip(row.iter()) {
                if let (Ok(name), Ok(value)) = (std::str::from_utf8(name), std::str::from_utf8(value)) {
                    look(name.trim_start_matches('\u{feff}'), value.trim());
                }
            }
        }
    } else {
        for record in first_records(sample.head, framing) {
            // The last record of a sample may be cut.
            let _ = flatten(record, &mut |_| true, &mut |path, cell| match cell {
                Cell::Text(text) => look(path, text.trim()),
                Cell::Number(text) => look(path, text),
                Cell::Bool(_) | Cell::Nothing | Cell::Nested => look(path, ""),
            });
        }
    }
    Some((time?, usage?))
}

/// What separates the fields of the header.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| times(*delimiter)).unwrap_or(b',')
}

const fn is_model_or_usage(target: Target) -> bool {
    target.is_usage() || matches!(target, Target::Total | Target::ModelRequested | Target::ModelServed)
}

fn is_time(name: &str, value: &str) -> bool {
    use crate::mapping::TimeForm::{EpochMicros, EpochMillis, EpochNanos, EpochSeconds, Iso};
    let is_iso = values::instant(value, Iso, 0).is_some();
    let is_epoch = || {
        names_mean(name, |target| target == Target::StartedAt)
            && [EpochSeconds, EpochMillis, EpochMicros, EpochNanos]
                .into_iter()
                .any(|form| values::instant(value, form, 0).is_some())
    };
    is_iso || is_epoch()
}
