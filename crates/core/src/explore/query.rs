//! Any measure by any dimensions.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::add_up::{Answer, Group, Question, add_up};
use super::calendar::{calendar, check_length};
use super::cuts::{Cut, Family};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::filters::{Filter, parse_filters};
use super::model::{Measure, QueryRequest, QueryRow, QueryView};
use super::reading::Reading;
use super::shares::shares;
use super::{notes, record, words};
use crate::kernel::PageAsk;
use crate::store::Store;

/// Answers a query. Rows foot to the totals, one per currency; two bases are never added.
pub fn query(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    request: &QueryRequest,
) -> Result<QueryView, ExploreError> {
    let by = Dimension::parse_all(&request.by)?;
    let filters = parse_filters(&request.filters)?;
    let period = check_length(request.range.period()?)?;
    if matches!(Family::of(request.measure), Family::Spend | Family::Observed) {
        return record::query(store, cuts, now, request, (&by, &filters, period));
    }
    store.read(|reader| {
        let reading = Reading::new(reader, cuts)?;
        let untold: Vec<[Dimension; 2]> = by
            .iter()
            .filter(|dimension| !dimension.is_time() && **dimension != Dimension::Connection)
            .map(|dimension| [Dimension::Connection, *dimension])
            .collect();
        let mut groupings: Vec<&[Dimension]> = vec![&by];
        groupings.extend(untold.iter().map(<[Dimension; 2]>::as_slice));
        let measures = [request.measure];
        let question =
            Question { measures: &measures, named: &by, groupings: &groupings, filters: &filters, period };
        let mut answer = add_up(&reading, &question)?;
        let mut found = notes::about_cuts(&answer, request.measure, &named(&by, &filters));
        found.extend(notes::about_filters(&answer, request.measure, &filters));
        for (place, [_, dimension]) in untold.iter().enumerate() {
            found.extend(notes::about_untold(&reading, *dimension, answer.grouping(place.saturating_add(1))));
        }
        found.extend(notes::about_list_cost(&answer));
        found.extend(answer.extent.notes());
        let known = calendar(&reading, Family::of(request.measure), period, now.date_naive())?;
        found.extend(known.notes(period, now.date_naive()));
        let groups = take_first(&mut answer);
        view(&reading, request.measure, &by, groups, request.page, found)
    })
}

fn take_first(answer: &mut Answer<'_>) -> Vec<Group> {
    answer.groupings.first_mut().map(std::mem::take).unwrap_or_default()
}

fn named(by: &[Dimension], filters: &[Filter]) -> Vec<Dimension> {
    let mut named = by.to_vec();
    named.extend(filters.iter().map(|filter| filter.dimension));
    named.sort_unstable();
    named.dedup();
    named
}

fn view(
    reading: &Reading<'_>,
    measure: Measure,
    by: &[Dimension],
    mut groups: Vec<Group>,
    page: PageAsk,
    notes: Vec<String>,
) -> Result<QueryView, ExploreError> {
    let is_by_time = by.first().is_some_and(|dimension| dimension.is_time());
    groups.sort_by(|left, right| order(left, right, is_by_time));
    let mut by_unit: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
    for group in &groups {
        by_unit.entry(&group.unit).or_default().push(group.sum);
    }
    let totals = totals(measure, &by_unit)?;
    let mut shares: BTreeMap<&str, _> =
        by_unit.iter().map(|(unit, sums)| (*unit, shares(sums).into_iter())).collect();
    let all: Vec<Option<i64>> = groups
        .iter()
        .map(|group| shares.get_mut(group.unit.as_str()).and_then(Iterator::next).flatten())
        .collect();
    let (offset, limit) = page.bounds();
    let rows = groups
        .iter()
        .zip(all)
        .skip(offset as usize)
        .take(limit as usize)
        .map(|(group, share)| {
            let keys = by.iter().enumerate();
            let keys =
                keys.map(|(place, dimension)| words::key(reading, *dimension, group.value(place))).collect();
            Ok(QueryRow { keys, share_basis_points: share, ..row(measure, group.sum, &group.unit)? })
        })
        .collect::<Result<_, ExploreError>>()?;
    Ok(QueryView { rows, total_rows: groups.len() as u64, totals, notes })
}

/// Time first when asked for; else by currency, the largest first, equal ones by value.
pub(super) fn order(left: &Group, right: &Group, is_by_time: bool) -> Ordering {
    let time = || left.values.first().cmp(&right.values.first());
    let size = || left.unit.cmp(&right.unit).then(right.sum.cmp(&left.sum));
    let first = if is_by_time { time().then_with(size) } else { size() };
    first.then_with(|| left.values.cmp(&right.values))
}

fn row(measure: Measure, sum: i128, unit: &str) -> Result<QueryRow, ExploreError> {
    let is_money = !matches!(measure, Measure::Tokens | Measure::Requests);
    Ok(QueryRow {
        keys: Vec::new(),
        amount: if is_money { Some(words::amount(measure, sum, unit)?) } else { None },
        quantity: if is_money { None } else { Some(sum.to_string()) },
        share_basis_points: None,
    })
}

/// One total per currency of money, exactly one of quantities.
pub(super) fn totals(
    measure: Measure,
    sums: &BTreeMap<&str, Vec<i128>>,
) -> Result<Vec<QueryRow>, ExploreError> {
    if sums.is_empty() && matches!(measure, Measure::Tokens | Measure::Requests) {
        return Ok(vec![row(measure, 0, "")?]);
    }
    sums.iter()
        .map(|(unit, sums)| {
            let sum = sums.iter().sum();
            let share_basis_points = (sum > 0).then_some(10_000);
            Ok(QueryRow { share_basis_points, ..row(measure, sum, unit)? })
        })
        .collect()
}
