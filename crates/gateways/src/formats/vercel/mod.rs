//! Vercel AI Gateway: generations of its API, and logs exported from its page.
//!
//! The total is what Vercel charged. With a key of one's own the provider charges on its own bill, the total leaves that
//! out, and only the provider's charge is told here. Reports are sums by day and no requests: with several tags on a request
//! one charge stands in several of their rows. They are known and refused.

mod normalise;
mod read;
mod recognise;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Vercel AI Gateway.
#[derive(Clone, Copy, Debug)]
pub struct Vercel;

impl Format for Vercel {
    fn id(&self) -> &'static str {
        "vercel"
    }

    fn name(&self) -> &'static str {
        "Vercel AI Gateway"
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
