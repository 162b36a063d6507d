//! The LiteLLM proxy's spend logs.
//!
//! Owns: how `/spend/logs/v2` is asked. Never does: read its roll-ups, which count a request under each of its tags.
//! Invariants: closed slices in ascending order, because paging by number over a growing table skips and repeats rows;
//! a slice whose total is clamped at 10,000 is halved; bodies of prompts and answers are dropped before a page is kept.

#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;

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

const PROVIDER: &str = "litellm";
const STREAM: &str = "spend_logs";
const EARLIEST: &str = "2023-08-01";
/// Most rows of one page.
const PAGE_ROWS: u32 = 1_000;
/// LiteLLM tells no larger total; a slice that reaches it may hold more.
const CLAMPED_TOTAL: u64 = 10_000;
const WHAT: &str = "spend logs";
const REFUSALS: Refusals = Refusals {
    provider: PROVIDER,
    hint: "Use the master key or a key of a user with the role proxy_admin_viewer",
};
/// Fields of a row that can hold text of prompts and answers.
const CONTENT: &[&str] =
    &["messages", "response", "proxy_server_request", "error_str", "traceback", "error_message"];

static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "LiteLLM proxy",
    base_url: "http://localhost:4000",
    key: KeyHelp {
        kind: "Viewer key",
        looks_like: "sk-...",
        environment_variable: "LITELLM_API_KEY",
        steps: &[
            "Open the proxy's admin page and choose Internal users",
            "Add a user with the role Admin (view only)",
            "Make a key for that user and copy it",
        ],
        caution: "The master key can spend money and make keys. A key of a view-only admin reads the same logs",
    },
    fields: &[],
    request_spacing: Duration::from_millis(200),
    attempts: 5,
    shortest_interval_minutes: 15,
    earliest: EARLIEST,
    slots: &[Slot {
        id: "requests",
        label: "Requests",
        book: Book::Observed,
        family: "requests",
        alternate_of: None,
        dimensions: &["team", "credential", "user", "model_requested", "model_served", "feature"],
    }],
    streams: &[Stream {
        id: STREAM,
        slot: "requests",
        label: "Spend logs",
        window_days: 1,
        late: LATE,
        verify_empty_with: None,
        stop_after_empty_days: Some(90),
    }],
    not_told: &[
        "Failed attempts before the last one are counted on the row of the call and are no rows of their own",
        "The caller's own metadata, unless it is sent as tags or as spend logs metadata",
        "Prompts and answers are not read, also where the proxy stores them",
    ],
};

/// The LiteLLM connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiteLlm;

/// What a page tells beside its rows.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    total: u64,
    #[serde(default)]
    total_pages: u64,
    #[serde(default)]
    total_is_capped: bool,
}

#[async_trait]
impl Connector for LiteLlm {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let slice = Slice::read(None, Period::of_day(now.date_naive()), 1);
        let slice = slice.ok_or(FetchError::StaleCursor { provider: PROVIDER })?;
        let response = transport.send(request(access, &slice, 1)).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, now, WHAT));
        }
        let _: Envelope = serde_json::from_slice(&response.body)
            .map_err(|error| unreadable(PROVIDER, "a page of spend logs", &error))?;
        Ok(Probe {
            account: None,
            account_name: None,
            capabilities: readable("requests", "Spend logs: each call with its tokens, team, key and tags"),
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
        let slice = Slice::read(ask.cursor, ask.period, 1);
        let mut slice = slice.ok_or(FetchError::StaleCursor { provider: PROVIDER })?;
        loop {
            let request = request(ask.access, &slice, ask.ask.limit);
            let request_url = request.path_and_query();
            let response = transport.send(request).await?;
            if response.status != 200 {
                return Err(REFUSALS.of(&response, ask.now, WHAT));
            }
            let envelope: Envelope = serde_json::from_slice(&response.body)
                .map_err(|error| unreadable(PROVIDER, "a page of spend logs", &error))?;
            let is_clamped = envelope.total_is_capped || envelope.total >= CLAMPED_TOTAL;
            if let Some(half) = slice.halved(1).filter(|_| is_clamped) {
                slice = half;
                continue;
            }
            let next = if slice.page < envelope.total_pages {
                Some(slice.at(slice.page.saturating_add(1)))
            } else {
                slice.after(ask.period, 1).filter(|next| next.from() <= ask.now)
            };
            let body = without_content(PROVIDER, &response.body, CONTENT)?;
            return Ok(Page { body, request_url, next: next.map(|next| next.cursor()) });
        }
    }

    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        Ok(observed(PROVIDER, period, read_rows(PROVIDER, "spend-logs", stream, pages)?))
    }
}

/// One page of a slice, oldest rows first. A bare end date would mean the start of that day, so both have their time.
fn request(access: &Access, slice: &Slice, rows: u32) -> HttpRequest {
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S").to_string();
    let pair = |name: &str, value: String| (name.to_owned(), value);
    HttpRequest {
        url: format!("{}/spend/logs/v2", access.base_url),
        query: vec![
            pair("start_date", time(slice.from())),
            pair("end_date", time(slice.until())),
            pair("page", slice.page.to_string()),
            pair("page_size", rows.to_string()),
            pair("sort_by", "startTime".to_owned()),
            pair("sort_order", "asc".to_owned()),
        ],
        headers: bearer(access),
        question: None,
    }
}
