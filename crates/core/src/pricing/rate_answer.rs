//! The answer to one line of a usage file: the rating with exact amounts as text.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;
use showback_pricebook::{MeterId, RateId};

use super::rate_file::UsageLine;
use super::rating::{Bounds, ModelMatch, RateUse, Rating, RatingLine, RatingStatus, Reason};

/// What one line costs. Amounts are exact decimal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateAnswer {
    /// Line of the file, from 1.
    pub line: u64,
    /// The writer's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The worst of the lines below.
    pub status: RatingStatus,
    /// Channel id.
    pub provider: String,
    /// Model of the book; `null` when none was found.
    pub model: Option<Arc<str>>,
    /// How it was found; `null` when it was not.
    pub matched: Option<ModelMatch>,
    /// ISO 4217; `null` when nothing is priced.
    pub currency: Option<Arc<str>>,
    /// What it costs: of the priced lines only.
    #[serde(flatten)]
    pub cost: Cost,
    /// One per meter.
    pub lines: Vec<AnswerLine>,
    /// What holds for the whole.
    pub reasons: Arc<[Reason]>,
    /// What was understood in another way than written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// An amount at our rates and at public ones, both `null` when unpriced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// At our rates; equal to the list cost without a contract. The low end of a range.
    pub cost: Option<Decimal>,
    /// The high end of a range; absent when exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_high: Option<Decimal>,
    /// At public rates. The low end of a range.
    pub list_cost: Option<Decimal>,
    /// The high end of a range; absent when exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_cost_high: Option<Decimal>,
}

impl Cost {
    fn of(contracted: Option<Bounds>, list: Option<Bounds>) -> Self {
        let low = |bounds: Option<Bounds>| bounds.map(|bounds| bounds.low.normalize());
        let high = |bounds: Option<Bounds>| {
            bounds.filter(|bounds| !bounds.is_exact()).map(|bounds| bounds.high.normalize())
        };
        Self {
            cost: low(contracted),
            cost_high: high(contracted),
            list_cost: low(list),
            list_cost_high: high(list),
        }
    }
}

/// What one meter costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerLine {
    /// What.
    pub meter: MeterId,
    /// How much.
    pub quantity: Decimal,
    /// `priced`, `range` or `unpriced`.
    pub status: RatingStatus,
    /// Its cost.
    #[serde(flatten)]
    pub cost: Cost,
    /// The rates used: one, or all that bound a range.
    pub rates: Vec<AnswerRate>,
    /// What holds for this meter.
    #[serde(skip_serializing_if = "<[Reason]>::is_empty")]
    pub reasons: Arc<[Reason]>,
}

impl AnswerLine {
    fn of(line: &RatingLine) -> Self {
        Self {
            meter: line.meter,
            quantity: line.quantity.normalize(),
            status: line.status,
            cost: Cost::of(line.contracted, line.list),
            rates: line.rates.iter().map(AnswerRate::of).collect(),
            reasons: Arc::clone(&line.reasons),
        }
    }
}

/// A rate as it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerRate {
    /// Rate of the book; `null` for a price that only the contract has.
    pub rate: Option<RateId>,
    /// The rate of `input` whose price it takes; absent when it has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed_as: Option<RateId>,
    /// Our price of one unit.
    pub unit_price: Decimal,
    /// Public price of one unit.
    pub list_unit_price: Decimal,
    /// Factors in order, with their id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<AnswerFactor>,
    /// Contract entries that were applied, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
}

/// A factor on a rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerFactor {
    /// Its id.
    pub id: String,
    /// The factor.
    pub factor: Decimal,
}

impl AnswerRate {
    fn of(applied: &RateUse) -> Self {
        let factor =
            |(id, factor): &(String, Decimal)| AnswerFactor { id: id.clone(), factor: factor.normalize() };
        Self {
            rate: applied.rate,
            billed_as: applied.billed_as,
            unit_price: applied.contracted_unit_price.normalize(),
            list_unit_price: applied.unit_price.normalize(),
            factors: applied.factors.iter().map(factor).collect(),
            terms: applied.terms.clone(),
        }
    }
}

impl UsageLine {
    /// The answer to this line.
    pub fn answer(&self, line: u64, rating: &Rating) -> RateAnswer {
        RateAnswer {
            line,
            id: self.id.clone(),
            provider: self.channel.clone(),
            model: rating.model.clone(),
            matched: rating.matched,
            status: rating.status,
            currency: rating.currency.clone(),
            cost: Cost::of(rating.contracted, rating.list),
            lines: rating.lines.iter().map(AnswerLine::of).collect(),
            reasons: Arc::clone(&rating.reasons),
            notes: self.notes.clone(),
        }
    }
}
