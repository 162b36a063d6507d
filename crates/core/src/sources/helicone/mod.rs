//! Helicone's request log.
//!
//! Owns: how `query-clickhouse` is asked. Never does: ask for bodies. Invariants: closed slices in ascending order, because
//! paging by offset over a growing table skips and repeats rows; cached requests are asked for apart, because by default
//! they are left out. The form of the filter is the public client's and was not tried against the service.

#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::contract::{
    Access, Ask, Book, Capabilities, Connector, Descriptor, FetchError, KeyHelp, NormalizeError, Normalized,
    Offer, Page, PageAsk, PageRef, Probe, Slot, Stream,
};
use super::exchange::{provider_time, unreadable};
use super::gateways::{
    LATE, Refusals, Slice, bearer, no_such_stream, observed, read_rows, readable, without_content,
};
use super::reading::through;
use super::transport::{HttpRequest, Transport};
use crate::kernel::{Day, Period};

const PROVIDER: &str = "helicone";
const STREAM: &str = "requests";
const EARLIEST: &str = "2023-03-01";
const PAGE_ROWS: u32 = 1_000;
/// Rows of one slice; deeper offsets grow slow.
const DEEPEST_OFFSET: u64 = 50_000;
/// First the requests that reached a provider, then those answered from the cache.
const PARTS: u64 = 2;
const WHAT: &str = "requests";
const REFUSALS: Refusals = Refusals { provider: PROVIDER, hint: "Make a new API key with the right to read" };
/// Fields that can hold text of prompts and answers, or addresses of them.
const CONTENT: &[&str] = &[
    "request_body",
    "response_body",
    "signed_body_url",
    "request_prompt",
    "response_prompt",
    "asset_urls",
    "assets",
    "ai_gateway_body_mapping",
];

static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "Helicone",
    base_url: "https://api.helicone.ai",
    key: KeyHelp {
        kind: "API key",
        looks_like: "sk-helicone-...",
        environment_variable: "HELICONE_API_KEY",
        steps: &["Open the settings and choose API keys", "Generate a key that may read", "Copy the key"],
        caution: "A key that may also write can send requests through the gateway",
    },
    fields: &[],
    request_spacing: Duration::from_millis(500),
    attempts: 5,
    shortest_interval_minutes: 15,
    earliest: EARLIEST,
    slots: &[Slot {
        id: "requests",
        label: "Requests",
        book: Book::Observed,
        family: "requests",
        alternate_of: None,
        dimensions: &["model_requested", "model_served", "team", "feature", "environment"],
    }],
    streams: &[Stream {
        id: STREAM,
        slot: "requests",
        label: "Requests",
        window_days: 1,
        late: LATE,
        verify_empty_with: None,
        stop_after_empty_days: Some(90),
    }],
    not_told: &[
        "Retries: Helicone makes one row of all attempts and keeps no count",
        "Prompts and answers are not read",
    ],
};

/// The Helicone connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Helicone;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    data: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Envelope<'_> {
    /// Rows in it. An error in an answer of status 200 is no empty page.
    fn rows(&self) -> Result<u64, FetchError> {
        let has_error = self.error.is_some_and(|error| !matches!(error.get(), "null" | "\"\""));
        match &self.data {
            Some(rows) if !has_error => Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX)),
            _ => Err(FetchError::Unreadable {
                provider: PROVIDER,
                detail: "it answers with an error in place of rows".to_owned(),
            }),
        }
    }
}

#[async_trait]
impl Connector for Helicone {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let slice = Slice::read(None, Period::of_day(now.date_naive()), 0);
        let slice = slice.ok_or(FetchError::StaleCursor { provider: PROVIDER })?;
        let response = transport.send(request(access, &slice, 1)).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, now, WHAT));
        }
        page(&response.body)?;
        Ok(Probe {
            account: None,
            account_name: None,
            capabilities: readable("requests", "Requests with their tokens, properties, feedback and scores"),
            provider_time: provider_time(&response),
        })
    }

    fn offers(&self, _capabilities: &Capabilities, today: Day) -> Vec<Offer> {
        vec![Offer { stream: STREAM, period: through(EARLIEST, today) }]
    }

    fn ask(&self, _stream: &str, _capabilities: &Capabilities) -> Ask {
        Ask { limit: PAGE_ROWS, ..Ask::default() }
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        if ask.stream != STREAM {
            return Err(no_such_stream(PROVIDER, ask));
        }
        let slice = Slice::read(ask.cursor, ask.period, 0);
        let slice = slice.ok_or(FetchError::StaleCursor { provider: PROVIDER })?;
        let request = request(ask.access, &slice, ask.ask.limit);
        let request_url = format!("{}#{}", request.path_and_query(), slice.cursor());
        let response = transport.send(request).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, ask.now, WHAT));
        }
        let rows = page(&response.body)?;
        let next = next(&slice, rows, ask);
        let body = without_content(PROVIDER, &response.body, CONTENT)?;
        Ok(Page { body, request_url, next: next.map(|next| next.cursor()) })
    }

    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        Ok(observed(PROVIDER, period, read_rows(PROVIDER, "api-page", stream, pages)?))
    }
}

fn page(body: &[u8]) -> Result<u64, FetchError> {
    let envelope: Envelope<'_> =
        serde_json::from_slice(body).map_err(|error| unreadable(PROVIDER, "a page of requests", &error))?;
    envelope.rows()
}

/// A full page has another after it; a slice with too many goes on in halves from its start, whose rows told twice are the
/// same. Then the next slice, then the cached requests.
fn next(slice: &Slice, rows: u64, ask: &PageAsk<'_>) -> Option<Slice> {
    let after = slice.page.saturating_add(rows);
    if rows >= u64::from(ask.ask.limit) {
        let half = slice.halved(0).filter(|_| after >= DEEPEST_OFFSET);
        return Some(half.unwrap_or_else(|| slice.at(after)));
    }
    let later = slice.after(ask.period, 0).filter(|next| next.from() <= ask.now);
    later.or_else(|| slice.next_part(ask.period, 0, PARTS))
}

/// One page of a slice, oldest rows first.
fn request(access: &Access, slice: &Slice, rows: u32) -> HttpRequest {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let bound = |sign: &str, at: DateTime<Utc>| json!({"request_response_rmt": {"request_created_at": {sign: time(at)}}});
    let question = json!({
        "filter": {"left": bound("gte", slice.from()), "operator": "and", "right": bound("lt", slice.until())},
        "isCached": slice.part == 1,
        "limit": rows,
        "offset": slice.page,
        "sort": {"created_at": "asc"},
        "includeInputs": false,
    });
    HttpRequest {
        url: format!("{}/v1/request/query-clickhouse", access.base_url),
        query: Vec::new(),
        headers: bearer(access),
        question: Some(question.to_string()),
    }
}
