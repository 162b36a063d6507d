//! Anthropic's answers in the ledger's words. Pure.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::api::{Bucket, CostRow, ReportCost, ReportDimensions, ReportPage, RowTime, Usage, UsageRow};
use super::series::{
    add_actor, asked, base_series, charge_of_cents, lane, operation, quantities, region, token_class,
};
use super::streams::{CLAUDE_CODE, Shape, report_of};
use super::{PROVIDER, coding, directory};
use crate::kernel::Period;
use crate::ledger::{BucketContent, ChargeBasis, SeriesKey};
use crate::sources::exchange::json_fault;
use crate::sources::reading::{DayBuckets, Outside, read_row, whole_day};
use crate::sources::{Ask, NormalizeError, Normalized, PageRef};

/// Reads the pages of one window of any stream.
pub(super) fn normalize(
    stream: &str,
    period: Period,
    pages: &[PageRef<'_>],
) -> Result<Normalized, NormalizeError> {
    if stream == CLAUDE_CODE {
        return coding::normalize(stream, period, pages);
    }
    let Some(report) = report_of(stream) else { return directory::normalize(stream, pages) };
    // The older cost report has to be asked from three days back.
    let is_wider = report.shape == Shape::ReportsCost;
    let mut days = DayBuckets::new(period, if is_wider { Outside::Expected } else { Outside::Rejected });
    let mut complete_through: Option<DateTime<Utc>> = None;
    for (page, page_ref) in pages.iter().enumerate() {
        let envelope = read_page(stream, page, page_ref)?;
        complete_through = match (complete_through, envelope.data_refreshed_at) {
            (Some(earlier), Some(told)) => Some(earlier.min(told)),
            (earlier, told) => earlier.or(told),
        };
        for raw in envelope.data {
            match report.shape {
                Shape::AnalyticsCost | Shape::AnalyticsUsage => {
                    read_analytics(report.shape, raw, page_ref.ask, page, &mut days);
                }
                Shape::ReportsCost | Shape::ReportsUsage => {
                    read_bucket(report.shape, raw, page_ref.ask, page, &mut days)
                        .map_err(|detail| not_a_page(stream, page, detail))?;
                }
            }
        }
    }
    Ok(Normalized { buckets: days.into_buckets(), complete_through, ..Normalized::default() })
}

/// The envelope of a stored page.
pub(super) fn read_page<'a>(
    stream: &str,
    page: usize,
    page_ref: &PageRef<'a>,
) -> Result<ReportPage<'a>, NormalizeError> {
    serde_json::from_slice(page_ref.body)
        .map_err(|error| not_a_page(stream, page, json_fault("a page of rows", &error)))
}

/// A stored page that is not what its stream promises.
pub(super) fn not_a_page(stream: &str, page: usize, detail: String) -> NormalizeError {
    NormalizeError { source_name: PROVIDER, stream: stream.to_owned(), page: page.saturating_add(1), detail }
}

fn read_analytics(shape: Shape, raw: &RawValue, ask: &Ask, page: usize, days: &mut DayBuckets) {
    let day = read_row::<RowTime>(raw).and_then(|time| whole_day(time.starting_at, time.ending_at));
    days.place(day, raw, page, |content| {
        if shape == Shape::AnalyticsCost {
            return read_analytics_cost(raw, ask, page, content);
        }
        let row: UsageRow = read_row(raw)?;
        let mut series = group_series(ask, row.group);
        series.operation = Some("messages".to_owned());
        content.usage.extend(quantities(&row.usage)?.into_rows(&series, page));
        Ok(())
    });
}

fn read_analytics_cost(
    raw: &RawValue,
    ask: &Ask,
    page: usize,
    content: &mut BucketContent,
) -> Result<(), String> {
    let row: CostRow = read_row(raw)?;
    let series = group_series(ask, row.group);
    let (amount, list_amount) = (row.cost.amount, row.cost.list_amount);
    let basis = ChargeBasis::Billed;
    content.charges.push(charge_of_cents(series, basis, amount, list_amount, &row.cost.currency, page)?);
    Ok(())
}

fn group_series(ask: &Ask, group: super::api::Group) -> SeriesKey {
    let service_tier = asked(ask, "service_tier", group.service_tier);
    let mut series = SeriesKey {
        project: asked(ask, "workspace_id", group.workspace_id),
        model_served: asked(ask, "model", group.model),
        lane: lane(service_tier.as_deref()),
        service_tier,
        region: region(ask, "inference_geo", group.inference_geo),
        product: asked(ask, "product", group.product),
        operation: asked(ask, "cost_type", operation(group.cost_type)),
        token_class: asked(ask, "token_type", token_class(group.token_type)),
        ..base_series()
    };
    if ask.group_by.iter().any(|dimension| dimension == "actor") {
        add_actor(&mut series, group.actor);
    }
    if let Some(key) = asked(ask, "api_key_id", group.api_key_id) {
        series.credential = Some(key);
    }
    series
}

/// One day of an older report; a bucket that cannot be read hides how many rows it had, so it fails the page.
fn read_bucket(
    shape: Shape,
    raw: &RawValue,
    ask: &Ask,
    page: usize,
    days: &mut DayBuckets,
) -> Result<(), String> {
    let bucket: Bucket<'_> =
        serde_json::from_str(raw.get()).map_err(|error| json_fault("a bucket of one day", &error))?;
    let day = whole_day(bucket.starting_at, bucket.ending_at);
    for row in bucket.results {
        days.place(day.clone(), row, page, |content| {
            if shape == Shape::ReportsCost {
                return read_report_cost(row, ask, page, content);
            }
            let dimensions: ReportDimensions = read_row(row)?;
            let usage: Usage = read_row(row)?;
            let mut series = report_series(ask, dimensions);
            series.operation = Some("messages".to_owned());
            content.usage.extend(quantities(&usage)?.into_rows(&series, page));
            Ok(())
        });
    }
    Ok(())
}

/// Dimensions of the older usage report. A null workspace is the default workspace and a null key is the console:
/// both are stored as empty, and the directory names the empty workspace.
fn report_series(ask: &Ask, told: ReportDimensions) -> SeriesKey {
    let service_tier = asked(ask, "service_tier", told.service_tier);
    let account = asked(ask, "account_id", told.account_id).filter(|id| !id.is_empty());
    SeriesKey {
        project: asked(ask, "workspace_id", told.workspace_id),
        credential: asked(ask, "api_key_id", told.api_key_id),
        user: account.or_else(|| asked(ask, "service_account_id", told.service_account_id)),
        model_served: asked(ask, "model", told.model),
        lane: lane(service_tier.as_deref()),
        service_tier,
        region: region(ask, "inference_geo", told.inference_geo),
        context_band: asked(ask, "context_window", told.context_window),
        speed: asked(ask, "speed", told.speed),
        ..base_series()
    }
}

/// A row of the older cost report; everything but the workspace is told only through the description.
fn read_report_cost(
    raw: &RawValue,
    ask: &Ask,
    page: usize,
    content: &mut BucketContent,
) -> Result<(), String> {
    let row: ReportCost = read_row(raw)?;
    let told = row.dimensions;
    let service_tier = asked(ask, "description", told.service_tier);
    let series = SeriesKey {
        project: asked(ask, "workspace_id", told.workspace_id),
        line_item: asked(ask, "description", row.description),
        model_served: asked(ask, "description", told.model),
        lane: lane(service_tier.as_deref()),
        service_tier,
        context_band: asked(ask, "description", told.context_window),
        region: region(ask, "description", told.inference_geo),
        operation: asked(ask, "description", operation(row.cost_type)),
        token_class: asked(ask, "description", token_class(row.token_type)),
        ..base_series()
    };
    let basis = ChargeBasis::Billed;
    content.charges.push(charge_of_cents(series, basis, row.amount, None, &row.currency, page)?);
    Ok(())
}
