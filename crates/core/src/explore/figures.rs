//! Everything Overview adds up for one period, in as few passes as the cuts allow.

use std::collections::{BTreeMap, BTreeSet};

use super::add_up::{Group, Question, REQUESTS, TOKENS, add_up};
use super::cuts::{Family, choose_cuts};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::model::Measure;
use super::notes;
use super::rated::Extent;
use super::reading::Reading;
use super::words::figure;
use crate::kernel::Period;

/// Dimensions Overview breaks billed money down by.
pub(super) const BREAKDOWNS: [Dimension; 4] =
    [Dimension::Provider, Dimension::Project, Dimension::Model, Dimension::Key];

/// The sums of one period.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Billed nanos by currency.
    pub(super) billed: BTreeMap<String, i128>,
    /// Billed by day and currency.
    pub(super) days: BTreeMap<(String, String), i128>,
    /// Billed by one dimension, footing to `billed`.
    pub(super) by: BTreeMap<Dimension, Vec<Group>>,
    /// Billed by day and the split, footing to `days`.
    pub(super) split_days: Vec<Group>,
    /// Billed by project and key as far as the primary cut tells.
    pub(super) owners: Vec<Group>,
    /// Tokens by one dimension.
    pub(super) tokens_by: BTreeMap<Dimension, Vec<Group>>,
    /// Tokens by connection and day.
    pub(super) tokens_days: Vec<Group>,
    /// Tokens.
    pub(super) tokens: i128,
    /// Requests; `None` when no source tells.
    pub(super) requests: Option<i128>,
    /// Estimated nanos by currency.
    pub(super) estimated: BTreeMap<String, i128>,
    /// Connections and days with billed rows.
    pub(super) billed_days: BTreeSet<(i64, String)>,
    /// How far usage is rated; filled by [`Figures::add_rated`].
    pub(super) extent: Extent,
    /// Cuts that were chosen, differences between cuts.
    pub(super) notes: Vec<String>,
}

impl Figures {
    /// Adds up one period; days are split by one of [`BREAKDOWNS`].
    pub(super) fn load(
        reading: &Reading<'_>,
        period: Period,
        split: Dimension,
    ) -> Result<Self, ExploreError> {
        let mut figures = Self::default();
        figures.add_billed(reading, period, split)?;
        for dimension in BREAKDOWNS {
            if !is_told_by_primaries(reading, dimension) {
                figures.add_billed_through_other_cut(reading, period, dimension, dimension == split)?;
            }
        }
        figures.add_usage(reading, period)?;
        let groupings: [&[Dimension]; 1] = [&[]];
        let measures = [Measure::Estimated];
        let question =
            Question { measures: &measures, named: &[], groupings: &groupings, filters: &[], period };
        for group in add_up(reading, &question)?.grouping(0) {
            figures.estimated.insert(group.unit.clone(), group.sum);
        }
        Ok(figures)
    }

    /// Adds how far the usage of a period is rated.
    pub(super) fn add_rated(&mut self, reading: &Reading<'_>, period: Period) -> Result<(), ExploreError> {
        let groupings: [&[Dimension]; 1] = [&[]];
        let measures = [Measure::Rated];
        let question =
            Question { measures: &measures, named: &[], groupings: &groupings, filters: &[], period };
        self.extent = add_up(reading, &question)?.extent;
        Ok(())
    }

    /// What is billed in that currency.
    pub(super) fn billed_in(&self, currency: &str) -> i128 {
        self.billed.get(currency).copied().unwrap_or(0)
    }

    /// Groups of a breakdown in one currency.
    pub(super) fn breakdown<'a>(
        &'a self,
        dimension: Dimension,
        currency: &'a str,
    ) -> impl Iterator<Item = &'a Group> {
        let groups = self.by.get(&dimension).map_or(&[][..], Vec::as_slice);
        groups.iter().filter(move |group| group.unit == currency)
    }

    /// Tokens by the values of a dimension.
    pub(super) fn tokens_by_value(&self, dimension: Dimension) -> BTreeMap<Option<&str>, i128> {
        let groups = self.tokens_by.get(&dimension).map_or(&[][..], Vec::as_slice);
        groups.iter().map(|group| (group.value(0), group.sum)).collect()
    }

    fn add_billed(
        &mut self,
        reading: &Reading<'_>,
        period: Period,
        split: Dimension,
    ) -> Result<(), ExploreError> {
        let told: Vec<Dimension> =
            BREAKDOWNS.into_iter().filter(|dimension| is_told_by_primaries(reading, *dimension)).collect();
        let day_split = [Dimension::Day, split];
        let mut groupings: Vec<&[Dimension]> =
            vec![&[], &[Dimension::Day], &[Dimension::Project, Dimension::Key], &day_split];
        groupings.extend(told.iter().map(std::slice::from_ref));
        let measures = [Measure::Billed];
        let question =
            Question { measures: &measures, named: &[], groupings: &groupings, filters: &[], period };
        let answer = add_up(reading, &question)?;
        self.billed = answer.grouping(0).iter().map(|group| (group.unit.clone(), group.sum)).collect();
        self.days = answer
            .grouping(1)
            .iter()
            .filter_map(|group| Some(((group.value(0)?.to_owned(), group.unit.clone()), group.sum)))
            .collect();
        let filled = answer.plan.buckets.iter().filter(|bucket| bucket.row.rows_total > 0);
        self.billed_days = filled.map(|bucket| (bucket.connection.id, bucket.row.day.clone())).collect();
        let mut groupings = answer.groupings.into_iter().skip(2);
        self.owners = groupings.next().unwrap_or_default();
        self.split_days = groupings.next().unwrap_or_default();
        self.by = told.into_iter().zip(groupings).collect();
        Ok(())
    }

    /// A breakdown that needs another cut of the same money. Where the two cuts differ, the difference is shown as not
    /// told, so that the breakdown foots.
    fn add_billed_through_other_cut(
        &mut self,
        reading: &Reading<'_>,
        period: Period,
        dimension: Dimension,
        is_split: bool,
    ) -> Result<(), ExploreError> {
        let (by, by_day) = ([dimension], [Dimension::Day, dimension]);
        let groupings: [&[Dimension]; 2] = [&by, &by_day];
        let measures = [Measure::Billed];
        let question =
            Question { measures: &measures, named: &by, groupings: &groupings, filters: &[], period };
        let answer = add_up(reading, &question)?;
        self.notes.extend(notes::about_cuts(&answer, Measure::Billed, &by));
        let mut groupings = answer.groupings.into_iter();
        let mut groups = groupings.next().unwrap_or_default();
        for (currency, whole) in &self.billed {
            if let Some(rest) = foot(&mut groups, &[], currency, *whole) {
                self.notes.push(format!(
                    "billed by {} differs by {} from billed in all; the difference is shown as not told",
                    dimension.name(),
                    figure(rest, currency),
                ));
            }
        }
        self.by.insert(dimension, groups);
        if is_split {
            let mut groups = groupings.next().unwrap_or_default();
            for ((day, currency), whole) in &self.days {
                foot(&mut groups, std::slice::from_ref(day), currency, *whole);
            }
            self.split_days = groups;
        }
        Ok(())
    }

    fn add_usage(&mut self, reading: &Reading<'_>, period: Period) -> Result<(), ExploreError> {
        let mut groupings: Vec<&[Dimension]> = vec![&[], &[Dimension::Connection, Dimension::Day]];
        groupings.extend(BREAKDOWNS.iter().map(std::slice::from_ref));
        let measures = [Measure::Tokens, Measure::Requests];
        let question =
            Question { measures: &measures, named: &[], groupings: &groupings, filters: &[], period };
        let answer = add_up(reading, &question)?;
        let total =
            |unit: &str| answer.grouping(0).iter().find(|group| group.unit == unit).map(|group| group.sum);
        self.tokens = total(TOKENS).unwrap_or(0);
        self.requests = total(REQUESTS);
        let tokens_only =
            |groups: Vec<Group>| groups.into_iter().filter(|group| group.unit == TOKENS).collect();
        let mut groupings = answer.groupings.into_iter().skip(1);
        self.tokens_days = groupings.next().map(tokens_only).unwrap_or_default();
        self.tokens_by = BREAKDOWNS.into_iter().zip(groupings.map(tokens_only)).collect();
        Ok(())
    }
}

fn is_told_by_primaries(reading: &Reading<'_>, dimension: Dimension) -> bool {
    reading.connections.iter().all(|connection| {
        choose_cuts(reading.cuts, &connection.source, Family::Cost, &[dimension])
            .iter()
            .all(|choice| choice.instead.is_none())
    })
}

/// Adds what is missing to the whole as a group that does not tell its last dimension; says how much that was.
fn foot(groups: &mut Vec<Group>, prefix: &[String], currency: &str, whole: i128) -> Option<i128> {
    let is_part = |group: &Group| {
        group.unit == currency
            && prefix.iter().enumerate().all(|(place, value)| group.value(place) == Some(value))
    };
    let rest = whole - groups.iter().filter(|group| is_part(group)).map(|group| group.sum).sum::<i128>();
    if rest == 0 {
        return None;
    }
    let untold = groups.iter_mut().find(|group| is_part(group) && group.values.last() == Some(&None));
    match untold {
        Some(group) => group.sum += rest,
        None => {
            let mut values: Vec<Option<String>> = prefix.iter().cloned().map(Some).collect();
            values.push(None);
            groups.push(Group { unit: currency.to_owned(), values, sum: rest });
        }
    }
    Some(rest)
}
