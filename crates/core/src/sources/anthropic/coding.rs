//! Claude Code activity: one request per day; what it costs is an estimate and never spend.

use serde::{Deserialize, Serialize};

use super::PROVIDER;
use super::api::{CodingModel, CodingRecord, ReportPage};
use super::fetch::{refusal, request};
use super::normalize::read_page;
use super::series::{base_series, charge_of_cents};
use super::streams::CLAUDE_CODE;
use crate::kernel::{Day, Period, parse_day};
use crate::ledger::{BucketContent, ChargeBasis, Meter, SeriesKey};
use crate::sources::exchange::{next_cursor, unreadable};
use crate::sources::reading::{DayBuckets, Outside, Quantities, read_row};
use crate::sources::{FetchError, NormalizeError, Normalized, Page, PageAsk, PageRef, Transport};

/// Where it is read.
pub(super) const PATH: &str = "/v1/organizations/usage_report/claude_code";
/// In a refusal: what may not be read.
pub(super) const WHAT: &str = "Claude Code analytics";
/// Most records of one page.
pub(super) const LIMIT: u32 = 1000;

/// The day being read and the place within it.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    day: Day,
    page: Option<String>,
}

/// Fetches one page of one day of the window.
pub(super) async fn fetch_page(ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
    let cursor = match ask.cursor {
        None => Cursor { day: ask.period.start(), page: None },
        Some(text) => {
            serde_json::from_str(text).map_err(|_| FetchError::StaleCursor { provider: PROVIDER })?
        }
    };
    if !ask.period.contains(cursor.day) {
        return Err(FetchError::StaleCursor { provider: PROVIDER });
    }
    let mut query = vec![
        ("starting_at".to_owned(), cursor.day.to_string()),
        ("limit".to_owned(), ask.ask.limit.to_string()),
    ];
    query.extend(cursor.page.clone().map(|page| ("page".to_owned(), page)));
    let request = request(ask.access, PATH, query, false);
    let request_url = request.path_and_query();
    let response = transport.send(request).await?;
    if response.status != 200 {
        return Err(refusal(&response, ask.now, WHAT, cursor.page.is_some()));
    }
    let envelope: ReportPage<'_> = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a page of records", &error))?;
    let page = next_cursor(PROVIDER, envelope.has_more, envelope.next_page, cursor.page.as_deref())?;
    let next = match page {
        Some(page) => Some(Cursor { day: cursor.day, page: Some(page) }),
        None => cursor
            .day
            .succ_opt()
            .filter(|day| ask.period.contains(*day))
            .map(|day| Cursor { day, page: None }),
    };
    let next = next
        .map(|cursor| serde_json::to_string(&cursor))
        .transpose()
        .map_err(|error| unreadable(PROVIDER, "a cursor", &error))?;
    Ok(Page { body: response.body, request_url, next })
}

/// Reads the records of a window.
pub(super) fn normalize(
    stream: &str,
    period: Period,
    pages: &[PageRef<'_>],
) -> Result<Normalized, NormalizeError> {
    let mut days = DayBuckets::new(period, Outside::Rejected);
    for (page, page_ref) in pages.iter().enumerate() {
        for raw in read_page(stream, page, page_ref)?.data {
            let record = read_row::<CodingRecord>(raw);
            let day = record.as_ref().map_err(Clone::clone).and_then(|record| record_day(&record.date));
            days.place(day, raw, page, |content| {
                record.and_then(|record| read_record(record, page, content))
            });
        }
    }
    Ok(Normalized { buckets: days.into_buckets(), ..Normalized::default() })
}

/// A date, or an instant of it.
fn record_day(text: &str) -> Result<Day, String> {
    let date = text.split('T').next().unwrap_or_default();
    parse_day(date).map_err(|error| error.to_string())
}

fn read_record(record: CodingRecord, page: usize, content: &mut BucketContent) -> Result<(), String> {
    let mut series = SeriesKey {
        operation: Some(CLAUDE_CODE.to_owned()),
        product: Some(CLAUDE_CODE.to_owned()),
        user: Some(record.actor.email_address.unwrap_or_default()),
        ..base_series()
    };
    let further = [
        ("api_key_name", record.actor.api_key_name),
        ("customer_type", record.customer_type),
        ("subscription_type", record.subscription_type),
        ("terminal_type", record.terminal_type),
    ];
    for (name, value) in further {
        if let Some(value) = value {
            series.extra.insert(name.to_owned(), value);
        }
    }
    let core = record.core_metrics;
    let mut quantities = Quantities::default();
    quantities.add(Meter::CodingSessions, core.num_sessions, "num_sessions")?;
    quantities.add(Meter::LinesAdded, core.lines_of_code.added, "lines_of_code.added")?;
    quantities.add(Meter::LinesRemoved, core.lines_of_code.removed, "lines_of_code.removed")?;
    quantities.add(Meter::Commits, core.commits_by_claude_code, "commits_by_claude_code")?;
    quantities.add(Meter::PullRequests, core.pull_requests_by_claude_code, "pull_requests_by_claude_code")?;
    let (mut accepted, mut rejected) = (0_i64, 0_i64);
    for action in record.tool_actions.values() {
        let too_large = "the edits are too large to add";
        accepted = accepted.checked_add(action.accepted).ok_or(too_large)?;
        rejected = rejected.checked_add(action.rejected).ok_or(too_large)?;
    }
    quantities.add(Meter::EditsAccepted, accepted, "accepted")?;
    quantities.add(Meter::EditsRejected, rejected, "rejected")?;
    content.usage.extend(quantities.into_rows(&series, page));
    for model in record.model_breakdown {
        read_model(model, &series, page, content)?;
    }
    Ok(())
}

fn read_model(
    told: CodingModel,
    person: &SeriesKey,
    page: usize,
    content: &mut BucketContent,
) -> Result<(), String> {
    let series = SeriesKey { model_served: Some(told.model), ..person.clone() };
    let mut quantities = Quantities::default();
    quantities.add(Meter::Input, told.tokens.input, "tokens.input")?;
    quantities.add(Meter::CacheRead, told.tokens.cache_read, "tokens.cache_read")?;
    quantities.add(Meter::CacheWrite, told.tokens.cache_creation, "tokens.cache_creation")?;
    quantities.add(Meter::Output, told.tokens.output, "tokens.output")?;
    content.usage.extend(quantities.into_rows(&series, page));
    if let Some(cost) = told.estimated_cost {
        let basis = ChargeBasis::Estimated;
        content.charges.push(charge_of_cents(series, basis, cost.amount, None, &cost.currency, page)?);
    }
    Ok(())
}
