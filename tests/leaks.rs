//! After all suites: no key is found in anything they left behind.
//!
//! Every key the suites invent carries one of the marks below. The suites keep their workspaces, logs, exports and
//! webview storage under one folder; this scan reads every byte of it, in each spelling a key could take.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The beginnings of all invented keys, and the word each of them contains.
const MARKS: &[&str] = &[
    "sk-admin-simulated",
    "sk-ant-admin01-simulated",
    "sk-proj-simulated",
    "sk-ant-api03-simulated",
    "simulated-secret",
];

/// A way in which bytes may hold a key.
struct Spelling {
    name: String,
    bytes: Vec<u8>,
}

#[test]
fn no_key_is_left_in_any_file_of_the_suites() {
    if std::env::var_os("SHOWBACK_LEAK_SCAN").is_none() {
        println!("not asked for: `cargo xtask test` scans after all suites");
        return;
    }
    let folder =
        std::env::var_os("SHOWBACK_TEST_ARTIFACTS").map(PathBuf::from).expect("the folder of the suites");
    let files = files_below(&folder);
    let spellings: Vec<Spelling> = MARKS.iter().flat_map(|mark| spellings(mark)).collect();
    let (mut findings, mut bytes_read, mut databases) = (Vec::new(), 0_usize, 0_usize);
    for file in &files {
        let content = fs::read(file).expect("a file of the suites can be read");
        bytes_read += content.len();
        databases += usize::from(content.starts_with(b"SQLite format 3\0"));
        findings.extend(found(&content, &spellings).iter().map(|name| format!("{}: {name}", file.display())));
    }
    println!(
        "{} files, {databases} databases, {bytes_read} bytes scanned in {}",
        files.len(),
        folder.display()
    );
    assert!(findings.is_empty(), "keys were left behind:\n  {}", findings.join("\n  "));
    assert!(
        databases > 0,
        "no database in {}: the suites ran elsewhere, so nothing is proven",
        folder.display()
    );
}

/// The spellings that `content` holds, in one walk: most bytes begin none of them.
fn found<'a>(content: &[u8], spellings: &'a [Spelling]) -> BTreeSet<&'a str> {
    let mut beginning: Vec<Vec<&Spelling>> = (0..256).map(|_| Vec::new()).collect();
    for spelling in spellings {
        beginning[usize::from(spelling.bytes[0])].push(spelling);
    }
    let mut names = BTreeSet::new();
    for (at, byte) in content.iter().enumerate() {
        for spelling in &beginning[usize::from(*byte)] {
            if content[at..].starts_with(&spelling.bytes) {
                names.insert(spelling.name.as_str());
            }
        }
    }
    names
}

/// The mark as UTF-8, as UTF-16 the way webviews store it, reversed in hexadecimal, and in base64 at each offset.
fn spellings(mark: &str) -> Vec<Spelling> {
    let utf16: Vec<u8> = mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = mark.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![
        Spelling { name: format!("{mark} as text"), bytes: mark.as_bytes().to_vec() },
        Spelling { name: format!("{mark} in UTF-16"), bytes: utf16 },
        Spelling { name: format!("{mark} in hexadecimal"), bytes: hex.into_bytes() },
    ];
    all.extend((0..3).map(|offset| Spelling {
        name: format!("{mark} in base64 at offset {offset}"),
        bytes: base64_inside(mark.as_bytes(), offset),
    }));
    all
}

/// What base64 of any text holds when `bytes` begin `offset` bytes after a group of three: the first and last
/// letters, which depend on the neighbours, are cut off.
fn base64_inside(bytes: &[u8], offset: usize) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
    let whole = padded.len() / 3 * 3;
    let letters = base64(&padded[..whole]);
    letters[if offset == 0 { 0 } else { 4 }..].to_vec()
}

/// Base64 of whole groups of three.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks_exact(3).flat_map(|group| {
        let bits = (u32::from(group[0]) << 16) | (u32::from(group[1]) << 8) | u32::from(group[2]);
        [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift & 63) as usize])
    });
    groups.collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the suites can be read") {
            let entry = entry.expect("an entry can be read");
            match entry.file_type().expect("an entry has a type") {
                kind if kind.is_dir() => open.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_key_is_found_in_each_spelling() {
    let key = format!("{}-org-0001", MARKS[0]);
    let spellings = spellings(MARKS[0]);
    let utf16: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [key.clone().into_bytes(), utf16] {
        assert_eq!(found(&content, &spellings).len(), 1);
    }
    for before in ["", "B", "Be", "Bearer "] {
        let mut text = format!("{before}{key}").into_bytes();
        text.resize(text.len() / 3 * 3 + 3, b'.');
        let encoded = base64(&text);
        let names = found(&encoded, &spellings);
        assert!(names.iter().any(|name| name.contains("base64")), "after \"{before}\": {names:?}");
    }
    assert_eq!(found(b"nothing of the kind: sk-admin-other", &spellings).len(), 0);
}
