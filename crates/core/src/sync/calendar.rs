//! The coverage calendar: what is known of each slot and day.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::connections::ConnectionRow;
use super::error::SyncError;
use crate::kernel::{Day, Period};
use crate::ledger::{self, CoverageDay, CoverageState};
use crate::sources::Descriptor;

/// What is known of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayState {
    /// Read when it was over and complete.
    Full,
    /// Read before it was over or complete.
    Partial,
    /// Wanted and not read yet.
    Missing,
    /// The source cannot tell it.
    NotObtainable,
}

impl DayState {
    /// The word on the screen and in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Missing => "missing",
            Self::NotObtainable => "not_obtainable",
        }
    }
}

/// One day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What is known.
    pub state: DayState,
    /// Which stream told it; empty when none did.
    pub stream: String,
    /// When it was last read; `None` when missing.
    pub read_at: Option<DateTime<Utc>>,
    /// Up to where the source said its data is complete.
    pub complete_through: Option<DateTime<Utc>>,
}

/// The days of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSlot {
    /// The slot.
    pub slot: &'static str,
    /// Its days in order: those of the period that the analyst wants and that have begun.
    pub days: Vec<CalendarDay>,
}

/// The calendar of a connection. A wanted day without a reading is missing.
pub fn calendar(
    reader: &Connection,
    connection: &ConnectionRow,
    descriptor: &'static Descriptor,
    period: Period,
    now: DateTime<Utc>,
) -> Result<Vec<CalendarSlot>, SyncError> {
    let known = ledger::coverage(reader, connection.id, period)?;
    let known: HashMap<(&str, Day), &CoverageDay> =
        known.iter().map(|day| ((day.slot.as_str(), day.day), day)).collect();
    let today = now.date_naive();
    let is_shown = |day: &Day| *day >= connection.backfill_from && *day <= today;
    let slots = descriptor.slots.iter().map(|slot| CalendarSlot {
        slot: slot.id,
        days: period
            .iter_days()
            .filter(is_shown)
            .map(|day| calendar_day(day, known.get(&(slot.id, day)).copied()))
            .collect(),
    });
    Ok(slots.collect())
}

fn calendar_day(day: Day, known: Option<&CoverageDay>) -> CalendarDay {
    let Some(known) = known else {
        return CalendarDay {
            day,
            state: DayState::Missing,
            stream: String::new(),
            read_at: None,
            complete_through: None,
        };
    };
    CalendarDay {
        day,
        state: match known.state {
            CoverageState::Full => DayState::Full,
            CoverageState::Partial => DayState::Partial,
            CoverageState::NotObtainable => DayState::NotObtainable,
        },
        stream: known.stream.clone(),
        read_at: Some(known.read_at),
        complete_through: known.complete_through,
    }
}
