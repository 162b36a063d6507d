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

/// One way to break the small book, and the finding it must give.
pub struct Fault {
    /// File that is changed.
    pub file: &'static str,
    /// Text that is replaced.
    pub from: &'static str,
    /// What stands there instead.
    pub to: &'static str,
    /// Rule that must find it.
    pub rule: &'static str,
    /// Text on whose first line it must be found.
    pub at: &'static str,
    /// Part of the remedy.
    pub remedy: &'static str,
}

impl Fault {
    /// Breaks the book and compares what is found.
    pub fn is_found(&self) {
        let files = small_with(self.file, self.from, self.to);
        let findings = match compile(&files) {
            Ok(compiled) => {
                panic!("{} ({}) was not found; notes:\n{}", self.to, self.rule, shown(&compiled.notes))
            }
            Err(findings) => findings,
        };
        let name = format!("prices/{}", self.file);
        let text = &files.iter().find(|(known, _)| *known == name).unwrap().1;
        let before = text.find(self.at).unwrap_or_else(|| panic!("{} is not in {}", self.at, self.file));
        let line = u32::try_from(text[..before].lines().count().max(1)).unwrap();
        let line =
            if before == 0 || text[..before].ends_with('\n') { line + u32::from(before > 0) } else { line };
        let is_it = |finding: &&Finding| {
            finding.rule == self.rule
                && finding.file == name
                && finding.line == line
                && finding.remedy.contains(self.remedy)
        };
        assert!(
            findings.iter().any(|finding| is_it(&finding)),
            "{} at {name}:{line} with remedy \"{}\" is not among:\n{}",
            self.rule,
            self.remedy,
            shown(&findings)
        );
    }
}
