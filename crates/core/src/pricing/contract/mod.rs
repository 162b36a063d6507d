//! The contract of a workspace: negotiated rates, discounts, commitments, capacity, names and assumptions.
//!
//! Owns: the terms, their text form, its findings, its canonical form and hash, and its edits. Never does: rating, money
//! of a period, storage.
//! Invariants: text is the form of record, and an edit leaves every other byte of it alone; the same terms have the same
//! hash however they are spelled; a text with findings is no contract.

mod book_check;
mod edit;
mod finding;
mod forms;
mod model;
mod overlap;
mod parse;
mod reader;
mod shape;
mod summary;
mod terms;
mod text;
mod view;

pub use book_check::check_text;
pub use edit::{ContractError, edit};
pub use finding::{ContractFinding, ContractFindingLevel};
pub use forms::{
    AliasForm, AssumeForm, CapacityForm, CommitmentForm, CreditForm, DiscountForm, FeeForm, ModelForm,
    PriceForm, RateForm, SameAsForm, ScopeForm, TakesForm, TermForm,
};
pub use model::{
    Assumed, Assumption, BoughtCapacity, Commitment, CommitmentKind, CommitmentPeriod, Contract, Discount,
    Entry, Fee, FeeBase, GivenCredit, NameFor, NegotiatedRate, PrivateModel, Scope, Term,
};
pub use parse::contract_hash;
pub use text::to_text;
pub use view::{ContractEntryView, Edit, EntryDraft, EntryKind};

#[cfg(test)]
mod tests;
