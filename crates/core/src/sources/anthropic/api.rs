//! Answers as Anthropic spells them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::sources::reading::Exact;

/// A page of any report: rows (analytics, Claude Code) or daily buckets (older reports).
#[derive(Deserialize)]
pub(super) struct ReportPage<'a> {
    /// Rows or buckets, read one by one so that a bad one does not spoil the page.
    #[serde(borrow)]
    pub data: Vec<&'a RawValue>,
    /// Whether another page follows.
    pub has_more: bool,
    /// Cursor of the next page.
    #[serde(default)]
    pub next_page: Option<String>,
    /// Analytics only: what is later is incomplete.
    #[serde(default)]
    pub data_refreshed_at: Option<DateTime<Utc>>,
}

/// One day of an older report.
#[derive(Deserialize)]
pub(super) struct Bucket<'a> {
    /// Inclusive.
    pub starting_at: DateTime<Utc>,
    /// Exclusive.
    pub ending_at: DateTime<Utc>,
    /// Rows.
    #[serde(borrow)]
    pub results: Vec<&'a RawValue>,
}

/// When an analytics row is of.
#[derive(Deserialize)]
pub(super) struct RowTime {
    /// Inclusive.
    pub starting_at: DateTime<Utc>,
    /// Exclusive.
    pub ending_at: DateTime<Utc>,
}

/// An analytics cost row.
#[derive(Deserialize)]
pub(super) struct CostRow {
    /// Dimensions.
    pub group: Group,
    /// Money.
    pub cost: Cost,
}

/// An analytics usage row.
#[derive(Deserialize)]
pub(super) struct UsageRow {
    /// Dimensions.
    pub group: Group,
    /// Quantities.
    pub usage: Usage,
}

/// Dimensions of an analytics row; null when not grouped, and also when there is none.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Group {
    /// Who; one of four kinds.
    pub actor: Option<Actor>,
    /// Key id.
    pub api_key_id: Option<String>,
    /// Workspace id, also for the default workspace.
    pub workspace_id: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Open enumeration.
    pub service_tier: Option<String>,
    /// `global`, `us`; null where the model has no regions.
    pub inference_geo: Option<String>,
    /// Open enumeration.
    pub product: Option<String>,
    /// `tokens`, `web_search`, ...; open.
    pub cost_type: Option<String>,
    /// Only for tokens; open.
    pub token_type: Option<String>,
}

/// Who used it: a user, else a service account, else a federated identity, else a key.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Actor {
    /// Which kind; open.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of a user; deleted users keep theirs.
    pub user_id: Option<String>,
    /// Of a service account.
    pub service_account_id: Option<String>,
    /// Of a key.
    pub api_key_id: Option<String>,
    /// Of a federated identity: `aws`, `azure`, ...
    pub provider: Option<String>,
    /// Of a federated identity.
    pub subject: Option<String>,
    /// Of a Claude Code user, which is named by address only.
    pub email_address: Option<String>,
    /// Of a Claude Code key, which is named by its name only.
    pub api_key_name: Option<String>,
}

/// Money of an analytics row, in fractional cents.
#[derive(Deserialize)]
pub(super) struct Cost {
    /// After discount, before credits.
    pub amount: Exact,
    /// Before discount.
    #[serde(default)]
    pub list_amount: Option<Exact>,
    /// Upper case.
    pub currency: String,
}

/// Quantities of a usage row of either surface.
#[derive(Deserialize)]
pub(super) struct Usage {
    /// Without any cached tokens.
    pub uncached_input_tokens: i64,
    /// Cache writes by lifetime.
    #[serde(default)]
    pub cache_creation: CacheCreation,
    /// Cache reads.
    #[serde(default)]
    pub cache_read_input_tokens: i64,
    /// Output.
    pub output_tokens: i64,
    /// Tools that ran at the provider.
    #[serde(default)]
    pub server_tool_use: ServerToolUse,
    /// All of the tokens above; analytics only.
    #[serde(default)]
    pub total_tokens: Option<i64>,
    /// Analytics only.
    #[serde(default)]
    pub requests: Option<i64>,
}

/// Cache writes by lifetime.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CacheCreation {
    /// Kept for 5 minutes.
    pub ephemeral_5m_input_tokens: i64,
    /// Kept for 1 hour.
    pub ephemeral_1h_input_tokens: i64,
}

/// Tools that ran at the provider.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ServerToolUse {
    /// Web searches.
    pub web_search_requests: i64,
}

/// Dimensions of an older usage row.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReportDimensions {
    /// Key id; null for traffic of the console.
    pub api_key_id: Option<String>,
    /// Workspace id; null for the default workspace.
    pub workspace_id: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Open enumeration.
    pub service_tier: Option<String>,
    /// `global`, `us`, `not_available`.
    pub inference_geo: Option<String>,
    /// Context length band.
    pub context_window: Option<String>,
    /// Speed mode.
    pub speed: Option<String>,
    /// User.
    pub account_id: Option<String>,
    /// Service account.
    pub service_account_id: Option<String>,
}

/// A row of the older cost report.
#[derive(Deserialize)]
pub(super) struct ReportCost {
    /// Decimal text in cents.
    pub amount: Exact,
    /// Upper case.
    pub currency: String,
    /// Display text; null unless grouped by it, and so are the parts read out of it.
    #[serde(default)]
    pub description: Option<String>,
    /// Open enumeration.
    #[serde(default)]
    pub cost_type: Option<String>,
    /// Only for tokens.
    #[serde(default)]
    pub token_type: Option<String>,
    /// Other dimensions.
    #[serde(flatten)]
    pub dimensions: ReportDimensions,
}

/// One day of one actor in Claude Code.
#[derive(Deserialize)]
pub(super) struct CodingRecord {
    /// Day, as a date or as its midnight.
    pub date: String,
    /// Who.
    #[serde(default)]
    pub actor: Actor,
    /// `api` or `subscription`.
    #[serde(default)]
    pub customer_type: Option<String>,
    /// Kind of seat.
    #[serde(default)]
    pub subscription_type: Option<String>,
    /// Where it ran.
    #[serde(default)]
    pub terminal_type: Option<String>,
    /// What was done.
    #[serde(default)]
    pub core_metrics: CoreMetrics,
    /// Edits by tool.
    #[serde(default)]
    pub tool_actions: BTreeMap<String, ToolAction>,
    /// Tokens and estimates by model.
    #[serde(default)]
    pub model_breakdown: Vec<CodingModel>,
}

/// What was done in a day.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CoreMetrics {
    /// Sessions.
    pub num_sessions: i64,
    /// Lines.
    pub lines_of_code: LinesOfCode,
    /// Commits.
    pub commits_by_claude_code: i64,
    /// Pull requests.
    pub pull_requests_by_claude_code: i64,
}

/// Lines of code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LinesOfCode {
    /// Added.
    pub added: i64,
    /// Removed.
    pub removed: i64,
}

/// Edits proposed with one tool.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ToolAction {
    /// Accepted.
    pub accepted: i64,
    /// Rejected.
    pub rejected: i64,
}

/// Tokens and estimate of one model.
#[derive(Deserialize)]
pub(super) struct CodingModel {
    /// Model.
    pub model: String,
    /// Tokens.
    #[serde(default)]
    pub tokens: CodingTokens,
    /// Computed, not billed.
    #[serde(default)]
    pub estimated_cost: Option<EstimatedCost>,
}

/// Tokens of one model.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodingTokens {
    /// Uncached input.
    pub input: i64,
    /// Output.
    pub output: i64,
    /// Cache reads.
    pub cache_read: i64,
    /// Cache writes of untold lifetime.
    pub cache_creation: i64,
}

/// An estimate in cents.
#[derive(Deserialize)]
pub(super) struct EstimatedCost {
    /// Cents.
    pub amount: Exact,
    /// Currency.
    pub currency: String,
}
