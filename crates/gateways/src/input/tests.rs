mod opening;

use std::io::{Cursor, Read, Write};

use super::open::{Limits, open_within};
use super::*;
use super::{document::Document, lines::Lines, rows::Rows};
use crate::format::{Findings, Framing, Reader};
use crate::record::Place;

type Memory = Cursor<Vec<u8>>;

fn bytes(log: impl Into<Vec<u8>>) -> Bytes<Memory> {
    open(Cursor::new(log.into())).expect("opens")
}

/// What a framing found: records as text with number and offset, and the codes of rejections with their record.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cut {
    records: Vec<(u64, u64, String)>,
    rejected: Vec<(u64, &'static str)>,
}

impl Cut {
    fn texts(&self) -> Vec<&str> {
        self.records.iter().map(|(_, _, text)| text.as_str()).collect()
    }

    fn take(&mut self, chunk: &Chunk) {
        chunk.each(|item| match item {
            Item::Record(record, Place { record: number, offset }) => {
                self.records.push((number, offset, String::from_utf8_lossy(record).into_owned()));
            }
            Item::Row(row, Place { record: number, offset }) => {
                let fields: Vec<_> = row.iter().map(|field| String::from_utf8_lossy(field)).collect();
                self.records.push((number, offset, fields.join("|")));
            }
            Item::Rejected(rejection) => self.rejected.push((rejection.place.record, rejection.code)),
        });
    }
}

fn cut(mut next: impl FnMut() -> Result<Option<Chunk>, InputError>) -> Result<Cut, InputError> {
    let mut found = Cut::default();
    while let Some(chunk) = next()? {
        found.take(&chunk);
    }
    Ok(found)
}

/// Cuts in blocks of every small size: the same must come out of each.
fn cut_lines(log: &[u8]) -> Cut {
    same(|block| {
        let mut lines = Lines::within(bytes(log), block, 1 << 20);
        cut(|| lines.next(Vec::new())).expect("cuts")
    })
}

fn cut_document(log: &[u8], path: &'static str) -> Cut {
    same(|block| {
        let mut document = Document::within(bytes(log), path, block, 1 << 20);
        cut(|| document.next(Vec::new())).expect("cuts")
    })
}

fn cut_rows(log: &[u8]) -> Cut {
    same(|block| {
        let mut rows = Rows::within(bytes(log), block, 1 << 20).expect("has a header");
        cut(|| rows.next(Vec::new())).expect("cuts")
    })
}

fn same(run: impl Fn(usize) -> Cut) -> Cut {
    let whole = run(BLOCK);
    for block in [1, 2, 3, 7, 16, 64] {
        assert_eq!(run(block), whole, "block of {block}");
    }
    whole
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).expect("writes");
    encoder.finish().expect("finishes")
}

fn zstd(plain: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(plain, 1).expect("compresses")
}

fn all(mut from: Bytes<Memory>) -> Result<Vec<u8>, InputError> {
    let mut text = Vec::new();
    while from.fill(&mut text, 1000)? == 1000 {}
    Ok(text)
}

#[test]
fn lines_keep_their_numbers_and_offsets() {
    let found = cut_lines(b"\xef\xbb\xbf{\"a\":1}\r\n\n  {\"a\":2}\n{\"a\":3}");
    let expected = [(1, 3, "{\"a\":1}"), (3, 15, "{\"a\":2}"), (4, 23, "{\"a\":3}")];
    assert_eq!(found.records, expected.map(|(number, offset, text)| (number, offset, text.to_owned())));
    assert_eq!(found.rejected, []);
}

#[test]
fn a_cut_last_line_is_truncated() {
    let found = cut_lines(b"{\"a\":1}\n{\"a\":\"2");
    assert_eq!(found.texts(), ["{\"a\":1}"]);
    assert_eq!(found.rejected, [(2, "truncated")]);
}

#[test]
fn invalid_text_rejects_its_own_line() {
    let found = cut_lines(b"{\"a\":1}\n{\"a\":\"\xff\xfe\"}\n{\"a\":3}\n");
    assert_eq!(found.texts(), ["{\"a\":1}", "{\"a\":3}"]);
    assert_eq!(found.rejected, [(2, "not_utf8")]);
}

#[test]
fn deep_nesting_rejects_its_own_line() {
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let brackets_in_text = format!("{{\"a\":\"{}\"}}", "[{".repeat(500));
    let wide = format!("[{}]", vec!["{}"; 500].join(","));
    let found = cut_lines(format!("{deep}\n{brackets_in_text}\n{wide}\n").as_bytes());
    assert_eq!(found.texts(), [brackets_in_text.as_str(), wide.as_str()]);
    assert_eq!(found.rejected, [(1, "too_deep")]);
}

#[test]
fn a_line_that_is_too_long_is_skipped_without_being_held() {
    let log = format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"a\":3}}\n{{\"a\":4}}\n", "x".repeat(5000));
    for block in [16, 64, 1000] {
        let mut lines = Lines::within(bytes(log.as_bytes()), block, 2000);
        let found = cut(|| lines.next(Vec::new())).expect("cuts");
        assert_eq!(found.texts(), ["{\"a\":1}", "{\"a\":3}", "{\"a\":4}"], "block of {block}");
        assert_eq!(found.rejected, [(2, "too_long")]);
        assert_eq!(found.records[1].1, 8 + 5009);
    }
    let endless = format!("{{\"a\":\"{}", "x".repeat(5000));
    let mut lines = Lines::within(bytes(endless.as_bytes()), 64, 2000);
    assert_eq!(cut(|| lines.next(Vec::new())).expect("cuts").rejected, [(1, "too_long")]);
}

#[test]
fn a_gigabyte_in_one_line_takes_little_memory() {
    let log = std::io::repeat(b'x').take(1 << 30).chain(Cursor::new(b"\n{\"a\":2}\n".to_vec()));
    let mut frames = Frames::new(open(log).expect("opens"), Framing::JsonLines).expect("frames");
    let mut found = Cut::default();
    while let Some(chunk) = frames.next_chunk().expect("cuts") {
        assert!(chunk.bytes.capacity() <= RECORD_LIMIT + 2 * BLOCK, "{}", chunk.bytes.capacity());
        found.take(&chunk);
    }
    assert_eq!((found.texts(), found.rejected.as_slice()), (vec!["{\"a\":2}"], [(1, "too_long")].as_slice()));
}

#[test]
fn documents_hold_records_in_every_shape() {
    let both = ["{\"a\":[1,\"]\"]}", "{\"b\":\"\\\"}\"}"];
    for (log, path) in [
        ("[{\"a\":[1,\"]\"]}, {\"b\":\"\\\"}\"}]", ""),
        ("{\"a\":[1,\"]\"]}{\"b\":\"\\\"}\"}", ""),
        ("{\"a\":[1,\"]\"]}\n,\n{\"b\":\"\\\"}\"}\n", ""),
        ("[{\"a\":[1,\"]\"]}]\n[{\"b\":\"\\\"}\"}]", ""),
        (
            "{\"total\":2,\"note\":{\"data\":[9]},\"data\":[{\"a\":[1,\"]\"]},{\"b\":\"\\\"}\"}],\"page\":1}",
            "data",
        ),
        ("{\"data\":[{\"a\":[1,\"]\"]}]}\n{\"data\":[{\"b\":\"\\\"}\"}]}", "data"),
        ("[{\"data\":[{\"a\":[1,\"]\"]}]},{\"data\":{\"b\":\"\\\"}\"}}]", "data"),
        (
            "{\"x\":\"y\",\"result\":{\"n\":1,\"items\":[{\"a\":[1,\"]\"]},{\"b\":\"\\\"}\"}]}}",
            "result.items",
        ),
    ] {
        let found = cut_document(log.as_bytes(), path);
        assert_eq!(found.texts(), both, "{log}");
        assert_eq!(found.rejected, [], "{log}");
        for (_, offset, text) in &found.records {
            assert!(log[usize::try_from(*offset).expect("fits")..].starts_with(text), "{log}");
        }
        assert_eq!(found.records.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [1, 2]);
    }
}

#[test]
fn a_document_that_ends_early_rejects_what_was_cut() {
    let found = cut_document(b"[{\"a\":1},{\"a\":", "");
    assert_eq!(
        (found.texts(), found.rejected.as_slice()),
        (vec!["{\"a\":1}"], [(2, "truncated")].as_slice())
    );
    let found = cut_document(b"{\"data\":[{\"a\":1}", "data");
    assert_eq!(
        (found.texts(), found.rejected.as_slice()),
        (vec!["{\"a\":1}"], [(2, "truncated")].as_slice())
    );
    let found = cut_document(b"{\"dat", "data");
    assert_eq!(found.rejected, [(1, "truncated")]);
}

#[test]
fn a_document_that_is_no_json_is_an_error() {
    for log in ["hello world", "[{\"a\":1}}", "{\"data\" 1}", "{]"] {
        let mut document = Document::new(bytes(log), "data");
        assert!(matches!(cut(|| document.next(Vec::new())), Err(InputError::NotJson { .. })), "{log}");
    }
    let deep = "[".repeat(1_000_000);
    let mut document = Document::new(bytes(deep), "data");
    assert!(matches!(cut(|| document.next(Vec::new())), Err(InputError::NotJson { .. })));
}

#[test]
fn a_record_of_a_document_can_be_too_deep_or_too_long() {
    let deep = format!("[{{\"a\":{}1{}}},{{\"a\":2}}]", "[".repeat(300), "]".repeat(300));
    let found = cut_document(deep.as_bytes(), "");
    assert_eq!((found.texts(), found.rejected.as_slice()), (vec!["{\"a\":2}"], [(1, "too_deep")].as_slice()));
    let long = format!("[{{\"a\":\"{}\"}},{{\"a\":2}}]", "x".repeat(5000));
    let mut document = Document::within(bytes(long), "", 64, 2000);
    let found = cut(|| document.next(Vec::new())).expect("cuts");
    assert_eq!((found.texts(), found.rejected.as_slice()), (vec!["{\"a\":2}"], [(1, "too_long")].as_slice()));
}

#[test]
fn rows_respect_quotes_and_line_ends_in_them() {
    let log = "\u{feff}id,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,x\"\"y\n3,\"\"\n";
    let found = cut_rows(log.as_bytes());
    assert_eq!(found.texts(), ["1|a, \"b\"\nc", "2|x\"\"y", "3|"]);
    assert_eq!(found.records.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [1, 2, 3]);
    for (_, offset, text) in &found.records {
        assert!(log[usize::try_from(*offset).expect("fits")..].starts_with(&text[..1]));
    }
}

#[test]
fn the_delimiter_is_told_by_the_header() {
    for (log, delimiter) in [("a;b,x;c\n1;2;3", ";"), ("a\tb\n1\t2", "\t"), ("\"a;b\",c\n1,2", ",")] {
        let rows = Rows::new(bytes(log)).expect("has a header");
        assert!(rows.header().len() >= 2, "{delimiter}: {:?}", rows.header());
    }
    assert!(matches!(Rows::new(bytes("")), Err(InputError::NoHeader { .. })));
    assert!(matches!(Rows::new(bytes(vec![b'x'; 5 << 20])), Err(InputError::NoHeader { .. })));
}

#[test]
fn ten_thousand_columns_are_only_wide() {
    let header = (0..10_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let log = format!("{header}\n{}\n", vec!["1"; 10_000].join(","));
    let mut rows = Rows::new(bytes(log.as_bytes())).expect("has a header");
    assert_eq!(rows.header().len(), 10_000);
    assert_eq!(cut(|| rows.next(Vec::new())).expect("cuts").records.len(), 1);
}

#[test]
fn an_open_quote_at_the_end_is_truncated_and_an_endless_one_too_long() {
    let found = cut_rows(b"id,text\n1,a\n2,\"open\n3,b\n");
    assert_eq!((found.texts(), found.rejected.as_slice()), (vec!["1|a"], [(2, "truncated")].as_slice()));
    let log = format!("id,text\n1,a\n2,\"{}\"\n3,b\n", "x\n".repeat(3000));
    let mut rows = Rows::within(bytes(log), 64, 2000).expect("has a header");
    let found = cut(|| rows.next(Vec::new())).expect("cuts");
    assert_eq!(
        (found.texts(), found.rejected.as_slice()),
        (vec!["1|a", "3|b"], [(2, "too_long")].as_slice())
    );
}

#[test]
fn invalid_text_rejects_its_own_row() {
    let found = cut_rows(b"id,text\n1,a\n2,\xff\n3,b\n");
    assert_eq!(
        (found.texts(), found.rejected.as_slice()),
        (vec!["1|a", "3|b"], [(2, "not_utf8")].as_slice())
    );
}

#[test]
fn one_reader_reads_a_whole_log() {
    #[derive(Default)]
    struct Counting(Vec<String>, u64, bool);
    impl Reader for Counting {
        fn header(&mut self, names: &[String]) {
            self.0 = names.to_vec();
        }
        fn record(&mut self, _: &[u8], _: Place, _: &mut Findings) {
            self.1 += 1;
        }
        fn row(&mut self, _: &csv::ByteRecord, _: Place, _: &mut Findings) {
            self.1 += 1;
        }
        fn end(&mut self, _: &mut Findings) {
            self.2 = true;
        }
    }
    for (framing, log) in [
        (Framing::JsonLines, "{}\n{}"),
        (Framing::JsonDocument { path: "" }, "[{},{}]"),
        (Framing::Csv, "a,b\n1,2\n3,4"),
    ] {
        let mut reader = Counting::default();
        let mut found = Findings::default();
        Frames::new(bytes(log), framing).expect("frames").read(&mut reader, &mut found).expect("reads");
        assert_eq!((reader.1, reader.2), (2, true), "{framing:?}");
        assert_eq!(reader.0.is_empty(), framing != Framing::Csv);
    }
    assert!(matches!(Frames::new(bytes("PAR1"), Framing::Parquet), Err(InputError::NotAStream)));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_a_framing_panic(log in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        any_framing(&log);
    }

    #[test]
    fn nothing_like_json_or_csv_makes_a_framing_panic(
        log in "[\\[\\]{}:,\"\\\\\n\r \tda0-9;.é]{0,200}"
    ) {
        any_framing(log.as_bytes());
    }

    #[test]
    fn members_are_walked_without_panic(text in "[\\[\\]{}:,\"\\\\\n a0-9é]{0,80}") {
        let _ = Members::of(&text).collect::<Vec<_>>();
        let _ = MemberNames::of(text.as_bytes());
    }
}

/// Cuts a log in every framing and in blocks of several sizes; the same comes out of each.
fn any_framing(log: &[u8]) {
    let outcome = |found: Result<Cut, InputError>| found.map_err(|error| error.to_string());
    let mut before = None;
    for block in [1, 5, 4096] {
        let Ok(opened) = open(Cursor::new(log.to_vec())) else { return };
        if opened.compression() != Compression::None {
            return;
        }
        let mut lines = Lines::within(opened, block, 1 << 20);
        let lines = outcome(cut(|| lines.next(Vec::new())));
        let mut root = Document::within(bytes(log), "", block, 1 << 20);
        let root = outcome(cut(|| root.next(Vec::new())));
        let mut inside = Document::within(bytes(log), "d.a", block, 1 << 20);
        let inside = outcome(cut(|| inside.next(Vec::new())));
        let rows = Rows::within(bytes(log), block, 1 << 20);
        let rows = outcome(rows.and_then(|mut rows| cut(|| rows.next(Vec::new()))));
        let all = (lines, root, inside, rows);
        if let Some(before) = &before {
            assert_eq!(before, &all, "block of {block}");
        }
        before = Some(all);
    }
    let _ = sample(Cursor::new(log.to_vec()));
}
