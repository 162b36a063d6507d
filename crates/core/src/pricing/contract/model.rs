//! What the analyst negotiated, owns or assumes, as dated terms.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_pricebook::{MeterId, Window};

/// All terms of a workspace, in the order of their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// The terms.
    pub entries: Vec<Entry>,
}

/// One dated term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Unique within the contract; shown wherever the term had an effect.
    pub id: String,
    /// When it holds.
    pub valid: Window,
    /// Why it is there, in the analyst's words; never empty.
    pub reason: String,
    /// What it says.
    pub term: Term,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Negotiated prices of a model: they win over the book.
    Rate(NegotiatedRate),
    /// A model the book does not know: private deployments, fine-tunes.
    Model(PrivateModel),
    /// Another name of a model: deployment names, internal names.
    Alias(NameFor),
    /// A share off the list price.
    Discount(Discount),
    /// Money or usage promised or paid in advance.
    Commitment(Commitment),
    /// Capacity bought by time: a fixed cost.
    Capacity(BoughtCapacity),
    /// A fee on purchases or invoices.
    Fee(Fee),
    /// Money given by the channel; touches billed cost only.
    Credit(GivenCredit),
    /// What to take for granted where the source does not tell.
    Assume(Assumption),
}

/// What usage a term is for. All that is stated must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Channel id; `None` for all.
    pub channel: Option<String>,
    /// Model id of the book or the contract, with at most one `*` at its end; `None` for all.
    pub model: Option<String>,
    /// Tier; `None` for all.
    pub tier: Option<String>,
    /// Geo; `None` for all.
    pub geo: Option<String>,
    /// Provider's account; `None` for all.
    pub account: Option<String>,
    /// Project; `None` for all.
    pub project: Option<String>,
}

/// Negotiated prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegotiatedRate {
    /// For what; channel and model are stated, an absent tier or geo means `standard` and the channel's default.
    pub scope: Scope,
    /// Prompt tokens above which they apply; 0 for the base band.
    pub over: u64,
    /// Price of `per` units by meter. Meters not named keep the book's rate.
    pub prices: BTreeMap<MeterId, Decimal>,
    /// Units the prices are for.
    pub per: u64,
}

/// A model the book does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateModel {
    /// Channel id.
    pub channel: String,
    /// Its name in usage.
    pub model: String,
    /// Rates of that channel and model of the book; `None` when the prices below are all there is.
    pub same_as: Option<(String, String)>,
    /// Price of `per` units by meter, over the rates above.
    pub prices: BTreeMap<MeterId, Decimal>,
    /// Units the prices are for.
    pub per: u64,
}

/// Another name of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFor {
    /// Channel id.
    pub channel: String,
    /// The name in usage.
    pub name: String,
    /// A model of the book or of the contract, on the same channel.
    pub model: String,
}

/// A share off the list price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// For what.
    pub scope: Scope,
    /// Percent off, above 0 and at most 100.
    pub percent: Decimal,
    /// Meters; empty for all tokens.
    pub meters: Vec<MeterId>,
    /// Whether tools and other meters that are not tokens are discounted as well.
    pub includes_tools: bool,
}

/// Money promised or paid in advance for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// For what.
    pub scope: Scope,
    /// Usage covered, at our rates.
    pub amount: Decimal,
    /// What is paid for it; equal to `amount` unless bought below its worth.
    pub paid: Decimal,
    /// ISO 4217.
    pub currency: String,
    /// The time it renews in.
    pub every: CommitmentPeriod,
    /// How it is settled.
    pub kind: CommitmentKind,
}

/// How a commitment is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitmentKind {
    /// Paid in advance and drawn down; what is not drawn by the end is lost.
    Prepaid,
    /// Usage is billed as it comes; what is missing to the amount is billed at the end.
    Minimum,
}

/// The time a commitment renews in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitmentPeriod {
    /// Each calendar month.
    Month,
    /// Its whole validity.
    Once,
}

/// Capacity bought by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoughtCapacity {
    /// Usage that runs on it: no price per token, its cost is the capacity's share.
    pub scope: Scope,
    /// Units bought.
    pub units: Decimal,
    /// Price of one unit in one month.
    pub unit_price_per_month: Decimal,
    /// ISO 4217.
    pub currency: String,
}

/// A fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// On what.
    pub scope: Scope,
    /// Percent of the base; 0 when fixed.
    pub percent: Decimal,
    /// Least amount of one charge; 0 when there is none.
    pub minimum: Decimal,
    /// ISO 4217.
    pub currency: String,
    /// Of what it is a percentage.
    pub base: FeeBase,
}

/// What a fee is charged on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeBase {
    /// Each purchase of credits: a cost of the purchase, allocated over the credits bought.
    CreditPurchase,
    /// The month's invoice.
    Invoice,
    /// The cost of usage at our rates.
    Usage,
}

/// Money given by the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenCredit {
    /// For what.
    pub scope: Scope,
    /// How much.
    pub amount: Decimal,
    /// ISO 4217.
    pub currency: String,
}

/// What to take for granted where the source does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// For what.
    pub scope: Scope,
    /// What is assumed.
    pub takes: Assumed,
}

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// Requests of aggregates have prompts of at most that many tokens, or more than it.
    Band {
        /// Prompts are longer than this; 0 for the base band.
        over: u64,
    },
    /// A tier that is not told or has no rates is that one.
    Tier(String),
    /// A place that is not told or has no rates is that one.
    Geo(String),
    /// A lifetime that is not told is that meter, for example `cache_write_5m`.
    Lifetime(MeterId),
    /// Of disputed prices, the one of that source.
    DisputedSource(String),
    /// Usage is free of charge: the project is on a free tier.
    Free,
}
