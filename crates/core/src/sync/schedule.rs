//! When a connection is due. Pure: the instant now and the local offset are parameters.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// How often a connection syncs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Schedule {
    /// Only when asked.
    Manual,
    /// Every so many hours after the last start.
    EveryHours {
        /// 1 to 168.
        hours: u32,
    },
    /// Every day at a local time.
    Daily {
        /// `HH:MM`, 24 hours.
        at: String,
    },
    /// A cron expression of five fields, in local time.
    Cron {
        /// For example `0 6 * * 1-5`.
        expression: String,
    },
}

/// The local offset from UTC at an instant; the system's own zone in the app, a fixed one in tests.
pub type OffsetAt<'a> = &'a (dyn Fn(DateTime<Utc>) -> FixedOffset + Send + Sync);

/// Why a schedule was refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ScheduleError {
    /// Not a whole number of hours in range.
    #[error("every {hours} hours is not a schedule: choose 1 to 168 hours")]
    HoursOutOfRange {
        /// What was asked.
        hours: u32,
    },
    /// Not `HH:MM`.
    #[error("\"{text}\" is not a time of day: expected HH:MM, for example 06:30")]
    NotATime {
        /// What was read.
        text: String,
    },
    /// Not a cron expression.
    #[error(
        "\"{text}\" is not a cron expression ({detail}): expected minute hour day month weekday, for example 0 6 * * 1-5"
    )]
    NotCron {
        /// What was read.
        text: String,
        /// The library's words.
        detail: String,
    },
    /// More often than the source allows.
    #[error(
        "{source_name} may be read every {shortest_minutes} minutes at most: this schedule would read it after {found_minutes}"
    )]
    TooOften {
        /// Descriptor name.
        source_name: String,
        /// The limit.
        shortest_minutes: u32,
        /// Shortest gap of the schedule.
        found_minutes: i64,
    },
    /// A cron expression that never comes.
    #[error("\"{text}\" never comes: there is no such day")]
    NeverComes {
        /// What was read.
        text: String,
    },
}

/// Occurrences of a cron expression looked at to find its shortest gap.
const OCCURRENCES_CHECKED: usize = 400;

impl Schedule {
    /// The same schedule without white space around what was typed.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        match self {
            Self::Daily { at } => Self::Daily { at: at.trim().to_owned() },
            Self::Cron { expression } => Self::Cron { expression: expression.trim().to_owned() },
            other => other.clone(),
        }
    }

    /// Refuses a schedule that cannot be read, never comes, or asks the source more often than it allows.
    pub fn validate(
        &self,
        source_name: &str,
        shortest_minutes: u32,
        now: DateTime<Utc>,
    ) -> Result<(), ScheduleError> {
        let shortest_gap = match self {
            Self::Manual => return Ok(()),
            Self::EveryHours { hours } if !(1..=168).contains(hours) => {
                return Err(ScheduleError::HoursOutOfRange { hours: *hours });
            }
            Self::EveryHours { hours } => TimeDelta::hours(i64::from(*hours)),
            Self::Daily { at } => {
                parse_time(at)?;
                TimeDelta::days(1)
            }
            Self::Cron { expression } => shortest_cron_gap(expression, now)?,
        };
        if shortest_gap < TimeDelta::minutes(i64::from(shortest_minutes)) {
            return Err(ScheduleError::TooOften {
                source_name: source_name.to_owned(),
                shortest_minutes,
                found_minutes: shortest_gap.num_minutes(),
            });
        }
        Ok(())
    }

    /// The first instant after `after` at which a run is due; `None` when it never is by itself.
    pub fn next_after(
        &self,
        after: DateTime<Utc>,
        offset_at: OffsetAt<'_>,
    ) -> Result<Option<DateTime<Utc>>, ScheduleError> {
        match self {
            Self::Manual => Ok(None),
            Self::EveryHours { hours } => Ok(Some(after + TimeDelta::hours(i64::from((*hours).max(1))))),
            Self::Daily { at } => {
                let time = parse_time(at)?;
                let local = to_local(after, offset_at);
                let today = to_utc(local.date().and_time(time), offset_at);
                if today > after {
                    return Ok(Some(today));
                }
                let tomorrow = local.date().succ_opt().unwrap_or(local.date());
                Ok(Some(to_utc(tomorrow.and_time(time), offset_at)))
            }
            Self::Cron { expression } => {
                let cron = parse_cron(expression)?;
                let never = || ScheduleError::NeverComes { text: expression.clone() };
                let mut local = to_local(after, offset_at).and_utc();
                // When clocks go back a local time comes twice, so one more step may be needed.
                for _ in 0..3 {
                    local = cron.find_next_occurrence(&local, false).map_err(|_| never())?;
                    let instant = to_utc(local.naive_utc(), offset_at);
                    if instant > after {
                        return Ok(Some(instant));
                    }
                }
                Err(never())
            }
        }
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self::EveryHours { hours: 6 }
    }
}

/// Whether a connection is due, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Run it now, as planned.
    Now,
    /// Run it now, once, because one or more planned runs were slept through.
    CatchUp,
    /// Not before that instant.
    At(DateTime<Utc>),
    /// Held back by the analyst.
    Paused,
    /// Has no schedule.
    ByHand,
}

/// A planned run later than this counts as slept through.
const SLEPT_THROUGH_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Decides whether a connection is due. However many runs were missed, one catches up, because the next planned run
/// is counted from the last start. A connection that never ran is due now.
pub fn due(
    schedule: &Schedule,
    is_paused: bool,
    last_started_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    offset_at: OffsetAt<'_>,
) -> Result<Due, ScheduleError> {
    if is_paused {
        return Ok(Due::Paused);
    }
    if *schedule == Schedule::Manual {
        return Ok(Due::ByHand);
    }
    // A start in the future was written by a clock that has been set right since.
    let Some(last) = last_started_at.filter(|last| *last <= now) else { return Ok(Due::Now) };
    let Some(next) = schedule.next_after(last, offset_at)? else { return Ok(Due::ByHand) };
    Ok(if next > now {
        Due::At(next)
    } else if now - next > SLEPT_THROUGH_AFTER {
        Due::CatchUp
    } else {
        Due::Now
    })
}

fn parse_time(text: &str) -> Result<NaiveTime, ScheduleError> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| ScheduleError::NotATime { text: text.to_owned() })
}

fn parse_cron(text: &str) -> Result<croner::Cron, ScheduleError> {
    croner::parser::CronParser::builder()
        .seconds(croner::parser::Seconds::Disallowed)
        .year(croner::parser::Year::Disallowed)
        .build()
        .parse(text)
        .map_err(|error| ScheduleError::NotCron { text: text.to_owned(), detail: error.to_string() })
}

fn shortest_cron_gap(text: &str, now: DateTime<Utc>) -> Result<TimeDelta, ScheduleError> {
    let cron = parse_cron(text)?;
    let never = |_| ScheduleError::NeverComes { text: text.to_owned() };
    let mut last = cron.find_next_occurrence(&now, false).map_err(never)?;
    let mut shortest = TimeDelta::MAX;
    for _ in 0..OCCURRENCES_CHECKED {
        let Ok(next) = cron.find_next_occurrence(&last, false) else { break };
        shortest = shortest.min(next - last);
        last = next;
    }
    Ok(shortest)
}

fn to_local(at: DateTime<Utc>, offset_at: OffsetAt<'_>) -> NaiveDateTime {
    at.with_timezone(&offset_at(at)).naive_local()
}

/// The instant of a local time: the earlier one when it comes twice, the one after the gap when it does not come.
fn to_utc(local: NaiveDateTime, offset_at: OffsetAt<'_>) -> DateTime<Utc> {
    let with =
        |offset: FixedOffset| local.and_utc() - TimeDelta::seconds(i64::from(offset.local_minus_utc()));
    let before = with(offset_at(local.and_utc() - TimeDelta::days(1)));
    let after = with(offset_at(local.and_utc() + TimeDelta::days(1)));
    [before.min(after), before.max(after)]
        .into_iter()
        .find(|instant| to_local(*instant, offset_at) == local)
        .unwrap_or(before)
}
