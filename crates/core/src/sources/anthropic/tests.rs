use super::*;
use crate::sources::HttpResponse;
use crate::sources::tests::{
    Scripted, access, answer, answer_with, at, capabilities, days, golden, page_ask,
};

mod names;

#[test]
fn golden_pairs_hold() {
    for name in [
        "analytics_cost",
        "analytics_usage",
        "analytics_cost_person",
        "cost_report",
        "usage_report",
        "claude_code",
        "directory",
    ] {
        golden(&Anthropic, name);
    }
}

/// Headers of a refusal, and the seconds to wait that they tell.
type Case = (&'static [(&'static str, &'static str)], Option<u64>);

const KEY: &str = "sk-ant-admin01-0123456789abcdef";
const EMPTY: &str = r#"{"data":[],"has_more":false,"next_page":null}"#;

fn error_body(kind: &str, message: &str) -> String {
    serde_json::json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"})
        .to_string()
}

async fn fetch_of(
    stream: &str,
    period: Period,
    cursor: Option<&str>,
    answer: HttpResponse,
) -> (Result<Page, FetchError>, Scripted) {
    let script = Scripted::of(vec![answer]);
    let access = access(KEY);
    let ask = Anthropic.ask(stream, &Capabilities::default());
    let page = page_ask(&access, stream, period, &ask, cursor);
    (Anthropic.fetch_page(&page, &script).await, script)
}

async fn fetch(stream: &str, answer: HttpResponse) -> (Result<Page, FetchError>, Scripted) {
    fetch_of(stream, days("2026-11-01", "2026-11-20"), None, answer).await
}

fn offers(items: &[(&str, ProbeVerdict)], today: &str) -> Vec<(&'static str, String, String)> {
    Anthropic
        .offers(&capabilities(items), parse_day(today).unwrap())
        .into_iter()
        .map(|offer| (offer.stream, offer.period.start().to_string(), offer.period.end().to_string()))
        .collect()
}

#[test]
fn every_stream_fills_a_slot_that_exists() {
    let descriptor = Anthropic.descriptor();
    for stream in descriptor.streams {
        assert!(stream.slot.is_empty() == (stream.id == DIRECTORY), "{}", stream.id);
        assert!(stream.slot.is_empty() || descriptor.slot(stream.slot).is_some(), "{}", stream.id);
        let other = stream.verify_empty_with.map(|id| descriptor.stream(id).unwrap());
        assert!(other.is_none_or(|other| other.slot == stream.slot), "{}", stream.id);
    }
}

#[test]
fn at_most_five_dimensions_count_and_token_type_never_comes_alone() {
    for report in REPORTS {
        let has = |name: &str| report.group_by.contains(&name);
        let counted =
            report.group_by.iter().filter(|name| !["cost_type", "token_type"].contains(name)).count();
        assert!(counted <= 5, "{}", report.stream);
        assert_eq!(has("cost_type"), has("token_type"), "{}", report.stream);
        assert!(!has("rbac_group_id"), "rows of overlapping groups cannot be summed");
    }
}

#[test]
fn analytics_are_preferred_for_their_days_and_the_reports_tell_the_rest() {
    let preferred = |slot: &str, day: &str, today: &str| {
        let day = parse_day(day).unwrap();
        let offers = Anthropic.offers(&Capabilities::default(), parse_day(today).unwrap());
        let mut of_day = offers.iter().filter(|offer| offer.period.contains(day));
        let of_slot = |offer: &&Offer| Anthropic.descriptor().stream(offer.stream).unwrap().slot == slot;
        of_day.find(of_slot).map(|offer| offer.stream)
    };
    assert_eq!(preferred("cost", "2026-11-22", "2026-11-22"), Some("analytics.cost"));
    assert_eq!(preferred("cost", "2026-01-01", "2026-11-22"), Some("analytics.cost"));
    assert_eq!(preferred("cost", "2025-12-31", "2026-11-22"), Some("reports.cost"));
    assert_eq!(preferred("usage", "2023-01-01", "2026-11-22"), Some("reports.usage"));
    assert_eq!(preferred("usage", "2022-12-31", "2026-11-22"), None);
    assert_eq!(preferred("usage", "2026-06-03", "2027-06-01"), Some("analytics.usage"));
    assert_eq!(preferred("usage", "2026-06-02", "2027-06-01"), Some("reports.usage"), "365 days and no more");
    assert_eq!(preferred("usage.person", "2026-06-02", "2027-06-01"), None);
}

#[test]
fn a_refused_surface_leaves_its_days_to_the_other() {
    let refused = [(ANALYTICS_CAPABILITY, ProbeVerdict::Refused)];
    let offered = offers(&refused, "2026-11-22");
    assert!(offered.iter().all(|offer| !offer.0.starts_with("analytics")));
    let of = |stream: &str| offered.iter().find(|offer| offer.0 == stream).unwrap().2.clone();
    assert_eq!(of("reports.cost"), "2026-11-22", "the cost report tells finished days only");
    assert_eq!(of("reports.usage"), "2026-11-23");
    let refused =
        [(REPORTS_CAPABILITY, ProbeVerdict::Refused), (DIRECTORY_CAPABILITY, ProbeVerdict::Refused)];
    let offered = offers(&refused, "2026-11-22");
    assert!(offered.iter().all(|offer| offer.0 != DIRECTORY && !offer.0.starts_with("reports")));
}

#[tokio::test]
async fn analytics_are_asked_with_the_beta_header_in_order_of_time() {
    let (page, script) = fetch("analytics.cost", answer(200, EMPTY)).await;
    assert_eq!(page.unwrap().next, None);
    assert_eq!(
        script.asked(),
        [
            "/v1/v1/organizations/analytics/cost?starting_at=2026-11-01T00:00:00Z&ending_at=2026-11-20T00:00:00Z\
          &time_bucket_width=1d&limit=1000&order_by=time&order=asc&group_by[]=workspace_id&group_by[]=api_key_id\
          &group_by[]=model&group_by[]=service_tier&group_by[]=inference_geo&group_by[]=cost_type&group_by[]=token_type"
        ]
    );
    assert_eq!(script.header(0, "anthropic-beta").as_deref(), Some("analytics-usage-cost-2026-08-24"));
    assert_eq!(script.header(0, "anthropic-version").as_deref(), Some("2023-06-01"));
    assert_eq!(script.header(0, "x-api-key").as_deref(), Some(KEY));
    assert_eq!(
        script.header(0, "user-agent").as_deref(),
        Some(concat!("Showback/", env!("CARGO_PKG_VERSION")))
    );
    let (_, script) = fetch("reports.usage", answer(200, EMPTY)).await;
    assert_eq!(script.header(0, "anthropic-beta"), None);
    assert!(script.asked()[0].contains("&bucket_width=1d&limit=7&"), "{:?}", script.asked());
}

#[tokio::test]
async fn a_cost_report_starts_three_days_back_and_ends_with_the_last_finished_day() {
    let (_, script) =
        fetch_of("reports.cost", days("2026-11-21", "2026-11-23"), None, answer(200, EMPTY)).await;
    assert!(
        script.asked()[0].contains("starting_at=2026-11-19T00:00:00Z&ending_at=2026-11-22T00:00:00Z"),
        "{:?}",
        script.asked()
    );
}

#[tokio::test]
async fn an_oauth_token_goes_into_the_authorization_header() {
    let script = Scripted::of(vec![answer(200, EMPTY)]);
    let access = access("sk-ant-oat01-0123456789");
    let ask = Anthropic.ask("reports.usage", &Capabilities::default());
    let page = page_ask(&access, "reports.usage", days("2026-11-01", "2026-11-20"), &ask, None);
    Anthropic.fetch_page(&page, &script).await.unwrap();
    assert_eq!(script.header(0, "authorization").as_deref(), Some("Bearer sk-ant-oat01-0123456789"));
    assert_eq!(script.header(0, "x-api-key"), None);
}

#[tokio::test]
async fn an_expired_or_foreign_cursor_is_stale() {
    let body = error_body("invalid_request_error", "page: This page token has expired");
    let period = days("2026-11-01", "2026-11-20");
    for status in [410, 400] {
        let error =
            fetch_of("analytics.usage", period, Some("old"), answer(status, &body)).await.0.unwrap_err();
        assert_eq!(error, FetchError::StaleCursor { provider: PROVIDER });
    }
    for cursor in ["not ours", r#"{"day":"2026-12-24","page":null}"#] {
        let error = fetch_of(CLAUDE_CODE, period, Some(cursor), answer(200, EMPTY)).await.0.unwrap_err();
        assert_eq!(error, FetchError::StaleCursor { provider: PROVIDER }, "{cursor}");
    }
}

#[tokio::test]
async fn a_rate_limit_without_retry_after_waits_until_the_reset_when_it_lies_ahead() {
    let body = error_body("rate_limit_error", "slow down");
    let cases: [Case; 4] = [
        (&[("retry-after", "9"), ("anthropic-ratelimit-requests-reset", "2026-11-22T12:01:00Z")], Some(9)),
        (&[("anthropic-ratelimit-requests-reset", "2026-11-22T12:01:00Z")], Some(60)),
        (&[("anthropic-ratelimit-requests-reset", "2026-11-22T11:59:00Z")], None),
        (&[], None),
    ];
    for (headers, seconds) in cases {
        let error = fetch("reports.usage", answer_with(429, headers, &body)).await.0.unwrap_err();
        let retry_after = seconds.map(std::time::Duration::from_secs);
        assert_eq!(error, FetchError::RateLimited { provider: PROVIDER, retry_after });
    }
    let error =
        fetch("reports.usage", answer(529, &error_body("overloaded_error", "x"))).await.0.unwrap_err();
    assert_eq!(error, FetchError::ServerFault { provider: PROVIDER, status: 529 });
}

#[tokio::test]
async fn too_many_dimensions_or_days_lead_to_a_narrower_question() {
    let narrowed = |error: FetchError| match error {
        FetchError::AskTooMuch { refused, narrower, .. } => {
            (refused, narrower.group_by.len(), narrower.limit)
        }
        other => panic!("{other:?}"),
    };
    let body = error_body("invalid_request_error", "Cannot specify more than 5 group_by[] dimensions.");
    let error = fetch("reports.usage", answer(400, &body)).await.0.unwrap_err();
    assert_eq!(narrowed(error), ("inference_geo".to_owned(), 4, 7));
    let error = fetch("analytics.cost", answer(400, &body)).await.0.unwrap_err();
    assert_eq!(narrowed(error).1, 5, "cost and token type go together");
    let body = error_body("invalid_request_error", "Query is too large.");
    let error = fetch("reports.usage", answer(400, &body)).await.0.unwrap_err();
    assert_eq!(narrowed(error), ("7 days a page".to_owned(), 5, 3));
    let body = error_body("invalid_request_error", "starting_at: must be within the last 365 days");
    let error = fetch("reports.usage", answer(400, &body)).await.0.unwrap_err();
    assert!(matches!(error, FetchError::Refused { status: 400, .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_the_envelope_is_unreadable_and_never_repeated() {
    for body in ["", "<html>secret</html>", r#"{"data":["#, r#"{"data":"secret","has_more":false}"#] {
        for stream in ["analytics.cost", "reports.usage", CLAUDE_CODE] {
            let error = fetch(stream, answer(200, body)).await.0.unwrap_err();
            assert!(matches!(error, FetchError::Unreadable { .. }) && error.may_pass(), "{body}: {error:?}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}

#[tokio::test]
async fn coding_activity_is_read_day_by_day_and_page_by_page() {
    let more = r#"{"data":[],"has_more":true,"next_page":"page_two"}"#;
    let script = Scripted::of(vec![answer(200, more), answer(200, EMPTY), answer(200, EMPTY)]);
    let access = access(KEY);
    let ask = Anthropic.ask(CLAUDE_CODE, &Capabilities::default());
    let mut cursor = None::<String>;
    for _ in 0..3 {
        let page = page_ask(&access, CLAUDE_CODE, days("2026-11-20", "2026-11-22"), &ask, cursor.as_deref());
        cursor = Anthropic.fetch_page(&page, &script).await.unwrap().next;
    }
    assert_eq!(cursor, None);
    let path = "/v1/v1/organizations/usage_report/claude_code";
    assert_eq!(
        script.asked(),
        [
            format!("{path}?starting_at=2026-11-20&limit=1000"),
            format!("{path}?starting_at=2026-11-20&limit=1000&page=page_two"),
            format!("{path}?starting_at=2026-11-21&limit=1000"),
        ]
    );
}

#[test]
fn completeness_is_that_of_the_least_complete_page() {
    let ask = Ask::default();
    let page =
        |at: &str| format!(r#"{{"data":[],"has_more":false,"next_page":null,"data_refreshed_at":"{at}"}}"#);
    let (first, second) = (page("2026-11-22T08:10:00Z"), page("2026-11-22T04:10:00Z"));
    let refs =
        [&first, &second].map(|body| PageRef { body: body.as_bytes(), ask: &ask, request_url: "/v1/x" });
    let normalized = Anthropic.normalize("analytics.cost", days("2026-11-20", "2026-11-22"), &refs).unwrap();
    assert_eq!(normalized.complete_through, Some(at("2026-11-22T04:10:00Z")));
    assert_eq!(normalized.buckets.len(), 2, "days without rows are empty, not missing");
}

async fn probe_with(key: &str, answers: Vec<HttpResponse>) -> (Result<Probe, FetchError>, Scripted) {
    let script = Scripted::of(answers);
    let probe = Anthropic.probe(&access(key), at("2026-11-22T12:00:00Z"), &script).await;
    (probe, script)
}

fn me() -> HttpResponse {
    answer_with(
        200,
        &[("date", "Sun, 22 Nov 2026 11:59:58 GMT")],
        r#"{"id":"org_Hazel","type":"organization","name":"Hazel Works"}"#,
    )
}

fn no_scope() -> HttpResponse {
    answer(
        403,
        &error_body("permission_error", "Your API key does not have the scope required for this endpoint."),
    )
}

#[tokio::test]
async fn an_admin_key_reads_both_surfaces_names_and_coding() {
    let answers = vec![me(), answer(200, EMPTY), answer(200, EMPTY), answer(200, EMPTY), answer(200, EMPTY)];
    let (probe, script) = probe_with(KEY, answers).await;
    let probe = probe.unwrap();
    assert_eq!(
        (probe.account.as_deref(), probe.account_name.as_deref()),
        (Some("org_Hazel"), Some("Hazel Works"))
    );
    assert_eq!(probe.provider_time, Some(at("2026-11-22T11:59:58Z")));
    assert!(probe.capabilities.items.iter().all(|item| item.verdict == ProbeVerdict::Allowed));
    let asked = script.asked();
    assert!(
        asked[2].contains("starting_at=2026-11-21T00:00:00Z&ending_at=2026-11-22T00:00:00Z"),
        "{}",
        asked[2]
    );
    assert!(asked[3].contains("starting_at=2026-11-19T00:00:00Z"), "{}", asked[3]);
}

#[tokio::test]
async fn analytics_that_are_off_fall_back_to_the_reports() {
    for status in [400, 403, 404] {
        let off = answer(status, &error_body("invalid_request_error", "not enabled"));
        let answers = vec![me(), answer(200, EMPTY), off, answer(200, EMPTY), answer(200, EMPTY)];
        let capabilities = probe_with(KEY, answers).await.0.unwrap().capabilities;
        assert_eq!(capabilities.verdict(ANALYTICS_CAPABILITY), Some(ProbeVerdict::Refused));
        assert_eq!(capabilities.verdict(REPORTS_CAPABILITY), Some(ProbeVerdict::Allowed));
    }
}

#[tokio::test]
async fn a_key_for_analytics_only_reads_analytics() {
    let answers = vec![no_scope(), no_scope(), answer(200, EMPTY), no_scope(), no_scope()];
    let capabilities = probe_with("sk-ant-api03-reads-analytics", answers).await.0.unwrap().capabilities;
    let streams: Vec<&str> = Anthropic
        .offers(&capabilities, parse_day("2026-11-22").unwrap())
        .iter()
        .map(|offer| offer.stream)
        .collect();
    assert_eq!(
        streams,
        ["analytics.cost", "analytics.usage", "analytics.cost.person", "analytics.usage.person"]
    );
}

#[tokio::test]
async fn refused_keys_say_what_is_wrong_and_what_to_do() {
    let refusals = vec![no_scope(), no_scope(), no_scope(), no_scope()];
    let (probe, _) = probe_with("sk-ant-api03-abc", refusals).await;
    assert_eq!(
        probe.unwrap_err().to_string(),
        "anthropic refused the key: it is a workspace key. Use an admin key (sk-ant-admin01-...) made by an admin of the \
         organization"
    );
    let (probe, script) = probe_with("sk-proj-abc", Vec::new()).await;
    assert!(script.asked().is_empty());
    let error = probe.unwrap_err();
    assert!(error.to_string().starts_with("anthropic refused the key: it is a key of OpenAI."), "{error}");
    let error = probe_with(KEY, vec![no_scope(), no_scope(), no_scope(), no_scope()]).await.0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "anthropic refused the key: it may not read cost reports. Use an admin key"
    );
    let unknown =
        answer(401, &error_body("authentication_error", "invalid x-api-key sk-ant-admin01-0123456789abcdef"));
    let error = probe_with(KEY, vec![unknown]).await.0.unwrap_err();
    assert!(error.to_string().starts_with("anthropic does not know this key:"), "{error}");
    assert!(!format!("{error:?}").contains("0123456789"), "{error:?}");
}
