//! What is asked, and what a page keeps.

use super::*;
use crate::sources::tests::{Scripted, access, answer, days, page_ask};

async fn fetch(stream: &str, script: &Scripted, cursor: Option<&str>) -> Page {
    let access = access("pk-lf-1:sk-lf-2");
    let ask = Langfuse.ask(stream, &Capabilities::default());
    let period = days("2026-11-20", "2026-11-21");
    Langfuse.fetch_page(&page_ask(&access, stream, period, &ask, cursor), script).await.unwrap()
}

#[tokio::test]
async fn generations_are_read_to_their_end_and_then_embeddings() {
    let script = Scripted::of(vec![
        answer(200, r#"{"data":[],"meta":{"cursor":"c2"}}"#),
        answer(200, r#"{"data":[],"meta":{}}"#),
        answer(200, r#"{"data":[],"meta":{}}"#),
    ]);
    let mut cursor = None;
    for _ in 0..3 {
        cursor = fetch(OBSERVATIONS, &script, cursor.as_deref()).await.next;
    }
    assert_eq!(cursor, None);
    let asked = script.asked();
    assert!(asked[1].contains("type=GENERATION") && asked[1].ends_with("cursor=c2"), "{}", asked[1]);
    assert!(asked[2].contains("type=EMBEDDING") && !asked[2].contains("cursor"), "{}", asked[2]);
    assert!(
        asked.iter().all(|asked| asked.contains(FIELDS) && !asked.contains(",io")),
        "no inputs, no outputs"
    );
    assert_eq!(script.header(0, "authorization").as_deref(), Some("Basic cGstbGYtMTpzay1sZi0y"));
}

#[tokio::test]
async fn scores_come_with_their_subject_and_without_comments() {
    let row = r#"{"id":"s-1","name":"helpful","value":1,"dataType":"BOOLEAN","comment":"a private remark",
        "subject":{"kind":"trace","id":"t-1"}}"#;
    let script = Scripted::of(vec![answer(200, &format!(r#"{{"data":[{row}],"meta":{{}}}}"#))]);
    let page = fetch(SCORES, &script, None).await;
    assert_eq!(page.next, None);
    assert!(script.asked()[0].contains("fields=subject") && script.asked()[0].contains("limit=100"));
    assert!(!String::from_utf8(page.body).unwrap().contains("private remark"));
}

#[test]
fn foreign_cursor_is_refused() {
    for foreign in ["", "9;x", "x;y"] {
        assert!(KindCursor::read(Some(foreign)).is_none(), "{foreign}");
    }
}

#[tokio::test]
async fn texts_are_dropped_and_counts_of_the_same_names_stay() {
    let row = r#"{"id":"o-1","traceId":"t-1","type":"GENERATION","startTime":"2026-11-20T10:00:00.000Z",
        "providedModelName":"gpt-5-mini","input":[{"content":"a private text"}],"output":"a private text",
        "metadata":"{\"team\":\"search\",\"input\":\"a private text\"}",
        "usageDetails":{"input":120,"output":30}}"#;
    let script = Scripted::of(vec![answer(200, &format!(r#"{{"data":[{row}],"meta":{{}}}}"#))]);
    let body = fetch(OBSERVATIONS, &script, None).await.body;
    assert!(!String::from_utf8_lossy(&body).contains("private text"));
    let ask = Langfuse.ask(OBSERVATIONS, &Capabilities::default());
    let page = PageRef { body: &body, ask: &ask, request_url: "/observations" };
    let read = Langfuse.normalize(OBSERVATIONS, days("2026-11-20", "2026-11-21"), &[page]).unwrap();
    let attempt = &read.observed.found.attempts[0];
    let tokens = attempt.tokens.as_ref().unwrap();
    assert_eq!((tokens.input, tokens.output), (120, 30));
    assert_eq!(attempt.dimensions.team.as_deref(), Some("search"));
}
