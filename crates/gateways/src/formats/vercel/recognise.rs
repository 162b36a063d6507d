//! Knows the forms of Vercel AI Gateway. Its generations mirror OpenRouter's, apart from a few names of their own and the
//! beginning of their ids.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::{Layout, Shape};

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("generations-jsonl", Framing::JsonLines),
    ("generations-json", Framing::JsonDocument { path: "" }),
    ("logs-csv", Framing::Csv),
    ("logs-jsonl", Framing::JsonLines),
    ("logs-json", Framing::JsonDocument { path: "" }),
    ("logs-page", Framing::JsonDocument { path: "data" }),
    ("report-page", Framing::JsonDocument { path: "results" }),
    ("report-jsonl", Framing::JsonLines),
    ("report-json", Framing::JsonDocument { path: "" }),
    ("report-csv", Framing::Csv),
];

/// Names of a row of a report.
pub const REPORT: &[&str] = &["total_cost", "input_tokens", "output_tokens", "request_count"];

/// Names of a generation that only OpenRouter's has.
const ELSEWHERE: &[&str] =
    &["upstream_id", "app_id", "origin", "cache_discount", "native_tokens_completion_images"];

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    if let Some(recognised) = generations(&shape, sample) {
        return Some(recognised);
    }
    if let Some(framing) = shape.records("results", REPORT) {
        let variant = match framing {
            Framing::Csv => "report-csv",
            Framing::JsonLines => "report-jsonl",
            Framing::JsonDocument { path: "results" } => "report-page",
            _ => "report-json",
        };
        let reason = "a report of Vercel AI Gateway: sums by day, not requests; export its logs instead";
        return Some(recognised(variant, framing, Certainty::Certain, reason));
    }
    let id = ["generation_id", "id"].into_iter().find(|id| shape.any("data", id))?;
    let framing = shape.records("data", &[id, "credential_type", "model"])?;
    let variant = match framing {
        Framing::Csv => "logs-csv",
        Framing::JsonLines => "logs-jsonl",
        Framing::JsonDocument { path: "data" } => "logs-page",
        _ => "logs-json",
    };
    let reason = "logs of Vercel AI Gateway: they name `credential_type` beside a model";
    Some(recognised(variant, framing, Certainty::Certain, reason))
}

fn generations(shape: &Shape, sample: &Sample<'_>) -> Option<Recognised> {
    let has = |name: &str| shape.has(name) || shape.has(&format!("data.{name}"));
    let is_generation = has("native_tokens_prompt") && has("provider_name") && has("generation_time");
    let is_own = has("native_tokens_cache_creation") || has("billable_web_search_calls");
    let begins = sample.head.windows(5).any(|window| window == b"\"gen_");
    let is_elsewhere = ELSEWHERE.iter().any(|name| has(name));
    if !is_generation || !(is_own || (begins && !is_elsewhere)) {
        return None;
    }
    let (variant, framing) = match shape.layout {
        Layout::Document => ("generations-json", Framing::JsonDocument { path: "" }),
        _ => ("generations-jsonl", Framing::JsonLines),
    };
    let reason = "generations of Vercel AI Gateway: their ids begin with `gen_`";
    Some(recognised(variant, framing, Certainty::Certain, reason))
}

fn recognised(variant: &'static str, framing: Framing, certainty: Certainty, reason: &str) -> Recognised {
    Recognised { variant, framing, certainty, reason: reason.to_owned() }
}
