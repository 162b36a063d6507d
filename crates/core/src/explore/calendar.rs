//! Which days are known, as far as figures need it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cuts::{Family, choose_cuts};
use super::error::ExploreError;
use super::queries::{self, ConnectionRow};
use super::reading::Reading;
use crate::kernel::words::counted;
use crate::kernel::{Day, Period, parse_day};

/// Days one question may cover.
const MOST_DAYS: i64 = 3660;

/// Refuses a period longer than one question may cover.
pub(super) fn check_length(period: Period) -> Result<Period, ExploreError> {
    let days = period.days();
    if days > MOST_DAYS { Err(ExploreError::TooManyDays { days, most: MOST_DAYS }) } else { Ok(period) }
}

/// What is known of one day over all connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DayKnowledge {
    /// Something wanted was never read, or nothing was read at all.
    pub(super) is_missing: bool,
    /// Still open, or not read in full.
    pub(super) is_partial: bool,
}

/// What is known of the days of a period in one family.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    days: BTreeMap<Day, DayKnowledge>,
    /// Days wanted and never read, by connection.
    pub(super) missing: Vec<(String, BTreeSet<Day>)>,
    /// Days a source read in full, by connection and slot.
    full: BTreeSet<(i64, Day)>,
}

impl Calendar {
    /// Of what nobody says when it is complete: only days that are not over are partial.
    pub(super) fn open_from(today: Day, period: Period) -> Self {
        let days = period.iter_days().filter(|day| *day >= today);
        let open = DayKnowledge { is_missing: false, is_partial: true };
        Self { days: days.map(|day| (day, open)).collect(), ..Self::default() }
    }

    pub(super) fn of_day(&self, day: Day) -> DayKnowledge {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// Whether every primary slot of the connection was read in full that day.
    pub(super) fn is_full(&self, connection: i64, day: Day) -> bool {
        self.full.contains(&(connection, day))
    }

    /// Days that somebody wants and nobody read.
    pub(super) fn missing_days(&self) -> usize {
        self.missing.iter().map(|(_, days)| days.len()).sum()
    }

    /// One note per connection with days not read.
    pub(super) fn missing_notes(&self) -> Vec<String> {
        self.missing.iter().filter_map(|(label, days)| missing_note(label, days)).collect()
    }

    /// Days not read, and the day that is not over.
    pub(super) fn notes(&self, period: Period, today: Day) -> Vec<String> {
        let mut notes = self.missing_notes();
        if period.contains(today) {
            notes.push(format!("{today} is not over: its figures will grow"));
        }
        notes
    }
}

fn missing_note(label: &str, days: &BTreeSet<Day>) -> Option<String> {
    let (first, last) = (days.first()?, days.last()?);
    let number = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let days = counted(number, "day", "days");
    let verb = if number == 1 { "is" } else { "are" };
    let place = if first == last { format!("{first}") } else { format!("{first} to {last}") };
    Some(format!("{label}: {days} {verb} not read yet ({place})"))
}

type States = HashMap<(i64, String), BTreeMap<Day, bool>>;

/// What is known of each day of the period. `today` is the last day anybody can want.
pub(super) fn calendar(
    reading: &Reading<'_>,
    family: Family,
    period: Period,
    today: Day,
) -> Result<Calendar, ExploreError> {
    let mut states: States = HashMap::new();
    for row in queries::coverage(reading.reader, period)? {
        let day = parse_day(&row.day)?;
        states.entry((row.connection, row.slot)).or_default().insert(day, row.state == "full");
    }
    let mut calendar = Calendar::default();
    let mut covered: BTreeSet<Day> = BTreeSet::new();
    for connection in &reading.connections {
        let slots = wanted_slots(reading, connection, family, &states);
        let wanted_from = parse_day(&connection.backfill_from)?;
        let mut missing = BTreeSet::new();
        for day in period.iter_days() {
            let of_day = slots.iter().map(|slot| slot.and_then(|days| days.get(&day)).copied());
            let (mut is_full, mut is_any, mut is_gap) = (!slots.is_empty(), false, false);
            for state in of_day {
                is_any |= state.is_some();
                is_gap |= state.is_none();
                is_full &= state == Some(true);
            }
            let is_wanted = !connection.is_removed && day >= wanted_from && day <= today;
            let knowledge = calendar.days.entry(day).or_default();
            if is_wanted && is_gap {
                missing.insert(day);
                knowledge.is_missing = true;
            }
            knowledge.is_partial |= is_any && !is_full;
            if is_any {
                covered.insert(day);
            }
            if is_full {
                calendar.full.insert((connection.id, day));
            }
        }
        if !missing.is_empty() {
            calendar.missing.push((connection.label.clone(), missing));
        }
    }
    for day in period.iter_days() {
        let knowledge = calendar.days.entry(day).or_default();
        knowledge.is_missing |= !covered.contains(&day);
        knowledge.is_partial |= day >= today;
    }
    Ok(calendar)
}

/// The primary slots a connection is expected to fill: every billed one, and of the others those it ever filled in the
/// period, because a key may not be allowed to read them all.
fn wanted_slots<'s>(
    reading: &Reading<'_>,
    connection: &ConnectionRow,
    family: Family,
    states: &'s States,
) -> Vec<Option<&'s BTreeMap<Day, bool>>> {
    choose_cuts(reading.cuts, &connection.source, family, &[])
        .into_iter()
        .map(|choice| states.get(&(connection.id, choice.primary.slot.to_owned())))
        .filter(|days| family == Family::Cost || days.is_some())
        .collect()
}
