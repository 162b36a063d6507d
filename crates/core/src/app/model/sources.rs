//! Connections, runs, coverage, raw pages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::explore::BucketChange;
use crate::kernel::{Amount, DayRange, PageAsk, Problem};

/// One view of spend or usage that a source tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SlotView {
    /// Stored name.
    pub id: String,
    /// For people.
    pub label: String,
    /// `billed`, `metered` or `estimated`.
    pub book: String,
    /// Whether it is another cut of a primary slot.
    pub is_alternate: bool,
}

/// A source that can be connected: the descriptor as the form needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SourceView {
    /// Stored name: `openai`.
    pub id: String,
    /// For people: `OpenAI`.
    pub name: String,
    /// Address used when none is given.
    pub base_url: String,
    /// What the provider calls the key: `Admin key`.
    pub key_kind: String,
    /// How such a key starts: `sk-admin-...`.
    pub key_looks_like: String,
    /// Steps to make one.
    pub key_steps: Vec<String>,
    /// What the key could do beyond reading.
    pub key_caution: String,
    /// Environment variable for headless use.
    pub key_environment_variable: String,
    /// Shortest interval between scheduled syncs.
    pub shortest_interval_minutes: u32,
    /// First day the source can tell about, `YYYY-MM-DD`.
    pub earliest: String,
    /// What it tells.
    pub slots: Vec<SlotView>,
    /// What it cannot tell.
    pub not_told: Vec<String>,
}

/// When a connection syncs by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Schedule {
    /// Only when asked.
    Manual,
    /// Every so many hours.
    EveryHours {
        /// 1 to 168.
        hours: u32,
    },
    /// Once a day at a local time.
    Daily {
        /// `HH:MM`, local.
        at: String,
    },
    /// A cron expression, local time.
    Cron {
        /// Five fields.
        expression: String,
    },
}

/// How a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConnectionState {
    /// Connected, nothing read yet.
    New,
    /// A run is at work.
    Syncing,
    /// The last run succeeded.
    Good,
    /// The last run failed.
    Failing,
    /// Connected, but its key is gone: enter it again.
    NeedsKey,
    /// Will not sync by itself.
    Paused,
    /// Disconnected; its figures stay.
    Removed,
}

/// What one probe found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FindingState {
    /// Can be read.
    Allowed,
    /// Can be read in a lesser way.
    Limited,
    /// Cannot be read.
    Refused,
}

/// One thing a key may or may not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindingView {
    /// Stored name.
    pub name: String,
    /// The outcome.
    pub state: FindingState,
    /// For people.
    pub detail: String,
}

/// A connection as Sources shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionView {
    /// Row id.
    pub id: i64,
    /// Source id.
    pub source: String,
    /// Source name.
    pub source_name: String,
    /// The analyst's name for it.
    pub label: String,
    /// Provider's organization id; empty until known.
    pub account: String,
    /// Address in use.
    pub base_url: String,
    /// Last four characters of the key.
    pub secret_hint: String,
    /// When it syncs by itself.
    pub schedule: Schedule,
    /// Whether the schedule is held.
    pub is_paused: bool,
    /// First day wanted, `YYYY-MM-DD`.
    pub backfill_from: String,
    /// How it is doing.
    pub state: ConnectionState,
    /// The newest run; `null` before the first.
    pub last_run: Option<RunView>,
    /// RFC 3339; `null` when it will not run by itself.
    pub next_run_at: Option<String>,
    /// Last day that is read in full, `YYYY-MM-DD`; `null` before the first.
    pub fresh_through: Option<String>,
    /// What the key may read.
    pub findings: Vec<FindingView>,
}

/// Tries a key before it is kept.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionProbeRequest {
    /// Source id.
    pub source: String,
    /// Address; `null` or empty for the provider's own.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The key; crosses inwards once and is never kept in the webview.
    pub secret: String,
}

/// Connects a source.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionAddRequest {
    /// Source id.
    pub source: String,
    /// The analyst's name for it.
    pub label: String,
    /// Address; `null` or empty for the provider's own.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The key.
    pub secret: String,
    /// First day wanted; `null` for twelve months back.
    #[serde(default)]
    pub backfill_from: Option<String>,
    /// When it syncs by itself; `null` for every 6 hours.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// Whether its first sync starts at once; `null` for yes.
    #[serde(default)]
    #[ts(optional)]
    pub starts_sync: Option<bool>,
}

/// Replaces the key of a connection.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeyReplaceRequest {
    /// Connection.
    pub id: i64,
    /// The new key.
    pub secret: String,
}

macro_rules! hide_secret {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret hidden)"))
            }
        }
    )*};
}
hide_secret!(ConnectionProbeRequest, ConnectionAddRequest, KeyReplaceRequest);

/// Changes a connection; `null` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct ConnectionUpdateRequest {
    /// Connection.
    pub id: i64,
    /// New name.
    pub label: Option<String>,
    /// New schedule.
    pub schedule: Option<Schedule>,
    /// Hold or release the schedule.
    pub is_paused: Option<bool>,
    /// Earlier first day.
    pub backfill_from: Option<String>,
}

/// Names a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionIdRequest {
    /// Connection.
    pub id: i64,
}

/// What a key may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProbeView {
    /// Provider's organization id; empty when it does not tell.
    pub account: String,
    /// Its name; empty when it does not tell.
    pub account_name: String,
    /// Whether billed money can be read: enough to connect.
    pub can_connect: bool,
    /// One entry per probed thing.
    pub findings: Vec<FindingView>,
}

/// Why a run started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunCause {
    /// The analyst asked.
    Manual,
    /// The schedule.
    Schedule,
    /// One run for everything missed while asleep or offline.
    CatchUp,
    /// `showback sync`.
    CommandLine,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunState {
    /// At work.
    Running,
    /// Everything planned was read.
    Succeeded,
    /// Stopped by a problem; what was read stays.
    Failed,
    /// Stopped by the analyst; what was read stays.
    Cancelled,
    /// The app ended in the middle; the next run went on from there.
    Interrupted,
}

/// One run of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunView {
    /// Row id.
    pub id: i64,
    /// Connection.
    pub connection_id: i64,
    /// Connection's name.
    pub connection_label: String,
    /// Why it started.
    pub cause: RunCause,
    /// Where it stands.
    pub state: RunState,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; `null` while running.
    pub finished_at: Option<String>,
    /// Requests sent, retries included.
    pub requests: u32,
    /// Pages stored.
    pub pages: u32,
    /// Days read.
    pub days: u32,
    /// Days of a slot seen for the first time.
    pub buckets_new: u32,
    /// Days of a slot whose content changed.
    pub buckets_restated: u32,
    /// Days of a slot read again with the same content.
    pub buckets_same: u32,
    /// Rows added.
    pub rows_added: u64,
    /// Rows superseded.
    pub rows_superseded: u64,
    /// Rows that could not be read.
    pub rows_rejected: u64,
    /// Milliseconds spent waiting on the provider.
    pub waited_ms: u64,
    /// Change of billed money; one per currency.
    pub billed_delta: Vec<Amount>,
    /// Why it failed; `null` unless failed.
    pub problem: Option<Problem>,
}

/// Lists runs, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunListRequest {
    /// Only of this connection.
    pub connection_id: Option<i64>,
    /// Window of rows.
    pub page: PageAsk,
}

/// Names a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunIdRequest {
    /// Run.
    pub id: i64,
}

/// One line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunNote {
    /// RFC 3339.
    pub at: String,
    /// `note`, `warning` or `problem`.
    pub level: String,
    /// One sentence.
    pub text: String,
}

/// A run with its log and what it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunDetailView {
    /// The run.
    pub run: RunView,
    /// Its log.
    pub notes: Vec<RunNote>,
    /// Restated days first; at most 500.
    pub changes: Vec<BucketChange>,
}

/// Starts syncs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct SyncStartRequest {
    /// Connections; empty for all that are not paused.
    pub connection_ids: Vec<i64>,
}

/// Asks for the coverage calendar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageRequest {
    /// Connection.
    pub connection_id: i64,
    /// Days.
    pub range: DayRange,
}

/// What is known of one slot on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CoverageState {
    /// The day was over when it was read.
    Full,
    /// Read while the day was open or the source still filling it.
    Partial,
    /// Wanted and not read yet.
    Missing,
    /// The source cannot tell about it.
    NotObtainable,
    /// Before the first day wanted, or in the future.
    NotWanted,
}

/// One cell of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageCell {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// What is known.
    pub state: CoverageState,
    /// RFC 3339; `null` when never read.
    pub read_at: Option<String>,
    /// Revision number; 0 when never read.
    pub revision: u32,
}

/// One slot's row of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageSlot {
    /// The slot.
    pub slot: SlotView,
    /// One cell per day of the range, in order.
    pub cells: Vec<CoverageCell>,
}

/// The coverage calendar of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageView {
    /// One row per slot.
    pub slots: Vec<CoverageSlot>,
}

/// Lists raw pages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RawListRequest {
    /// Only of this connection.
    pub connection_id: Option<i64>,
    /// Only of this run.
    pub run_id: Option<i64>,
    /// Only pages whose window holds this day.
    pub day: Option<String>,
    /// Only of this stream.
    pub stream: Option<String>,
    /// Window of rows.
    pub page: PageAsk,
}

/// One stored answer, without its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageRow {
    /// Row id.
    pub id: i64,
    /// Connection's name.
    pub connection_label: String,
    /// Run that fetched it.
    pub run_id: i64,
    /// Stream.
    pub stream: String,
    /// Page number inside its window, from 1.
    pub page_number: u32,
    /// Days asked for.
    pub range: DayRange,
    /// Path and query.
    pub request_url: String,
    /// RFC 3339.
    pub fetched_at: String,
    /// SHA-256 of the body, hex.
    pub body_sha256: String,
    /// Size of the body.
    pub body_bytes: u64,
}

/// Stored answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawListView {
    /// Rows in all.
    pub total: u64,
    /// This window.
    pub pages: Vec<RawPageRow>,
}

/// Opens a stored answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageRequest {
    /// Raw page.
    pub id: i64,
}

/// One stored answer with its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageView {
    /// Facts about it.
    pub row: RawPageRow,
    /// The body as answered, at most 1 MiB of it.
    pub body: String,
    /// Whether the body is cut.
    pub is_cut: bool,
}
