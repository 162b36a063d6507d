//! Anthropic's reports as data: path, dimensions, limits.

use std::time::Duration;

use super::PROVIDER;
use crate::sources::{Book, Descriptor, KeyHelp, LateWindow, Slot, Stream};

/// Stream of names.
pub(super) const DIRECTORY: &str = "directory";
/// Stream of coding agent activity, one request per day.
pub(super) const CLAUDE_CODE: &str = "claude_code";
/// Longest window of the analytics surface, and most daily buckets of the older reports.
const WINDOW_DAYS: u32 = 31;

/// How a report is asked and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Analytics: one row per group and day, no empty buckets, beta header.
    AnalyticsCost,
    /// As above, with quantities.
    AnalyticsUsage,
    /// Older cost report: daily buckets, finished days only.
    ReportsCost,
    /// Older usage report: daily buckets, small pages.
    ReportsUsage,
}

/// One report.
#[derive(Debug)]
pub(super) struct Report {
    /// Stream name.
    pub stream: &'static str,
    /// Path below the base address.
    pub path: &'static str,
    /// How it is asked and read.
    pub shape: Shape,
    /// Dimensions asked for; at most five count, cost and token type do not.
    pub group_by: &'static [&'static str],
    /// Rows (analytics) or days (older reports) of one page.
    pub limit: u32,
    /// In a refusal: what may not be read.
    pub what: &'static str,
}

impl Shape {
    /// Whether the beta header opens this report.
    pub const fn is_analytics(self) -> bool {
        matches!(self, Self::AnalyticsCost | Self::AnalyticsUsage)
    }
}

/// Token type is never asked without cost type: alone it would drop web search, code execution and sessions.
pub(super) const REPORTS: &[Report] = &[
    Report {
        stream: "analytics.cost",
        path: "/v1/organizations/analytics/cost",
        shape: Shape::AnalyticsCost,
        group_by: &[
            "workspace_id",
            "api_key_id",
            "model",
            "service_tier",
            "inference_geo",
            "cost_type",
            "token_type",
        ],
        limit: 1000,
        what: "cost analytics",
    },
    Report {
        stream: "analytics.usage",
        path: "/v1/organizations/analytics/usage",
        shape: Shape::AnalyticsUsage,
        group_by: &["workspace_id", "api_key_id", "model", "service_tier", "inference_geo"],
        limit: 1000,
        what: "usage analytics",
    },
    Report {
        stream: "analytics.cost.person",
        path: "/v1/organizations/analytics/cost",
        shape: Shape::AnalyticsCost,
        group_by: &["actor", "workspace_id", "model", "product", "cost_type", "token_type"],
        limit: 1000,
        what: "cost analytics",
    },
    Report {
        stream: "analytics.usage.person",
        path: "/v1/organizations/analytics/usage",
        shape: Shape::AnalyticsUsage,
        group_by: &["actor", "workspace_id", "model", "product"],
        limit: 1000,
        what: "usage analytics",
    },
    Report {
        stream: "reports.cost",
        path: "/v1/organizations/cost_report",
        shape: Shape::ReportsCost,
        group_by: &["workspace_id", "description"],
        limit: WINDOW_DAYS,
        what: "cost reports",
    },
    Report {
        stream: "reports.usage",
        path: "/v1/organizations/usage_report/messages",
        shape: Shape::ReportsUsage,
        group_by: &["workspace_id", "api_key_id", "model", "service_tier", "inference_geo"],
        // Pages of 31 days with many groups were refused in 2026-08; 7 is the documented default.
        limit: 7,
        what: "usage reports",
    },
];

/// The report of that stream; `None` for coding activity, the directory and unknown names.
pub(super) fn report_of(stream: &str) -> Option<&'static Report> {
    REPORTS.iter().find(|report| report.stream == stream)
}

/// Refreshed every four hours, up to a day late, revised for up to 30 days.
const LATE_ANALYTICS: LateWindow = LateWindow { each_run_days: 2, daily_days: 30, previous_month: false };
const LATE_REPORTS: LateWindow = LateWindow { each_run_days: 3, daily_days: 3, previous_month: false };
/// Told about an hour after the activity; every day is a request of its own.
const LATE_CODING: LateWindow = LateWindow { each_run_days: 1, daily_days: 3, previous_month: false };

const fn stream(
    id: &'static str,
    slot: &'static str,
    label: &'static str,
    late: LateWindow,
    verify_empty_with: Option<&'static str>,
    stop_after_empty_days: Option<u32>,
) -> Stream {
    Stream { id, slot, label, window_days: WINDOW_DAYS, late, verify_empty_with, stop_after_empty_days }
}

const STREAMS: &[Stream] = &[
    stream("analytics.cost", "cost", "Cost analytics by key", LATE_ANALYTICS, Some("reports.cost"), None),
    stream("analytics.usage", "usage", "Usage analytics by key", LATE_ANALYTICS, Some("reports.usage"), None),
    stream("analytics.cost.person", "cost.person", "Cost analytics by person", LATE_ANALYTICS, None, None),
    stream("analytics.usage.person", "usage.person", "Usage analytics by person", LATE_ANALYTICS, None, None),
    stream("reports.cost", "cost", "Cost report by workspace", LATE_REPORTS, None, Some(93)),
    stream("reports.usage", "usage", "Usage report by key", LATE_REPORTS, None, Some(93)),
    Stream {
        id: CLAUDE_CODE,
        slot: "coding",
        label: "Claude Code activity",
        window_days: 1,
        late: LATE_CODING,
        verify_empty_with: None,
        stop_after_empty_days: Some(62),
    },
    Stream {
        id: DIRECTORY,
        slot: "",
        label: "Names of workspaces, keys, users and service accounts",
        window_days: 1,
        late: LateWindow { each_run_days: 1, daily_days: 1, previous_month: false },
        verify_empty_with: None,
        stop_after_empty_days: None,
    },
];

const SLOTS: &[Slot] = &[
    Slot {
        id: "cost",
        label: "Billed cost by workspace and key",
        book: Book::Billed,
        family: "cost",
        alternate_of: None,
        dimensions: &[
            "project",
            "credential",
            "model_served",
            "service_tier",
            "lane",
            "region",
            "operation",
            "token_class",
            "line_item",
            "context_band",
        ],
    },
    Slot {
        id: "cost.person",
        label: "Billed cost by person",
        book: Book::Billed,
        family: "cost",
        alternate_of: Some("cost"),
        dimensions: &["user", "project", "model_served", "product", "operation", "token_class"],
    },
    Slot {
        id: "usage",
        label: "Usage by workspace and key",
        book: Book::Metered,
        family: "usage",
        alternate_of: None,
        dimensions: &["project", "credential", "model_served", "service_tier", "lane", "region", "operation"],
    },
    Slot {
        id: "usage.person",
        label: "Usage by person",
        book: Book::Metered,
        family: "usage",
        alternate_of: Some("usage"),
        dimensions: &["user", "project", "model_served", "product", "operation"],
    },
    Slot {
        id: "coding",
        label: "Claude Code activity and estimates",
        book: Book::Estimated,
        family: "coding",
        alternate_of: None,
        dimensions: &["user", "model_served", "product", "operation"],
    },
];

/// Everything known of Anthropic before the first request.
pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "Anthropic",
    base_url: "https://api.anthropic.com",
    key: KeyHelp {
        kind: "Admin key",
        looks_like: "sk-ant-admin01-...",
        environment_variable: "ANTHROPIC_ADMIN_KEY",
        steps: &[
            "Ask an admin of the organization: individual accounts have no admin keys.",
            "In the Claude Console open Settings, then Admin keys.",
            "Create an admin key named after this workspace.",
            "Copy the key once and paste it here.",
        ],
        caution: "An admin key can also manage members, workspaces and keys. Showback only reads with it and keeps \
                  it in the keychain. A key with only the scope read:analytics reads costs and usage without names.",
    },
    fields: &[],
    request_spacing: Duration::from_secs(1),
    attempts: 8,
    shortest_interval_minutes: 60,
    earliest: "2023-01-01",
    slots: SLOTS,
    streams: STREAMS,
    not_told: &[
        "Costs are before credits, so a month can be above its invoice; invoices, tax and prepaid balances are not told.",
        "Cost and usage by key are told for the last 365 days and not before 2026-01-01; older costs name no key.",
        "Older cost reports leave out the Priority Tier; its tokens are in usage.",
        "Older reports give no id for the default workspace: it is shown without one there.",
        "Figures may be revised for 30 days.",
        "Usage tells no code execution; money for it is in costs only.",
        "Claude Code amounts are estimates, also for people who pay by seat, and never part of spend.",
        "Usage through Amazon Bedrock, Google Vertex AI, Microsoft Foundry and Claude Platform on AWS is not told.",
    ],
};
