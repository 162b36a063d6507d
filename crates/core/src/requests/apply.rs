//! Applying a stage: everything of an import in one transaction, or nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::RequestsError;
use super::days::{day_number, day_text};
use super::facts::{Applied, ImportFacts, NewSource, OutcomeCounts, RequestCounts};
use super::queries_apply::{self as queries, ImportFigures, Merge};
use super::queries_sources;
use super::settle::{self, Before};
use super::stage::{self, FROM_WORKSPACE, Stage};
use super::summary::{Figures, ImportSummary, reach};
use crate::kernel::format_instant;
use crate::ledger::Interner;
use crate::store::Store;

impl Stage {
    /// Brings the import into the workspace. After a failure the workspace is as it was and the stage can be applied again.
    pub fn apply(&self, workspace: &Store, facts: &ImportFacts) -> Result<Applied, RequestsError> {
        workspace.write_with_attached(self.path(), FROM_WORKSPACE.stage, |tx| apply(tx, self, facts))
    }
}

/// Makes a source before anything is imported for it; answers its id.
pub fn make_source(
    tx: &Transaction<'_>,
    source: &NewSource,
    now: DateTime<Utc>,
) -> Result<i64, RequestsError> {
    Ok(queries_sources::insert_source(tx, source, &format_instant(now))?)
}

fn apply(tx: &Transaction<'_>, stage: &Stage, facts: &ImportFacts) -> Result<Applied, RequestsError> {
    let at = format_instant(facts.applied_at);
    let source_id = source(tx, &facts.source, &at)?;
    let import = queries::insert_import(tx, facts, source_id)?;
    queries::make_maps(tx)?;
    let merged = merge(tx, stage, source_id, import)?;
    let outcomes = outcomes(tx, source_id, import)?;
    let rejected = stage.rejected().values().sum();
    let mut applied = Applied {
        import_id: Some(import),
        source_id,
        requests: merged.counts,
        outcomes,
        rejected,
        days: Vec::new(),
        figures: merged.figures,
    };
    for day in settle::settle(tx, source_id, &merged.days, &merged.before)? {
        let day = day_text(day);
        queries::mark_dirty(tx, &day, &at)?;
        applied.days.push(day);
    }
    queries::drop_maps(tx)?;
    if facts.run_id.is_some() && is_nothing(&applied) {
        queries::delete_import(tx, import)?;
        applied.import_id = None;
        return Ok(applied);
    }
    for file in stage.files() {
        queries::insert_file(tx, import, file)?;
    }
    queries::copy_rejections(tx, import)?;
    let summary = ImportSummary::of(stage, &applied, &applied.figures);
    let figures = ImportFigures {
        new: applied.requests.new,
        same: applied.requests.same,
        changed: applied.requests.changed,
        outcomes_new: applied.outcomes.new,
        rejected,
        summary_json: &serde_json::to_string(&summary).unwrap_or_default(),
    };
    queries::complete_import(tx, import, &figures)?;
    Ok(applied)
}

fn is_nothing(applied: &Applied) -> bool {
    let Applied { requests, outcomes, rejected, .. } = applied;
    requests.new + requests.changed + outcomes.new + outcomes.changed + rejected == 0
}

/// The row of a source, made when its name is new.
pub(super) fn source(tx: &Transaction<'_>, source: &NewSource, at: &str) -> Result<i64, RequestsError> {
    match queries_sources::find_source(tx, &source.label)? {
        None => Ok(queries_sources::insert_source(tx, source, at)?),
        Some((id, format)) if format == source.format => Ok(id),
        Some((_, known)) => Err(RequestsError::OtherFormat {
            label: source.label.clone(),
            known,
            asked: source.format.clone(),
        }),
    }
}

#[derive(Default)]
struct Merged {
    counts: RequestCounts,
    days: BTreeSet<i64>,
    before: Before,
    figures: Figures,
}

fn merge(tx: &Transaction<'_>, stage: &Stage, source: i64, import: i64) -> Result<Merged, RequestsError> {
    let nothing = RequestCounts {
        repeated: stage.repeated(),
        collisions: stage.collisions(),
        ..RequestCounts::default()
    };
    let Some((first_us, last_us, staged)) = queries::period(tx)? else {
        return Ok(Merged { counts: nothing, ..Merged::default() });
    };
    intern(tx)?;
    let moved = if stage.has_timeless() { queries::elsewhere(tx)? } else { Vec::new() };
    let has_overlap = !moved.is_empty() || stage::overlaps(tx, FROM_WORKSPACE, first_us, last_us)?;
    let mut days = stage.days().clone();
    days.extend(moved.iter().flat_map(|row| [day_number(row.kept_us), day_number(row.staged_us)]));
    let before = Before::take(tx, source, &days)?;
    let mut counts = nothing;
    counts.collisions += stage::collisions(tx, FROM_WORKSPACE, first_us, last_us)?;
    for row in &moved {
        prepare_move(tx, row, import)?;
    }
    counts.changed = if has_overlap { queries::keep_changed(tx, stage.has_timeless())? } else { 0 };
    let merge = Merge { source, import, has_overlap, has_timeless: stage.has_timeless() };
    let written = queries::merge(tx, merge)?;
    let mut replaced = 0;
    for row in &moved {
        if row.says_more {
            replaced += 1;
            if row.kept_us < row.staged_us {
                queries::move_request(tx, row.identity, row.staged_us, row.kept_us, import)?;
            }
        }
        if row.changes() {
            queries::put_timeless(tx, row.identity, row.kept_us.min(row.staged_us))?;
        }
    }
    if stage.has_timeless() {
        queries::copy_timeless(tx)?;
    }
    counts.new = written.saturating_sub(counts.changed).saturating_sub(replaced);
    counts.changed += moved.iter().filter(|row| row.changes()).map(|_| 1).sum::<u64>();
    counts.same = staged.saturating_sub(counts.new).saturating_sub(counts.changed);
    if has_overlap {
        keep_touched(tx, &mut days, &moved, import, &counts)?;
    }
    for day in stage::dropped_days(tx, FROM_WORKSPACE, source)? {
        if let Some(day) = days.iter().copied().find(|known| day_text(*known) == day) {
            counts.late += queries::new_rows_of(tx, import, day)?;
        }
    }
    let figures = match stage.figures() {
        Some(figures) if !has_overlap => figures.clone(),
        _ => {
            let (from_us, to_us) = reach(stage);
            queries::import_figures(tx, import, from_us, to_us)?
        }
    };
    Ok(Merged { counts, days, before, figures })
}

fn intern(tx: &Transaction<'_>) -> Result<(), RequestsError> {
    let mut interner = Interner::default();
    for (local, text) in queries::staged_series(tx)? {
        let Some(key) = stage::read_key(&text) else { continue };
        queries::map_series(tx, local, interner.intern(tx, &key)?)?;
    }
    Ok(())
}

/// Makes room for an id that is one whatever the time, and stands at another start than the staged one.
fn prepare_move(tx: &Transaction<'_>, row: &stage::Elsewhere, import: i64) -> Result<(), RequestsError> {
    let first_us = row.kept_us.min(row.staged_us);
    if row.changes() {
        if first_us != row.kept_us {
            queries::move_revisions(tx, row.identity, row.kept_us, first_us)?;
        }
        queries::keep_one(tx, row.kept_us, row.identity, first_us)?;
    }
    if row.says_more {
        queries::delete_request(tx, row.kept_us, row.identity)?;
        return Ok(());
    }
    queries::put_aside(tx, row.identity)?;
    if first_us != row.kept_us {
        queries::move_request(tx, row.identity, row.kept_us, first_us, import)?;
    }
    Ok(())
}

/// Leaves only the days on which something came or changed.
fn keep_touched(
    tx: &Transaction<'_>,
    days: &mut BTreeSet<i64>,
    moved: &[stage::Elsewhere],
    import: i64,
    counts: &RequestCounts,
) -> Result<(), RequestsError> {
    if counts.new + counts.changed == 0 {
        days.clear();
        return Ok(());
    }
    let left: BTreeSet<i64> =
        moved.iter().filter(|row| row.changes()).map(|row| day_number(row.kept_us)).collect();
    let mut touched = BTreeSet::new();
    for day in days.iter() {
        if left.contains(day) || queries::has_rows_of(tx, import, *day)? {
            touched.insert(*day);
        }
    }
    *days = touched;
    Ok(())
}

fn outcomes(tx: &Transaction<'_>, source: i64, import: i64) -> Result<OutcomeCounts, RequestsError> {
    let (new, same, changed) = stage::outcomes(tx, FROM_WORKSPACE, Some(source))?;
    if new + changed > 0 {
        queries::merge_outcomes(tx, source, import)?;
    }
    Ok(OutcomeCounts { new, same, changed })
}
