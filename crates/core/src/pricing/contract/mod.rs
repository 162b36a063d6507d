//! The contract of a workspace: negotiated rates, discounts, commitments, capacity, names and assumptions.
//!
//! Text is its form of record: what is edited in the window changes the text and keeps its comments and order.

mod model;

pub use model::{
    Assumed, Assumption, BoughtCapacity, Commitment, CommitmentKind, CommitmentPeriod, Contract, Discount,
    Entry, Fee, FeeBase, GivenCredit, NameFor, NegotiatedRate, PrivateModel, Scope, Term,
};
