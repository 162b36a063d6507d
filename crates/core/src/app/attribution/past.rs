//! What was decided: the history of attribution, and the way back to any point of it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::decided::moved_to;
use crate::app::App;
use crate::app::history::{AttributionStep, attribution_steps};
use crate::app::jobs::small;
use crate::app::model::{AttributionHistoryEntry, AttributionHistoryView, HistoryIdRequest};
use crate::attribution::{Attribution, Moved, makers, move_to};
use crate::kernel::{Nothing, Problem, ProblemCode};

/// Entries shown.
const SHOWN: usize = 500;

/// Decisions on attribution, newest first.
pub fn history(app: &App, _: Nothing) -> Result<AttributionHistoryView, Problem> {
    app.workspace()?.store.read(|reader| {
        let state = app.workspace()?.attribution.current(reader)?;
        view(reader, &state)
    })
}

/// Puts attribution back to what it was after an entry, as a new entry.
pub fn restore(app: &App, request: HistoryIdRequest) -> Result<AttributionHistoryView, Problem> {
    app.change("attribution.restore", |tx| {
        let (steps, _) = attribution_steps(tx)?;
        let of = |step: &&AttributionStep| step.entry.id == i64::from(request.id);
        let Some(step) = steps.iter().find(of) else {
            let message = format!("there is no entry {} on attribution", request.id);
            return Err(Problem::new(ProblemCode::NotFound, message)
                .hint("read the history again")
                .about("id"));
        };
        let state = app.workspace()?.attribution.current(tx)?;
        let mut then = BTreeMap::new();
        for later in steps.iter().take_while(|other| other.entry.id != step.entry.id) {
            go_back(&mut then, &later.moved);
        }
        let moved = difference(&state, &then);
        move_to(tx, &moved)?;
        let summary = format!("Back to after: {}", step.entry.summary);
        Ok(moved_to(moved, summary, ()))
    })?;
    history(app, Nothing {})
}

/// Whether decisions were in force before a step, added to what is known of a later point.
fn go_back(then: &mut BTreeMap<i64, bool>, moved: &Moved) {
    then.extend(moved.in_force.iter().map(|id| (*id, false)));
    then.extend(moved.withdrawn.iter().map(|id| (*id, true)));
}

/// What leads from now to then.
fn difference(state: &Attribution, then: &BTreeMap<i64, bool>) -> Moved {
    let mut moved = Moved::default();
    for (id, was) in then {
        match (state.decisions.by_id.contains_key(id), was) {
            (false, true) => moved.in_force.push(*id),
            (true, false) => moved.withdrawn.push(*id),
            _ => (),
        }
    }
    moved
}

fn view(reader: &Connection, state: &Attribution) -> Result<AttributionHistoryView, Problem> {
    let (steps, all) = attribution_steps(reader)?;
    let makers = makers(reader)?;
    let mut then = BTreeMap::new();
    let mut entries = Vec::with_capacity(steps.len().min(SHOWN));
    for step in steps.iter().take(SHOWN) {
        let first = step.moved.in_force.first().or_else(|| step.moved.withdrawn.first());
        entries.push(AttributionHistoryEntry {
            id: u32::try_from(step.entry.id).unwrap_or(u32::MAX),
            at: step.entry.at.clone(),
            by: first.and_then(|id| makers.get(id).cloned()),
            summary: step.entry.summary.clone(),
            kind: kind(&step.entry.command).to_owned(),
            in_force: small(step.moved.in_force.len()),
            withdrawn: small(step.moved.withdrawn.len()),
            can_undo: step.entry.can_undo,
            is_current: difference(state, &then).is_empty(),
        });
        go_back(&mut then, &step.moved);
    }
    Ok(AttributionHistoryView { entries, next_undo: all.next_undo, next_redo: all.next_redo })
}

fn kind(command: &str) -> &'static str {
    match command {
        "attribution.tag" => "tag",
        "attribution.splitGroups" | "attribution.splitPut" | "attribution.splitRemove" => "split",
        "attribution.rulesApply" => "rules",
        "attribution.snooze" => "snooze",
        "attribution.note" => "note",
        "attribution.correct" => "correction",
        "attribution.restore" => "restore",
        "history.undo" | "history.redo" => "undo",
        _ => "registry",
    }
}
