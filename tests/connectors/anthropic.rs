//! Anthropic: analytics and the older reports, Claude Code, names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use showback_core::ledger::{ChargeBasis, Meter};
use showback_core::sources::{Anthropic, DirectoryKind, ProbeVerdict};
use showback_simulator::{
    Analytics, BookCharge, Books, Provider, Simulator, SimulatorHandle, SimulatorOptions, Surface,
};

use crate::reader::{Reader, Reading, assert_same, charges, end_day, first_day, now, sum};

/// The first day of the analytics surface.
fn analytics_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

async fn simulator(anthropic_analytics: Analytics) -> SimulatorHandle {
    Simulator::start(SimulatorOptions { now: now(), anthropic_analytics, ..Default::default() })
        .await
        .unwrap()
}

fn default_workspace(books: &Books) -> String {
    let org = books.company().org(Provider::Anthropic);
    org.projects.iter().find(|project| project.is_default).unwrap().id.clone()
}

type Money<K> = BTreeMap<K, Decimal>;

#[tokio::test]
async fn a_year_over_both_surfaces_equals_the_books() {
    let simulator = simulator(Analytics::Enabled).await;
    let reader = Reader::new(&Anthropic, simulator.anthropic_base_url(), &simulator.keys().anthropic_admin);
    let probe = reader.probe().await.unwrap();
    let books = simulator.books();
    assert_eq!(probe.account, Some(books.company().org(Provider::Anthropic).id.clone()));
    let reading = reader.read(&probe.capabilities).await;
    assert_analytics(&reading, &books);
    assert_reports(&reading, &books.as_surface(Surface::Admin), first_day(), analytics_day());
    assert_coding(&reading);
    assert_names(&reading, &books);
}

#[tokio::test]
async fn a_year_of_the_older_reports_equals_the_books() {
    for off in [Analytics::Refused, Analytics::Hidden] {
        let simulator = simulator(off).await;
        let key = &simulator.keys().anthropic_admin;
        let reader = Reader::new(&Anthropic, simulator.anthropic_base_url(), key);
        let capabilities = reader.probe().await.unwrap().capabilities;
        assert_eq!(capabilities.verdict("analytics"), Some(ProbeVerdict::Refused));
        if off == Analytics::Hidden {
            continue;
        }
        let reading = reader.read(&capabilities).await;
        assert!(!reading.slots.contains_key("cost.person"));
        // The cost report tells finished days only.
        assert_reports(&reading, &simulator.books(), first_day(), now().date_naive());
    }
}

fn assert_analytics(reading: &Reading, books: &Books) {
    let booked = books.charges(Provider::Anthropic, analytics_day(), end_day());
    let since = |day: NaiveDate| day >= analytics_day();
    let text = |value: &Option<String>| value.clone().unwrap();
    let by_key: Money<(NaiveDate, String, String, String, String, String)> =
        sum(charges(reading.slot("cost")).filter(|(day, ..)| since(*day)).map(|(day, series, amount)| {
            let key = (
                day,
                text(&series.project),
                text(&series.credential),
                text(&series.model_served),
                text(&series.service_tier),
                text(&series.operation),
            );
            (key, amount)
        }));
    let expected = sum(booked.iter().map(|row| {
        let key = (
            row.day,
            row.project_id.clone(),
            row.key_id.clone().unwrap_or_default(),
            row.model.unwrap_or_default().to_owned(),
            row.tier.unwrap_or_default().to_owned(),
            operation(row).to_owned(),
        );
        (key, row.amount_usd)
    }));
    assert_same("billed by day, workspace, key, model, tier and operation", &by_key, &expected);
    let list: BTreeMap<NaiveDate, Decimal> = sum(reading
        .slot("cost")
        .iter()
        .filter(|(day, _)| since(**day))
        .flat_map(|(day, bucket)| bucket.charges.iter().map(|row| (*day, row.list_amount.unwrap()))));
    let expected = sum(booked.iter().map(|row| (row.day, row.list_amount_usd)));
    assert_same("list cost by day", &list, &expected);
    let by_day = |slot: &str| -> Money<(NaiveDate, String)> {
        sum(charges(reading.slot(slot))
            .filter(|(day, ..)| since(*day))
            .map(|(day, series, amount)| ((day, text(&series.project)), amount)))
    };
    assert_same("two cuts of the same money", &by_day("cost.person"), &by_day("cost"));
    let users: Money<String> = sum(charges(reading.slot("cost.person"))
        .filter(|(_, series, _)| series.extra.get("actor_type").is_some_and(|kind| kind == "user_actor"))
        .map(|(_, series, amount)| (text(&series.user), amount)));
    let expected = sum(booked.iter().filter_map(|row| Some((row.user_id.clone()?, row.amount_usd))));
    assert_same("billed by person, deleted ones included", &users, &expected);
    assert_usage(reading, books, analytics_day(), end_day(), "");
}

fn operation(row: &BookCharge) -> &'static str {
    if row.cost_type == "tokens" { "messages" } else { row.cost_type }
}

fn assert_reports(reading: &Reading, books: &Books, from: NaiveDate, to: NaiveDate) {
    let default = default_workspace(books);
    let booked = books.charges(Provider::Anthropic, from, to);
    let within = |day: NaiveDate| from <= day && day < to;
    let ours: Money<(NaiveDate, String, String, String)> =
        sum(charges(reading.slot("cost")).filter(|(day, ..)| within(*day)).map(|(day, series, amount)| {
            let text = |value: &Option<String>| value.clone().unwrap();
            ((day, text(&series.project), text(&series.line_item), text(&series.operation)), amount)
        }));
    let expected = sum(booked.iter().map(|row| {
        let workspace = if row.project_id == default { String::new() } else { row.project_id.clone() };
        ((row.day, workspace, row.line_item.clone(), operation(row).to_owned()), row.amount_usd)
    }));
    assert_same("billed by day, workspace and description", &ours, &expected);
    let tokens: Money<(NaiveDate, String)> = sum(charges(reading.slot("cost"))
        .filter(|(day, series, _)| within(*day) && series.operation.as_deref() == Some("messages"))
        .map(|(day, series, amount)| ((day, series.model_served.clone().unwrap()), amount)));
    let expected = sum(booked
        .iter()
        .filter(|row| row.cost_type == "tokens")
        .map(|row| ((row.day, row.model.unwrap_or_default().to_owned()), row.amount_usd)));
    assert_same("billed tokens by day and model", &tokens, &expected);
    assert_usage(reading, books, from, to, &default);
}

/// Usage by day, workspace, key, model, tier and meter; `nameless` is the workspace that is told without an id.
fn assert_usage(reading: &Reading, books: &Books, from: NaiveDate, to: NaiveDate, nameless: &str) {
    type Key = (NaiveDate, [String; 4], &'static str);
    let text = |value: &Option<String>| value.clone().unwrap();
    let days = reading.slot("usage").iter().filter(|(day, _)| from <= **day && **day < to);
    let ours: BTreeMap<Key, i64> = sum(days.flat_map(|(day, bucket)| {
        bucket.usage.iter().map(move |row| {
            let series = &row.series;
            let dimensions =
                [&series.project, &series.credential, &series.model_served, &series.service_tier];
            ((*day, dimensions.map(text), book_meter(row.meter)), row.quantity)
        })
    }));
    let has_requests = nameless.is_empty();
    let booked = books.usage(Provider::Anthropic, from, to);
    let expected = sum(booked.iter().filter(|row| has_requests || row.meter != "requests").map(|row| {
        let workspace = if row.project_id == nameless { String::new() } else { row.project_id.clone() };
        let dimensions = [
            workspace,
            row.key_id.clone().unwrap_or_default(),
            row.model.unwrap_or_default().to_owned(),
            row.tier.unwrap_or_default().to_owned(),
        ];
        ((row.day, dimensions, row.meter), row.quantity)
    }));
    assert_same("usage by day, workspace, key, model, tier and meter", &ours, &expected);
}

fn book_meter(meter: Meter) -> &'static str {
    match meter {
        Meter::Input => "uncached_input_tokens",
        Meter::CacheRead => "cache_read_input_tokens",
        Meter::CacheWrite5m => "cache_creation.ephemeral_5m_input_tokens",
        Meter::CacheWrite1h => "cache_creation.ephemeral_1h_input_tokens",
        Meter::Output => "output_tokens",
        Meter::WebSearchCalls => "web_search_requests",
        other => other.name(),
    }
}

/// Claude Code has its own slot with estimates only.
fn assert_coding(reading: &Reading) {
    let coding = reading.slot("coding");
    assert!(coding.values().any(|day| !day.charges.is_empty()));
    for day in coding.values() {
        assert!(day.charges.iter().all(|row| row.basis == ChargeBasis::Estimated));
    }
    for (name, slot) in reading.slots.iter().filter(|(name, _)| **name != "coding") {
        let billed = slot.values().flat_map(|day| &day.charges).all(|row| row.basis == ChargeBasis::Billed);
        assert!(billed, "{name}");
    }
}

fn assert_names(reading: &Reading, books: &Books) {
    let org = books.company().org(Provider::Anthropic);
    let names: BTreeMap<(DirectoryKind, &str), &str> = reading
        .directory
        .iter()
        .map(|entry| ((entry.kind, entry.external_id.as_str()), entry.name.as_str()))
        .collect();
    assert_eq!(names.get(&(DirectoryKind::Account, org.id.as_str())), Some(&org.name));
    let default = default_workspace(books);
    assert_eq!(
        names.get(&(DirectoryKind::Project, "")),
        names.get(&(DirectoryKind::Project, default.as_str())),
        "the workspace the reports tell without an id has its name"
    );
    for key in org.keys.iter().filter(|key| key.listed_at(now())) {
        assert_eq!(names.get(&(DirectoryKind::Credential, key.id.as_str())), Some(&key.name));
    }
    for account in &org.service_accounts {
        assert_eq!(names.get(&(DirectoryKind::User, account.id.as_str())), Some(&account.name));
    }
}

#[tokio::test]
async fn a_key_for_analytics_only_reads_billed_cost_without_names() {
    let simulator = simulator(Analytics::Enabled).await;
    let key = &simulator.keys().anthropic_analytics;
    let reader = Reader::new(&Anthropic, simulator.anthropic_base_url(), key);
    let capabilities = reader.probe().await.unwrap().capabilities;
    let reading = reader.read_streams(&capabilities, |stream| stream == "analytics.cost").await;
    let books = simulator.books();
    let total: Decimal = charges(reading.slot("cost")).map(|(_, _, amount)| amount).sum();
    assert_eq!(total, books.total(Provider::Anthropic, analytics_day(), end_day()));
    assert_eq!(capabilities.verdict("directory"), Some(ProbeVerdict::Refused));
}

#[tokio::test]
async fn keys_that_may_not_read_say_why() {
    let simulator = simulator(Analytics::Enabled).await;
    let keys = simulator.keys().clone();
    for (key, start) in [
        (&keys.anthropic_workspace, "anthropic refused the key: it is a workspace key. Use an admin key"),
        (
            &keys.anthropic_missing_scope,
            "anthropic refused the key: it may not read cost reports. Use an admin key",
        ),
        (&keys.anthropic_expired, "anthropic does not know this key:"),
        (&keys.openai_admin, "anthropic refused the key: it is a key of OpenAI."),
    ] {
        let error = Reader::new(&Anthropic, simulator.anthropic_base_url(), key).probe().await.unwrap_err();
        assert!(error.to_string().starts_with(start), "{error}");
        assert!(!format!("{error:?}").contains(key.as_str()));
    }
}
