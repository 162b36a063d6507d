//! What is asked, and what a page keeps.

use serde_json::Value;

use super::*;
use crate::sources::tests::{Scripted, access, answer, days, page_ask};

async fn fetch(script: &Scripted, limit: u32, cursor: Option<&str>) -> Result<Page, FetchError> {
    let access = access("sk-helicone-000000000000");
    let ask = Ask { limit, ..Ask::default() };
    let period = days("2026-11-20", "2026-11-21");
    Helicone.fetch_page(&page_ask(&access, STREAM, period, &ask, cursor), script).await
}

fn question(script: &Scripted, index: usize) -> Value {
    serde_json::from_str(&script.question(index).unwrap()).unwrap()
}

#[tokio::test]
async fn full_pages_go_on_and_cached_requests_are_asked_for_apart() {
    let script = Scripted::of(vec![
        answer(200, r#"{"data":[{"request_id":"a"},{"request_id":"b"}],"error":null}"#),
        answer(200, r#"{"data":[{"request_id":"c"}],"error":null}"#),
        answer(200, r#"{"data":[],"error":null}"#),
    ]);
    let mut cursor = None;
    for _ in 0..3 {
        cursor = fetch(&script, 2, cursor.as_deref()).await.unwrap().next;
    }
    assert_eq!(cursor, None);
    let told: Vec<(u64, bool)> = (0..3)
        .map(|index| question(&script, index))
        .map(|asked| (asked["offset"].as_u64().unwrap(), asked["isCached"].as_bool().unwrap()))
        .collect();
    assert_eq!(told, [(0, false), (2, false), (0, true)]);
    assert_eq!(question(&script, 0)["sort"]["created_at"], "asc");
}

#[tokio::test]
async fn error_inside_a_good_status_is_no_empty_page() {
    let script = Scripted::of(vec![answer(200, r#"{"data":null,"error":"too many rows"}"#)]);
    assert!(matches!(fetch(&script, 2, None).await, Err(FetchError::Unreadable { .. })));
}

#[tokio::test]
async fn addresses_and_text_of_bodies_are_dropped() {
    let row =
        r#"{"request_id":"a","signed_body_url":"https://x.test/?sig=1","request_body":{"p":"private"}}"#;
    let script = Scripted::of(vec![answer(200, &format!(r#"{{"data":[{row}],"error":null}}"#))]);
    let body = String::from_utf8(fetch(&script, 2, None).await.unwrap().body).unwrap();
    assert!(body.contains("request_id") && !body.contains("private") && !body.contains("sig="), "{body}");
}
