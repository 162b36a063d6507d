//! Undo and redo over the history, which only grows: an undo is an entry of its own.

use rusqlite::{Connection, Transaction};

use super::App;
use super::change::{NewEntry, Snapshot, record};
use super::model::{HistoryEntry, HistoryView, Tag};
use super::queries::{self, HistoryRow};
use crate::attribution::Moved;
use crate::kernel::{HistoryId, Nothing, Problem, ProblemCode, format_instant};

/// Entries shown.
const SHOWN: usize = 500;
const UNDO: &str = "history.undo";
const REDO: &str = "history.redo";
/// Everything that a change can be about.
pub(crate) const TAGS: &[Tag] = &[
    Tag::History,
    Tag::Settings,
    Tag::Connections,
    Tag::Coverage,
    Tag::Prices,
    Tag::Spend,
    Tag::Attribution,
    Tag::Outlook,
    Tag::Views,
];

struct Entry {
    id: HistoryId,
    at: String,
    command: String,
    summary: String,
    before: Snapshot,
    after: Snapshot,
    undoes: Option<HistoryId>,
}

/// What can be undone and redone now; positions in the list of entries, the newest last.
#[derive(Default)]
struct Stacks {
    undo: Vec<usize>,
    /// The entry to redo, and the undo entry that took it back.
    redo: Vec<(usize, usize)>,
}

/// Recorded changes, newest first.
pub fn list(app: &App, _: Nothing) -> Result<HistoryView, Problem> {
    app.workspace()?.store.read(|reader| Ok(view(&entries(reader)?)))
}

/// Undoes the newest change that is not undone yet.
pub fn undo(app: &App, _: Nothing) -> Result<HistoryView, Problem> {
    step(app, |entries, stacks| {
        let entry = stacks.undo.last().and_then(|at| entries.get(*at));
        let entry = entry.ok_or_else(|| nothing_to("undo"))?;
        Ok(Step {
            command: UNDO,
            verb: "Undid",
            of: entry,
            undoes: entry.id,
            to: &entry.before,
            from: &entry.after,
        })
    })
}

/// Redoes the change that was undone last.
pub fn redo(app: &App, _: Nothing) -> Result<HistoryView, Problem> {
    step(app, |entries, stacks| {
        let pair =
            stacks.redo.last().and_then(|(at, undone)| Some((entries.get(*at)?, entries.get(*undone)?)));
        let (entry, undone) = pair.ok_or_else(|| nothing_to("redo"))?;
        Ok(Step {
            command: REDO,
            verb: "Redid",
            of: entry,
            undoes: undone.id,
            to: &entry.after,
            from: &entry.before,
        })
    })
}

fn nothing_to(verb: &str) -> Problem {
    Problem::new(ProblemCode::NotAllowedNow, format!("there is nothing to {verb}"))
}

struct Step<'a> {
    command: &'static str,
    verb: &'static str,
    of: &'a Entry,
    undoes: HistoryId,
    to: &'a Snapshot,
    from: &'a Snapshot,
}

fn step(
    app: &App,
    choose: impl for<'a> FnOnce(&'a [Entry], &Stacks) -> Result<Step<'a>, Problem>,
) -> Result<HistoryView, Problem> {
    let at = format_instant(app.now());
    let seen = app.workspace()?.store.write::<_, Problem>(|tx| take(tx, at, choose))?;
    app.tell_stale(TAGS);
    app.apportion_what_changed();
    app.wake_scheduler();
    Ok(seen)
}

fn take(
    tx: &Transaction<'_>,
    at: String,
    choose: impl for<'a> FnOnce(&'a [Entry], &Stacks) -> Result<Step<'a>, Problem>,
) -> Result<HistoryView, Problem> {
    let before = entries(tx)?;
    let step = choose(&before, &stacks(&before))?;
    step.to.restore(tx)?;
    let summary = format!("{}: {}", step.verb, step.of.summary);
    let (command, undoes) = (step.command, Some(step.undoes));
    record(tx, &NewEntry { at, command, summary: &summary, before: step.from, after: step.to, undoes })?;
    Ok(view(&entries(tx)?))
}

/// An entry that moved decisions on attribution.
pub(super) struct AttributionStep {
    /// The entry.
    pub entry: HistoryEntry,
    /// What it moved.
    pub moved: Moved,
}

/// Entries that moved decisions on attribution, newest first, and what undo and redo would do next.
pub(super) fn attribution_steps(reader: &Connection) -> Result<(Vec<AttributionStep>, HistoryView), Problem> {
    let all = entries(reader)?;
    let seen = view(&all);
    let newest = stacks(&all).undo.last().copied();
    let step = |(at, entry): (usize, &Entry)| match &entry.after {
        Snapshot::Attribution(moved) => {
            Some(AttributionStep { entry: told(at, entry, newest), moved: moved.clone() })
        }
        _ => None,
    };
    Ok((all.iter().enumerate().rev().filter_map(step).collect(), seen))
}

fn told(at: usize, entry: &Entry, newest: Option<usize>) -> HistoryEntry {
    HistoryEntry {
        id: entry.id.0,
        at: entry.at.clone(),
        command: entry.command.clone(),
        summary: entry.summary.clone(),
        can_undo: newest == Some(at),
        undoes: entry.undoes.map(|id| id.0),
    }
}

fn entries(reader: &Connection) -> Result<Vec<Entry>, Problem> {
    Ok(queries::history(reader)?.into_iter().map(Entry::from).collect())
}

impl From<HistoryRow> for Entry {
    /// A kind of thing that this build does not know is shown, but not touched.
    fn from(row: HistoryRow) -> Self {
        let snapshot = |json: &str| serde_json::from_str(json).unwrap_or(Snapshot::Unrestorable);
        Self {
            id: row.id,
            at: row.at,
            command: row.command,
            summary: row.summary,
            before: snapshot(&row.before_json),
            after: snapshot(&row.after_json),
            undoes: row.undoes,
        }
    }
}

/// Replays the entries: a change can be undone, an undo makes its change redoable, any new change forgets what was undone.
fn stacks(entries: &[Entry]) -> Stacks {
    let mut stacks = Stacks::default();
    for (at, entry) in entries.iter().enumerate() {
        match entry.command.as_str() {
            UNDO => {
                if let Some(undone) = stacks.undo.pop() {
                    stacks.redo.push((undone, at));
                }
            }
            REDO => {
                if let Some((redone, _)) = stacks.redo.pop() {
                    stacks.undo.push(redone);
                }
            }
            _ => {
                stacks.redo.clear();
                if entry.before.is_restorable() && entry.after.is_restorable() {
                    stacks.undo.push(at);
                }
            }
        }
    }
    stacks
}

fn view(entries: &[Entry]) -> HistoryView {
    let stacks = stacks(entries);
    let summary = |at: &usize| entries.get(*at).map(|entry| entry.summary.clone());
    let newest = stacks.undo.last().copied();
    HistoryView {
        entries: entries
            .iter()
            .enumerate()
            .rev()
            .take(SHOWN)
            .map(|(at, entry)| told(at, entry, newest))
            .collect(),
        next_undo: newest.as_ref().and_then(summary),
        next_redo: stacks.redo.last().and_then(|(at, _)| summary(at)),
    }
}
