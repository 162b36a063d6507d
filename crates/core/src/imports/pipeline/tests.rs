use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

use super::{FileAsk, FileRead, Progress, Reading, SourceAsk, read_files};
use crate::imports::scripted::{Kept, Scripted, ScriptedFiles, ids};
use crate::imports::{FileFacts, ImportError};
use crate::pricing::{Ready, bundled};

static READY: LazyLock<Arc<Ready>> = LazyLock::new(|| {
    Arc::new(Ready::new(Arc::new(bundled::book().clone()), bundled::hash_text(), "").unwrap())
});

/// Lines that are their own numbers, a kilobyte each.
fn lines(count: u64) -> Vec<u8> {
    let rest = " ".repeat(1_000);
    (0..count).map(|line| format!("request-{line:012}{rest}\n")).collect::<String>().into_bytes()
}

fn read(files: Vec<Scripted>, is_stateless: bool) -> (Result<Vec<FileRead>, ImportError>, Kept) {
    let mut kept = Kept::default();
    (read_into(files, is_stateless, &|| false, &mut kept), kept)
}

fn read_into(
    files: Vec<Scripted>,
    is_stateless: bool,
    is_cancelled: &(dyn Fn() -> bool + Sync),
    kept: &mut Kept,
) -> Result<Vec<FileRead>, ImportError> {
    let asks: Vec<FileAsk> = files.iter().map(|file| ids(file, is_stateless)).collect();
    let files = ScriptedFiles(files);
    let reading =
        Reading { files: &files, ready: READY.clone(), workers: 3, is_cancelled, progress: &|_| () };
    let source = SourceAsk { label: "Test".to_owned(), ..SourceAsk::default() };
    read_files(&reading, &source, &asks, kept)
}

#[test]
fn what_several_workers_find_comes_in_the_order_of_the_files() {
    for is_stateless in [true, false] {
        let files = vec![
            Scripted::new("/logs/a.jsonl", lines(21_000)),
            Scripted::new("/logs/b.jsonl", "one\ntwo\n"),
            Scripted::new("/logs/empty.jsonl", ""),
            Scripted::new("/logs/c.jsonl", lines(9_000)),
        ];
        let (told, kept) = read(files, is_stateless);
        let told = told.unwrap();
        let counts: Vec<u64> = told.iter().map(|file| file.counts.attempts).collect();
        assert_eq!(counts, [21_000, 2, 0, 9_000]);
        let first: Vec<u64> = (0..21_000).collect();
        let of_first = kept.ids.iter().filter(|(file, _)| *file == 0);
        let numbers: Vec<u64> =
            of_first.map(|(_, id)| id.trim_start_matches("request-").parse().unwrap()).collect();
        assert!(numbers == first, "in order, none lost");
        assert!(kept.ids.is_sorted_by_key(|(file, _)| *file));
    }
}

#[test]
fn a_file_is_known_by_the_hash_of_its_bytes_compressed_or_not() {
    let plain = b"one\ntwo\n".to_vec();
    let mut gzip = flate2_of(&plain);
    gzip.extend_from_slice(&flate2_of(b"three\n"));
    let zstd = zstd::encode_all(plain.as_slice(), 3).unwrap();
    let files: Vec<Scripted> =
        [plain, gzip, zstd].into_iter().map(|bytes| Scripted::new("/a", bytes)).collect();
    for (file, attempts) in files.into_iter().zip([2, 3, 2]) {
        let expected: [u8; 32] = Sha256::digest(&file.bytes).into();
        let bytes = file.bytes.len() as u64;
        let (told, _) = read(vec![file], true);
        let told = told.unwrap();
        assert_eq!((told[0].sha256, told[0].bytes, told[0].counts.attempts), (expected, bytes, attempts));
    }
}

fn flate2_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn rejected_records_keep_their_place_and_skipped_ones_are_counted() {
    let (told, kept) = read(vec![Scripted::new("/a", "one\nbad\n\nskip\nbad\nskip\n")], true);
    assert_eq!(kept.rejections, [(0, 2), (0, 5)]);
    let counts = told.unwrap()[0].counts.clone();
    assert_eq!((counts.records, counts.attempts, counts.rejected), (5, 1, 2));
    assert_eq!(counts.skipped, [("of no concern", 2)]);
}

#[test]
fn a_file_that_changes_while_it_is_read_stops_the_import_and_one_that_grows_does_not() {
    let file = Scripted::new("/a", "one\ntwo\n");
    let after = |bytes, modified_us| FileFacts { bytes, modified_us, ..file.facts };
    let written_over = Scripted { after: after(8, 2), ..file.clone() };
    let cut = Scripted { after: after(3, 2), ..file.clone() };
    let shorter = Scripted { bytes: b"one\n".to_vec(), ..file.clone() };
    let replaced =
        Scripted { after: after(12, 2), head_after: Some(b"other\n12\n..".to_vec()), ..file.clone() };
    for changed in [written_over, cut, shorter, replaced] {
        let (told, _) = read(vec![changed], true);
        assert!(matches!(told, Err(ImportError::Changed { .. })), "{told:?}");
    }
    let grown = Scripted { bytes: b"one\ntwo\nthree\n".to_vec(), after: after(14, 2), ..file };
    let (told, kept) = read(vec![grown], true);
    assert!(told.unwrap()[0].has_grown);
    assert_eq!(kept.ids.len(), 2, "what was added is left for the next import");
}

#[test]
fn an_import_that_is_stopped_stops_soon() {
    let asked = AtomicU64::new(0);
    let is_cancelled = || asked.fetch_add(1, Ordering::Relaxed) >= 3;
    let mut kept = Kept::default();
    let told = read_into(vec![Scripted::new("/a", lines(60_000))], true, &is_cancelled, &mut kept);
    assert!(matches!(told, Err(ImportError::Cancelled)), "{told:?}");
    assert!(kept.ids.len() < 30_000, "{}", kept.ids.len());
}

#[test]
fn a_sink_that_fails_ends_every_thread_and_says_why() {
    let mut kept = Kept { most: Some(10), ..Kept::default() };
    let told = read_into(vec![Scripted::new("/a", lines(60_000))], true, &|| false, &mut kept);
    assert!(matches!(told, Err(ImportError::Nothing { .. })), "{told:?}");
}

#[test]
fn a_reader_that_panics_stops_the_import_with_the_name_of_its_file() {
    let mut bytes = lines(20_000);
    bytes.extend_from_slice(b"panic\n");
    bytes.extend(lines(20_000));
    let (told, _) = read(vec![Scripted::new("/logs/a.jsonl", bytes)], true);
    let refused = told.unwrap_err();
    assert!(matches!(refused, ImportError::Stopped { .. }), "{refused}");
    assert!(refused.to_string().contains("/logs/a.jsonl"));
}

#[test]
fn a_damaged_stream_stops_the_import_with_the_name_of_its_file() {
    let mut bytes = flate2_of(&lines(20_000));
    bytes.truncate(bytes.len() / 2);
    let (told, _) = read(vec![Scripted::new("/logs/a.jsonl.gz", bytes)], true);
    let refused = told.unwrap_err();
    assert!(matches!(refused, ImportError::Input { .. }), "{refused}");
    assert!(refused.to_string().contains("/logs/a.jsonl.gz"), "{refused}");
}

#[test]
fn pace_is_told_once_something_was_read() {
    let progress = Progress { bytes: 50, bytes_total: 150, ..Progress::default() };
    assert_eq!(progress.pace(500), Some((100, 1_000)));
    assert_eq!(progress.pace(0), None);
    assert_eq!(Progress::default().pace(10), None);
}
