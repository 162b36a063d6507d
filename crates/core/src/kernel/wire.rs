//! Shapes that cross the border of the core, shared by several rooms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::money::{Basis, Money};
use super::period::{Period, PeriodError, parse_day};
use super::problem::{Problem, ProblemCode};

/// An amount as it crosses the border: exact decimal text, its currency and its basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Amount {
    /// Exact decimal in units of the currency, for example `-12.3400001`.
    pub value: String,
    /// ISO 4217 code.
    pub currency: String,
    /// `invoiced`, `billed`, `rated` or `estimated`.
    pub basis: String,
}

impl<B: Basis> From<Money<B>> for Amount {
    fn from(money: Money<B>) -> Self {
        Self {
            value: money.to_decimal().to_string(),
            currency: money.currency().code().to_owned(),
            basis: B::NAME.to_owned(),
        }
    }
}

/// Whole UTC days, `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DayRange {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// First day after, `YYYY-MM-DD`.
    pub to: String,
}

impl DayRange {
    /// Reads both days.
    pub fn period(&self) -> Result<Period, PeriodError> {
        Period::new(parse_day(&self.from)?, parse_day(&self.to)?)
    }
}

impl From<Period> for DayRange {
    fn from(period: Period) -> Self {
        Self { from: period.start().to_string(), to: period.end().to_string() }
    }
}

/// Keeps only rows whose dimension has that value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DimensionFilter {
    /// Dimension name, as in `DimensionView`.
    pub dimension: String,
    /// The value; `null` keeps rows whose source does not tell, an empty text those told to have none.
    pub value: Option<String>,
    /// Whether rows with the value are left out instead of kept. Kept values of one dimension are alternatives.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub is_not: bool,
}

impl DimensionFilter {
    /// The value that is kept, for questions that cannot leave out.
    pub fn kept(&self) -> Result<Option<String>, Problem> {
        if self.is_not {
            let message = format!("this question cannot leave out values of {}", self.dimension);
            return Err(Problem::new(ProblemCode::BadRequest, message)
                .hint("name the values to keep")
                .about("filters"));
        }
        Ok(self.value.clone())
    }
}

/// A window of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct PageAsk {
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return, at most 1000; 0 means 200.
    pub limit: u32,
}

impl PageAsk {
    /// Rows to skip and rows to return, within the limit.
    pub fn bounds(self) -> (u32, u32) {
        (self.offset, if self.limit == 0 { 200 } else { self.limit.min(1000) })
    }
}

/// No request or no response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Nothing {}
