//! What rating answers: an amount with its status, or the reason why there is none.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use showback_pricebook::{MeterId, RateId};

/// How far an amount can be relied on. The worst of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingStatus {
    /// Every meter has exactly one rate.
    Priced,
    /// Every meter has a rate, but which of several is not told: the amount lies between two.
    Range,
    /// Some meter has no rate; the amount is of the others: at least that.
    Partial,
    /// No meter has a rate.
    Unpriced,
}

/// An amount between two, both in; equal when it is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Lowest.
    pub low: Decimal,
    /// Highest.
    pub high: Decimal,
}

impl Bounds {
    /// An exact amount.
    pub const fn exact(amount: Decimal) -> Self {
        Self { low: amount, high: amount }
    }

    /// Whether both are the same.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

/// The whole answer for one usage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The worst of the lines.
    pub status: RatingStatus,
    /// Model of the book that was rated; `None` when none was found.
    pub model: Option<Arc<str>>,
    /// How it was found; `None` when it was not.
    pub matched: Option<ModelMatch>,
    /// ISO 4217; `None` when nothing is priced.
    pub currency: Option<Arc<str>>,
    /// Public rates, of the priced lines; `None` when unpriced.
    pub list: Option<Bounds>,
    /// Our rates, of the priced lines; equal to list without a contract; `None` when unpriced.
    pub contracted: Option<Bounds>,
    /// One per quantity, in the order given.
    pub lines: Vec<RatingLine>,
    /// What holds for the usage as a whole.
    pub reasons: Arc<[Reason]>,
}

impl Default for Rating {
    /// Nothing rated yet: unpriced, without lines.
    fn default() -> Self {
        Self {
            status: RatingStatus::Unpriced,
            model: None,
            matched: None,
            currency: None,
            list: None,
            contracted: None,
            lines: Vec::new(),
            reasons: Arc::default(),
        }
    }
}

/// One meter of a usage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingLine {
    /// What.
    pub meter: MeterId,
    /// How much.
    pub quantity: Decimal,
    /// `Priced`, `Range` or `Unpriced`.
    pub status: RatingStatus,
    /// Public rates; `None` when unpriced.
    pub list: Option<Bounds>,
    /// Our rates; `None` when unpriced.
    pub contracted: Option<Bounds>,
    /// Rates used: one, or all that bound a range; contract rates have their entry's id in `terms`.
    pub rates: Arc<[RateUse]>,
    /// What holds for this line.
    pub reasons: Arc<[Reason]>,
}

/// A rate as it was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateUse {
    /// Rate of the book; `None` for a rate that only the contract has.
    pub rate: Option<RateId>,
    /// The rate of `input` whose price it takes; `None` when it has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_as: Option<RateId>,
    /// List price of one unit, after modifiers, exact.
    pub unit_price: Decimal,
    /// Our price of one unit, exact.
    pub contracted_unit_price: Decimal,
    /// Factors on the rate, in order, with their id: modifiers, then discounts.
    pub factors: Vec<(String, Decimal)>,
    /// Ids of the contract entries that were applied.
    pub terms: Vec<String>,
}

/// How a model of the book was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelMatch {
    /// By its id.
    Exact,
    /// By an alias valid then.
    Alias,
    /// By a dated snapshot of it.
    Snapshot,
    /// By a redirect of a retired id; only when the served model is not told.
    Redirect,
    /// By the contract: a private model or a deployment name.
    Contract,
}

/// Why a line is unpriced or a range, or what was assumed. Sorted and without repeats in a rating.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// What kind.
    pub code: ReasonCode,
    /// The thing, in the words of the source: a model, a tier, a date, ...
    pub subject: String,
}

/// Every reason there is. docs/rating.md lists them with their remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    // Unpriced.
    /// No such channel in the book.
    UnknownChannel,
    /// The usage names no model, and its meters have no fee of their own.
    NoModel,
    /// No model of the channel has that name.
    UnknownModel,
    /// The word is no tier of the channel, or the model has no rates in it.
    UnknownTier,
    /// The model has no rates in that place, and no modifier covers it.
    UnknownGeo,
    /// The model has no rate of that meter.
    UnknownMeter,
    /// The usage is older than the first known price.
    BeforeFirstPrice,
    /// The last known price ended before the usage.
    ExpiredPrice,
    /// Batch and a tier that cannot go together.
    ImpossibleLane,
    /// The prompt is longer than the model takes.
    OverContextWindow,
    /// The quantities contradict each other or are negative.
    BadQuantity,
    // Range.
    /// Many requests in one row, and the band of each is lost.
    BandLost,
    /// The hour is lost, and the price depends on it.
    ClockLost,
    /// The price changed inside the time of the row.
    ChangedInside,
    /// The lifetime of cache writes is not told.
    LifetimeLost,
    /// Sources contradict each other.
    DisputedPrice,
    /// The calendar's exceptions of that year are not known.
    CalendarUnknown,
    // Priced, and to be known.
    /// The tier asked for stands in for the served one.
    TierAssumed,
    /// Speed or tier is not told: standard.
    StandardAssumed,
    /// The place is not told: the channel's default.
    GeoAssumed,
    /// The analyst's own assumption.
    Assumption,
    /// Nobody says whether the price still holds.
    UnverifiedPrice,
    /// Announced for later, or announced and not yet seen.
    AnnouncedPrice,
    /// Another price is first seen within a month after the usage; its true start may lie before it.
    ObservedStart,
    /// Free amounts of the period are not taken off here.
    AllowanceNotApplied,
    /// The project is on a free tier, by the contract.
    FreeTier,
    /// A promotion is paid as a credit on another line.
    CreditElsewhere,
    /// No price of its own: billed as input.
    BilledAsInput,
}

impl ReasonCode {
    /// Every code, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::UnknownChannel,
        Self::NoModel,
        Self::UnknownModel,
        Self::UnknownTier,
        Self::UnknownGeo,
        Self::UnknownMeter,
        Self::BeforeFirstPrice,
        Self::ExpiredPrice,
        Self::ImpossibleLane,
        Self::OverContextWindow,
        Self::BadQuantity,
        Self::BandLost,
        Self::ClockLost,
        Self::ChangedInside,
        Self::LifetimeLost,
        Self::DisputedPrice,
        Self::CalendarUnknown,
        Self::TierAssumed,
        Self::StandardAssumed,
        Self::GeoAssumed,
        Self::Assumption,
        Self::UnverifiedPrice,
        Self::AnnouncedPrice,
        Self::ObservedStart,
        Self::AllowanceNotApplied,
        Self::FreeTier,
        Self::CreditElsewhere,
        Self::BilledAsInput,
    ];
}
