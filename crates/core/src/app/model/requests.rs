//! Attempts at model calls as the screen shows them: lists, one in full, retry loops, log sources.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::kernel::{Amount, DayRange, PageAsk};

/// A source of request records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LogSourceView {
    /// Row id.
    pub id: i64,
    /// Its name; the gateway of its series.
    pub label: String,
    /// Format id, or `mapped`.
    pub format: String,
    /// Format for people: `LiteLLM`.
    pub format_name: String,
    /// `application`, `agent` or `gateway`.
    pub teller: String,
    /// The connection that fills it; `null` for files.
    pub connection_id: Option<i64>,
    /// Metadata keys carried as dimensions beside the well-known ones.
    pub carried: Vec<String>,
    /// Whether a subscription pays, so that every cost told is notional.
    pub is_subscription: bool,
    /// Attempts that count.
    pub attempts: u64,
    /// First day with one, `YYYY-MM-DD`; `null` when there is none.
    pub first_day: Option<String>,
    /// Last day with one.
    pub last_day: Option<String>,
    /// RFC 3339; `null` before the first import.
    pub last_import_at: Option<String>,
    /// The newest import; `null` before the first.
    pub last_import_id: Option<i64>,
}

/// Which attempts. An absent condition keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export, optional_fields = nullable)]
pub struct RequestFilter {
    /// Days of their start.
    pub range: Option<DayRange>,
    /// Only of this log source.
    pub source_id: Option<i64>,
    /// Only told by this import.
    pub import_id: Option<i64>,
    /// Only of this task, else logical request.
    pub task: Option<String>,
    /// `success`, `failure` or `unknown`.
    pub status: Option<String>,
    /// `first`, `retry` or `unknown`.
    pub retry: Option<String>,
    /// `priced`, `range`, `partial`, `unpriced` or `nothing`.
    pub rating: Option<String>,
    /// `unknown` keeps those without usage, `known` those with it.
    pub usage: Option<String>,
    /// `hit`: answered by the gateway's own response cache.
    pub response_cache: Option<String>,
    /// Model that answered, else asked for.
    pub model: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Feature.
    pub feature: Option<String>,
    /// Whether those that another row tells are kept too.
    pub with_told_twice: bool,
}

/// A window of attempts, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export, optional_fields = nullable)]
pub struct RequestListRequest {
    /// Which.
    pub filter: RequestFilter,
    /// Key of the row before the window; absent for the newest.
    pub after: Option<String>,
    /// Rows to skip from there, and rows to return.
    pub page: PageAsk,
}

/// A window of attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestListView {
    /// Newest first.
    pub rows: Vec<RequestRow>,
    /// Rows in all.
    pub total: u64,
    /// Rated amounts of all rows, the low end of ranges; one per currency.
    pub rated: Vec<Amount>,
    /// Rows in all that have usage and no exact price.
    pub unpriced: u64,
    /// Rows in all whose usage is not told.
    pub usage_unknown: u64,
}

/// Tokens of one attempt by class; disjoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestTokens {
    /// Plain input.
    pub input: u64,
    /// Read from the prompt cache.
    pub cache_read: u64,
    /// Written to the prompt cache, of any lifetime.
    pub cache_write: u64,
    /// Output, reasoning included.
    pub output: u64,
    /// Reasoning, a part of output; `null` when not told.
    pub reasoning: Option<u64>,
}

/// One attempt in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestRow {
    /// Names it.
    pub key: String,
    /// Start, RFC 3339.
    pub started_at: String,
    /// Log source.
    pub source_id: i64,
    /// Its name.
    pub source: String,
    /// Provider or channel.
    pub provider: String,
    /// Model that answered, else asked for; `null` when not told.
    pub model: Option<String>,
    /// Team; `null` when not told.
    pub team: Option<String>,
    /// Feature; `null` when not told.
    pub feature: Option<String>,
    /// `null` when usage is not told: unknown, not free.
    pub tokens: Option<RequestTokens>,
    /// `success`, `failure` or `unknown`.
    pub status: String,
    /// HTTP status; `null` when not told.
    pub http_status: Option<u16>,
    /// Class of the error; `null` when there is none or it is not told.
    pub error_class: Option<String>,
    /// 0 for the first; `null` when not known.
    pub attempt: Option<u32>,
    /// `null` when not known.
    pub is_retry: Option<bool>,
    /// Hop in a fallback chain, 0 for the primary; `null` when not told.
    pub fallback_hop: Option<u32>,
    /// Whole duration in microseconds; `null` when not told.
    pub latency_us: Option<u64>,
    /// `unknown`, `missed` or `hit`.
    pub response_cache: String,
    /// `priced`, `range`, `partial`, `unpriced` or `nothing`.
    pub rating: String,
    /// Rated amount, the low end of a range; `null` when there is none.
    pub rated: Option<Amount>,
    /// High end; `null` unless a range.
    pub rated_high: Option<Amount>,
    /// Whether it counts; false when another row tells the same charge.
    pub is_counted: bool,
    /// Task, else logical request; `null` when not told.
    pub task: Option<String>,
}

/// Names one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestKeyRequest {
    /// As `RequestRow` has it.
    pub key: String,
}

/// A named fact for the inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestFact {
    /// For people: `Model asked for`.
    pub label: String,
    /// `null` when not told; empty when told that there is none.
    pub value: Option<String>,
}

/// An amount of one class of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ClassAmount {
    /// `input`, `cache_write`, `cache_read`, `output`, `batch`, `retry` or `other`.
    pub class: String,
    /// Rated; `null` when it has no price.
    pub rated: Option<Amount>,
}

/// What came of a task, a trace or a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OutcomeView {
    /// `request`, `trace` or `task`.
    pub about: String,
    /// What was judged.
    pub name: String,
    /// `success`, `failure`, `missing` or `score`.
    pub kind: String,
    /// Exact decimal text; `null` when there is none.
    pub score: Option<String>,
    /// Label as told.
    pub label: Option<String>,
    /// Who judged.
    pub judge: Option<String>,
    /// RFC 3339; `null` when not told.
    pub at: Option<String>,
}

/// Where an attempt stands in what was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestPlace {
    /// The import.
    pub import_id: i64,
    /// RFC 3339.
    pub imported_at: String,
    /// File name; `null` when a connection brought it.
    pub file: Option<String>,
    /// Its folder.
    pub folder: Option<String>,
    /// Line, element or row in it, from 1.
    pub record: u64,
}

/// One attempt in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestDetailView {
    /// As in the list.
    pub row: RequestRow,
    /// Dimensions of its series.
    pub dimensions: Vec<RequestFact>,
    /// Ids as told: event, answer, logical request, task, trace, end user.
    pub ids: Vec<RequestFact>,
    /// Time to the first token in microseconds; `null` when not told.
    pub first_token_us: Option<u64>,
    /// `null` when not told.
    pub is_stream: Option<bool>,
    /// Whether the provider charges for it; `null` when not known.
    pub is_charged: Option<bool>,
    /// Further meters by name, beside tokens.
    pub meters: Vec<RequestFact>,
    /// What the reader found worth telling, in sentences.
    pub notes: Vec<String>,
    /// What the source says it cost; its basis is `reported`, `estimated` or `notional`. `null` when it does not tell.
    pub reported: Option<Amount>,
    /// By public rates.
    pub list: Option<Amount>,
    /// Rated amount by class.
    pub classes: Vec<ClassAmount>,
    /// Net benefit of the prompt cache; a property of the bill, not a saving. `null` when not known.
    pub cache_benefit: Option<Amount>,
    /// Attempts of its logical request in order, itself included; empty when not told.
    pub attempts: Vec<RequestRow>,
    /// Outcomes of the request, its trace and its task.
    pub outcomes: Vec<OutcomeView>,
    /// Other rows that tell the same charge.
    pub tellings: Vec<RequestRow>,
    /// Where it stands.
    pub place: RequestPlace,
    /// How often it was told otherwise before.
    pub revisions: u32,
}

/// Which tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct LoopListRequest {
    /// Days.
    pub range: DayRange,
    /// Only of this log source.
    #[serde(default)]
    pub source_id: Option<i64>,
    /// Window of rows.
    #[serde(default)]
    pub page: PageAsk,
}

/// Tasks with many attempts, never-succeeded ones first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LoopListView {
    /// This window.
    pub rows: Vec<LoopRow>,
    /// Tasks in all.
    pub total: u64,
    /// Of them without any success.
    pub never_succeeded: u64,
    /// Rated amounts of all of them; one per currency.
    pub rated: Vec<Amount>,
}

/// One task with many attempts on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LoopRow {
    /// Names it.
    pub id: String,
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// Log source.
    pub source_id: i64,
    /// Its name.
    pub source: String,
    /// Task, else logical request.
    pub task: String,
    /// Attempts.
    pub attempts: u64,
    /// Failed ones.
    pub failures: u64,
    /// Whether any succeeded.
    pub has_succeeded: bool,
    /// Rated amount of all attempts; `null` when none has a price.
    pub rated: Option<Amount>,
    /// Attempts with usage and no price.
    pub unpriced: u64,
    /// RFC 3339.
    pub first_at: String,
    /// RFC 3339.
    pub last_at: String,
}
