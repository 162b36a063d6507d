//! One page of a report from OpenAI, and what its refusals mean.

use super::PROVIDER;
use super::api::ReportPage;
use super::streams::{COSTS_BY_KEY, DIRECTORY, Report};
use super::{directory, key};
use crate::kernel::day_start;
use crate::sources::exchange::{Refusal, USER_AGENT, is_server_fault, next_cursor, retry_after, unreadable};
use crate::sources::{Access, Ask, FetchError, Header, HttpRequest, HttpResponse, Page, PageAsk, Transport};

/// Fetches one page of any stream.
pub(super) async fn fetch_page(ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
    if ask.stream == DIRECTORY {
        return directory::fetch_page(ask, transport).await;
    }
    let Some(report) = Report::of_stream(ask.stream) else {
        return Err(no_such_stream(ask.stream));
    };
    let request = request(ask.access, &report.path(), report_query(ask));
    let request_url = request.path_and_query();
    let response = transport.send(request).await?;
    if response.status != 200 {
        return Err(refusal(&response, ask));
    }
    let envelope: ReportPage<'_> = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a page of buckets", &error))?;
    let next = next_cursor(PROVIDER, envelope.has_more, envelope.next_page, ask.cursor)?;
    Ok(Page { body: response.body, request_url, next })
}

/// A stream this connector does not have.
pub(super) fn no_such_stream(stream: &str) -> FetchError {
    FetchError::Refused {
        provider: PROVIDER,
        status: 404,
        parameter: "stream".to_owned(),
        detail: format!("there is no stream {stream}"),
    }
}

/// A request with the key.
pub(super) fn request(access: &Access, path: &str, query: Vec<(String, String)>) -> HttpRequest {
    HttpRequest {
        url: format!("{}{path}", access.base_url),
        query,
        headers: vec![
            Header::secret("authorization", format!("Bearer {}", access.credential.reveal())),
            Header::plain("user-agent", USER_AGENT),
            Header::plain("accept", "application/json"),
        ],
        question: None,
    }
}

/// Days as whole UTC days in Unix seconds, daily buckets, dimensions as the vendor's own libraries send them.
fn report_query(ask: &PageAsk<'_>) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut query = vec![
        pair("start_time", day_start(ask.period.start()).timestamp().to_string()),
        pair("end_time", day_start(ask.period.end()).timestamp().to_string()),
        pair("bucket_width", "1d".to_owned()),
        pair("limit", ask.ask.limit.to_string()),
    ];
    query.extend(ask.ask.group_by.iter().map(|dimension| pair("group_by[]", dimension.clone())));
    query.extend(ask.cursor.map(|cursor| pair("page", cursor.to_owned())));
    query
}

/// What a report's refusal means for this request.
fn refusal(response: &HttpResponse, ask: &PageAsk<'_>) -> FetchError {
    let refusal = Refusal::read(&response.body);
    if response.status == 400 {
        if ask.cursor.is_some() && refusal.param.as_deref() == Some("page") {
            return FetchError::StaleCursor { provider: PROVIDER };
        }
        if let Some(narrower) = narrower(ask, &refusal) {
            return narrower;
        }
    }
    general_refusal(response, &refusal, ask.access, ask.now, report_name(ask.stream))
}

/// Gives up the one dimension a usage report refuses. Costs by key without the key would tell nothing new, and
/// costs by line item cannot do with less, so those two are refusals.
fn narrower(ask: &PageAsk<'_>, refusal: &Refusal) -> Option<FetchError> {
    if let Some(Report::Costs) | None = Report::of_stream(ask.stream) {
        return None;
    }
    let refused = refusal.refused_dimension(&ask.ask.group_by)?;
    let group_by = ask.ask.group_by.iter().filter(|dimension| **dimension != refused).cloned().collect();
    let narrower = Ask { group_by, ..ask.ask.clone() };
    Some(FetchError::AskTooMuch { provider: PROVIDER, refused, narrower })
}

fn report_name(stream: &str) -> &'static str {
    match Report::of_stream(stream) {
        Some(Report::Costs) if stream == COSTS_BY_KEY => "costs per key",
        Some(Report::Costs) => "costs",
        Some(Report::Usage(_)) => "usage",
        None => "projects, keys and users",
    }
}

/// What a status other than 200 means on any endpoint.
pub(super) fn general_refusal(
    response: &HttpResponse,
    refusal: &Refusal,
    access: &Access,
    now: chrono::DateTime<chrono::Utc>,
    what: &str,
) -> FetchError {
    match response.status {
        429 => FetchError::RateLimited { provider: PROVIDER, retry_after: retry_after(response, now) },
        status if is_server_fault(status) => FetchError::ServerFault { provider: PROVIDER, status },
        401 | 403 => key::refusal(response.status, refusal, access, what),
        status => FetchError::Refused {
            provider: PROVIDER,
            status,
            parameter: refusal.word(),
            detail: if status == 404 {
                format!("this organization has no such report of {what}")
            } else {
                format!("it does not answer this question about {what}")
            },
        },
    }
}
