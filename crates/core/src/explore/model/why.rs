//! Why spend changed between two periods.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{Amount, DayRange, DimensionFilter};

/// Whose amounts are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeMeasure {
    /// Spend of record.
    #[default]
    Spend,
    /// Money of the providers' cost APIs.
    Billed,
}

/// How a change is divided among its factors. Each sums to the change; they differ in who gets what two factors did
/// together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeMethod {
    /// What a factor adds, averaged over every order of the factors.
    #[default]
    Shapley,
    /// One factor after the other, in the order of the bars of the documentation.
    Sequential,
    /// In proportion to the logarithms of the factors' changes.
    Lmdi,
}

/// What a bar is about, in the order of the bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeBarKind {
    /// More or fewer requests; tokens where requests are not known.
    Volume,
    /// Longer or shorter requests.
    TokensPerTask,
    /// Which models the tokens went to.
    ModelMix,
    /// How much of a model's tokens was input and how much output.
    TokenMix,
    /// What a token of the same model, lane and class cost.
    Rate,
    /// How much of a model's input was read from a cache or written to one.
    Cache,
    /// How much of a model's tokens ran as batch, or in another lane.
    Batch,
    /// Money of attempts after the first, and of failed attempts that were billed.
    Retry,
    /// Models with tokens only in the later period.
    New,
    /// Models with tokens only in the earlier period.
    Retired,
    /// Charges without tokens: seats, tools, credits, and money of which the tokens are not known.
    Other,
}

/// Asks why an amount changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgeRequest {
    /// The later period.
    pub range: DayRange,
    /// The earlier one; `null` for as many days before the later one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub compare: Option<DayRange>,
    /// Whose amounts.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub measure: BridgeMeasure,
    /// How the change is divided.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub method: BridgeMethod,
    /// All must hold.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub filters: Vec<DimensionFilter>,
    /// Currency code; `null` for the one with the most money in both periods.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub currency: Option<String>,
}

/// What one key adds to a bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgePart {
    /// For people: a model, and where it says more its class.
    pub label: String,
    /// Signed decimal text in units of the currency.
    pub amount: String,
    /// The filters of the question with those of this part: what they keep is what the part is about.
    pub filters: Vec<DimensionFilter>,
    /// Whether it stands for all smaller ones.
    pub is_rest: bool,
}

/// One bar. Its parts sum to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgeBar {
    /// What it is about.
    pub kind: BridgeBarKind,
    /// For people.
    pub label: String,
    /// Signed decimal text in units of the currency; `0` where it did nothing.
    pub amount: String,
    /// What happened, in one sentence with figures.
    pub words: String,
    /// Largest first, the rest last. Empty where nothing adds to it.
    pub parts: Vec<BridgePart>,
}

/// Why an amount changed. The bars sum to the change, all of them are told, and in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgeView {
    /// Currency code of every amount.
    pub currency: String,
    /// Other currencies with money in either period; they are never added.
    pub other_currencies: Vec<String>,
    /// The later period.
    pub range: DayRange,
    /// The earlier one.
    pub compare: DayRange,
    /// Amount of the earlier period.
    pub base: Amount,
    /// Amount of the later one.
    pub now: Amount,
    /// The later minus the earlier, as signed decimal text.
    pub change: String,
    /// Every bar.
    pub bars: Vec<BridgeBar>,
    /// How the change was divided.
    pub method: BridgeMethod,
    /// What to know before using the figures: what was not known, days not read, periods of different lengths.
    pub notes: Vec<String>,
}
