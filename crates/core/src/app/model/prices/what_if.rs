//! Other rates for the same usage: a question, never history.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::DayRange;

/// One change of a hypothesis; they apply in order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Hypothesis {
    /// The rates of another day.
    RatesOn {
        /// `YYYY-MM-DD`.
        day: String,
    },
    /// What was known on another day.
    KnownOn {
        /// `YYYY-MM-DD`.
        day: String,
    },
    /// Another book kept here.
    Book {
        /// Its hash.
        hash: String,
    },
    /// Another contract, as text.
    Contract {
        /// The text.
        text: String,
    },
    /// Usage that could wait, in batch.
    Batch {
        /// Only this model; `null` for all that have a batch tier.
        model: Option<String>,
        /// Only this project; `null` for all.
        project: Option<String>,
        /// Share of it that could wait, in percent, 1 to 100.
        percent: u8,
    },
    /// A model's usage on another model's rates.
    Model {
        /// Channel of the usage.
        from_channel: String,
        /// Its model.
        from_model: String,
        /// Channel whose rates are taken.
        to_channel: String,
        /// Model whose rates are taken.
        to_model: String,
        /// Tokens there for each token here, decimal text; 1 is a guess and is said to be one.
        tokenizer_factor: String,
        /// Share of the present cache reads that would be read from a cache there, in percent.
        cache_hit_percent: u8,
    },
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhatIfRequest {
    /// Days of usage.
    pub range: DayRange,
    /// What would be different.
    pub changes: Vec<Hypothesis>,
}

/// The answer: actual and hypothetical, and the way between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhatIfView {
    /// The question in words; stands over every figure of it.
    pub label: String,
    /// ISO 4217.
    pub currency: String,
    /// Contracted cost of the usage as rated now.
    pub actual: WhatIfAmount,
    /// Contracted cost under the hypothesis.
    pub hypothetical: WhatIfAmount,
    /// Low end minus low end.
    pub change: String,
    /// Steps that add up from actual to hypothetical, in order.
    pub bridge: Vec<BridgeStep>,
    /// By channel and model, largest change first.
    pub rows: Vec<WhatIfRow>,
    /// Tokens that have a price on one side only, decimal text: not in the difference.
    pub tokens_not_compared: String,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to know before believing it.
    pub warnings: Vec<String>,
}

/// An amount that may be a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhatIfAmount {
    /// Low end, or the amount.
    pub low: String,
    /// High end; `null` when exact.
    pub high: Option<String>,
}

/// One step of a bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgeStep {
    /// In words.
    pub label: String,
    /// What it adds.
    pub amount: String,
}

/// One model of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhatIfRow {
    /// Channel id.
    pub channel: String,
    /// Model.
    pub model: String,
    /// Tokens, decimal text.
    pub tokens: String,
    /// Now.
    pub actual: String,
    /// Under the hypothesis.
    pub hypothetical: String,
    /// Difference.
    pub change: String,
    /// What it rests on; empty when nothing changed.
    pub note: String,
}
