//! Buckets of time.

use chrono::{Datelike, Days, Months};

use super::super::calendar::Calendar;
use super::super::error::ExploreError;
use super::super::model::{ExploreBucket, Grain};
use crate::kernel::{Day, Period, parse_day};

/// Buckets that can be drawn beside each other.
const MOST_BUCKETS: usize = 800;

/// Consecutive stretches of a period.
#[derive(Debug)]
pub(super) struct Buckets {
    /// First days, in order; none for an empty period.
    starts: Vec<Day>,
    end: Day,
}

/// The grain that suits a period: days for two months, weeks for most of a year, months beyond.
pub(super) fn suited(period: Period) -> Grain {
    match period.days() {
        ..=62 => Grain::Day,
        63..=250 => Grain::Week,
        _ => Grain::Month,
    }
}

impl Buckets {
    /// Cuts a period; refuses more buckets than can be drawn.
    pub(super) fn new(period: Period, grain: Grain) -> Result<Self, ExploreError> {
        let (end, mut starts, mut start) = (period.end(), Vec::new(), period.start());
        while start < end {
            starts.push(start);
            start = next(start, grain);
        }
        if starts.len() > MOST_BUCKETS {
            return Err(ExploreError::TooManyBuckets { buckets: starts.len(), most: MOST_BUCKETS });
        }
        Ok(Self { starts, end })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The place of a day; `None` outside of the period.
    pub(super) fn place(&self, day: &str) -> Option<usize> {
        let day = parse_day(day).ok().filter(|day| *day < self.end)?;
        self.starts.partition_point(|start| *start <= day).checked_sub(1)
    }

    /// With what is known of their days.
    pub(super) fn views(&self, calendar: &Calendar) -> Vec<ExploreBucket> {
        let ends = self.starts.iter().skip(1).copied().chain([self.end]);
        self.starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                let days = || start.iter_days().take_while(|day| *day < end).map(|day| calendar.of_day(day));
                ExploreBucket {
                    start: start.to_string(),
                    end: end.to_string(),
                    is_partial: days().any(|day| day.is_partial || day.is_missing),
                    is_missing: days().all(|day| day.is_missing),
                }
            })
            .collect()
    }
}

/// The first day of the bucket after the one that begins on, or holds, a day.
fn next(day: Day, grain: Grain) -> Day {
    let next = match grain {
        Grain::Day => day.checked_add_days(Days::new(1)),
        Grain::Week => {
            let left = 7 - u64::from(day.weekday().num_days_from_monday());
            day.checked_add_days(Days::new(left))
        }
        Grain::Month => day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))),
    };
    next.unwrap_or(Day::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(from: &str, to: &str, grain: Grain) -> Vec<String> {
        let period = Period::new(parse_day(from).unwrap(), parse_day(to).unwrap()).unwrap();
        Buckets::new(period, grain).unwrap().starts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn weeks_begin_on_mondays_and_the_first_with_the_period() {
        assert_eq!(
            starts("2026-11-05", "2026-11-18", Grain::Week),
            ["2026-11-05", "2026-11-09", "2026-11-16"]
        );
    }

    #[test]
    fn months_begin_on_the_first_and_a_cut_one_with_the_period() {
        assert_eq!(
            starts("2026-10-30", "2026-12-02", Grain::Month),
            ["2026-10-30", "2026-11-01", "2026-12-01"]
        );
    }

    #[test]
    fn a_day_is_in_the_bucket_that_began_last_and_the_end_in_none() {
        let period = Period::new(parse_day("2026-11-05").unwrap(), parse_day("2026-11-18").unwrap()).unwrap();
        let buckets = Buckets::new(period, Grain::Week).unwrap();
        let places = ["2026-11-04", "2026-11-05", "2026-11-09", "2026-11-17", "2026-11-18"]
            .map(|day| buckets.place(day));
        assert_eq!(places, [None, Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn ten_years_of_days_are_refused() {
        let period = Period::new(parse_day("2017-01-01").unwrap(), parse_day("2026-12-31").unwrap()).unwrap();
        let refused = Buckets::new(period, Grain::Day).unwrap_err();
        assert!(refused.to_string().contains("per month"), "{refused}");
    }
}
