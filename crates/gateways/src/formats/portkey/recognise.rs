//! Knows the forms of Portkey by the names only it has together.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::Shape;

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("export-jsonl", Framing::JsonLines),
    ("export-json", Framing::JsonDocument { path: "" }),
    ("export-csv", Framing::Csv),
    ("stored-jsonl", Framing::JsonLines),
    ("stored-json", Framing::JsonDocument { path: "" }),
];

/// Columns of the export of which an administrator may forbid any.
const EXPORTED: &[&str] = &[
    "trace_id",
    "ai_org",
    "ai_model",
    "req_units",
    "res_units",
    "total_units",
    "is_success",
    "response_status_code",
    "prompt_slug",
    "cost_currency",
    "response_time",
];

/// So many of [`EXPORTED`] make it certain.
const ENOUGH: usize = 4;

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let is_stored = shape.has("response.responseTime") || shape.has("request.portkeyHeaders");
    if is_stored && let Some(framing) = shape.records("", &["created_at"]) {
        let variant = if framing == Framing::JsonLines { "stored-jsonl" } else { "stored-json" };
        let reason = "stored logs of Portkey: they name `portkeyHeaders` or `responseTime`";
        return Some(certain(variant, framing, reason));
    }
    let framing = shape.records("", &["created_at", "id"])?;
    let told = EXPORTED.iter().filter(|name| shape.has(name)).count();
    let is_only_here = ["ai_org", "req_units", "res_units"].iter().any(|name| shape.has(name));
    if told < ENOUGH || !is_only_here {
        return None;
    }
    let variant = match framing {
        Framing::JsonLines => "export-jsonl",
        Framing::Csv => "export-csv",
        _ => "export-json",
    };
    Some(certain(variant, framing, "rows of Portkey's log export: they name `ai_org` or `req_units`"))
}

fn certain(variant: &'static str, framing: Framing, reason: &str) -> Recognised {
    Recognised { variant, framing, certainty: Certainty::Certain, reason: reason.to_owned() }
}
