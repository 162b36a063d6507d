//! What is read for a bridge: money, tokens and requests of both periods, by the questions anybody can ask.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::prelude::ToPrimitive;

use crate::explore::add_up::{Group, Question, REQUESTS, TOKENS, add_up};
use crate::explore::cuts::Cut;
use crate::explore::dimensions::Dimension;
use crate::explore::error::ExploreError;
use crate::explore::filters::parse_filters;
use crate::explore::model::{BridgeMeasure, Measure, QueryRequest};
use crate::explore::queries_spend;
use crate::explore::query::query;
use crate::explore::reading::Reading;
use crate::kernel::{Amount, DayRange, DimensionFilter, MoneyError, NANOS_PER_UNIT, PageAsk, parse_decimal};
use crate::store::Store;

/// The workspace as questions see it.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    pub(super) store: &'a Store,
    pub(super) cuts: &'a [Cut],
    pub(super) now: DateTime<Utc>,
    pub(super) filters: &'a [DimensionFilter],
}

/// Totals by currency, and what is to be known of them.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) by_currency: BTreeMap<String, (i128, Amount)>,
    pub(super) notes: Vec<String>,
}

/// Rows to ask for at once: the most a question gives.
const PAGE: u32 = 1000;

impl Books<'_> {
    /// The totals of a question for a measure: what the bridge has to sum to.
    pub(super) fn totals(&self, measure: BridgeMeasure, range: &DayRange) -> Result<Totals, ExploreError> {
        let request = self.request(of(measure), &[], range, 0);
        let view = query(self.store, self.cuts, self.now, &request)?;
        let mut totals = Totals { notes: view.notes, ..Totals::default() };
        for amount in view.totals.into_iter().filter_map(|row| row.amount) {
            totals.by_currency.insert(amount.currency.clone(), (nanos(&amount.value)?, amount));
        }
        Ok(totals)
    }

    /// Every row of a question.
    pub(super) fn rows(
        &self,
        measure: Measure,
        by: &[Dimension],
        range: &DayRange,
    ) -> Result<Vec<Group>, ExploreError> {
        let mut groups = Vec::new();
        loop {
            let offset = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            let view = query(self.store, self.cuts, self.now, &self.request(measure, by, range, offset))?;
            let is_last = view.rows.len() < PAGE as usize;
            for row in view.rows {
                let (unit, sum) = match row.amount {
                    Some(amount) => (amount.currency, nanos(&amount.value)?),
                    None => {
                        let count = row.quantity.unwrap_or_default();
                        (String::new(), count.parse().map_err(|_| not_an_amount(&count))?)
                    }
                };
                groups.push(Group { unit, values: row.keys.into_iter().map(|key| key.value).collect(), sum });
            }
            if is_last {
                return Ok(groups);
            }
        }
    }

    /// Metered tokens by the dimensions, and requests by the first so many of them.
    pub(super) fn metered(
        &self,
        by: &[Dimension],
        of_requests: &[Dimension],
        range: &DayRange,
    ) -> Result<(Vec<Group>, Vec<Group>), ExploreError> {
        let filters: Vec<_> = parse_filters(self.filters)?
            .into_iter()
            .filter(|filter| filter.dimension != Dimension::Class)
            .collect();
        let period = range.period()?;
        self.store.read(|reader| {
            let reading = Reading::new(reader, self.cuts)?;
            let measures = [Measure::Tokens, Measure::Requests];
            let groupings = [by, of_requests];
            let question =
                Question { measures: &measures, named: by, groupings: &groupings, filters: &filters, period };
            let answer = add_up(&reading, &question)?;
            let of = |place: usize, unit: &str| {
                answer.grouping(place).iter().filter(|group| group.unit == unit).cloned().collect()
            };
            Ok((of(0, TOKENS), of(1, REQUESTS)))
        })
    }

    /// Money by currency of which it is not known whether it is retries, of the whole period.
    pub(super) fn retry_unknown(&self, range: &DayRange) -> Result<BTreeMap<String, i64>, ExploreError> {
        let period = range.period()?;
        self.store.read(|reader| Ok(queries_spend::retry_unknown(reader, period)?.into_iter().collect()))
    }

    fn request(&self, measure: Measure, by: &[Dimension], range: &DayRange, offset: u32) -> QueryRequest {
        let is_kept = |filter: &&DimensionFilter| {
            // Requests tell tokens by class of token; the class of spend is kept when tokens are joined.
            !matches!(measure, Measure::ObservedTokens | Measure::Attempts)
                || filter.dimension != Dimension::Class.name()
        };
        QueryRequest {
            measure,
            by: by.iter().map(|dimension| dimension.name().to_owned()).collect(),
            range: range.clone(),
            filters: self.filters.iter().filter(is_kept).cloned().collect(),
            page: PageAsk { offset, limit: PAGE },
        }
    }
}

/// The measure of a question.
pub(super) const fn of(measure: BridgeMeasure) -> Measure {
    match measure {
        BridgeMeasure::Spend => Measure::Spend,
        BridgeMeasure::Billed => Measure::Billed,
    }
}

/// Exact decimal text as nanos.
fn nanos(text: &str) -> Result<i128, ExploreError> {
    let nanos = parse_decimal(text)?.checked_mul(NANOS_PER_UNIT.into()).and_then(|nanos| nanos.to_i128());
    nanos.ok_or_else(|| not_an_amount(text))
}

fn not_an_amount(text: &str) -> ExploreError {
    MoneyError::NotAnAmount { text: text.to_owned() }.into()
}
