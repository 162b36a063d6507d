//! Logs made to break a reader: each is read, rejected in clear words, or refused, in bounded memory and without a panic.
#![cfg(test)]

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use showback_gateways::formats::{FORMATS, mapped};
use showback_gateways::input::{self, Frames, InputError, ParquetRows, RECORD_LIMIT};
use showback_gateways::mapping::{ColumnMap, InputConvention, Mapping, Profiler, Shape, Target, suggest};
use showback_gateways::{Findings, Framing, Place, Reader, Source};

fn read(log: &[u8], framing: Framing, reader: &mut dyn Reader) -> (Findings, Result<(), InputError>) {
    let mut found = Findings::default();
    let end = input::open(log)
        .and_then(|bytes| Frames::new(bytes, framing))
        .and_then(|frames| frames.read(reader, &mut found));
    (found, end)
}

fn mapping(columns: &[(&str, Target)]) -> Mapping {
    let mut mapping = Mapping::new(Shape::JsonLines);
    mapping.columns = columns.iter().map(|(column, target)| ColumnMap::plain(*column, *target)).collect();
    mapping
}

fn requests() -> Mapping {
    mapping(&[
        ("id", Target::EventId),
        ("at", Target::StartedAt),
        ("in", Target::Input),
        ("cached", Target::CacheRead),
        ("out", Target::Output),
    ])
}

fn lines(log: &[u8]) -> Findings {
    let mut reader = mapped::reader_with(requests(), &Source::default());
    let (found, end) = read(log, Framing::JsonLines, reader.as_mut());
    end.expect("lines can be read to their end");
    found
}

fn codes(found: &Findings) -> Vec<(u64, &'static str)> {
    found.rejections.iter().map(|rejection| (rejection.place.record, rejection.code)).collect()
}

const GOOD: &str = "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":5,\"out\":1}";

/// Every fixture of every format, with the format's own name for its forms.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/formats");
    let mut found = Vec::new();
    for format in fs::read_dir(folder).expect("formats").flatten() {
        let Ok(files) = fs::read_dir(format.path().join("fixtures")) else { continue };
        for file in files.flatten().map(|file| file.path()) {
            if file.extension().is_some_and(|end| end != "snap") {
                found.push((file.clone(), fs::read(&file).expect("a fixture")));
            }
        }
    }
    assert!(found.len() > 10, "fixtures are where they were");
    found
}

/// Lets every format read bytes in every form it knows.
fn read_by_all(log: &[u8]) {
    for format in FORMATS {
        for (variant, framing) in format.variants().iter().filter(|(_, framing)| *framing != Framing::Parquet)
        {
            let (found, _) = read(log, *framing, format.reader(variant, &Source::default()).as_mut());
            assert!(found.rejections.iter().all(|rejection| !rejection.reason.is_empty()));
        }
    }
}

#[test]
fn a_log_cut_anywhere_is_read_up_to_there_by_every_format() {
    for (path, log) in fixtures() {
        for end in (0..log.len()).step_by(log.len() / 5 + 1) {
            read_by_all(log.get(..end).unwrap_or_default());
        }
        assert!(!log.is_empty(), "{}", path.display());
    }
    let cut = format!("{GOOD}\n{}", &GOOD[..40]);
    let found = lines(cut.as_bytes());
    assert_eq!((found.attempts.len(), codes(&found)), (1, vec![(2, "truncated")]));
}

#[test]
fn every_byte_may_be_wrong() {
    for (_, log) in fixtures() {
        for at in (0..log.len()).step_by(log.len() / 3 + 1) {
            let mut broken = log.clone();
            if let Some(byte) = broken.get_mut(at) {
                *byte ^= 0xff;
            }
            read_by_all(&broken);
        }
    }
}

#[test]
fn text_that_is_not_utf_8_rejects_its_record_alone() {
    let log = [GOOD.as_bytes(), b"\n{\"id\":\"\xff\"}\n", GOOD.as_bytes(), b"\n"].concat();
    let found = lines(&log);
    assert_eq!((found.attempts.len(), codes(&found)), (2, vec![(2, "not_utf8")]));
}

#[test]
fn halves_of_a_letter_in_two_records_are_no_text() {
    let mut reader = mapped::reader_with(requests(), &Source::default());
    let (found, _) = read(b"[a\xd3,\xb1b]", Framing::JsonDocument { path: "" }, reader.as_mut());
    assert!(found.attempts.is_empty());
    assert!(codes(&found).iter().all(|(_, code)| *code == "not_utf8"), "{found:?}");
}

#[test]
fn nesting_without_end_rejects_and_does_not_reach_the_stack() {
    let deep = format!("{}1{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let log = format!("{{\"id\":{deep}}}\n{GOOD}\n");
    let found = lines(log.as_bytes());
    assert_eq!((found.attempts.len(), codes(&found)), (1, vec![(1, "too_deep")]));
    for format in FORMATS {
        for (variant, _) in format.variants() {
            let mut found = Findings::default();
            let mut reader = format.reader(variant, &Source::default());
            reader.record(
                format!("{{\"metadata\":{deep},\"message\":{deep}}}").as_bytes(),
                Place::default(),
                &mut found,
            );
            reader.end(&mut found);
        }
    }
}

#[test]
fn a_key_told_twice_numbers_as_text_and_what_is_no_number_have_their_answers() {
    let line = |counts: &str| format!("{{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",{counts}}}");
    let told = |counts: &str| {
        let found = lines(line(counts).as_bytes());
        found
            .attempts
            .first()
            .and_then(|attempt| Some(attempt.tokens.as_ref()?.input))
            .ok_or_else(|| codes(&found))
    };
    assert_eq!(told("\"in\":\"12\",\"out\":1"), Ok(12));
    assert_eq!(told("\"in\":1,\"in\":2,\"out\":1"), Err(vec![(1, "duplicate_key")]));
    assert_eq!(told("\"in\":\"NaN\",\"out\":1"), Err(vec![(1, "bad_count")]));
    assert_eq!(told("\"in\":\"Infinity\",\"out\":1"), Err(vec![(1, "bad_count")]));
    assert_eq!(told("\"in\":NaN,\"out\":1"), Err(vec![(1, "not_json")]));
    assert_eq!(told("\"in\":-5,\"out\":1"), Err(vec![(1, "negative_count")]));
    assert_eq!(told("\"in\":1e400,\"out\":1"), Err(vec![(1, "bad_count")]));
}

#[test]
fn a_negative_remainder_rejects_and_is_not_clamped() {
    let mut inclusive = requests();
    inclusive.input = InputConvention::Inclusive;
    let log = "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":5,\"cached\":6,\"out\":1}";
    let mut reader = mapped::reader_with(inclusive, &Source::default());
    let (found, _) = read(log.as_bytes(), Framing::JsonLines, reader.as_mut());
    assert_eq!((found.attempts.len(), codes(&found)), (0, vec![(1, "negative_input")]));
}

#[test]
fn ten_thousand_columns_are_looked_at_in_part_and_read_by_name() {
    let names: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let header = format!("id,at,in,out,cached,{}", names.join(","));
    let cells = "x,".repeat(10_000);
    let row = format!("a,2026-11-03T10:00:00Z,5,1,0,{}", cells.trim_end_matches(','));
    let log = format!("{header}\n{row}\n{row}\n");
    let mut profiler = Profiler::new(Shape::Csv);
    let (found, end) = read(log.as_bytes(), Framing::Csv, &mut profiler);
    assert!(end.is_ok() && found.rejections.is_empty());
    let profile = profiler.finish();
    assert_eq!((profile.columns.len(), profile.columns_left_out, profile.records), (1_000, 9_005, 2));
    let mapping = suggest(&profile).mapping;
    let (found, _) =
        read(log.as_bytes(), Framing::Csv, mapped::reader_with(mapping, &Source::default()).as_mut());
    assert_eq!(found.attempts.len(), 2);
    let json =
        format!("{{{}}}", names.iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(","));
    read_by_all(json.as_bytes());
    read_by_all(log.as_bytes());
}

/// Gives the same bytes again and again, from no memory.
struct Endless<'a> {
    head: &'a [u8],
    left: u64,
    tail: &'a [u8],
}

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(into);
        }
        if self.left == 0 {
            return self.tail.read(into);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        into.iter_mut().take(most).for_each(|byte| *byte = b'x');
        self.left -= most as u64;
        Ok(most)
    }
}

#[test]
fn a_line_of_a_gigabyte_is_passed_over_without_being_held() {
    let tail = format!("\"}}\n{GOOD}\n");
    let log = Endless { head: b"{\"id\":\"", left: 1 << 30, tail: tail.as_bytes() };
    let mut frames =
        input::open(log).and_then(|bytes| Frames::new(bytes, Framing::JsonLines)).expect("a log");
    let mut reader = mapped::reader_with(requests(), &Source::default());
    let mut found = Findings::default();
    while let Some(chunk) = frames.next_chunk().expect("a chunk") {
        assert!(
            chunk.bytes().len() <= RECORD_LIMIT + input::BLOCK,
            "a chunk of {} bytes",
            chunk.bytes().len()
        );
        chunk.read(reader.as_mut(), &mut found);
    }
    assert_eq!((found.attempts.len(), codes(&found)), (1, vec![(1, "too_long")]));
}

#[test]
fn a_compressed_log_that_grows_beyond_reason_is_refused() {
    let whole = Endless { head: b"", left: 3 << 29, tail: b"" };
    let mut bomb = Vec::new();
    zstd::stream::copy_encode(whole, &mut bomb, 1).expect("compression in memory");
    assert!(bomb.len() < 1 << 20);
    let (_, end) = read(&bomb, Framing::JsonLines, &mut Profiler::new(Shape::JsonLines));
    assert!(matches!(end, Err(InputError::GrowsTooMuch { .. })), "{end:?}");
}

#[test]
fn compressed_logs_that_are_cut_are_damaged() {
    let log = format!("{GOOD}\n").repeat(1_000);
    let zstd = zstd::stream::encode_all(log.as_bytes(), 1).expect("compression in memory");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, log.as_bytes()).expect("compression in memory");
    for whole in [zstd, gzip.finish().expect("compression in memory")] {
        let (found, end) =
            read(&whole, Framing::JsonLines, mapped::reader_with(requests(), &Source::default()).as_mut());
        assert!(end.is_ok() && found.attempts.len() == 1_000);
        let cut = whole.get(..whole.len() / 2).unwrap_or_default();
        let (_, end) = read(cut, Framing::JsonLines, &mut Profiler::new(Shape::JsonLines));
        assert!(matches!(end, Err(InputError::Damaged { .. })), "{end:?}");
    }
}

#[test]
fn what_only_begins_like_parquet_is_refused_in_clear_words() {
    for file in [&b"PAR1"[..], b"PAR1PAR1PAR1", b"PAR1\x00\x00\x00\x00\xff\xff\xff\xffPAR1", &[b'x'; 100]] {
        let refusal = ParquetRows::open(Cursor::new(file.to_vec())).expect_err("no Parquet").to_string();
        assert!(refusal.starts_with("the Parquet file cannot be read"), "{refusal}");
    }
}

#[test]
fn rejections_quote_nothing_of_their_records() {
    let secret = "my secret plan";
    let log = format!(
        "{{\"id\":\"a\",\"at\":\"{secret}\"}}\n{{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":\"{secret}\"}}\n{{\"{secret}\n"
    );
    let (found, _) = read(
        log.as_bytes(),
        Framing::JsonLines,
        mapped::reader_with(requests(), &Source::default()).as_mut(),
    );
    assert_eq!(found.rejections.len(), 3);
    assert!(!format!("{found:?}").contains("secret"));
}
