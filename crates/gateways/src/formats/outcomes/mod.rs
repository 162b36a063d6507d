//! Outcomes by themselves: a CSV or JSON lines that say of tasks, traces or requests how they ended.
//!
//! Known by its header: a column of ids, one of verdicts, scores or labels, and no column of tokens, which would make it a
//! log of requests. A verdict in a word that is not known here rejects its record; an empty one is missing, never success.

mod read;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Certainty, Format, Framing, Reader, Recognised, Sample, Source, Teller};
use crate::shape::{Layout, Shape};

/// Outcomes.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes;

const VARIANTS: &[(&str, Framing)] = &[
    ("csv", Framing::Csv),
    ("jsonl", Framing::JsonLines),
    ("json", Framing::JsonDocument { path: "" }),
    ("parquet", Framing::Parquet),
];

/// Columns that only a log of requests has.
const OF_REQUESTS: &[&str] = &[
    "input_tokens",
    "output_tokens",
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "tokens",
    "tokens_in",
    "tokens_out",
    "usage",
    "model",
    "spend",
    "cost",
    "total_cost",
    "messages",
    "choices",
];

impl Format for Outcomes {
    fn id(&self) -> &'static str {
        "outcomes"
    }

    fn name(&self) -> &'static str {
        "Outcomes of tasks"
    }

    fn teller(&self) -> Teller {
        Teller::Application
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        let shape = Shape::of(sample)?;
        let first = |names: &[&'static str]| names.iter().copied().find(|name| shape.has(name));
        let id = first(read::TASK).or_else(|| first(read::TRACE)).or_else(|| first(read::REQUEST))?;
        let verdict = first(read::VERDICT).or_else(|| first(read::SCORE)).or_else(|| first(read::LABEL))?;
        if first(OF_REQUESTS).is_some() {
            return None;
        }
        let variant = match shape.layout {
            Layout::Rows => 0,
            Layout::Lines => 1,
            Layout::Document => 2,
        };
        let (variant, framing) = VARIANTS.get(variant).copied()?;
        let reason = format!("it tells `{verdict}` by `{id}`, and no tokens");
        Some(Recognised { variant, framing, certainty: Certainty::Certain, reason })
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        VARIANTS
    }

    fn is_stateless(&self, _variant: &str) -> bool {
        true
    }

    fn reader(&self, _variant: &str, _source: &Source) -> Box<dyn Reader> {
        Box::new(FieldsReader::new(read::Read))
    }
}
