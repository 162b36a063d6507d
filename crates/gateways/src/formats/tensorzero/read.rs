//! Reads each record as what its table holds.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::record::Place;

use super::recognise::Table;
use super::{feedback, normalise};

#[derive(Debug)]
pub struct Read {
    source: Source,
}

impl Read {
    pub fn new(source: Source) -> Self {
        Self { source }
    }
}

impl ReadFields for Read {
    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        match Table::of(fields) {
            Some(Table::ModelInferences) => {
                found.attempts.push(normalise::attempt(fields, &self.source, place)?);
            }
            Some(Table::Inferences) => {
                found.annotations.push(normalise::annotation(fields, &self.source, place)?);
            }
            Some(Table::Feedback) => found.outcomes.push(feedback::outcome(fields, place)?),
            Some(Table::Comments) => found.skip("comments: free text"),
            Some(Table::Demonstrations) => found.skip("demonstrations: answers written by hand"),
            Some(Table::Statistics) => found.skip("sums by minute: their calls stand in model_inferences"),
            Some(Table::Batches) => found.skip("batches: their calls stand in model_inferences"),
            None => {
                return Err(Refusal::new(
                    "no_table",
                    "the columns are of none of TensorZero's tables: export model_inferences with all its columns",
                ));
            }
        }
        Ok(())
    }
}
