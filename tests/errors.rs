//! Each code of the contract is explained in docs/errors.md with a sentence, a remedy and a test that makes it happen.

#![cfg(test)]

use std::path::{Path, PathBuf};

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
