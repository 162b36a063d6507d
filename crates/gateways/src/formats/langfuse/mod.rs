//! Langfuse: observations and scores, as API pages, blob exports, rows of its database and exports by hand.
//!
//! Usage is exclusive after Langfuse's own normalisation, and output is told without its reasoning part. Only model calls
//! count; spans around them may carry rolled-up usage. A trace is no logical request: it holds many calls that are not
//! attempts of each other. The observation's id alone is the identity, since scores name it so.

mod normalise;
mod read;
mod recognise;
mod scores;
#[cfg(test)]
mod tests;
mod usage;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Langfuse.
#[derive(Clone, Copy, Debug)]
pub struct Langfuse;

impl Format for Langfuse {
    fn id(&self) -> &'static str {
        "langfuse"
    }

    fn name(&self) -> &'static str {
        "Langfuse"
    }

    fn teller(&self) -> Teller {
        Teller::Application
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        recognise::recognise(sample)
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        recognise::VARIANTS
    }

    fn is_stateless(&self, variant: &str) -> bool {
        !variant.starts_with(recognise::VERSIONED)
    }

    fn reader(&self, variant: &str, source: &Source) -> Box<dyn Reader> {
        let is_versioned = variant.starts_with(recognise::VERSIONED);
        Box::new(FieldsReader::new(read::Read::new(source.clone(), is_versioned)))
    }
}
