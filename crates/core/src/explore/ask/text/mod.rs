//! The text form of a question, which people write and links carry:
//!
//! ```text
//! spend, tokens by team, model per week from 2026-10-01 to 2026-11-01 compared with 2026-09-01 to 2026-10-01
//! where model is "a" or "b" and team is not untold in USD ordered by change ascending
//! ```
//!
//! Days are half-open. The window of rows is not part of it. What is written is read back as the same question.

mod read;
#[cfg(test)]
mod tests;
mod words;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// Before the text in a link, which follows it percent-encoded.
const LINK: &str = "showback://explore?q=";
/// The value of a row that does not tell a dimension.
const UNTOLD: &str = "untold";
