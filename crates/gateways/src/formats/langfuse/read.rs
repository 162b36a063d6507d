//! Says of each record what it is, and keeps apart the versions of one row.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::{Findings, Source};
use crate::formats::versions::Versions;
use crate::record::Place;

use super::{normalise, scores};

/// Kinds of observations that are calls of a model. Others may carry usage that a framework summed up.
const CALLS: &[&str] = &["GENERATION", "EMBEDDING"];

#[derive(Debug)]
pub struct Read {
    source: Source,
    versions: Option<Versions>,
}

impl Read {
    pub fn new(source: Source, is_versioned: bool) -> Self {
        Self { source, versions: is_versioned.then(Versions::default) }
    }
}

impl ReadFields for Read {
    const PAGE: Option<&'static str> = Some("data");

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        if let Some(versions) = &mut self.versions
            && !versions.is_newest(
                fields.text(&["id", "span_id"]).as_deref(),
                fields.instant(&["event_ts", "updated_at"]),
            )
        {
            found.skip("an older version of a row that was read");
            return Ok(());
        }
        if fields.flag(&["is_deleted"]) == Some(true) {
            found.skip("deleted in Langfuse");
            return Ok(());
        }
        if fields.has(&["dataType"]) {
            return scores::read(fields, place, found);
        }
        if fields.has(&["exportSource"]) && fields.has(&["files"]) {
            found.skip("the manifest of an export");
            return Ok(());
        }
        if !fields.has(&["startTime"]) && fields.has(&["timestamp"]) {
            found.skip("traces: what they cost stands in their observations");
            return Ok(());
        }
        let is_call = match fields.text(&["type", "observation_type"]) {
            Some(kind) => CALLS.iter().any(|call| kind.eq_ignore_ascii_case(call)),
            None => fields.get(&["providedModelName", "model"]).is_some(),
        };
        if !is_call {
            found.skip("observations that are no model call");
            return Ok(());
        }
        found.attempts.push(normalise::attempt(fields, &self.source, place)?);
        Ok(())
    }
}
