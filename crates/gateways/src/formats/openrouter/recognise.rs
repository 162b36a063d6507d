//! Knows the forms of OpenRouter by the names only it has together.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::{Layout, Shape};

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("generations-jsonl", Framing::JsonLines),
    ("generations-json", Framing::JsonDocument { path: "" }),
    ("broadcast-csv", Framing::Csv),
    ("broadcast-jsonl", Framing::JsonLines),
    ("broadcast-json", Framing::JsonDocument { path: "" }),
    ("broadcast-parquet", Framing::Parquet),
    ("activity-page", Framing::JsonDocument { path: "data" }),
    ("activity-jsonl", Framing::JsonLines),
    ("activity-json", Framing::JsonDocument { path: "" }),
    ("activity-csv", Framing::Csv),
];

/// Names of a row of activity.
pub const ACTIVITY: &[&str] = &["model_permaslug", "byok_usage_inference", "requests"];

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let generation = ["native_tokens_prompt", "native_tokens_completion", "provider_name"];
    let answer = ["data.native_tokens_prompt", "data.native_tokens_completion", "data.provider_name"];
    if shape.has_all(&generation) || shape.has_all(&answer) {
        let (variant, framing) = match shape.layout {
            Layout::Document => ("generations-json", Framing::JsonDocument { path: "" }),
            _ => ("generations-jsonl", Framing::JsonLines),
        };
        let reason = "generations of OpenRouter: they name `native_tokens_prompt` and `provider_name`";
        return Some(certain(variant, framing, reason));
    }
    if let Some(framing) = shape.records("", &["SPAN_TYPE", "TRACE_ID", "PROMPT_TOKENS", "TOTAL_COST"]) {
        let variant = match framing {
            Framing::Csv => "broadcast-csv",
            Framing::JsonLines => "broadcast-jsonl",
            _ => "broadcast-json",
        };
        return Some(certain(variant, framing, "rows of OpenRouter's broadcast: they name `SPAN_TYPE`"));
    }
    let framing = shape.records("data", ACTIVITY)?;
    let variant = match framing {
        Framing::Csv => "activity-csv",
        Framing::JsonLines => "activity-jsonl",
        Framing::JsonDocument { path: "data" } => "activity-page",
        _ => "activity-json",
    };
    let reason =
        "activity of OpenRouter: sums by day, not requests; connect OpenRouter to read it as its bill";
    Some(certain(variant, framing, reason))
}

fn certain(variant: &'static str, framing: Framing, reason: &str) -> Recognised {
    Recognised { variant, framing, certainty: Certainty::Certain, reason: reason.to_owned() }
}
