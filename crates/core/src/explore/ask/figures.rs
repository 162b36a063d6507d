//! The figures of the measures of a question by group, in one period.

use std::collections::BTreeSet;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::super::dimensions::Dimension;
use super::super::error::ExploreError;
use super::super::filters::Filter;
use super::super::reading::Reading;
use super::measures::{Named, Part, Way};
use super::sums::{Key, Sums};
use crate::kernel::Period;
use crate::kernel::words::units_of_nanos;

/// Sums of one grouping and period, each read once.
pub(super) struct Shelf<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) by: &'a [Dimension],
    pub(super) filters: &'a [Filter],
    pub(super) period: Period,
    /// Whether only requests tell what is asked, so that usage is what they told.
    pub(super) is_of_requests: bool,
    read: Vec<(Part, Rc<Sums>)>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(
        reading: &'a Reading<'a>,
        by: &'a [Dimension],
        filters: &'a [Filter],
        period: Period,
        is_of_requests: bool,
    ) -> Self {
        Self { reading, by, filters, period, is_of_requests, read: Vec::new() }
    }

    /// The figures of a measure.
    pub(super) fn figures(&mut self, named: &'static Named) -> Result<Figures, ExploreError> {
        Ok(match named.way {
            Way::Sum(part) => Figures { named, over: self.sums(part)?, under: None },
            Way::Per(over, under, _) => {
                let parts = if self.is_of_requests {
                    (over.of_requests(), under.of_requests())
                } else {
                    (over, under)
                };
                Figures { named, over: self.sums(parts.0)?, under: Some(self.sums(parts.1)?) }
            }
        })
    }

    fn sums(&mut self, part: Part) -> Result<Rc<Sums>, ExploreError> {
        if let Some((_, sums)) = self.read.iter().find(|(known, _)| *known == part) {
            return Ok(Rc::clone(sums));
        }
        let sums = Rc::new(Sums::load(self.reading, part, self.by, self.filters, self.period)?);
        self.read.push((part, Rc::clone(&sums)));
        Ok(sums)
    }
}

/// One measure by group, in one period.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) named: &'static Named,
    pub(super) over: Rc<Sums>,
    pub(super) under: Option<Rc<Sums>>,
}

impl Figures {
    /// Units of money with their sums; none for what is no money.
    pub(super) fn currencies(&self) -> impl Iterator<Item = (&str, i128)> {
        let is_money = self.part().is_money();
        self.over.totals().filter(move |_| is_money)
    }

    /// Adds the groups that it has in that currency.
    pub(super) fn add_keys<'k>(&'k self, currency: Option<&str>, keys: &mut BTreeSet<&'k Key>) {
        keys.extend(self.over.of(self.currency(currency)).into_iter().flatten().map(|(key, _)| key));
        if let Some(under) = self.under.as_ref().filter(|_| self.part().is_money()) {
            keys.extend(under.of(None).into_iter().flatten().map(|(key, _)| key));
        }
    }

    /// The same figures by other groups; those without one are left out.
    pub(super) fn regrouped(&self, group: impl Fn(&Key) -> Option<Key>) -> Self {
        Self {
            named: self.named,
            over: Rc::new(self.over.regrouped(&group)),
            under: self.under.as_ref().map(|under| Rc::new(under.regrouped(&group))),
        }
    }

    /// The sum of a group as it stands in the book, in nanos or counted; `None` of quotients and where nothing is told.
    pub(super) fn sum(&self, currency: Option<&str>, key: &Key) -> Option<i128> {
        self.under.is_none().then(|| self.over.of(self.currency(currency))?.get(key).copied()).flatten()
    }

    /// The figure of a group in units of the measure; `None` where it is not told.
    pub(super) fn of(&self, currency: Option<&str>, key: &Key) -> Option<Decimal> {
        let over = self.over.of(self.currency(currency)).and_then(|groups| groups.get(key)).copied();
        let under =
            self.under.as_ref().map(|under| under.of(self.under_currency(currency))?.get(key).copied());
        self.figure(over, under)
    }

    /// The figure over all groups, likewise.
    pub(super) fn total(&self, currency: Option<&str>) -> Option<Decimal> {
        let over = self.over.of(self.currency(currency)).map(|groups| groups.values().sum());
        let under = self
            .under
            .as_ref()
            .map(|under| Some(under.of(self.under_currency(currency))?.values().sum::<i128>()));
        self.figure(over, under)
    }

    /// A sum in units of the measure.
    pub(super) fn in_units(&self, sum: i128) -> Decimal {
        if self.part().is_money() { units_of_nanos(sum) } else { count(sum) }
    }

    fn figure(&self, over: Option<i128>, under: Option<Option<i128>>) -> Option<Decimal> {
        let Way::Per(_, of, scale) = self.named.way else { return over.map(|sum| self.in_units(sum)) };
        let under = under.flatten().filter(|under| *under > 0)?;
        let under = if of.is_money() { units_of_nanos(under) } else { count(under) };
        // A group of which nothing is told above the line has none of what is below it.
        let over = self.in_units(over.unwrap_or(0));
        over.checked_mul(Decimal::from(scale))?
            .checked_div(under)
            .map(|quotient| quotient.round_dp(9).normalize())
    }

    fn part(&self) -> Part {
        match self.named.way {
            Way::Sum(part) | Way::Per(part, ..) => part,
        }
    }

    fn currency<'c>(&self, currency: Option<&'c str>) -> Option<&'c str> {
        currency.filter(|_| self.part().is_money())
    }

    fn under_currency<'c>(&self, currency: Option<&'c str>) -> Option<&'c str> {
        currency.filter(|_| matches!(self.named.way, Way::Per(_, under, _) if under.is_money()))
    }
}

fn count(sum: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(sum, 0).unwrap_or(Decimal::MAX)
}
