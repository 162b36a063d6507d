//! Which roll-ups answer for a period: months where they can, days at its edges.

use chrono::{Datelike, Months};

use super::queries::Grain;
use crate::kernel::{Day, Period};
use crate::requests::days::month_text;

/// A stretch of one roll-up, added or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub grain: Grain,
    /// First day.
    pub from: Day,
    /// First day after.
    pub to: Day,
    /// 1, or -1 where a month is taken whole and most of it belongs to the period.
    pub sign: i64,
}

impl Reach {
    /// Its months `YYYY-MM` or days `YYYY-MM-DD`, in order.
    pub(super) fn stretches(&self) -> impl Iterator<Item = String> {
        let (grain, to) = (self.grain, self.to);
        let following = move |day: &Day| match grain {
            Grain::Months => day.checked_add_months(Months::new(1)),
            Grain::Days => day.succ_opt(),
        };
        let days = std::iter::successors(Some(self.from), following).take_while(move |day| *day < to);
        days.map(move |day| match grain {
            Grain::Months => month_text(day),
            Grain::Days => day.to_string(),
        })
    }
}

/// The stretches of a period. `by_day` reads days only.
pub(super) fn of(period: Period, by_day: bool) -> Vec<Reach> {
    let (start, end) = (period.start(), period.end());
    if by_day || period.is_empty() {
        return vec![days(start, end, 1)];
    }
    let (first, last) = (month_of(start), month_of(end));
    if first == last {
        return within(start, end);
    }
    let mut reaches = Vec::new();
    let mut whole_from = first;
    if start != first {
        whole_from = next(first);
        reaches.extend(within(start, whole_from));
    }
    if whole_from < last {
        reaches.push(months(whole_from, last));
    }
    if end != last {
        reaches.extend(within(last, end));
    }
    reaches
}

/// A part of one month: its days, or the month without the others, whichever are fewer.
fn within(start: Day, end: Day) -> Vec<Reach> {
    let first = month_of(start);
    let after = next(first);
    let inside = (end - start).num_days();
    if inside * 2 <= (after - first).num_days() {
        return vec![days(start, end, 1)];
    }
    let mut reaches = vec![months(first, after)];
    if first < start {
        reaches.push(days(first, start, -1));
    }
    if end < after {
        reaches.push(days(end, after, -1));
    }
    reaches
}

fn months(from: Day, to: Day) -> Reach {
    Reach { grain: Grain::Months, from, to, sign: 1 }
}

fn days(from: Day, to: Day, sign: i64) -> Reach {
    Reach { grain: Grain::Days, from, to, sign }
}

fn month_of(day: Day) -> Day {
    day.with_day(1).unwrap_or(day)
}

fn next(month: Day) -> Day {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::parse_day;

    fn told(from: &str, to: &str) -> Vec<String> {
        let period = Period::new(parse_day(from).unwrap(), parse_day(to).unwrap()).unwrap();
        of(period, false)
            .iter()
            .map(|reach| {
                let told: Vec<String> = reach.stretches().collect();
                format!("{:+} {}..{}", reach.sign, told[0], told[told.len() - 1])
            })
            .collect()
    }

    #[test]
    fn whole_months_are_read_whole_and_edges_by_whichever_days_are_fewer() {
        assert_eq!(told("2026-01-01", "2027-01-01"), ["+1 2026-01..2026-12"]);
        assert_eq!(
            told("2026-01-20", "2026-04-05"),
            ["+1 2026-01-20..2026-01-31", "+1 2026-02..2026-03", "+1 2026-04-01..2026-04-04"]
        );
        assert_eq!(
            told("2026-01-03", "2026-02-27"),
            [
                "+1 2026-01..2026-01",
                "-1 2026-01-01..2026-01-02",
                "+1 2026-02..2026-02",
                "-1 2026-02-27..2026-02-28"
            ]
        );
        assert_eq!(told("2026-01-03", "2026-01-05"), ["+1 2026-01-03..2026-01-04"]);
        assert_eq!(
            told("2026-01-02", "2026-01-31"),
            ["+1 2026-01..2026-01", "-1 2026-01-01..2026-01-01", "-1 2026-01-31..2026-01-31"]
        );
        assert_eq!(
            told("2026-12-30", "2027-01-02"),
            ["+1 2026-12-30..2026-12-31", "+1 2027-01-01..2027-01-01"]
        );
    }
}
