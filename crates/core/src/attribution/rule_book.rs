//! The rules in force as their text has them, and what the registry says against them.

use std::collections::BTreeSet;

use super::decisions::{Decision, Decisions, ValueSet};
use super::error::words;
use super::model::Source;
use super::registry::{Registry, exists_on};
use super::text::{RuleFinding, RuleFindingLevel, RulesText, parse};

/// Rules in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleBook {
    /// Decision that holds the text; `None` while there are no rules.
    pub id: Option<i64>,
    /// As it was saved.
    pub text: String,
    /// What it says; nothing where it cannot be read any more.
    pub parsed: RulesText,
    /// Why it cannot be read any more.
    pub findings: Vec<RuleFinding>,
}

impl RuleBook {
    /// The latest text in force.
    pub fn of(decisions: &Decisions, dimensions: &BTreeSet<String>) -> Self {
        let texts = decisions.by_id.iter().rev();
        let mut texts = texts.filter_map(|(id, made)| match &made.decision {
            Decision::Rules(set) => Some((*id, set.text.clone())),
            _ => None,
        });
        let Some((id, text)) = texts.next() else { return Self::default() };
        match parse(&text, dimensions) {
            Ok(parsed) => Self { id: Some(id), text, parsed, findings: Vec::new() },
            Err(findings) => Self { id: Some(id), text, parsed: RulesText::default(), findings },
        }
    }

    /// Names the text.
    pub fn hash(&self) -> String {
        hash_of(&self.text)
    }
}

/// Names a text of rules.
pub fn hash_of(text: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// Values that rules set on days on which they do not exist.
pub fn value_findings(registry: &Registry, text: &RulesText) -> Vec<RuleFinding> {
    let mut findings = Vec::new();
    for rule in &text.rules {
        for set in &rule.set {
            let Source::Constant(name) = &set.value else { continue };
            let Some(known) = registry.value(&set.dimension, name) else { continue };
            if let Err(exists) = exists_on(&known.value, rule.dates) {
                findings.push(RuleFinding {
                    line: text.lines.get(&rule.id).copied(),
                    column: text.lines.get(&rule.id).map(|_| 1),
                    rule: Some(rule.id.clone()),
                    level: RuleFindingLevel::Error,
                    what: format!(
                        "the rule \"{}\" holds {}, and \"{}\" exists {}",
                        rule.id,
                        words(rule.dates),
                        known.value.name,
                        words(exists)
                    ),
                    remedy: "let the rule hold only while the value exists, or change the dates of the value"
                        .to_owned(),
                });
            }
        }
    }
    findings
}

/// Values that rules set and nobody registered yet, each once.
pub fn new_values(registry: &Registry, text: &RulesText) -> Vec<ValueSet> {
    let mut seen = BTreeSet::new();
    let mut values = Vec::new();
    for set in text.rules.iter().flat_map(|rule| &rule.set) {
        let Source::Constant(name) = &set.value else { continue };
        let is_new = registry.value(&set.dimension, name).is_none();
        if is_new && seen.insert((set.dimension.clone(), super::fold(name))) {
            values.push(ValueSet::called(&set.dimension, name));
        }
    }
    values
}
