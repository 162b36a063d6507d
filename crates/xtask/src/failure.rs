//! One sentence on what went wrong, and on which thing.

use std::fmt;

/// What a command returns.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a command stopped, as a sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with its whole sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A failure of one step, with the cause the system gave.
    pub fn of(step: impl fmt::Display, cause: impl fmt::Display) -> Self {
        Self(format!("{step}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
