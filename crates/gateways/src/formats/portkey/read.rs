//! Reads each record as a request, or as feedback.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::record::Place;

use super::{feedback, normalise};

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
        let is_feedback = fields.has(&["trace_id"]) && fields.has(&["value"]) && !fields.has(&["response"]);
        if is_feedback {
            found.outcomes.push(feedback::outcome(fields, place)?);
        } else {
            found.attempts.push(normalise::attempt(fields, &self.source, place)?);
        }
        Ok(())
    }
}
