//! Reads each record as a request, and refuses rows of reports.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::record::Place;

use super::{normalise, recognise};

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
        let is_row = recognise::REPORT.iter().all(|name| fields.has(&[name]));
        if is_row || (fields.has(&["results"]) && !fields.has(&["id"])) {
            return Err(Refusal::new(
                "day_sums",
                "rows of a report are sums by day and no requests, and a request with several tags stands in several: \
                 export the gateway's logs instead",
            ));
        }
        found.attempts.push(normalise::attempt(fields, &self.source, place)?);
        Ok(())
    }
}
