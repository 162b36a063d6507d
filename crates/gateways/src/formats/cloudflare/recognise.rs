//! Knows the forms of Cloudflare AI Gateway by the names only it has together.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::Shape;

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("logs-page", Framing::JsonDocument { path: "result" }),
    ("logs-jsonl", Framing::JsonLines),
    ("logs-json", Framing::JsonDocument { path: "" }),
    ("logs-csv", Framing::Csv),
    ("logpush-jsonl", Framing::JsonLines),
];

/// Names of a row that was pushed to a store.
pub const PUSHED: &[&str] = &["Gateway", "Provider", "Model", "Cached", "RateLimited"];

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let logs = ["id", "created_at", "provider", "cached", "tokens_in", "tokens_out"];
    if let Some(framing) = shape.records("result", &logs) {
        let variant = match framing {
            Framing::JsonDocument { path: "result" } => "logs-page",
            Framing::JsonLines => "logs-jsonl",
            Framing::Csv => "logs-csv",
            _ => "logs-json",
        };
        return Some(certain(
            variant,
            framing,
            "logs of Cloudflare AI Gateway: they name `tokens_in` and `cached`",
        ));
    }
    let framing = shape.records("", PUSHED).filter(|framing| *framing == Framing::JsonLines)?;
    let reason = "rows pushed by Cloudflare AI Gateway: they name `Gateway` and `RateLimited`, and no tokens";
    Some(certain("logpush-jsonl", framing, reason))
}

fn certain(variant: &'static str, framing: Framing, reason: &str) -> Recognised {
    Recognised { variant, framing, certainty: Certainty::Certain, reason: reason.to_owned() }
}
