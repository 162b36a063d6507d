//! Knows the forms of Langfuse by the names only it has together.

use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::Shape;

/// Forms whose rows are versions of each other begin so: rows of the database taken without merging.
pub const VERSIONED: &str = "clickhouse";

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("api-page", Framing::JsonDocument { path: "data" }),
    ("export-jsonl", Framing::JsonLines),
    ("export-json", Framing::JsonDocument { path: "" }),
    ("export-csv", Framing::Csv),
    ("export-parquet", Framing::Parquet),
    ("clickhouse-jsonl", Framing::JsonLines),
    ("clickhouse-json", Framing::JsonDocument { path: "" }),
    ("clickhouse-csv", Framing::Csv),
];

/// Names that records of one kind have together, and what they are for people.
const KINDS: &[(&[&str], &str)] = &[
    (&["traceId", "startTime", "type"], "observations"),
    (&["trace_id", "span_id", "start_time", "type", "usage_details"], "observations"),
    (&["id", "dataType", "source", "name", "timestamp"], "scores"),
];

/// Names that beside the others make it certain.
const ONLY_HERE: &[&str] = &[
    "usageDetails",
    "costDetails",
    "providedModelName",
    "parentObservationId",
    "statusMessage",
    "completionStartTime",
    "observationId",
    "stringValue",
    "configId",
    "subject",
];

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let (framing, what) =
        KINDS.iter().find_map(|(names, what)| Some((shape.records("data", names)?, *what)))?;
    let told = ONLY_HERE.iter().find(|name| shape.any("data", name))?;
    let is_versioned = shape.has_all(&["event_ts", "is_deleted"]);
    let variant = match (framing, is_versioned) {
        (Framing::JsonDocument { path: "data" }, _) => "api-page",
        (Framing::JsonLines, false) => "export-jsonl",
        (Framing::JsonDocument { .. }, false) => "export-json",
        (Framing::Csv, false) => "export-csv",
        (Framing::JsonLines, true) => "clickhouse-jsonl",
        (Framing::JsonDocument { .. }, true) => "clickhouse-json",
        (Framing::Csv, true) => "clickhouse-csv",
        (Framing::Parquet, _) => "export-parquet",
    };
    let reason = format!("{what} of Langfuse: a record names its trace, its type and `{told}`");
    Some(Recognised { variant, framing, certainty: Certainty::Certain, reason })
}
