//! The contract as text and as entries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::pricing::{ContractEntryView, EntryDraft};

/// The contract in force.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractView {
    /// Its text, as saved.
    pub text: String,
    /// Hash of what it says.
    pub hash: String,
    /// When it was saved, RFC 3339; `null` when there never was one.
    pub saved_at: Option<String>,
    /// Its entries in order.
    pub entries: Vec<ContractEntryView>,
    /// What is doubtful: models the book does not know, entries without effect.
    pub findings: Vec<ContractFindingView>,
    /// Months with list, contracted, effective and expected billed cost, newest first.
    pub months: Vec<SettledMonthView>,
    /// Earlier texts, newest first.
    pub earlier: Vec<ContractVersionView>,
}

/// An earlier text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractVersionView {
    /// Names the text; texts that say the same have the same hash.
    pub id: i64,
    /// Hash.
    pub hash: String,
    /// When it was saved.
    pub saved_at: String,
    /// Entries in it.
    pub entries: u32,
}

/// One of the texts kept here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractVersionRequest {
    /// Id of the version.
    pub id: i64,
}

/// Something wrong or doubtful in a contract's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractFindingView {
    /// Line, from 1; `null` when it is about no line.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    /// What.
    pub text: String,
    /// What to do.
    pub remedy: String,
    /// Whether it must be mended before saving.
    pub is_error: bool,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractTextRequest {
    /// The whole text.
    pub text: String,
}

/// What a text says, before it is saved.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractCheckView {
    /// Its entries; empty when it cannot be read.
    pub entries: Vec<ContractEntryView>,
    /// Errors and doubts.
    pub findings: Vec<ContractFindingView>,
}

/// One change of a text, which keeps everything else as it is.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractEditRequest {
    /// The text to change.
    pub text: String,
    /// Id of the entry to replace or remove; `null` to add one.
    #[serde(default)]
    pub id: Option<String>,
    /// What it becomes; `null` to remove it.
    #[serde(default)]
    pub draft: Option<EntryDraft>,
}

/// The text after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContractTextView {
    /// The whole text.
    pub text: String,
}

/// What usage of a month costs, from public rates to the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettledMonthView {
    /// `YYYY-MM`.
    pub month: String,
    /// ISO 4217.
    pub currency: String,
    /// At public rates; the low end of a range, as all below.
    pub list: String,
    /// High end; `null` when exact.
    pub list_high: Option<String>,
    /// At our rates.
    pub contracted: String,
    /// High end.
    pub contracted_high: Option<String>,
    /// After prepayments, their discount and capacity spread over what used them.
    pub effective: String,
    /// High end.
    pub effective_high: Option<String>,
    /// What the invoice should say, before tax.
    pub expected_billed: String,
    /// High end.
    pub expected_billed_high: Option<String>,
    /// One line per term that moved money.
    pub lines: Vec<SettledLineView>,
}

/// What one term did in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettledLineView {
    /// Entry id.
    pub entry: String,
    /// What it did, for people: `drawn down`, `left`, `lost`, `shortfall`, `fee`, `credit`, `allocated`, `idle`.
    pub what: String,
    /// Amount.
    pub amount: String,
}
