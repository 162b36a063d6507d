//! The books and the served answers are the same figures, however they are asked for.

mod support;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_simulator::{Books, CompanyOptions, Provider, Simulator, SimulatorOptions, Surface};
use support::{all_pages, at, booked, date, decimal, dollars, options, results, text, unix};

#[test]
fn a_seed_makes_the_same_company_and_another_seed_another() {
    let now = at("2026-11-20T12:00:00Z");
    let books = |seed| Books::of(CompanyOptions { seed, ..CompanyOptions::default() }, now);
    let (from, to) = (date("2026-10-01"), date("2026-11-21"));
    for provider in [Provider::OpenAi, Provider::Anthropic] {
        assert_eq!(books(7).charges(provider, from, to), books(7).charges(provider, from, to));
        assert_ne!(books(7).total(provider, from, to), books(8).total(provider, from, to));
        assert_eq!(
            books(7).charges(provider, date("2026-10-17"), date("2026-10-18")),
            books(7)
                .charges(provider, from, to)
                .into_iter()
                .filter(|charge| charge.day == date("2026-10-17"))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_year_of_both_providers_is_generated_quickly() {
    let started = std::time::Instant::now();
    let books = Books::of(CompanyOptions::default(), at("2026-11-20T12:00:00Z"));
    for provider in [Provider::OpenAi, Provider::Anthropic] {
        let (from, to) = (date("2025-11-20"), date("2026-11-21"));
        println!("{provider:?}: {} USD", books.total(provider, from, to));
        println!("{} usage rows", books.usage(provider, from, to).len());
    }
    println!("{:?}", started.elapsed());
    assert!(started.elapsed().as_secs() < 20);
}

#[tokio::test]
async fn openai_costs_of_a_year_equal_the_books_in_every_cut_and_page_size() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let (from, to) = ("2025-11-20", "2026-11-21");
    let charges = simulator.books().charges(Provider::OpenAi, date(from), date(to));
    let start = |charge: &showback_simulator::BookCharge| unix(&charge.day.to_string()).to_string();
    let path = format!("/organization/costs?start_time={}&end_time={}", unix(from), unix(to));

    let by_item = format!("{path}&limit=180&group_by[]=project_id&group_by[]=line_item");
    let served = all_pages(&simulator, true, &by_item).await;
    assert_eq!(served.len(), 366);
    let expected =
        booked(&charges, |charge| vec![start(charge), charge.project_id.clone(), charge.line_item.clone()]);
    assert_eq!(dollars(&served, &["project_id", "line_item"]), expected);

    let small = format!("{path}&limit=31&group_by=project_id&group_by=line_item");
    assert_eq!(dollars(&all_pages(&simulator, true, &small).await, &["project_id", "line_item"]), expected);

    let by_key = format!("{path}&limit=180&group_by[]=project_id&group_by[]=api_key_id");
    let served = dollars(&all_pages(&simulator, true, &by_key).await, &["project_id", "api_key_id"]);
    let expected = booked(&charges, |charge| {
        vec![start(charge), charge.project_id.clone(), charge.key_id.clone().unwrap_or_default()]
    });
    assert_eq!(served, expected);
}

#[tokio::test]
async fn openai_usage_equals_the_books_and_hours_add_up_to_days() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let (from, to) = ("2026-10-10", "2026-10-20");
    let usage = simulator.books().usage(Provider::OpenAi, date(from), date(to));
    let mut sums: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    for row in usage.iter().filter(|row| row.meter == "input_cached_text_tokens") {
        let key = row.key_id.clone().unwrap_or_default();
        *sums.entry(vec![row.project_id.clone(), key, text(&row.model.into())]).or_default() += row.quantity;
    }
    for width in ["1d&limit=31", "1h&limit=168"] {
        let path = format!(
            "/organization/usage/completions?start_time={}&end_time={}&bucket_width={width}&group_by[]=project_id\
             &group_by[]=api_key_id&group_by[]=model&group_by[]=service_tier&group_by[]=batch",
            unix(from),
            unix(to)
        );
        let data = all_pages(&simulator, true, &path).await;
        let mut served: BTreeMap<Vec<String>, i64> = BTreeMap::new();
        for row in results(&data) {
            let get = |name: &str| row[name].as_i64().unwrap();
            assert_eq!(
                get("input_tokens"),
                get("input_uncached_tokens") + get("input_cached_tokens") + get("input_cache_write_tokens")
            );
            let key = ["project_id", "api_key_id", "model"].map(|name| text(&row[name])).to_vec();
            if get("input_cached_tokens") != 0 {
                *served.entry(key).or_default() += get("input_cached_tokens");
            }
        }
        let mut expected = sums.clone();
        expected.retain(|_, quantity| *quantity != 0);
        assert_eq!(served, expected, "{width}");
    }
}

const WINDOWS: [(&str, &str); 3] =
    [("2026-09-21", "2026-10-22"), ("2026-10-22", "2026-11-20"), ("2026-11-20", "2026-11-21")];

#[tokio::test]
async fn anthropic_analytics_equal_the_books_for_any_page_size() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let charges = simulator.books().charges(Provider::Anthropic, date("2026-09-21"), date("2026-11-21"));
    let expected = booked(&charges, |charge| {
        let token_type = charge.token_type.unwrap_or_default().to_owned();
        vec![
            charge.day.to_string(),
            charge.project_id.clone(),
            charge.key_id.clone().unwrap_or_default(),
            text(&charge.model.into()),
            charge.cost_type.to_owned(),
            token_type,
        ]
    });
    let mut unions = Vec::new();
    for limit in [1000, 37] {
        let mut served: BTreeMap<Vec<String>, Decimal> = BTreeMap::new();
        for (from, to) in WINDOWS {
            let path = format!(
                "/v1/organizations/analytics/cost?starting_at={from}T00:00:00Z&ending_at={to}T00:00:00Z\
                 &time_bucket_width=1d&group_by[]=workspace_id&group_by[]=api_key_id&group_by[]=model\
                 &group_by[]=service_tier&group_by[]=inference_geo&group_by[]=cost_type&group_by[]=token_type\
                 &order_by=time&order=asc&limit={limit}"
            );
            for row in all_pages(&simulator, false, &path).await {
                let mut key = vec![row["starting_at"].as_str().unwrap()[..10].to_owned()];
                for name in ["workspace_id", "api_key_id", "model", "cost_type", "token_type"] {
                    key.push(text(&row["group"][name]));
                }
                let amount = decimal(row["cost"]["amount"].as_str().unwrap()) / Decimal::ONE_HUNDRED;
                *served.entry(key).or_default() += amount;
            }
        }
        served.retain(|_, amount| !amount.is_zero());
        assert_eq!(served, expected);
        unions.push(served);
    }
    assert_eq!(unions[0], unions[1]);
}

#[tokio::test]
async fn anthropic_admin_reports_equal_the_books_of_their_surface() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let books = simulator.books().as_surface(Surface::Admin);
    let default_id = simulator.books().company().org(Provider::Anthropic).projects[0].id.clone();
    let (from, to) = ("2026-10-21", "2026-11-21");
    let path = format!(
        "/v1/organizations/cost_report?starting_at={from}T00:00:00Z&ending_at={to}T00:00:00Z&limit=31\
         &group_by[]=workspace_id&group_by[]=description"
    );
    let mut served: BTreeMap<Vec<String>, Decimal> = BTreeMap::new();
    for bucket in all_pages(&simulator, false, &path).await {
        for row in bucket["results"].as_array().unwrap() {
            let day = bucket["starting_at"].as_str().unwrap()[..10].to_owned();
            let workspace = row["workspace_id"].as_str().unwrap_or(&default_id).to_owned();
            let key = vec![day, workspace, text(&row["description"])];
            *served.entry(key).or_default() +=
                decimal(row["amount"].as_str().unwrap()) / Decimal::ONE_HUNDRED;
        }
    }
    let charges = books.charges(Provider::Anthropic, date(from), date(to));
    let expected = booked(&charges, |charge| {
        vec![charge.day.to_string(), charge.project_id.clone(), charge.line_item.clone()]
    });
    assert_eq!(served, expected);

    let path = format!(
        "/v1/organizations/usage_report/messages?starting_at={from}T00:00:00Z&ending_at={to}T00:00:00Z&limit=7\
         &group_by[]=workspace_id&group_by[]=api_key_id&group_by[]=model"
    );
    let data = all_pages(&simulator, false, &path).await;
    let output: i64 = results(&data).map(|row| row["output_tokens"].as_i64().unwrap()).sum();
    let booked: i64 = books
        .usage(Provider::Anthropic, date(from), date(to))
        .iter()
        .filter(|row| row.meter == "output_tokens")
        .map(|row| row.quantity)
        .sum();
    assert_eq!(output, booked);
}

#[tokio::test]
async fn the_running_day_grows_and_recent_days_are_restated() {
    let simulator =
        Simulator::start(SimulatorOptions { now: at("2026-11-18T09:00:00Z"), ..options(7) }).await.unwrap();
    let path = format!(
        "/organization/costs?start_time={}&end_time={}&limit=30&group_by[]=project_id&group_by[]=line_item",
        unix("2026-11-10"),
        unix("2026-11-19")
    );
    let day = |data: &[serde_json::Value], day: &str| {
        let start = unix(day).to_string();
        let sums = dollars(data, &["project_id", "line_item"]);
        sums.into_iter().filter(|(key, _)| key[0] == start).collect::<BTreeMap<_, _>>()
    };
    let first = all_pages(&simulator, true, &path).await;
    simulator.set_now(at("2026-11-18T15:00:00Z"));
    let second = all_pages(&simulator, true, &path).await;
    let total = |sums: &BTreeMap<Vec<String>, Decimal>| sums.values().sum::<Decimal>();
    assert!(total(&day(&second, "2026-11-18")) > total(&day(&first, "2026-11-18")));
    assert_eq!(day(&first, "2026-11-12"), day(&second, "2026-11-12"));
    simulator.set_now(at("2026-11-25T00:00:00Z"));
    let third = all_pages(&simulator, true, &path).await;
    assert_ne!(day(&second, "2026-11-17"), day(&third, "2026-11-17"));
    let books = simulator.books().charges(Provider::OpenAi, date("2026-11-17"), date("2026-11-18"));
    let booked: Decimal = books.iter().map(|charge| charge.amount_usd).sum();
    assert_eq!(total(&day(&third, "2026-11-17")), booked);
}

#[test]
fn anthropic_restates_some_days_long_after_and_none_after_thirty_days() {
    let day = (date("2026-09-01"), date("2026-09-15"));
    let books = Books::of(CompanyOptions::default(), at("2026-09-19T12:00:00Z"));
    let early = books.charges(Provider::Anthropic, day.0, day.1);
    let later = books.at(at("2026-10-16T00:00:00Z"));
    assert_ne!(early, later.charges(Provider::Anthropic, day.0, day.1));
    let settled = books.at(at("2026-11-20T00:00:00Z")).charges(Provider::Anthropic, day.0, day.1);
    assert_eq!(later.charges(Provider::Anthropic, day.0, day.1), settled);
}
