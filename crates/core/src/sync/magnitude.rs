//! A guard against absurd figures: a day far above the usual is pointed out, never held back.

use std::collections::BTreeMap;

use chrono::Days;

use super::error::SyncError;
use super::runs::NoteLevel;
use super::session::{Halt, Session};
use super::words;
use crate::kernel::{Currency, Day, Period};
use crate::ledger;
use crate::sources::Book;

/// Days before the judged one that make the usual.
const USUAL_DAYS: u64 = 28;
/// Fewer days than this make no usual.
const FEWEST_DAYS: usize = 7;
/// A day this many times the usual is pointed out.
const TIMES_THE_USUAL: i64 = 50;

/// The median of the days before, when the day is more than fifty times that.
pub(super) fn far_above_usual(day_nanos: i64, before_nanos: &[i64]) -> Option<i64> {
    let mut known: Vec<i64> = before_nanos.iter().copied().filter(|nanos| *nanos > 0).collect();
    if known.len() < FEWEST_DAYS {
        return None;
    }
    known.sort_unstable();
    let median = known.get(known.len().div_euclid(2)).copied()?;
    (day_nanos > median.saturating_mul(TIMES_THE_USUAL)).then_some(median)
}

impl Session<'_> {
    /// Points out a newest day far above the usual.
    pub fn warn_of_magnitude(&mut self) -> Result<(), Halt> {
        let today = self.now().date_naive();
        let Some(period) = today
            .checked_sub_days(Days::new(USUAL_DAYS))
            .and_then(|first| Period::new(first, today.succ_opt()?).ok())
        else {
            return Ok(());
        };
        let slots = self.env.connector.descriptor().slots;
        for slot in slots.iter().filter(|slot| slot.book == Book::Billed && slot.alternate_of.is_none()) {
            let connection = self.connection.id;
            let by_day = self.env.store.read::<_, SyncError>(|reader| {
                Ok(ledger::billed_by_day(reader, connection, slot.id, period)?)
            })?;
            for (currency, days) in by_currency(&by_day) {
                let Some((day, newest)) = days.last_key_value() else { continue };
                let before: Vec<i64> = days.range(..*day).map(|(_, nanos)| *nanos).collect();
                if let Some(median) = far_above_usual(*newest, &before) {
                    let text = format!(
                        "{day} has {} of {}, against {} on a usual day: look at it before trusting it",
                        words::plain(*newest, currency),
                        words::lower_first(slot.label),
                        words::plain(median, currency),
                    );
                    self.note(NoteLevel::Warning, text);
                }
            }
        }
        Ok(())
    }
}

fn by_currency(by_day: &BTreeMap<Day, BTreeMap<Currency, i64>>) -> BTreeMap<Currency, BTreeMap<Day, i64>> {
    let mut turned: BTreeMap<Currency, BTreeMap<Day, i64>> = BTreeMap::new();
    for (day, totals) in by_day {
        for (currency, nanos) in totals {
            turned.entry(*currency).or_default().insert(*day, *nanos);
        }
    }
    turned
}
