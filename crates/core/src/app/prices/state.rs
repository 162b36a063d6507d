//! What undo and redo put back: the book in use, the text of the contract, and which ratings count.

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use crate::kernel::Problem;
use crate::pricing::{KeptError, activate_pricing, active_pricing, point_rerate};

/// The part of the room's state that one change touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Book in use; `None` when the change left it alone.
    pub book: Option<i64>,
    /// Text in force; `None` when the change left it alone.
    pub contract: Option<i64>,
    /// Pointers that moved; `None` when none did.
    pub rerate: Option<Side>,
}

/// One side of a re-rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Side {
    /// The re-rate.
    pub id: i64,
    /// After it, or before.
    pub is_applied: bool,
}

impl Side {
    /// Before and after a re-rate.
    pub fn both(id: i64) -> (Option<Self>, Option<Self>) {
        (Some(Self { id, is_applied: false }), Some(Self { id, is_applied: true }))
    }
}

/// Makes it the present state again. What the change left alone stays as it is now.
pub(crate) fn restore(tx: &Transaction<'_>, state: &Snapshot) -> Result<(), Problem> {
    if let Some(side) = &state.rerate {
        point_rerate(tx, side.id, side.is_applied)?;
    }
    if state.book.is_none() && state.contract.is_none() {
        return Ok(());
    }
    let present = active_pricing(tx)?.ok_or(KeptError::Stale)?;
    let book = state.book.unwrap_or(present.book.id);
    activate_pricing(tx, book, state.contract.unwrap_or(present.contract.id))?;
    Ok(())
}
