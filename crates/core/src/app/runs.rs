//! Run history as Sources shows it.

use super::App;
use super::jobs::{amounts, small};
use super::model::{RunDetailView, RunIdRequest, RunListRequest, RunNote, RunView};
use crate::explore;
use crate::kernel::{ConnectionId, Problem, ProblemCode, RunId, format_instant};
use crate::sync::{self, RunRow};

/// Changes shown of one run.
const CHANGES_SHOWN: u32 = 500;

/// Run history, newest first.
pub fn list(app: &App, request: RunListRequest) -> Result<Vec<RunView>, Problem> {
    let (offset, limit) = request.page.bounds();
    let connection = request.connection_id.map(ConnectionId);
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let connections = sync::all_connections(reader)?;
        let label = |id: ConnectionId| {
            connections.iter().find(|row| row.id == id).map_or("", |row| row.label.as_str())
        };
        let runs = sync::list_runs(reader, connection, None, offset.saturating_add(limit))?;
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(runs.iter().skip(skipped).map(|run| run_view(run, label(run.connection))).collect())
    })
}

/// One run with its log and changes.
pub fn detail(app: &App, request: RunIdRequest) -> Result<RunDetailView, Problem> {
    let workspace = app.workspace()?;
    let id = RunId(request.id);
    let (run, notes) = workspace.store.read::<_, Problem>(|reader| {
        let run = sync::find_run(reader, id)?.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, format!("there is no run {id} in this workspace"))
        })?;
        let label = sync::find_connection(reader, run.connection)?.label;
        Ok((run_view(&run, &label), sync::run_notes(reader, id)?))
    })?;
    let notes = notes.into_iter().map(|note| RunNote {
        at: format_instant(note.at),
        level: note.level.name().to_owned(),
        text: note.text,
    });
    let changes = explore::changes_of_run(&workspace.store, request.id, CHANGES_SHOWN)?;
    Ok(RunDetailView { run, notes: notes.collect(), changes })
}

/// A stored run for the screen.
pub(super) fn run_view(run: &RunRow, label: &str) -> RunView {
    let stats = &run.stats;
    RunView {
        id: run.id.0,
        connection_id: run.connection.0,
        connection_label: label.to_owned(),
        cause: run.cause,
        state: run.state,
        started_at: format_instant(run.started_at),
        finished_at: run.finished_at.map(format_instant),
        requests: small(stats.requests),
        pages: small(stats.pages_stored),
        days: small(stats.days_read),
        buckets_new: small(stats.buckets_new),
        buckets_restated: small(stats.buckets_restated),
        buckets_same: small(stats.buckets_same),
        rows_added: stats.rows_added,
        rows_superseded: stats.rows_superseded,
        rows_rejected: stats.rows_rejected,
        waited_ms: stats.waited_ms,
        billed_delta: amounts(stats.billed_delta_nanos.iter()),
        problem: run.problem.clone(),
    }
}
