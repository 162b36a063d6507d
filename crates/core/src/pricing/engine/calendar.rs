//! Hours of the week that rates refer to: which side of them an instant or a span is on.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use showback_pricebook::{Calendar, Instant};

use super::error::PricingError;

const MINUTES_OF_DAY: u32 = 24 * 60;
/// Spans longer than this are on both sides of every calendar with windows.
const MOST_DAYS: i64 = 4000;
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A calendar that was read.
#[derive(Debug)]
pub(super) struct Hours {
    /// Its id within the channel.
    pub id: Arc<str>,
    /// First minute of the day, and the first after, which may lie on the next day.
    windows: Vec<(u32, u32)>,
    /// Monday first.
    weekdays: [bool; 7],
    except_days: BTreeSet<NaiveDate>,
    /// Years whose exceptions are known; empty when there are no exceptions.
    known_years: BTreeSet<i32>,
}

/// The sides of a calendar that usage may be on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// Some instant is inside for certain.
    pub inside: bool,
    /// Some instant is outside for certain.
    pub outside: bool,
    /// A year whose exceptions are not known, when some instant inside may be excepted.
    pub unknown_year: Option<i32>,
}

impl Hours {
    /// Reads a calendar of a book.
    pub fn read(channel: &str, calendar: &Calendar) -> Result<Self, PricingError> {
        let wrong = |part: &str, remedy| PricingError::Calendar {
            channel: channel.to_owned(),
            calendar: calendar.id.clone(),
            part: part.to_owned(),
            remedy,
        };
        let mut windows = Vec::new();
        for text in &calendar.windows {
            windows.push(window(text).ok_or_else(|| wrong(text, "write windows as HH:MM-HH:MM in UTC"))?);
        }
        let mut weekdays = [calendar.weekdays.is_empty(); 7];
        for text in &calendar.weekdays {
            let day = WEEKDAYS.iter().position(|name| name == text);
            let slot = day.and_then(|day| weekdays.get_mut(day));
            *slot.ok_or_else(|| wrong(text, "write weekdays as mon, tue, wed, thu, fri, sat, sun"))? = true;
        }
        Ok(Self {
            id: calendar.id.as_str().into(),
            windows,
            weekdays,
            except_days: calendar.except_days.iter().copied().collect(),
            known_years: calendar.except_years.iter().copied().collect(),
        })
    }

    /// The side of one instant.
    pub fn at(&self, at: Instant) -> Sides {
        let mut sides = Sides::default();
        let today = at.date_naive();
        for day in [today.checked_sub_days(Days::new(1)), Some(today)].into_iter().flatten() {
            for window in &self.windows {
                let Some((start, end)) = on_day(day, *window) else { continue };
                if start <= at && at < end {
                    match self.applies(day) {
                        Applies::Yes => sides.inside = true,
                        Applies::Unknown => sides.unknown_year = Some(day.year()),
                        Applies::No => {}
                    }
                }
            }
        }
        if sides.inside {
            sides.unknown_year = None;
        }
        sides.outside = !sides.inside && sides.unknown_year.is_none();
        sides
    }

    /// The sides of every instant of `[from, to)`.
    pub fn within(&self, from: Instant, to: Instant) -> Sides {
        let last = to - TimeDelta::nanoseconds(1);
        if last <= from {
            return self.at(from);
        }
        if (last - from).num_days() > MOST_DAYS {
            return Sides { inside: !self.windows.is_empty(), outside: true, unknown_year: None };
        }
        let mut sides = Sides::default();
        let mut covered: Vec<(Instant, Instant)> = Vec::new();
        let mut day = from.date_naive().checked_sub_days(Days::new(1));
        while let Some(today) = day.filter(|day| *day <= last.date_naive()) {
            for window in &self.windows {
                let Some((start, end)) = on_day(today, *window) else { continue };
                let (start, end) = (start.max(from), end.min(to));
                if start >= end {
                    continue;
                }
                match self.applies(today) {
                    Applies::Yes => sides.inside = true,
                    Applies::Unknown => sides.unknown_year = Some(today.year()),
                    Applies::No => continue,
                }
                covered.push((start, end));
            }
            day = today.checked_add_days(Days::new(1));
        }
        sides.outside = has_gap(covered, from, to);
        sides
    }

    fn applies(&self, day: NaiveDate) -> Applies {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        if !self.weekdays.get(weekday).copied().unwrap_or_default() || self.except_days.contains(&day) {
            Applies::No
        } else if self.known_years.is_empty() || self.known_years.contains(&day.year()) {
            Applies::Yes
        } else {
            Applies::Unknown
        }
    }
}

/// Whether a day has the windows.
enum Applies {
    Yes,
    No,
    Unknown,
}

fn has_gap(mut covered: Vec<(Instant, Instant)>, from: Instant, to: Instant) -> bool {
    covered.sort_unstable();
    let mut reached = from;
    for (start, end) in covered {
        if start > reached {
            return true;
        }
        reached = reached.max(end);
    }
    reached < to
}

fn window(text: &str) -> Option<(u32, u32)> {
    let (start, end) = text.split_once('-')?;
    let (start, end) = (minute(start)?, minute(end)?);
    let end = if end <= start { end + MINUTES_OF_DAY } else { end };
    (start < MINUTES_OF_DAY).then_some((start, end))
}

fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    (minute < 60 && hour * 60 + minute <= MINUTES_OF_DAY).then_some(hour * 60 + minute)
}

fn on_day(day: NaiveDate, (start, end): (u32, u32)) -> Option<(Instant, Instant)> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    let after = |minutes: u32| midnight.checked_add_signed(TimeDelta::minutes(i64::from(minutes)));
    Some((after(start)?, after(end)?))
}
