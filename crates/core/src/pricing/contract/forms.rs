//! What an entry says as text fields: what the window edits and what the canonical form is made of.
//!
//! Decimals are plain decimal strings, dates are `YYYY-MM-DD` or RFC 3339, an absent text is `null`; from the window an
//! empty text means the same as an absent one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum TermForm {
    /// Negotiated prices of a model.
    Rate(RateForm),
    /// A model the book does not know.
    Model(ModelForm),
    /// Another name of a model.
    Alias(AliasForm),
    /// A share off the list price.
    Discount(DiscountForm),
    /// Money or usage promised or paid in advance.
    Commitment(CommitmentForm),
    /// Capacity bought by time.
    Capacity(CapacityForm),
    /// A fee on purchases, invoices or usage.
    Fee(FeeForm),
    /// Money given by the channel.
    Credit(CreditForm),
    /// What to take for granted where the source does not tell.
    Assume(AssumeForm),
}

/// What usage a term is for. All that is stated must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(export)]
pub struct ScopeForm {
    /// Channel id; `null` for all.
    pub channel: Option<String>,
    /// Model id, with at most one `*` at its end; `null` for all.
    pub model: Option<String>,
    /// Tier of the closed list; `null` for all.
    pub tier: Option<String>,
    /// Geo; `null` for all.
    pub geo: Option<String>,
    /// Provider's account; `null` for all.
    pub account: Option<String>,
    /// Project; `null` for all.
    pub project: Option<String>,
}

/// Price of one meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct PriceForm {
    /// Meter of the closed list.
    pub meter: String,
    /// Price of `per` units, a decimal string.
    pub price: String,
}

/// Negotiated prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct RateForm {
    /// For what; channel and model are required.
    pub scope: ScopeForm,
    /// Prompt tokens above which the prices apply; 0 for the base band.
    #[serde(default)]
    pub over: u64,
    /// One line per meter, in display order.
    pub prices: Vec<PriceForm>,
    /// Units the prices are for; 1,000,000 unless stated.
    #[serde(default = "million")]
    pub per: u64,
}

/// A model of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct SameAsForm {
    /// Channel id.
    pub channel: String,
    /// Model id.
    pub model: String,
}

/// A model the book does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct ModelForm {
    /// Channel id.
    pub channel: String,
    /// Its name in usage.
    pub model: String,
    /// Model of the book whose rates it takes; `null` when the prices are all there is.
    #[serde(default)]
    pub same_as: Option<SameAsForm>,
    /// One line per meter, in display order; they replace the rates above.
    #[serde(default)]
    pub prices: Vec<PriceForm>,
    /// Units the prices are for; 1,000,000 unless stated.
    #[serde(default = "million")]
    pub per: u64,
}

/// Another name of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct AliasForm {
    /// Channel id.
    pub channel: String,
    /// The name in usage, for example an Azure deployment.
    pub name: String,
    /// Model of the book or of the contract, on the same channel.
    pub model: String,
}

/// A share off the list price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct DiscountForm {
    /// For what.
    pub scope: ScopeForm,
    /// Percent off, above 0 and at most 100, a decimal string.
    pub percent: String,
    /// Meters; empty for all tokens.
    #[serde(default)]
    pub meters: Vec<String>,
    /// Whether tools and other meters that are not tokens are discounted as well.
    #[serde(default)]
    pub includes_tools: bool,
}

/// Money or usage promised or paid in advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct CommitmentForm {
    /// For what.
    pub scope: ScopeForm,
    /// Usage covered at our rates, a decimal string.
    pub amount: String,
    /// What is paid for it; `null` when the same as the amount.
    #[serde(default)]
    pub paid: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// `month` or `once`.
    pub every: String,
    /// `prepaid` or `minimum`.
    pub settlement: String,
}

/// Capacity bought by time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct CapacityForm {
    /// Usage that runs on it.
    pub scope: ScopeForm,
    /// Units bought, a decimal string.
    pub units: String,
    /// Price of one unit in one month, a decimal string.
    pub unit_price_per_month: String,
    /// ISO 4217.
    pub currency: String,
}

/// A fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct FeeForm {
    /// On what.
    pub scope: ScopeForm,
    /// Percent of the base, a decimal string; `null` when fixed.
    #[serde(default)]
    pub percent: Option<String>,
    /// Least amount of one charge, a decimal string; `null` when there is none.
    #[serde(default)]
    pub minimum: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// `credit_purchase`, `invoice` or `usage`.
    pub base: String,
}

/// Money given by the channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct CreditForm {
    /// For what.
    pub scope: ScopeForm,
    /// How much, a decimal string.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// What to take for granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct AssumeForm {
    /// For what.
    pub scope: ScopeForm,
    /// What is assumed.
    pub takes: TakesForm,
}

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", content = "value", rename_all = "snake_case")]
#[ts(export)]
pub enum TakesForm {
    /// Prompts of aggregates are longer than that many tokens; 0 for the base band.
    Over(u64),
    /// A tier that is not told or has no rates is that one.
    Tier(String),
    /// A place that is not told or has no rates is that one.
    Geo(String),
    /// A lifetime that is not told is that meter, for example `cache_write_5m`.
    Lifetime(String),
    /// Of disputed prices, the one of that source.
    Source(String),
    /// Usage is free of charge.
    Free,
}

const fn million() -> u64 {
    1_000_000
}
