//! The small book of the tests, and how a test breaks it.

use std::fs;
use std::path::Path;

use showback_pricebook::{Compiled, Finding, compile};

/// A book's files as the reader takes them.
pub type Files = Vec<(String, String)>;

/// Every source file of a folder, named after the folder `prices`.
pub fn files_of(folder: &Path) -> Files {
    let mut files: Files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml" || end == "txt"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("prices/{name}"), fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The book of the tests: two channels, every kind of table once.
pub fn small() -> Files {
    files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small"))
}

/// The small book with one text replaced by another, wherever it stands first.
pub fn small_with(file: &str, from: &str, to: &str) -> Files {
    let mut files = small();
    let name = format!("prices/{file}");
    let text = &mut files.iter_mut().find(|(known, _)| *known == name).expect("a file of the book").1;
    assert!(text.contains(from), "{file} does not contain {from}");
    *text = text.replacen(from, to, 1);
    files
}

/// Compiles, or shows every finding.
pub fn compiled(files: &Files) -> Compiled {
    compile(files).unwrap_or_else(|findings| panic!("the book is broken:\n{}", shown(&findings)))
}

/// Findings as people read them.
pub fn shown(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}
