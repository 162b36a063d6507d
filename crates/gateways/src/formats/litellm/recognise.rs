//! Knowing LiteLLM's logs by the members that only they have.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::input::MemberNames;

/// What callbacks write.
pub(super) const STANDARD_LOGGING: &str = "standard-logging";
/// Rows of the spend table as JSON.
pub(super) const SPEND_LOGS: &str = "spend-logs";
/// Rows of the spend table as CSV.
pub(super) const SPEND_LOGS_CSV: &str = "spend-logs-csv";

/// Whether a log is LiteLLM's.
pub(super) fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    json(sample.head).or_else(|| csv(sample.head))
}

fn json(head: &[u8]) -> Option<Recognised> {
    let start = head.trim_ascii_start();
    let in_array = start.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    let record = in_array.unwrap_or(start);
    let names = MemberNames::of(record)?;
    if let Some(variant) = variant_of(|name| names.has(name)) {
        let is_lines = in_array.is_none() && names.is_line();
        let framing = if is_lines { Framing::JsonLines } else { Framing::JsonDocument { path: "" } };
        return Some(recognised(variant, framing));
    }
    // An answer of the API: rows under `data`, or a line of payloads sent as one array.
    let rows = names.value("data")?.trim_ascii_start().strip_prefix(b"[")?.trim_ascii_start();
    let names = MemberNames::of(rows)?;
    let variant = variant_of(|name| names.has(name))?;
    Some(recognised(variant, Framing::JsonDocument { path: "data" }))
}

fn variant_of(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    let all = |names: &[&str]| names.iter().all(|name| has(name));
    if all(&["id", "call_type", "startTime", "response_cost"])
        && (has("litellm_call_id") || has("hidden_params") || has("model_map_information"))
    {
        Some(STANDARD_LOGGING)
    } else if all(&["request_id", "call_type", "startTime", "spend"]) {
        Some(SPEND_LOGS)
    } else {
        None
    }
}

fn recognised(variant: &'static str, framing: Framing) -> Recognised {
    let reason = if variant == STANDARD_LOGGING {
        "its records have call_type, response_cost and litellm_call_id, as LiteLLM's standard logging payload does"
    } else {
        "its records have request_id, call_type and spend, as LiteLLM's spend logs do"
    };
    Recognised { variant, framing, certainty: Certainty::Certain, reason: reason.to_owned() }
}

fn csv(head: &[u8]) -> Option<Recognised> {
    let end = memchr::memchr(b'\n', head).unwrap_or(head.len());
    let first = std::str::from_utf8(head.get(..end)?).ok()?.trim();
    let names: Vec<&str> = first.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"')).collect();
    let is_there = |wanted: &str| names.contains(&wanted);
    let is_spend = ["request_id", "call_type", "startTime", "spend"].iter().all(|name| is_there(name));
    is_spend.then(|| Recognised {
        variant: SPEND_LOGS_CSV,
        framing: Framing::Csv,
        certainty: Certainty::Certain,
        reason: "its columns are those of LiteLLM's table LiteLLM_SpendLogs".to_owned(),
    })
}
