//! What is wrong with a contract's text, and what to do about it.

use serde::Serialize;
use ts_rs::TS;

/// Whether a finding keeps the contract from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ContractFindingLevel {
    /// The text is no contract.
    Error,
    /// The contract holds, but this entry may have no effect.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractFinding {
    /// Line of the text, from 1; `null` when the contract was not read from a text.
    pub line: Option<u32>,
    /// Character in that line, from 1; `null` with the line.
    pub column: Option<u32>,
    /// Whether it keeps the contract from being used.
    pub level: ContractFindingLevel,
    /// Id of the entry; `null` when it has none or the finding is about the text as a whole.
    pub entry: Option<String>,
    /// Field of the text form, for example `percent`; `null` when it is about the entry as a whole.
    pub field: Option<String>,
    /// What is wrong, on which thing.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl std::fmt::Display for ContractFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}
