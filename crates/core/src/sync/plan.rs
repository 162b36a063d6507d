//! Which windows a run reads, newest first. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, Months, TimeDelta, Utc};

use crate::kernel::{Day, Period};
use crate::ledger::{CoverageDay, CoverageState};
use crate::sources::{Descriptor, LateWindow, Offer, Slot, Stream};

/// A reading younger than this counts as today's; shorter than a day so that a daily run at a fixed time re-reads.
const ABOUT_A_DAY: TimeDelta = TimeDelta::hours(20);
/// A record so little ahead of now is of a clock that was set right since, not of one that ran ahead.
const CLOCK_PLAY: TimeDelta = TimeDelta::hours(1);
/// How often the names of projects, keys and users are read again.
const DIRECTORY_AGE: TimeDelta = TimeDelta::hours(6);
/// Longest history that is planned, a bound on the loop over days.
const LONGEST_HISTORY_DAYS: u64 = 20 * 366;

/// A period of one stream to be read.
#[derive(Clone, Copy, Debug)]
pub struct PlannedWindow {
    /// The stream.
    pub stream: &'static Stream,
    /// Days to ask for.
    pub period: Period,
}

/// Days of a slot that no stream can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unobtainable {
    /// The slot.
    pub slot: &'static str,
    /// The days.
    pub period: Period,
}

/// What a run reads.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Directory streams to read first.
    pub directory: Vec<&'static Stream>,
    /// Windows in the order of reading: newest days first, across all slots.
    pub windows: Vec<PlannedWindow>,
    /// Days to be marked as not obtainable.
    pub not_obtainable: Vec<Unobtainable>,
    /// Sentences about records that were ignored, such as coverage written by a clock that ran ahead.
    pub notes: Vec<String>,
}

/// Everything planning looks at.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// The source.
    pub descriptor: &'static Descriptor,
    /// Which stream can tell which days, best first.
    pub offers: &'a [Offer],
    /// What is known so far.
    pub coverage: &'a [CoverageDay],
    /// First day the analyst wants.
    pub backfill_from: Day,
    /// The instant now.
    pub now: DateTime<Utc>,
}

/// Plans a run.
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let today = input.now.date_naive();
    let mut plan = Plan { notes: future_notes(input, today), ..Plan::default() };
    plan.directory = due_directories(input);
    let known: HashMap<(&str, Day), &CoverageDay> =
        input.coverage.iter().map(|day| ((day.slot.as_str(), day.day), day)).collect();
    for slot in input.descriptor.slots {
        plan_slot(input, slot, today, &known, &mut plan);
    }
    let rank = |slot: &str| input.descriptor.slots.iter().position(|candidate| candidate.id == slot);
    plan.windows.sort_by_key(|window| (std::cmp::Reverse(window.period.end()), rank(window.stream.slot)));
    plan
}

fn future_notes(input: &PlanInput<'_>, today: Day) -> Vec<String> {
    let ahead = input.coverage.iter().filter(|day| day.day > today || is_ahead(day, input.now)).count();
    if ahead == 0 {
        return Vec::new();
    }
    vec![format!(
        "{ahead} days were recorded as read later than now, by a clock that ran ahead: they are read again"
    )]
}

fn is_ahead(day: &CoverageDay, now: DateTime<Utc>) -> bool {
    day.read_at - now > CLOCK_PLAY
}

fn due_directories(input: &PlanInput<'_>) -> Vec<&'static Stream> {
    input
        .descriptor
        .streams
        .iter()
        .filter(|stream| stream.slot.is_empty())
        .filter(|stream| input.offers.iter().any(|offer| offer.stream == stream.id))
        .filter(|stream| {
            let last = input
                .coverage
                .iter()
                .filter(|day| day.slot.is_empty() && day.stream == stream.id && !is_ahead(day, input.now))
                .map(|day| day.read_at)
                .max();
            last.is_none_or(|last| input.now - last >= DIRECTORY_AGE)
        })
        .collect()
}

fn plan_slot(
    input: &PlanInput<'_>,
    slot: &'static Slot,
    today: Day,
    known: &HashMap<(&str, Day), &CoverageDay>,
    plan: &mut Plan,
) {
    let mut open: Option<OpenWindow> = None;
    let mut dark: Option<Period> = None;
    for day in days_back(today, input.backfill_from) {
        let state = known.get(&(slot.id, day)).copied();
        let Some(stream) = best_stream(input, slot, day) else {
            if state.is_none() {
                dark = Some(extend_back(dark, day));
            }
            flush(&mut open, plan);
            continue;
        };
        let age = u32::try_from((today - day).num_days()).unwrap_or(u32::MAX);
        if !is_wanted(stream.late, state, day, age, input.now) {
            flush(&mut open, plan);
            continue;
        }
        let is_fresh = age <= stream.late.each_run_days;
        match &mut open {
            Some(window) if window.takes(stream, is_fresh) => {
                window.period = extend_back(Some(window.period), day)
            }
            _ => {
                flush(&mut open, plan);
                open = Some(OpenWindow { stream, is_fresh, period: Period::of_day(day) });
            }
        }
    }
    flush(&mut open, plan);
    plan.not_obtainable.extend(dark.map(|period| Unobtainable { slot: slot.id, period }));
}

struct OpenWindow {
    stream: &'static Stream,
    is_fresh: bool,
    period: Period,
}

impl OpenWindow {
    /// The newest days get a window of their own, so that the first figures come from the first answer.
    fn takes(&self, stream: &'static Stream, is_fresh: bool) -> bool {
        self.stream.id == stream.id
            && self.is_fresh == is_fresh
            && self.period.days() < i64::from(stream.window_days.max(1))
    }
}

fn flush(open: &mut Option<OpenWindow>, plan: &mut Plan) {
    plan.windows
        .extend(open.take().map(|window| PlannedWindow { stream: window.stream, period: window.period }));
}

fn days_back(today: Day, first: Day) -> impl Iterator<Item = Day> {
    (0..LONGEST_HISTORY_DAYS)
        .map_while(move |age| today.checked_sub_days(Days::new(age)))
        .take_while(move |day| *day >= first)
}

fn extend_back(period: Option<Period>, day: Day) -> Period {
    period.and_then(|period| Period::new(day, period.end()).ok()).unwrap_or_else(|| Period::of_day(day))
}

fn best_stream(input: &PlanInput<'_>, slot: &Slot, day: Day) -> Option<&'static Stream> {
    input
        .offers
        .iter()
        .filter(|offer| offer.period.contains(day))
        .filter_map(|offer| input.descriptor.stream(offer.stream))
        .find(|stream| stream.slot == slot.id)
}

fn is_wanted(
    late: LateWindow,
    known: Option<&CoverageDay>,
    day: Day,
    age_days: u32,
    now: DateTime<Utc>,
) -> bool {
    // A day counts as settled only when it was read at an age at which the provider no longer restates it. A window that
    // only looked at today's age would forget days that fell out of it while the machine was off.
    let Some(known) = known else { return true };
    if is_ahead(known, now) {
        return true;
    }
    let is_stale = now - known.read_at >= ABOUT_A_DAY;
    let read_on = known.read_at.date_naive();
    let age_when_read = (read_on - day).num_days();
    let is_settled = age_when_read > i64::from(late.each_run_days.max(late.daily_days));
    match known.state {
        // Empty stream: no stream could tell it then, and one can now.
        CoverageState::NotObtainable => known.stream.is_empty(),
        CoverageState::Partial if age_days <= late.daily_days || is_stale => true,
        CoverageState::Partial | CoverageState::Full => {
            age_days <= late.each_run_days
                || is_stale && !is_settled
                || is_stale && late.previous_month && month_is_reread(day, read_on, now.date_naive())
        }
    }
}

/// Providers settle a month in its first days after and once more on the 10th. The reading of the 10th is made up for
/// when the machine was off on that day.
fn month_is_reread(day: Day, read_on: Day, today: Day) -> bool {
    let Some(first_after) = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))) else {
        return false;
    };
    let days_after = (today - first_after).num_days();
    let read_after = (read_on - first_after).num_days();
    (0..5).contains(&days_after) || days_after >= 9 && read_after < 9
}
