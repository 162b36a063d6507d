//! What is wrong with a text of rules, and what to do about it.

use serde::Serialize;
use ts_rs::TS;

/// Whether a finding keeps rules from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RuleFindingLevel {
    /// The text is no rules.
    Error,
    /// The rules hold, but this one may not do what was meant.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleFinding {
    /// Line of the text, from 1; `null` when it is about no text.
    pub line: Option<u32>,
    /// Character in that line, from 1; `null` with the line.
    pub column: Option<u32>,
    /// Id of the rule; `null` when it has none or the finding is about something else.
    pub rule: Option<String>,
    /// Whether it keeps the rules from being used.
    pub level: RuleFindingLevel,
    /// What is wrong, on which thing.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl std::fmt::Display for RuleFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}
