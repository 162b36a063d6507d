//! The ClickHouse table of a Helicone of one's own.
//!
//! Versions of a row differ in columns of the table's key, so that the engine never merges them all: the newest of an id
//! counts, as in an import. Counts are linear, except where one is below zero or the lifetimes of cache writes are more than
//! the writes: such a row is a group of its own, and the reader decides it.

use std::time::Duration;

use showback_gateways::formats::carried;

use super::litellm::{over, sql_words, upto};
use super::{Columns, Engine, NOT_TOLD, SLOTS, STREAMS, Schema};
use crate::sources::{Descriptor, KeyHelp};

const TABLE: &str = "request_response_rmt";

pub(super) static SCHEMA: Schema = Schema {
    engine: Engine::ClickHouse,
    descriptor: &DESCRIPTOR,
    format: "helicone",
    variant: "clickhouse-jsonl",
    table: TABLE,
    rollups,
    samples,
};

static DESCRIPTOR: Descriptor = Descriptor {
    id: "helicone-clickhouse",
    name: "Helicone database",
    base_url: "http://localhost:8123",
    key: KeyHelp {
        kind: "User and password",
        looks_like: "user:password",
        environment_variable: "HELICONE_DATABASE_USER_AND_PASSWORD",
        steps: &[
            "Create a user: CREATE USER showback IDENTIFIED BY '...' SETTINGS readonly = 2 DEFAULT DATABASE default",
            "Let it read the logs: GRANT SELECT ON default.request_response_rmt TO showback",
            "Enter the address of the HTTP interface, and here user and password with a colon between them",
        ],
        caution: "A user that may only select from this one table is enough",
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

const PERIOD: &str = "request_created_at >= parseDateTime64BestEffort({from:String}, 3, 'UTC') \
    AND request_created_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')";

/// A key of properties as dimensions compare it.
const PLAIN: &str = "replaceRegexpAll(lower(k), '[-_. ]', '')";

/// The id that stands for none.
const NO_ID: &str = "'00000000-0000-0000-0000-000000000000'";

/// Counts of input beside `prompt_tokens`, and those of output. Older versions have fewer.
const INPUTS: &[&str] = &["prompt_cache_read_tokens", "prompt_audio_tokens"];
const WRITES: &str = "prompt_cache_write_tokens";
const LIFETIMES: &[&str] = &["prompt_cache_write_5m", "prompt_cache_write_1h"];
const OUTPUTS: &[&str] =
    &["completion_tokens", "completion_audio_tokens", "reasoning_tokens", "completion_reasoning_tokens"];
const URLS: &[&str] = &["request_path", "target_url"];

fn rollups(columns: &Columns) -> String {
    let there = |names: &[&'static str]| -> Vec<&'static str> {
        names.iter().copied().filter(|name| columns.has(name)).collect()
    };
    let (inputs, outputs, lifetimes, urls) = (there(INPUTS), there(OUTPUTS), there(LIFETIMES), there(URLS));
    let writes = there(&[WRITES]);
    let counts =
        [vec!["prompt_tokens"], inputs.clone(), writes.clone(), lifetimes.clone(), outputs.clone()].concat();
    let each = |names: &[&str], form: &dyn Fn(&str) -> String| {
        names.iter().map(|name| form(name)).collect::<Vec<_>>().join(", ")
    };
    let added = |names: &[&str]| if names.is_empty() { "0".to_owned() } else { names.join(" + ") };
    let has_hits = columns.has("cache_reference_id");
    let below = counts.iter().map(|name| format!("{name} < 0")).collect::<Vec<_>>().join(" OR ");
    let undivided = format!("{} > {}", added(&writes), added(&lifetimes));
    let used = format!("{}, {undivided}", each(&counts, &|name| format!("{name} != 0")));
    let all_writes = format!("greatest({}, {})", added(&writes), added(&lifetimes));
    include_str!("helicone_rollups.sql")
        .replace("{{sums}}", &each(&counts, &|name| format!("sum(n_{name}) AS {name}")))
        .replace("{{counts}}", &each(&counts, &|name| format!("{name} AS n_{name}")))
        .replace("{{urls}}", &listed(&urls, |name| format!("u_{name} AS {name},")))
        .replace("{{url_keys}}", &listed(&urls, |name| format!("u_{name},")))
        .replace(
            "{{cut_urls}}",
            &listed(&urls, |name| format!("cutQueryStringAndFragment({name}) AS u_{name},")),
        )
        .replace(
            "{{hit}}",
            &if has_hits {
                format!("if(is_hit, 'hit', {NO_ID}) AS cache_reference_id,")
            } else {
                String::new()
            },
        )
        .replace("{{is_hit}}", &if has_hits { is_hit() } else { "0".to_owned() })
        .replace("{{key}}", if columns.has("proxy_key_id") { "toString(proxy_key_id)" } else { "NULL" })
        .replace("{{charge}}", if columns.has("cost") { "cost" } else { "NULL" })
        .replace("{{total}}", &format!("prompt_tokens + {} + {all_writes}", added(&inputs)))
        .replace("{{used}}", &used)
        .replace("{{odd}}", &format!("{below} OR {} > {}", added(&lifetimes), added(&writes)))
        .replace("{{over}}", &over("prompt"))
        .replace("{{upto}}", &upto("prompt"))
        .replace("{{plain}}", PLAIN)
        .replace("{{carried}}", &sql_words(carried::WELL_KNOWN))
        .replace("{{PERIOD}}", PERIOD)
}

/// Each name in a form that ends with a comma; nothing of no name.
fn listed(names: &[&str], form: impl Fn(&str) -> String) -> String {
    names.iter().map(|name| form(name)).collect::<Vec<_>>().join(" ")
}

fn is_hit() -> String {
    format!("coalesce(toString(cache_reference_id), {NO_ID}) != {NO_ID}")
}

/// The hundred costliest requests of each period and a hundred that failed, without text.
fn samples(columns: &Columns) -> String {
    let unread = ["request_body", "response_body", "scores", "properties", "assets", "request_created_at"];
    let kept: Vec<&str> =
        columns.0.iter().map(String::as_str).filter(|name| !unread.contains(name)).collect();
    let cost = if columns.has("cost") { "cost DESC, " } else { "" };
    format!(
        "SELECT {kept}, formatDateTime(request_created_at, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS request_created_at, \
         mapFilter((k, v) -> {PLAIN} IN ({carried}), properties) AS properties \
         FROM (SELECT * FROM {TABLE} WHERE {PERIOD} ORDER BY updated_at DESC LIMIT 1 BY organization_id, request_id) \
         ORDER BY {cost}request_id LIMIT 100 BY status >= 400 OR status < 0",
        kept = kept.join(", "),
        carried = sql_words(carried::WELL_KNOWN),
    )
}
