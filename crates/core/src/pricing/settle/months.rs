//! Months, and the days at which terms cut them.

use std::collections::BTreeSet;

use chrono::{Datelike, Months};
use showback_pricebook::Window;

use super::model::SettleError;
use crate::kernel::{Day, Period};
use crate::pricing::contract::{CommitmentKind, CommitmentPeriod, Contract, Entry, Term};

/// Periods to group usage by: months, cut where a term with money of its own starts or ends.
pub fn settlement_periods(contract: &Contract, months: Period) -> Vec<Period> {
    let mut cuts: BTreeSet<Day> = months.iter_days().filter(|day| day.day() == 1).collect();
    cuts.extend([months.start(), months.end()]);
    for entry in contract.entries.iter().filter(|entry| has_money(&entry.term)) {
        cuts.extend(edges(entry.valid).filter(|day| months.contains(*day)));
    }
    let starts = cuts.iter().copied();
    starts.zip(cuts.iter().skip(1)).filter_map(|(start, end)| Period::new(start, *end).ok()).collect()
}

/// The month from which usage is needed to settle a month: the earliest start of a prepayment or credit that still runs
/// in it.
pub fn settled_from(contract: &Contract, month: Day) -> Day {
    let month = first_of(month);
    let end = next(month);
    let runs_on = |entry: &&Entry| {
        let is_carried = match &entry.term {
            Term::Commitment(term) => {
                term.every == CommitmentPeriod::Once
                    && matches!(term.kind, CommitmentKind::Prepaid | CommitmentKind::Minimum)
            }
            Term::Credit(_) => true,
            _ => false,
        };
        is_carried && starts_before(entry.valid, end) && !ended_by(entry.valid, month)
    };
    let starts = contract.entries.iter().filter(runs_on).filter_map(|entry| entry.valid.from);
    starts.map(|from| first_of(from.date_naive())).min().map_or(month, |first| first.min(month))
}

/// Whether the term has amounts of its own; rates and discounts are inside the contracted cost.
pub(super) const fn has_money(term: &Term) -> bool {
    matches!(term, Term::Commitment(_) | Term::Capacity(_) | Term::Fee(_) | Term::Credit(_))
}

/// The months of a period, each with its days.
pub(super) fn months_of(period: Period) -> Result<Vec<Period>, SettleError> {
    if period.start().day() != 1 || period.end().day() != 1 || period.is_empty() {
        return Err(SettleError::NotMonths { from: period.start(), to: period.end() });
    }
    let firsts = period.iter_days().filter(|day| day.day() == 1);
    Ok(firsts.filter_map(|first| Period::new(first, next(first)).ok()).collect())
}

/// The days of a month in which a term holds; `None` without any.
pub(super) fn held(valid: Window, month: Period) -> Option<Period> {
    let from = valid.from.map_or(month.start(), |from| from.date_naive().max(month.start()));
    let to = valid.to.map_or(month.end(), |to| to.date_naive().min(month.end()));
    Period::new(from, to).ok().filter(|held| !held.is_empty())
}

/// Whether the term starts in the month.
pub(super) fn starts_in(valid: Window, month: Period) -> bool {
    valid.from.is_some_and(|from| month.contains(from.date_naive()))
}

/// Whether the last day of the term lies in the month.
pub(super) fn ends_in(valid: Window, month: Period) -> bool {
    let last = valid.to.and_then(|to| to.date_naive().pred_opt());
    last.is_some_and(|last| month.contains(last))
}

/// Whether the term is over before the day.
pub(super) fn ended_by(valid: Window, day: Day) -> bool {
    valid.to.is_some_and(|to| to.date_naive() <= day)
}

/// Whether the days lie on both sides of the start or end of a term.
pub(super) fn is_across(valid: Window, period: Period) -> bool {
    edges(valid).any(|day| period.start() < day && day < period.end())
}

fn starts_before(valid: Window, day: Day) -> bool {
    valid.from.is_none_or(|from| from.date_naive() < day)
}

fn edges(valid: Window) -> impl Iterator<Item = Day> {
    [valid.from, valid.to].into_iter().flatten().map(|at| at.date_naive())
}

fn first_of(day: Day) -> Day {
    day.with_day(1).unwrap_or(day)
}

fn next(month: Day) -> Day {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}
