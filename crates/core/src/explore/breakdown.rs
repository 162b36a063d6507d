//! Billed money by one dimension, and by day and split.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Calendar;
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::figures::Figures;
use super::model::{Breakdown, BreakdownRow, DayTotal, QueryKey};
use super::reading::Reading;
use super::shares::shares;
use super::words::{self, billed};
use crate::kernel::words::units;
use crate::kernel::{Day, Period};

/// Rows of a breakdown before the rest becomes one row.
const MOST_ROWS: usize = 12;
/// Series of the stacked days, the rest included.
const MOST_SERIES: usize = 8;

/// One value in both periods, in nanos.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub(super) value: Option<&'a str>,
    pub(super) amount: i128,
    pub(super) before: i128,
}

/// Every value of either period, largest first.
pub(super) fn pairs<'a>(
    now: &'a Figures,
    before: &'a Figures,
    dimension: Dimension,
    currency: &'a str,
) -> Vec<Pair<'a>> {
    let mut found: BTreeMap<Option<&str>, (i128, i128)> = BTreeMap::new();
    for group in now.breakdown(dimension, currency) {
        found.entry(group.value(0)).or_default().0 += group.sum;
    }
    for group in before.breakdown(dimension, currency) {
        found.entry(group.value(0)).or_default().1 += group.sum;
    }
    let mut pairs: Vec<Pair<'_>> =
        found.into_iter().map(|(value, (amount, before))| Pair { value, amount, before }).collect();
    pairs.sort_by_key(|pair| (Reverse(pair.amount), Reverse(pair.before)));
    pairs
}

/// A breakdown whose rows foot to the totals of both periods.
pub(super) fn breakdown(
    reading: &Reading<'_>,
    now: &Figures,
    before: &Figures,
    dimension: Dimension,
    currency: &str,
) -> Result<Breakdown, ExploreError> {
    let all = pairs(now, before, dimension, currency);
    let tokens = now.tokens_by_value(dimension);
    let kept = if all.len() > MOST_ROWS { MOST_ROWS.saturating_sub(1) } else { all.len() };
    let (shown, rest) = all.split_at(kept);
    let mut lines: Vec<(QueryKey, i128, i128, Option<i128>)> = shown
        .iter()
        .map(|pair| {
            let tokens = tokens.get(&pair.value).copied();
            (words::key(reading, dimension, pair.value), pair.amount, pair.before, tokens)
        })
        .collect();
    if !rest.is_empty() {
        let known: Vec<i128> = rest.iter().filter_map(|pair| tokens.get(&pair.value).copied()).collect();
        let amount = rest.iter().map(|pair| pair.amount).sum();
        let before = rest.iter().map(|pair| pair.before).sum();
        lines.push((other(), amount, before, (!known.is_empty()).then(|| known.iter().sum())));
    }
    let shares = shares(&lines.iter().map(|line| line.1).collect::<Vec<_>>());
    let rows = lines
        .into_iter()
        .zip(shares)
        .map(|((key, amount, before, tokens), share_basis_points)| {
            Ok(BreakdownRow {
                key,
                amount: billed(amount, currency)?,
                before: billed(before, currency)?,
                change: units(amount - before),
                share_basis_points,
                tokens: tokens.map(|tokens| tokens.to_string()),
            })
        })
        .collect::<Result<_, ExploreError>>()?;
    Ok(Breakdown {
        dimension: dimension.name().to_owned(),
        label: dimension.label().to_owned(),
        rows,
        groups: all.len() as u64,
    })
}

fn other() -> QueryKey {
    QueryKey { value: None, label: "other".to_owned() }
}

/// The split values of the stacked days.
#[derive(Debug)]
pub(super) struct Series {
    /// For the screen, in order.
    pub(super) keys: Vec<QueryKey>,
    places: BTreeMap<Option<String>, usize>,
}

/// The largest values, the rest as the last one.
pub(super) fn series(reading: &Reading<'_>, figures: &Figures, split: Dimension, currency: &str) -> Series {
    let mut groups: Vec<_> = figures.breakdown(split, currency).collect();
    groups.sort_by_key(|group| (Reverse(group.sum), group.values.clone()));
    let kept = if groups.len() > MOST_SERIES { MOST_SERIES.saturating_sub(1) } else { groups.len() };
    let mut keys: Vec<QueryKey> =
        groups.iter().take(kept).map(|group| words::key(reading, split, group.value(0))).collect();
    if groups.len() > kept {
        keys.push(other());
    }
    let places = groups
        .iter()
        .enumerate()
        .map(|(place, group)| (group.values.first().cloned().flatten(), place.min(kept)))
        .collect();
    Series { keys, places }
}

/// One entry per day of the period. A day that was not read has no total; what is known of it is still shown.
pub(super) fn days(
    figures: &Figures,
    series: &Series,
    known: &Calendar,
    period: Period,
    currency: &str,
) -> Vec<DayTotal> {
    let mut values: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, usize)> = BTreeSet::new();
    for group in figures.split_days.iter().filter(|group| group.unit == currency) {
        let (Some(day), value) = (group.value(0), group.value(1).map(str::to_owned)) else { continue };
        let Some(place) = series.places.get(&value).copied() else { continue };
        let of_day = values.entry(day).or_insert_with(|| vec![0; series.keys.len()]);
        if let Some(sum) = of_day.get_mut(place) {
            *sum += group.sum;
            seen.insert((day, place));
        }
    }
    period
        .iter_days()
        .map(|day| {
            let text = day.to_string();
            let sums = values.get(text.as_str());
            day_total(
                day,
                known,
                currency,
                figures,
                |place| {
                    let sum = sums.and_then(|sums| sums.get(place)).copied().unwrap_or(0);
                    (sum, seen.contains(&(text.as_str(), place)))
                },
                series.keys.len(),
            )
        })
        .collect()
}

fn day_total(
    day: Day,
    known: &Calendar,
    currency: &str,
    figures: &Figures,
    value: impl Fn(usize) -> (i128, bool),
    series: usize,
) -> DayTotal {
    let knowledge = known.of_day(day);
    let values = (0..series)
        .map(|place| {
            let (sum, is_seen) = value(place);
            (is_seen || !knowledge.is_missing).then(|| units(sum))
        })
        .collect();
    let sum = figures.days.get(&(day.to_string(), currency.to_owned())).copied().unwrap_or(0);
    DayTotal {
        day: day.to_string(),
        is_partial: knowledge.is_partial,
        is_missing: knowledge.is_missing,
        values,
        total: (!knowledge.is_missing).then(|| units(sum)),
    }
}
