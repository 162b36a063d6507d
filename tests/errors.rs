//! Each code of the contract is explained in docs/errors.md with a sentence, a remedy and a test that makes it happen; so
//! is each code of a rejected record and each note of a reader, and each format stands in docs/imports.md.
//!
//! That the page explains the contract's codes, no more and no less, is held by `tests/tidy`. Codes of records are no
//! problems of the contract: they are read from the readers here.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use showback_gateways::formats::FORMATS;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// One section per code: the code and its text.
fn sections(page: &str) -> Vec<(String, String)> {
    let parts = page.split("\n### `").skip(1);
    parts
        .map(|part| part.split_once('`').unwrap())
        .map(|(code, text)| (code.to_owned(), text.to_owned()))
        .collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn each_code_has_a_sentence_a_remedy_and_a_reproducer() {
    let page = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let mut files = Vec::new();
    rust_files(&root().join("tests"), &mut files);
    rust_files(&root().join("crates/core/src"), &mut files);
    let code: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let sections = sections(&page);
    assert!(sections.len() > 20, "the page has a section per code");
    for (name, text) in sections {
        assert!(text.contains("\n> "), "`{name}` shows its sentence");
        let test = text.split_once("Reproduced by `").and_then(|(_, rest)| rest.split_once('`'));
        let test =
            test.map_or_else(|| panic!("`{name}` names the test that makes it happen"), |(test, _)| test);
        assert!(code.contains(&format!("fn {test}(")), "`{name}`: there is no test {test}");
        let remedy = text.lines().filter(|line| !line.is_empty() && !line.starts_with('>'));
        assert!(remedy.count() >= 2, "`{name}` says what to do");
    }
}

/// Words between backticks in the lines of a page that `is_meant`.
fn quoted(page: &str, is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let lines = page.lines().filter(|line| is_meant(line));
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The lines of a page under a heading, to the next one.
fn chapter<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).expect("the chapter is there");
    rest.split_once("\n## ").map_or(rest, |(chapter, _)| chapter)
}

/// A code that stands as text right after a mark; `skipped` arguments come before it.
fn after<'a>(source: &'a str, mark: &str, skipped: usize) -> Vec<&'a str> {
    let calls = source.split(mark).skip(1);
    let codes = calls.filter_map(|rest| {
        let rest = if skipped == 0 { rest } else { rest.splitn(skipped + 1, ',').last()? };
        rest.trim_start().strip_prefix('"')?.split_once('"').map(|(code, _)| code)
    });
    codes.filter(|code| code.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))).collect()
}

#[test]
fn each_code_of_a_rejected_record_and_each_note_is_explained() {
    let mut files = Vec::new();
    for part in ["fields", "formats", "input"] {
        rust_files(&root().join("crates/gateways/src").join(part), &mut files);
    }
    files.retain(|path| {
        !path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
    });
    files.extend(["format.rs", "record.rs"].map(|name| root().join("crates/gateways/src").join(name)));
    let mut codes = BTreeSet::new();
    for file in &files {
        let source = std::fs::read_to_string(file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let marks =
            [("Refusal::new(", 0), ("code: ", 0), ("refuse(", 0), (".reject(", 1), ("reject(place,", 0)];
        codes.extend(
            marks.iter().flat_map(|(mark, skipped)| after(source, mark, *skipped)).map(str::to_owned),
        );
        let numbers = source.lines().filter(|line| line.trim_start().starts_with("NumberError::"));
        codes.extend(numbers.flat_map(|line| after(line, "=> ", 0)).map(str::to_owned));
        if file.ends_with("record.rs") {
            let notes = source.split_once("impl Note {").expect("notes have names").1;
            let notes = notes.split_once("\n}\n").map_or(notes, |(notes, _)| notes);
            codes.extend(after(notes, "=> ", 0).into_iter().map(str::to_owned));
        }
    }
    assert!(codes.len() > 40, "codes are found: {codes:?}");
    let page = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let explained = quoted(chapter(&page, "Records of logs"), |line| !line.contains("--rejects"));
    let missing: Vec<_> = codes.difference(&explained).collect();
    let gone: Vec<_> = explained.difference(&codes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not explained: {missing:?}; explained and nowhere: {gone:?}"
    );
}

#[test]
fn each_format_stands_in_the_table_of_formats() {
    let page = std::fs::read_to_string(root().join("docs/imports.md")).unwrap();
    let table = chapter(&page, "What is recognised");
    let first_cell = |line: &str| {
        line.strip_prefix("| ").and_then(|rest| rest.split_once(" |")).map(|(cell, _)| cell.to_owned())
    };
    let told: BTreeSet<String> =
        table.lines().filter_map(first_cell).flat_map(|cell| quoted(&cell, |_| true)).collect();
    let formats: BTreeSet<String> = FORMATS.iter().map(|format| format.id().to_owned()).collect();
    assert_eq!(told, formats, "docs/imports.md names the formats, no more and no less");
}
