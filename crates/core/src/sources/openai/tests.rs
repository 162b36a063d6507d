use super::*;
use crate::kernel::parse_day;
use crate::sources::HttpResponse;
use crate::sources::tests::{
    Scripted, access, answer, answer_with, at, days, golden, normalize_one, page_ask,
};

mod meters;

#[test]
fn golden_pairs_hold() {
    for name in [
        "costs",
        "costs_by_key",
        "completions",
        "completions_old_rows",
        "web_searches",
        "file_searches",
        "images",
        "vector_stores",
        "embeddings",
        "moderations",
        "audio_speeches",
        "audio_transcriptions",
        "code_interpreter_sessions",
        "directory",
    ] {
        golden(&OpenAi, name);
    }
}

/// Headers of a refusal, and the seconds to wait that they tell.
type Case = (&'static [(&'static str, &'static str)], Option<u64>);

const KEY: &str = "sk-admin-0123456789abcdef";
const EMPTY: &str = r#"{"object":"page","data":[],"has_more":false,"next_page":null}"#;

fn error_body(message: &str, param: &str, code: &str) -> String {
    serde_json::json!({"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}})
        .to_string()
}

async fn fetch(stream: &str, answer: HttpResponse) -> (Result<Page, FetchError>, Scripted) {
    let script = Scripted::of(vec![answer]);
    let access = access(KEY);
    let ask = OpenAi.ask(stream, &Capabilities::default());
    let page = page_ask(&access, stream, days("2026-11-20", "2026-11-22"), &ask, None);
    (OpenAi.fetch_page(&page, &script).await, script)
}

#[test]
fn every_stream_fills_a_slot_that_exists() {
    let descriptor = OpenAi.descriptor();
    for stream in descriptor.streams {
        assert!(stream.slot.is_empty() == (stream.id == DIRECTORY), "{}", stream.id);
        assert!(stream.slot.is_empty() || descriptor.slot(stream.slot).is_some(), "{}", stream.id);
    }
    assert_eq!(descriptor.streams.iter().filter(|stream| stream.slot.starts_with("usage.")).count(), 11);
}

#[test]
fn line_items_split_on_the_last_comma_and_only_when_the_left_is_a_model() {
    let read = |text: &str| {
        let item = line_item::read_line_item(text);
        (item.model, item.token_class.map(crate::ledger::Meter::name))
    };
    let model = |name: &str| Some(name.to_owned());
    assert_eq!(read("gpt-6-astra, input_tokens"), (model("gpt-6-astra"), Some("input")));
    assert_eq!(read("gpt-4o-2024-08-06, cached input"), (model("gpt-4o-2024-08-06"), Some("cache_read")));
    assert_eq!(read("o3, output"), (model("o3"), Some("output")));
    assert_eq!(
        read("gpt-realtime-2, cached_audio_input_tokens"),
        (model("gpt-realtime-2"), Some("cache_read_audio"))
    );
    assert_eq!(read("gpt-6-astra, cache_write_12h_tokens"), (model("gpt-6-astra"), Some("cache_write_12h")));
    assert_eq!(read("gpt-6-astra, of a new kind"), (model("gpt-6-astra"), None));
    for unparsed in
        ["Image models", "Web search tool calls", "Text tokens", "GPT-4 Turbo", "Storage, EU", ", input", ""]
    {
        assert_eq!(read(unparsed), (None, None), "{unparsed}");
    }
}

#[tokio::test]
async fn costs_are_asked_by_project_and_line_item_together_in_whole_days() {
    let (page, script) = fetch(COSTS_BY_LINE_ITEM, answer(200, EMPTY)).await;
    assert_eq!(page.unwrap().next, None);
    assert_eq!(
        script.asked(),
        ["/v1/organization/costs?start_time=1795132800&end_time=1795305600&bucket_width=1d&limit=180\
          &group_by[]=project_id&group_by[]=line_item"]
    );
    assert_eq!(script.header(0, "authorization").unwrap(), format!("Bearer {KEY}"));
    assert_eq!(script.header(0, "user-agent").unwrap(), concat!("Showback/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn the_next_page_is_asked_with_the_same_question_and_its_cursor() {
    let more = r#"{"object":"page","data":[],"has_more":true,"next_page":"page_two"}"#;
    let script = Scripted::of(vec![answer(200, more), answer(200, EMPTY)]);
    let access = access(KEY);
    let ask = OpenAi.ask("usage.completions", &Capabilities::default());
    let mut page = page_ask(&access, "usage.completions", days("2026-11-20", "2026-11-22"), &ask, None);
    let first = OpenAi.fetch_page(&page, &script).await.unwrap();
    assert!(
        !first.request_url.contains(KEY)
            && first.request_url.starts_with("/v1/organization/usage/completions?")
    );
    page.cursor = first.next.as_deref();
    assert_eq!(OpenAi.fetch_page(&page, &script).await.unwrap().next, None);
    let asked = script.asked();
    assert_eq!(asked[1], format!("{}&page=page_two", asked[0]));
}

#[tokio::test]
async fn an_answer_that_is_not_the_envelope_is_unreadable_and_never_repeated() {
    for body in
        ["", "<html>secret</html>", r#"{"data":["#, r#"{"data":"secret","has_more":false}"#, r#"{"data":[]}"#]
    {
        let error = fetch(COSTS_BY_LINE_ITEM, answer(200, body)).await.0.unwrap_err();
        assert!(matches!(error, FetchError::Unreadable { .. }) && error.may_pass(), "{body}: {error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let endless = r#"{"data":[],"has_more":true,"next_page":null}"#;
    let error = fetch(COSTS_BY_LINE_ITEM, answer(200, endless)).await.0.unwrap_err();
    assert!(matches!(error, FetchError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_rate_limit_waits_as_told_or_as_long_as_the_caller_likes() {
    let body = error_body("slow down", "", "rate_limit");
    let cases: [Case; 4] = [
        (&[("retry-after", "7")], Some(7)),
        (&[], None),
        (&[("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT")], Some(30)),
        (&[("retry-after", "soon")], None),
    ];
    for (headers, seconds) in cases {
        let error = fetch("usage.images", answer_with(429, headers, &body)).await.0.unwrap_err();
        let retry_after = seconds.map(std::time::Duration::from_secs);
        assert_eq!(error, FetchError::RateLimited { provider: PROVIDER, retry_after });
    }
    let error = fetch("usage.images", answer(503, "<html>")).await.0.unwrap_err();
    assert_eq!(error, FetchError::ServerFault { provider: PROVIDER, status: 503 });
}

#[tokio::test]
async fn a_refused_dimension_is_given_up_for_a_narrower_question() {
    let refused_of = |error: FetchError| match error {
        FetchError::AskTooMuch { refused, narrower, .. } => (refused, narrower.group_by),
        other => panic!("{other:?}"),
    };
    let listing = "Invalid value: 'api_source'. Supported values are: 'project_id', 'user_id', 'api_key_id', 'model', \
                   'batch', and 'service_tier'.";
    let body = error_body(listing, "group_by[6]", "invalid_value");
    let (refused, left) = refused_of(fetch("usage.completions", answer(400, &body)).await.0.unwrap_err());
    assert_eq!((refused.as_str(), left.len()), ("api_source", 6));
    let body = error_body("Unsupported value in group_by.", "group_by", "invalid_value");
    let (refused, _) = refused_of(fetch("usage.web_search_calls", answer(400, &body)).await.0.unwrap_err());
    assert_eq!(refused, "api_source", "without a name the newest dimension goes first");
    let body = error_body("Invalid 'batch'.", "group_by", "invalid_value");
    let (refused, left) = refused_of(fetch("usage.completions", answer(400, &body)).await.0.unwrap_err());
    assert_eq!(refused, "batch");
    assert!(left.contains(&"api_source".to_owned()));
}

#[tokio::test]
async fn costs_by_key_are_refused_and_not_asked_for_without_the_key() {
    let body = error_body("Invalid value: 'api_key_id'.", "group_by", "invalid_value");
    let error = fetch(COSTS_BY_KEY, answer(400, &body)).await.0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "openai refused the request, status 400, parameter group_by: it does not answer this question about costs per key"
    );
}

#[tokio::test]
async fn a_cursor_that_is_refused_is_stale() {
    let script = Scripted::of(vec![answer(400, &error_body("Invalid 'page'", "page", "invalid_value"))]);
    let access = access(KEY);
    let ask = OpenAi.ask("usage.images", &Capabilities::default());
    let page = page_ask(&access, "usage.images", days("2026-11-20", "2026-11-22"), &ask, Some("old"));
    let error = OpenAi.fetch_page(&page, &script).await.unwrap_err();
    assert_eq!(error, FetchError::StaleCursor { provider: PROVIDER });
    let page = page_ask(&access, DIRECTORY, days("2026-11-20", "2026-11-22"), &ask, Some("not ours"));
    let error = OpenAi.fetch_page(&page, &script).await.unwrap_err();
    assert_eq!(error, FetchError::StaleCursor { provider: PROVIDER });
}

#[tokio::test]
async fn no_error_repeats_the_answer_or_a_key_in_it() {
    let leak = error_body(
        "Incorrect API key provided: sk-admin-0123456789abcdef",
        "sk-admin-0123456789abcdef",
        "x y",
    );
    for status in [400, 401, 403, 404, 409, 429, 500] {
        let error = fetch(COSTS_BY_LINE_ITEM, answer(status, &leak)).await.0.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("sk-admin-0") && !shown.contains("Incorrect"), "{shown}");
    }
}

async fn probe_with(key: &str, answers: Vec<HttpResponse>) -> (Result<Probe, FetchError>, Scripted) {
    let script = Scripted::of(answers);
    let probe = OpenAi.probe(&access(key), at("2026-11-22T12:00:00Z"), &script).await;
    (probe, script)
}

#[tokio::test]
async fn a_full_key_is_probed_with_one_bucket_of_each_report() {
    let costs = r#"{"data":[{"start_time":1795219200,"end_time":1795305600,"results":[{"organization_id":"org-Hazel"}]}],
                   "has_more":false}"#;
    let list = r#"{"data":[],"has_more":false}"#;
    let first = answer_with(200, &[("date", "Sat, 21 Nov 2026 11:59:00 GMT")], costs);
    let answers = vec![first, answer(200, EMPTY), answer(200, EMPTY), answer(200, EMPTY), answer(200, list)];
    let (probe, script) = probe_with(KEY, answers).await;
    let probe = probe.unwrap();
    assert_eq!(probe.account.as_deref(), Some("org-Hazel"));
    assert_eq!(probe.provider_time, Some(at("2026-11-21T11:59:00Z")), "a clock off by a day is seen");
    assert!(probe.capabilities.items.iter().all(|item| item.verdict == ProbeVerdict::Allowed));
    assert!(script.asked()[1].contains("start_time=1795219200&end_time=1795305600&bucket_width=1d&limit=1"));
    assert_eq!(OpenAi.offers(&probe.capabilities, parse_day("2026-11-22").unwrap()).len(), 14);
}

#[tokio::test]
async fn what_an_organization_does_not_have_is_left_out_and_said() {
    let bad = |name: &str| {
        answer(400, &error_body(&format!("Invalid value: '{name}'."), "group_by", "invalid_value"))
    };
    let answers = vec![
        answer(200, EMPTY),
        bad("api_key_id"),
        bad("api_source"),
        answer(200, EMPTY),
        answer(404, &error_body("Not found", "", "")),
        answer(403, &error_body("Missing scopes", "", "missing_scope")),
    ];
    let (probe, script) = probe_with(KEY, answers).await;
    let capabilities = probe.unwrap().capabilities;
    assert_eq!(script.left(), 0);
    let refused: Vec<&str> = capabilities
        .items
        .iter()
        .filter(|item| item.verdict == ProbeVerdict::Refused)
        .map(|item| item.name.as_str())
        .collect();
    assert_eq!(
        refused,
        [COSTS_BY_KEY_CAPABILITY, API_SOURCE_CAPABILITY, DECISIONS_CAPABILITY, DIRECTORY_CAPABILITY]
    );
    let offered: Vec<&str> = OpenAi
        .offers(&capabilities, parse_day("2026-11-22").unwrap())
        .iter()
        .map(|offer| offer.stream)
        .collect();
    assert!(
        !offered.contains(&COSTS_BY_KEY)
            && !offered.contains(&"usage.decisions")
            && !offered.contains(&DIRECTORY)
    );
    assert!(!OpenAi.ask("usage.completions", &capabilities).group_by.contains(&"api_source".to_owned()));
}

#[tokio::test]
async fn a_key_of_another_kind_is_named_before_anything_is_asked() {
    for (key, message) in [
        (
            "sk-proj-abc",
            "openai refused the key: it is a project key. Use an admin key (sk-admin-...) made by an owner of the organization",
        ),
        (
            "sk-svcacct-abc",
            "openai refused the key: it is a service account key. Use an admin key (sk-admin-...) made by an owner of the organization",
        ),
        (
            "sk-ant-admin01-abc",
            "openai refused the key: it is a key of Anthropic. Use an admin key (sk-admin-...) made by an owner of the organization",
        ),
    ] {
        let (probe, script) = probe_with(key, Vec::new()).await;
        assert_eq!(probe.unwrap_err().to_string(), message);
        assert!(script.asked().is_empty());
    }
}

#[tokio::test]
async fn a_refused_key_says_whether_it_is_unknown_too_weak_or_of_another_kind() {
    let unknown = answer(401, &error_body("Incorrect API key provided", "", "invalid_api_key"));
    let error = probe_with(KEY, vec![unknown]).await.0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "openai does not know this key: it was revoked, has expired or was not copied whole. Make a new admin key"
    );
    let scope = || answer(403, &error_body("Missing scopes: api.usage.read", "", "missing_scope"));
    let error = probe_with(KEY, vec![scope(), scope(), scope()]).await.0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "openai refused the key: it may not read costs. Make an admin key that may read usage, or ask an owner of the \
         organization"
    );
    let error = probe_with("sk-oldUserKey0123", vec![scope()]).await.0.unwrap_err();
    assert!(error.to_string().starts_with("openai refused the key: it is not an admin key."), "{error}");
}

#[tokio::test]
async fn the_directory_queues_the_keys_of_each_project_and_skips_lists_that_are_gone() {
    let list = |ids: &[&str], has_more: bool| {
        let data: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id, "name": id})).collect();
        answer(
            200,
            &serde_json::json!({"data": data, "has_more": has_more, "last_id": ids.last()}).to_string(),
        )
    };
    let script = Scripted::of(vec![
        list(&["proj_a"], true),
        list(&["proj_b"], false),
        list(&["user_a"], false),
        list(&["key_a"], false),
        list(&[], false),
        answer(404, "<html>"),
        answer(400, &error_body("Project is archived", "", "")),
    ]);
    let access = access(KEY);
    let ask = OpenAi.ask(DIRECTORY, &Capabilities::default());
    let (mut cursor, mut pages) = (None::<String>, Vec::new());
    for _ in 0..20 {
        let page_ask =
            page_ask(&access, DIRECTORY, days("2026-11-22", "2026-11-23"), &ask, cursor.as_deref());
        let page = OpenAi.fetch_page(&page_ask, &script).await.unwrap();
        cursor.clone_from(&page.next);
        pages.push(page);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(
        script.asked(),
        [
            "/v1/organization/projects?limit=100&include_archived=true",
            "/v1/organization/projects?limit=100&include_archived=true&after=proj_a",
            "/v1/organization/users?limit=100",
            "/v1/organization/projects/proj_a/api_keys?limit=100&owner_project_access=any",
            "/v1/organization/projects/proj_a/service_accounts?limit=100",
            "/v1/organization/projects/proj_b/api_keys?limit=100&owner_project_access=any",
            "/v1/organization/projects/proj_b/service_accounts?limit=100",
        ]
    );
    let refs: Vec<PageRef<'_>> = pages
        .iter()
        .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
        .collect();
    let names = OpenAi.normalize(DIRECTORY, days("2026-11-22", "2026-11-23"), &refs).unwrap().directory;
    assert_eq!(names.len(), 4);
}

#[test]
fn a_row_of_a_day_nobody_asked_for_is_kept_aside() {
    let body = r#"{"data":[{"start_time":1795305600,"end_time":1795392000,"results":[{"amount":{"value":1,"currency":"usd"}}]},
                  {"start_time":1795132800,"end_time":1795136400,"results":[{"amount":{"value":1,"currency":"usd"}}]}],
                  "has_more":false}"#;
    let normalized = normalize_one(&OpenAi, COSTS_BY_LINE_ITEM, days("2026-11-20", "2026-11-22"), body);
    assert_eq!(normalized.buckets.len(), 2, "one bucket per day, also when nothing came");
    let reasons: Vec<&str> = normalized.buckets[0].rejected.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "the row is of 2026-11-22, but 2026-11-20 to before 2026-11-22 was asked",
            "the bucket from 2026-11-20 00:00:00 UTC to 2026-11-20 01:00:00 UTC is not one UTC day",
        ]
    );
}

#[test]
fn a_stored_page_that_cannot_be_read_is_named_by_its_number() {
    let ask = Ask::default();
    let good = PageRef { body: EMPTY.as_bytes(), ask: &ask, request_url: "/v1/x" };
    let bad = PageRef { body: b"{\"data\":[", ..good };
    let error = OpenAi.normalize("usage.images", days("2026-11-20", "2026-11-22"), &[good, bad]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "openai usage.images, page 2: expected a page of buckets, the text ends too early at line 1 column 9"
    );
}
