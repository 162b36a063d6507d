//! What was decided: tags, owners, values, notes. A decision never changes; a change of mind withdraws it
//! and makes another.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::Dates;
use super::queries;
use super::split::Split;

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// A dimension of the analyst's own, or another source of a known one.
    Dimension(DimensionSet),
    /// A value of a dimension.
    Value(ValueSet),
    /// Who owns a key, a user, a project or an account.
    Owner(OwnerSet),
    /// A tag by hand.
    Tag(TagSet),
    /// Groups that sleep.
    Snooze(SnoozeSet),
    /// A note on a group.
    Note(NoteSet),
    /// The text of all rules; the latest in force counts.
    Rules(RulesSet),
    /// A split of shared cost.
    Split(Split),
    /// What a closed month would have elsewhere, moved in an open one.
    Correction(CorrectionSet),
}

impl Decision {
    /// What it says of a dimension's values, if it names one.
    pub fn named_value(&self, dimension: &str) -> Option<(&'static str, &str)> {
        match self {
            Self::Tag(set) if set.dimension == dimension => Some(("tag", set.value.as_deref()?)),
            Self::Owner(set) if set.dimension == dimension => Some(("owner", &set.value)),
            _ => None,
        }
    }

    /// Whether a split of a dimension names a value for which this is true.
    pub fn splits_with(&self, dimension: &str, is_named: impl Fn(&str) -> bool) -> bool {
        let Self::Split(split) = self else { return false };
        let mut names = split.targets.iter().map(|target| target.value.as_str()).chain(split.source.value());
        split.dimension == dimension && names.any(is_named)
    }
}

/// Decisions to make and to withdraw, with one sentence that says what they come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// To make.
    pub make: Vec<Decision>,
    /// To withdraw, by id.
    pub withdraw: Vec<i64>,
    /// For the history.
    pub summary: String,
}

/// A dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionSet {
    /// As rules name it.
    pub name: String,
    /// For people.
    pub label: String,
    /// Column of requests that tells it.
    pub inherits: Option<String>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueSet {
    /// Dimension.
    pub dimension: String,
    /// What it is called.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// Value it is part of.
    pub parent: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// When it exists.
    pub dates: Dates,
}

impl ValueSet {
    /// A value of which nothing but the name is known.
    pub fn called(dimension: &str, name: &str) -> Self {
        Self {
            dimension: dimension.to_owned(),
            name: name.to_owned(),
            owner: None,
            colour: None,
            parent: None,
            aliases: Vec::new(),
            dates: Dates::ALWAYS,
        }
    }
}

/// An owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerSet {
    /// Column that names what is owned.
    pub column: String,
    /// What is owned.
    pub text: String,
    /// Dimension.
    pub dimension: String,
    /// Owner.
    pub value: String,
    /// When it holds.
    pub dates: Dates,
}

/// A tag by hand on some subjects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagSet {
    /// Dimension.
    pub dimension: String,
    /// Ids of subjects.
    pub subjects: Vec<i64>,
    /// Value; `None` says that there is none.
    pub value: Option<String>,
    /// When it holds.
    pub dates: Dates,
}

/// Groups that sleep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnoozeSet {
    /// Dimension.
    pub dimension: String,
    /// Ids of groups.
    pub groups: Vec<String>,
    /// First day on which they are shown again, `YYYY-MM-DD`.
    pub until: String,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSet {
    /// Dimension.
    pub dimension: String,
    /// Ids of groups.
    pub groups: Vec<String>,
    /// The note.
    pub text: String,
}

/// Rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesSet {
    /// The text of all of them.
    pub text: String,
}

/// A correction of a closed month. It sums to zero: what one value gives another receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionSet {
    /// Dimension.
    pub dimension: String,
    /// Month that stays as it is, `YYYY-MM`.
    pub closed_month: String,
    /// Month in which it is posted, `YYYY-MM`.
    pub posted_month: String,
    /// ISO 4217.
    pub currency: String,
    /// What moves.
    pub moves: Vec<CorrectedMove>,
    /// Why.
    pub note: String,
}

/// Money that goes from a value to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedMove {
    /// Value that gives; `None`: unattributed.
    pub from: Option<String>,
    /// Value that receives; `None`: unattributed.
    pub to: Option<String>,
    /// How much.
    pub nanos: i64,
}

/// A decision with when and by whom it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// When, RFC 3339.
    pub at: String,
    /// By whom; `None` where the system does not tell.
    pub by: Option<String>,
    /// What.
    pub decision: Decision,
}

/// A change of what is in force: enough to take it back exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Decisions that are in force after it.
    pub in_force: Vec<i64>,
    /// Decisions that are withdrawn after it.
    pub withdrawn: Vec<i64>,
}

impl Moved {
    /// The same backwards.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { in_force: self.withdrawn.clone(), withdrawn: self.in_force.clone() }
    }

    /// Whether nothing moves.
    pub const fn is_empty(&self) -> bool {
        self.in_force.is_empty() && self.withdrawn.is_empty()
    }
}

/// The decisions in force, by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    /// By id, which is the order in which they were made.
    pub by_id: BTreeMap<i64, Made>,
    /// Number of the change they are current with.
    pub change: i64,
}

impl Decisions {
    /// Takes in what changed since, and answers the ids of what came into force or was withdrawn.
    pub fn catch_up(&mut self, reader: &Connection) -> rusqlite::Result<Vec<(i64, Decision)>> {
        let mut touched = Vec::new();
        for row in queries::changed_since(reader, self.change)? {
            self.change = self.change.max(row.change);
            // A kind that this build does not know is left alone: a newer one wrote it.
            let Ok(decision) = serde_json::from_str::<Decision>(&row.body_json) else { continue };
            touched.push((row.id, decision.clone()));
            if row.is_in_force {
                self.by_id.insert(row.id, Made { at: row.made_at, by: row.made_by, decision });
            } else {
                self.by_id.remove(&row.id);
            }
        }
        Ok(touched)
    }
}

/// Makes decisions and withdraws others, as one change.
pub fn decide(
    tx: &Connection,
    at: &str,
    by: Option<&str>,
    make: &[Decision],
    withdraw: &[i64],
) -> rusqlite::Result<Moved> {
    let change = queries::next_change(tx)?;
    let mut moved = Moved::default();
    for id in withdraw {
        if queries::put_in_force(tx, *id, false, change)? {
            moved.withdrawn.push(*id);
        }
    }
    for decision in make {
        let body = serde_json::to_string(decision)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        moved.in_force.push(queries::insert(tx, at, by, &body, change)?);
    }
    Ok(moved)
}

/// Puts decisions in force and withdraws others, as undo, redo and restore do.
pub fn move_to(tx: &Connection, moved: &Moved) -> rusqlite::Result<()> {
    let change = queries::next_change(tx)?;
    for id in &moved.in_force {
        queries::put_in_force(tx, *id, true, change)?;
    }
    for id in &moved.withdrawn {
        queries::put_in_force(tx, *id, false, change)?;
    }
    Ok(())
}
