//! What is added up, by which dimensions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{Amount, DayRange, DimensionFilter, PageAsk};

/// What is added up. Amounts of different bases are different measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Measure {
    /// Money of the providers' cost APIs.
    Billed,
    /// List cost beside billed money, where the provider tells it.
    ListCost,
    /// Money a source computed; never part of spend.
    Estimated,
    /// All token classes.
    Tokens,
    /// Requests answered.
    Requests,
    /// Usage at our rates, the low end of ranges; what has no price is not in it.
    Rated,
    /// Usage at public rates, likewise.
    RatedList,
    /// Spend of record: each account and day from the most authoritative book that has it.
    Spend,
    /// Spend of record on attempts after the first and on failed attempts that were billed.
    #[serde(rename = "class:retry")]
    SpendRetry,
    /// Spend of record of the batch interface.
    #[serde(rename = "class:batch")]
    SpendBatch,
    /// Spend of record on cache writes.
    #[serde(rename = "class:cache_write")]
    SpendCacheWrite,
    /// Spend of record on cache reads.
    #[serde(rename = "class:cache_read")]
    SpendCacheRead,
    /// Spend of record on other input.
    #[serde(rename = "class:input")]
    SpendInput,
    /// Spend of record on output.
    #[serde(rename = "class:output")]
    SpendOutput,
    /// Spend of record that is in none of the six classes.
    #[serde(rename = "class:other")]
    SpendOther,
    /// The part of spend of record that some request told, in percent: the capture rate.
    SeenShare,
    /// Attempts at a model call that gateways, tracing backends and agents told.
    Attempts,
    /// Of them, attempts after the first.
    Retries,
    /// Of them, attempts of which it is not known whether they are retries.
    RetryUnknown,
    /// Of them, failed ones.
    Failures,
    /// Tokens that requests told, by token class where asked.
    ObservedTokens,
    /// Outcomes that were told: successes, failures, missing ones and scores.
    Outcomes,
}

/// A dimension that can be grouped by or filtered on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DimensionView {
    /// Name in queries: `day`, `month`, `provider`, `connection`, `project`, `key`, `user`, `model`, `tier`, `lane`,
    /// `line_item`, `token_class`, `meter`, `region`, `operation`, `product`, `context_band`, `speed`; of requests
    /// `gateway`, `team`, `feature`, `customer`, `environment`, `workload`; of spend of record `class`, `evidence`, `grade`,
    /// `book`; of outcomes `outcome`, `outcome_kind`.
    pub name: String,
    /// For people.
    pub label: String,
}

/// Any measure by any dimensions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryRequest {
    /// What is added up.
    pub measure: Measure,
    /// Dimensions, in order; empty for one total.
    #[serde(default)]
    pub by: Vec<String>,
    /// Days.
    pub range: DayRange,
    /// All must hold.
    #[serde(default)]
    pub filters: Vec<DimensionFilter>,
    /// Window of rows; rows are ordered by size, or by day when the first dimension is one.
    #[serde(default)]
    pub page: PageAsk,
}

/// One dimension value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryKey {
    /// The stored value; `null` when the source does not tell, empty when it says there is none.
    pub value: Option<String>,
    /// For people: the name of a project or key, or `not told`.
    pub label: String,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryRow {
    /// One per dimension asked for.
    pub keys: Vec<QueryKey>,
    /// Money; `null` for quantities.
    pub amount: Option<Amount>,
    /// Quantity as decimal text; `null` for money.
    pub quantity: Option<String>,
    /// Share of the total of its currency in ten-thousandths; `null` when the total is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// The answer to a query. Rows of a group differ by currency when there are several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueryView {
    /// This window.
    pub rows: Vec<QueryRow>,
    /// Groups in all.
    pub total_rows: u64,
    /// Totals over all groups, one per currency for money, exactly one for quantities.
    pub totals: Vec<QueryRow>,
    /// What to know before using the figures: a cut that was chosen, days not covered, a dimension not told.
    pub notes: Vec<String>,
}
