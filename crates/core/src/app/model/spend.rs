//! Spend of record as the contract tells it.

use serde::Serialize;
use ts_rs::TS;

/// A named part of an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendShare {
    /// Stored word: a level (`seen`, `not_seen`, `not_explained`), a grade (`A`, `B`, `C`, empty for none) or a book
    /// (`invoiced`, `billed`, `rated`).
    pub name: String,
    /// For people.
    pub label: String,
    /// Exact decimal in units of the currency.
    pub value: String,
    /// Share of the whole in ten-thousandths; `null` when the whole is zero or negative.
    pub share_basis_points: Option<i64>,
}

/// A class of an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendClassView {
    /// Stored word: `retry`, `batch`, `cache_write`, `cache_read`, `input`, `output` or `other`.
    pub name: String,
    /// For people.
    pub label: String,
    /// Exact decimal in units of the currency; `null` when it is not known, which only retries can be: their money then
    /// stands in the other classes.
    pub value: Option<String>,
    /// Share of the whole in ten-thousandths; `null` when the whole is zero or negative, and when the value is not known.
    pub share_basis_points: Option<i64>,
    /// Why it is not known, or known in part only: one sentence; `null` when it is known.
    pub reason: Option<String>,
}

/// An amount of record with what it rests on. Each list adds up to the amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendAmount {
    /// Exact decimal in units of the currency.
    pub value: String,
    /// Book of the amount: `invoiced`, `billed` or `rated`; `mixed` when accounts or days have different ones, which
    /// `bases` tells apart.
    pub basis: String,
    /// All seven classes in display order, also those without money.
    pub classes: Vec<SpendClassView>,
    /// Exact decimal, inside the classes: money of which it is not known whether it is retries.
    pub retry_unknown: String,
    /// Exact decimal, the part of it that is of requests which do not tell; of the rest no request is seen.
    pub retry_unknown_seen: String,
    /// Seen by a gateway, not seen by any, not explained by usage: all three.
    pub levels: Vec<SpendShare>,
    /// A, B, C and none: all four.
    pub grades: Vec<SpendShare>,
    /// The books, one when all accounts and days have the same.
    pub bases: Vec<SpendShare>,
    /// Seen part of the whole in ten-thousandths: the capture rate; `null` when the whole is zero or negative.
    pub seen_basis_points: Option<i64>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendAccountView {
    /// Connection; `null` for requests of accounts that are not connected.
    pub connection_id: Option<i64>,
    /// For people.
    pub label: String,
    /// What it spent.
    pub amount: SpendAmount,
}

/// One day with spend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendDayView {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// What was spent.
    pub amount: SpendAmount,
}

/// Spend of record in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendCurrencyView {
    /// ISO 4217.
    pub currency: String,
    /// All of it.
    pub amount: SpendAmount,
    /// Net cache benefit, exact decimal: a property of the bill and not a saving; `null` when nothing with a known rate was
    /// cached.
    pub cache_benefit: Option<String>,
    /// Days of series with cached tokens whose input rate is not known; they are not in the benefit.
    pub cache_unknown: i64,
    /// By account, the largest first.
    pub accounts: Vec<SpendAccountView>,
    /// By day, in order; days without spend are left out.
    pub days: Vec<SpendDayView>,
}

/// Where two books differ. Beside spend, never in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendDiscrepancyView {
    /// `metered_over_billed`, `usage_without_charge`, `observed_over_metered`, `observed_without_usage`, `unpriced_usage`
    /// or `unpriced_requests`.
    pub kind: String,
    /// What it means, one sentence.
    pub text: String,
    /// Connection; `null` when no account is known.
    pub connection_id: Option<i64>,
    /// Its label; empty when no account is known.
    pub connection: String,
    /// Who sells it.
    pub channel: String,
    /// Model; empty when not told.
    pub model: String,
    /// `input`, `cache_write`, `cache_read`, `output` or `other`.
    pub meter: String,
    /// What it is about, for people: account, seller, model and meter, as far as they are told. No two differences of one
    /// kind and currency have the same.
    pub about: String,
    /// Exact decimal of rated cost; `null` without a price.
    pub value: Option<String>,
    /// Empty without an amount.
    pub currency: String,
    /// How much was counted; `0` where the difference is in money only.
    pub quantity: String,
    /// Days it stands on.
    pub days: i64,
}

/// Spend of record of a period, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SpendRecordView {
    /// One per currency, the largest first; empty when nothing is known of the period.
    pub currencies: Vec<SpendCurrencyView>,
    /// The largest differences, at most 100.
    pub discrepancies: Vec<SpendDiscrepancyView>,
    /// Differences in all.
    pub discrepancies_total: u64,
    /// Days of the period whose books changed and which are being apportioned again.
    pub waiting_days: u64,
    /// What to know before using the figures.
    pub notes: Vec<String>,
}
