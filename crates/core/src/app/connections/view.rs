//! Connections as Sources shows them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::app::model::{ConnectionState, ConnectionView, FindingState, FindingView};
use crate::app::{App, runs};
use crate::kernel::{ConnectionId, Day, Nothing, Problem, format_instant};
use crate::ledger;
use crate::sources::{Book, Capabilities, Descriptor, ProbeVerdict};
use crate::sync::{self, ConnectionRow, Due, RunRow, RunState};

/// Connections, with removed ones last.
pub fn list(app: &App, _: Nothing) -> Result<Vec<ConnectionView>, Problem> {
    let mut views = app.workspace()?.store.read::<_, Problem>(|reader| {
        let rows = sync::all_connections(reader)?;
        rows.iter().map(|row| view(app, reader, row)).collect::<Result<Vec<_>, Problem>>()
    })?;
    views.sort_by_key(|view| (view.state == ConnectionState::Removed, view.id));
    Ok(views)
}

/// One connection.
pub(super) fn connection_view(app: &App, id: ConnectionId) -> Result<ConnectionView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| view(app, reader, &sync::find_connection(reader, id)?))
}

fn view(app: &App, reader: &Connection, row: &ConnectionRow) -> Result<ConnectionView, Problem> {
    let last_run = sync::last_run(reader, row.id)?;
    let source = app.source(&row.source).ok();
    let fresh_through = match source {
        Some(source) => fresh_through(reader, row.id, source)?,
        None => None,
    };
    let next_run_at = next_run_at(app, row, last_run.as_ref());
    Ok(ConnectionView {
        id: row.id.0,
        source: row.source.clone(),
        source_name: source_name(app, &row.source),
        label: row.label.clone(),
        account: row.account.clone(),
        base_url: row.base_url.clone(),
        secret_hint: row.secret_hint.clone(),
        schedule: row.schedule.clone(),
        is_paused: row.is_paused,
        backfill_from: row.backfill_from.to_string(),
        state: state(app, row, last_run.as_ref()),
        last_run: last_run.map(|run| runs::run_view(&run, &row.label)),
        next_run_at: next_run_at.map(format_instant),
        fresh_through: fresh_through.map(|day| day.to_string()),
        findings: findings(&row.capabilities),
    })
}

fn state(app: &App, row: &ConnectionRow, last_run: Option<&RunRow>) -> ConnectionState {
    let is_running = last_run.is_some_and(|run| run.state == RunState::Running);
    if row.removed_at.is_some() {
        ConnectionState::Removed
    } else if app.jobs().is_running(&app.workspace_path(), row.id) || is_running {
        ConnectionState::Syncing
    } else if row.secret_hint.is_empty() {
        ConnectionState::NeedsKey
    } else if row.is_paused {
        ConnectionState::Paused
    } else {
        match last_run.map(|run| run.state) {
            None => ConnectionState::New,
            Some(RunState::Failed | RunState::Interrupted) => ConnectionState::Failing,
            Some(_) => ConnectionState::Good,
        }
    }
}

/// When the scheduler starts it next: its own plan when it runs, else what the schedule says.
fn next_run_at(app: &App, row: &ConnectionRow, last_run: Option<&RunRow>) -> Option<DateTime<Utc>> {
    if row.removed_at.is_some() {
        return None;
    }
    if let Some(planned) = app.planned(row.id) {
        return planned.next_run_at;
    }
    let now = app.now();
    let last = last_run.map(|run| run.started_at);
    match sync::due(&row.schedule, row.is_paused, last, now, &app.options.offset_at).ok()? {
        Due::Now | Due::CatchUp => Some(now),
        Due::At(at) => Some(at),
        Due::Paused | Due::ByHand => None,
    }
}

/// The last day that every slot of billed charges has read in full.
fn fresh_through(reader: &Connection, id: ConnectionId, source: &Descriptor) -> Result<Option<Day>, Problem> {
    let full: BTreeMap<String, Day> = ledger::full_through(reader, id)?;
    let billed = source.slots.iter().filter(|slot| slot.book == Book::Billed && slot.alternate_of.is_none());
    let days: Option<Vec<Day>> = billed.map(|slot| full.get(slot.id).copied()).collect();
    Ok(days.and_then(|days| days.into_iter().min()))
}

/// What the key may read, for the screen.
pub(super) fn findings(capabilities: &Capabilities) -> Vec<FindingView> {
    capabilities
        .items
        .iter()
        .map(|item| FindingView {
            name: item.name.clone(),
            state: match item.verdict {
                ProbeVerdict::Allowed => FindingState::Allowed,
                ProbeVerdict::Limited => FindingState::Limited,
                ProbeVerdict::Refused => FindingState::Refused,
            },
            detail: item.detail.clone(),
        })
        .collect()
}

/// The source's name for people; its stored name when this build does not know it.
fn source_name(app: &App, source: &str) -> String {
    app.source(source).map_or_else(|_| source.to_owned(), |descriptor| descriptor.name.to_owned())
}
