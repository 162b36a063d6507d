//! Reads each record as a request and what was thought of it.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::record::Place;

use super::{normalise, outcomes};

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
    const PAGE: Option<&'static str> = Some("result");

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        let attempt = normalise::attempt(fields, &self.source, place)?;
        outcomes::read(fields, &attempt.event_id, place, found)?;
        found.attempts.push(attempt);
        Ok(())
    }
}
