//! Knows the forms of Helicone by the names only it has together.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::Shape;

/// Forms that are rows of the database begin so: their costs are in billionths, their rows are versions.
pub const DATABASE: &str = "clickhouse";

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("api-page", Framing::JsonDocument { path: "data" }),
    ("export-jsonl", Framing::JsonLines),
    ("export-json", Framing::JsonDocument { path: "" }),
    ("export-csv", Framing::Csv),
    ("clickhouse-jsonl", Framing::JsonLines),
    ("clickhouse-json", Framing::JsonDocument { path: "" }),
    ("clickhouse-csv", Framing::Csv),
];

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let rows = ["request_id", "request_created_at", "prompt_tokens", "cache_reference_id", "status"];
    if let Some(framing) = shape.records("", &rows) {
        let variant = match framing {
            Framing::Csv => "clickhouse-csv",
            Framing::JsonLines => "clickhouse-jsonl",
            _ => "clickhouse-json",
        };
        let reason = "rows of Helicone's table of requests: they name `cache_reference_id` and `status`";
        return Some(certain(variant, framing, reason));
    }
    let requests = ["response_status", "request_created_at", "request_properties"];
    let framing = shape.records("data", &requests)?;
    let variant = match framing {
        Framing::JsonDocument { path: "data" } => "api-page",
        Framing::JsonLines => "export-jsonl",
        Framing::Csv => "export-csv",
        _ => "export-json",
    };
    let reason = "requests of Helicone: they name `response_status` and `request_properties`";
    Some(certain(variant, framing, reason))
}

fn certain(variant: &'static str, framing: Framing, reason: &str) -> Recognised {
    Recognised { variant, framing, certainty: Certainty::Certain, reason: reason.to_owned() }
}
