//! TensorZero's PostgreSQL tables: model inferences with the tags of the inference they belong to.

use std::time::Duration;

use showback_gateways::formats::carried;

use super::litellm::{over, sql_words, upto};
use super::{Columns, Engine, NOT_TOLD, SLOTS, STREAMS, Schema};
use crate::sources::{Descriptor, KeyHelp};

const TABLE: &str = "model_inferences";

pub(super) static SCHEMA: Schema = Schema {
    engine: Engine::Postgres,
    descriptor: &DESCRIPTOR,
    format: "tensorzero",
    variant: "table-jsonl",
    table: TABLE,
    rollups,
    samples,
};

static DESCRIPTOR: Descriptor = Descriptor {
    id: "tensorzero-postgres",
    name: "TensorZero database",
    base_url: "postgres://showback@localhost:5432/tensorzero",
    key: KeyHelp {
        kind: "Password",
        looks_like: "password of the database user",
        environment_variable: "TENSORZERO_DATABASE_PASSWORD",
        steps: &[
            "Create a user: CREATE ROLE showback LOGIN PASSWORD '...'",
            "Let it read the logs: GRANT USAGE ON SCHEMA tensorzero TO showback",
            "And: GRANT SELECT ON tensorzero.model_inferences, tensorzero.chat_inferences, tensorzero.json_inferences TO showback",
            "Enter the address with the user's name, and here its password",
        ],
        caution: "A user that may only select from these three tables is enough",
    },
    fields: &[],
    request_spacing: Duration::ZERO,
    attempts: 3,
    shortest_interval_minutes: 15,
    earliest: "2024-06-01",
    slots: SLOTS,
    streams: STREAMS,
    not_told: NOT_TOLD,
};

/// Input counts are inclusive, as the reader takes them.
fn rollups(columns: &Columns) -> String {
    let carried = sql_words(carried::WELL_KNOWN);
    let read = columns.or_null("provider_cache_read_input_tokens");
    let write = columns.or_null("provider_cache_write_input_tokens");
    let cost = columns.or_null("cost");
    include_str!("tensorzero_rollups.sql")
        .replace("{{carried}}", &carried)
        .replace("{{read}}", &read)
        .replace("{{write}}", &write)
        .replace("{{cost}}", &cost)
        .replace("{{over}}", &over("prompt"))
        .replace("{{upto}}", &upto("prompt"))
}

/// The hundred longest calls of each period.
fn samples(columns: &Columns) -> String {
    let kept: Vec<String> = columns
        .0
        .iter()
        .filter(|name| {
            !matches!(
                name.as_str(),
                "snapshot_hash" | "raw_request" | "raw_response" | "output" | "system" | "input_messages"
            )
        })
        .map(|name| format!("\"{name}\""))
        .collect();
    include_str!("tensorzero_samples.sql").replace("{{kept}}", &kept.join(", "))
}
