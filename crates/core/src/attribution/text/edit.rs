//! Changing one rule of the text and no other byte of it.

use std::collections::BTreeSet;

use thiserror::Error;

use super::finding::RuleFinding;
use super::parse::{Located, locate, parse};
use super::write::{fields, write};
use crate::attribution::Rule;
use crate::text_form::{
    Block, Field, append, blocks, change_fields, insert_after, insert_before, move_after, move_before,
    with_newlines_of, without,
};

/// A change of one rule.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleEdit {
    /// A new rule.
    Add {
        /// What it says.
        rule: Rule,
        /// What is noted about it.
        note: Option<String>,
        /// Id of the rule that is asked after it; `None` puts it behind all others.
        before: Option<String>,
    },
    /// Another wording, in its place.
    Replace {
        /// Which.
        id: String,
        /// What it says now.
        rule: Rule,
        /// What is noted about it now.
        note: Option<String>,
    },
    /// A rule less.
    Remove {
        /// Which.
        id: String,
    },
    /// Another order.
    Move {
        /// Which.
        id: String,
        /// Id of the rule that is asked after it; `None` puts it behind all others.
        before: Option<String>,
    },
}

/// Why rules were not edited.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RulesError {
    /// The text that was to be edited cannot be read.
    #[error("the rules cannot be read before the edit: {}", sentence(findings))]
    Unreadable {
        /// What is wrong with it.
        findings: Vec<RuleFinding>,
    },
    /// The edited text could not be read.
    #[error("the edit is refused: {}", sentence(findings))]
    Refused {
        /// What would be wrong with it, without places, since that text was never shown.
        findings: Vec<RuleFinding>,
    },
    /// No rule has the id.
    #[error("there is no rule \"{id}\": reload the rules, since it may have been removed")]
    UnknownRule {
        /// The id.
        id: String,
    },
}

impl RulesError {
    /// What is wrong with the text; empty for other errors.
    pub fn findings(&self) -> &[RuleFinding] {
        match self {
            Self::Unreadable { findings } | Self::Refused { findings } => findings,
            Self::UnknownRule { .. } => &[],
        }
    }
}

fn sentence(findings: &[RuleFinding]) -> String {
    let first = findings.first().map(ToString::to_string).unwrap_or_default();
    match findings.len() {
        0 | 1 => first,
        count => format!("{first} (and {} more)", count - 1),
    }
}

/// The text with the edit. Comments, order and spacing of everything else stay as they are, byte for byte, and the answer
/// can always be read.
pub fn edit(text: &str, edit: RuleEdit, known_dimensions: &BTreeSet<String>) -> Result<String, RulesError> {
    let located = locate(text, known_dimensions).map_err(|findings| RulesError::Unreadable { findings })?;
    let all = blocks(text, &located.places);
    let own = located.of_rules.iter().filter_map(|at| all.get(*at).cloned()).collect();
    let editor = Editor { text, blocks: own, located, dimensions: known_dimensions };
    let edited = match edit {
        RuleEdit::Add { rule, note, before } => editor.add(&rule, note.as_deref(), before.as_deref())?,
        RuleEdit::Replace { id, rule, note } => editor.replace(&id, &rule, note.as_deref())?,
        RuleEdit::Remove { id } => without(text, editor.find(&id)?.1),
        RuleEdit::Move { id, before } => editor.moved(&id, before.as_deref())?,
    };
    match parse(&edited, known_dimensions) {
        Ok(_) => Ok(edited),
        Err(findings) => {
            let placeless = |finding| RuleFinding { line: None, column: None, ..finding };
            Err(RulesError::Refused { findings: findings.into_iter().map(placeless).collect() })
        }
    }
}

struct Editor<'t> {
    text: &'t str,
    /// Of each rule.
    blocks: Vec<Block>,
    located: Located,
    dimensions: &'t BTreeSet<String>,
}

impl Editor<'_> {
    fn find(&self, id: &str) -> Result<(&Rule, &Block), RulesError> {
        let mut pairs = self.located.text.rules.iter().zip(&self.blocks);
        let found = pairs.find(|(rule, _)| rule.id == id);
        found.ok_or_else(|| RulesError::UnknownRule { id: id.to_owned() })
    }

    fn add(&self, rule: &Rule, note: Option<&str>, before: Option<&str>) -> Result<String, RulesError> {
        let written = write(rule, note, &self.located.text.tables);
        match (before, self.blocks.last()) {
            (Some(before), _) => Ok(insert_before(self.text, self.find(before)?.1, &written)),
            (None, Some(last)) => Ok(insert_after(self.text, last, &written)),
            (None, None) => Ok(append(self.text, &written)),
        }
    }

    fn moved(&self, id: &str, before: Option<&str>) -> Result<String, RulesError> {
        let (_, block) = self.find(id)?;
        match before {
            Some(before) => Ok(move_before(self.text, block, self.find(before)?.1)),
            None => Ok(move_after(self.text, block, self.blocks.last().unwrap_or(block))),
        }
    }

    fn replace(&self, id: &str, rule: &Rule, note: Option<&str>) -> Result<String, RulesError> {
        let (old, block) = self.find(id)?;
        let was = self.located.text.notes.get(id).map(String::as_str);
        let note = note.filter(|note| !note.trim().is_empty());
        if old == rule && was == note {
            return Ok(self.text.to_owned());
        }
        let tables = &self.located.text.tables;
        let own = self.slice(block.header, block.end);
        let put = |entry: &str| {
            let (head, tail) = (self.slice(0, block.header), self.slice(block.end, self.text.len()));
            format!("{head}{}{tail}", with_newlines_of(self.text, entry))
        };
        let (before, after) = (fields(old, was, tables), fields(rule, note, tables));
        let spellings = [(before.clone(), after.clone()), (joined(before), joined(after))];
        let gently = spellings.iter().find_map(|(before, after)| {
            let changed = change_fields(own, "rule", before, after, false).ok();
            changed.map(|entry| put(&entry)).filter(|text| self.says(text, id, rule, note))
        });
        Ok(gently.unwrap_or_else(|| put(&write(rule, note, tables))))
    }

    /// Whether a text has another wording of one rule and is the same in all else.
    fn says(&self, text: &str, id: &str, rule: &Rule, note: Option<&str>) -> bool {
        let Ok(read) = parse(text, self.dimensions) else { return false };
        let mut expected = self.located.text.rules.clone();
        for place in expected.iter_mut().filter(|place| place.id == id) {
            *place = rule.clone();
        }
        read.rules == expected && read.notes.get(&rule.id).map(String::as_str) == note
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or("")
    }
}

/// Fields with further metadata under one name, as in `"meta.app"`.
fn joined(mut fields: Vec<Field>) -> Vec<Field> {
    for field in &mut fields {
        if let [when, meta, name] = field.path.as_slice() {
            field.path = vec![when.clone(), format!("{meta}.{name}")];
        }
    }
    fields
}
