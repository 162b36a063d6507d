//! Which series outcomes belong to: those of the requests they are about.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::dimensions::Dimension;
use super::queries_outcomes::{self, OutcomeRow};
use crate::kernel::Period;

/// Outcomes that are alike, and how many they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Placed {
    /// Day, label of the source that told it, name, kind.
    pub(super) told: [String; 4],
    /// Series of its requests, in order; none when no request of it is known, or none was asked for.
    pub(super) series: Vec<i64>,
}

/// Whether a dimension of outcomes is told by the requests they are about.
pub(super) fn is_of_subject(dimension: Dimension) -> bool {
    dimension != Dimension::Gateway
        && (matches!(dimension, Dimension::Provider | Dimension::Account) || !dimension.columns().is_empty())
}

/// Subjects by what names them.
#[derive(Default)]
struct Subjects {
    requests: HashMap<String, usize>,
    tasks: HashMap<String, usize>,
    series: Vec<BTreeSet<i64>>,
}

impl Subjects {
    fn of(&mut self, row: &OutcomeRow<'_>) -> usize {
        let next = self.series.len();
        let known = if row.is_about_request { &mut self.requests } else { &mut self.tasks };
        let place = *known.entry(row.about_id.to_owned()).or_insert(next);
        if place == next {
            self.series.push(BTreeSet::new());
        }
        place
    }

    fn add(&mut self, place: usize, series: i64) {
        if let Some(known) = self.series.get_mut(place) {
            known.insert(series);
        }
    }

    /// Finds the requests of each subject. Where another row tells the same charge, that one's series counts, as it does
    /// for what the request costs.
    fn find(&mut self, reader: &Connection, period: Period) -> rusqlite::Result<()> {
        let mut found: Vec<(usize, i64)> = Vec::new();
        let mut told_by: HashMap<i64, Vec<usize>> = HashMap::new();
        queries_outcomes::each_subject(reader, period, |row| {
            let requests = row.request.iter().flatten().filter_map(|id| self.requests.get(*id));
            let tasks = row.task.iter().flatten().filter_map(|id| self.tasks.get(*id));
            for place in requests.chain(tasks) {
                match row.told_by {
                    None => found.push((*place, row.series)),
                    Some(other) => told_by.entry(other).or_default().push(*place),
                }
            }
        })?;
        if !told_by.is_empty() {
            queries_outcomes::each_counted(reader, period, |identity, series| {
                let places = told_by.get(&identity).into_iter().flatten();
                found.extend(places.map(|place| (*place, series)));
            })?;
        }
        for (place, series) in found {
            self.add(place, series);
        }
        Ok(())
    }
}

/// Outcomes of a period with the series of what they are about.
pub(super) fn placed(
    reader: &Connection,
    period: Period,
    is_by_subject: bool,
) -> rusqlite::Result<Vec<(Placed, u64)>> {
    let mut subjects = Subjects::default();
    let mut counts: HashMap<([String; 4], usize), u64> = HashMap::new();
    queries_outcomes::each_outcome(reader, period, |row| {
        let place = if is_by_subject { subjects.of(&row) } else { 0 };
        let told = [row.day, row.gateway, row.name, row.kind].map(str::to_owned);
        *counts.entry((told, place)).or_default() += 1;
    })?;
    if is_by_subject && !counts.is_empty() {
        subjects.find(reader, period)?;
    }
    let mut placed: HashMap<Placed, u64> = HashMap::new();
    for ((told, place), count) in counts {
        let series = subjects.series.get(place).into_iter().flatten().copied().collect();
        *placed.entry(Placed { told, series }).or_default() += count;
    }
    let mut placed: Vec<(Placed, u64)> = placed.into_iter().collect();
    placed.sort_unstable();
    Ok(placed)
}
