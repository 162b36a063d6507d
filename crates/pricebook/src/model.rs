//! The compiled form of a book: rows, not fields; nothing inherited, nothing implied.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::decimal_text;
use crate::meters::MeterId;
use crate::terms::{Allowance, Calendar, Capacity, Correction, Credit, Modifier, Redirect};

/// An instant of validity or knowledge, UTC.
pub type Instant = DateTime<Utc>;

/// `[from, to)`; an absent start means as far back as known, an absent end means open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First instant inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// First instant after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

impl Window {
    /// Whether the instant lies inside.
    pub fn contains(&self, at: Instant) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Whether both have an instant in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |start: Option<Instant>, end: Option<Instant>| match (start, end) {
            (Some(start), Some(end)) => start < end,
            _ => true,
        };
        starts_before_end(self.from, other.to) && starts_before_end(other.from, self.to)
    }
}

/// A whole price book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Form of the file; 1.
    pub schema: u32,
    /// Version for people: the day it was made, `YYYY-MM-DD`, with a suffix when a day has several.
    pub version: String,
    /// Rises with each published version; an update with a lower one is a roll-back.
    pub sequence: u32,
    /// In order of id.
    pub channels: Vec<Channel>,
    /// Published rates that were wrong, and what replaced them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// Who sells: a provider's own API, a cloud, a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// `openai`, `azure-openai`, `aws-bedrock`, ...
    pub id: String,
    /// For people.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// Zone whose days the channel bills by, `UTC` or an IANA name.
    pub billing_zone: String,
    /// How its token counts are to be read, for people.
    pub usage_convention: String,
    /// Its price pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// Where rates come from; rates name them by id.
    pub sources: Vec<Source>,
    /// The channel's own words for tiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tier_words: Vec<TierWord>,
    /// Geo meant when usage names none: `global`, or `in-region` where a bare id is regional.
    pub default_geo: String,
    /// What it sells, in order of id.
    pub models: Vec<Model>,
    /// Rates not tied to a model: tools, containers, storage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Rate>,
    /// Factors on rates, in the order they apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// Ids served by another model since an instant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<Redirect>,
    /// Free amounts per period. Never applied to one request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<Allowance>,
    /// Hours of the week that rates refer to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// Promotions paid as a credit: the list price stands, a credit line follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
    /// Capacity sold by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<Capacity>,
}

/// Where a rate was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id within the channel.
    pub id: String,
    /// What it is, with its own date.
    pub text: String,
    /// Day it was read.
    pub retrieved: NaiveDate,
    /// Address; absent for libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The channel's word for one of our tiers, in a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierWord {
    /// The word in usage.
    pub word: String,
    /// Our tier.
    pub tier: String,
    /// When the word means that.
    #[serde(default)]
    pub valid: Window,
}

/// A model as one channel sells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The channel's id.
    pub id: String,
    /// The same model everywhere: `publisher/model`; what sellers are compared by.
    pub is: String,
    /// First day of sale; absent when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<NaiveDate>,
    /// Day it was retired; absent while sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<NaiveDate>,
    /// Longest prompt in tokens; absent when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_window: Option<u64>,
    /// Other names, in a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
    /// Date suffixes its snapshots carry, of the closed list `-YYYY-MM-DD`, `-YYYYMMDD`, `-MMDD`, `-MM-YYYY`, `-NNN`,
    /// `@YYYYMMDD`, `-vN:N`, `-YYYYMMDD-vN:N`, `-vN`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<String>,
    /// Known ids that carry one of these suffixes and are models of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_snapshots: Vec<String>,
    /// Why its rows are incomplete; absent when they are complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Its rates, in canonical order.
    pub rates: Vec<Rate>,
}

/// Another name of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The name.
    pub id: String,
    /// When it means this model.
    #[serde(default)]
    pub valid: Window,
    /// How sure the switch is.
    #[serde(default)]
    pub certainty: Certainty,
}

/// How sure a date is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Stated by the channel.
    #[default]
    Stated,
    /// Seen in dated copies: the true change lies up to a month earlier.
    Observed,
}

/// One price of one meter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Hash of channel, model, key, validity and price: stable across versions.
    pub id: RateId,
    /// Tier of the closed list.
    pub tier: String,
    /// `global`, `us`, `in-region`, `data-zone-eu`, ...
    pub geo: String,
    /// Context band.
    #[serde(default)]
    pub band: Band,
    /// Hours it applies in; absent for all hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// What is priced.
    pub meter: MeterId,
    /// Price of `per` units; absent states that the meter has no price of its own and is billed as `input` of the same
    /// tier, geo, band and clock.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "decimal_text::optional")]
    pub price: Option<Decimal>,
    /// Units the price is for.
    pub per: u64,
    /// When the channel charges it.
    #[serde(default)]
    pub valid: Window,
    /// When this was what was known; open-ended for what is known now.
    #[serde(default)]
    pub known: Window,
    /// How well it is known.
    pub status: RateStatus,
    /// Source id within the channel.
    pub source: String,
    /// From here on nobody says whether it still holds, for example after the promised end of a promotion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified_from: Option<Instant>,
    /// Why it breaks a rule of plausibility; absent when it breaks none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Whether the start is only the first day the price was seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_observed: bool,
    /// Whether the channel gives it away; only then may the price be zero.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_free: bool,
}

/// Short hash of a rate, 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RateId(pub u64);

/// Prompts the rate is for. Output never counts; all input-side meters do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Tokens of the prompt above which it applies, to every token of the request; 0 for the base band. An inclusive
    /// limit of n tokens is written as n - 1.
    #[serde(default)]
    pub over: u64,
}

/// Hours a rate applies in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Calendar id of the channel.
    pub calendar: String,
    /// Inside its windows, or outside.
    pub is_inside: bool,
}

/// How well a rate is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateStatus {
    /// The vendor's page, price list or notice was seen.
    Confirmed,
    /// Two independent catalogues agree; no page decides.
    Corroborated,
    /// One catalogue says so.
    Single,
    /// Promised for later.
    Announced,
    /// Sources contradict each other: kept, and used only by the analyst's choice.
    Disputed,
}

impl std::fmt::Display for RateId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for RateId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RateId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(|_| {
            serde::de::Error::custom(format!("\"{text}\" is not a rate id: expected 16 hexadecimal digits"))
        })
    }
}
