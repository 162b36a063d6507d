//! One page of a report from Anthropic, and what its refusals mean.

use std::time::Duration;

use chrono::{DateTime, Days, Utc};

use super::api::ReportPage;
use super::streams::{CLAUDE_CODE, DIRECTORY, Report, Shape, report_of};
use super::{PROVIDER, coding, directory, key};
use crate::kernel::{Day, day_start, parse_instant};
use crate::sources::exchange::{
    Refusal, USER_AGENT, is_server_fault, next_cursor, retry_after, unreadable, until,
};
use crate::sources::{Access, Ask, FetchError, Header, HttpRequest, HttpResponse, Page, PageAsk, Transport};

/// Version of the API.
const VERSION: &str = "2023-06-01";
/// Opens the analytics surface.
pub(super) const ANALYTICS_BETA: &str = "analytics-usage-cost-2026-08-24";
/// A cost report of the last day or so is refused, so it is asked from this many days back.
const COST_REPORT_DAYS: u64 = 3;

/// Fetches one page of any stream.
pub(super) async fn fetch_page(ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
    if ask.stream == DIRECTORY {
        return directory::fetch_page(ask, transport).await;
    }
    if ask.stream == CLAUDE_CODE {
        return coding::fetch_page(ask, transport).await;
    }
    let Some(report) = report_of(ask.stream) else {
        return Err(FetchError::Refused {
            provider: PROVIDER,
            status: 404,
            parameter: "stream".to_owned(),
            detail: format!("there is no stream {}", ask.stream),
        });
    };
    let request = request(ask.access, report.path, query(report, ask), report.shape.is_analytics());
    let request_url = request.path_and_query();
    let response = transport.send(request).await?;
    if response.status != 200 {
        return Err(report_refusal(&response, report, ask));
    }
    let envelope: ReportPage<'_> = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a page of rows", &error))?;
    let next = next_cursor(PROVIDER, envelope.has_more, envelope.next_page, ask.cursor)?;
    Ok(Page { body: response.body, request_url, next })
}

/// A request with the key; OAuth tokens go into another header than keys.
pub(super) fn request(
    access: &Access,
    path: &str,
    query: Vec<(String, String)>,
    is_analytics: bool,
) -> HttpRequest {
    let secret = access.credential.reveal();
    let credential = if secret.starts_with("sk-ant-oat") {
        Header::secret("authorization", format!("Bearer {secret}"))
    } else {
        Header::secret("x-api-key", secret.to_owned())
    };
    let mut headers = vec![
        credential,
        Header::plain("anthropic-version", VERSION),
        Header::plain("user-agent", USER_AGENT),
        Header::plain("accept", "application/json"),
    ];
    if is_analytics {
        headers.push(Header::plain("anthropic-beta", ANALYTICS_BETA));
    }
    HttpRequest { url: format!("{}{path}", access.base_url), query, headers, question: None }
}

/// Midnight as Anthropic writes it.
pub(super) fn midnight(day: Day) -> String {
    day_start(day).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same for each page of a window: a cursor is refused when anything else changed.
fn query(report: &Report, ask: &PageAsk<'_>) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let (start, end) = bounds(report.shape, ask);
    let width = if report.shape.is_analytics() { "time_bucket_width" } else { "bucket_width" };
    let mut query = vec![
        pair("starting_at", midnight(start)),
        pair("ending_at", midnight(end)),
        pair(width, "1d".to_owned()),
        pair("limit", ask.ask.limit.to_string()),
    ];
    if report.shape.is_analytics() {
        query.push(pair("order_by", "time".to_owned()));
        query.push(pair("order", "asc".to_owned()));
    }
    query.extend(ask.ask.group_by.iter().map(|dimension| pair("group_by[]", dimension.clone())));
    query.extend(ask.cursor.map(|cursor| pair("page", cursor.to_owned())));
    query
}

/// Days to ask for. The cost report tells finished days only and is refused when it starts too late.
fn bounds(shape: Shape, ask: &PageAsk<'_>) -> (Day, Day) {
    let (start, end) = (ask.period.start(), ask.period.end());
    if shape != Shape::ReportsCost {
        return (start, end);
    }
    let end = end.min(ask.now.date_naive());
    let latest_start = end.checked_sub_days(Days::new(COST_REPORT_DAYS)).unwrap_or(start);
    (start.min(latest_start), end)
}

fn report_refusal(response: &HttpResponse, report: &Report, ask: &PageAsk<'_>) -> FetchError {
    if response.status == 400 {
        let told = Refusal::read(&response.body);
        let is_about_page = told.names("page token") || told.names("page:") || told.names("cursor");
        if ask.cursor.is_some() && is_about_page {
            return FetchError::StaleCursor { provider: PROVIDER };
        }
        if let Some(narrower) = narrower(&told, report, ask.ask) {
            return narrower;
        }
    }
    refusal(response, ask.now, report.what, ask.cursor.is_some())
}

/// Too many dimensions: the last one is given up. A usage page too large: half as many days. Refusals of dates are
/// neither.
fn narrower(told: &Refusal, report: &Report, ask: &Ask) -> Option<FetchError> {
    if report.shape == Shape::ReportsCost || told.names("starting_at") || told.names("ending_at") {
        return None;
    }
    let too_much = |refused: String, narrower: Ask| {
        Some(FetchError::AskTooMuch { provider: PROVIDER, refused, narrower })
    };
    if let Some(refused) = told.refused_dimension(&ask.group_by) {
        let is_pair = refused == "cost_type" || refused == "token_type";
        let keeps = |dimension: &&String| {
            let goes = **dimension == refused
                || (is_pair && (*dimension == "cost_type" || *dimension == "token_type"));
            !goes
        };
        let group_by = ask.group_by.iter().filter(keeps).cloned().collect();
        return too_much(refused, Ask { group_by, ..ask.clone() });
    }
    if report.shape == Shape::ReportsUsage && ask.limit > 1 {
        let limit = ask.limit.div_euclid(2).max(1);
        return too_much(format!("{} days a page", ask.limit), Ask { limit, ..ask.clone() });
    }
    None
}

/// What a status other than 200 means on any endpoint.
pub(super) fn refusal(
    response: &HttpResponse,
    now: DateTime<Utc>,
    what: &str,
    has_cursor: bool,
) -> FetchError {
    match response.status {
        410 => FetchError::StaleCursor { provider: PROVIDER },
        400 if has_cursor && Refusal::read(&response.body).names("page") => {
            FetchError::StaleCursor { provider: PROVIDER }
        }
        429 => FetchError::RateLimited { provider: PROVIDER, retry_after: waiting_time(response, now) },
        status if is_server_fault(status) => FetchError::ServerFault { provider: PROVIDER, status },
        status @ (401 | 403) => key::refusal(status, what),
        status => FetchError::Refused {
            provider: PROVIDER,
            status,
            parameter: Refusal::read(&response.body).word(),
            detail: if status == 404 {
                format!("this organization has no {what}")
            } else {
                format!("it does not answer this question about {what}")
            },
        },
    }
}

/// `Retry-After`, else the reset of the request limit when that lies ahead; it is often already past.
fn waiting_time(response: &HttpResponse, now: DateTime<Utc>) -> Option<Duration> {
    let reset = || {
        let text = response.header("anthropic-ratelimit-requests-reset")?;
        until(parse_instant(text).ok()?, now)
    };
    retry_after(response, now).or_else(reset)
}
