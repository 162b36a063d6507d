//! Reading the observed book: attempts, what belongs to one, sources, imports, loops, outcomes.

mod model;
mod queries;
mod queries_imports;

pub use model::{
    Asked, ImportRow, LoopAsk, LoopRow, Loops, OutcomeRow, RequestDetail, RequestFilter, RequestKey, RequestRow,
    RequestTotals, Revision, RowAmounts, RowTokens, SourceRow,
};

use super::{RequestsError, StagedFile, StagedRejection};
use crate::store::Store;

/// A window of attempts, newest first. `after` is the last row of the window before.
pub fn list(
    store: &Store,
    filter: &RequestFilter,
    after: Option<RequestKey>,
    offset: u32,
    limit: u32,
) -> Result<Vec<RequestRow>, RequestsError> {
    store.read(|reader| Ok(queries::list(reader, filter, after, offset, limit)?))
}

/// Figures of all attempts of a filter. Reads every row of its period.
pub fn totals(store: &Store, filter: &RequestFilter) -> Result<RequestTotals, RequestsError> {
    store.read(|reader| Ok(queries::totals(reader, filter)?))
}

/// One attempt with what belongs to it; `None` when there is none under that key.
pub fn get(store: &Store, key: RequestKey) -> Result<Option<RequestDetail>, RequestsError> {
    store.read(|reader| {
        let Some(row) = queries::get(reader, key)? else { return Ok(None) };
        let attempts = match &row.logical_id {
            Some(logical) => queries::attempts(reader, row.source_id, logical, key.started_us)?,
            None => Vec::new(),
        };
        let tellings = queries::tellings(reader, key, row.told_by)?;
        let outcomes = queries::outcomes(reader, &subjects(&row))?;
        let revisions = queries::revisions(reader, key)?;
        let (imported_at, place) = queries::place(reader, row.import_id, row.file)?;
        Ok(Some(RequestDetail { row, attempts, tellings, outcomes, revisions, imported_at, place }))
    })
}

/// What outcomes may be about, for one attempt. A source without traces names its tasks so, and the other way round.
fn subjects(row: &RequestRow) -> Vec<(&'static str, &str)> {
    let mut subjects = vec![("request", row.event_id.as_str())];
    for id in [&row.logical_id, &row.response_id] {
        subjects.extend(id.as_deref().map(|id| ("request", id)));
    }
    for id in [&row.trace_id, &row.task_id] {
        subjects.extend(id.as_deref().into_iter().flat_map(|id| [("trace", id), ("task", id)]));
    }
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}

/// Outcomes about one subject: `request`, `trace` or `task`, and its id.
pub fn outcomes(store: &Store, about: &str, id: &str) -> Result<Vec<OutcomeRow>, RequestsError> {
    store.read(|reader| Ok(queries::outcomes(reader, &[(about, id)])?))
}

/// Every source, by name.
pub fn sources(store: &Store) -> Result<Vec<SourceRow>, RequestsError> {
    store.read(|reader| Ok(queries_imports::sources(reader)?))
}

/// Imports, newest first, and how many there are.
pub fn imports(
    store: &Store,
    source_id: Option<i64>,
    offset: u32,
    limit: u32,
) -> Result<(Vec<ImportRow>, u64), RequestsError> {
    store.read(|reader| Ok(queries_imports::imports(reader, source_id, offset, limit)?))
}

/// One import with its files; `None` when there is none.
pub fn import(store: &Store, id: i64) -> Result<Option<(ImportRow, Vec<StagedFile>)>, RequestsError> {
    store.read(|reader| match queries_imports::import(reader, id)? {
        Some(row) => Ok(Some((row, queries_imports::files(reader, id)?))),
        None => Ok(None),
    })
}

/// Records of an import that could not be read, at most the first 10,000.
pub fn rejections(
    store: &Store,
    import_id: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<StagedRejection>, RequestsError> {
    store.read(|reader| Ok(queries_imports::rejections(reader, import_id, offset, limit)?))
}

/// Tasks with many attempts.
pub fn loops(store: &Store, ask: &LoopAsk) -> Result<Loops, RequestsError> {
    store.read(|reader| Ok(queries_imports::loops(reader, ask)?))
}
