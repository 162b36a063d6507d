//! Roll-ups that a source makes where its log lives.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::apply::source;
use super::days::{day_text, number_of};
use super::facts::NewSource;
use super::queries_apply as queries;
use super::{RequestsError, StagedRollup, settle};
use crate::kernel::{Period, format_instant};
use crate::ledger::Interner;
use crate::store::Store;

/// Replaces the days of a period of a source by what it added up itself, and says which days changed. A day of the period
/// of which nothing is told has no attempts. Rows of such a source are samples: they are kept and not added.
pub fn bring_roll_ups(
    store: &Store,
    from: &NewSource,
    period: Period,
    told: &[StagedRollup],
    now: DateTime<Utc>,
) -> Result<Vec<String>, RequestsError> {
    let at = format_instant(now);
    store.write(|tx| {
        let source = source(tx, from, &at)?;
        let mut interner = Interner::default();
        let series = told
            .iter()
            .map(|rollup| Ok(interner.intern(tx, &rollup.series)?.0))
            .collect::<Result<Vec<i64>, RequestsError>>()?;
        let days: BTreeSet<i64> = period.iter_days().map(number_of).collect();
        let mut changed = Vec::new();
        for day in settle::bring(tx, source, &days, told, &series)? {
            let day = day_text(day);
            queries::mark_dirty(tx, &day, &at)?;
            changed.push(day);
        }
        Ok(changed)
    })
}
