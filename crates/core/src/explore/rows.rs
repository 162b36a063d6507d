//! Opens a figure: the rows it is the sum of, with their evidence.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::add_up::{REQUESTS, TOKENS};
use super::cuts::{Cut, Family};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::filters::{Filter, parse_filters};
use super::model::{LedgerDimension, LedgerRating, LedgerRow, LedgerRowsRequest, LedgerRowsView, Measure};
use super::queries;
use super::queries_rows::{self, EvidenceRow, RatingRow};
use super::query::totals;
use super::reading::{Bucket, Plan, Reading};
use super::resolver::Resolver;
use super::words;
use crate::ledger::{Meter, MeterKind};
use crate::store::Store;

/// A row that is part of the figure, before it is read in full.
struct Part {
    bucket: usize,
    ordinal: i64,
    value: i64,
}

/// The rows behind a figure, largest first. Their sum is the figure that a query with the same filters gives.
pub fn rows(
    store: &Store,
    cuts: &[Cut],
    request: &LedgerRowsRequest,
) -> Result<LedgerRowsView, ExploreError> {
    let filters = parse_filters(&request.filters)?;
    let named: Vec<Dimension> = filters.iter().map(|filter| filter.dimension).collect();
    let period = request.range.period()?;
    if matches!(Family::of(request.measure), Family::Spend | Family::Observed) {
        return Err(ExploreError::NoRows { measure: words::measure_word(request.measure) });
    }
    store.read(|reader| {
        let reading = Reading::new(reader, cuts)?;
        let plan = reading.plan(Family::of(request.measure), &named, period)?;
        let (mut parts, sums) = collect(&reading, &plan, request.measure, &filters)?;
        parts.sort_by_key(|part| (Reverse(part.value), part.bucket, part.ordinal));
        let sums = sums.iter().map(|(unit, sum)| (unit.as_str(), vec![*sum])).collect();
        let mut resolver = Resolver::new(&reading.series, Dimension::ALL, &[]);
        let (offset, limit) = request.page.bounds();
        let rows = parts
            .iter()
            .skip(offset as usize)
            .take(limit as usize)
            .filter_map(|part| plan.buckets.get(part.bucket).map(|bucket| (part, bucket)))
            .map(|(part, bucket)| row(&reading, &mut resolver, request.measure, bucket, part.ordinal))
            .collect::<Result<_, _>>()?;
        Ok(LedgerRowsView { total_rows: parts.len() as u64, rows, totals: totals(request.measure, &sums)? })
    })
}

fn collect(
    reading: &Reading<'_>,
    plan: &Plan<'_>,
    measure: Measure,
    filters: &[Filter],
) -> Result<(Vec<Part>, BTreeMap<String, i128>), ExploreError> {
    let mut resolver = Resolver::new(&reading.series, &[], filters);
    let mut parts = Vec::new();
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    let mut add = |bucket, ordinal, value, unit: &str| {
        parts.push(Part { bucket, ordinal, value });
        match sums.get_mut(unit) {
            Some(sum) => *sum += i128::from(value),
            None => drop(sums.insert(unit.to_owned(), i128::from(value))),
        }
    };
    let (wanted, unit) = match measure {
        Measure::Requests => (MeterKind::Requests, REQUESTS),
        _ => (MeterKind::Tokens, TOKENS),
    };
    for (place, bucket) in plan.buckets.iter().enumerate() {
        resolver.open(bucket);
        if matches!(measure, Measure::Rated | Measure::RatedList) {
            queries::each_rated(reading.reader, bucket.row.revision, |row| {
                let is_list = measure == Measure::RatedList;
                let value = if is_list { row.list_nanos } else { row.contracted_nanos };
                if let Some(value) = value
                    && resolver.resolve(row.series, Some(row.meter))
                {
                    add(place, row.ordinal, value, row.currency);
                }
            })?;
        } else if Family::of(measure) == Family::Usage {
            queries::each_quantity(reading.reader, bucket.row.revision, |row| {
                let is_wanted = Meter::parse(row.meter).is_some_and(|meter| meter.kind() == wanted);
                if is_wanted && resolver.resolve(row.series, Some(row.meter)) {
                    add(place, row.ordinal, row.quantity, unit);
                }
            })?;
        } else {
            let basis = if measure == Measure::Estimated { "estimated" } else { "billed" };
            queries::each_charge(reading.reader, bucket.row.revision, basis, |row| {
                let value =
                    if measure == Measure::ListCost { row.list_nanos } else { Some(row.amount_nanos) };
                if let Some(value) = value
                    && resolver.resolve(row.series, None)
                {
                    add(place, row.ordinal, value, row.currency);
                }
            })?;
        }
    }
    Ok((parts, sums))
}

fn row(
    reading: &Reading<'_>,
    resolver: &mut Resolver<'_>,
    measure: Measure,
    bucket: &Bucket<'_>,
    ordinal: i64,
) -> Result<LedgerRow, ExploreError> {
    let read =
        if Family::of(measure) == Family::Usage { queries_rows::quantity } else { queries_rows::charge };
    let mut found: EvidenceRow = read(reading.reader, bucket.row.revision, ordinal)?;
    let rating = match Family::of(measure) {
        Family::Usage => queries_rows::rating(reading.reader, bucket.row.revision, ordinal)?,
        _ => None,
    };
    // A figure of rated money opens to rows of rated money.
    if let Some(rating) = rating.as_ref().filter(|_| matches!(measure, Measure::Rated | Measure::RatedList)) {
        let is_list = measure == Measure::RatedList;
        found.amount_nanos = if is_list { rating.list_nanos } else { rating.contracted_nanos };
        found.list_nanos = rating.list_nanos;
        found.currency = Some(rating.currency.clone());
    }
    resolver.open(bucket);
    resolver.resolve(found.series, found.meter.as_deref());
    let money = |nanos: Option<i64>, measure: Measure| match (nanos, &found.currency) {
        (Some(nanos), Some(currency)) => words::amount(measure, i128::from(nanos), currency).map(Some),
        _ => Ok(None),
    };
    let basis = match measure {
        Measure::Estimated | Measure::Rated | Measure::RatedList => measure,
        _ => Measure::Billed,
    };
    Ok(LedgerRow {
        day: bucket.row.day.clone(),
        connection_id: bucket.connection.id,
        connection_label: bucket.connection.label.clone(),
        slot: bucket.cut.slot.to_owned(),
        dimensions: dimensions_of(reading, resolver),
        amount: money(found.amount_nanos, basis)?,
        list_amount: money(found.list_nanos, Measure::ListCost)?,
        amount_text: found.amount_text,
        meter: found.meter,
        quantity: found.quantity,
        revision: u32::try_from(found.revision_number).unwrap_or(0),
        recorded_at: found.recorded_at,
        raw_page_id: found.raw_page,
        rating: rating.map(|rating| ledger_rating(bucket.row.revision, ordinal, rating)).transpose()?,
    })
}

fn ledger_rating(revision: i64, ordinal: i64, rating: RatingRow) -> Result<LedgerRating, ExploreError> {
    let money = |nanos: Option<i64>| {
        nanos.map(|nanos| words::amount(Measure::Rated, i128::from(nanos), &rating.currency)).transpose()
    };
    let (amount, amount_high) = (money(rating.contracted_nanos)?, money(rating.contracted_high_nanos)?);
    Ok(LedgerRating { revision, ordinal, status: rating.status, amount, amount_high })
}

fn dimensions_of(reading: &Reading<'_>, resolver: &Resolver<'_>) -> Vec<LedgerDimension> {
    let skipped = [Dimension::Day, Dimension::Month, Dimension::Connection, Dimension::Meter];
    Dimension::ALL
        .iter()
        .filter(|dimension| !skipped.contains(dimension))
        .filter_map(|dimension| resolver.text(*dimension).map(|value| (*dimension, value)))
        .map(|(dimension, value)| LedgerDimension {
            name: dimension.name().to_owned(),
            label: dimension.label().to_owned(),
            key: words::key(reading, dimension, Some(value)),
        })
        .collect()
}
