//! Files made to exhaust, confuse or mislead a reader: told plainly, and nothing of them half imported.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use showback_tests::{Folder, LitellmLog};

use super::digest::{beside, count, digest};
use super::importer::{Import, import, told};

/// A folder with logs, and a workspace that holds an import already.
struct Stage {
    folder: Folder,
    workspace: PathBuf,
    before: String,
}

impl Stage {
    fn new(test: &str) -> Self {
        let folder = Folder::new(test).unwrap();
        fs::create_dir_all(folder.join("data")).unwrap();
        fs::create_dir_all(folder.join("logs")).unwrap();
        let workspace = folder.join("data").join("w.showback");
        let first = folder.join("first.jsonl");
        fs::write(&first, lines(1, 50)).unwrap();
        import(&workspace, &[&first.display().to_string()], &|| false).unwrap();
        let before = digest(&workspace);
        Self { folder, workspace, before }
    }

    fn log(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.join("logs").join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    fn import(&self, log: &str) -> Result<Import, String> {
        import(&self.workspace, &[log], &|| false)
    }

    /// The import is refused with these words, and nothing of it is there.
    fn refused(&self, log: &str, words: &[&str]) {
        let refusal = self.import(log).unwrap_err();
        for word in words {
            assert!(refusal.contains(word), "{refusal:?} does not say {word:?}");
        }
        self.is_untouched();
    }

    fn is_untouched(&self) {
        assert_eq!(digest(&self.workspace), self.before);
        assert_eq!(beside(&self.workspace), Vec::<String>::new());
    }
}

fn lines(seed: u64, requests: u64) -> Vec<u8> {
    LitellmLog { seed, requests, marker: "" }.bytes()
}

fn codes(import: &Import) -> Vec<&str> {
    import.rejected.iter().map(|(code, _)| code.as_str()).collect()
}

#[test]
fn a_cut_log_loses_its_last_record_and_a_cut_stream_is_refused_whole() {
    let stage = Stage::new("hostile-cut");
    let bytes = lines(2, 20);
    let cut = stage.log("cut.jsonl", &bytes[..bytes.len() - 100]);
    let stream = zstd_of(&lines(3, 2_000));
    let stream = stage.log("cut.jsonl.zst", &stream[..stream.len() / 2]);
    stage.refused(&stream, &["cut.jsonl.zst", "copy the file again"]);
    let end = stage.import(&cut).unwrap();
    assert_eq!((end.new, codes(&end)), (19, vec!["truncated"]));
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

#[test]
fn a_line_of_a_gigabyte_is_rejected_without_being_held() {
    let stage = Stage::new("hostile-line");
    let path = stage.folder.join("logs").join("long.jsonl");
    let mut file = File::create(&path).unwrap();
    let good = lines(4, 6);
    let mut good = good.split_inclusive(|byte| *byte == b'\n');
    for _ in 0..3 {
        file.write_all(good.next().unwrap()).unwrap();
    }
    file.write_all(b"{\"id\": \"").unwrap();
    // A hole: nothing is written, and a gigabyte of zeros is read.
    file.seek(SeekFrom::Current(1 << 30)).unwrap();
    file.write_all(b"\"}\n").unwrap();
    good.for_each(|line| file.write_all(line).unwrap());
    drop(file);
    let end = stage.import(&path.display().to_string()).unwrap();
    assert_eq!((end.new, codes(&end)), (6, vec!["too_long"]));
    if let Some(peak) = peak_mib() {
        assert!(peak < 400, "{peak} MiB at most, of all tests of this process together");
    }
}

/// Peak memory of this process; `None` where the system does not tell.
fn peak_mib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1_024)
}

#[test]
fn records_that_are_no_text_too_deep_or_contradict_themselves_are_rejected_one_by_one() {
    let stage = Stage::new("hostile-records");
    let mut bytes = lines(5, 10);
    let good = String::from_utf8(lines(6, 1)).unwrap();
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    bytes.extend_from_slice(b"{\"id\": \"\xff\xfe\"}\n");
    bytes.extend_from_slice(format!("{}{}\n", "[".repeat(100_000), "]".repeat(100_000)).as_bytes());
    bytes.extend_from_slice(format!("{}1{}\n", "{\"a\":".repeat(5_000), "}".repeat(5_000)).as_bytes());
    bytes.extend_from_slice(with("\"startTime\": ", "\"startTime\": NaN, \"x\": ").as_bytes());
    bytes.extend_from_slice(with("\"prompt_tokens\": ", "\"prompt_tokens\": -5, \"x\": ").as_bytes());
    bytes.extend_from_slice(b"42\n\"text\"\nnull\n{}\n{\"a\n");
    let end = stage.import(&stage.log("odd.jsonl", &bytes)).unwrap();
    assert!((10..=12).contains(&end.new), "{end:?}");
    let codes = codes(&end);
    for code in ["not_utf8", "too_deep"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert!(codes.len() >= 7, "{:?}", end.rejected);
    assert!(end.rejected.iter().all(|(_, reason)| reason.len() < 300), "no text of a record");
}

#[test]
fn a_file_that_unpacks_beyond_reason_is_refused() {
    let stage = Stage::new("hostile-bomb");
    let frame = zstd_of(&vec![b' '; 32 << 20]);
    let mut bomb = zstd_of(&lines(7, 3));
    for _ in 0..48 {
        bomb.extend_from_slice(&frame);
    }
    stage.refused(&stage.log("bomb.jsonl.zst", &bomb), &["bomb.jsonl.zst"]);
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_lead_outside_bring_nothing() {
    use std::os::unix::fs::symlink;
    let stage = Stage::new("hostile-links");
    stage.log("good.jsonl", &lines(8, 5));
    let logs = stage.folder.join("logs");
    symlink(&logs, logs.join("again")).unwrap();
    symlink("loop", logs.join("loop")).unwrap();
    symlink(stage.folder.join("first.jsonl"), logs.join("outside.jsonl")).unwrap();
    let end = stage.import(&logs.display().to_string()).unwrap();
    assert_eq!((end.new, end.same), (5, 0));
    let loops = told(&[&logs.join("loop").display().to_string()]).unwrap_err();
    assert!(loops.contains("is a link to"), "{loops}");
}

#[test]
fn a_file_written_over_while_it_is_read_is_refused_and_one_that_grows_is_not() {
    let stage = Stage::new("hostile-change");
    let log = stage.log("live.jsonl", &lines(9, 3_000));
    let asked = AtomicU32::new(0);
    let write_over = || {
        if asked.fetch_add(1, Ordering::Relaxed) == 1 {
            let mut file = OpenOptions::new().write(true).open(&log).unwrap();
            file.write_all(b"{\"id\": \"another\"}").unwrap();
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        }
        false
    };
    let refusal = import(&stage.workspace, &[&log], &write_over).unwrap_err();
    assert!(refusal.contains("changed while it was read"), "{refusal}");
    stage.is_untouched();

    let log = stage.log("grows.jsonl", &lines(10, 3_000));
    let asked = AtomicU32::new(0);
    let grow = || {
        if asked.fetch_add(1, Ordering::Relaxed) == 1 {
            OpenOptions::new().append(true).open(&log).unwrap().write_all(&lines(11, 10)).unwrap();
        }
        false
    };
    let first = import(&stage.workspace, &[&log], &grow).unwrap();
    let second = stage.import(&log).unwrap();
    assert_eq!((first.new, second.new, second.same), (3_000, 10, 3_000));
}

#[test]
fn what_is_no_log_is_told_and_nothing_is_imported() {
    let stage = Stage::new("hostile-other");
    stage.refused(&stage.log("empty.jsonl", b""), &["empty"]);
    stage.refused(&stage.log("photo.jpg", &[0xff, 0xd8, 0xff, 0xe0, 0, 16]), &["neither JSON"]);
    stage.refused(&stage.log("a.zip", b"PK\x03\x04rest of it"), &["zip"]);
    stage.refused(&stage.log("utf16.csv", b"\xff\xfei\0d\0"), &["UTF-16"]);
    let wide = (0..10_000).map(|column| format!("c{column}")).collect::<Vec<_>>().join(",");
    let row = "1,".repeat(9_999);
    stage.refused(&stage.log("wide.csv", format!("{wide}\n{row}1\n").as_bytes()), &["mapping"]);
    stage.refused(&stage.folder.join("nowhere.jsonl").display().to_string(), &["there is no file"]);
    assert_eq!(count(&stage.workspace, "imports"), 1);
}
