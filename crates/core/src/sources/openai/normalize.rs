//! OpenAI's answers in the ledger's words. Pure.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::value::RawValue;

use super::api::{CostsResult, Dimensions, ReportPage, UsageResult};
use super::line_item::read_line_item;
use super::streams::{COSTS, Report, UsageEndpoint};
use super::tokens::{Metrics, add_token_meters};
use super::{PROVIDER, directory};
use crate::kernel::{Currency, Day, Period};
use crate::ledger::{BucketContent, Category, ChargeBasis, ChargeRow, Meter, SeriesKey};
use crate::sources::exchange::json_fault;
use crate::sources::reading::{DayBuckets, Outside, Quantities, read_row, whole_day};
use crate::sources::{Ask, NormalizeError, Normalized, PageRef};

/// Reads the pages of one window of any stream.
pub(super) fn normalize(
    stream: &str,
    period: Period,
    pages: &[PageRef<'_>],
) -> Result<Normalized, NormalizeError> {
    let Some(report) = Report::of_stream(stream) else { return directory::normalize(stream, pages) };
    let mut days = DayBuckets::new(period, Outside::Rejected);
    for (page, page_ref) in pages.iter().enumerate() {
        let envelope: ReportPage<'_> = serde_json::from_slice(page_ref.body)
            .map_err(|error| not_a_page(stream, page, json_fault("a page of buckets", &error)))?;
        for bucket in &envelope.data {
            let day = bucket_day(bucket.start_time, bucket.end_time);
            for raw in &bucket.results {
                days.place(day.clone(), raw, page, |content| match report {
                    Report::Costs => read_charge(raw, page_ref.ask, page, content),
                    Report::Usage(endpoint) => read_usage(raw, endpoint, page_ref.ask, page, content),
                });
            }
        }
    }
    Ok(Normalized { buckets: days.into_buckets(), ..Normalized::default() })
}

/// A stored page that is not what its stream promises.
pub(super) fn not_a_page(stream: &str, page: usize, detail: String) -> NormalizeError {
    NormalizeError { source_name: PROVIDER, stream: stream.to_owned(), page: page.saturating_add(1), detail }
}

fn bucket_day(start: i64, end: i64) -> Result<Day, String> {
    match (DateTime::from_timestamp(start, 0), DateTime::from_timestamp(end, 0)) {
        (Some(start), Some(end)) => whole_day(start, end),
        _ => Err(format!("the bucket from {start} to {end} is not a time in Unix seconds")),
    }
}

fn check_tag(told: Option<&str>, expected: &str) -> Result<(), String> {
    match told {
        Some(told) if told != expected => Err(format!("the row is tagged as another report than {expected}")),
        _ => Ok(()),
    }
}

/// A null means nothing by itself: `None` when the dimension was not asked, empty when it was and there is none.
fn asked(ask: &Ask, dimension: &str, value: Option<String>) -> Option<String> {
    if ask.group_by.iter().any(|asked| asked == dimension) { Some(value.unwrap_or_default()) } else { None }
}

fn base_series() -> SeriesKey {
    SeriesKey { provider: PROVIDER.to_owned(), channel: PROVIDER.to_owned(), ..SeriesKey::default() }
}

fn read_charge(raw: &RawValue, ask: &Ask, page: usize, content: &mut BucketContent) -> Result<(), String> {
    let row: CostsResult = read_row(raw)?;
    check_tag(row.object.as_deref(), COSTS.tag)?;
    let currency = Currency::parse(&row.amount.currency).map_err(|error| error.to_string())?;
    let parsed = row.line_item.as_deref().map(read_line_item).unwrap_or_default();
    let series = SeriesKey {
        project: asked(ask, "project_id", row.project_id),
        credential: asked(ask, "api_key_id", row.api_key_id),
        line_item: asked(ask, "line_item", row.line_item),
        model_served: parsed.model,
        token_class: parsed.token_class.map(|meter| meter.name().to_owned()),
        ..base_series()
    };
    let amount = row.amount.value;
    let is_credit = amount.value.is_sign_negative() && !amount.value.is_zero();
    content.charges.push(ChargeRow {
        series,
        basis: ChargeBasis::Billed,
        category: if is_credit { Category::Credit } else { Category::Usage },
        amount: amount.value,
        currency,
        amount_text: amount.text,
        list_amount: None,
        quantity: row.quantity.map(|quantity| quantity.value),
        quantity_unit: row.quantity_unit,
        page,
    });
    Ok(())
}

fn read_usage(
    raw: &RawValue,
    endpoint: &UsageEndpoint,
    ask: &Ask,
    page: usize,
    content: &mut BucketContent,
) -> Result<(), String> {
    let row: UsageResult = read_row(raw)?;
    check_tag(row.object.as_deref(), endpoint.tag)?;
    let mut quantities = Quantities::default();
    add_meters(endpoint, &Metrics(&row.metrics), &mut quantities)?;
    let series = usage_series(endpoint, ask, row.dimensions);
    content.usage.extend(quantities.into_rows(&series, page));
    Ok(())
}

fn add_meters(
    endpoint: &UsageEndpoint,
    metrics: &Metrics<'_>,
    quantities: &mut Quantities,
) -> Result<(), String> {
    match endpoint.counted {
        None => add_token_meters(metrics, quantities)?,
        Some((meter, field)) => quantities.add(meter, metrics.required(field)?, field)?,
    }
    quantities.add_told(Meter::Requests, metrics.told("num_model_requests"), "num_model_requests")
}

fn usage_series(endpoint: &UsageEndpoint, ask: &Ask, told: Dimensions) -> SeriesKey {
    let mut extra = BTreeMap::new();
    let further = [
        ("size", told.size),
        ("source", told.source),
        ("context_level", told.context_level),
        ("vector_store_id", told.vector_store_id),
    ];
    for (name, value) in further {
        if let Some(value) = asked(ask, name, value) {
            extra.insert(name.to_owned(), value);
        }
    }
    let service_tier = asked(ask, "service_tier", told.service_tier);
    let batch = if ask.group_by.iter().any(|dimension| dimension == "batch") { told.batch } else { None };
    SeriesKey {
        project: asked(ask, "project_id", told.project_id),
        credential: asked(ask, "api_key_id", told.api_key_id),
        user: asked(ask, "user_id", told.user_id),
        model_served: asked(ask, "model", told.model),
        product: asked(ask, "api_source", told.api_source),
        lane: lane(batch, service_tier.as_deref()),
        service_tier,
        operation: Some(endpoint.name.to_owned()),
        extra,
        ..base_series()
    }
}

/// The lane in the ledger's words: batch wins over the tier; `default` is the older name of `standard`, and
/// `priority` is what `fast` was called until 2026-07-30. Other tiers keep OpenAI's word, because the list is open;
/// no word, no lane.
fn lane(batch: Option<bool>, service_tier: Option<&str>) -> Option<String> {
    if batch == Some(true) {
        return Some("batch".to_owned());
    }
    match service_tier {
        None | Some("") => None,
        Some("standard" | "default") => Some("standard".to_owned()),
        Some("priority" | "fast") => Some("priority".to_owned()),
        Some(other) => Some(other.to_owned()),
    }
}
