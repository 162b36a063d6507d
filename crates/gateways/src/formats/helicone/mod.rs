//! Helicone: requests of its API and export tool, and rows of its database.
//!
//! Retries happen inside the proxy before a row is written: whether a request was one is unknown, which is not "no".
//! Answers from its own cache carry the replayed cost: they cost nothing, and the amount is notional.
//!
//! Two conventions of input stand in one table: rows of the present usage processor leave cached tokens out, older ones
//! keep the provider's count. The rule of a row is in [`usage`].

mod normalise;
mod outcomes;
mod read;
mod recognise;
#[cfg(test)]
mod tests;
mod usage;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Helicone.
#[derive(Clone, Copy, Debug)]
pub struct Helicone;

impl Format for Helicone {
    fn id(&self) -> &'static str {
        "helicone"
    }

    fn name(&self) -> &'static str {
        "Helicone"
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

    fn is_stateless(&self, variant: &str) -> bool {
        !variant.starts_with(recognise::DATABASE)
    }

    fn reader(&self, variant: &str, source: &Source) -> Box<dyn Reader> {
        let is_database = variant.starts_with(recognise::DATABASE);
        Box::new(FieldsReader::new(read::Read::new(source.clone(), is_database)))
    }
}
