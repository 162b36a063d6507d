//! What analysts decide here: budgets, and feedback on findings. A decision never changes; a change of mind withdraws it
//! and makes another, so undo and redo move one flag.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::anomalies::{Cell, Floors};
use super::budgets::{Budget, KeptBudget};
use super::queries;

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// A budget, or a later state of one.
    Budget(Budget),
    /// What somebody says of a finding.
    Feedback(Feedback),
}

/// What somebody says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// This pattern is normal here: the floor of its cells covers it from now on.
    Expected,
    /// Too small to tell: the floors of its cells are half as high again.
    NotUseful,
}

impl Verdict {
    /// The word in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::NotUseful => "not_useful",
        }
    }
}

/// A cell that feedback is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackCell {
    /// Layer, by its word.
    pub layer: String,
    /// Stored value; `None` of the total.
    pub value: Option<String>,
}

/// Feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Id of the finding, with its currency.
    pub finding: String,
    /// Its cell and the cells that caused it.
    pub cells: Vec<FeedbackCell>,
    /// ISO 4217.
    pub currency: String,
    /// What is said.
    pub verdict: Verdict,
    /// Nanos of a day that a floor has to have to cover it.
    pub covers_nanos: i64,
}

impl Feedback {
    /// Whether it is about a cell of a currency.
    pub fn is_about(&self, cell: &Cell, currency: &str) -> bool {
        let is_cell = |told: &FeedbackCell| told.layer == cell.layer.name() && told.value == cell.value;
        self.currency == currency && self.cells.iter().any(is_cell)
    }

    /// Floors after it.
    pub fn apply(&self, floors: Floors) -> Floors {
        match self.verdict {
            Verdict::Expected => floors.covering(self.covers_nanos),
            Verdict::NotUseful => floors.raised(),
        }
    }
}

/// A decision with when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Id.
    pub id: i64,
    /// When, RFC 3339.
    pub at: String,
    /// What.
    pub decision: Decision,
}

impl Made {
    /// As a budget, with the id it has had since it was first put.
    pub fn budget(self) -> Option<KeptBudget> {
        match self.decision {
            Decision::Budget(budget) => {
                Some(KeptBudget { id: budget.first.unwrap_or(self.id), row: self.id, budget })
            }
            Decision::Feedback(_) => None,
        }
    }
}

/// Which decisions came into force and which were withdrawn: enough to undo it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Into force.
    pub in_force: Vec<i64>,
    /// Withdrawn.
    pub withdrawn: Vec<i64>,
}

impl Moved {
    /// The way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { in_force: self.withdrawn.clone(), withdrawn: self.in_force.clone() }
    }
}

/// Decisions in force, in the order in which they were made.
pub fn in_force(reader: &Connection) -> rusqlite::Result<Vec<Made>> {
    let read = |row: queries::DecisionRow| {
        let decision = serde_json::from_str(&row.body_json).map_err(unreadable)?;
        Ok(Made { id: row.id, at: row.made_at, decision })
    };
    queries::in_force(reader)?.into_iter().map(read).collect()
}

/// Makes decisions and withdraws others.
pub fn decide(tx: &Connection, at: &str, make: &[Decision], withdraw: &[i64]) -> rusqlite::Result<Moved> {
    let mut moved = Moved::default();
    for decision in make {
        let body = serde_json::to_string(decision).map_err(unreadable)?;
        moved.in_force.push(queries::insert(tx, at, &body)?);
    }
    for id in withdraw {
        queries::put_in_force(tx, *id, false)?;
        moved.withdrawn.push(*id);
    }
    Ok(moved)
}

/// Puts decisions in force and withdraws others, as undo and redo do.
pub fn move_to(tx: &Connection, moved: &Moved) -> rusqlite::Result<()> {
    for (ids, is_in_force) in [(&moved.in_force, true), (&moved.withdrawn, false)] {
        for id in ids {
            queries::put_in_force(tx, *id, is_in_force)?;
        }
    }
    Ok(())
}

fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}
