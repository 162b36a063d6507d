//! What the fuzz targets share: letting a format read bytes in every form it knows, and what must hold of what it finds.

use showback_gateways::input::{self, Frames, ParquetRows};
use showback_gateways::{Findings, Format, Framing, Reader, Sample, Source};

/// Lets a reader read bytes framed so, whole or not.
pub fn read(data: &[u8], framing: Framing, reader: &mut dyn Reader) -> Findings {
    let mut found = Findings::default();
    if framing == Framing::Parquet {
        if let Ok(rows) = ParquetRows::open(std::io::Cursor::new(data.to_vec())) {
            let _ = rows.read(reader, &mut found);
        }
    } else if let Ok(frames) = input::open(data).and_then(|bytes| Frames::new(bytes, framing)) {
        let _ = frames.read(reader, &mut found);
    }
    found
}

/// Lets a format recognise bytes and read them in every form it knows but Parquet.
pub fn read_as(id: &str, data: &[u8]) {
    let format: &dyn Format = showback_gateways::formats::format(id).expect("a format of that id");
    let name = "log.jsonl";
    let folders = ["chats", "projects"];
    let _ = format.recognise(&Sample { file_name: name, folders: &folders, head: data, is_whole: true });
    let source = Source { path: "projects/-home-dev-shop/0b0e.jsonl".to_owned(), ..Source::default() };
    for (variant, framing) in format.variants() {
        if *framing != Framing::Parquet {
            holds(&read(data, *framing, format.reader(variant, &source).as_mut()));
        }
    }
}

/// What must hold of everything a reader finds.
pub fn holds(found: &Findings) {
    for attempt in &found.attempts {
        assert!(!attempt.event_id.is_empty(), "an attempt without an id");
        assert!(attempt.notes.is_sorted(), "notes are sorted");
        if let Some(tokens) = &attempt.tokens {
            assert!(tokens.more.iter().all(|(_, count)| *count > 0), "a zero is not listed");
        }
        if let Some(told) = &attempt.cost {
            assert!(!told.currency.is_empty(), "an amount without a currency");
        }
    }
    for outcome in &found.outcomes {
        assert!(!outcome.event_id.is_empty(), "an outcome without an id");
        assert!(outcome.label.as_ref().is_none_or(|label| label.chars().count() <= 64), "a label is short");
    }
    for rejection in &found.rejections {
        assert!(!rejection.code.is_empty() && !rejection.reason.is_empty(), "a rejection says why");
    }
}
