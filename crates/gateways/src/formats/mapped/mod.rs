//! Logs of unknown make: any CSV, JSON or Parquet, read by a [`Mapping`].
//!
//! Owns: seeing that a log could be one of requests (`recognise`), reading records by a mapping (`read`, `normalise`,
//! `usage`). Never does: guessing while reading, that is [`crate::mapping::suggest`]. Invariants: as strict as every other
//! format, so that a value that does not fit its reading rejects its record; what no column tells stays unknown.

mod draft;
mod normalise;
mod read;
mod recognise;
#[cfg(test)]
mod tests;
mod usage;

use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};
use crate::mapping::Mapping;

pub(crate) use normalise::made_of;
pub use recognise::framing_of;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Mapped;

/// A reader that reads by that mapping, whatever the source says.
pub fn reader_with(mapping: Mapping, source: &Source) -> Box<dyn Reader> {
    Box::new(read::MappedReader::new(Some(mapping), source))
}

impl Format for Mapped {
    fn id(&self) -> &'static str {
        "mapped"
    }

    fn name(&self) -> &'static str {
        "Other CSV, JSON or Parquet"
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

    /// Reads by the mapping of the source; without one every record is rejected, because nothing is known of its columns.
    fn reader(&self, _variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(read::MappedReader::new(source.mapping.clone(), source))
    }
}
