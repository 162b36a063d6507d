//! Adds up rows by any dimensions, several groupings in one pass.

use super::adder::Adder;
use super::cuts::Family;
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::filters::Filter;
use super::model::Measure;
use super::queries;
use super::rated::{self, Extent};
use super::reading::{Plan, Reading};
use crate::kernel::Period;

/// What is asked of the ledger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// Measures of one family.
    pub(super) measures: &'a [Measure],
    /// Dimensions the cut must tell, beside those of the filters.
    pub(super) named: &'a [Dimension],
    /// Each is answered by itself.
    pub(super) groupings: &'a [&'a [Dimension]],
    /// All must hold.
    pub(super) filters: &'a [Filter],
    /// Days.
    pub(super) period: Period,
}

impl Question<'_> {
    /// The rated measure that is asked for; it is asked for alone.
    fn rated(&self) -> Option<Measure> {
        let is_rated = |measure: &Measure| matches!(measure, Measure::Rated | Measure::RatedList);
        self.measures.first().copied().filter(is_rated)
    }
}

/// One group of one grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Currency code of money; `tokens` or `requests` of quantities.
    pub(super) unit: String,
    /// One per dimension; `None` when not told.
    pub(super) values: Vec<Option<String>>,
    /// Nanos of money; count of quantities.
    pub(super) sum: i128,
}

impl Group {
    /// The value of the dimension at that place.
    pub(super) fn value(&self, place: usize) -> Option<&str> {
        self.values.get(place).and_then(Option::as_deref)
    }
}

/// What was added up.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// One per grouping, each in no particular order.
    pub(super) groupings: Vec<Vec<Group>>,
    /// What was read.
    pub(super) plan: Plan<'a>,
    /// Billed nanos without a list cost, by connection and currency; only for that measure.
    pub(super) unlisted: Vec<(String, String, i128)>,
    /// How far usage is rated; only for rated money.
    pub(super) extent: Extent,
}

impl Answer<'_> {
    /// The groups of one grouping.
    pub(super) fn grouping(&self, place: usize) -> &[Group] {
        self.groupings.get(place).map_or(&[], Vec::as_slice)
    }
}

/// Quantities of that measure are added up under this unit.
pub(super) const TOKENS: &str = "tokens";
/// Quantities of that measure are added up under this unit.
pub(super) const REQUESTS: &str = "requests";

/// Answers a question.
pub(super) fn add_up<'a>(
    reading: &'a Reading<'_>,
    question: &Question<'_>,
) -> Result<Answer<'a>, ExploreError> {
    let family = question.measures.first().map_or(Family::Cost, |measure| Family::of(*measure));
    let mut named = question.named.to_vec();
    named.extend(question.filters.iter().map(|filter| filter.dimension));
    let plan = reading.plan(family, &named, question.period)?;
    let mut adder = Adder::new(&reading.series, question);
    for bucket in &plan.buckets {
        adder.open(bucket);
        if let Some(measure) = question.rated() {
            queries::each_rated(reading.reader, bucket.row.revision, |row| {
                rated::parts(&row, measure, |unit, value| {
                    adder.add_rated(row.series, row.meter, unit, value)
                });
            })?;
        } else if family == Family::Usage {
            queries::each_quantity(reading.reader, bucket.row.revision, |row| {
                adder.add_quantity(row.series, row.meter, row.quantity);
            })?;
        } else {
            let basis = if family == Family::Coding { "estimated" } else { "billed" };
            let is_list = question.measures.contains(&Measure::ListCost);
            queries::each_charge(reading.reader, bucket.row.revision, basis, |row| match row.list_nanos {
                _ if !is_list => adder.add_money(row.series, row.currency, row.amount_nanos),
                Some(list) => adder.add_money(row.series, row.currency, list),
                None => adder.leave_out(&bucket.connection.label, row.currency, row.amount_nanos),
            })?;
        }
        adder.close();
    }
    let (mut groupings, unlisted) = adder.finish();
    let extent = match question.rated() {
        Some(_) => Extent::take(&mut groupings),
        None => Extent::default(),
    };
    Ok(Answer { groupings, plan, unlisted, extent })
}
