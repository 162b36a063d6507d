//! What changed since somebody last looked.

use super::error::ExploreError;
use super::model::{BucketChange, ChangesRequest, ChangesView, Measure};
use super::queries_rows::{self, ChangeRow, RevisionFacts};
use super::words;
use crate::kernel::{Amount, format_instant, parse_instant};
use crate::store::Store;

/// Buckets with a newer counting revision, newest first, each with what it said at the instant and what it says now.
/// An empty instant asks for everything.
pub fn changes(store: &Store, request: &ChangesRequest) -> Result<ChangesView, ExploreError> {
    let since = match request.since.trim() {
        "" => String::new(),
        text => format_instant(parse_instant(text)?),
    };
    store.read(|reader| {
        let total = queries_rows::count_changes(reader, &since, request.only_restated)?;
        let found = queries_rows::changes(reader, &since, request.only_restated, request.page.bounds())?;
        Ok(ChangesView {
            total: u64::try_from(total).unwrap_or(0),
            changes: found.into_iter().map(view).collect::<Result<_, _>>()?,
        })
    })
}

/// What one run changed, restated days first, at most `limit`.
pub fn changes_of_run(store: &Store, run: i64, limit: u32) -> Result<Vec<BucketChange>, ExploreError> {
    store.read(|reader| queries_rows::changes_of_run(reader, run, limit)?.into_iter().map(view).collect())
}

fn view(change: ChangeRow) -> Result<BucketChange, ExploreError> {
    Ok(BucketChange {
        connection_id: change.connection,
        connection_label: change.label,
        slot: change.slot,
        day: change.day,
        revision: u32::try_from(change.revision).unwrap_or(0),
        recorded_at: change.recorded_at,
        run_id: change.run,
        before: amounts(&change.before)?,
        after: amounts(&change.after)?,
        tokens_before: change.before.tokens,
        tokens_after: change.after.tokens,
        rows: u64::try_from(change.rows).unwrap_or(0),
    })
}

fn amounts(facts: &RevisionFacts) -> Result<Vec<Amount>, ExploreError> {
    facts
        .money
        .iter()
        .map(|money| {
            let measure = if money.is_estimated { Measure::Estimated } else { Measure::Billed };
            words::amount(measure, i128::from(money.nanos), &money.currency)
        })
        .collect()
}
