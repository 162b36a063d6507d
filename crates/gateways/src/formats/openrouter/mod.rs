//! OpenRouter: generations of its API, and rows it broadcasts to a database.
//!
//! The billed counts are the native ones, input inclusive. What OpenRouter charged is reported money; with a key of one's
//! own the provider charges on its own bill, and only that charge is told here: OpenRouter's fee for it is in its activity.
//! Its activity is sums by day and no requests: it is known and refused, and read by the connection to OpenRouter.

mod broadcast;
mod normalise;
mod read;
mod recognise;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// OpenRouter.
#[derive(Clone, Copy, Debug)]
pub struct OpenRouter;

impl Format for OpenRouter {
    fn id(&self) -> &'static str {
        "openrouter"
    }

    fn name(&self) -> &'static str {
        "OpenRouter"
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
