//! What is asked, and the answer.

use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::Instant;

use super::moved::ModelMove;
use crate::kernel::Day;
use crate::pricing::Pricer;

/// Both ends of an amount in nanos; equal when exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Low end.
    pub low: i128,
    /// High end.
    pub high: i128,
}

impl Ends {
    /// The sum of both.
    pub const fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

/// One change of a hypothesis, ready to be applied.
#[derive(Clone, Debug)]
pub enum Change {
    /// The rates of another day.
    RatesOn(Day),
    /// Other prices: another book, another contract, another knowledge. The label says which.
    Prices {
        /// For people.
        label: String,
        /// What rates from here on.
        pricer: Arc<Pricer>,
    },
    /// Usage that could wait, in batch.
    Batch {
        /// Only this model.
        model: Option<String>,
        /// Only this project.
        project: Option<String>,
        /// Share of it that could wait, in percent.
        percent: u8,
    },
    /// A model's usage on another model's rates.
    Model(ModelMove),
}

/// A question.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// What would be different, in order.
    pub changes: &'a [Change],
    /// What rates now.
    pub pricer: Arc<Pricer>,
    /// The instant names of models are resolved at: the end of the usage.
    pub at: Instant,
}

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// In words.
    pub label: String,
    /// What it adds, nanos.
    pub amount: i128,
}

/// One model of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Channel id.
    pub channel: String,
    /// Model of the usage.
    pub model: String,
    /// Tokens compared.
    pub tokens: Decimal,
    /// Now.
    pub actual: Ends,
    /// Under the hypothesis.
    pub hypothetical: Ends,
    /// What it rests on.
    pub note: String,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// ISO 4217.
    pub currency: String,
    /// As rated now, of what has a price on both sides.
    pub actual: Ends,
    /// Under the hypothesis.
    pub hypothetical: Ends,
    /// Low end to low end, in order.
    pub steps: Vec<Step>,
    /// By channel and model, largest change first.
    pub rows: Vec<Row>,
    /// Tokens with a price on one side only.
    pub tokens_not_compared: Decimal,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to know before believing it.
    pub warnings: Vec<String>,
}

/// What a line costs; absent without a price.
pub(super) type Amounts = Vec<Option<Ends>>;
