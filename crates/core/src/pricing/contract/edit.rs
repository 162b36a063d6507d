//! Changing one entry of the text and no other byte of it.

use std::collections::BTreeMap;

use thiserror::Error;
use toml_edit::{DocumentMut, Item, Table, Value};

use super::blocks::{Block, blocks};
use super::finding::ContractFinding;
use super::model::{Contract, Entry};
use super::parse::{Located, locate};
use super::text::{Field, block, fields};
use super::view::{Edit, EntryDraft};

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
        Edit::Remove { id } => editor.without(editor.find(&id)?.1),
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

    fn without(&self, block: &Block) -> String {
        let gone = block.with_gap(self.text);
        format!("{}{}", self.slice(0, gone.start), self.slice(gone.end, self.text.len()))
    }

    fn moved(&self, id: &str, before: Option<&str>) -> Result<String, ContractError> {
        let (_, block) = self.find(id)?;
        let moving = self.slice(block.start, block.end);
        let Some(before) = before else { return Ok(append(&self.without(block), moving)) };
        let (_, target) = self.find(before)?;
        if target == block {
            return Ok(self.text.to_owned());
        }
        let gone = block.with_gap(self.text);
        let kept = |from: usize, to: usize| {
            let (first, second) = (self.slice(from, to.min(gone.start)), self.slice(from.max(gone.end), to));
            format!("{}{}", if from < gone.start { first } else { "" }, second)
        };
        let newline = newline_of(self.text);
        let moving = moving.trim_end_matches(['\r', '\n']);
        let (head, tail) = (kept(0, target.start), kept(target.start, self.text.len()));
        Ok(format!("{head}{moving}{newline}{newline}{tail}"))
    }

    fn replace(&self, id: &str, draft: &EntryDraft) -> Result<String, ContractError> {
        let (old, place) = self.find(id)?;
        let new = entry_of(draft)?;
        if *old == new {
            return Ok(self.text.to_owned());
        }
        let (comments, own) = (self.slice(place.start, place.header), self.slice(place.header, place.end));
        let changed = if old.term.kind() == new.term.kind() {
            change_fields(own, old, &new)?
        } else {
            block(&EntryDraft::from(&new))
        };
        let changed = with_newlines(&changed, newline_of(self.text));
        let (head, tail) = (self.slice(0, place.start), self.slice(place.end, self.text.len()));
        Ok(format!("{head}{comments}{changed}{tail}"))
    }
}

/// The entry's own text with other values; lines that say the same as before stay as they are.
fn change_fields(own: &str, old: &Entry, new: &Entry) -> Result<String, ContractError> {
    let inseparable = |cause: String| ContractError::Inseparable { id: old.id.clone(), cause };
    let before = fields(&EntryDraft::from(old));
    let after = fields(&EntryDraft::from(new));
    let changed = |all: bool| -> Result<String, ContractError> {
        let mut document: DocumentMut = own.parse().map_err(|error| inseparable(format!("{error}")))?;
        let tables = document.get_mut(new.term.kind().word()).and_then(Item::as_array_of_tables_mut);
        let table = tables.and_then(|tables| tables.get_mut(0));
        let table = table.ok_or_else(|| inseparable("its opening line is not found".to_owned()))?;
        set_fields(table, &before, &after, all).map_err(&inseparable)?;
        Ok(document.to_string())
    };
    let gently = changed(false)?;
    let says_it = Contract::parse(&gently).is_ok_and(|read| read.entries.as_slice() == [new.clone()]);
    // A field may restate a default that is another one now, such as `paid` beside a changed `amount`.
    if says_it { Ok(gently) } else { changed(true) }
}

fn set_fields(table: &mut Table, before: &[Field], after: &[Field], all: bool) -> Result<(), String> {
    let was: BTreeMap<&str, &str> = before.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let stays: Vec<&str> = after.iter().map(|(field, _)| *field).collect();
    let present: Vec<String> = table.iter().map(|(field, _)| field.to_owned()).collect();
    for field in present {
        if !stays.contains(&field.as_str()) && (all || was.contains_key(field.as_str())) {
            table.remove(&field);
        }
    }
    for (field, value) in after {
        if was.get(field) == Some(&value.as_str()) && table.contains_key(field) {
            continue;
        }
        let mut value: Value = value.parse().map_err(|error| format!("{error}"))?;
        match table.get_mut(field) {
            Some(Item::Value(present)) => {
                *value.decor_mut() = present.decor().clone();
                *present = value;
            }
            Some(_) => {
                table.remove(field);
                table.insert(field, Item::Value(value));
            }
            None => {
                table.insert(field, Item::Value(value));
            }
        }
    }
    Ok(())
}

/// The block at the end of the text, after a blank line.
fn append(text: &str, block: &str) -> String {
    let newline = newline_of(text);
    let block = with_newlines(block.trim_end_matches(['\r', '\n']), newline);
    let is_empty = text.trim_start_matches('\u{feff}').is_empty();
    let ends_line = is_empty || text.ends_with('\n');
    let ends_blank = is_empty || text.ends_with("\n\n") || text.ends_with("\n\r\n");
    let break_line = if ends_line { "" } else { newline };
    let blank_line = if ends_blank { "" } else { newline };
    format!("{text}{break_line}{blank_line}{block}{newline}")
}

fn newline_of(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text.get(..at).is_some_and(|line| line.ends_with('\r'))) {
        "\r\n"
    } else {
        "\n"
    }
}

fn with_newlines(text: &str, newline: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', newline)
}
