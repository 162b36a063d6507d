//! What a channel says beside its rates: factors, redirects, free amounts, hours, promotions, capacity, corrections.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::decimal_text;
use crate::meters::MeterId;
use crate::model::{RateId, Window};

/// A factor on rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// Id within the channel.
    pub id: String,
    /// Why it applies, for people.
    pub text: String,
    /// Geo of the usage. Where a rate has that geo itself, the modifier is not used.
    pub geo: String,
    /// Tiers it touches; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// Only models released on or after this day; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_from: Option<NaiveDate>,
    /// Only models released before this day; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_before: Option<NaiveDate>,
    /// The factor, on token meters only; 1 states that the place costs the same.
    #[serde(serialize_with = "decimal_text::exact")]
    pub factor: Decimal,
    /// When.
    #[serde(default)]
    pub valid: Window,
    /// Source id within the channel.
    pub source: String,
}

impl Modifier {
    /// Whether it touches models released on that day; a day that is not known is in no bounded time.
    pub fn touches(&self, released: Option<NaiveDate>) -> bool {
        self.released_from.is_none_or(|from| released.is_some_and(|day| day >= from))
            && self.released_before.is_none_or(|before| released.is_some_and(|day| day < before))
    }

    /// Whether the place costs more or less by it.
    pub fn changes_prices(&self) -> bool {
        self.factor != Decimal::ONE
    }
}

/// An id answered by another model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// The retired id.
    pub from: String,
    /// The model that answers.
    pub to: String,
    /// Since when.
    #[serde(default)]
    pub valid: Window,
}

/// A free amount per period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// Of what.
    pub meter: MeterId,
    /// How much.
    #[serde(serialize_with = "decimal_text::exact")]
    pub amount: Decimal,
    /// Per what time.
    pub period: AllowancePeriod,
    /// `organization` or `project`.
    pub scope: String,
    /// When.
    #[serde(default)]
    pub valid: Window,
    /// Source id within the channel.
    pub source: String,
}

/// The time an allowance renews in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowancePeriod {
    /// Each billing day.
    Day,
    /// Each calendar month.
    Month,
}

/// Hours of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Id within the channel.
    pub id: String,
    /// UTC windows `HH:MM-HH:MM`, the end exclusive; one that ends before it starts goes on after midnight.
    pub windows: Vec<String>,
    /// `mon` to `sun`, of the UTC day the window starts on; empty for every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// Days without windows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except_days: Vec<NaiveDate>,
    /// Years whose exceptions are known; usage in another year cannot tell inside from outside. Empty when there are no
    /// exceptions at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except_years: Vec<i32>,
}

/// A promotion the channel pays as a credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// Model ids; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Share of the list cost that comes back, for example `0.5`.
    #[serde(serialize_with = "decimal_text::exact")]
    pub factor: Decimal,
    /// When.
    #[serde(default)]
    pub valid: Window,
    /// For people.
    pub text: String,
    /// Source id within the channel.
    pub source: String,
}

/// Capacity sold by time: a fixed cost, never a price per token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Id within the channel.
    pub id: String,
    /// `ptu-hour`, `model-unit-hour`, `tpm-month`, ...
    pub unit: String,
    /// Price of one unit.
    #[serde(serialize_with = "decimal_text::exact")]
    pub price: Decimal,
    /// When.
    #[serde(default)]
    pub valid: Window,
    /// For people.
    pub text: String,
    /// Source id within the channel.
    pub source: String,
}

/// A published rate that was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The rate that was published.
    pub rate: RateId,
    /// What was wrong, and by what source that is known.
    pub reason: String,
    /// The book version that published it wrong.
    pub wrong_since: String,
}
