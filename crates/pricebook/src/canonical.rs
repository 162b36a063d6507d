//! The canonical text of a book: one JSON, keys in order, no space between, decimals as normalised text.

use std::fmt;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::checks;
use crate::finding::{Finding, Severity};
use crate::model::Book;
use crate::order;
use crate::places::Places;

/// Largest file of a book, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most rates of a book.
pub const MAX_ROWS: usize = 200_000;
/// Longest text in a book, in characters.
pub const MAX_TEXT: usize = 512;
/// Deepest nesting of a canonical text.
pub const MAX_DEPTH: usize = 16;

/// SHA-256 of a canonical text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of a text.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why a file is not a price book.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// Longer than a book may be.
    #[error(
        "the price book has {bytes} bytes, more than the {MAX_BYTES} a book may have: ask for a smaller file"
    )]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Nested deeper than a book may be.
    #[error(
        "the price book nests deeper than {MAX_DEPTH} levels: it is no price book, take the file from the release page"
    )]
    TooDeep,
    /// Not the JSON of a book.
    #[error(
        "the price book cannot be read at line {line}, column {column} ({reason}): take the file from the release page again"
    )]
    Unreadable {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What stood there, in the reader's words.
        reason: String,
    },
    /// The book reads, but its text is not the canonical one, so its hash would mean nothing.
    #[error(
        "the price book is not in canonical form: write it with `showback prices` or take it from the release page"
    )]
    NotCanonical,
    /// The book breaks its own rules.
    #[error("the price book breaks {} of its rules, the first: {}", .findings.len(), first(.findings))]
    Broken {
        /// Each error.
        findings: Vec<Finding>,
    },
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(ToString::to_string).unwrap_or_default()
}

impl Book {
    /// The canonical text.
    pub fn to_canonical(&self) -> Result<Vec<u8>, BookError> {
        let value = serde_json::to_value(self).map_err(|error| unreadable(&error))?;
        let mut text = Vec::with_capacity(1 << 20);
        write_value(&value, &mut text);
        Ok(text)
    }

    /// SHA-256 of the canonical text.
    pub fn hash(&self) -> Result<Hash, BookError> {
        Ok(Hash::of(&self.to_canonical()?))
    }

    /// Reads a canonical text that this build made and checked itself: form and limits are judged, the rules of a book
    /// are not. Anything from outside goes through [`Book::from_canonical`].
    pub fn from_own_canonical(bytes: &[u8]) -> Result<Self, BookError> {
        if bytes.len() > MAX_BYTES {
            return Err(BookError::TooLarge { bytes: bytes.len() });
        }
        if is_too_deep(bytes) {
            return Err(BookError::TooDeep);
        }
        serde_json::from_slice(bytes).map_err(|error| unreadable(&error))
    }

    /// Reads a canonical text from anywhere, with every limit and every rule of a book. `name` stands in findings.
    pub fn from_canonical(name: &str, bytes: &[u8]) -> Result<Self, BookError> {
        let book = Self::from_own_canonical(bytes)?;
        if !book.is_canonical_text(bytes)? {
            return Err(BookError::NotCanonical);
        }
        let findings = checks::check(&book, &Places::without_source(name));
        let findings: Vec<Finding> =
            findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        if findings.is_empty() { Ok(book) } else { Err(BookError::Broken { findings }) }
    }

    /// How many rates it has, fees included.
    pub fn row_count(&self) -> usize {
        let of_models =
            self.channels.iter().flat_map(|channel| &channel.models).map(|model| model.rates.len());
        of_models.sum::<usize>() + self.channels.iter().map(|channel| channel.fees.len()).sum::<usize>()
    }

    /// Whether these bytes are this book's canonical text.
    pub(crate) fn is_canonical_text(&self, bytes: &[u8]) -> Result<bool, BookError> {
        Ok(order::is_canonical(self) && self.to_canonical()? == bytes)
    }
}

fn unreadable(error: &serde_json::Error) -> BookError {
    BookError::Unreadable { line: error.line(), column: error.column(), reason: error.to_string() }
}

/// Whether brackets outside of texts nest too deep; judged before anything is built from them.
fn is_too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Writes keys in byte order whatever order the JSON library keeps them in.
fn write_value(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            text.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                write_value(item, text);
            }
            text.push(b']');
        }
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            text.push(b'{');
            for (at, (key, item)) in entries.into_iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                write_value(&Value::String(key.clone()), text);
                text.push(b':');
                write_value(item, text);
            }
            text.push(b'}');
        }
        scalar => text.extend_from_slice(scalar.to_string().as_bytes()),
    }
}
