//! The stage: an import in a file of its own beside the workspace, until it is applied or thrown away.
//!
//! Records that are met twice become one here: the later telling of a key counts; of an id that is one whatever the time,
//! the telling with the most output counts and the earliest start stays.

mod annotations;
mod compare;
mod keys;
mod queries;
mod queries_compare;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;
use showback_gateways::{Annotation, IdScope, Outcome, OutcomeOf, Rejection};

use self::queries::OutcomeRow;
use self::row::{StageRow, Unstorable};
use super::days::day_number;
use super::facts::{Preview, StagedFile, StagedRejection};
use super::summary::Figures;
use super::{RequestsError, StagedRequest};
use crate::store::{Scratch, Store};

pub(super) use keys::read as read_key;
pub(super) use queries::SHARED;
pub(super) use queries_compare::{
    Elsewhere, FROM_WORKSPACE, SAME_OUTCOME, SAYS_MORE, collisions, dropped_days, elsewhere, outcomes,
    overlaps,
};
pub(super) use row::nanos;

/// An import that is not applied yet. Dropping it removes every trace of it.
pub struct Stage {
    // Closed before its file is removed.
    connection: Connection,
    scratch: Scratch,
    label: String,
    series: keys::Series,
    days: BTreeSet<i64>,
    rejected: BTreeMap<String, u64>,
    repeated: u64,
    collisions: u64,
    has_timeless: bool,
    figures: Figures,
    /// Whether a row was replaced, so that `figures` hold what is gone.
    has_replaced: bool,
    files: Vec<StagedFile>,
}

impl Stage {
    /// A stage beside the workspace, for one source of that label.
    pub fn create(workspace: &Store, label: &str) -> Result<Self, RequestsError> {
        let scratch = Scratch::create(workspace.path())?;
        let connection = Connection::open(scratch.path())?;
        queries::make(&connection)?;
        Ok(Self {
            connection,
            scratch,
            label: label.to_owned(),
            series: keys::Series::default(),
            days: BTreeSet::new(),
            rejected: BTreeMap::new(),
            repeated: 0,
            collisions: 0,
            has_timeless: false,
            figures: Figures::default(),
            has_replaced: false,
            files: Vec::new(),
        })
    }

    /// Removes what killed imports left beside the workspace, and says how many they were.
    pub fn remove_orphans(workspace: &Path) -> Result<u32, RequestsError> {
        Ok(Scratch::remove_orphans(workspace)?)
    }

    /// Name of its source.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Takes attempts, in the order of their files.
    pub fn add(&mut self, requests: &[StagedRequest]) -> Result<(), RequestsError> {
        let Self {
            connection,
            label,
            series,
            days,
            rejected,
            repeated,
            has_timeless,
            figures,
            has_replaced,
            ..
        } = self;
        let mut statement = queries::insert_statement(connection)?;
        for staged in requests {
            let (local, hash) = series.local(connection, &staged.series)?;
            let mut row = match StageRow::of(staged, label, local, hash) {
                Ok(row) => row,
                Err(why) => {
                    reject(connection, rejected, &unstorable(staged, &why))?;
                    continue;
                }
            };
            if staged.attempt.id_scope == IdScope::Forever {
                *has_timeless = true;
                if put_timeless(connection, &mut statement, &mut row)? {
                    *repeated += 1;
                    *has_replaced = true;
                } else {
                    figures.add(&row.figure());
                }
            } else if queries::insert(&mut statement, &row)? {
                figures.add(&row.figure());
            } else {
                *repeated += 1;
                // The same text again is the usual case.
                let before = queries::staged(connection, row.started_us, row.identity)?;
                if before.is_none_or(|(content, _, _)| content != row.content) {
                    queries::delete(connection, row.started_us, row.identity)?;
                    queries::insert(&mut statement, &row)?;
                    *has_replaced = true;
                }
            }
            days.insert(day_number(row.started_us));
        }
        Ok(())
    }

    /// Takes outcomes of one file.
    pub fn add_outcomes(&mut self, _file: u32, outcomes: &[Outcome]) -> Result<(), RequestsError> {
        for outcome in outcomes {
            let (about, about_id) = match &outcome.of {
                OutcomeOf::Request(id) => ("request", id),
                OutcomeOf::Trace(id) => ("trace", id),
                OutcomeOf::Task(id) => ("task", id),
            };
            let row = OutcomeRow {
                event_id: &outcome.event_id,
                about,
                about_id,
                name: &outcome.name,
                kind: outcome.kind.name(),
                score_text: outcome.score.map(|score| score.normalize().to_string()),
                label: outcome.label.as_deref(),
                judge: outcome.judge.as_deref(),
                at_us: outcome.at_us,
            };
            queries::put_outcome(&self.connection, &row)?;
        }
        Ok(())
    }

    /// Takes facts about requests that stand in another file. They are joined when the stage is finished.
    pub fn add_annotations(&mut self, annotations: &[Annotation]) -> Result<(), RequestsError> {
        annotations.iter().try_for_each(|annotation| annotations::keep(&self.connection, annotation))
    }

    /// Takes what could not be read of one file.
    pub fn add_rejections(&mut self, file: u32, rejections: &[Rejection]) -> Result<(), RequestsError> {
        for rejection in rejections {
            let row = StagedRejection {
                file,
                record: rejection.place.record,
                offset: rejection.place.offset,
                code: rejection.code.to_owned(),
                reason: rejection.reason.clone(),
            };
            reject(&self.connection, &mut self.rejected, &row)?;
        }
        Ok(())
    }

    /// Ends adding. Needed before a preview, and before the stage is applied.
    pub fn finish(&mut self, files: Vec<StagedFile>) -> Result<(), RequestsError> {
        annotations::join(&self.connection, &mut self.series)?;
        self.collisions = queries::collisions(&self.connection)?;
        queries::commit(&self.connection)?;
        self.connection.flush_prepared_statement_cache();
        self.files = files;
        Ok(())
    }

    /// What applying would do, with the workspace as it is now, which is only read.
    pub fn preview(&self, workspace: &Store) -> Result<Preview, RequestsError> {
        compare::preview(self, workspace)
    }

    /// Every record that could not be read, in the order of the files.
    pub fn each_rejection(
        &self,
        take: impl FnMut(StagedRejection) -> Result<(), RequestsError>,
    ) -> Result<(), RequestsError> {
        queries::each_rejection(&self.connection, take)
    }

    /// Names of its files, by ordinal.
    pub fn file_names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    pub(super) fn path(&self) -> &Path {
        self.scratch.path()
    }

    pub(super) fn days(&self) -> &BTreeSet<i64> {
        &self.days
    }

    pub(super) fn files(&self) -> &[StagedFile] {
        &self.files
    }

    pub(super) fn rejected(&self) -> &BTreeMap<String, u64> {
        &self.rejected
    }

    pub(super) const fn repeated(&self) -> u64 {
        self.repeated
    }

    pub(super) const fn collisions(&self) -> u64 {
        self.collisions
    }

    pub(super) const fn has_timeless(&self) -> bool {
        self.has_timeless
    }

    /// Figures of every staged row; `None` when they would have to be counted.
    pub(super) fn figures(&self) -> Option<&Figures> {
        (!self.has_replaced).then_some(&self.figures)
    }

    pub(super) fn skipped(&self) -> Vec<(String, u64)> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (reason, count) in self.files.iter().flat_map(|file| &file.skipped) {
            *sums.entry(reason).or_default() += count;
        }
        by_count(sums.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect())
    }
}

/// Most first, then by name.
pub(super) fn by_count<T: Ord>(mut counts: Vec<(T, u64)>) -> Vec<(T, u64)> {
    counts.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    counts
}

fn reject(
    connection: &Connection,
    rejected: &mut BTreeMap<String, u64>,
    row: &StagedRejection,
) -> Result<(), RequestsError> {
    queries::insert_rejection(connection, row)?;
    *rejected.entry(row.code.clone()).or_default() += 1;
    Ok(())
}

fn unstorable(staged: &StagedRequest, why: &Unstorable) -> StagedRejection {
    StagedRejection {
        file: staged.file,
        record: staged.attempt.place.record,
        offset: staged.attempt.place.offset,
        code: why.0.to_owned(),
        reason: why.1.to_owned(),
    }
}

/// Whether the id was met before.
fn put_timeless(
    connection: &Connection,
    insert: &mut rusqlite::CachedStatement<'_>,
    row: &mut StageRow<'_>,
) -> Result<bool, RequestsError> {
    let Some(first_us) = queries::timeless_start(connection, row.identity)? else {
        queries::put_timeless(connection, row.identity, row.started_us)?;
        queries::insert(insert, row)?;
        return Ok(false);
    };
    let earliest_us = first_us.min(row.started_us);
    let before = queries::staged(connection, first_us, row.identity)?;
    let told = (row.has_usage, row.counts.output, row.content);
    if before.is_none_or(|(content, output, has_usage)| (has_usage, output, content) < told) {
        queries::delete(connection, first_us, row.identity)?;
        row.started_us = earliest_us;
        queries::insert(insert, row)?;
    } else if earliest_us < first_us {
        queries::move_start(connection, row.identity, first_us, earliest_us)?;
    }
    queries::put_timeless(connection, row.identity, earliest_us)?;
    row.started_us = earliest_us;
    Ok(true)
}
