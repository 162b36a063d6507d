//! The shapes and traps of the answers: what is null, what is empty, what is missing, what is listed.

mod support;

use rust_decimal::Decimal;
use showback_simulator::{Provider, Simulator, SimulatorOptions};
use support::{all_pages, anthropic, decimal, openai, options, results, text, unix};

#[tokio::test]
async fn openai_dimensions_are_null_unless_grouped_and_empty_buckets_stay() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let path =
        format!("/organization/usage/completions?start_time={}&limit=3&group_by=model", unix("2025-08-30"));
    let page = openai(&simulator, &path).await.json();
    let buckets = page["data"].as_array().unwrap();
    assert_eq!(buckets.len(), 3);
    assert_eq!(buckets[0]["results"].as_array().unwrap().len(), 0);
    assert_eq!(page["has_more"], true);
    let row = &buckets[2]["results"][0];
    assert!(row["model"].is_string());
    for name in ["project_id", "user_id", "api_key_id", "batch", "service_tier", "api_source"] {
        assert!(row[name].is_null(), "{name}");
    }
    assert!(row.get("input_uncached_tokens").is_none());
    let service_key = format!(
        "/organization/usage/completions?start_time={}&limit=1&group_by[]=user_id&group_by[]=api_key_id",
        unix("2026-11-10")
    );
    let data = all_pages(&simulator, true, &format!("{service_key}&end_time={}", unix("2026-11-11"))).await;
    assert!(results(&data).any(|row| row["user_id"].is_null() && row["api_key_id"].is_string()));
    assert!(results(&data).any(|row| row["user_id"].is_string() && row["api_key_id"].is_null()));
}

#[tokio::test]
async fn every_usage_endpoint_answers_with_its_own_tag() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    for (path, tag) in [
        ("completions", "completions"),
        ("decisions", "decisions"),
        ("embeddings", "embeddings"),
        ("moderations", "moderations"),
        ("images", "images"),
        ("audio_speeches", "audio_speeches"),
        ("audio_transcriptions", "audio_transcriptions"),
        ("vector_stores", "vector_stores"),
        ("code_interpreter_sessions", "code_interpreter_sessions"),
        ("file_search_calls", "file_searches"),
        ("web_search_calls", "web_searches"),
    ] {
        let path = format!(
            "/organization/usage/{path}?start_time={}&limit=1&group_by=project_id",
            unix("2026-11-10")
        );
        let page = openai(&simulator, &path).await.json();
        let row = &page["data"][0]["results"][0];
        assert_eq!(row["object"], format!("organization.usage.{tag}.result"));
        assert!(row["project_id"].is_string());
    }
}

#[tokio::test]
async fn tiers_and_line_items_change_their_words_over_the_year() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let tiers = async |day: &str| {
        let path =
            format!("/organization/usage/completions?start_time={}&limit=1&group_by=service_tier", unix(day));
        let page = openai(&simulator, &path).await.json();
        let rows = page["data"][0]["results"].as_array().unwrap().clone();
        rows.iter().map(|row| text(&row["service_tier"])).collect::<Vec<_>>()
    };
    assert_eq!(tiers("2026-03-10").await, ["default", "flex", "priority"]);
    assert_eq!(tiers("2026-11-10").await, ["fast", "flex", "standard"]);
    let items = async |day: &str| {
        let path = format!("/organization/costs?start_time={}&limit=1&group_by=line_item", unix(day));
        openai(&simulator, &path).await.body
    };
    assert!(items("2026-03-10").await.contains("gpt-5.4, cached input"));
    assert!(items("2026-11-10").await.contains("gpt-6.1-sol, cached_input_tokens"));
    assert!(items("2026-10-03").await.contains("Service credit adjustment"));
}

#[tokio::test]
async fn analytics_have_no_empty_buckets_and_limit_counts_rows_without_the_fan_out() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let path = "/v1/organizations/analytics/cost?starting_at=2026-11-10T00:00:00Z&ending_at=2026-11-12T00:00:00Z\
                &time_bucket_width=1d&group_by[]=model&limit=2";
    let plain = anthropic(&simulator, path).await.json();
    assert_eq!(plain["data"].as_array().unwrap().len(), 2);
    assert!(plain["data"][0]["cost"]["requests"].is_i64());
    let amount = |row: &serde_json::Value| decimal(row["cost"]["amount"].as_str().unwrap());
    assert!(amount(&plain["data"][0]) >= amount(&plain["data"][1]));
    assert_eq!(plain["data_refreshed_at"], "2026-11-20T08:10:00Z");
    let fanned =
        anthropic(&simulator, &format!("{path}&group_by[]=cost_type&group_by[]=token_type")).await.json();
    assert!(fanned["data"].as_array().unwrap().len() > 2);
    assert!(fanned["data"][0]["cost"]["requests"].is_null());
    let later = "/v1/organizations/analytics/cost?starting_at=2026-11-20T09:00:00Z&ending_at=2026-11-21T00:00:00Z\
                 &time_bucket_width=1h";
    assert_eq!(anthropic(&simulator, later).await.json()["data"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn token_type_alone_drops_the_money_that_is_not_of_tokens() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let total = async |groups: &str| {
        let path = format!(
            "/v1/organizations/analytics/cost?starting_at=2026-11-10T00:00:00Z&ending_at=2026-11-12T00:00:00Z\
             &time_bucket_width=1d&limit=1000{groups}"
        );
        let rows = all_pages(&simulator, false, &path).await;
        rows.iter().map(|row| decimal(row["cost"]["amount"].as_str().unwrap())).sum::<Decimal>()
    };
    let whole = total("").await;
    assert_eq!(total("&group_by[]=cost_type&group_by[]=token_type").await, whole);
    assert!(total("&group_by[]=token_type").await < whole);
}

#[tokio::test]
async fn keyless_and_default_workspace_traffic_read_differently_on_the_two_surfaces() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let b = "/v1/organizations/usage_report/messages?starting_at=2026-11-10T00:00:00Z&limit=1\
             &ending_at=2026-11-11T00:00:00Z&group_by[]=workspace_id&group_by[]=api_key_id";
    let data = all_pages(&simulator, false, b).await;
    assert!(results(&data).any(|row| row["workspace_id"].is_null() && row["api_key_id"].is_string()));
    assert!(results(&data).any(|row| row["api_key_id"].is_null()));
    let a = "/v1/organizations/analytics/usage?starting_at=2026-11-10T00:00:00Z&ending_at=2026-11-11T00:00:00Z\
             &time_bucket_width=1d&group_by[]=workspace_id&limit=1000";
    let rows = all_pages(&simulator, false, a).await;
    let books = simulator.books();
    let default = &books.company().org(Provider::Anthropic).projects[0].id;
    assert!(rows.iter().any(|row| row["group"]["workspace_id"] == default.as_str()));
    let keyless = all_pages(&simulator, false, &format!("{a}&group_by[]=api_key_id&api_key_ids[]=")).await;
    assert!(!keyless.is_empty() && keyless.iter().all(|row| row["group"]["api_key_id"].is_null()));
    let actors = all_pages(&simulator, false, &format!("{a}&group_by[]=actor")).await;
    assert!(actors.iter().any(|row| row["group"]["actor"]["deleted"] == true));
}

#[tokio::test]
async fn claude_code_shows_estimates_of_api_and_subscription_customers() {
    let simulator = Simulator::start(options(7)).await.unwrap();
    let path = "/v1/organizations/usage_report/claude_code?starting_at=2026-11-10&limit=1000";
    let page = anthropic(&simulator, path).await.json();
    let customers: Vec<&str> =
        page["data"].as_array().unwrap().iter().map(|row| row["customer_type"].as_str().unwrap()).collect();
    assert!(customers.contains(&"api") && customers.contains(&"subscription"));
    assert!(page["data"][0]["model_breakdown"][0]["estimated_cost"]["amount"].is_number());
}

#[tokio::test]
async fn lists_page_by_id_and_forget_deleted_keys() {
    let simulator = Simulator::start(SimulatorOptions { page_cap: Some(3), ..options(7) }).await.unwrap();
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page =
            openai(&simulator, &format!("/organization/projects?include_archived=true{after}")).await.json();
        names.extend(page["data"].as_array().unwrap().iter().map(|project| text(&project["name"])));
        if page["has_more"] == false {
            break;
        }
        after = format!("&after={}", page["last_id"].as_str().unwrap());
    }
    assert_eq!(names.len(), 8);
    assert!(names.contains(&"Insights".to_owned()) && names.contains(&"Hackathon 2026".to_owned()));
    let search = simulator.books().company().org(Provider::OpenAi).projects[2].id.clone();
    let keys = openai(&simulator, &format!("/organization/projects/{search}/api_keys?limit=100")).await.body;
    assert!(keys.contains("search-ranking") && !keys.contains("search-legacy"));
    let used = format!(
        "/organization/usage/completions?start_time={}&limit=1&group_by=api_key_id",
        unix("2026-06-01")
    );
    let org = simulator.books();
    let legacy =
        org.company().org(Provider::OpenAi).keys.iter().find(|key| key.name == "search-legacy").unwrap();
    assert!(openai(&simulator, &used).await.body.contains(&legacy.id));
    for path in ["me", "workspaces", "api_keys", "users", "service_accounts"] {
        assert_eq!(anthropic(&simulator, &format!("/v1/organizations/{path}")).await.status, 200, "{path}");
    }
}
