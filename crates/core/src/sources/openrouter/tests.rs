//! A day of activity as billed cost and as usage.

use super::*;
use crate::sources::tests::{Scripted, access, answer, at, days, page_ask};

const DAY: &str = r#"{"data":[
  {"date":"2026-11-20","model":"vendor/alpha","model_permaslug":"vendor/alpha-2026-05","endpoint_id":"e1","provider_name":"Vendor",
   "usage":1.234567891,"byok_usage_inference":0.5,"requests":12,"prompt_tokens":34000,"completion_tokens":1200,"reasoning_tokens":300},
  {"date":"2026-11-20 00:00:00","model":"vendor/beta","usage":0,"requests":1,"prompt_tokens":10,"completion_tokens":5},
  {"date":"2026-11-19","model":"vendor/beta","usage":1,"requests":1,"prompt_tokens":1,"completion_tokens":1}
]}"#;

fn read(stream: &str) -> Normalized {
    let ask = Ask::default();
    let page = PageRef { body: DAY.as_bytes(), ask: &ask, request_url: "/activity" };
    OpenRouter.normalize(stream, days("2026-11-20", "2026-11-21"), &[page]).unwrap()
}

#[test]
fn charge_is_what_openrouter_took_and_never_the_upstreams() {
    let bucket = read(COST).buckets.remove(0);
    assert_eq!(bucket.charges.len(), 1);
    assert_eq!(bucket.charges[0].amount_text, "1.234567891");
    assert_eq!(bucket.charges[0].series.model_served.as_deref(), Some("vendor/alpha-2026-05"));
    assert_eq!(bucket.rejected.len(), 1, "a day that was not asked is kept aside");
}

#[test]
fn completion_holds_reasoning_once() {
    let bucket = read(USAGE).buckets.remove(0);
    let output: i64 =
        bucket.usage.iter().filter(|row| row.meter == Meter::Output).map(|row| row.quantity).sum();
    assert_eq!(output, 1_205);
}

#[test]
fn only_finished_days_of_the_last_thirty_are_offered() {
    let today = parse_day("2026-11-22").unwrap();
    let offers = OpenRouter.offers(&Capabilities::default(), today);
    assert!(offers.iter().all(|offer| offer.period == days("2026-10-23", "2026-11-22")));
}

#[tokio::test]
async fn day_is_asked_by_date() {
    let script = Scripted::of(vec![answer(200, DAY)]);
    let (access, ask) = (access("sk-or-v1-000000000000"), Ask::default());
    let page = OpenRouter
        .fetch_page(&page_ask(&access, COST, days("2026-11-20", "2026-11-21"), &ask, None), &script)
        .await
        .unwrap();
    assert_eq!((page.next, script.asked()), (None, vec!["/v1/activity?date=2026-11-20".to_owned()]));
}

#[tokio::test]
async fn refused_key_says_which_one_is_needed() {
    let script = Scripted::of(vec![answer(401, "{}")]);
    let refused =
        OpenRouter.probe(&access("sk-or-v1-000000000000"), at("2026-11-22T12:00:00Z"), &script).await;
    assert!(matches!(refused, Err(FetchError::KeyRefused { provider: PROVIDER, .. })));
}
