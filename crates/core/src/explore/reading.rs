//! One consistent look at the ledger, and the revisions a question reads in it.

use std::collections::HashMap;

use rusqlite::Connection;

use super::cuts::{Choice, Cut, Family, choose_cuts};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::queries::{self, BucketRow, ConnectionRow, SeriesRow};
use crate::kernel::Period;

/// What every question needs to know first.
pub(super) struct Reading<'a> {
    pub(super) reader: &'a Connection,
    pub(super) cuts: &'a [Cut],
    pub(super) connections: Vec<ConnectionRow>,
    pub(super) series: HashMap<i64, SeriesRow>,
    names: HashMap<(String, String), String>,
}

/// A day of a slot that counts, and the cut it is read through.
#[derive(Debug)]
pub(super) struct Bucket<'a> {
    pub(super) connection: &'a ConnectionRow,
    pub(super) cut: &'a Cut,
    pub(super) row: BucketRow,
}

/// How one primary slot of a connection is read.
#[derive(Debug)]
pub(super) struct Pick<'a> {
    pub(super) connection: &'a ConnectionRow,
    pub(super) choice: Choice<'a>,
    /// Days read through the cut chosen instead.
    pub(super) instead_days: usize,
    /// Days with rows read through the primary slot.
    pub(super) primary_days: usize,
}

/// Everything a question reads.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) picks: Vec<Pick<'a>>,
    pub(super) buckets: Vec<Bucket<'a>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(reader: &'a Connection, cuts: &'a [Cut]) -> Result<Self, ExploreError> {
        Ok(Self {
            reader,
            cuts,
            connections: queries::connections(reader)?,
            series: queries::series(reader)?,
            names: queries::names(reader)?,
        })
    }

    /// The source for people; its stored name when this build does not know it.
    pub(super) fn source_name(&self, source: &str) -> String {
        let known = self.cuts.iter().find(|cut| cut.source == source);
        known.map_or_else(|| source.to_owned(), |cut| cut.source_name.to_owned())
    }

    /// The name in the newest directory, kept after the thing was deleted.
    pub(super) fn name(&self, kind: &str, id: &str) -> Option<&str> {
        self.names.get(&(kind.to_owned(), id.to_owned())).map(String::as_str)
    }

    /// Primary slots of a connection that tell billed money.
    pub(super) fn billed_slots(&self, connection: &ConnectionRow) -> Vec<&'static str> {
        choose_cuts(self.cuts, &connection.source, Family::Cost, &[])
            .into_iter()
            .map(|choice| choice.primary.slot)
            .collect()
    }

    /// The revisions that answer a question naming those dimensions.
    pub(super) fn plan(
        &self,
        family: Family,
        named: &[Dimension],
        period: Period,
    ) -> Result<Plan<'_>, ExploreError> {
        let mut plan = Plan::default();
        for connection in &self.connections {
            for choice in choose_cuts(self.cuts, &connection.source, family, named) {
                self.add_slot(&mut plan, connection, choice, period)?;
            }
        }
        Ok(plan)
    }

    /// An alternate cut is read for the days it has: one that is empty where the primary has rows has not got them.
    fn add_slot<'b>(
        &'b self,
        plan: &mut Plan<'b>,
        connection: &'b ConnectionRow,
        choice: Choice<'b>,
        period: Period,
    ) -> Result<(), ExploreError> {
        let primary = queries::buckets(self.reader, connection.id, choice.primary.slot, period)?;
        let mut instead: HashMap<String, BucketRow> = match choice.instead {
            Some(cut) => queries::buckets(self.reader, connection.id, cut.slot, period)?
                .into_iter()
                .map(|row| (row.day.clone(), row))
                .collect(),
            None => HashMap::new(),
        };
        let (mut instead_days, mut primary_days) = (0, 0);
        for row in primary {
            match (instead.remove(&row.day), choice.instead) {
                (Some(other), Some(cut)) if other.rows_total > 0 || row.rows_total == 0 => {
                    instead_days += 1;
                    plan.buckets.push(Bucket { connection, cut, row: other });
                }
                _ => {
                    primary_days += usize::from(row.rows_total > 0);
                    plan.buckets.push(Bucket { connection, cut: choice.primary, row });
                }
            }
        }
        // A day only the alternate has: the primary is still to be read.
        if let Some(cut) = choice.instead {
            let mut rest: Vec<BucketRow> = instead.into_values().collect();
            rest.sort_by(|left, right| left.day.cmp(&right.day));
            instead_days += rest.len();
            plan.buckets.extend(rest.into_iter().map(|row| Bucket { connection, cut, row }));
        }
        plan.picks.push(Pick { connection, choice, instead_days, primary_days });
        Ok(())
    }
}
