//! Reads the money of both periods, decides who counted its tokens, and reads those.

use std::collections::{BTreeMap, BTreeSet};

use super::books::{self, Books, Totals};
use super::cells::{Joining, MoneyRow, Origin};
use crate::explore::add_up::Group;
use crate::explore::dimensions::Dimension;
use crate::explore::error::ExploreError;
use crate::explore::filters::{Filter, parse_filters};
use crate::explore::model::{BridgeMeasure, Measure};
use crate::kernel::DayRange;

/// Who can tell the tokens of what the filters keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counters {
    /// Providers; requests where no provider is connected.
    Providers,
    /// Requests: the filters name what only they tell.
    Requests,
    /// Nobody: the filters name what no tokens tell.
    Nobody,
}

/// What is known of both periods, the earlier one first.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) totals: [Totals; 2],
    rows: Vec<MoneyRow>,
    /// Filters on the class of spend.
    classes: Vec<Filter>,
    /// Whether the money is told by model.
    pub(super) is_by_model: bool,
    /// What to know of the tokens.
    pub(super) notes: Vec<String>,
}

const OF_SPEND: &[Dimension] = &[
    Dimension::Connection,
    Dimension::Model,
    Dimension::Lane,
    Dimension::TokenClass,
    Dimension::Provider,
    Dimension::Class,
    Dimension::Evidence,
];
/// Finest first. A coarser one is read where the cut that answers the filters cannot tell the finer one.
const OF_BILLED: [&[Dimension]; 3] = [
    &[Dimension::Connection, Dimension::Model, Dimension::Lane, Dimension::TokenClass],
    &[Dimension::Connection, Dimension::Model],
    &[Dimension::Connection],
];
const OF_TOKENS: &[Dimension] =
    &[Dimension::Connection, Dimension::Model, Dimension::Lane, Dimension::TokenClass];
const OF_OBSERVED: &[Dimension] =
    &[Dimension::Provider, Dimension::Model, Dimension::Lane, Dimension::TokenClass];

/// Reads the money of both periods.
pub(super) fn gather(
    books: &Books<'_>,
    measure: BridgeMeasure,
    ranges: [&DayRange; 2],
) -> Result<Gathered, ExploreError> {
    let [base, now] = ranges;
    let totals = [books.totals(measure, base)?, books.totals(measure, now)?];
    let filters = parse_filters(books.filters)?;
    let mut gathered = Gathered {
        totals,
        rows: Vec::new(),
        classes: filters.iter().filter(|filter| filter.dimension == Dimension::Class).cloned().collect(),
        is_by_model: true,
        notes: Vec::new(),
    };
    let counters = counters(&filters);
    if counters == Counters::Nobody {
        gathered.notes.push(
            "what is asked is told of no tokens, so nothing is divided: ask without evidence, grade and book"
                .to_owned(),
        );
    }
    match measure {
        BridgeMeasure::Spend => {
            let mut groups = Vec::new();
            for (period, range) in ranges.iter().enumerate() {
                groups.push((period, books.rows(Measure::Spend, OF_SPEND, range)?));
            }
            gathered.take_spend(counters, &groups);
        }
        BridgeMeasure::Billed => gathered.take_billed(books, counters, ranges)?,
    }
    gathered.close();
    Ok(gathered)
}

fn counters(filters: &[Filter]) -> Counters {
    let names = |is_asked: fn(Dimension) -> bool| filters.iter().any(|filter| is_asked(filter.dimension));
    if names(|dimension| dimension.is_derived() && dimension != Dimension::Class) {
        Counters::Nobody
    } else if names(Dimension::is_of_requests) {
        Counters::Requests
    } else {
        Counters::Providers
    }
}

impl Gathered {
    fn take_spend(&mut self, counters: Counters, groups: &[(usize, Vec<Group>)]) {
        let all = || groups.iter().flat_map(|(_, groups)| groups);
        let connected: BTreeSet<Option<&str>> =
            all().filter(|group| group.value(0).is_some()).map(|group| group.value(4)).collect();
        for (period, groups) in groups {
            for group in groups {
                let text = |place: usize| group.value(place).map(str::to_owned);
                let observed = || Origin::Observed(text(4));
                let origin = match (counters, group.value(0)) {
                    (Counters::Requests, _) if group.value(6) == Some("seen") => observed(),
                    (Counters::Providers, Some(connection)) => Origin::Metered(Some(connection.to_owned())),
                    // Requests of a provider that is also read tell tokens of both, and not how many of which.
                    (Counters::Providers, None) if !connected.contains(&group.value(4)) => observed(),
                    _ => Origin::Nobody,
                };
                self.rows.push(MoneyRow {
                    origin,
                    currency: group.unit.clone(),
                    model: text(1),
                    lane: text(2),
                    token_class: text(3),
                    class: text(5),
                    evidence: text(6),
                    period: *period,
                    nanos: group.sum,
                });
            }
        }
    }

    /// Billed money by the finest dimensions that still tell all of it.
    fn take_billed(
        &mut self,
        books: &Books<'_>,
        counters: Counters,
        ranges: [&DayRange; 2],
    ) -> Result<(), ExploreError> {
        for by in OF_BILLED {
            self.rows.clear();
            self.is_by_model = by.contains(&Dimension::Model);
            for (period, range) in ranges.iter().enumerate() {
                for group in books.rows(Measure::Billed, by, range)? {
                    let text = |place: usize| group.value(place).map(str::to_owned);
                    let is_counted = counters == Counters::Providers;
                    let origin = if is_counted { Origin::Metered(text(0)) } else { Origin::Nobody };
                    self.rows.push(MoneyRow {
                        origin,
                        currency: group.unit.clone(),
                        model: text(1),
                        lane: text(2),
                        token_class: text(3),
                        class: None,
                        evidence: None,
                        period,
                        nanos: group.sum,
                    });
                }
            }
            if self.left().is_empty() {
                break;
            }
        }
        if !self.is_by_model {
            self.notes.push("billed money is not told by model here, so all models are one".to_owned());
        }
        Ok(())
    }

    /// What the rows do not tell of the totals, by period and currency.
    fn left(&self) -> BTreeMap<(usize, String), i128> {
        let mut left: BTreeMap<(usize, String), i128> = BTreeMap::new();
        for (period, totals) in self.totals.iter().enumerate() {
            for (currency, (nanos, _)) in &totals.by_currency {
                left.insert((period, currency.clone()), *nanos);
            }
        }
        for row in &self.rows {
            *left.entry((row.period, row.currency.clone())).or_default() -= row.nanos;
        }
        left.retain(|_, nanos| *nanos != 0);
        left
    }

    /// What no row tells is a charge of nobody, so that a bridge always sums to the totals.
    fn close(&mut self) {
        for ((period, currency), nanos) in self.left() {
            self.rows.push(MoneyRow {
                origin: Origin::Nobody,
                currency,
                model: None,
                lane: None,
                token_class: None,
                class: None,
                evidence: None,
                period,
                nanos,
            });
        }
    }

    /// Every currency with money in either period, the largest first.
    pub(super) fn currencies(&self) -> Vec<(String, [i128; 2])> {
        let mut known: BTreeMap<&str, [i128; 2]> = BTreeMap::new();
        for (period, totals) in self.totals.iter().enumerate() {
            for (currency, (nanos, _)) in &totals.by_currency {
                if let Some(sum) = known.entry(currency).or_default().get_mut(period) {
                    *sum = *nanos;
                }
            }
        }
        let mut known: Vec<_> =
            known.into_iter().map(|(currency, sums)| (currency.to_owned(), sums)).collect();
        let size = |sums: &[i128; 2]| sums.iter().map(|sum| sum.abs()).sum::<i128>();
        known.sort_by_key(|(_, sums)| std::cmp::Reverse(size(sums)));
        known
    }

    /// The money of a currency with its tokens.
    pub(super) fn join(
        &self,
        books: &Books<'_>,
        currency: &str,
        ranges: [&DayRange; 2],
    ) -> Result<Joining, ExploreError> {
        let mut joining = Joining::new(currency, &self.rows);
        let has = |is_asked: fn(&Origin) -> bool| {
            self.rows.iter().any(|row| row.currency == currency && is_asked(&row.origin))
        };
        for (period, range) in ranges.into_iter().enumerate() {
            if has(|origin| matches!(origin, Origin::Metered(_))) {
                let (tokens, requests) =
                    books.metered(OF_TOKENS, &[Dimension::Connection, Dimension::Model], range)?;
                self.put(&mut joining, Origin::Metered, period, &tokens, &requests);
            }
            if has(|origin| matches!(origin, Origin::Observed(_))) {
                let tokens = books.rows(Measure::ObservedTokens, OF_OBSERVED, range)?;
                let of_requests = [Dimension::Provider, Dimension::Model];
                let requests = books.rows(Measure::Attempts, &of_requests, range)?;
                self.put(&mut joining, Origin::Observed, period, &tokens, &requests);
            }
        }
        if !self.classes.is_empty() {
            joining.keep_classes(&self.classes);
        }
        Ok(joining)
    }

    /// Groups begin with who counted, then the model.
    fn put(
        &self,
        joining: &mut Joining,
        origin: fn(Option<String>) -> Origin,
        period: usize,
        tokens: &[Group],
        requests: &[Group],
    ) {
        let without_first = |group: &Group| {
            let mut values = group.values.iter().skip(1).cloned().collect::<Vec<_>>();
            if !self.is_by_model
                && let Some(model) = values.first_mut()
            {
                *model = None;
            }
            Group { unit: String::new(), values, sum: group.sum }
        };
        for group in tokens {
            joining.add_tokens(&origin(group.value(0).map(str::to_owned)), &without_first(group), period);
        }
        for group in requests {
            joining.add_requests(&origin(group.value(0).map(str::to_owned)), &without_first(group), period);
        }
    }
}

/// The measure in the middle of a sentence.
pub(super) const fn word(measure: BridgeMeasure) -> &'static str {
    crate::explore::words::measure_word(books::of(measure))
}
