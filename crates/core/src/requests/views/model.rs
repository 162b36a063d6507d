//! The observed book as it is read.

use std::collections::BTreeMap;

use showback_gateways::{CostBasis, ResponseCache, Status};

use super::super::RatingOutcome;
use crate::kernel::Period;

/// Names one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey {
    /// Start, microseconds since 1970.
    pub started_us: i64,
    /// Hash of source and natural id.
    pub identity: i64,
}

impl std::fmt::Display for RequestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:016x}", self.started_us, self.identity)
    }
}

impl RequestKey {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (started, identity) = text.rsplit_once('-')?;
        let identity = u64::from_str_radix(identity, 16).ok()?.cast_signed();
        Some(Self { started_us: started.parse().ok()?, identity })
    }
}

/// A value that may be asked for, or its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The value; empty: told that there is none.
    Value(String),
    /// Not told.
    NotTold,
}

/// Which attempts. An absent condition keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Days of their start.
    pub period: Option<Period>,
    /// Of this source.
    pub source_id: Option<i64>,
    /// Told by this import.
    pub import_id: Option<i64>,
    /// Values of series columns, by column name.
    pub series: Vec<(String, Asked)>,
    /// Model that answered, else asked for.
    pub model: Option<String>,
    /// How they ended.
    pub status: Option<Status>,
    /// Whether they are retries; `Some(None)` keeps those of which it is not known.
    pub is_retry: Option<Option<bool>>,
    /// How their rating ended.
    pub rating: Option<RatingOutcome>,
    /// Whether their usage is told.
    pub has_usage: Option<bool>,
    /// Answered by the gateway's own response cache, or not.
    pub response_cache: Option<ResponseCache>,
    /// Task, else logical request.
    pub task: Option<String>,
    /// Equal to the event, response, logical, task or trace id.
    pub id: Option<String>,
    /// Also rows that another one tells.
    pub with_told_twice: bool,
}

/// One attempt as it is kept. What is not told is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Names it.
    pub key: RequestKey,
    /// Row of `log_sources`.
    pub source_id: i64,
    /// Name of that source.
    pub source: String,
    /// Row of `series`.
    pub series_id: i64,
    /// Values of the series by column, those that are told.
    pub dimensions: BTreeMap<&'static str, String>,
    /// Further dimensions of the series by name.
    pub extra: BTreeMap<String, String>,
    /// The import that told it last.
    pub import_id: i64,
    /// Ordinal of its file in that import.
    pub file: u32,
    /// Place in that file, from 1.
    pub record: u64,
    /// Natural id in its source.
    pub event_id: String,
    /// Provider's id of the answer.
    pub response_id: Option<String>,
    /// The caller's one request.
    pub logical_id: Option<String>,
    /// Unit of work.
    pub task_id: Option<String>,
    /// Trace, when it is not the task.
    pub trace_id: Option<String>,
    /// The customer's user.
    pub end_user: Option<String>,
    /// 0 for the first.
    pub attempt: Option<u32>,
    /// Whether it is one after the first.
    pub is_retry: Option<bool>,
    /// Hop in the fallback chain.
    pub fallback_hop: Option<u32>,
    /// Whether the order of attempts follows from their starts instead of being told.
    pub is_numbered: bool,
    /// How it ended.
    pub status: Status,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Class of the error.
    pub error_class: Option<String>,
    /// Duration in microseconds.
    pub latency_us: Option<u64>,
    /// Until the first token, in microseconds.
    pub first_token_us: Option<u64>,
    /// Whether it was streamed.
    pub is_stream: Option<bool>,
    /// The gateway's own cache.
    pub response_cache: ResponseCache,
    /// Whether the provider charges for it.
    pub is_charged: Option<bool>,
    /// Quantities; `None`: not told, which is not zero.
    pub tokens: Option<RowTokens>,
    /// Names of what the reader noted.
    pub notes: Vec<&'static str>,
    /// Nanos, basis and currency of what the source says it cost.
    pub reported: Option<(i64, CostBasis, String)>,
    /// How rating ended.
    pub rating: RatingOutcome,
    /// Rated amounts; `None` when nothing is priced.
    pub rated: Option<RowAmounts>,
    /// Whether it counts.
    pub is_counted: bool,
    /// Identity of the row that counts instead.
    pub told_by: Option<i64>,
}

impl RequestRow {
    /// Task, else logical request.
    pub fn task(&self) -> Option<&str> {
        self.task_id.as_deref().or(self.logical_id.as_deref())
    }

    /// Model that answered, else asked for.
    pub fn model(&self) -> Option<&str> {
        let told = |column| self.dimensions.get(column).map(String::as_str);
        told("model_served").or_else(|| told("model_requested"))
    }
}

/// Quantities of one attempt, disjoint but for reasoning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowTokens {
    /// Plain input.
    pub input: u64,
    /// Read from the prompt cache.
    pub cache_read: u64,
    /// Written, kept 5 minutes.
    pub cache_write_5m: u64,
    /// Written, kept 1 hour.
    pub cache_write_1h: u64,
    /// Written, lifetime not told.
    pub cache_write: u64,
    /// Output with reasoning.
    pub output: u64,
    /// Reasoning, a part of output.
    pub reasoning: Option<u64>,
    /// Further meters by name.
    pub more: BTreeMap<String, u64>,
}

/// Rated amounts of one attempt in nanos; a part that is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowAmounts {
    /// ISO 4217.
    pub currency: String,
    /// By public rates.
    pub list: Option<i64>,
    /// By contract, the low end of a range.
    pub rated: i64,
    /// High end of a range.
    pub rated_high: Option<i64>,
    /// Plain input.
    pub input: Option<i64>,
    /// Cache writes.
    pub cache_write: Option<i64>,
    /// Cache reads.
    pub cache_read: Option<i64>,
    /// Output.
    pub output: Option<i64>,
    /// All else.
    pub other: Option<i64>,
    /// Net benefit of the prompt cache; `None` when not known.
    pub cache_benefit: Option<i64>,
}

/// Figures of all attempts of a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestTotals {
    /// Attempts.
    pub attempts: u64,
    /// With quantities of which some have no price.
    pub unpriced: u64,
    /// Charged or perhaps charged, without quantities.
    pub usage_unknown: u64,
    /// Rated nanos by currency.
    pub rated: BTreeMap<String, i128>,
}

/// One attempt with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestDetail {
    /// Itself.
    pub row: RequestRow,
    /// Attempts of its logical request of the same days, by start, itself included; empty when not told.
    pub attempts: Vec<RequestRow>,
    /// Rows that tell the same charge.
    pub tellings: Vec<RequestRow>,
    /// Outcomes of the request, its trace and its task.
    pub outcomes: Vec<OutcomeRow>,
    /// What it was before, oldest first.
    pub revisions: Vec<Revision>,
    /// Instant of its import.
    pub imported_at: String,
    /// Name and folder of its file; `None` when a connection brought it.
    pub place: Option<(String, String)>,
}

/// What a row was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// 1 for the first telling.
    pub revision: u32,
    /// The import that told it.
    pub import_id: i64,
    /// The row as JSON, by column.
    pub row_json: String,
}

/// An outcome as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// Row of `log_sources`.
    pub source_id: i64,
    /// Natural id in its source.
    pub event_id: String,
    /// `request`, `trace` or `task`.
    pub about: String,
    /// Id of that.
    pub about_id: String,
    /// What was judged.
    pub name: String,
    /// `success`, `failure`, `missing` or `score`.
    pub kind: String,
    /// Exact decimal text.
    pub score: Option<String>,
    /// Label as told.
    pub label: Option<String>,
    /// Who judged.
    pub judge: Option<String>,
    /// Microseconds since 1970.
    pub at_us: Option<i64>,
}

/// A source with what it told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Row of `log_sources`.
    pub id: i64,
    /// Its name.
    pub label: String,
    /// Format id.
    pub format: String,
    /// `application`, `agent` or `gateway`.
    pub teller: String,
    /// The connection that fills it.
    pub connection_id: Option<i64>,
    /// Carried keys and the like.
    pub settings_json: String,
    /// Attempts that count.
    pub attempts: u64,
    /// First day with one, `YYYY-MM-DD`.
    pub first_day: Option<String>,
    /// Last day with one.
    pub last_day: Option<String>,
    /// Newest import and its instant.
    pub last_import: Option<(i64, String)>,
}

/// An import as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Row of `imports`.
    pub id: i64,
    /// Row of `log_sources`.
    pub source_id: i64,
    /// Name of that source.
    pub source: String,
    /// Its format.
    pub format: String,
    /// The sync run; `None` for files.
    pub run_id: Option<i64>,
    /// RFC 3339.
    pub applied_at: String,
    /// Milliseconds.
    pub took_ms: u64,
    /// Attempts not known before.
    pub requests_new: u64,
    /// Known, told as before.
    pub requests_same: u64,
    /// Known, told otherwise.
    pub requests_changed: u64,
    /// Outcomes not known before.
    pub outcomes_new: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Counts by reason, money, first and last day.
    pub summary_json: String,
    /// How many files.
    pub files: u64,
    /// Name of the first.
    pub first_file: Option<String>,
}

/// Which loops, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopAsk {
    /// Days.
    pub period: Period,
    /// Of this source; `None`: of all.
    pub source_id: Option<i64>,
    /// With at least that many attempts.
    pub min_attempts: u64,
    /// By attempts instead of by amount. Tasks that never succeeded come first in both.
    pub by_attempts: bool,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return.
    pub limit: u32,
}

/// A task with many attempts on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopRow {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Row of `log_sources`.
    pub source_id: i64,
    /// Name of that source.
    pub source: String,
    /// Task, else logical request.
    pub task: String,
    /// Attempts.
    pub attempts: u64,
    /// Failed ones.
    pub failures: u64,
    /// Whether any succeeded.
    pub has_succeeded: bool,
    /// Of `rated_nanos`; empty when no attempt is priced.
    pub currency: String,
    /// All attempts together, but those in another currency.
    pub rated_nanos: i64,
    /// Attempts rated in another currency.
    pub other_currency: u64,
    /// Attempts of which some quantity has no price.
    pub unpriced: u64,
    /// Start of the first attempt, microseconds since 1970.
    pub first_us: i64,
    /// Start of the last one.
    pub last_us: i64,
}

/// Loops with the figures of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loops {
    /// This window.
    pub rows: Vec<LoopRow>,
    /// Tasks in all.
    pub total: u64,
    /// Of them without any success.
    pub never_succeeded: u64,
    /// Rated nanos of all of them by currency.
    pub rated: BTreeMap<String, i128>,
}
