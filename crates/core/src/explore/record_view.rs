//! Sums of spend of record and of requests as an answer, with what to know before using them.

use std::collections::BTreeMap;

use super::add_up::Group;
use super::cuts::Family;
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::model::{Measure, QueryRequest, QueryRow, QueryView};
use super::query::order;
use super::reading::Reading;
use super::record::{Sum, Summing};
use super::shares::shares;
use super::words::{self, figure, measure_word};
use crate::kernel::Amount;
use crate::kernel::words::listed;

impl Summing<'_> {
    /// Sums by currency and book; how much does not tell a dimension.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut books: BTreeMap<&str, BTreeMap<&str, i128>> = BTreeMap::new();
        let mut untold: BTreeMap<(usize, &str), i128> = BTreeMap::new();
        for ((unit, values), sum) in &self.sums {
            for (book, nanos) in &sum.books {
                *books.entry(self.text(*unit)).or_default().entry(self.text(*book)).or_default() += nanos;
            }
            for (place, _) in values.iter().enumerate().filter(|(_, value)| **value == 0) {
                *untold.entry((place, self.text(*unit))).or_default() += sum.whole;
            }
        }
        for (currency, books) in books.iter().filter(|(_, books)| books.len() > 1) {
            let parts: Vec<String> =
                books.iter().map(|(book, nanos)| format!("{} {book}", figure(*nanos, currency))).collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            notes.push(format!("accounts or days have different books: {}", listed(&parts)));
        }
        for ((place, unit), sum) in untold.into_iter().filter(|(_, sum)| *sum != 0) {
            let Some(dimension) = self.by.get(place) else { continue };
            let amount = match Family::of(self.measure) {
                Family::Spend => figure(sum, unit),
                _ => format!("{} {unit}", crate::kernel::words::grouped(&sum.to_string())),
            };
            notes.push(format!("{amount} does not tell {}", dimension.plural()));
        }
        let is_owned = |dimension| matches!(dimension, Dimension::Project | Dimension::Key);
        if Family::of(self.measure) == Family::Spend
            && self.names(Dimension::is_of_requests)
            && self.names(is_owned)
        {
            notes.push(
                "projects and keys of seen spend are told where requests match the usage of only one"
                    .to_owned(),
            );
        }
        notes
    }

    /// Every group with its sum, in no particular order.
    pub(super) fn groups(&self) -> impl Iterator<Item = (Group, &Sum)> {
        self.sums.iter().map(|((unit, values), sum)| {
            let values =
                values.iter().map(|value| self.places.symbols.text(*value).map(str::to_owned)).collect();
            (Group { unit: self.text(*unit).to_owned(), values, sum: sum.whole }, sum)
        })
    }

    pub(super) fn view(
        self,
        reading: &Reading<'_>,
        request: &QueryRequest,
        notes: Vec<String>,
    ) -> Result<QueryView, ExploreError> {
        let mut groups: Vec<(Group, &Sum)> = self.groups().collect();
        let mut totals: BTreeMap<String, Sum> = BTreeMap::new();
        for (group, sum) in &groups {
            let total = totals.entry(group.unit.clone()).or_default();
            total.whole = total.whole.saturating_add(sum.whole);
            total.seen = total.seen.saturating_add(sum.seen);
            for (book, nanos) in &sum.books {
                *total.books.entry(*book).or_default() += nanos;
            }
        }
        let is_by_time = self.by.first().is_some_and(|dimension| dimension.is_time());
        groups.sort_by(|(left, _), (right, _)| order(left, right, is_by_time));
        if totals.is_empty() && Family::of(self.measure) == Family::Observed {
            totals.insert(measure_word(self.measure).to_owned(), Sum::default());
        }
        let mut by_unit: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
        for (group, _) in &groups {
            by_unit.entry(&group.unit).or_default().push(group.sum);
        }
        let mut shares: BTreeMap<&str, _> =
            by_unit.iter().map(|(unit, sums)| (*unit, shares(sums).into_iter())).collect();
        let all: Vec<Option<i64>> = groups
            .iter()
            .map(|(group, _)| shares.get_mut(group.unit.as_str()).and_then(Iterator::next).flatten())
            .collect();
        let (offset, limit) = request.page.bounds();
        let rows = groups
            .iter()
            .zip(all)
            .skip(offset as usize)
            .take(limit as usize)
            .map(|((group, sum), share)| {
                let keys = self.by.iter().enumerate();
                let keys = keys.map(|(place, dimension)| words::key(reading, *dimension, group.value(place)));
                let share = share.filter(|_| self.measure != Measure::SeenShare);
                Ok(QueryRow {
                    keys: keys.collect(),
                    share_basis_points: share,
                    ..self.row(sum, &group.unit)?
                })
            })
            .collect::<Result<_, ExploreError>>()?;
        let totals = totals
            .iter()
            .map(|(unit, sum)| {
                let share = (sum.whole > 0 && self.measure != Measure::SeenShare).then_some(10_000);
                Ok(QueryRow { share_basis_points: share, ..self.row(sum, unit)? })
            })
            .collect::<Result<_, ExploreError>>()?;
        Ok(QueryView { rows, total_rows: groups.len() as u64, totals, notes })
    }

    fn row(&self, sum: &Sum, unit: &str) -> Result<QueryRow, ExploreError> {
        let (amount, quantity): (Option<Amount>, Option<String>) = match Family::of(self.measure) {
            Family::Spend if self.measure == Measure::SeenShare => (None, Some(percent(sum.seen, sum.whole))),
            Family::Spend => (Some(words::of_record(sum.whole, unit, self.book(sum))?), None),
            _ => (None, Some(sum.whole.to_string())),
        };
        Ok(QueryRow { keys: Vec::new(), amount, quantity, share_basis_points: None })
    }

    /// The one book of a sum, or `mixed`.
    fn book(&self, sum: &Sum) -> &str {
        match sum.books.len() {
            1 => sum.books.keys().next().map_or("mixed", |book| self.text(*book)),
            _ => "mixed",
        }
    }
}

/// Percent with two decimals, rounded down; empty when there is no whole.
fn percent(part: i128, whole: i128) -> String {
    if whole <= 0 {
        return String::new();
    }
    let points = part.saturating_mul(10_000).div_euclid(whole);
    format!("{}.{:02}", points.div_euclid(100), points.rem_euclid(100))
}
