//! What could not be rated exactly, and how to mend it with one key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{DayRange, PageAsk};
use crate::pricing::EntryDraft;

/// Which days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnpricedRequest {
    /// Days.
    pub range: DayRange,
    /// Window of rows, most tokens first.
    #[serde(default)]
    pub page: PageAsk,
}

/// The queue, and how much of the money stands on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnpricedView {
    /// This window.
    pub rows: Vec<UnpricedRow>,
    /// Groups in all.
    pub total_rows: u64,
    /// Tokens rated exactly, decimal text.
    pub tokens_priced: String,
    /// Tokens with a range.
    pub tokens_range: String,
    /// Tokens without a price.
    pub tokens_unpriced: String,
    /// ISO 4217 of the amounts.
    pub currency: String,
    /// Contracted cost of what is priced exactly.
    pub priced: String,
    /// Low end of the ranges.
    pub range_low: String,
    /// High end of the ranges.
    pub range_high: String,
    /// Part of the priced cost that stands on assumptions.
    pub assumed: String,
    /// That part in ten-thousandths of the priced cost; `null` when nothing is priced.
    pub assumed_basis_points: Option<i64>,
}

/// Usage of one kind that could not be rated, or only as a range, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnpricedRow {
    /// Names the group.
    pub id: String,
    /// `unpriced` or `range`.
    pub status: String,
    /// Code of docs/rating.md.
    pub reason: String,
    /// The reason in one sentence.
    pub text: String,
    /// Channel id.
    pub channel: String,
    /// Model as the source names it; `null` when it names none.
    pub model: Option<String>,
    /// Tier or lane as told.
    pub tier: Option<String>,
    /// Place as told.
    pub geo: Option<String>,
    /// Meters with their quantities, for people, largest first.
    pub meters: Vec<MeterQuantity>,
    /// Tokens in all, decimal text.
    pub tokens: String,
    /// Days with it.
    pub days: u32,
    /// First day, `YYYY-MM-DD`.
    pub first_day: String,
    /// Last day.
    pub last_day: String,
    /// Low end; `null` when unpriced.
    pub low: Option<String>,
    /// High end.
    pub high: Option<String>,
    /// ISO 4217 of the range or of the nearest rates.
    pub currency: String,
    /// What it would cost by the nearest rates, likeliest first.
    pub nearest: Vec<NearestRate>,
    /// What can be done, by key 1 to 9.
    pub fixes: Vec<UnpricedFix>,
}

/// A quantity of a meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MeterQuantity {
    /// Meter.
    pub meter: String,
    /// Decimal text.
    pub quantity: String,
}

/// Rates that might be meant. Never used by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NearestRate {
    /// Channel id.
    pub channel: String,
    /// Model, tier or date, for people.
    pub what: String,
    /// Why it is near.
    pub why: String,
    /// What the group would cost; `null` when not every meter has a rate there.
    pub cost: Option<String>,
}

/// A contract entry that would price the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnpricedFix {
    /// `alias`, `override` or `assume`.
    pub kind: String,
    /// In words: `Price it as gpt-5.6-sol`.
    pub label: String,
    /// The entry; for an override its prices are to be filled in first.
    pub draft: EntryDraft,
    /// Whether it can be applied as it is.
    pub is_complete: bool,
    /// What the group would cost then; `null` when not known.
    pub cost: Option<String>,
}

/// Adds an entry to the contract, saves it, and rates again what it prices, outside closed months.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FixRequest {
    /// The entry.
    pub draft: EntryDraft,
}
