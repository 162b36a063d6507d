//! Reading the observed book: attempts, what belongs to one, sources, imports, loops. Each is read by the reader that is
//! given, so that what is shown together is of one state of the workspace.

mod model;
mod queries;
mod queries_imports;

pub use model::{
    Asked, ImportRow, LoopAsk, LoopRow, Loops, OutcomeRow, RequestDetail, RequestFilter, RequestKey,
    RequestRow, RequestTotals, Revision, RowAmounts, RowTokens, SourceRow,
};

use rusqlite::Connection;

use super::{RequestsError, StagedFile, StagedRejection};

/// A window of attempts, newest first. `after` is the last row of the window before.
pub fn list(
    reader: &Connection,
    filter: &RequestFilter,
    after: Option<RequestKey>,
    offset: u32,
    limit: u32,
) -> Result<Vec<RequestRow>, RequestsError> {
    Ok(queries::list(reader, filter, after, offset, limit)?)
}

/// Figures of all attempts of a filter. Reads every row of its period.
pub fn totals(reader: &Connection, filter: &RequestFilter) -> Result<RequestTotals, RequestsError> {
    Ok(queries::totals(reader, filter)?)
}

/// One attempt with what belongs to it; `None` when there is none under that key.
pub fn get(reader: &Connection, key: RequestKey) -> Result<Option<RequestDetail>, RequestsError> {
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

/// Every source, by name.
pub fn sources(reader: &Connection) -> Result<Vec<SourceRow>, RequestsError> {
    Ok(queries_imports::sources(reader)?)
}

/// Whether there is any source.
pub fn has_sources(reader: &Connection) -> Result<bool, RequestsError> {
    Ok(queries_imports::has_sources(reader)?)
}

/// Imports, newest first, and how many there are.
pub fn imports(
    reader: &Connection,
    source_id: Option<i64>,
    offset: u32,
    limit: u32,
) -> Result<(Vec<ImportRow>, u64), RequestsError> {
    Ok(queries_imports::imports(reader, source_id, offset, limit)?)
}

/// One import with its files; `None` when there is none.
pub fn import(reader: &Connection, id: i64) -> Result<Option<(ImportRow, Vec<StagedFile>)>, RequestsError> {
    match queries_imports::import(reader, id)? {
        Some(row) => Ok(Some((row, queries_imports::files(reader, id)?))),
        None => Ok(None),
    }
}

/// Records of an import that could not be read, at most the first 10,000.
pub fn rejections(
    reader: &Connection,
    import_id: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<StagedRejection>, RequestsError> {
    Ok(queries_imports::rejections(reader, import_id, offset, limit)?)
}

/// Keeps what an import was told to bring beside what it did bring, as JSON; for its history. Figures do not rest on it.
pub fn keep_told(tx: &Connection, import_id: i64, told_json: &str) -> Result<(), RequestsError> {
    Ok(queries_imports::keep_told(tx, import_id, told_json)?)
}

/// Tasks with many attempts.
pub fn loops(reader: &Connection, ask: &LoopAsk) -> Result<Loops, RequestsError> {
    Ok(queries_imports::loops(reader, ask)?)
}
