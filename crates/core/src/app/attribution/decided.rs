//! The one way in which a decision on attribution is stored: as one change that undo takes back.

use std::sync::Arc;

use rusqlite::Transaction;

use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::attribution::{Attribution, Moved, Plan, decide};
use crate::kernel::{Problem, format_instant};

/// Stores what a plan decides, and answers what it came with.
pub(super) fn decided<T>(
    app: &App,
    command: &str,
    plan: impl FnOnce(&Transaction<'_>, Arc<Attribution>) -> Result<(Plan, T), Problem>,
) -> Result<T, Problem> {
    let at = format_instant(app.now());
    let by = ["USER", "USERNAME"].iter().find_map(|name| app.options.environment.variable(name));
    app.change(command, |tx| {
        let state = app.workspace()?.attribution.current(tx)?;
        let (plan, value) = plan(tx, state)?;
        let moved = decide(tx, &at, by.as_deref(), &plan.make, &plan.withdraw)?;
        Ok(moved_to(moved, plan.summary, value))
    })
}

/// A change of what is in force.
pub(super) fn moved_to<T>(moved: Moved, summary: String, value: T) -> Change<T> {
    Change {
        value,
        summary,
        before: Snapshot::Attribution(moved.reversed()),
        after: Snapshot::Attribution(moved),
    }
}
