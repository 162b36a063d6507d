//! Portkey: rows of its log export, and stored logs of a private cloud.
//!
//! Costs are in cents. Token classes stand only in the provider's answer; without it the two counts tell no classes. One
//! row is one request however often it was tried: failed attempts before the last leave no row. A trace may hold many
//! requests, and feedback names a trace.

mod feedback;
mod normalise;
mod parts;
mod read;
mod recognise;
mod retries;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Portkey.
#[derive(Clone, Copy, Debug)]
pub struct Portkey;

impl Format for Portkey {
    fn id(&self) -> &'static str {
        "portkey"
    }

    fn name(&self) -> &'static str {
        "Portkey"
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
