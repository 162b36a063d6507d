//! Price books and contracts as files.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use showback_core::pricing::{ContractFinding, bundled};
use showback_pricebook::{Book, BookError, Compiled, Finding, compile};

use crate::failure::{Failure, usage};

/// A book with its hash.
pub(super) type Hashed = (Arc<Book>, String);

/// What was found in a book that is read for its findings.
pub(super) struct Checked {
    /// The book; `None` when it is broken.
    pub book: Option<Hashed>,
    /// Errors and notes.
    pub findings: Vec<Finding>,
}

/// The book of this release.
pub(super) fn bundled_book() -> Hashed {
    (Arc::new(bundled::book().clone()), bundled::hash_text().to_owned())
}

/// The book of a file or of a folder of source; the bundled one without a path.
pub(super) fn from_path(path: Option<&Path>) -> Result<Hashed, Failure> {
    let Some(path) = path else { return Ok(bundled_book()) };
    let checked = check(path)?;
    checked.book.ok_or_else(|| {
        let first = checked.findings.first().map(ToString::to_string).unwrap_or_default();
        usage(
            format!("the price book {} is broken: {first}", path.display()),
            "showback prices check prints every finding",
        )
    })
}

/// Reads and checks a file or a folder of source.
pub(super) fn check(path: &Path) -> Result<Checked, Failure> {
    if path.is_dir() {
        let files = source_files(path).map_err(|error| unreadable(path, &error))?;
        if files.is_empty() {
            let message = format!("{} holds no .toml file of a price book", path.display());
            return Err(usage(message, "Name the folder of the book's source, or a book file"));
        }
        return match compile(&files) {
            Ok(Compiled { book, notes, .. }) => Ok(Checked { book: Some(hashed(book)?), findings: notes }),
            Err(findings) => Ok(Checked { book: None, findings }),
        };
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    match Book::from_canonical(&path.display().to_string(), &bytes) {
        Ok(book) => Ok(Checked { book: Some(hashed(book)?), findings: Vec::new() }),
        Err(BookError::Broken { findings }) => Ok(Checked { book: None, findings }),
        Err(error) => Err(usage(format!("{}: {error}", path.display()), "")),
    }
}

/// The book of a canonical text that is called `name`.
pub(super) fn from_canonical(bytes: &[u8], name: &str) -> Result<Hashed, Failure> {
    hashed(Book::from_canonical(name, bytes).map_err(|error| usage(format!("{name}: {error}"), ""))?)
}

fn hashed(book: Book) -> Result<Hashed, Failure> {
    let hash = book.hash().map_err(|error| usage(error.to_string(), ""))?;
    Ok((Arc::new(book), hash.to_string()))
}

fn source_files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml" || end == "txt") {
            files.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(if files.iter().any(|(name, _)| name.ends_with(".toml")) { files } else { Vec::new() })
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    usage(format!("{} cannot be read: {error}", path.display()), "Check the path")
}

/// The first thing that is wrong with a contract file, by its line.
pub(super) fn contract_findings(path: Option<&Path>, findings: &[ContractFinding]) -> Failure {
    let name = path.map(|path| path.display().to_string()).unwrap_or_default();
    let Some(first) = findings.first() else { return usage(format!("{name} is no contract"), "") };
    let line = first.line.map(|line| format!(":{line}")).unwrap_or_default();
    let others = match findings.len() {
        0 | 1 => String::new(),
        more => format!(" (and {} more)", more - 1),
    };
    usage(format!("{name}{line}: {}{others}", first.what), &first.remedy)
}
