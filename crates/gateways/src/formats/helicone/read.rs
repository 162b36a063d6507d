//! Reads each record as a request and what was thought of it.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::formats::versions::Versions;
use crate::record::Place;

use super::{normalise, outcomes};

#[derive(Debug)]
pub struct Read {
    source: Source,
    versions: Option<Versions>,
}

impl Read {
    pub fn new(source: Source, is_database: bool) -> Self {
        Self { source, versions: is_database.then(Versions::default) }
    }
}

impl ReadFields for Read {
    const PAGE: Option<&'static str> = Some("data");

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        if let Some(versions) = &mut self.versions
            && !versions.is_newest(fields.text(&["request_id"]).as_deref(), fields.instant(&["updated_at"]))
        {
            found.skip("an older version of a row that was read");
            return Ok(());
        }
        let attempt = normalise::attempt(fields, &self.source, self.versions.is_some(), place)?;
        outcomes::read(fields, &attempt.event_id, place, found)?;
        found.attempts.push(attempt);
        Ok(())
    }
}
