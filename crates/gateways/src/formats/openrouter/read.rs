//! Says of each record what it is.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::record::Place;

use super::{broadcast, normalise, recognise};

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
    const PAGE: Option<&'static str> = Some("data");

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        if recognise::ACTIVITY.iter().all(|name| fields.has(&[name])) {
            return Err(Refusal::new(
                "day_sums",
                "rows of activity are sums by day and no requests: connect OpenRouter, which reads them as its bill",
            ));
        }
        if fields.has(&["SPAN_TYPE"]) {
            return broadcast::read(fields, &self.source, place, found);
        }
        normalise::read(fields, &self.source, place, found)
    }
}
