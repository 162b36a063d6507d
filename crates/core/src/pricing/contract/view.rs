//! Entries as they cross the border to the window, and the edits that come back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::forms::TermForm;
use super::model::Entry;
use super::summary::summary;

/// The kinds of entries, each with its `[[...]]` of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EntryKind {
    /// Negotiated prices.
    Rate,
    /// A model the book does not know.
    Model,
    /// Another name of a model.
    Alias,
    /// A share off the list price.
    Discount,
    /// Money or usage promised or paid in advance.
    Commitment,
    /// Capacity bought by time.
    Capacity,
    /// A fee.
    Fee,
    /// Money given by the channel.
    Credit,
    /// An assumption.
    Assume,
}

impl EntryKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Rate,
        Self::Model,
        Self::Alias,
        Self::Discount,
        Self::Commitment,
        Self::Capacity,
        Self::Fee,
        Self::Credit,
        Self::Assume,
    ];

    /// Its word in the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Model => "model",
            Self::Alias => "alias",
            Self::Discount => "discount",
            Self::Commitment => "commitment",
            Self::Capacity => "capacity",
            Self::Fee => "fee",
            Self::Credit => "credit",
            Self::Assume => "assume",
        }
    }
}

/// An entry as the window fills it in. Nothing is checked yet: adding or replacing with it answers every finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct EntryDraft {
    /// Unique within the contract: letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// First day or instant, `YYYY-MM-DD` or RFC 3339; `null` for as far back as known.
    #[serde(default)]
    pub from: Option<String>,
    /// First day or instant after; `null` for open.
    #[serde(default)]
    pub to: Option<String>,
    /// Why it is there, in the analyst's words; never empty.
    pub reason: String,
    /// What it says.
    pub term: TermForm,
}

/// An entry as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractEntryView {
    /// What kind; the same as in `term`.
    pub kind: EntryKind,
    /// Unique within the contract.
    pub id: String,
    /// First day or instant, `YYYY-MM-DD` or RFC 3339; `null` for as far back as known.
    pub from: Option<String>,
    /// First day or instant after; `null` for open.
    pub to: Option<String>,
    /// Why it is there, in the analyst's words.
    pub reason: String,
    /// What it says in one line of plain words, for example `12.5 % off all anthropic tokens from 2026-07-01`.
    pub summary: String,
    /// Its fields; put into an [`EntryDraft`] they give the same entry.
    pub term: TermForm,
}

impl From<&Entry> for ContractEntryView {
    fn from(entry: &Entry) -> Self {
        let EntryDraft { id, from, to, reason, term } = EntryDraft::from(entry);
        Self { kind: entry.term.kind(), id, from, to, reason, summary: summary(entry), term }
    }
}

/// One change of a contract's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "action", rename_all = "snake_case")]
#[ts(export, rename = "ContractEdit")]
pub enum Edit {
    /// A new entry at the end.
    Add(EntryDraft),
    /// Other fields for an entry; its comments and place stay.
    Replace {
        /// The entry.
        id: String,
        /// What it is to say; its id may be another.
        draft: EntryDraft,
    },
    /// An entry goes, with the comment lines directly above it.
    Remove {
        /// The entry.
        id: String,
    },
    /// An entry goes to another place, with the comment lines directly above it.
    Move {
        /// The entry.
        id: String,
        /// The entry it is to stand before; `null` for the end.
        before: Option<String>,
    },
}
