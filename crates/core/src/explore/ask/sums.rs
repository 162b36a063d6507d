//! Sums of one measure in one period, whatever family it is of.

use std::collections::BTreeMap;

use super::super::add_up::{Group, Question, add_up};
use super::super::cuts::Family;
use super::super::dimensions::Dimension;
use super::super::error::ExploreError;
use super::super::filters::Filter;
use super::super::reading::Reading;
use super::super::{notes, record};
use super::measures::Part;
use crate::kernel::Period;

/// What groups are of: the values of the dimensions.
pub(super) type Key = Vec<Option<String>>;

/// Sums by group, of money of one currency each or of a count.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// By unit: a currency, or a word for what is counted.
    units: BTreeMap<String, BTreeMap<Key, i128>>,
    /// What to know before using them.
    pub(super) notes: Vec<String>,
}

impl Sums {
    /// Adds up what the filters and the part keep, by the dimensions.
    pub(super) fn load(
        reading: &Reading<'_>,
        part: Part,
        by: &[Dimension],
        filters: &[Filter],
        period: Period,
    ) -> Result<Self, ExploreError> {
        let Some(filters) = narrowed(filters, part.filters()) else { return Ok(Self::default()) };
        let (groups, notes) = match Family::of(part.measure) {
            Family::Spend | Family::Observed => {
                record::groups(reading, part.measure, (by, &filters, period))?
            }
            Family::Cost | Family::Usage | Family::Coding => {
                of_providers(reading, part, by, &filters, period)?
            }
        };
        let mut sums = Self { units: BTreeMap::new(), notes };
        for group in groups {
            *sums.units.entry(group.unit).or_default().entry(group.values).or_default() += group.sum;
        }
        Ok(sums)
    }

    /// Groups of money of a currency, or, without one, of what is counted.
    pub(super) fn of(&self, currency: Option<&str>) -> Option<&BTreeMap<Key, i128>> {
        match currency {
            Some(currency) => self.units.get(currency),
            None => self.units.values().next(),
        }
    }

    /// The same sums by other groups; those without one are left out.
    pub(super) fn regrouped(&self, group: impl Fn(&Key) -> Option<Key>) -> Self {
        let mut units: BTreeMap<String, BTreeMap<Key, i128>> = BTreeMap::new();
        for (unit, groups) in &self.units {
            let regrouped = units.entry(unit.clone()).or_default();
            for (key, sum) in groups {
                if let Some(key) = group(key) {
                    *regrouped.entry(key).or_default() += sum;
                }
            }
        }
        Self { units, notes: Vec::new() }
    }

    /// Units with their sums.
    pub(super) fn totals(&self) -> impl Iterator<Item = (&str, i128)> {
        self.units.iter().map(|(unit, groups)| (unit.as_str(), groups.values().sum()))
    }
}

/// The question's filters and the part's, which hold both; `None` where they keep nothing in common.
fn narrowed(asked: &[Filter], of_part: Vec<Filter>) -> Option<Vec<Filter>> {
    let Some(dimension) = of_part.first().map(|filter| filter.dimension) else { return Some(asked.to_vec()) };
    let (same, others): (Vec<&Filter>, Vec<&Filter>) =
        asked.iter().partition(|filter| filter.dimension == dimension && !filter.is_not);
    let is_kept = |filter: &Filter| same.is_empty() || same.iter().any(|asked| asked.value == filter.value);
    let mut kept: Vec<Filter> = of_part.into_iter().filter(is_kept).collect();
    if kept.is_empty() {
        return None;
    }
    kept.extend(others.into_iter().cloned());
    Some(kept)
}

fn of_providers(
    reading: &Reading<'_>,
    part: Part,
    by: &[Dimension],
    filters: &[Filter],
    period: Period,
) -> Result<(Vec<Group>, Vec<String>), ExploreError> {
    let measures = [part.measure];
    let groupings = [by];
    let question = Question { measures: &measures, named: by, groupings: &groupings, filters, period };
    let mut answer = add_up(reading, &question)?;
    let mut named = by.to_vec();
    named.extend(filters.iter().map(|filter| filter.dimension));
    named.sort_unstable();
    named.dedup();
    let mut found = notes::about_cuts(&answer, part.measure, &named);
    found.extend(notes::about_filters(&answer, part.measure, filters));
    found.extend(notes::about_list_cost(&answer));
    found.extend(answer.extent.notes());
    Ok((answer.groupings.first_mut().map(std::mem::take).unwrap_or_default(), found))
}
