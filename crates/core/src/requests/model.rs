//! What an import hands over: an attempt with its series and what it costs.

use showback_gateways::{Attempt, DayRollup, Teller};

use crate::ledger::SeriesKey;

/// A source of request records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSource {
    /// Row of `log_sources`.
    pub id: i64,
    /// Format id, or `mapped`.
    pub format: String,
    /// Its name; the `gateway` of its series.
    pub label: String,
    /// Who tells.
    pub teller: Teller,
}

/// How the rating of one request ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RatingOutcome {
    /// Every meter has exactly one rate.
    Priced,
    /// The amount lies between two.
    Range,
    /// Some meter has no rate: at least that much.
    Partial,
    /// No rate for any meter.
    Unpriced,
    /// No quantities, or nothing the provider charges for.
    #[default]
    NothingToRate,
}

/// Rated amounts of one request, in nanos of `currency`. All `None` unless something is priced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatedAmounts {
    /// How rating ended.
    pub outcome: RatingOutcome,
    /// ISO 4217; empty when nothing is priced.
    pub currency: String,
    /// By public rates.
    pub list_nanos: Option<i64>,
    /// By contract, the low end of a range; equals the sum of the five classes below.
    pub rated_nanos: Option<i64>,
    /// High end; `None` unless a range.
    pub rated_high_nanos: Option<i64>,
    /// Plain input, audio and image input included.
    pub input_nanos: Option<i64>,
    /// Cache writes of any lifetime.
    pub cache_write_nanos: Option<i64>,
    /// Cache reads.
    pub cache_read_nanos: Option<i64>,
    /// Output.
    pub output_nanos: Option<i64>,
    /// Tools, images by the piece, fees.
    pub other_nanos: Option<i64>,
    /// Reads x (input rate - read rate) - writes x (write rate - input rate); `None` when a rate is not known.
    pub cache_benefit_nanos: Option<i64>,
}

/// One attempt ready to be staged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedRequest {
    /// As its log tells it.
    pub attempt: Attempt,
    /// Ordinal of its file in the import.
    pub file: u32,
    /// Its series, which is made when the import is applied. Shared by attempts of one series.
    pub series: std::sync::Arc<SeriesKey>,
    /// What it costs.
    pub rated: RatedAmounts,
}

/// Many attempts of one day, added up where their log lives, ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedRollup {
    /// As the database told them.
    pub rollup: DayRollup,
    /// Their series.
    pub series: std::sync::Arc<SeriesKey>,
    /// What they cost together.
    pub rated: RatedAmounts,
}
