//! Changing one entry of the text and no other byte of it.

use thiserror::Error;

use super::finding::ContractFinding;
use super::model::{Contract, Entry};
use super::parse::{Located, locate};
use super::text::{block, fields};
use super::view::{Edit, EntryDraft};
use crate::text_form::{Block, Field, append, blocks, change_fields, move_before, with_newlines_of, without};

/// Why a contract was not edited.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ContractError {
    /// The text that was to be edited is no contract.
    #[error("the contract cannot be read before the edit: {}", sentence(findings))]
    Unreadable {
        /// What is wrong with it.
        findings: Vec<ContractFinding>,
    },
    /// The edited text would be no contract.
    #[error("the edit is refused: {}", sentence(findings))]
    Refused {
        /// What would be wrong with it; without a place when the draft alone is at fault.
        findings: Vec<ContractFinding>,
    },
    /// No entry has the id.
    #[error("the contract has no entry \"{id}\": reload it, since it may have been removed")]
    UnknownEntry {
        /// The id.
        id: String,
    },
    /// The entry's text could not be taken apart.
    #[error("the entry \"{id}\" cannot be changed in place: edit the text instead: {cause}")]
    Inseparable {
        /// The entry.
        id: String,
        /// What the parser said.
        cause: String,
    },
}

impl ContractError {
    /// What is wrong with the text; empty for other errors.
    pub fn findings(&self) -> &[ContractFinding] {
        match self {
            Self::Unreadable { findings } | Self::Refused { findings } => findings,
            Self::UnknownEntry { .. } | Self::Inseparable { .. } => &[],
        }
    }
}

fn sentence(findings: &[ContractFinding]) -> String {
    let first = findings.first().map(ToString::to_string).unwrap_or_default();
    match findings.len() {
        0 | 1 => first,
        count => format!("{first} (and {} more)", count - 1),
    }
}

/// The text with the edit. Comments, order and spacing of everything else stay as they are, byte for byte, and the
/// answer is always a contract.
pub fn edit(text: &str, edit: Edit) -> Result<String, ContractError> {
    let located = locate(text).map_err(|findings| ContractError::Unreadable { findings })?;
    let editor = Editor { text, blocks: blocks(text, &located.places), located };
    let edited = match edit {
        Edit::Add(draft) => {
            entry_of(&draft)?;
            append(text, &block(&draft))
        }
        Edit::Replace { id, draft } => editor.replace(&id, &draft)?,
        Edit::Remove { id } => without(text, editor.find(&id)?.1),
        Edit::Move { id, before } => editor.moved(&id, before.as_deref())?,
    };
    match Contract::parse(&edited) {
        Ok(_) => Ok(edited),
        Err(findings) => Err(ContractError::Refused { findings }),
    }
}

/// What the draft says; its findings have no place, since the draft stands in no text.
fn entry_of(draft: &EntryDraft) -> Result<Entry, ContractError> {
    draft.to_entry().map_err(|mut findings| {
        for finding in &mut findings {
            (finding.line, finding.column) = (None, None);
        }
        ContractError::Refused { findings }
    })
}

struct Editor<'t> {
    text: &'t str,
    blocks: Vec<Block>,
    located: Located,
}

impl Editor<'_> {
    fn find(&self, id: &str) -> Result<(&Entry, &Block), ContractError> {
        let mut pairs = self.located.contract.entries.iter().zip(&self.blocks);
        let found = pairs.find(|(entry, _)| entry.id == id);
        found.ok_or_else(|| ContractError::UnknownEntry { id: id.to_owned() })
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or("")
    }

    fn moved(&self, id: &str, before: Option<&str>) -> Result<String, ContractError> {
        let (_, block) = self.find(id)?;
        match before {
            Some(before) => Ok(move_before(self.text, block, self.find(before)?.1)),
            None => Ok(append(&without(self.text, block), self.slice(block.start, block.end))),
        }
    }

    fn replace(&self, id: &str, draft: &EntryDraft) -> Result<String, ContractError> {
        let (old, place) = self.find(id)?;
        let new = entry_of(draft)?;
        if *old == new {
            return Ok(self.text.to_owned());
        }
        let (comments, own) = (self.slice(place.start, place.header), self.slice(place.header, place.end));
        let changed = if old.term.kind() == new.term.kind() {
            changed_text(own, old, &new)?
        } else {
            block(&EntryDraft::from(&new))
        };
        let changed = with_newlines_of(self.text, &changed);
        let (head, tail) = (self.slice(0, place.start), self.slice(place.end, self.text.len()));
        Ok(format!("{head}{comments}{changed}{tail}"))
    }
}

/// The entry's own text with other values; lines that say the same as before stay as they are.
fn changed_text(own: &str, old: &Entry, new: &Entry) -> Result<String, ContractError> {
    let (before, after) = (paths(old), paths(new));
    let changed = |all: bool| {
        let changed = change_fields(own, new.term.kind().word(), &before, &after, all);
        changed.map_err(|cause| ContractError::Inseparable { id: old.id.clone(), cause })
    };
    let gently = changed(false)?;
    let says_it = Contract::parse(&gently).is_ok_and(|read| read.entries.as_slice() == [new.clone()]);
    // A field may restate a default that is another one now, such as `paid` beside a changed `amount`.
    if says_it { Ok(gently) } else { changed(true) }
}

fn paths(entry: &Entry) -> Vec<Field> {
    fields(&EntryDraft::from(entry)).into_iter().map(|(field, value)| Field::of(field, value)).collect()
}
