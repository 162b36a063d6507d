//! TensorZero: its tables of inferences and feedback, from Postgres or ClickHouse.
//!
//! A table is a file, and files are read one by one: `model_inferences` tells the calls and what they cost, the tables of
//! inferences tell tags, function and episode of the same ids and become annotations. An inference may own several calls
//! (best of n), and a provider that failed before another answered leaves no row: retries are unknown. Feedback names an
//! inference or an episode without saying which; ids are unique over both.

mod feedback;
mod normalise;
mod read;
mod recognise;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// TensorZero.
#[derive(Clone, Copy, Debug)]
pub struct TensorZero;

impl Format for TensorZero {
    fn id(&self) -> &'static str {
        "tensorzero"
    }

    fn name(&self) -> &'static str {
        "TensorZero"
    }

    fn teller(&self) -> Teller {
        Teller::Gateway
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        recognise::recognise(sample)
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        recognise::VARIANTS
    }

    fn is_stateless(&self, _variant: &str) -> bool {
        true
    }

    fn reader(&self, _variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(FieldsReader::new(read::Read::new(source.clone())))
    }
}
