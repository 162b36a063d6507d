//! OpenAI's reports as data: path, dimensions, limits, what they count.

use std::time::Duration;

use super::PROVIDER;
use crate::ledger::Meter;
use crate::sources::{Book, Descriptor, KeyHelp, LateWindow, Slot, Stream};

/// Stream of names.
pub(super) const DIRECTORY: &str = "directory";
/// Stream of billed money by project and line item.
pub(super) const COSTS_BY_LINE_ITEM: &str = "costs.line_item";
/// Stream of the same money by project and key.
pub(super) const COSTS_BY_KEY: &str = "costs.api_key";

/// The costs report.
pub(super) struct CostsReport {
    /// Tag of its rows.
    pub tag: &'static str,
    /// Path below the base address.
    pub path: &'static str,
    /// Most buckets of one page.
    pub limit: u32,
}

/// The costs report.
pub(super) const COSTS: CostsReport =
    CostsReport { tag: "organization.costs.result", path: "/organization/costs", limit: 180 };

/// Most daily buckets of one usage page.
pub(super) const USAGE_LIMIT: u32 = 31;

/// One usage report.
pub(super) struct UsageEndpoint {
    /// Last part of its path, and the operation of its rows.
    pub name: &'static str,
    /// Stream name.
    pub stream: &'static str,
    /// Tag of its rows, which is not always spelled like the path.
    pub tag: &'static str,
    /// What it can be grouped by, the newest last: the last one is the first to be given up.
    pub group_by: &'static [&'static str],
    /// The one thing it counts besides requests; `None` for the two reports with all token classes.
    pub counted: Option<(Meter, &'static str)>,
}

const TOKEN_GROUPS: &[&str] =
    &["project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"];
const MODEL_GROUPS: &[&str] = &["project_id", "user_id", "api_key_id", "model"];

macro_rules! usage_endpoints {
    ($($name:literal, $label:literal, $tag:literal, $groups:expr, $columns:expr, $counted:expr;)*) => {
        /// All usage reports.
        pub(super) const USAGE: &[UsageEndpoint] = &[$(UsageEndpoint {
            name: $name,
            stream: concat!("usage.", $name),
            tag: concat!("organization.usage.", $tag, ".result"),
            group_by: $groups,
            counted: $counted,
        },)*];

        const SLOTS: &[Slot] = &[
            Slot {
                id: "cost",
                label: "Billed cost by project and line item",
                book: Book::Billed,
                family: "cost",
                alternate_of: None,
                dimensions: &["project", "line_item", "model_served", "token_class"],
            },
            Slot {
                id: "cost.key",
                label: "Billed cost by project and key",
                book: Book::Billed,
                family: "cost",
                alternate_of: Some("cost"),
                dimensions: &["project", "credential"],
            },
            $(Slot {
                id: concat!("usage.", $name),
                label: $label,
                book: Book::Metered,
                family: "usage",
                alternate_of: None,
                dimensions: $columns,
            },)*
        ];

        const STREAMS: &[Stream] = &[
            Stream {
                id: COSTS_BY_LINE_ITEM,
                slot: "cost",
                label: "Billed cost by project and line item",
                window_days: COSTS.limit,
                late: LATE,
                verify_empty_with: None,
                stop_after_empty_days: Some(360),
            },
            Stream {
                id: COSTS_BY_KEY,
                slot: "cost.key",
                label: "Billed cost by project and key",
                window_days: COSTS.limit,
                late: LATE,
                verify_empty_with: None,
                stop_after_empty_days: Some(360),
            },
            $(Stream {
                id: concat!("usage.", $name),
                slot: concat!("usage.", $name),
                label: $label,
                window_days: USAGE_LIMIT,
                late: LATE,
                verify_empty_with: None,
                stop_after_empty_days: Some(186),
            },)*
            Stream {
                id: DIRECTORY,
                slot: "",
                label: "Names of projects, keys, users and service accounts",
                window_days: 1,
                late: LateWindow { each_run_days: 1, daily_days: 1, previous_month: false },
                verify_empty_with: None,
                stop_after_empty_days: None,
            },
        ];
    };
}

/// OpenAI restates in place and names no final day: the last three days each time, the month before while its
/// invoice is being made.
const LATE: LateWindow = LateWindow { each_run_days: 3, daily_days: 3, previous_month: true };

const TOKEN_COLUMNS: &[&str] =
    &["project", "user", "credential", "model_served", "service_tier", "lane", "product", "operation"];
const MODEL_COLUMNS: &[&str] = &["project", "user", "credential", "model_served", "operation"];

usage_endpoints! {
    "completions", "Completions usage", "completions", TOKEN_GROUPS, TOKEN_COLUMNS, None;
    "decisions", "Decisions usage", "decisions", TOKEN_GROUPS, TOKEN_COLUMNS, None;
    "embeddings", "Embeddings usage", "embeddings", MODEL_GROUPS, MODEL_COLUMNS,
        Some((Meter::Input, "input_tokens"));
    "moderations", "Moderations usage", "moderations", MODEL_GROUPS, MODEL_COLUMNS,
        Some((Meter::Input, "input_tokens"));
    "images", "Images usage", "images",
        &["project_id", "user_id", "api_key_id", "model", "size", "source"], MODEL_COLUMNS,
        Some((Meter::Images, "images"));
    "audio_speeches", "Speech usage", "audio_speeches", MODEL_GROUPS, MODEL_COLUMNS,
        Some((Meter::Characters, "characters"));
    "audio_transcriptions", "Transcription usage", "audio_transcriptions", MODEL_GROUPS, MODEL_COLUMNS,
        Some((Meter::TranscribedSeconds, "seconds"));
    "vector_stores", "Vector store usage", "vector_stores", &["project_id"], &["project", "operation"],
        Some((Meter::StoredBytes, "usage_bytes"));
    "code_interpreter_sessions", "Code interpreter usage", "code_interpreter_sessions", &["project_id"],
        &["project", "operation"], Some((Meter::CodeInterpreterSessions, "num_sessions"));
    "file_search_calls", "File search usage", "file_searches",
        &["project_id", "user_id", "api_key_id", "vector_store_id"],
        &["project", "user", "credential", "operation"], Some((Meter::FileSearchCalls, "num_requests"));
    "web_search_calls", "Web search usage", "web_searches",
        &["project_id", "user_id", "api_key_id", "model", "context_level", "api_source"],
        &["project", "user", "credential", "model_served", "product", "operation"],
        Some((Meter::WebSearchCalls, "num_requests"));
}

/// Which report a stream reads.
#[derive(Clone, Copy)]
pub(super) enum Report {
    /// Money.
    Costs,
    /// Quantities.
    Usage(&'static UsageEndpoint),
}

impl Report {
    /// The report of that stream; `None` for the directory and unknown names.
    pub fn of_stream(stream: &str) -> Option<Self> {
        if stream == COSTS_BY_LINE_ITEM || stream == COSTS_BY_KEY {
            return Some(Self::Costs);
        }
        USAGE.iter().find(|endpoint| endpoint.stream == stream).map(Self::Usage)
    }

    /// Path below the base address.
    pub fn path(self) -> String {
        match self {
            Self::Costs => COSTS.path.to_owned(),
            Self::Usage(endpoint) => format!("/organization/usage/{}", endpoint.name),
        }
    }
}

/// Everything known of OpenAI before the first request.
pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "OpenAI",
    base_url: "https://api.openai.com/v1",
    key: KeyHelp {
        kind: "Admin key",
        looks_like: "sk-admin-...",
        environment_variable: "OPENAI_ADMIN_KEY",
        steps: &[
            "Ask an owner of the organization: only owners can make admin keys.",
            "In the platform settings open Organization, then Admin keys.",
            "Create an admin key named after this workspace, with the shortest expiry your rotation allows.",
            "If permissions are offered, allow reading of usage and of management lists and nothing else.",
            "Copy the key once and paste it here.",
        ],
        caution: "An admin key can also manage keys, users and projects. Showback only reads with it and keeps it \
                  in the keychain; give it an expiry date.",
    },
    fields: &[],
    request_spacing: Duration::from_millis(500),
    attempts: 8,
    shortest_interval_minutes: 60,
    earliest: "2023-01-01",
    slots: SLOTS,
    streams: STREAMS,
    not_told: &[
        "Costs name neither model nor token class; both are read from the line item text where it is understood.",
        "Costs tell no user, tier, batch or hour, and no tax, invoice, credit balance or prepaid purchase.",
        "Costs per key are refused for some organizations; spend by key is then not billed but shared out by usage.",
        "Usage tells no money, no reasoning tokens apart from output, no region and no context length.",
        "Usage and list rates do not add up to costs where regional processing, long context or discounts apply.",
        "Names of deleted keys are not listed; the last name read is kept.",
        "Seats of ChatGPT and Codex are not in this API.",
    ],
};
