//! Price books and contracts applied to usage: what it costs by public and by our rates, or why that is not known.
//!
//! Owns: resolving models, choosing rates, the contract, ratings of the ledger's usage, their comparison with billed
//! money, what-if. Never does: networking, changing usage or charges, attribution.
//! Invariants: what cannot be rated has a reason and no amount; the same usage, book and contract give the same rating;
//! a stored rating never changes; only a confirmed re-rate moves which rating counts, and never in a closed month.

pub mod bundled;
mod contract;
mod engine;
mod kept;
mod kept_error;
mod queries;
mod rate_answer;
mod rate_file;
mod rate_totals;
mod rating;
mod ratings;
pub mod settle;
mod shelf;
mod usage;
pub mod views;

pub use contract::{
    AliasForm, AssumeForm, Assumed, Assumption, BoughtCapacity, CapacityForm, Commitment, CommitmentForm,
    CommitmentKind, CommitmentPeriod, Contract, ContractEntryView, ContractError, ContractFinding,
    ContractFindingLevel, CreditForm, Discount, DiscountForm, Edit, Entry, EntryDraft, EntryKind, Fee,
    FeeBase, FeeForm, GivenCredit, ModelForm, NameFor, NegotiatedRate, PriceForm, PrivateModel, RateForm,
    SameAsForm, Scope, ScopeForm, TakesForm, Term, TermForm, check_text, contract_hash, edit, to_text,
};
pub use engine::{Pricer, PricingError, Resolved};
pub use kept::{
    KeptBook, KeptContract, KeptOrigin, NewBook, Pricing, activate_pricing, active_pricing,
    ensure_active_pricing, keep_book, keep_contract, kept_books, kept_contracts, pair_id, pricing_by_id,
    read_kept_book,
};
pub use kept_error::KeptError;
pub use rate_answer::{AnswerFactor, AnswerLine, AnswerRate, Cost, RateAnswer};
pub use rate_file::{MAX_LINE, RateFileError, UsageLine, parse_usage_line};
pub use rate_totals::{MoneyTotals, RateTotals};
pub use rating::{Bounds, ModelMatch, RateUse, Rating, RatingLine, RatingStatus, Reason, ReasonCode};
#[cfg(test)]
pub(crate) use ratings::tests::fixture;
pub use ratings::{
    CauseEffect, CauseKey, Effect, MeteredSlot, MonthEffect, Note, RatedCounts, RatingEnv, Replacement,
    Replacements, RerateDraft, RowStatus, StoredRating, Sums, commit_rerate, draft_rerate, point_rerate,
    prepare_rerate, pricings_in_use, rate_unrated, ratings_state, stored_rating, unrated_rows, usage_costs,
};
pub use shelf::{LoadedPricing, PriceShelf, Ready};
pub use usage::{Grain, Identity, Owner, Usage, UsageTime};
