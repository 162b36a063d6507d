//! The first measure over time: the largest groups, and what is left over.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::dimensions::Dimension;
use super::super::error::ExploreError;
use super::super::filters::Filter;
use super::super::model::{ExploreSeries, QueryKey};
use super::super::reading::Reading;
use super::super::words;
use super::buckets::Buckets;
use super::figures::Shelf;
use super::measures::Named;
use super::sums::Key;
use crate::kernel::Period;

/// What is drawn.
pub(super) struct Drawn<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) named: &'static Named,
    pub(super) by: &'a [Dimension],
    pub(super) filters: &'a [Filter],
    pub(super) period: Period,
    pub(super) currency: Option<&'a str>,
    pub(super) is_of_requests: bool,
    /// The dimension that tells time at the width of the buckets.
    pub(super) time: Dimension,
}

/// One figure per bucket; `None` where nothing is told.
pub(super) type Line = Vec<Option<Decimal>>;

impl Drawn<'_> {
    /// The total of each bucket.
    pub(super) fn total(&self, buckets: &Buckets) -> Result<Line, ExploreError> {
        let by = [self.time];
        let mut lines = self.lines(&by, self.filters, buckets)?;
        Ok(lines.remove(&Key::new()).unwrap_or_else(|| vec![None; buckets.len()]))
    }

    /// The largest groups, and what the total of a sum has beside them. `total` is that of each bucket, `all` how many
    /// groups there are.
    pub(super) fn series(
        &self,
        buckets: &Buckets,
        total: &Line,
        largest: &[&Key],
        all: usize,
    ) -> Result<Vec<ExploreSeries>, ExploreError> {
        if self.by.is_empty() {
            return Ok(vec![series(Vec::new(), self.named.label, false, total)]);
        }
        let mut by = vec![self.time];
        by.extend(self.by);
        let mut lines = self.lines(&by, &self.of_largest(largest), buckets)?;
        let mut left = total.clone();
        let mut found = Vec::new();
        for key in largest {
            let mut line = lines.remove(*key).unwrap_or_else(|| vec![None; buckets.len()]);
            for ((left, value), total) in left.iter_mut().zip(&mut line).zip(total) {
                // A bucket with other rows has none of this group.
                if value.is_none() && total.is_some() && self.named.is_additive() {
                    *value = Some(Decimal::ZERO);
                }
                *left = left.map(|left| left - value.unwrap_or(Decimal::ZERO));
            }
            let keys: Vec<_> = self
                .by
                .iter()
                .zip(key.iter())
                .map(|(dimension, value)| words::key(self.reading, *dimension, value.as_deref()))
                .collect();
            let label = keys.iter().map(|key| key.label.as_str()).collect::<Vec<_>>().join(", ");
            found.push(series(keys, &label, false, &line));
        }
        if all > largest.len() && self.named.is_additive() {
            found.push(series(Vec::new(), "Other", true, &left));
        }
        Ok(found)
    }

    /// Filters that keep the values of the first dimension of the largest groups, so that no other group is added up.
    fn of_largest(&self, largest: &[&Key]) -> Vec<Filter> {
        let Some(first) = self.by.first() else { return self.filters.to_vec() };
        let is_of_first = |filter: &&Filter| filter.dimension == *first && !filter.is_not;
        let mut filters: Vec<Filter> =
            self.filters.iter().filter(|filter| !is_of_first(filter)).cloned().collect();
        for key in largest {
            let value = key.first().cloned().flatten();
            let filter = Filter { dimension: *first, value, is_not: false };
            if !filters.contains(&filter) {
                filters.push(filter);
            }
        }
        filters
    }

    /// A line per group; `by` begins with time.
    fn lines(
        &self,
        by: &[Dimension],
        filters: &[Filter],
        buckets: &Buckets,
    ) -> Result<BTreeMap<Key, Line>, ExploreError> {
        let mut shelf = Shelf::new(self.reading, by, filters, self.period, self.is_of_requests);
        let figures = shelf.figures(self.named)?;
        let first = self.period.start().to_string();
        let figures = figures.regrouped(|key| {
            let (time, rest) = key.split_first()?;
            let mut day = time.clone()?;
            if self.time == Dimension::Month {
                day.push_str("-01");
            }
            let place = buckets.place(day.as_str().max(&first))?;
            Some(std::iter::once(Some(place.to_string())).chain(rest.iter().cloned()).collect())
        });
        let mut keys = BTreeSet::new();
        figures.add_keys(self.currency, &mut keys);
        let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
        for key in keys {
            let Some((place, rest)) = key.split_first() else { continue };
            let place = place.as_deref().and_then(|place| place.parse::<usize>().ok());
            let line = lines.entry(rest.to_vec()).or_insert_with(|| vec![None; buckets.len()]);
            if let Some(value) = place.and_then(|place| line.get_mut(place)) {
                *value = figures.of(self.currency, key);
            }
        }
        Ok(lines)
    }
}

fn series(keys: Vec<QueryKey>, label: &str, is_other: bool, line: &Line) -> ExploreSeries {
    let values = line.iter().map(|value| value.map(|value| value.normalize().to_string())).collect();
    ExploreSeries { keys, label: label.to_owned(), is_other, values }
}
