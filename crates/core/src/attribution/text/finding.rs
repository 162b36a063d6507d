//! What is wrong with a text of rules, and what to do about it.

/// Whether a finding keeps rules from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleFindingLevel {
    /// The text is no rules.
    Error,
    /// The rules hold, but this one may not do what was meant.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleFinding {
    /// Line of the text, from 1; `None` when it is about no text.
    pub line: Option<u32>,
    /// Character in that line, from 1; `None` with the line.
    pub column: Option<u32>,
    /// Id of the rule; `None` when it has none or the finding is about something else.
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
