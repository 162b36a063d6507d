//! The connectors read a year of both providers from the simulator, and what they make of it equals its books.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test ends it")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::kernel::Period;
use showback_core::ledger::BucketContent;
use showback_core::sources::{
    Access, Capabilities, Connector, Credential, FetchError, PageAsk, PageRef, Registry,
};
use showback_simulator::{Analytics, Provider, Simulator, SimulatorHandle, SimulatorOptions, Surface};

struct Reader<'a> {
    connector: &'a dyn Connector,
    access: Access,
    capabilities: Capabilities,
    transport: HttpTransport,
    now: DateTime<Utc>,
}

impl Reader<'_> {
    async fn window(&self, stream: &str, period: Period) -> Vec<BucketContent> {
        let mut ask = self.connector.ask(stream, &self.capabilities);
        let mut pages = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page_ask = PageAsk {
                access: &self.access,
                stream,
                period,
                ask: &ask,
                cursor: cursor.as_deref(),
                now: self.now,
            };
            match self.connector.fetch_page(&page_ask, &self.transport).await {
                Ok(page) => {
                    cursor = page.next.clone();
                    pages.push(page);
                    if cursor.is_none() {
                        break;
                    }
                }
                Err(FetchError::AskTooMuch { narrower, .. }) => {
                    ask = narrower;
                    pages.clear();
                    cursor = None;
                }
                Err(error) => panic!("{stream} {period:?}: {error}"),
            }
        }
        let refs: Vec<PageRef<'_>> = pages
            .iter()
            .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
            .collect();
        self.connector.normalize(stream, period, &refs).unwrap().buckets
    }

    /// All offered days of a stream, in windows of its length.
    async fn stream(&self, stream: &str) -> Vec<BucketContent> {
        let today = self.now.date_naive();
        let first = "2025-08-25".parse().unwrap();
        let mut buckets = Vec::new();
        let window = i64::from(self.connector.descriptor().stream(stream).unwrap().window_days);
        for offer in self.connector.offers(&self.capabilities, today) {
            if offer.stream != stream {
                continue;
            }
            let mut start = offer.period.start().max(first);
            while start < offer.period.end() {
                let end = (start + chrono::Duration::days(window)).min(offer.period.end());
                buckets.extend(self.window(stream, Period::new(start, end).unwrap()).await);
                start = end;
            }
        }
        for bucket in &buckets {
            assert!(bucket.rejected.is_empty(), "{stream}: {:?}", bucket.rejected);
        }
        buckets
    }
}

type Sums = BTreeMap<(String, String, String), Decimal>;

fn charged(
    buckets: &[BucketContent],
    key: impl Fn(&showback_core::ledger::SeriesKey) -> (String, String),
) -> Sums {
    let mut sums = Sums::new();
    for bucket in buckets {
        for row in &bucket.charges {
            let (one, two) = key(&row.series);
            *sums.entry((bucket.day.to_string(), one, two)).or_default() += row.amount;
        }
    }
    sums.retain(|_, amount| !amount.is_zero());
    sums
}

async fn start(analytics: Analytics) -> SimulatorHandle {
    let options = SimulatorOptions { anthropic_analytics: analytics, ..SimulatorOptions::default() };
    Simulator::start(options).await.unwrap()
}

async fn reader<'a>(simulator: &SimulatorHandle, registry: &'a Registry, provider: Provider) -> Reader<'a> {
    let (id, base_url, key) = match provider {
        Provider::OpenAi => ("openai", simulator.openai_base_url(), &simulator.keys().openai_admin),
        Provider::Anthropic => {
            ("anthropic", simulator.anthropic_base_url(), &simulator.keys().anthropic_admin)
        }
    };
    let connector = registry.find(id).unwrap().as_ref();
    let access = Access { base_url, credential: Credential::new(key) };
    let transport = HttpTransport::new(HttpOptions::default()).unwrap();
    let now = simulator.now();
    let probe = connector.probe(&access, now, &transport).await.unwrap();
    Reader { connector, access, capabilities: probe.capabilities, transport, now }
}

fn booked(
    charges: &[showback_simulator::BookCharge],
    key: impl Fn(&showback_simulator::BookCharge) -> (String, String),
) -> Sums {
    let mut sums = Sums::new();
    for charge in charges {
        let (one, two) = key(charge);
        *sums.entry((charge.day.to_string(), one, two)).or_default() += charge.amount_usd;
    }
    sums.retain(|_, amount| !amount.is_zero());
    assert!(sums.len() > 300, "the books have something on every day");
    sums
}

fn some(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

#[tokio::test]
async fn a_year_of_openai_reads_as_the_books_say() {
    let simulator = start(Analytics::Enabled).await;
    let registry = Registry::standard();
    let reader = reader(&simulator, &registry, Provider::OpenAi).await;
    let (from, to) = ("2025-08-25".parse().unwrap(), "2026-11-21".parse().unwrap());
    let charges = simulator.books().charges(Provider::OpenAi, from, to);

    let read = reader.stream("costs.line_item").await;
    let by_item = charged(&read, |series| (some(&series.project), some(&series.line_item)));
    let expected = booked(&charges, |charge| (charge.project_id.clone(), charge.line_item.clone()));
    assert_eq!(by_item, expected);

    let read = reader.stream("costs.api_key").await;
    let by_key = charged(&read, |series| (some(&series.project), some(&series.credential)));
    let expected = booked(&charges, |charge| (charge.project_id.clone(), some(&charge.key_id)));
    assert_eq!(by_key, expected);

    let usage = simulator.books().usage(Provider::OpenAi, from, to);
    for stream in
        reader.connector.descriptor().streams.iter().filter(|stream| stream.id.starts_with("usage."))
    {
        let endpoint = format!("\"{}\"", stream.id.trim_start_matches("usage."));
        let mut read: BTreeMap<(String, String), i64> = BTreeMap::new();
        for bucket in reader.stream(stream.id).await {
            for row in bucket.usage {
                *read.entry((bucket.day.to_string(), some(&row.series.project))).or_default() += row.quantity;
            }
        }
        let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
        for row in usage.iter().filter(|row| serde_json::to_string(&row.endpoint).unwrap() == endpoint) {
            *expected.entry((row.day.to_string(), row.project_id.clone())).or_default() += row.quantity;
        }
        expected.retain(|_, quantity| *quantity != 0);
        assert_eq!(read, expected, "{}", stream.id);
    }
}

#[tokio::test]
async fn a_year_of_anthropic_reads_as_the_books_say_on_either_surface() {
    for (analytics, cost, usage_stream, surface) in [
        (Analytics::Enabled, "analytics.cost", "analytics.usage", Surface::Analytics),
        (Analytics::Enabled, "analytics.cost.person", "analytics.usage.person", Surface::Analytics),
        (Analytics::Refused, "reports.cost", "reports.usage", Surface::Admin),
    ] {
        let simulator = start(analytics).await;
        let registry = Registry::standard();
        let reader = reader(&simulator, &registry, Provider::Anthropic).await;
        let books = simulator.books().as_surface(surface);
        let read = reader.stream(cost).await;
        let (first, last) = (read.first().unwrap().day, read.last().unwrap().day);
        let to = if surface == Surface::Admin { last.min("2026-11-19".parse().unwrap()) } else { last };
        let charges = books.charges(Provider::Anthropic, first, to.succ_opt().unwrap());
        let default = books.company().org(Provider::Anthropic).projects.first().unwrap().id.clone();
        let project =
            |told: &Option<String>| if some(told).is_empty() { default.clone() } else { some(told) };
        assert_eq!(
            charged(&read, |series| (project(&series.project), String::new())),
            booked(&charges, |charge| (charge.project_id.clone(), String::new())),
            "{cost}"
        );
        if cost == "analytics.cost" {
            assert_eq!(
                charged(&read, |series| (some(&series.credential), some(&series.model_served))),
                booked(&charges, |charge| {
                    (some(&charge.key_id), charge.model.unwrap_or_default().to_owned())
                })
            );
        }
        let mut read: BTreeMap<(String, String), i64> = BTreeMap::new();
        let (mut first, mut last) = (None, None);
        for bucket in reader.stream(usage_stream).await {
            first = first.or(Some(bucket.day));
            last = Some(bucket.day);
            for row in bucket.usage {
                *read.entry((bucket.day.to_string(), project(&row.series.project))).or_default() +=
                    row.quantity;
            }
        }
        let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
        for row in books.usage(Provider::Anthropic, first.unwrap(), last.unwrap().succ_opt().unwrap()) {
            if surface == Surface::Admin && row.meter == "requests" {
                continue;
            }
            *expected.entry((row.day.to_string(), row.project_id.clone())).or_default() += row.quantity;
        }
        expected.retain(|_, quantity| *quantity != 0);
        assert_eq!(read, expected, "{usage_stream}");
    }
}

#[tokio::test]
async fn many_small_pages_read_like_few_large_ones() {
    let registry = Registry::standard();
    let period = Period::new("2026-10-10".parse().unwrap(), "2026-11-10".parse().unwrap()).unwrap();
    for (provider, stream) in [
        (Provider::OpenAi, "costs.line_item"),
        (Provider::OpenAi, "usage.completions"),
        (Provider::Anthropic, "analytics.cost"),
        (Provider::Anthropic, "reports.usage"),
    ] {
        let mut reads = Vec::new();
        for page_cap in [None, Some(4)] {
            let options = SimulatorOptions { page_cap, ..SimulatorOptions::default() };
            let simulator = Simulator::start(options).await.unwrap();
            let mut buckets = reader(&simulator, &registry, provider).await.window(stream, period).await;
            for bucket in &mut buckets {
                bucket.charges.iter_mut().for_each(|row| row.page = 0);
                bucket.usage.iter_mut().for_each(|row| row.page = 0);
            }
            reads.push((buckets, simulator.requests_served()));
        }
        let (large, small) = (reads.remove(0), reads.remove(0));
        assert_eq!(large.0, small.0, "{stream}");
        assert!(small.1 > large.1, "{stream}");
    }
}

#[tokio::test]
async fn claude_code_and_directories_are_read() {
    let simulator = start(Analytics::Enabled).await;
    let registry = Registry::standard();
    let anthropic = reader(&simulator, &registry, Provider::Anthropic).await;
    let period = Period::new("2026-11-10".parse().unwrap(), "2026-11-14".parse().unwrap()).unwrap();
    let coding = anthropic.window("claude_code", period).await;
    assert!(coding.iter().all(|bucket| !bucket.charges.is_empty() && bucket.rejected.is_empty()));
    for provider in [Provider::OpenAi, Provider::Anthropic] {
        let reader = reader(&simulator, &registry, provider).await;
        let day = Period::of_day(simulator.now().date_naive());
        let ask = reader.connector.ask("directory", &reader.capabilities);
        let (mut pages, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page_ask = PageAsk {
                access: &reader.access,
                stream: "directory",
                period: day,
                ask: &ask,
                cursor: cursor.as_deref(),
                now: reader.now,
            };
            let page = reader.connector.fetch_page(&page_ask, &reader.transport).await.unwrap();
            cursor = page.next.clone();
            pages.push(page);
            if cursor.is_none() {
                break;
            }
        }
        let refs: Vec<PageRef<'_>> = pages
            .iter()
            .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
            .collect();
        let names = reader.connector.normalize("directory", day, &refs).unwrap().directory;
        let org = simulator.books().company().org(provider).clone();
        for project in &org.projects {
            assert!(names.iter().any(|entry| entry.external_id == project.id), "{}", project.id);
        }
        for key in org.keys.iter().filter(|key| key.listed_at(simulator.now())) {
            assert!(
                names.iter().any(|entry| entry.external_id == key.id && entry.name == key.name),
                "{}",
                key.name
            );
        }
    }
}
