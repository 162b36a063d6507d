//! The ClickHouse tables of a Langfuse of one's own: observations with the trace they belong to.
//!
//! Tables are read as merged, because several versions of a row stand side by side until the engine merges them. A row
//! whose usage keys do not add up to its total is a group of its own: the reader decides such rows one by one.

use std::time::Duration;

use showback_gateways::formats::carried;

use super::litellm::{over, sql_words, upto};
use super::{Columns, Engine, NOT_TOLD, SLOTS, STREAMS, Schema};
use crate::sources::{Descriptor, KeyHelp};

const TABLE: &str = "observations";

pub(super) static SCHEMA: Schema = Schema {
    engine: Engine::ClickHouse,
    descriptor: &DESCRIPTOR,
    format: "langfuse",
    variant: "export-jsonl",
    table: TABLE,
    rollups,
    samples,
};

static DESCRIPTOR: Descriptor = Descriptor {
    id: "langfuse-clickhouse",
    name: "Langfuse database",
    base_url: "http://localhost:8123",
    key: KeyHelp {
        kind: "User and password",
        looks_like: "user:password",
        environment_variable: "LANGFUSE_DATABASE_USER_AND_PASSWORD",
        steps: &[
            "Create a user: CREATE USER showback IDENTIFIED BY '...' SETTINGS readonly = 2 DEFAULT DATABASE default",
            "Let it read the logs: GRANT SELECT ON default.observations TO showback; GRANT SELECT ON default.traces TO showback",
            "Enter the address of the HTTP interface, and here user and password with a colon between them",
        ],
        caution: "A user that may only select from these two tables is enough",
    },
    fields: &[],
    request_spacing: Duration::ZERO,
    attempts: 3,
    shortest_interval_minutes: 15,
    earliest: "2023-06-01",
    slots: SLOTS,
    streams: STREAMS,
    not_told: NOT_TOLD,
};

/// Metadata keys by which the reader knows who sold a call.
const SELLERS: &[&str] = &["gen_ai.provider.name", "gen_ai.system", "ls_provider", "provider"];

/// Keys of usage that count input; reasoning and all that contains `output` or `completion` is output.
const PROMPT_KEY: &str =
    "match(lower(k), 'input|prompt|cache') AND NOT match(lower(k), 'output|completion|reasoning')";

const PERIOD: &str = "start_time >= parseDateTime64BestEffort({from:String}, 3, 'UTC') \
    AND start_time < parseDateTime64BestEffort({until:String}, 3, 'UTC')";

/// Enough before a period to know whether its first calls are attempts after a failure.
const PERIOD_AND_BEFORE: &str = "start_time >= parseDateTime64BestEffort({from:String}, 3, 'UTC') - INTERVAL 1 HOUR \
    AND start_time < parseDateTime64BestEffort({until:String}, 3, 'UTC')";

fn rollups(_columns: &Columns) -> String {
    let carried = sql_words(carried::WELL_KNOWN);
    let sellers = sql_words(SELLERS);
    let plain = |column: &str| format!("replaceRegexpAll(lower({column}), '[-_. ]', '')");
    include_str!("langfuse_rollups.sql")
        .replace("{{key}}", &plain("k"))
        .replace("{{tag}}", &plain("splitByRegexp('[:=]', tag)[1]"))
        .replace("{{carried}}", &carried)
        .replace("{{sellers}}", &sellers)
        .replace("{{prompt_key}}", PROMPT_KEY)
        .replace("{{over}}", &over("prompt"))
        .replace("{{upto}}", &upto("prompt"))
        .replace("{{PERIOD}}", &PERIOD.replace("start_time", "o.start_time"))
        .replace("{{PERIOD_AND_BEFORE}}", PERIOD_AND_BEFORE)
}

/// The hundred costliest calls of each period and a hundred that failed, without text.
fn samples(columns: &Columns) -> String {
    let unread = ["input", "output", "status_message", "tool_calls", "tool_definitions", "metadata"];
    let kept: Vec<&str> =
        columns.0.iter().map(String::as_str).filter(|name| !unread.contains(name)).collect();
    format!(
        "SELECT {kept} FROM {TABLE} FINAL WHERE is_deleted = 0 AND type IN ('GENERATION', 'EMBEDDING') AND {PERIOD} \
         ORDER BY total_cost DESC NULLS LAST, id LIMIT 100 BY level",
        kept = kept.join(", ")
    )
}
