//! Models and their rates.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::PageAsk;

/// A search over models of all channels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ModelSearchRequest {
    /// Words that must all occur in id, name or channel; empty for all.
    #[serde(default)]
    pub text: String,
    /// Only this channel; `null` for all.
    #[serde(default)]
    pub channel: Option<String>,
    /// Only models this workspace has usage of.
    #[serde(default)]
    pub is_used_only: bool,
    /// Window of rows; used models first, by tokens, then by channel and id.
    #[serde(default)]
    pub page: PageAsk,
}

/// Models found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ModelSearchView {
    /// This window.
    pub rows: Vec<ModelRow>,
    /// Models in all.
    pub total_rows: u64,
    /// Channels of the book, for the filter.
    pub channels: Vec<ChannelView>,
}

/// A channel of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChannelView {
    /// Id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Models it sells.
    pub models: u32,
}

/// One model of one channel, with its present base prices: tier standard, default place, shortest prompts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ModelRow {
    /// Channel id.
    pub channel: String,
    /// Channel for people.
    pub channel_name: String,
    /// Model id.
    pub model: String,
    /// The same model everywhere: `publisher/model`.
    pub is: String,
    /// ISO 4217.
    pub currency: String,
    /// List price of a million input tokens; `null` when there is none now.
    pub input: Option<String>,
    /// Of cache reads; `null` when not known.
    pub cache_read: Option<String>,
    /// Of output.
    pub output: Option<String>,
    /// Our price of a million input tokens where the contract changes it; `null` where it does not.
    pub contracted_input: Option<String>,
    /// Our price of output likewise.
    pub contracted_output: Option<String>,
    /// Tiers with rates now.
    pub tiers: Vec<String>,
    /// Longest prompts with their own prices, tokens; `null` when prompts of all lengths cost the same.
    pub band_over: Option<u64>,
    /// Weakest status of the base prices: `confirmed`, `corroborated`, `single`, `announced` or `disputed`; `null`
    /// without present prices.
    pub status: Option<String>,
    /// Tokens metered in the last 90 days, decimal text; `null` when the workspace has none.
    pub tokens: Option<String>,
}

/// Which model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ModelRequest {
    /// Channel id.
    pub channel: String,
    /// Model id, of the book or of the contract.
    pub model: String,
}

/// Everything known of one model at one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ModelView {
    /// The row of the search.
    pub summary: ModelRow,
    /// First day of sale, `YYYY-MM-DD`; `null` when not known.
    pub released: Option<String>,
    /// Day it was retired.
    pub retired: Option<String>,
    /// Longest prompt in tokens; `null` when not known.
    pub context_window: Option<u64>,
    /// Other names, with their dates, for people.
    pub aliases: Vec<String>,
    /// Every rate ever known, present ones first; drawn as steps by tier, place, band and meter.
    pub rates: Vec<RateView>,
    /// The same model at other sellers, cheapest for this workspace's own mix of tokens first.
    pub sellers: Vec<SellerRow>,
    /// The mix that sellers are compared by, for people; `null` without usage, then list prices decide.
    pub mix: Option<String>,
    /// Contract entries that touch it, by id.
    pub terms: Vec<String>,
    /// What to know before using the prices.
    pub notes: Vec<String>,
}

/// One rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RateView {
    /// 16 hexadecimal digits.
    pub id: String,
    /// Tier.
    pub tier: String,
    /// Place.
    pub geo: String,
    /// Prompt tokens above which it applies; 0 for the base band.
    pub band_over: u64,
    /// Hours it applies in, for people; `null` for all hours.
    pub clock: Option<String>,
    /// Meter.
    pub meter: String,
    /// What one of it is: `token`, `call`, ...
    pub unit: String,
    /// Price of `per` units; `null` when billed as input.
    pub price: Option<String>,
    /// Units the price is for.
    pub per: u64,
    /// Our price where the contract changes it today; `null` where it does not.
    pub contracted: Option<String>,
    /// First instant, RFC 3339; `null` as far back as known.
    pub from: Option<String>,
    /// First instant after; `null` while open.
    pub to: Option<String>,
    /// Whether it applies today and is what is known today.
    pub is_present: bool,
    /// `confirmed`, `corroborated`, `single`, `announced` or `disputed`.
    pub status: String,
    /// What is doubtful about it, for people; `null` when nothing is.
    pub doubt: Option<String>,
    /// Where it was read.
    pub source: String,
    /// Day it was read, `YYYY-MM-DD`.
    pub retrieved: String,
    /// Known only in this time when not `null`: announced and cancelled, for people.
    pub known: Option<String>,
}

/// The same model at one seller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SellerRow {
    /// Channel id.
    pub channel: String,
    /// Channel for people.
    pub channel_name: String,
    /// Model id there.
    pub model: String,
    /// Place.
    pub geo: String,
    /// ISO 4217.
    pub currency: String,
    /// List price of a million input tokens, standard tier; `null` when not known.
    pub input: Option<String>,
    /// Of cache reads.
    pub cache_read: Option<String>,
    /// Of output.
    pub output: Option<String>,
    /// Our price of a million tokens of the mix, cache included; `null` when a meter of the mix has no price there.
    pub mix_price: Option<String>,
    /// Difference to the present seller in ten-thousandths; `null` when either is not known.
    pub difference_basis_points: Option<i64>,
    /// What would be lost or different there, for people.
    pub notes: Vec<String>,
    /// Whether this workspace buys it there.
    pub is_present: bool,
}

/// Which row's rating.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RatingRequest {
    /// Revision of the usage row.
    pub revision: i64,
    /// Ordinal of the usage row.
    pub ordinal: i64,
}

/// How one usage row was rated: the rates used, the factors, the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RatingView {
    /// `priced`, `range`, `unpriced` or `not_billable`.
    pub status: String,
    /// Book version and hash, contract hash: what it is reproduced from.
    pub book: String,
    /// Hash of the contract.
    pub contract: String,
    /// When it was rated, RFC 3339.
    pub rated_at: String,
    /// List cost; `null` when unpriced. The low end of a range.
    pub list: Option<String>,
    /// High end of a range; `null` unless a range.
    pub list_high: Option<String>,
    /// Contracted cost likewise.
    pub contracted: Option<String>,
    /// High end.
    pub contracted_high: Option<String>,
    /// ISO 4217; empty when unpriced.
    pub currency: String,
    /// Rates used, with unit prices and factors, for people.
    pub rates: Vec<RateUseView>,
    /// Reasons in plain words with what to do.
    pub reasons: Vec<ReasonView>,
}

/// A rate as it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RateUseView {
    /// The rate, when it is still in a book kept here; `null` for a price of the contract alone.
    pub rate: Option<RateView>,
    /// List price of a million units, exact.
    pub list_per_million: String,
    /// Our price of a million units, exact.
    pub contracted_per_million: String,
    /// Factors in order: `us x 1.1`, `volume x 0.875`.
    pub factors: Vec<String>,
    /// Contract entries by id.
    pub terms: Vec<String>,
}

/// A reason in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReasonView {
    /// Code of docs/rating.md.
    pub code: String,
    /// The thing.
    pub subject: String,
    /// One sentence.
    pub text: String,
    /// What to do; `null` when nothing is to be done.
    pub remedy: Option<String>,
}
