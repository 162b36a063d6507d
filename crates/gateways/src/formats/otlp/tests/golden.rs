//! Fixtures and what is found in them.

use crate::formats::otlp::Otlp;
use crate::golden;

#[test]
fn fixtures_are_read_as_what_stands_beside_them() {
    golden::hold_pairs(&Otlp, "otlp");
}

#[test]
fn every_fixture_is_known_among_all_formats() {
    for (name, log) in [
        ("a.jsonl", include_str!("../fixtures/conventions.jsonl")),
        ("b.jsonl", include_str!("../fixtures/dialects.jsonl")),
        ("c.jsonl", include_str!("../fixtures/events.jsonl")),
        ("d.jsonl", include_str!("../fixtures/metrics.jsonl")),
        ("e.json", include_str!("../fixtures/document.json")),
    ] {
        let sample =
            crate::format::Sample { file_name: name, folders: &[], head: log.as_bytes(), is_whole: true };
        let (format, _) = crate::formats::recognise(&sample).expect("known");
        assert_eq!(format.id(), "otlp", "{name}");
    }
}
