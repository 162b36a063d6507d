//! Knows TensorZero's tables by their columns.

use crate::fields::Fields;
use crate::format::{Certainty, Framing, Recognised, Sample};
use crate::shape::Shape;

/// The forms.
pub const VARIANTS: &[(&str, Framing)] = &[
    ("table-csv", Framing::Csv),
    ("table-jsonl", Framing::JsonLines),
    ("table-json", Framing::JsonDocument { path: "" }),
    ("table-parquet", Framing::Parquet),
];

/// A table of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Calls of models.
    ModelInferences,
    /// What the caller asked for, without money.
    Inferences,
    /// A verdict or a number.
    Feedback,
    /// Remarks in words.
    Comments,
    /// Answers written by hand.
    Demonstrations,
    /// Calls by minute.
    Statistics,
    /// Requests of a batch.
    Batches,
}

impl Table {
    const ALL: [(Self, &'static [&'static str], &'static str); 8] = [
        (
            Self::ModelInferences,
            &["inference_id", "model_name", "model_provider_name", "input_tokens"],
            "model inferences",
        ),
        (Self::Batches, &["batch_id", "inference_id"], "requests of batches"),
        (Self::Batches, &["batch_id", "model_provider_name", "status"], "states of batches"),
        (Self::Inferences, &["function_name", "variant_name", "episode_id"], "inferences"),
        (Self::Feedback, &["target_id", "metric_name", "value"], "feedback"),
        (Self::Comments, &["target_id", "target_type", "value"], "comments"),
        (Self::Demonstrations, &["id", "inference_id", "value"], "demonstrations"),
        (Self::Statistics, &["model_provider_name", "minute", "inference_count"], "statistics by minute"),
    ];

    /// The table a record is of.
    pub fn of(fields: &Fields<'_>) -> Option<Self> {
        let is_of = |names: &[&str]| names.iter().all(|name| fields.has(&[name]));
        Self::ALL.iter().find(|(_, names, _)| is_of(names)).map(|(table, _, _)| *table)
    }
}

pub fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let shape = Shape::of(sample)?;
    let (table, framing, words) = Table::ALL
        .iter()
        .find_map(|(table, names, words)| Some((*table, shape.records("", names)?, *words)))?;
    let variant = match framing {
        Framing::Csv => "table-csv",
        Framing::JsonLines => "table-jsonl",
        Framing::JsonDocument { .. } => "table-json",
        Framing::Parquet => "table-parquet",
    };
    // These names are common ones; only their file's name makes it certain.
    let is_common = matches!(table, Table::Demonstrations | Table::Comments | Table::Batches);
    let is_only_here = !is_common || shape.has("snapshot_hash");
    let certainty = if is_only_here { Certainty::Certain } else { Certainty::Possible };
    let reason = format!("TensorZero's table of {words}, by its columns");
    Some(Recognised { variant, framing, certainty, reason })
}
