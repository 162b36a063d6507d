//! Langfuse's observations and scores.
//!
//! Owns: how the public API is asked. Never does: ask for inputs and outputs, add up its metrics, which are cut off
//! without saying so. Invariants: only generations and embeddings are read, because a wrapper's usage is its children's;
//! comments of scores are not asked for.

#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;

use super::contract::{
    Access, Ask, Book, Capabilities, Connector, Descriptor, FetchError, KeyHelp, NormalizeError, Normalized,
    Offer, Page, PageAsk, PageRef, Probe, Slot, Stream,
};
use super::exchange::{provider_time, unreadable};
use super::gateways::{
    LATE, Refusals, headers, no_such_stream, observed, read_rows, readable, without_content,
};
use super::reading::through;
use super::transport::{HttpRequest, Transport};
use crate::kernel::{Day, Period, day_start};

const PROVIDER: &str = "langfuse";
const OBSERVATIONS: &str = "observations";
const SCORES: &str = "scores";
const EARLIEST: &str = "2023-06-01";
/// Kinds of observation that carry cost, asked one after the other.
const KINDS: [&str; 2] = ["GENERATION", "EMBEDDING"];
/// Groups of fields without inputs and outputs.
const FIELDS: &str = "basic,time,metadata,model,usage,prompt,metrics,trace_context";
const OBSERVATION_ROWS: u32 = 1_000;
const SCORE_ROWS: u32 = 100;
const REFUSALS: Refusals =
    Refusals { provider: PROVIDER, hint: "Copy both keys of the project, as public key, colon, secret key" };
/// Fields that can hold text of prompts, answers or people, should an old server send them unasked.
const CONTENT: &[&str] = &["input", "output", "statusMessage", "comment", "stringValue"];

static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "Langfuse",
    base_url: "https://cloud.langfuse.com",
    key: KeyHelp {
        kind: "Project key pair",
        looks_like: "pk-lf-...:sk-lf-...",
        environment_variable: "LANGFUSE_KEYS",
        steps: &[
            "Open the project's settings and choose API keys",
            "Create new API keys",
            "Enter the public key, a colon and the secret key as one text",
        ],
        caution: "A project key can also write. Langfuse has no key that only reads: make one for this use and delete it when done",
    },
    fields: &[],
    request_spacing: Duration::from_millis(500),
    attempts: 5,
    shortest_interval_minutes: 15,
    earliest: EARLIEST,
    slots: &[
        Slot {
            id: "requests",
            label: "Requests",
            book: Book::Observed,
            family: "requests",
            alternate_of: None,
            dimensions: &["model_served", "feature", "environment"],
        },
        Slot {
            id: "outcomes",
            label: "Scores",
            book: Book::Observed,
            family: "outcomes",
            alternate_of: None,
            dimensions: &[],
        },
    ],
    streams: &[
        Stream {
            id: OBSERVATIONS,
            slot: "requests",
            label: "Generations",
            window_days: 1,
            late: LATE,
            verify_empty_with: None,
            stop_after_empty_days: Some(90),
        },
        Stream {
            id: SCORES,
            slot: "outcomes",
            label: "Scores",
            window_days: 7,
            late: LATE,
            verify_empty_with: None,
            stop_after_empty_days: Some(90),
        },
    ],
    not_told: &[
        "Retries: Langfuse keeps no attempt number",
        "The provider of a model is derived from its name",
        "Metadata values are cut at 200 characters",
        "Inputs and outputs are not read",
    ],
};

/// The Langfuse connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Langfuse;

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default)]
    cursor: Option<String>,
}

#[async_trait]
impl Connector for Langfuse {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let period = Period::of_day(now.date_naive());
        let place = KindCursor { kind: 0, cursor: None };
        let response = transport.send(observations(access, period, &place, 1)).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, now, "observations"));
        }
        let _: Envelope = serde_json::from_slice(&response.body)
            .map_err(|error| unreadable(PROVIDER, "a page of observations", &error))?;
        Ok(Probe {
            account: None,
            account_name: None,
            capabilities: readable("requests", "Generations with their usage and cost, and scores"),
            provider_time: provider_time(&response),
        })
    }

    fn offers(&self, _capabilities: &Capabilities, today: Day) -> Vec<Offer> {
        let period = through(EARLIEST, today);
        vec![Offer { stream: OBSERVATIONS, period }, Offer { stream: SCORES, period }]
    }

    fn ask(&self, stream: &str, _capabilities: &Capabilities) -> Ask {
        let limit = if stream == SCORES { SCORE_ROWS } else { OBSERVATION_ROWS };
        Ask { limit, ..Ask::default() }
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        let place = KindCursor::read(ask.cursor).ok_or(FetchError::StaleCursor { provider: PROVIDER })?;
        let (request, kinds) = match ask.stream {
            OBSERVATIONS => (observations(ask.access, ask.period, &place, ask.ask.limit), KINDS.len()),
            SCORES => (scores(ask.access, ask.period, &place, ask.ask.limit), 1),
            _ => return Err(no_such_stream(PROVIDER, ask)),
        };
        let request_url = request.path_and_query();
        let response = transport.send(request).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, ask.now, ask.stream));
        }
        let envelope: Envelope = serde_json::from_slice(&response.body)
            .map_err(|error| unreadable(PROVIDER, "a page of rows", &error))?;
        let next = place.next(envelope.meta.cursor.filter(|cursor| !cursor.is_empty()), kinds);
        let body = without_content(PROVIDER, &response.body, CONTENT)?;
        Ok(Page { body, request_url, next: next.map(|next| next.text()) })
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

/// Which kind of observation is read, and where in it.
struct KindCursor {
    kind: usize,
    cursor: Option<String>,
}

impl KindCursor {
    fn read(cursor: Option<&str>) -> Option<Self> {
        let Some(text) = cursor else { return Some(Self { kind: 0, cursor: None }) };
        let (kind, cursor) = text.split_once(';')?;
        let kind = kind.parse().ok().filter(|kind| *kind < KINDS.len())?;
        Some(Self { kind, cursor: (!cursor.is_empty()).then(|| cursor.to_owned()) })
    }

    fn text(&self) -> String {
        format!("{};{}", self.kind, self.cursor.as_deref().unwrap_or_default())
    }

    fn next(&self, cursor: Option<String>, kinds: usize) -> Option<Self> {
        if cursor.is_some() {
            return Some(Self { kind: self.kind, cursor });
        }
        let kind = self.kind.saturating_add(1);
        (kind < kinds).then_some(Self { kind, cursor: None })
    }
}

fn observations(access: &Access, period: Period, place: &KindCursor, rows: u32) -> HttpRequest {
    let kind = KINDS.get(place.kind).copied().unwrap_or("GENERATION");
    let mut query = times(period, "fromStartTime", "toStartTime");
    query.extend([("type".to_owned(), kind.to_owned()), ("fields".to_owned(), FIELDS.to_owned())]);
    request(access, "/api/public/v2/observations", query, place, rows)
}

fn scores(access: &Access, period: Period, place: &KindCursor, rows: u32) -> HttpRequest {
    let mut query = times(period, "fromTimestamp", "toTimestamp");
    query.push(("fields".to_owned(), "subject".to_owned()));
    request(access, "/api/public/v3/scores", query, place, rows)
}

fn times(period: Period, from: &str, to: &str) -> Vec<(String, String)> {
    let text = |day: Day| day_start(day).to_rfc3339_opts(SecondsFormat::Millis, true);
    vec![(from.to_owned(), text(period.start())), (to.to_owned(), text(period.end()))]
}

/// Basic authentication: the public key is the name, the secret key the password.
fn request(
    access: &Access,
    path: &str,
    mut query: Vec<(String, String)>,
    place: &KindCursor,
    rows: u32,
) -> HttpRequest {
    query.push(("limit".to_owned(), rows.to_string()));
    query.extend(place.cursor.as_ref().map(|cursor| ("cursor".to_owned(), cursor.clone())));
    HttpRequest {
        url: format!("{}{path}", access.base_url),
        query,
        headers: headers(format!("Basic {}", STANDARD.encode(access.credential.reveal()))),
        question: None,
    }
}
