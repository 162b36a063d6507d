//! OpenAI: costs by line item and by key, usage of each endpoint, names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use showback_core::ledger::Meter;
use showback_core::sources::{Capabilities, DirectoryKind, OpenAi, ProbeVerdict};
use showback_simulator::{BookUsage, CostsByKey, Provider, Simulator, SimulatorOptions};

use crate::reader::{Reader, Reading, assert_same, charges, end_day, first_day, now, sum};

type Money<K> = BTreeMap<K, Decimal>;

#[tokio::test]
async fn a_year_equals_the_books() {
    let simulator = Simulator::start(SimulatorOptions { now: now(), ..Default::default() }).await.unwrap();
    let reader = Reader::new(&OpenAi, simulator.openai_base_url(), &simulator.keys().openai_admin);
    let probe = reader.probe().await.unwrap();
    assert_eq!(probe.provider_time, Some(now()));
    let books = simulator.books();
    assert_eq!(probe.account, Some(books.company().org(Provider::OpenAi).id.clone()));
    let reading = reader.read(&probe.capabilities).await;

    let booked = books.charges(Provider::OpenAi, first_day(), end_day());
    let text = |value: &Option<String>| value.clone().unwrap();
    let by_item: Money<(NaiveDate, String, String)> = sum(charges(reading.slot("cost"))
        .map(|(day, series, amount)| ((day, text(&series.project), text(&series.line_item)), amount)));
    let expected = sum(booked
        .iter()
        .map(|row| ((row.day, row.project_id.clone(), row.line_item.clone()), row.amount_usd)));
    assert_same("billed by day, project and line item", &by_item, &expected);
    let by_key: Money<(NaiveDate, String, String)> = sum(charges(reading.slot("cost.key"))
        .map(|(day, series, amount)| ((day, text(&series.project), text(&series.credential)), amount)));
    let expected = sum(booked.iter().map(|row| {
        ((row.day, row.project_id.clone(), row.key_id.clone().unwrap_or_default()), row.amount_usd)
    }));
    assert_same("billed by day, project and key", &by_key, &expected);
    let by_model: Money<(NaiveDate, Option<String>)> = sum(charges(reading.slot("cost"))
        .map(|(day, series, amount)| ((day, series.model_served.clone()), amount)));
    let expected = sum(booked.iter().map(|row| {
        let is_told = row.line_item.contains(", ");
        ((row.day, row.model.filter(|_| is_told).map(str::to_owned)), row.amount_usd)
    }));
    assert_same("billed by day and model as far as line items name it", &by_model, &expected);
    assert_usage(&reading, &books.usage(Provider::OpenAi, first_day(), end_day()));
    assert_names(&reading, &simulator);
}

type UsageKey = (NaiveDate, String, [Option<String>; 5], String);

fn assert_usage(reading: &Reading, booked: &[BookUsage]) {
    let endpoints = reading.slots.keys().filter_map(|slot| slot.strip_prefix("usage."));
    let ours: BTreeMap<UsageKey, i64> = sum(endpoints.flat_map(|endpoint| {
        reading.slot(&format!("usage.{endpoint}")).iter().flat_map(move |(day, bucket)| {
            bucket.usage.iter().map(move |row| {
                let series = &row.series;
                let dimensions = [
                    &series.project,
                    &series.credential,
                    &series.user,
                    &series.model_served,
                    &series.service_tier,
                ];
                (
                    (*day, endpoint.to_owned(), dimensions.map(Clone::clone), book_meter(row.meter)),
                    row.quantity,
                )
            })
        })
    }));
    let expected = sum(booked.iter().map(|row| {
        let endpoint = serde_json::to_value(row.endpoint).unwrap().as_str().unwrap().to_owned();
        let told = told_dimensions(&endpoint);
        let value = |at: usize, value: Option<&str>| told[at].then(|| value.unwrap_or_default().to_owned());
        let dimensions = [
            value(0, Some(&row.project_id)),
            value(1, row.key_id.as_deref()),
            value(2, row.user_id.as_deref()),
            value(3, row.model),
            value(4, row.tier),
        ];
        let meter = if row.meter.contains("cache_write") { "cache_write" } else { row.meter };
        ((row.day, endpoint, dimensions, meter.to_owned()), row.quantity)
    }));
    assert_same("usage by day, endpoint, project, key, user, model, tier and meter", &ours, &expected);
}

/// Project, key, user, model, tier: what an endpoint can be grouped by.
fn told_dimensions(endpoint: &str) -> [bool; 5] {
    match endpoint {
        "completions" | "decisions" => [true; 5],
        "vector_stores" | "code_interpreter_sessions" => [true, false, false, false, false],
        "file_search_calls" => [true, true, true, false, false],
        _ => [true, true, true, true, false],
    }
}

/// The books' word for a meter; cache writes are compared as one, because old rows do not tell their lifetime.
fn book_meter(meter: Meter) -> String {
    match meter {
        Meter::Input => "input_text_tokens",
        Meter::InputAudio => "input_audio_tokens",
        Meter::InputImage => "input_image_tokens",
        Meter::CacheRead => "input_cached_text_tokens",
        Meter::CacheWrite | Meter::CacheWrite30m | Meter::CacheWrite12h => "cache_write",
        Meter::Output => "output_text_tokens",
        Meter::OutputAudio => "output_audio_tokens",
        Meter::Requests => "num_model_requests",
        Meter::Images => "images",
        Meter::Characters => "characters",
        Meter::TranscribedSeconds => "seconds",
        Meter::StoredBytes => "usage_bytes",
        Meter::CodeInterpreterSessions => "num_sessions",
        Meter::FileSearchCalls | Meter::WebSearchCalls => "num_requests",
        other => other.name(),
    }
    .to_owned()
}

fn assert_names(reading: &Reading, simulator: &showback_simulator::SimulatorHandle) {
    let books = simulator.books();
    let org = books.company().org(Provider::OpenAi);
    let listed = |kind: DirectoryKind| {
        let mut ids: Vec<&str> = reading
            .directory
            .iter()
            .filter(|entry| entry.kind == kind)
            .map(|entry| entry.external_id.as_str())
            .collect();
        ids.sort_unstable();
        ids
    };
    let mut keys: Vec<&str> =
        org.keys.iter().filter(|key| key.listed_at(now())).map(|key| key.id.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(listed(DirectoryKind::Credential), keys);
    let today = now().date_naive();
    let mut projects: Vec<&str> = org
        .projects
        .iter()
        .filter(|project| project.created <= today)
        .map(|project| project.id.as_str())
        .collect();
    projects.sort_unstable();
    assert_eq!(listed(DirectoryKind::Project), projects, "archived projects are listed too");
    assert_eq!(listed(DirectoryKind::User).len(), org.people.len() + org.service_accounts.len());
}

#[tokio::test]
async fn costs_by_key_are_left_out_where_they_are_refused() {
    let options =
        SimulatorOptions { now: now(), openai_costs_by_key: CostsByKey::Refused, ..Default::default() };
    let simulator = Simulator::start(options).await.unwrap();
    let reader = Reader::new(&OpenAi, simulator.openai_base_url(), &simulator.keys().openai_admin);
    let capabilities = reader.probe().await.unwrap().capabilities;
    assert_eq!(capabilities.verdict("costs_by_key"), Some(ProbeVerdict::Refused));
    assert_eq!(capabilities.verdict("costs"), Some(ProbeVerdict::Allowed));
}

#[tokio::test]
async fn small_pages_tell_the_same() {
    let start = |page_cap| Simulator::start(SimulatorOptions { now: now(), page_cap, ..Default::default() });
    let (whole, small) = (start(None).await.unwrap(), start(Some(3)).await.unwrap());
    let mut totals = Vec::new();
    for simulator in [&whole, &small] {
        let reader = Reader::new(&OpenAi, simulator.openai_base_url(), &simulator.keys().openai_admin);
        let is_wanted = |stream: &str| stream == "costs.line_item" || stream == "directory";
        let reading = reader.read_streams(&Capabilities::default(), is_wanted).await;
        let total: Decimal = charges(reading.slot("cost")).map(|(_, _, amount)| amount).sum();
        totals.push((total, reading.directory));
    }
    assert_eq!(totals[0], totals[1]);
    assert_eq!(totals[0].0, whole.books().total(Provider::OpenAi, first_day(), end_day()));
}

#[tokio::test]
async fn keys_that_may_not_read_say_why() {
    let simulator = Simulator::start(SimulatorOptions { now: now(), ..Default::default() }).await.unwrap();
    let keys = simulator.keys().clone();
    for (key, start) in [
        (&keys.openai_project, "openai refused the key: it is a project key. Use an admin key"),
        (&keys.openai_missing_scope, "openai refused the key: it may not read costs."),
        (&keys.openai_expired, "openai does not know this key:"),
        (&keys.anthropic_admin, "openai refused the key: it is a key of Anthropic."),
    ] {
        let error = Reader::new(&OpenAi, simulator.openai_base_url(), key).probe().await.unwrap_err();
        assert!(error.to_string().starts_with(start), "{error}");
        assert!(!format!("{error:?}").contains(key.as_str()));
    }
}
