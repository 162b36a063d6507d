//! Re-rating: what another pair would change, and moving the pointers once that is confirmed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use sha2::{Digest, Sha256};

use super::apply::{RatingEnv, chunks, slot_of, slots_json, store_rating};
use super::effect::{Changed, Effect};
use super::queries::{self, RevisionRow, StoredRow};
use super::queries_rerate;
use super::rows::{RatedRow, Rater};
use crate::pricing::kept_error::KeptError;
use crate::pricing::shelf::LoadedPricing;

/// By what ratings of one pair would be replaced.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// A revision moves where `after` differs from this; from what is stored when absent.
    pub reference: Option<LoadedPricing>,
    /// What rates instead.
    pub after: LoadedPricing,
}

/// Ratings to be replaced, by the pair that made them.
#[derive(Clone, Debug)]
pub enum Replacements {
    /// All by one pair.
    By(LoadedPricing),
    /// Each pair by its own.
    Each(HashMap<i64, Replacement>),
}

impl Replacements {
    fn of(&self, pricing: i64) -> Option<Replacement> {
        match self {
            Self::By(after) if after.pricing.id == pricing => None,
            Self::By(after) => Some(Replacement { reference: None, after: after.clone() }),
            Self::Each(each) => each.get(&pricing).cloned(),
        }
    }
}

/// What would move.
#[derive(Clone, Debug)]
pub struct RerateDraft {
    /// Sums for people.
    pub effect: Effect,
    /// Names the state that was looked at.
    pub token: String,
    moves: Vec<Move>,
}

impl RerateDraft {
    /// Whether nothing would move.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty()
    }
}

#[derive(Clone, Debug)]
struct Move {
    revision: RevisionRow,
    rating_before: i64,
    after: LoadedPricing,
}

/// Rates what is rated already by other pairs, and says what would differ. Nothing is written.
pub fn draft_rerate(env: &RatingEnv<'_>, by: &Replacements) -> Result<RerateDraft, KeptError> {
    env.store.read(|reader| draft(env, reader, by))
}

fn draft(env: &RatingEnv<'_>, reader: &Connection, by: &Replacements) -> Result<RerateDraft, KeptError> {
    let closed = queries_rerate::closed_months(reader)?;
    let mut token = Sha256::new();
    closed.iter().for_each(|month| token.update(month));
    if let Replacements::By(after) = by {
        token.update(&after.pricing.book.hash);
        token.update(&after.pricing.contract.text);
    }
    let mut rater = Rater::default();
    let (mut effect, mut moves) = (Effect::default(), Vec::new());
    for revision in queries::rated(reader, &slots_json(env.slots))? {
        let Some(slot) = slot_of(env.slots, &revision) else { continue };
        let (Some(rating), Some(pricing)) = (revision.rating, revision.pricing) else { continue };
        token.update(revision.revision.to_le_bytes());
        token.update(rating.to_le_bytes());
        let Some(replacement) = by.of(pricing) else { continue };
        if rater.series.is_empty() {
            rater.series = queries::series(reader)?;
        }
        let usage = queries::usage(reader, revision.revision)?;
        let after = rater.rate(&replacement.after, &revision, &usage);
        let before = queries::stored_rows(reader, rating)?;
        let differs = match &replacement.reference {
            None => differ(&before, &after),
            Some(reference) if reference.pricing.id == pricing => differ(&before, &after),
            Some(reference) => differ(&stored(rater.rate(reference, &revision, &usage)), &after),
        };
        if !differs {
            continue;
        }
        let month = revision.day.format("%Y-%m").to_string();
        let is_closed = closed.binary_search(&month).is_ok();
        effect.add(&Changed {
            series: &rater.series,
            revision: &revision,
            is_primary: slot.is_primary,
            is_closed,
            usage: &usage,
            before: &before,
            after: &after,
        });
        if !is_closed {
            moves.push(Move { revision, rating_before: rating, after: replacement.after });
        }
    }
    let token = token.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(RerateDraft { effect, token, moves })
}

fn stored(rows: Vec<RatedRow>) -> Vec<StoredRow> {
    rows.into_iter()
        .map(|row| StoredRow { ordinal: row.ordinal, status: row.status, amounts: row.amounts })
        .collect()
}

/// Whether any amount or status differs; an amount that rests on another rate and is the same is no difference.
fn differ(before: &[StoredRow], after: &[RatedRow]) -> bool {
    before.len() != after.len()
        || before.iter().zip(after).any(|(before, after)| {
            before.ordinal != after.ordinal
                || before.status != after.status
                || before.amounts != after.amounts
        })
}

/// Makes the ratings that would count, chunk by chunk. No pointer moves: stopping here changes no figure, and the
/// ratings made are used the next time.
pub fn prepare_rerate(env: &RatingEnv<'_>, draft: &RerateDraft) -> Result<(), KeptError> {
    let series = env.store.read::<_, KeptError>(|reader| Ok(queries::series(reader)?))?;
    let mut rater = Rater::new(series);
    let revisions: Vec<RevisionRow> = draft.moves.iter().map(|moved| moved.revision.clone()).collect();
    let mut rest = draft.moves.as_slice();
    for chunk in chunks(&revisions) {
        let (moves, after) = rest.split_at_checked(chunk.len()).unwrap_or((rest, &[]));
        rest = after;
        let rated = env.store.read::<_, KeptError>(|reader| {
            moves
                .iter()
                .map(|moved| {
                    let usage = queries::usage(reader, moved.revision.revision)?;
                    Ok((moved, rater.rate(&moved.after, &moved.revision, &usage)))
                })
                .collect::<Result<Vec<_>, KeptError>>()
        })?;
        let notes = &mut rater.notes;
        env.store.write::<_, KeptError>(|tx| {
            for (moved, rows) in &rated {
                let (revision, pricing) = (moved.revision.revision, moved.after.pricing.id);
                store_rating(tx, revision, pricing, rows, notes, env.now)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Moves the pointers of a prepared draft; answers the id of the re-rate. Refused when anything it was made from changed.
pub fn commit_rerate(
    tx: &Transaction<'_>,
    draft: &RerateDraft,
    pricing: i64,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<i64, KeptError> {
    let closed = queries_rerate::closed_months(tx)?;
    let rerate = queries_rerate::insert_rerate(tx, pricing, now, reason)?;
    for moved in &draft.moves {
        let revision = moved.revision.revision;
        let is_closed = closed.binary_search(&moved.revision.day.format("%Y-%m").to_string()).is_ok();
        let counts = queries_rerate::counting(tx, revision)?;
        if is_closed || counts != Some(moved.rating_before) || !queries_rerate::is_current(tx, revision)? {
            return Err(KeptError::Stale);
        }
        let after = queries::rating_of(tx, revision, moved.after.pricing.id)?.ok_or(KeptError::Stale)?;
        queries_rerate::insert_move(tx, rerate, revision, moved.rating_before, after)?;
        queries::set_rating(tx, revision, after)?;
    }
    Ok(rerate)
}

/// Takes a re-rate back, or does it again. Refused when it reaches into a month that was closed since.
pub fn point_rerate(tx: &Transaction<'_>, rerate: i64, is_applied: bool) -> Result<(), KeptError> {
    if let Some(month) = queries_rerate::closed_month_of(tx, rerate)? {
        return Err(KeptError::Closed { month });
    }
    Ok(queries_rerate::point(tx, rerate, is_applied)?)
}

/// Names what stored ratings and months are now; an answer about pending changes holds while it stays the same.
pub fn ratings_state(reader: &Connection) -> Result<String, KeptError> {
    Ok(queries_rerate::state(reader)?)
}

/// Pairs that made ratings that count.
pub fn pricings_in_use(env: &RatingEnv<'_>) -> Result<Vec<i64>, KeptError> {
    let slots = slots_json(env.slots);
    let rows = env.store.read::<_, KeptError>(|reader| Ok(queries::rated(reader, &slots)?))?;
    let mut ids: Vec<i64> = rows.iter().filter_map(|row| row.pricing).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
