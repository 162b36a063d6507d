//! What subjects spent, cut where their attribution changes.

use chrono::Datelike;
use rusqlite::Connection;

use super::engine::Stretch;
use super::evaluate::Evaluation;
use super::holdings::{Sum, month_period};
use super::model::{Told, Why};
use super::{ClosedMonths, Holdings};
use crate::kernel::{Day, Period};

/// Which money.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Place of the currency.
    pub currency: u8,
    /// Days.
    pub period: Period,
}

/// Spend of one subject in one month, or on one day of it, with what it is attributed to.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The spend.
    pub sum: &'a Sum,
    /// What it is attributed to.
    pub stretch: &'a Stretch,
}

impl Piece<'_> {
    /// Nanos.
    pub fn nanos(&self) -> i128 {
        i128::from(self.sum.nanos)
    }

    /// Evidence grade of the amount as it is attributed: `A` to `E`, or a space where it is not.
    pub fn grade(&self) -> u8 {
        match (self.stretch.told.why, &self.stretch.told.value) {
            (_, None) => b' ',
            (Why::Hand(_), _) => b'E',
            (Why::Owner(_), _) if self.sum.grade == b' ' => b'B',
            _ if self.sum.grade == b' ' => b'E',
            _ => self.sum.grade,
        }
    }
}

/// Everything that answers whose money is.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    /// What was spent.
    pub holdings: &'a Holdings,
    /// What it is attributed to.
    pub evaluation: &'a Evaluation,
    /// What closed months were attributed to; they stay so.
    pub closed: &'a ClosedMonths,
}

/// What nothing says anything of.
pub(super) const NOTHING: &[Stretch] =
    &[Stretch { from: None, told: Told { value: None, why: Why::Nothing } }];

impl<'a> Books<'a> {
    /// What a subject is attributed to in a month.
    pub fn stretches(&self, dimension: usize, subject: usize, month: u16) -> &'a [Stretch] {
        let live = || match self.evaluation.stretches(dimension, subject) {
            [] => NOTHING,
            found => found,
        };
        self.closed.stretches(month, dimension, subject).unwrap_or_else(live)
    }

    /// Visits what was spent, by month where a month lies inside the period and the attribution does not change in it,
    /// else by day.
    pub fn each_piece(
        &self,
        reader: &Connection,
        dimension: usize,
        slice: Slice,
        mut visit: impl FnMut(Piece<'_>),
    ) -> rusqlite::Result<()> {
        let months = months_of(self.holdings, slice.period);
        for subject in 0..self.holdings.keys.len() {
            self.pieces_of(reader, dimension, subject, slice, &months, None, &mut |piece, _| visit(piece))?;
        }
        Ok(())
    }

    /// What one subject spent, with what it is attributed to and what others say it is on the same days.
    pub fn each_piece_cut(
        &self,
        reader: &Connection,
        dimension: usize,
        slice: Slice,
        subject: usize,
        others: &[Stretch],
        mut visit: impl FnMut(Piece<'_>, &Stretch),
    ) -> rusqlite::Result<()> {
        let months = months_of(self.holdings, slice.period);
        self.pieces_of(reader, dimension, subject, slice, &months, Some(others), &mut visit)
    }

    /// The same for some subjects.
    pub fn each_piece_of(
        &self,
        reader: &Connection,
        dimension: usize,
        slice: Slice,
        subjects: &[usize],
        mut visit: impl FnMut(Piece<'_>),
    ) -> rusqlite::Result<()> {
        let months = months_of(self.holdings, slice.period);
        for subject in subjects {
            self.pieces_of(reader, dimension, *subject, slice, &months, None, &mut |piece, _| visit(piece))?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "where to look, at whom, and against what")]
    fn pieces_of(
        &self,
        reader: &Connection,
        dimension: usize,
        subject: usize,
        slice: Slice,
        months: &[Option<Month>],
        others: Option<&[Stretch]>,
        visit: &mut dyn FnMut(Piece<'_>, &Stretch),
    ) -> rusqlite::Result<()> {
        let mut by_day: Option<u16> = None;
        for sum in self.holdings.sums(subject).iter().filter(|sum| sum.currency == slice.currency) {
            let Some(Some(month)) = months.get(usize::from(sum.month)) else { continue };
            let own = self.stretches(dimension, subject, sum.month);
            let others = others.map_or(own, |others| if others.is_empty() { NOTHING } else { others });
            if month.is_whole && !month.is_cut_by(own) && !month.is_cut_by(others) {
                if let Some((stretch, other)) = at(own, month.first).zip(at(others, month.first)) {
                    visit(Piece { sum, stretch }, other);
                }
            } else if by_day != Some(sum.month) {
                // All grades and books of the month are read at once.
                by_day = Some(sum.month);
                self.days_of(reader, subject, slice, (sum.month, month), (own, others), visit)?;
            }
        }
        Ok(())
    }

    fn days_of(
        &self,
        reader: &Connection,
        subject: usize,
        slice: Slice,
        (number, month): (u16, &Month),
        (own, others): (&[Stretch], &[Stretch]),
        visit: &mut dyn FnMut(Piece<'_>, &Stretch),
    ) -> rusqlite::Result<()> {
        let days = self.holdings.days(reader, number)?;
        let from = days.partition_point(|sum| (sum.subject as usize) < subject);
        let of_subject = days.iter().skip(from).take_while(|sum| sum.subject as usize == subject);
        for sum in of_subject.filter(|sum| sum.currency == slice.currency) {
            let Some(day) = month.first.with_day(u32::from(sum.day)) else { continue };
            if slice.period.start() <= day
                && day < slice.period.end()
                && let Some((stretch, other)) = at(own, day).zip(at(others, day))
            {
                visit(Piece { sum, stretch }, other);
            }
        }
        Ok(())
    }
}

/// A month that a period has days of.
#[derive(Clone, Copy, Debug)]
struct Month {
    first: Day,
    after: Day,
    /// Whether the period has all of it.
    is_whole: bool,
}

impl Month {
    /// Whether something changes inside it.
    fn is_cut_by(&self, stretches: &[Stretch]) -> bool {
        stretches.iter().filter_map(|stretch| stretch.from).any(|from| self.first < from && from < self.after)
    }
}

/// By the place of the month; `None` where the period has no day of it.
fn months_of(holdings: &Holdings, period: Period) -> Vec<Option<Month>> {
    let of = |text: &String| {
        let month = month_period(text)?;
        let (first, after) = (month.start(), month.end());
        let is_touched = first < period.end() && period.start() < after;
        let is_whole = period.start() <= first && after <= period.end();
        is_touched.then_some(Month { first, after, is_whole })
    };
    holdings.months.iter().map(of).collect()
}

fn at(stretches: &[Stretch], day: Day) -> Option<&Stretch> {
    stretches.iter().rev().find(|stretch| stretch.from.is_none_or(|from| from <= day))
}
