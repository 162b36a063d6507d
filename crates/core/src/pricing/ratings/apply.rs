//! Rates usage that has no rating yet, in chunks, each kept whole or not at all.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::note::{NoteBook, fingerprint};
use super::queries::{self, RevisionRow};
use super::rows::{RatedRow, Rater, RowStatus};
use super::series::MeteredSlot;
use crate::kernel::ConnectionId;
use crate::ledger::{Meter, MeterKind};
use crate::pricing::kept::{active_pricing, ensure_active_pricing};
use crate::pricing::kept_error::KeptError;
use crate::pricing::shelf::{LoadedPricing, PriceShelf};
use crate::store::Store;

/// Rows of one write transaction; a sync that waits for the file waits for no longer.
const CHUNK_ROWS: i64 = 4000;

/// What rating works with.
pub struct RatingEnv<'a> {
    /// The workspace.
    pub store: &'a Store,
    /// Books and pairs in memory.
    pub shelf: &'a PriceShelf,
    /// Slots whose usage is rated.
    pub slots: &'a [MeteredSlot],
    /// Stamps new ratings.
    pub now: DateTime<Utc>,
    /// Whether to stop after the chunk at hand.
    pub is_cancelled: &'a dyn Fn() -> bool,
    /// Told after each chunk: rows rated and rows in all.
    pub progress: &'a dyn Fn(u64, u64),
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatedCounts {
    /// Revisions rated.
    pub revisions: u64,
    /// Rows with one price.
    pub priced: u64,
    /// Rows with a range.
    pub range: u64,
    /// Rows without a price.
    pub unpriced: u64,
    /// Rows that cost nothing by nature.
    pub not_billable: u64,
    /// Tokens without a price, of primary slots.
    pub tokens_unpriced: i128,
}

impl RatedCounts {
    /// Rows in all.
    pub const fn rows(&self) -> u64 {
        self.priced.saturating_add(self.range).saturating_add(self.unpriced).saturating_add(self.not_billable)
    }

    fn add(&mut self, status: RowStatus) {
        let count = match status {
            RowStatus::Priced => &mut self.priced,
            RowStatus::Range => &mut self.range,
            RowStatus::Unpriced => &mut self.unpriced,
            RowStatus::NotBillable => &mut self.not_billable,
        };
        *count = count.saturating_add(1);
    }
}

/// One revision with its rated rows.
struct RatedRevision<'a> {
    of: &'a RevisionRow,
    pricing: i64,
    rows: Vec<RatedRow>,
    tokens_unpriced: i128,
}

/// Rows that wait for a rating.
pub fn unrated_rows(env: &RatingEnv<'_>) -> Result<u64, KeptError> {
    Ok(waiting(env, None)?.iter().map(|row| u64::try_from(row.rows).unwrap_or(0)).sum())
}

/// Rates every revision that counts and has no rating: by the pair of the day's earlier revision where there is one, else
/// by the pair in force. A second pass changes nothing; stopping between two chunks loses nothing.
pub fn rate_unrated(env: &RatingEnv<'_>, connection: Option<ConnectionId>) -> Result<RatedCounts, KeptError> {
    let waiting = waiting(env, connection)?;
    let mut counts = RatedCounts::default();
    if waiting.is_empty() {
        return Ok(counts);
    }
    let total = waiting.iter().map(|row| u64::try_from(row.rows).unwrap_or(0)).sum();
    let series = env.store.read::<_, KeptError>(|reader| Ok(queries::series(reader)?))?;
    let mut pass = Pass { env, rater: Rater::new(series) };
    let mut done = 0_u64;
    for chunk in chunks(&waiting) {
        if (env.is_cancelled)() {
            break;
        }
        pass.rate(chunk, &mut counts)?;
        done = done.saturating_add(chunk.iter().map(|row| u64::try_from(row.rows).unwrap_or(0)).sum());
        (env.progress)(done, total);
    }
    Ok(counts)
}

fn waiting(env: &RatingEnv<'_>, connection: Option<ConnectionId>) -> Result<Vec<RevisionRow>, KeptError> {
    let slots = slots_json(env.slots);
    let mut rows =
        env.store.read::<_, KeptError>(|reader| Ok(queries::unrated(reader, &slots, connection)?))?;
    rows.retain(|row| slot_of(env.slots, row).is_some());
    Ok(rows)
}

/// The slot of a revision; `None` when its source does not meter it.
pub(super) fn slot_of<'a>(slots: &'a [MeteredSlot], row: &RevisionRow) -> Option<&'a MeteredSlot> {
    slots.iter().find(|slot| slot.source == row.source && slot.slot == row.slot)
}

pub(super) fn slots_json(slots: &[MeteredSlot]) -> String {
    let mut names: Vec<&str> = slots.iter().map(|slot| slot.slot).collect();
    names.sort_unstable();
    names.dedup();
    serde_json::to_string(&names).unwrap_or_else(|_| "[]".to_owned())
}

/// Neighbours of about a chunk's rows together, never an empty run.
pub(super) fn chunks(waiting: &[RevisionRow]) -> impl Iterator<Item = &[RevisionRow]> {
    let mut rest = waiting;
    std::iter::from_fn(move || {
        let mut rows = 0_i64;
        let fitting = rest.iter().take_while(|row| {
            let fits = rows < CHUNK_ROWS;
            rows = rows.saturating_add(row.rows);
            fits
        });
        let count = fitting.count();
        let (chunk, after) = rest.split_at_checked(count)?;
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

struct Pass<'a> {
    env: &'a RatingEnv<'a>,
    rater: Rater,
}

impl Pass<'_> {
    /// Rates a chunk from one snapshot and stores it, again when the pair in force changed between the two.
    fn rate(&mut self, chunk: &[RevisionRow], counts: &mut RatedCounts) -> Result<(), KeptError> {
        loop {
            let in_force = self.in_force()?;
            let rated = self.rated(chunk, &in_force)?;
            let now = self.env.now;
            let notes = &mut self.rater.notes;
            let stored = self.env.store.write::<_, KeptError>(|tx| {
                if queries::active_id(tx)? != Some(in_force.pricing.id) {
                    return Ok(None);
                }
                let mut counts = RatedCounts::default();
                for revision in &rated {
                    store_first(tx, revision, notes, now, &mut counts)?;
                }
                Ok(Some(counts))
            })?;
            if let Some(stored) = stored {
                counts.revisions = counts.revisions.saturating_add(stored.revisions);
                counts.priced = counts.priced.saturating_add(stored.priced);
                counts.range = counts.range.saturating_add(stored.range);
                counts.unpriced = counts.unpriced.saturating_add(stored.unpriced);
                counts.not_billable = counts.not_billable.saturating_add(stored.not_billable);
                counts.tokens_unpriced = counts.tokens_unpriced.saturating_add(stored.tokens_unpriced);
                return Ok(());
            }
        }
    }

    fn in_force(&self) -> Result<LoadedPricing, KeptError> {
        let now = self.env.now;
        let known = self.env.store.read::<_, KeptError>(active_pricing)?;
        let pricing = match known {
            Some(known) => known,
            None => self.env.store.write(|tx| ensure_active_pricing(tx, now))?,
        };
        self.env.store.read(|reader| self.env.shelf.load(reader, pricing))
    }

    fn rated<'b>(
        &mut self,
        chunk: &'b [RevisionRow],
        in_force: &LoadedPricing,
    ) -> Result<Vec<RatedRevision<'b>>, KeptError> {
        let env = self.env;
        env.store.read(|reader| {
            let mut rated = Vec::with_capacity(chunk.len());
            for of in chunk {
                let by = match of.pricing.filter(|pricing| *pricing != in_force.pricing.id) {
                    Some(earlier) => env.shelf.load_by_id(reader, earlier)?,
                    None => in_force.clone(),
                };
                let rows = queries::usage(reader, of.revision)?;
                let result = self.rater.rate(&by, of, &rows);
                let is_primary = slot_of(env.slots, of).is_some_and(|slot| slot.is_primary);
                let tokens_unpriced = rows
                    .iter()
                    .zip(&result)
                    .filter(|(row, result)| {
                        is_primary && result.status == RowStatus::Unpriced && is_token(&row.meter)
                    })
                    .map(|(row, _)| i128::from(row.quantity))
                    .sum();
                rated.push(RatedRevision { of, pricing: by.pricing.id, rows: result, tokens_unpriced });
            }
            Ok(rated)
        })
    }
}

fn is_token(meter: &str) -> bool {
    Meter::parse(meter).is_some_and(|meter| meter.kind() == MeterKind::Tokens)
}

/// Stores the first rating of a revision; nothing when it does not wait any more.
fn store_first(
    tx: &Transaction<'_>,
    revision: &RatedRevision<'_>,
    notes: &mut NoteBook,
    now: DateTime<Utc>,
    counts: &mut RatedCounts,
) -> Result<(), KeptError> {
    let id = revision.of.revision;
    if !queries::is_waiting(tx, id)? {
        return Ok(());
    }
    let rating = store_rating(tx, id, revision.pricing, &revision.rows, notes, now)?;
    queries::set_rating(tx, id, rating)?;
    counts.revisions = counts.revisions.saturating_add(1);
    counts.tokens_unpriced = counts.tokens_unpriced.saturating_add(revision.tokens_unpriced);
    revision.rows.iter().for_each(|row| counts.add(row.status));
    Ok(())
}

/// Stores a rating that does not count yet; the known one when the revision was rated by that pair before.
pub(super) fn store_rating(
    tx: &Transaction<'_>,
    revision: i64,
    pricing: i64,
    rows: &[RatedRow],
    notes: &mut NoteBook,
    now: DateTime<Utc>,
) -> Result<i64, KeptError> {
    if let Some(known) = queries::rating_of(tx, revision, pricing)? {
        return Ok(known);
    }
    let rating = queries::insert_rating(tx, revision, pricing, now)?;
    for row in rows {
        queries::insert_row(tx, rating, row, note_row(tx, notes, row.note)?)?;
    }
    Ok(rating)
}

fn note_row(tx: &Transaction<'_>, notes: &mut NoteBook, place: usize) -> Result<i64, KeptError> {
    let Some(note) = notes.at(place) else { return Ok(queries::put_note(tx, &fingerprint("{}"), "{}")?) };
    if let Some(known) = note.row {
        return Ok(known);
    }
    let id = queries::put_note(tx, &fingerprint(&note.text), &note.text)?;
    note.row = Some(id);
    Ok(id)
}
