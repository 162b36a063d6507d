//! OpenRouter's activity: what it charged and what was used, by day, model and upstream.
//!
//! Owns: how `/activity` is asked and what its rows mean. Never does: read single generations, which have no list.
//! Invariants: `usage` is what OpenRouter charged and is the only billed amount; what keys of one's own cost stands on the
//! upstream's bill and is not added here. Reasoning is inside completion.

#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::contract::{
    Access, Ask, Book, Capabilities, Connector, Descriptor, FetchError, KeyHelp, LateWindow, NormalizeError,
    Normalized, Offer, Page, PageAsk, PageRef, Probe, Slot, Stream,
};
use super::exchange::{json_fault, provider_time, unreadable};
use super::gateways::{Refusals, bearer, no_such_stream, readable};
use super::reading::{DayBuckets, Exact, Outside, Quantities, read_row};
use super::transport::{HttpRequest, Transport};
use crate::kernel::{Currency, Day, Period, parse_day};
use crate::ledger::{BucketContent, Category, ChargeBasis, ChargeRow, Meter, SeriesKey};

const PROVIDER: &str = "openrouter";
const COST: &str = "activity.cost";
const USAGE: &str = "activity.usage";
const EARLIEST: &str = "2023-07-01";
/// Finished days that are told.
const TOLD_DAYS: u64 = 30;
const WHAT: &str = "activity";
const REFUSALS: Refusals = Refusals { provider: PROVIDER, hint: "Make a management key in the settings" };
const LATE: LateWindow = LateWindow { each_run_days: 2, daily_days: 3, previous_month: false };
const DIMENSIONS: &[&str] = &["project", "model_requested", "model_served", "product"];

static DESCRIPTOR: Descriptor = Descriptor {
    id: PROVIDER,
    name: "OpenRouter",
    base_url: "https://openrouter.ai/api/v1",
    key: KeyHelp {
        kind: "Management key",
        looks_like: "sk-or-...",
        environment_variable: "OPENROUTER_MANAGEMENT_KEY",
        steps: &[
            "Open the settings and choose Management keys",
            "Create a key",
            "Copy the key; it is shown once",
        ],
        caution: "A management key makes and deletes keys. It cannot call models",
    },
    fields: &[],
    request_spacing: Duration::from_millis(500),
    attempts: 5,
    shortest_interval_minutes: 60,
    earliest: EARLIEST,
    slots: &[
        Slot {
            id: "cost",
            label: "Billed cost by model",
            book: Book::Billed,
            family: "cost",
            alternate_of: None,
            dimensions: DIMENSIONS,
        },
        Slot {
            id: "usage",
            label: "Usage by model",
            book: Book::Metered,
            family: "usage",
            alternate_of: None,
            dimensions: DIMENSIONS,
        },
    ],
    streams: &[
        Stream {
            id: COST,
            slot: "cost",
            label: "Billed cost by model",
            window_days: 1,
            late: LATE,
            verify_empty_with: None,
            stop_after_empty_days: None,
        },
        Stream {
            id: USAGE,
            slot: "usage",
            label: "Usage by model",
            window_days: 1,
            late: LATE,
            verify_empty_with: None,
            stop_after_empty_days: None,
        },
    ],
    not_told: &[
        "Days earlier than 30 days ago, and the running day",
        "What calls with keys of your own cost at the upstream: that is on the upstream's bill",
        "Cached input: the prompt count holds it",
    ],
};

/// The OpenRouter connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenRouter;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Row {
    date: String,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    model_permaslug: Option<String>,
    #[serde(default)]
    provider_name: Option<String>,
    #[serde(default)]
    workspace_id: Option<String>,
    #[serde(default)]
    usage: Option<Exact>,
    #[serde(default)]
    requests: Option<i64>,
    #[serde(default)]
    prompt_tokens: Option<i64>,
    #[serde(default)]
    completion_tokens: Option<i64>,
}

#[async_trait]
impl Connector for OpenRouter {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let today = now.date_naive();
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let response = transport.send(request(access, yesterday)).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, now, WHAT));
        }
        let _: Envelope<'_> = serde_json::from_slice(&response.body)
            .map_err(|error| unreadable(PROVIDER, "a day of activity", &error))?;
        Ok(Probe {
            account: None,
            account_name: None,
            capabilities: readable("activity", "Billed cost and usage by day, model and upstream"),
            provider_time: provider_time(&response),
        })
    }

    fn offers(&self, _capabilities: &Capabilities, today: Day) -> Vec<Offer> {
        let first = today.checked_sub_days(Days::new(TOLD_DAYS)).unwrap_or(today);
        let Ok(period) = Period::new(first, today) else { return Vec::new() };
        vec![Offer { stream: COST, period }, Offer { stream: USAGE, period }]
    }

    fn ask(&self, _stream: &str, _capabilities: &Capabilities) -> Ask {
        Ask::default()
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        if ask.stream != COST && ask.stream != USAGE {
            return Err(no_such_stream(PROVIDER, ask));
        }
        let request = request(ask.access, ask.period.start());
        let request_url = request.path_and_query();
        let response = transport.send(request).await?;
        if response.status != 200 {
            return Err(REFUSALS.of(&response, ask.now, WHAT));
        }
        let _: Envelope<'_> = serde_json::from_slice(&response.body)
            .map_err(|error| unreadable(PROVIDER, "a day of activity", &error))?;
        Ok(Page { body: response.body, request_url, next: None })
    }

    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        let mut days = DayBuckets::new(period, Outside::Rejected);
        for (page, page_ref) in pages.iter().enumerate() {
            let envelope: Envelope<'_> =
                serde_json::from_slice(page_ref.body).map_err(|error| NormalizeError {
                    source_name: PROVIDER,
                    stream: stream.to_owned(),
                    page: page.saturating_add(1),
                    detail: json_fault("a day of activity", &error),
                })?;
            for raw in envelope.data {
                let row = read_row::<Row>(raw);
                let day = row.as_ref().map_err(Clone::clone).and_then(day_of);
                days.place(day, raw, page, |content| {
                    let row = row?;
                    if stream == COST { charge(row, page, content) } else { usage(&row, page, content) }
                });
            }
        }
        Ok(Normalized { buckets: days.into_buckets(), ..Normalized::default() })
    }
}

/// The date, which may carry a time of midnight.
fn day_of(row: &Row) -> Result<Day, String> {
    let text = row.date.split(['T', ' ']).next().unwrap_or_default();
    parse_day(text).map_err(|error| error.to_string())
}

fn series(row: &Row) -> SeriesKey {
    SeriesKey {
        provider: PROVIDER.to_owned(),
        channel: PROVIDER.to_owned(),
        project: row.workspace_id.clone(),
        model_requested: row.model.clone(),
        model_served: row.model_permaslug.clone(),
        product: row.provider_name.clone(),
        ..SeriesKey::default()
    }
}

fn charge(row: Row, page: usize, content: &mut BucketContent) -> Result<(), String> {
    let series = series(&row);
    let amount = row.usage.ok_or("the row does not tell what was charged")?;
    if amount.value.is_zero() {
        return Ok(());
    }
    let is_credit = amount.value.is_sign_negative();
    content.charges.push(ChargeRow {
        series,
        basis: ChargeBasis::Billed,
        category: if is_credit { Category::Credit } else { Category::Usage },
        amount: amount.value,
        currency: Currency::USD,
        amount_text: amount.text,
        list_amount: None,
        quantity: None,
        quantity_unit: None,
        page,
    });
    Ok(())
}

fn usage(row: &Row, page: usize, content: &mut BucketContent) -> Result<(), String> {
    let mut quantities = Quantities::default();
    let counts = [
        (Meter::Input, row.prompt_tokens, "prompt_tokens"),
        (Meter::Output, row.completion_tokens, "completion_tokens"),
        (Meter::Requests, row.requests, "requests"),
    ];
    for (meter, quantity, field) in counts {
        quantities.add(meter, quantity.unwrap_or_default(), field)?;
    }
    content.usage.extend(quantities.into_rows(&series(row), page));
    Ok(())
}

fn request(access: &Access, day: Day) -> HttpRequest {
    HttpRequest {
        url: format!("{}/activity", access.base_url),
        query: vec![("date".to_owned(), day.to_string())],
        headers: bearer(access),
        question: None,
    }
}
