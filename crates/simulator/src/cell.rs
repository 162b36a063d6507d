//! The finest fact the simulator knows, and how much of it is visible at an instant.
//!
//! A cell is one day of one combination of dimensions. Its quantities are whole-day finals; what an
//! hour, a minute or a still running day shows is a share of them by the cell's own daily profile,
//! computed on cumulative sums so that the parts always add up to the whole.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Timelike, Utc};

use crate::rng::Rng;

/// Which provider a figure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// OpenAI.
    #[serde(rename = "openai")]
    OpenAi,
    /// Anthropic.
    Anthropic,
}

/// The kind of activity: OpenAI's usage endpoints, and Anthropic's sources of usage and money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants are the providers' own endpoint names")]
pub enum Stream {
    Completions,
    Decisions,
    Embeddings,
    Moderations,
    Images,
    AudioSpeeches,
    AudioTranscriptions,
    VectorStores,
    CodeInterpreterSessions,
    FileSearchCalls,
    WebSearchCalls,
    /// Money at OpenAI without any usage: fine-tuning, adjustments.
    CostOnly,
    /// Anthropic messages and batches, with their web searches.
    Messages,
    /// Anthropic code execution: money only.
    CodeExecution,
    /// Anthropic managed sessions: money only.
    ManagedSessions,
}

/// What is counted. Token meters are disjoint leaves: their sum is the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named after the providers' fields, see as_str")]
pub enum Meter {
    Requests,
    InputText,
    InputAudio,
    InputImage,
    CachedText,
    WriteShort,
    WriteLong,
    OutputText,
    OutputAudio,
    Images,
    Characters,
    Seconds,
    Bytes,
    Sessions,
    Calls,
}

impl Meter {
    /// The name used in the books: the provider's own spelling of the disjoint part.
    #[must_use]
    pub fn as_str(self, provider: Provider) -> &'static str {
        let openai = provider == Provider::OpenAi;
        match self {
            Self::Requests if openai => "num_model_requests",
            Self::Requests => "requests",
            Self::InputText if openai => "input_text_tokens",
            Self::InputText => "uncached_input_tokens",
            Self::InputAudio => "input_audio_tokens",
            Self::InputImage => "input_image_tokens",
            Self::CachedText if openai => "input_cached_text_tokens",
            Self::CachedText => "cache_read_input_tokens",
            Self::WriteShort if openai => "input_cache_write_30m_tokens",
            Self::WriteShort => "cache_creation.ephemeral_5m_input_tokens",
            Self::WriteLong if openai => "input_cache_write_12h_tokens",
            Self::WriteLong => "cache_creation.ephemeral_1h_input_tokens",
            Self::OutputText if openai => "output_text_tokens",
            Self::OutputText => "output_tokens",
            Self::OutputAudio => "output_audio_tokens",
            Self::Images => "images",
            Self::Characters => "characters",
            Self::Seconds => "seconds",
            Self::Bytes => "usage_bytes",
            Self::Sessions => "num_sessions",
            Self::Calls if openai => "num_requests",
            Self::Calls => "web_search_requests",
        }
    }

    /// Whether the meter counts tokens.
    #[must_use]
    pub fn is_tokens(self) -> bool {
        matches!(
            self,
            Self::InputText
                | Self::InputAudio
                | Self::InputImage
                | Self::CachedText
                | Self::WriteShort
                | Self::WriteLong
                | Self::OutputText
                | Self::OutputAudio
        )
    }

    /// Whether the meter is a level (bytes stored) and not a flow that adds up over the day.
    fn is_level(self) -> bool {
        matches!(self, Self::Bytes)
    }
}

/// One line of money of a cell. Amounts are whole-day finals in nanos (10^-9 dollar).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// OpenAI's line item or Anthropic's description.
    pub(crate) item: String,
    /// Anthropic only.
    pub(crate) cost_type: &'static str,
    /// Anthropic only, and only for tokens.
    pub(crate) token_type: Option<&'static str>,
    pub(crate) billed: i64,
    pub(crate) list: i64,
    pub(crate) quantity: Option<i64>,
    pub(crate) unit: Option<&'static str>,
}

/// Dimensions that only some streams have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extra {
    pub(crate) size: Option<&'static str>,
    pub(crate) source: Option<&'static str>,
    pub(crate) context_level: Option<&'static str>,
    pub(crate) vector_store: Option<&'static str>,
    pub(crate) api_source: Option<&'static str>,
    pub(crate) context_window: Option<&'static str>,
    pub(crate) inference_geo: Option<&'static str>,
    pub(crate) speed: Option<&'static str>,
    pub(crate) product: Option<&'static str>,
}

/// One day of one combination of dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) provider: Provider,
    pub(crate) day: NaiveDate,
    pub(crate) stream: Stream,
    /// Index into the organisation's projects or workspaces.
    pub(crate) project: usize,
    /// Index into the organisation's keys; `None` when no key was used.
    pub(crate) key: Option<usize>,
    /// Index into the organisation's people; `None` when the provider attributes no user.
    pub(crate) user: Option<usize>,
    /// Index into the organisation's service accounts.
    pub(crate) service_account: Option<usize>,
    pub(crate) model: Option<&'static str>,
    pub(crate) tier: Option<&'static str>,
    pub(crate) batch: Option<bool>,
    pub(crate) extra: Extra,
    pub(crate) meters: Vec<(Meter, i64)>,
    pub(crate) lines: Vec<Line>,
    pub(crate) profile: Profile,
    pub(crate) late: Late,
}

/// Shape of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Office,
    Product,
    Night,
}

impl Profile {
    /// Traffic of each hour beside the others.
    pub(crate) fn weights(self) -> [i64; 24] {
        match self {
            Self::Office => {
                [1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 20, 18, 14, 18, 20, 19, 16, 11, 7, 5, 3, 2, 2, 1]
            }
            Self::Product => {
                [6, 5, 4, 3, 3, 4, 6, 8, 10, 12, 13, 13, 13, 13, 13, 13, 13, 14, 15, 15, 14, 12, 10, 8]
            }
            Self::Night => [30, 30, 28, 25, 20, 12, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 8, 20, 28],
        }
    }

    /// Share of the day that lies before a minute, as (numerator, denominator).
    fn cumulative(self, minute: i64) -> (i64, i64) {
        let minute = minute.clamp(0, 1440);
        let (full, rest) = (minute / 60, minute % 60);
        let (mut sum, mut before) = (0, 0);
        for (hour, weight) in (0_i64..).zip(self.weights()) {
            sum += weight * 60;
            if hour < full {
                before += weight * 60;
            } else if hour == full {
                before += weight * rest;
            }
        }
        (before, sum)
    }
}

/// When a cell's figures settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Late {
    /// Until these many hours after the day's start, `permille` of the final figures shows; 0: never late.
    pub(crate) until_hour: i64,
    pub(crate) permille: i64,
}

impl Late {
    /// Draws the lateness of a cell.
    pub(crate) fn draw(provider: Provider, rng: &mut Rng) -> Self {
        let first_days = if provider == Provider::OpenAi { 220 } else { 120 };
        if rng.chance(first_days) {
            let until_hour = rng.between(26, 71);
            // Most late figures grow; some are corrected downwards; some arrive late altogether.
            let permille = match rng.between(0, 9) {
                0 => 0,
                1 => 1040,
                _ => rng.between(850, 990),
            };
            Self { until_hour, permille }
        } else if provider == Provider::Anthropic && rng.chance(15) {
            Self { until_hour: rng.between(100, 719), permille: rng.between(960, 1030) }
        } else {
            Self::default()
        }
    }
}

/// What of the company's activity is known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known(pub(crate) DateTime<Utc>);

/// The part of a cell that lies in an interval and is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share<'a> {
    pub(crate) cell: &'a Cell,
    pub(crate) meters: Vec<(Meter, i64)>,
    pub(crate) lines: Vec<LineShare<'a>>,
}

/// The known part of a line of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineShare<'a> {
    pub(crate) line: &'a Line,
    pub(crate) billed: i64,
    pub(crate) list: i64,
    pub(crate) quantity: Option<i64>,
}

impl Cell {
    /// The known part of the cell between two instants; `None` when nothing of it is known there.
    pub(crate) fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>, known: Known) -> Option<Share<'_>> {
        let start = self.day.and_time(NaiveTime::MIN).and_utc();
        let to = to.min(known.0);
        let minute = |at: DateTime<Utc>| (at - start).num_minutes().clamp(0, 1440);
        let (first, last) = (minute(from), minute(to));
        if first >= last {
            return None;
        }
        let late = known.0 < start + Duration::hours(self.late.until_hour);
        let permille = if late { self.late.permille } else { 1000 };
        let (before, sum) = self.profile.cumulative(first);
        let (after, _) = self.profile.cumulative(last);
        let part = |whole: i64| {
            let shown = i128::from(whole) * i128::from(permille) / 1000;
            let at = |cumulative: i64| shown * i128::from(cumulative) / i128::from(sum);
            i64::try_from(at(after) - at(before)).unwrap_or(0)
        };
        let meters: Vec<(Meter, i64)> = self
            .meters
            .iter()
            .map(|(meter, whole)| (*meter, if meter.is_level() { *whole } else { part(*whole) }))
            .collect();
        let lines: Vec<LineShare<'_>> = self
            .lines
            .iter()
            .map(|line| LineShare {
                line,
                billed: part(line.billed),
                list: part(line.list),
                quantity: line.quantity.map(part),
            })
            .filter(|share| share.billed != 0 || share.list != 0)
            .collect();
        let something = meters.iter().any(|(_, quantity)| *quantity != 0) || !lines.is_empty();
        something.then_some(Share { cell: self, meters, lines })
    }
}

impl Share<'_> {
    /// The quantity of a meter, zero when the cell does not have it.
    pub(crate) fn meter(&self, wanted: Meter) -> i64 {
        self.meters.iter().filter(|(meter, _)| *meter == wanted).map(|(_, quantity)| quantity).sum()
    }
}

/// OpenAI and Anthropic's admin reports show a call some minutes after it completed.
pub(crate) fn minutes_ago(now: DateTime<Utc>) -> Known {
    let at = now - Duration::minutes(5);
    Known(at - Duration::seconds(i64::from(at.second())) - Duration::nanoseconds(i64::from(at.nanosecond())))
}

/// Anthropic's analytics are refreshed every four hours, ten minutes past the hour.
pub(crate) fn last_refresh(now: DateTime<Utc>) -> Known {
    let back = now - Duration::minutes(10);
    let hours = i64::from(back.hour() % 4);
    let floor = back - Duration::hours(hours);
    let hour = floor
        - Duration::minutes(i64::from(floor.minute()))
        - Duration::seconds(i64::from(floor.second()))
        - Duration::nanoseconds(i64::from(floor.nanosecond()));
    Known(hour + Duration::minutes(10))
}
