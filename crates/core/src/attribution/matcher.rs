//! Conditions on one text. Each takes time linear in the text, whoever wrote it.

use std::collections::BTreeSet;

use regex::{Regex, RegexBuilder};

/// Bytes a compiled pattern may take.
const LARGEST_PATTERN: usize = 256 << 10;

/// What a text must be. Texts that a source does not tell match nothing but [`Matcher::NotTold`].
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Exactly this.
    Is(String),
    /// One of these.
    OneOf(BTreeSet<String>),
    /// Begins so.
    Prefix(String),
    /// `*` stands for any run of characters, `?` for one.
    Glob(Pattern),
    /// A regular expression that matches somewhere in the text.
    Regex(Pattern),
    /// Told, and not empty.
    Told,
    /// Not told, or told to be nothing.
    NotTold,
}

/// A pattern as it was written, and compiled.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    compiled: Regex,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// It is no pattern.
    #[error("the pattern \"{written}\" cannot be read: {detail}")]
    Unreadable {
        /// As written.
        written: String,
        /// What its reader says.
        detail: String,
    },
    /// It would take too much room.
    #[error("the pattern \"{written}\" is too large: write fewer repetitions, or several rules")]
    TooLarge {
        /// As written.
        written: String,
    },
}

impl Matcher {
    /// A glob.
    pub fn glob(written: &str) -> Result<Self, MatcherError> {
        let mut expression = String::from("^");
        for character in written.chars() {
            match character {
                '*' => expression.push_str(".*"),
                '?' => expression.push('.'),
                plain => expression.push_str(&regex::escape(plain.encode_utf8(&mut [0; 4]))),
            }
        }
        expression.push('$');
        Ok(Self::Glob(Pattern { written: written.to_owned(), compiled: compiled(written, &expression)? }))
    }

    /// A regular expression.
    pub fn regex(written: &str) -> Result<Self, MatcherError> {
        Ok(Self::Regex(Pattern { written: written.to_owned(), compiled: compiled(written, written)? }))
    }

    /// Whether a text passes; `None` is a text that is not told.
    pub fn passes(&self, text: Option<&str>) -> bool {
        let told = text.filter(|text| !text.is_empty());
        match (self, told) {
            (Self::NotTold, told) => told.is_none(),
            (_, None) => false,
            (Self::Told, Some(_)) => true,
            (Self::Is(wanted), Some(text)) => wanted == text,
            (Self::OneOf(wanted), Some(text)) => wanted.contains(text),
            (Self::Prefix(prefix), Some(text)) => text.starts_with(prefix.as_str()),
            (Self::Glob(pattern) | Self::Regex(pattern), Some(text)) => pattern.compiled.is_match(text),
        }
    }

    /// What the numbered group of its pattern holds in a text.
    pub fn capture<'t>(&self, text: &'t str, group: usize) -> Option<&'t str> {
        match self {
            Self::Regex(pattern) => Some(pattern.compiled.captures(text)?.get(group)?.as_str()),
            _ => None,
        }
    }

    /// Numbered groups of a regular expression; `None` for what has no groups.
    pub fn groups(&self) -> Option<usize> {
        match self {
            Self::Regex(pattern) => Some(pattern.compiled.captures_len().saturating_sub(1)),
            _ => None,
        }
    }
}

impl Pattern {
    /// As it was written.
    pub fn written(&self) -> &str {
        &self.written
    }
}

// Two patterns are the same when they are written the same.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Is(left), Self::Is(right)) | (Self::Prefix(left), Self::Prefix(right)) => left == right,
            (Self::OneOf(left), Self::OneOf(right)) => left == right,
            (Self::Glob(left), Self::Glob(right)) | (Self::Regex(left), Self::Regex(right)) => left == right,
            (Self::Told, Self::Told) | (Self::NotTold, Self::NotTold) => true,
            _ => false,
        }
    }
}

fn compiled(written: &str, expression: &str) -> Result<Regex, MatcherError> {
    let built = RegexBuilder::new(expression).size_limit(LARGEST_PATTERN).dot_matches_new_line(true).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => MatcherError::TooLarge { written: written.to_owned() },
        other => MatcherError::Unreadable { written: written.to_owned(), detail: other.to_string() },
    })
}
