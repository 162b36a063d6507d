//! The spend of record of one day, as a pure function of its three books.

mod billed;
mod cache;
mod evidence;
mod facts;
mod fit;
mod matching;
mod observed;
mod record;
mod unit;

pub use evidence::{Account, Charge, DayEvidence, Observed, Usage};
pub use facts::{Facts, Names, StoredSeries};
#[cfg(test)]
pub use record::OwnerTells;
pub use record::{Amounts, DayRecord};

/// Apportions a day: billed money among metered usage, both among requests.
pub fn apportion(facts: &mut Facts<'_>, day: &DayEvidence) -> DayRecord {
    let mut record = DayRecord::default();
    let units = billed::units(facts, day, &mut record);
    cache::benefits(facts, &units, &mut record);
    observed::apportion(facts, day, units, &mut record);
    record
}
