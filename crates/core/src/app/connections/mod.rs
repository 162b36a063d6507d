//! Connections: what the analyst decides about them, and how they are shown.

mod address;
mod connect;
mod view;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

pub use connect::{add, probe, replace_key};
use view::connection_view;
pub use view::list;

use super::App;
use super::change::{self, Change};
use super::model::{ConnectionIdRequest, ConnectionUpdateRequest, ConnectionView};
use crate::kernel::{ConnectionId, Day, Nothing, Problem, ProblemCode, parse_day};
use crate::sync::{self, ConnectionRow};

/// Longest name of a connection.
const LABEL_CHARACTERS: usize = 80;

/// What the analyst decides about a connection: all that undo brings back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    id: ConnectionId,
    label: String,
    schedule: sync::Schedule,
    is_paused: bool,
    backfill_from: Day,
    removed_at: Option<DateTime<Utc>>,
}

impl Snapshot {
    /// The state of a stored connection.
    pub(crate) fn of(row: &ConnectionRow) -> Self {
        Self {
            id: row.id,
            label: row.label.clone(),
            schedule: row.schedule.clone(),
            is_paused: row.is_paused,
            backfill_from: row.backfill_from,
            removed_at: row.removed_at,
        }
    }
}

/// Makes a recorded state the present one.
pub(crate) fn restore(tx: &Transaction<'_>, wanted: &Snapshot) -> Result<(), Problem> {
    let present = sync::find_connection(tx, wanted.id)?;
    if present.removed_at.is_some() && wanted.removed_at.is_none() {
        refuse_known_account(tx, &present.source, &present.account, Some(wanted.id))?;
    }
    sync::set_label(tx, wanted.id, &wanted.label)?;
    sync::set_schedule(tx, wanted.id, &wanted.schedule)?;
    sync::set_paused(tx, wanted.id, wanted.is_paused)?;
    sync::set_backfill_from(tx, wanted.id, wanted.backfill_from)?;
    Ok(sync::set_removed_at(tx, wanted.id, wanted.removed_at)?)
}

/// Changes name, schedule, pause or first day.
pub fn update(app: &App, request: ConnectionUpdateRequest) -> Result<ConnectionView, Problem> {
    let id = ConnectionId(request.id);
    let now = app.now();
    app.change("connections.update", |tx| {
        let before = present(tx, id)?;
        let mut said = Vec::new();
        if let Some(label) = request.label.as_deref() {
            let label = stated_label(label)?;
            sync::set_label(tx, id, &label)?;
            if label != before.label {
                said.push(format!("renamed to \"{label}\""));
            }
        }
        if let Some(schedule) = &request.schedule {
            let schedule = schedule.trimmed();
            let source = app.source(&before.source)?;
            schedule.validate(source.name, source.shortest_interval_minutes, now)?;
            sync::set_schedule(tx, id, &schedule)?;
            if schedule != before.schedule {
                said.push("schedule changed".to_owned());
            }
        }
        if let Some(is_paused) = request.is_paused {
            sync::set_paused(tx, id, is_paused)?;
            if is_paused != before.is_paused {
                said.push(if is_paused { "paused" } else { "resumed" }.to_owned());
            }
        }
        if let Some(first) = request.backfill_from.as_deref() {
            let first = stated_first_day(first, now)?;
            sync::set_backfill_from(tx, id, first)?;
            if first != before.backfill_from {
                said.push(format!("first day set to {first}"));
            }
        }
        let after = sync::find_connection(tx, id)?;
        Ok(Change {
            value: (),
            summary: format!("\"{}\": {}", before.label, said.join(", ")),
            before: change::Snapshot::Connection(Snapshot::of(&before)),
            after: change::Snapshot::Connection(Snapshot::of(&after)),
        })
    })?;
    app.wake_scheduler();
    connection_view(app, id)
}

/// Disconnects: the figures stay, the key is deleted.
pub fn remove(app: &App, request: ConnectionIdRequest) -> Result<Nothing, Problem> {
    let id = ConnectionId(request.id);
    let now = app.now();
    app.jobs().cancel(&app.workspace_path(), id);
    let reference = app.change("connections.remove", |tx| {
        let before = present(tx, id)?;
        sync::set_removed_at(tx, id, Some(now))?;
        // Without a hint the connection is known to have no key, should it ever come back.
        sync::set_secret(tx, id, &before.secret_ref, "")?;
        let after = sync::find_connection(tx, id)?;
        Ok(Change {
            value: before.secret_ref.clone(),
            summary: format!("Disconnected \"{}\"", before.label),
            before: change::Snapshot::Connection(Snapshot::of(&before)),
            after: change::Snapshot::Connection(Snapshot::of(&after)),
        })
    })?;
    app.wake_scheduler();
    // Last, so that a failure before leaves the connection whole; a key left behind is told, not hidden.
    app.secrets().forget(&reference)?;
    Ok(Nothing {})
}

/// A connection that is not removed.
pub(crate) fn present(tx: &rusqlite::Connection, id: ConnectionId) -> Result<ConnectionRow, Problem> {
    let row = sync::find_connection(tx, id)?;
    if row.removed_at.is_none() {
        return Ok(row);
    }
    let message = format!("\"{}\" is disconnected", row.label);
    Err(Problem::new(ProblemCode::NotAllowedNow, message).hint("connect it again first").about(row.label))
}

fn stated_label(text: &str) -> Result<String, Problem> {
    let label = text.trim();
    let count = label.chars().count();
    if count == 0 || count > LABEL_CHARACTERS || label.chars().any(char::is_control) {
        let message = format!("a connection needs a name of 1 to {LABEL_CHARACTERS} characters");
        return Err(Problem::new(ProblemCode::BadRequest, message).about("label"));
    }
    Ok(label.to_owned())
}

fn stated_first_day(text: &str, now: DateTime<Utc>) -> Result<Day, Problem> {
    let about = |problem: Problem| problem.about("backfillFrom");
    let day = parse_day(text).map_err(|error| about(error.into()))?;
    if day > now.date_naive() {
        let message = format!("{day} lies in the future: choose a first day up to {}", now.date_naive());
        return Err(about(Problem::new(ProblemCode::BadRequest, message)));
    }
    Ok(day)
}

/// Two connections to one account would count the same money twice.
fn refuse_known_account(
    tx: &rusqlite::Connection,
    source: &str,
    account: &str,
    except: Option<ConnectionId>,
) -> Result<(), Problem> {
    let other = sync::list_connections(tx)?.into_iter().find(|other| {
        Some(other.id) != except && other.source == source && !account.is_empty() && other.account == account
    });
    let Some(other) = other else { return Ok(()) };
    let message = format!("the account {account} is connected already as \"{}\"", other.label);
    Err(Problem::new(ProblemCode::NotAllowedNow, message)
        .hint("replace the key of that connection instead: two of them would count the same charges twice")
        .about(other.label))
}
