//! What is wrong with a book, where, and what to do about it.

use std::fmt;

/// Whether a finding stops the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The book does not exist until this is put right.
    Error,
    /// Worth a look; the book stands.
    Note,
}

/// One fault of a book.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// File as the caller named it.
    pub file: String,
    /// Line, from 1. A canonical text is one line.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Whether it stops the book.
    pub severity: Severity,
    /// Short name of the broken rule, listed in `docs/prices-maintenance.md`.
    pub rule: &'static str,
    /// What is wrong, on which row.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = if self.severity == Severity::Note { "note: " } else { "" };
        write!(
            f,
            "{}:{}:{}: {note}{} [{}]. Remedy: {}",
            self.file, self.line, self.column, self.what, self.rule, self.remedy
        )
    }
}

/// Whether any of them stops the book.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
