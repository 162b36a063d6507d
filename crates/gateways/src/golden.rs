//! Golden pairs: a fixture, and what its reader finds in it.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::value::RawValue;

use crate::format::{Findings, Format, Framing, Recognised, Sample, Source};
use crate::record::Place;

/// Recognises a log as a format must.
pub fn recognised(format: &dyn Format, file_name: &str, log: &[u8]) -> Option<Recognised> {
    let head = log.get(..log.len().min(256 * 1024)).unwrap_or_default();
    format.recognise(&Sample { file_name, folders: &[], head, is_whole: head.len() == log.len() })
}

/// Everything the format finds in a log.
pub fn findings(format: &dyn Format, file_name: &str, log: &[u8], source: &Source) -> Findings {
    let known = recognised(format, file_name, log).unwrap_or_else(|| panic!("{file_name} is not recognised"));
    read(format, &known, log, source)
}

fn read(format: &dyn Format, known: &Recognised, log: &[u8], source: &Source) -> Findings {
    assert!(
        format.variants().iter().any(|(variant, _)| *variant == known.variant),
        "{known:?} is not listed"
    );
    let mut reader = format.reader(known.variant, source);
    let mut found = Findings::default();
    let place = |record: usize| Place { record: record as u64 + 1, offset: 0 };
    match known.framing {
        Framing::JsonLines => {
            let lines = log.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            lines.enumerate().for_each(|(at, line)| reader.record(line, place(at), &mut found));
        }
        Framing::JsonDocument { path } => {
            let mut text = std::str::from_utf8(log).expect("a fixture is UTF-8").trim().to_owned();
            for key in path.split('.').filter(|key| !key.is_empty()) {
                let object: std::collections::BTreeMap<String, Box<RawValue>> =
                    serde_json::from_str(&text).expect("an object");
                text = object.get(key).expect("the list").get().to_owned();
            }
            let records: Vec<Box<RawValue>> = serde_json::from_str(&text)
                .unwrap_or_else(|_| vec![RawValue::from_string(text.clone()).expect("JSON")]);
            for (at, record) in records.iter().enumerate() {
                reader.record(record.get().as_bytes(), place(at), &mut found);
            }
        }
        Framing::Csv | Framing::Parquet => {
            let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(log);
            let header: Vec<String> = rows.headers().expect("a header").iter().map(str::to_owned).collect();
            reader.header(&header);
            for (at, row) in rows.byte_records().enumerate() {
                reader.row(&row.expect("a row"), place(at), &mut found);
            }
        }
    }
    reader.end(&mut found);
    found
}

/// Findings as text without the fields that are not told.
pub fn text(known: &Recognised, found: &Findings) -> String {
    let all = format!("{found:#?}");
    let lines = all.lines().filter(|line| !line.ends_with(": None,") && !line.ends_with(": [],"));
    format!("{known:#?}\n{}\n", joined(&lines.collect::<Vec<_>>()))
}

/// Puts a value that stands alone between brackets on the line of the brackets.
fn joined(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let inner = lines.get(at + 1).map_or("", |line| line.trim());
        let closes = lines.get(at + 2).is_some_and(|line| line.trim() == "),");
        if line.ends_with("Some(") && closes {
            out.push_str(&format!("{line}{}),\n", inner.trim_end_matches(',')));
            at += 3;
        } else {
            out.push_str(line);
            out.push('\n');
            at += 1;
        }
    }
    out
}

/// Holds each fixture of a format against what stands beside it.
pub fn hold_pairs(format: &dyn Format, folder: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/formats").join(folder).join("fixtures");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end != "snap" && end != "new"));
    files.sort();
    assert!(!files.is_empty(), "no fixtures");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in files {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let log = fs::read(&path).expect("a fixture");
            let known = recognised(format, &name, &log).unwrap_or_else(|| panic!("{name} is not recognised"));
            let head = log.get(..log.len().min(256 * 1024)).unwrap_or_default();
            let sample = Sample { file_name: &name, folders: &[], head, is_whole: head.len() == log.len() };
            let first = crate::formats::recognise(&sample).map(|(format, _)| format.id());
            assert_eq!(first, Some(format.id()), "{name} is taken by another format");
            let found = read(format, &known, &log, &Source::default());
            assert!(!format!("{found:?}").contains("stay out"), "{name}: text reaches what is found");
            hold_cuts(format, known.variant, &name, &log);
            insta::assert_snapshot!(name.as_str(), text(&known, &found));
        }
    });
}

/// A log that ends in the middle is recognised or not, and what is left of its records read or rejected.
fn hold_cuts(format: &dyn Format, variant: &str, name: &str, log: &[u8]) {
    for end in (0..log.len()).step_by(13) {
        let cut = &log[..end];
        let _ = recognised(format, name, cut);
        let mut found = Findings::default();
        let mut reader = format.reader(variant, &Source::default());
        reader.record(cut, Place::default(), &mut found);
        reader.row(&csv::ByteRecord::from(vec![cut; 3]), Place::default(), &mut found);
        assert!(!found.rejections.is_empty(), "{name} cut at {end}");
    }
}

/// Reads one JSON record by a form named by hand.
pub fn record(format: &dyn Format, variant: &str, record: &str) -> Findings {
    let mut found = Findings::default();
    let mut reader = format.reader(variant, &Source::default());
    reader.record(record.as_bytes(), Place { record: 1, offset: 0 }, &mut found);
    reader.end(&mut found);
    found
}

/// Whether a record became something: an attempt, an outcome, an annotation, a rejection or a counted skip.
pub fn is_accounted(found: &Findings) -> bool {
    !found.attempts.is_empty()
        || !found.outcomes.is_empty()
        || !found.annotations.is_empty()
        || !found.rejections.is_empty()
        || !found.skipped.is_empty()
}

/// JSON objects with some of the keys and values of any type, hostile ones among them.
pub fn objects(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        (0_u32..2_000).prop_map(|number| number.to_string()),
        (0_u32..2_000).prop_map(|number| format!("\"{number}\"")),
        prop_oneof![
            Just("1e400"),
            Just("-1"),
            Just("2.28e-05"),
            Just("\"NaN\""),
            Just("\"2026-11-01T10:00:00Z\""),
            Just("\"GENERATION\""),
            Just("\"NUMERIC\""),
            Just("[]"),
            Just("{}"),
            Just("[{\"id\":1}]"),
            Just("{\"input\":5,\"output\":\"x\",\"total\":-3}"),
            Just("{\"usage\":{\"prompt_tokens\":9},\"body\":{\"usage\":{\"prompt_tokens\":1}}}"),
        ]
        .prop_map(str::to_owned),
        "[a-z \\\\\"]{0,12}".prop_map(|text| serde_json::to_string(&text).expect("JSON")),
    ];
    proptest::collection::btree_map(proptest::sample::select(keys), value, 0..keys.len()).prop_map(|pairs| {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", pairs.join(","))
    })
}
