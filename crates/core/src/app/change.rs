//! The one function that every change by the analyst runs through.

use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use super::model::{Event, Settings, Tag};
use super::queries::{self, NewHistoryRow};
use super::{App, connections, prices, settings, views};
use crate::attribution::{Moved, move_to};
use crate::kernel::{HistoryId, Problem, ProblemCode, format_instant};
use crate::outlook;

/// The state of one thing before or after a change: enough to restore it exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", content = "state", rename_all = "snake_case")]
pub(crate) enum Snapshot {
    /// Nothing that could be restored: the change is recorded, but cannot be undone.
    Unrestorable,
    /// The preferences.
    Settings(Settings),
    /// What the analyst decides about a connection.
    Connection(connections::Snapshot),
    /// The book, the contract and which ratings count.
    Prices(prices::state::Snapshot),
    /// Which decisions on attribution are in force.
    Attribution(Moved),
    /// Which budgets and which feedback on anomalies are in force.
    Outlook(outlook::Moved),
    /// A kept question.
    View(views::Snapshot),
}

impl Snapshot {
    /// Whether undo can bring it back.
    pub(crate) const fn is_restorable(&self) -> bool {
        !matches!(self, Self::Unrestorable)
    }

    fn tags(&self) -> &'static [Tag] {
        match self {
            Self::Settings(_) => &[Tag::History, Tag::Settings],
            Self::Prices(_) => &[Tag::History, Tag::Prices, Tag::Spend],
            Self::Attribution(_) => &[Tag::History, Tag::Attribution],
            Self::Outlook(_) => &[Tag::History, Tag::Outlook],
            Self::View(_) => &[Tag::History, Tag::Views],
            Self::Connection(_) | Self::Unrestorable => &[Tag::History, Tag::Connections, Tag::Coverage],
        }
    }

    /// Makes it the present state again.
    pub(crate) fn restore(&self, tx: &Transaction<'_>) -> Result<(), Problem> {
        match self {
            Self::Settings(before) => settings::write(tx, before),
            Self::Connection(before) => connections::restore(tx, before),
            Self::Prices(before) => prices::state::restore(tx, before),
            Self::Attribution(moved) => Ok(move_to(tx, moved)?),
            Self::Outlook(moved) => Ok(outlook::move_to(tx, moved)?),
            Self::View(before) => views::restore(tx, before),
            Self::Unrestorable => {
                Err(Problem::new(ProblemCode::NotAllowedNow, "this change cannot be undone"))
            }
        }
    }
}

/// What a change did.
pub(crate) struct Change<T> {
    /// What the command answers.
    pub value: T,
    /// One sentence for the history.
    pub summary: String,
    /// State before.
    pub before: Snapshot,
    /// State after.
    pub after: Snapshot,
}

/// A change as it goes into the history.
pub(super) struct NewEntry<'a> {
    pub at: String,
    pub command: &'a str,
    pub summary: &'a str,
    pub before: &'a Snapshot,
    pub after: &'a Snapshot,
    pub undoes: Option<HistoryId>,
}

impl App {
    /// Runs a change in one transaction, records it, and tells what became stale. A change that leaves everything as it was
    /// is not recorded.
    pub(crate) fn change<T>(
        &self,
        command: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<Change<T>, Problem>,
    ) -> Result<T, Problem> {
        let at = format_instant(self.now());
        let (value, tags) = self.workspace()?.store.write::<_, Problem>(|tx| {
            let change = work(tx)?;
            let is_kept = !change.after.is_restorable() || change.before != change.after;
            if is_kept {
                let (summary, before, after) = (&change.summary, &change.before, &change.after);
                record(tx, &NewEntry { at, command, summary, before, after, undoes: None })?;
            }
            Ok((change.value, if is_kept { change.after.tags() } else { &[] }))
        })?;
        self.tell_stale(tags);
        if tags.contains(&Tag::Prices) {
            self.apportion_what_changed();
        }
        Ok(value)
    }

    /// Tells that these things are to be fetched again.
    pub(crate) fn tell_stale(&self, tags: &[Tag]) {
        if !tags.is_empty() {
            self.tell(Event::Stale { tags: tags.to_vec() });
        }
    }
}

/// Adds an entry to the history.
pub(super) fn record(tx: &Connection, entry: &NewEntry<'_>) -> Result<HistoryId, Problem> {
    let unwritable = |error: serde_json::Error| {
        Problem::new(ProblemCode::BadRequest, format!("the change cannot be recorded: {error}"))
    };
    let row = NewHistoryRow {
        at: &entry.at,
        command: entry.command,
        summary: entry.summary,
        before_json: &serde_json::to_string(entry.before).map_err(unwritable)?,
        after_json: &serde_json::to_string(entry.after).map_err(unwritable)?,
        undoes: entry.undoes,
    };
    Ok(queries::insert_history(tx, &row)?)
}
