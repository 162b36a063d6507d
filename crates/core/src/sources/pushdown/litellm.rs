//! LiteLLM's PostgreSQL tables.
//!
//! The grouping follows the reader of spend logs: whose (key, team, user, tags and metadata that become dimensions), what
//! (call type, models, provider, tier), how it went (status, retry, fallback, response cache, usage told or not, a count
//! that does not add up), and the length of the prompt where prices change with it. All token counts are linear inside a
//! group. Instants stand without a zone and are UTC.

use std::time::Duration;

use showback_gateways::formats::carried;

use super::{Columns, Engine, NOT_TOLD, SLOTS, STREAMS, Schema};
use crate::sources::{Descriptor, KeyHelp};

const TABLE: &str = "LiteLLM_SpendLogs";

pub(super) static SCHEMA: Schema = Schema {
    engine: Engine::Postgres,
    descriptor: &DESCRIPTOR,
    format: "litellm",
    variant: "spend-logs",
    table: TABLE,
    rollups,
    samples,
};

static DESCRIPTOR: Descriptor = Descriptor {
    id: "litellm-postgres",
    name: "LiteLLM database",
    base_url: "postgres://showback@localhost:5432/litellm",
    key: KeyHelp {
        kind: "Password",
        looks_like: "password of the database user",
        environment_variable: "LITELLM_DATABASE_PASSWORD",
        steps: &[
            "Create a user: CREATE ROLE showback LOGIN PASSWORD '...'",
            "Let it read the logs: GRANT SELECT ON \"LiteLLM_SpendLogs\" TO showback",
            "Enter the address with the user's name, and here its password",
        ],
        caution: "A user that may only select from this one table is enough",
    },
    fields: &[],
    request_spacing: Duration::ZERO,
    attempts: 3,
    shortest_interval_minutes: 15,
    earliest: "2023-08-01",
    slots: SLOTS,
    streams: STREAMS,
    not_told: NOT_TOLD,
};

/// Keys of the metadata by which the reader decides or that become dimensions.
const TOLD: &[&str] = &[
    "user_api_key_alias",
    "user_api_key_team_id",
    "user_api_key_team_alias",
    "user_api_key_project_id",
    "user_api_key_project_alias",
    "user_api_key_org_id",
    "user_api_key_org_alias",
    "user_api_key_user_id",
    "user_api_key_auth_metadata",
    "batch_models",
    "status",
    "internal_call_origin",
    "attempted_fallbacks",
    "original_model_group",
];

/// Where lengths of prompts change prices at some provider.
const BANDS: [u64; 3] = [128_000, 200_000, 272_000];

fn rollups(columns: &Columns) -> String {
    let told: Vec<String> = TOLD.iter().map(|key| format!("'{key}', metadata->'{key}'")).collect();
    let optional =
        ["status", "team_id", "organization_id", "model_group", "custom_llm_provider", "user", "cache_hit"];
    let optional: Vec<String> = optional.iter().map(|name| columns.or_null(name)).collect();
    let carried = sql_words(carried::WELL_KNOWN);
    include_str!("litellm_rollups.sql")
        .replace("{{optional}}", &optional.join(", "))
        .replace("{{told}}", &told.join(", "))
        .replace("{{carried}}", &carried)
        .replace("{{over}}", &over("prompt"))
        .replace("{{upto}}", &upto("prompt"))
}

/// The band a length of a prompt lies in: more than this.
pub(super) fn over(column: &str) -> String {
    let cases: Vec<String> =
        BANDS.iter().rev().map(|band| format!("WHEN {column} > {band} THEN {band}")).collect();
    format!("CASE {} ELSE 0 END", cases.join(" "))
}

/// And at most this; NULL above the last.
pub(super) fn upto(column: &str) -> String {
    let cases: Vec<String> =
        BANDS.iter().map(|band| format!("WHEN {column} <= {band} THEN {band}")).collect();
    format!("CASE {} END", cases.join(" "))
}

/// Words for an SQL list.
pub(super) fn sql_words(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// The costliest hundred and a hundred failed ones of each period, without text.
fn samples(columns: &Columns) -> String {
    let unread = ["messages", "response", "proxy_server_request", "metadata"];
    let kept: Vec<String> = columns
        .0
        .iter()
        .filter(|name| !unread.contains(&name.as_str()))
        .map(|name| format!("\"{name}\""))
        .collect();
    let failed = if columns.has("status") { "status = 'failure'" } else { "false" };
    include_str!("litellm_samples.sql").replace("{{kept}}", &kept.join(", ")).replace("{{failed}}", failed)
}
