//! Cloudflare AI Gateway: logs of its API, and rows pushed to a store.
//!
//! A log tells two counts and no classes, so that its own cost is wrong wherever the provider's cache was at work. Pushed
//! rows tell neither counts nor cost in clear: they only say that a request was made. Both lists can be incomplete: a full
//! store stops or drops logs.

mod normalise;
mod outcomes;
mod read;
mod recognise;
#[cfg(test)]
mod tests;

use crate::fields::FieldsReader;
use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Cloudflare AI Gateway.
#[derive(Clone, Copy, Debug)]
pub struct Cloudflare;

impl Format for Cloudflare {
    fn id(&self) -> &'static str {
        "cloudflare"
    }

    fn name(&self) -> &'static str {
        "Cloudflare AI Gateway"
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
