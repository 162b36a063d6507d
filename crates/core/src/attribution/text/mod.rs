//! Rules as text: the form of record that people write, read and keep beside their code.
//!
//! Owns: reading with every finding, writing, edits of one rule, a rule in a sentence. Never does: evaluation, storage.
//! Invariants: an edit leaves every byte of other entries as it was; what is written for a rule reads as that rule; a text
//! with findings is no rules.

mod condition;
mod describe;
mod edit;
mod entry;
mod finding;
mod fixture;
mod parse;
mod rule;
mod write;

use std::collections::BTreeMap;

use super::Rule;
use crate::kernel::Day;

pub use describe::describe;
pub use edit::{RuleEdit, RulesError, edit};
pub use finding::{RuleFinding, RuleFindingLevel};
pub use parse::parse;
pub use write::{write, write_tables};

#[cfg(test)]
mod tests;

/// Tables that rules look values up in: by name, then by what a column tells.
pub type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// What a text of rules says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesText {
    /// Rules in the order in which they are asked.
    pub rules: Vec<Rule>,
    /// Notes by id of the rule; only rules that have one.
    pub notes: BTreeMap<String, String>,
    /// Line of the text on which each rule opens, from 1, by its id.
    pub lines: BTreeMap<String, u32>,
    /// Tests, in the order of the text.
    pub tests: Vec<Fixture>,
    /// Tables.
    pub tables: Tables,
}

impl RulesText {
    /// Findings that name a rule, at the line on which the rule opens.
    #[must_use]
    pub fn placed(&self, findings: Vec<RuleFinding>) -> Vec<RuleFinding> {
        let place = |finding: RuleFinding| {
            let line = finding.rule.as_ref().and_then(|rule| self.lines.get(rule)).copied();
            RuleFinding { line, column: line.map(|_| 1), ..finding }
        };
        findings.into_iter().map(place).collect()
    }
}

/// What the rules must come to for something that is known, or could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// What is tested, in the analyst's words.
    pub name: String,
    /// Texts by column; at least one.
    pub with: BTreeMap<String, String>,
    /// Day.
    pub on: Day,
    /// Values by dimension, at least one; `None` is unattributed.
    pub expect: BTreeMap<String, Option<String>>,
    /// Line of the text, from 1; `None` when it was not read from one.
    pub line: Option<u32>,
}
