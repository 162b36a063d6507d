//! What a closed month would have elsewhere by what is decided now. It stays as it is; the difference can be posted in an
//! open month.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::closed::ClosedMonths;
use super::decisions::{CorrectedMove, Decision};
use super::state::Attribution;
use super::tally::{Books, Slice};

/// Money by the value that gives and the one that receives.
type Moves = BTreeMap<(Option<String>, Option<String>), i128>;

/// What a closed month `YYYY-MM` would have elsewhere in a currency, less what corrections moved already; empty for an
/// open month.
pub fn pending_moves(
    reader: &Connection,
    state: &Attribution,
    dimension: usize,
    month: &str,
    currency: u8,
) -> rusqlite::Result<Vec<CorrectedMove>> {
    let holdings = &state.holdings;
    let place = holdings.months.iter().position(|known| known == month);
    let place = place.and_then(|place| u16::try_from(place).ok()).filter(|place| state.closed.has(*place));
    let Some((place, period)) = place.zip(super::month_period(month)) else { return Ok(Vec::new()) };
    let open = ClosedMonths::default();
    let books = Books { holdings, evaluation: &state.evaluation, closed: &open };
    let slice = Slice { currency, period };
    let mut moves = Moves::new();
    for subject in 0..holdings.keys.len() {
        let kept = state.closed.stretches(place, dimension, subject).unwrap_or_default();
        books.each_piece_cut(reader, dimension, slice, subject, kept, |piece, kept| {
            let pair = (kept.told.value.clone(), piece.stretch.told.value.clone());
            if pair.0 != pair.1 {
                *moves.entry(pair).or_default() += piece.nanos();
            }
        })?;
    }
    subtract_posted(state, dimension, month, currency, &mut moves);
    Ok(moves.into_iter().filter_map(forwards).collect())
}

fn subtract_posted(state: &Attribution, dimension: usize, month: &str, currency: u8, moves: &mut Moves) {
    let name = state.inputs.dimensions.get(dimension);
    let currency = state.holdings.currencies.get(usize::from(currency));
    for made in state.decisions.by_id.values() {
        let Decision::Correction(set) = &made.decision else { continue };
        let is_own = Some(&set.dimension) == name && Some(&set.currency) == currency;
        if is_own && set.closed_month == month {
            for one in &set.moves {
                let back = (one.to.clone(), one.from.clone());
                match moves.get_mut(&back) {
                    Some(nanos) => *nanos += i128::from(one.nanos),
                    None => {
                        *moves.entry((one.from.clone(), one.to.clone())).or_default() -=
                            i128::from(one.nanos);
                    }
                }
            }
        }
    }
}

/// A move of an amount above zero.
fn forwards(((from, to), nanos): ((Option<String>, Option<String>), i128)) -> Option<CorrectedMove> {
    let (from, to) = if nanos < 0 { (to, from) } else { (from, to) };
    let nanos = i64::try_from(nanos.unsigned_abs()).ok().filter(|nanos| *nanos != 0)?;
    Some(CorrectedMove { from, to, nanos })
}
