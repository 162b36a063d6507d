//! What the providers would refuse is refused, in their words and with their status.

#![expect(clippy::unwrap_used, reason = "a failed step of a test ends it")]

mod support;

use showback_simulator::{
    Analytics, CompanyOptions, CostsByKey, Simulator, SimulatorHandle, SimulatorOptions,
};
use support::{BETA, Reply, anthropic, openai, options, send};

const START: &str = "start_time=1793491200";
const A: &str = "/v1/organizations/analytics/cost";
const DAY: &str = "starting_at=2026-11-01T00:00:00Z&ending_at=2026-11-02T00:00:00Z";

async fn simulator() -> SimulatorHandle {
    Simulator::start(options(7)).await.unwrap()
}

#[tokio::test]
async fn openai_refuses_bad_parameters_and_names_them() {
    let simulator = simulator().await;
    let cases = [
        ("/organization/costs?limit=1".to_owned(), "start_time", "missing_required_parameter"),
        (format!("/organization/costs?{START}&colour=red"), "colour", "unknown_parameter"),
        (format!("/organization/costs?{START}&bucket_width=1h"), "bucket_width", "invalid_value"),
        (format!("/organization/costs?{START}&limit=181"), "limit", "integer_above_max_value"),
        (format!("/organization/costs?{START}&limit=0"), "limit", "integer_below_min_value"),
        (format!("/organization/usage/completions?{START}&limit=32"), "limit", "integer_above_max_value"),
        (
            format!("/organization/usage/completions?{START}&bucket_width=1h&limit=169"),
            "limit",
            "integer_above_max_value",
        ),
        (
            format!("/organization/usage/completions?{START}&bucket_width=1m&limit=1441"),
            "limit",
            "integer_above_max_value",
        ),
        (
            format!("/organization/usage/completions?{START}&group_by[]=colour"),
            "group_by[0]",
            "invalid_value",
        ),
        (
            format!("/organization/usage/vector_stores?{START}&group_by[]=model"),
            "group_by[0]",
            "invalid_value",
        ),
        (format!("/organization/usage/embeddings?{START}&batch=true"), "batch", "unknown_parameter"),
        (format!("/organization/costs?{START}&page=page_nonsense"), "page", "invalid_value"),
        (
            format!("/organization/costs?{START}&group_by[]=project_id&group_by[]=user_id"),
            "group_by",
            "unsupported_combination",
        ),
        ("/organization/costs?start_time=yesterday".to_owned(), "start_time", "invalid_type"),
        ("/organization/projects?limit=101".to_owned(), "limit", "integer_above_max_value"),
    ];
    for (path, param, code) in cases {
        let reply = openai(&simulator, &path).await;
        assert_eq!(reply.status, 400, "{path}");
        let error = &reply.json()["error"];
        assert_eq!((error["param"].as_str(), error["code"].as_str()), (Some(param), Some(code)), "{path}");
    }
    let unknown = openai(&simulator, &format!("/organization/usage/colours?{START}")).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_cursor_with_another_query_is_refused() {
    let simulator = simulator().await;
    let path = format!("/organization/costs?{START}&limit=2");
    let page = openai(&simulator, &path).await.json()["next_page"].as_str().unwrap().to_owned();
    assert_eq!(openai(&simulator, &format!("{path}&page={page}")).await.status, 200);
    let changed = openai(&simulator, &format!("/organization/costs?{START}&limit=3&page={page}")).await;
    assert_eq!((changed.status, changed.json()["error"]["param"].as_str()), (400, Some("page")));

    let path = format!("{A}?{DAY}&group_by[]=model&limit=1");
    let page = anthropic(&simulator, &path).await.json()["next_page"].as_str().unwrap().to_owned();
    assert_eq!(anthropic(&simulator, &format!("{path}&page={page}")).await.status, 200);
    let changed =
        anthropic(&simulator, &format!("{A}?{DAY}&group_by[]=api_key_id&limit=1&page={page}")).await;
    assert_eq!(changed.status, 400);
    simulator.set_now(simulator.now() + chrono::Duration::hours(5));
    assert_eq!(anthropic(&simulator, &format!("{path}&page={page}")).await.status, 410);
}

#[tokio::test]
async fn openai_refuses_the_wrong_key_and_the_wrong_method() {
    let simulator = simulator().await;
    let keys = simulator.keys().clone();
    let path = format!("/openai/v1/organization/costs?{START}");
    for (key, status, code) in [
        (&keys.openai_project, 403, "missing_scope"),
        (&keys.openai_missing_scope, 403, "missing_scope"),
        (&keys.openai_expired, 401, "invalid_api_key"),
        (&keys.anthropic_admin, 401, "invalid_api_key"),
    ] {
        let bearer = format!("Bearer {key}");
        let reply = send(simulator.address(), "GET", &path, &[("authorization", &bearer)]).await.unwrap();
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (status, Some(code)));
        assert!(!reply.body.contains(key.as_str()));
    }
    assert_eq!(send(simulator.address(), "GET", &path, &[]).await.unwrap().status, 401);
    let bearer = format!("Bearer {}", keys.openai_admin);
    let posted = send(simulator.address(), "POST", &path, &[("authorization", &bearer)]).await.unwrap();
    assert_eq!(posted.status, 405);
    let log = serde_json::to_string(&simulator.request_log()).unwrap();
    assert!(!log.contains("simulated-"));
}

#[tokio::test]
async fn costs_by_key_are_refused_where_the_organisation_lacks_them() {
    let options = SimulatorOptions { openai_costs_by_key: CostsByKey::Refused, ..options(7) };
    let simulator = Simulator::start(options).await.unwrap();
    let path = format!("/organization/costs?{START}&group_by[]=api_key_id");
    assert_eq!(openai(&simulator, &path).await.status, 400);
    assert_eq!(openai(&simulator, &format!("/organization/costs?{START}")).await.status, 200);
}

async fn with_headers(simulator: &SimulatorHandle, path: &str, headers: &[(&str, &str)]) -> Reply {
    send(simulator.address(), "GET", &format!("/anthropic{path}"), headers).await.unwrap()
}

#[tokio::test]
async fn anthropic_refuses_missing_headers_and_the_wrong_key() {
    let simulator = simulator().await;
    let keys = simulator.keys().clone();
    let version = ("anthropic-version", "2023-06-01");
    let cost = format!("{A}?{DAY}");
    let admin = ("x-api-key", keys.anthropic_admin.as_str());
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], u16, &'a str);
    let cases: [Case<'_>; 9] = [
        (&cost, &[admin, BETA], 400, "invalid_request_error"),
        (&cost, &[admin, version], 400, "invalid_request_error"),
        (&cost, &[version, BETA], 401, "authentication_error"),
        (&cost, &[("x-api-key", &keys.anthropic_expired), version, BETA], 401, "authentication_error"),
        (&cost, &[("x-api-key", &keys.openai_admin), version, BETA], 401, "authentication_error"),
        (&cost, &[("x-api-key", &keys.anthropic_workspace), version, BETA], 403, "permission_error"),
        (&cost, &[("x-api-key", &keys.anthropic_missing_scope), version, BETA], 403, "permission_error"),
        (
            "/v1/organizations/me",
            &[("x-api-key", &keys.anthropic_analytics), version],
            403,
            "permission_error",
        ),
        ("/v1/organizations/colours", &[admin, version], 404, "not_found_error"),
    ];
    for (path, headers, status, kind) in cases {
        let reply = with_headers(&simulator, path, headers).await;
        assert_eq!((reply.status, reply.json()["error"]["type"].as_str()), (status, Some(kind)), "{path}");
        assert_eq!(reply.json()["request_id"].as_str(), reply.headers.get("request-id").map(String::as_str));
    }
    let scoped =
        with_headers(&simulator, &cost, &[("x-api-key", &keys.anthropic_analytics), version, BETA]).await;
    assert_eq!(scoped.status, 200);
    let bearer = format!("Bearer {}", keys.anthropic_oauth);
    let oauth =
        with_headers(&simulator, "/v1/organizations/me", &[("authorization", &bearer), version]).await;
    assert_eq!(oauth.status, 200);
}

#[tokio::test]
async fn a_large_admin_report_can_be_refused_until_it_is_smaller() {
    let options = SimulatorOptions { anthropic_report_rows: Some(120), ..options(7) };
    let simulator = Simulator::start(options).await.unwrap();
    let path = "/v1/organizations/usage_report/messages?starting_at=2026-11-01T00:00:00Z&group_by[]=api_key_id\
                &group_by[]=model&limit=";
    assert_eq!(anthropic(&simulator, &format!("{path}7")).await.status, 400);
    assert_eq!(anthropic(&simulator, &format!("{path}3")).await.status, 200);
}

#[tokio::test]
async fn a_stopped_simulator_refuses_connections() {
    let simulator = simulator().await;
    let address = simulator.address();
    assert!(send(address, "GET", "/", &[]).await.is_some());
    simulator.shutdown().await;
    assert!(send(address, "GET", "/", &[]).await.is_none());
}

#[tokio::test]
async fn service_accounts_of_an_archived_workspace_are_gone() {
    let simulator = simulator().await;
    let org = simulator.books().company().org(showback_simulator::Provider::Anthropic).clone();
    for workspace in &org.projects {
        let path = format!("/v1/organizations/workspaces/{}/service_accounts", workspace.id);
        let expected = if workspace.archived.is_some() { 404 } else { 200 };
        assert_eq!(anthropic(&simulator, &path).await.status, expected);
    }
}

#[tokio::test]
async fn anthropic_analytics_refuse_bad_parameters() {
    let simulator = simulator().await;
    let six = "group_by[]=api_key_id&group_by[]=model&group_by[]=service_tier&group_by[]=inference_geo\
               &group_by[]=workspace_id&group_by[]=speed";
    let cases = [
        ("ending_at=2026-11-02T00:00:00Z".to_owned(), "starting_at"),
        ("starting_at=2026-11-01T00:00:00Z&time_bucket_width=1d".to_owned(), "ending_at"),
        ("starting_at=2026-11-01&ending_at=2026-11-02T00:00:00Z".to_owned(), "RFC 3339"),
        (format!("{DAY}&{six}"), "more than 5"),
        (format!("{DAY}&limit=1001"), "limit"),
        (format!("{DAY}&colour=red"), "colour"),
        (format!("{DAY}&group_by=model"), "group_by"),
        (format!("{DAY}&time_bucket_width=1w"), "time_bucket_width"),
        (format!("{DAY}&order_by=total_tokens"), "order_by"),
        (format!("{DAY}&exclude_deleted_users=true"), "group_by[]=actor"),
        (format!("{DAY}&group_by[]=rbac_group_id&group_by[]=claude_tag_user_id"), "combined"),
        ("starting_at=2026-10-01T00:00:00Z&ending_at=2026-11-02T00:00:00Z".to_owned(), "31 days"),
        (
            "starting_at=2026-11-01T00:00:00Z&ending_at=2026-11-03T00:00:00Z&time_bucket_width=1m".to_owned(),
            "24 hours",
        ),
        ("starting_at=2025-12-31T00:00:00Z&ending_at=2026-01-02T00:00:00Z".to_owned(), "2026-01-01"),
    ];
    for (query, words) in cases {
        let reply = anthropic(&simulator, &format!("{A}?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(reply.message().contains(words), "{query}: {}", reply.message());
    }
    let fanned =
        format!("{DAY}&group_by[]=cost_type&group_by[]=token_type&{}", six.replace("&group_by[]=speed", ""));
    assert_eq!(anthropic(&simulator, &format!("{A}?{fanned}")).await.status, 200);
    simulator.set_now("2027-06-01T00:00:00Z".parse().unwrap());
    let old = anthropic(
        &simulator,
        &format!("{A}?starting_at=2026-05-01T00:00:00Z&ending_at=2026-05-02T00:00:00Z"),
    )
    .await;
    assert!(old.status == 400 && old.message().contains("365 days"));
}

#[tokio::test]
async fn anthropic_admin_reports_refuse_bad_parameters() {
    let simulator = simulator().await;
    let b = "/v1/organizations/usage_report/messages";
    let six = "group_by[]=api_key_id&group_by[]=model&group_by[]=service_tier&group_by[]=inference_geo\
               &group_by[]=workspace_id&group_by[]=speed";
    let start = "starting_at=2026-11-01T00:00:00Z";
    for (path, words) in [
        (format!("{b}?{start}&{six}"), "Cannot specify more than 5 group_by[] dimensions."),
        (format!("{b}?{start}&limit=32"), "limit"),
        (format!("{b}?{start}&bucket_width=1h&limit=169"), "limit"),
        (b.to_owned() + "?limit=1", "starting_at"),
        (format!("/v1/organizations/cost_report?{start}&group_by[]=model"), "group_by"),
        (format!("/v1/organizations/cost_report?{start}&bucket_width=1h"), "bucket_width"),
        (
            "/v1/organizations/cost_report?starting_at=2026-11-20T00:00:00Z".to_owned(),
            "ending date must be after starting date",
        ),
        (
            "/v1/organizations/usage_report/claude_code?starting_at=2026-11-01T00:00:00Z".to_owned(),
            "YYYY-MM-DD",
        ),
    ] {
        let reply = anthropic(&simulator, &path).await;
        assert_eq!(reply.status, 400, "{path}");
        assert!(reply.message().contains(words), "{path}: {}", reply.message());
    }
    let allowed = "/v1/organizations/cost_report?starting_at=2026-11-19T00:00:00Z";
    assert_eq!(anthropic(&simulator, allowed).await.status, 200);
}

#[tokio::test]
async fn analytics_can_be_off_for_the_organisation() {
    for (state, status) in [(Analytics::Refused, 403), (Analytics::Hidden, 404)] {
        let options = SimulatorOptions { anthropic_analytics: state, ..options(7) };
        let simulator = Simulator::start(options).await.unwrap();
        assert_eq!(anthropic(&simulator, &format!("{A}?{DAY}")).await.status, status);
        let b = "/v1/organizations/cost_report?starting_at=2026-11-01T00:00:00Z";
        assert_eq!(anthropic(&simulator, b).await.status, 200);
    }
}

#[tokio::test]
async fn the_default_workspace_can_be_absent() {
    for default_workspace in [true, false] {
        let company = CompanyOptions { default_workspace, ..CompanyOptions::default() };
        let simulator = Simulator::start(SimulatorOptions { company, ..options(7) }).await.unwrap();
        let list =
            anthropic(&simulator, "/v1/organizations/workspaces?include_default=true&limit=100").await.json();
        let named = list["data"].as_array().unwrap().iter().any(|workspace| workspace["name"] == "Default");
        assert_eq!(named, default_workspace);
    }
}
