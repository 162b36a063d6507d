//! What is asked, and what a page keeps.

use super::*;
use crate::sources::tests::{Scripted, access, answer, at, days, page_ask};

fn page(total: u64, pages: u64, rows: &str) -> String {
    format!(r#"{{"data":[{rows}],"total":{total},"page":1,"page_size":1000,"total_pages":{pages}}}"#)
}

async fn fetch(script: &Scripted, cursor: Option<&str>) -> Page {
    let (access, ask) = (access("sk-viewer-000000000000"), LiteLlm.ask(STREAM, &Capabilities::default()));
    let period = days("2026-11-20", "2026-11-21");
    LiteLlm.fetch_page(&page_ask(&access, STREAM, period, &ask, cursor), script).await.unwrap()
}

#[tokio::test]
async fn day_is_read_in_ascending_pages_of_a_closed_slice() {
    let script = Scripted::of(vec![answer(200, &page(1_500, 2, "")), answer(200, &page(1_500, 2, ""))]);
    let first = fetch(&script, None).await;
    let second = fetch(&script, first.next.as_deref()).await;
    assert_eq!(second.next, None);
    let asked = script.asked();
    let common = "start_date=2026-11-20 00:00:00&end_date=2026-11-21 00:00:00";
    assert_eq!(
        asked[0],
        format!("/v1/spend/logs/v2?{common}&page=1&page_size=1000&sort_by=startTime&sort_order=asc")
    );
    assert!(asked[1].contains("&page=2&"));
}

#[tokio::test]
async fn clamped_total_cuts_the_slice_until_it_can_be_told_whole() {
    let script = Scripted::of(vec![
        answer(200, &page(10_000, 10, "")),
        answer(200, &page(10_000, 10, "")),
        answer(200, &page(9_000, 9, "")),
    ]);
    let read = fetch(&script, None).await;
    assert_eq!(script.left(), 0);
    assert!(script.asked()[2].contains("end_date=2026-11-20 06:00:00"));
    assert!(read.next.unwrap().ends_with(";21600;2;0"));
}

#[tokio::test]
async fn text_of_prompts_and_answers_is_dropped_before_a_page_is_kept() {
    let row = r#"{"request_id":"r-1","messages":[{"content":"a secret plan"}],"response":{"x":"a secret plan"},
        "metadata":{"error_information":{"error_message":"a secret plan","error_code":"429"}}}"#;
    let script = Scripted::of(vec![answer(200, &page(1, 1, row))]);
    let kept = String::from_utf8(fetch(&script, None).await.body).unwrap();
    assert!(kept.contains("r-1") && kept.contains("429") && !kept.contains("secret plan"), "{kept}");
}

#[tokio::test]
async fn key_that_may_not_read_logs_says_which_one_may() {
    for (status, is_scope) in [(401, false), (403, true)] {
        let script = Scripted::of(vec![answer(status, "{}")]);
        let refused = LiteLlm.probe(&access("sk-000000000000"), at("2026-11-22T12:00:00Z"), &script).await;
        assert_eq!(matches!(refused, Err(FetchError::ScopeMissing { .. })), is_scope);
    }
}
