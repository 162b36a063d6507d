//! Each bad input has its sentence, and loses nothing.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::app::{App, AppOptions};
use showback_core::kernel::{Problem, ProblemCode};

use crate::stage::{Stage, call, connection, newest_run, refused, sync};

pub fn says(problem: &Problem, code: ProblemCode, part: &str) {
    assert_eq!(problem.code, code, "{problem:?}");
    let text = format!("{} {}", problem.message, problem.hint);
    assert!(text.contains(part), "\"{part}\" is in: {text}");
    assert!(!text.contains("sk-"), "no key is repeated: {text}");
}

async fn add_with_key(stage: &Stage, app: &Arc<App>, key: &str) -> Problem {
    let mut request = stage.openai();
    request["secret"] = json!(key);
    refused(app, "connections.add", request).await
}

#[tokio::test]
async fn keys_that_cannot_read_billing_are_refused_with_a_reason() {
    let stage = Stage::new("wrong-keys").await;
    let app = stage.app();
    let keys = stage.simulator.keys().clone();
    let text = |problem: Problem| (problem.code, problem);
    let (code, problem) = text(add_with_key(&stage, &app, &keys.openai_project).await);
    assert_eq!(code, ProblemCode::WrongKeyKind, "{problem:?}");
    assert_eq!(stage.simulator.requests_served(), 0, "a key of another kind is never sent");
    assert_eq!(add_with_key(&stage, &app, &keys.openai_missing_scope).await.code, ProblemCode::ScopeMissing);
    assert_eq!(add_with_key(&stage, &app, &keys.openai_expired).await.code, ProblemCode::KeyRefused);
    says(&add_with_key(&stage, &app, "   ").await, ProblemCode::BadRequest, "the key is missing");
    says(&add_with_key(&stage, &app, "two words").await, ProblemCode::BadRequest, "copy it again");
    assert_eq!(call(&app, "connections.list", json!({})).await, json!([]), "nothing was added");
    assert_eq!(call(&app, "history.list", json!({})).await["entries"], json!([]), "nothing was recorded");
}

#[tokio::test]
async fn an_address_must_be_encrypted_or_on_this_machine() {
    let stage = Stage::new("addresses").await;
    let app = stage.app();
    for (address, part) in [
        ("http://api.example.com/v1", "unencrypted"),
        ("api.example.com", "https://"),
        ("ftp://127.0.0.1", "https://"),
        ("https://user:word@api.example.com", "user name"),
    ] {
        let mut request = stage.openai();
        request["baseUrl"] = json!(address);
        let problem = refused(&app, "connections.probe", request).await;
        says(&problem, ProblemCode::BadRequest, part);
        assert_eq!(problem.subject, "baseUrl");
    }
}

#[tokio::test]
async fn names_days_and_schedules_are_checked_before_a_request() {
    let stage = Stage::new("form").await;
    let app = stage.app();
    for (field, value, part) in [
        ("label", json!(""), "1 to 80"),
        ("backfillFrom", json!("2031-01-01"), "future"),
        ("backfillFrom", json!("yesterday"), "YYYY-MM-DD"),
        ("schedule", json!({ "kind": "cron", "expression": "whenever" }), "cron"),
        ("schedule", json!({ "kind": "every_hours", "hours": 0 }), "1 to 168"),
        ("schedule", json!({ "kind": "cron", "expression": "* * * * *" }), "minutes"),
    ] {
        let mut request = stage.openai();
        request[field] = value;
        let problem = refused(&app, "connections.add", request).await;
        says(&problem, ProblemCode::BadRequest, part);
        assert_eq!(problem.subject, field);
    }
    assert_eq!(stage.simulator.requests_served(), 0);
    let unknown = json!({ "source": "nobody", "label": "x", "secret": "k" });
    assert_eq!(refused(&app, "connections.add", unknown).await.code, ProblemCode::NotFound);
}

#[tokio::test]
async fn one_account_and_one_name_are_connected_once() {
    let stage = Stage::new("twice").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let same_name = refused(&app, "connections.add", stage.openai()).await;
    says(&same_name, ProblemCode::NotAllowedNow, "OpenAI production");
    let mut other_name = stage.openai();
    other_name["label"] = json!("OpenAI again");
    let same_account = refused(&app, "connections.add", other_name).await;
    says(&same_account, ProblemCode::NotAllowedNow, "count the same charges twice");
    assert_eq!(same_account.subject, "OpenAI production");
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_named() {
    let stage = Stage::new("unreachable").await;
    let app = stage.app();
    let mut request = stage.openai();
    request["baseUrl"] = json!("http://127.0.0.1:9/v1");
    says(&refused(&app, "connections.add", request).await, ProblemCode::Unreachable, "127.0.0.1");
}

#[tokio::test]
async fn a_proxy_that_lets_nothing_through_is_named() {
    let stage = Stage::new("proxy").await;
    let options = HttpOptions { proxy: Some("http://127.0.0.1:9".to_owned()), ..HttpOptions::default() };
    let transport = Arc::new(HttpTransport::new(options).unwrap());
    let app = App::start(AppOptions { transport, ..stage.options() });
    let mut request = stage.openai();
    request["baseUrl"] = json!("https://api.example.com/v1");
    let problem = refused(&app, "connections.probe", request).await;
    says(&problem, ProblemCode::ProxyRefused, "proxy");
}

#[tokio::test]
async fn a_host_that_does_not_speak_tls_is_named() {
    let stage = Stage::new("tls").await;
    let app = stage.app();
    let mut request = stage.openai();
    request["baseUrl"] = json!(stage.simulator.openai_base_url().replace("http://", "https://"));
    let problem = refused(&app, "connections.probe", request).await;
    says(&problem, ProblemCode::TlsFailed, "certificate");
}

#[tokio::test]
async fn a_clock_off_by_a_day_is_told_with_both_times() {
    let stage = Stage::new("clock").await;
    let app = stage.app();
    stage.clock.advance(TimeDelta::days(1));
    let problem = refused(&app, "connections.add", stage.openai()).await;
    says(&problem, ProblemCode::ClockSkewed, "2026-11-21");
    says(&problem, ProblemCode::ClockSkewed, "2026-11-20");
    stage.clock.advance(-TimeDelta::days(1));
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    stage.clock.advance(TimeDelta::days(1));
    sync(&app, &connection(&app, 0).await).await;
    let run = newest_run(&app).await;
    assert_eq!(run["problem"]["code"], json!("clock_skewed"), "{run}");
    assert_eq!(stage.billed(&app).await, before, "nothing is lost and nothing is read under a wrong date");
}

#[tokio::test]
async fn a_lost_network_fails_the_run_and_keeps_what_was_read() {
    let stage = Stage::new("lost-network").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    let Stage { simulator, folder, clock, keychain } = stage;
    let now = simulator.now();
    drop(simulator);
    let mut events = app.events();
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("failed"), "{job}");
    assert!(job["outcome"].as_str().unwrap().contains("cannot be reached"), "{job}");
    let told = crate::stage::notices(&mut events);
    assert_eq!(told.len(), 1, "one notification: {told:?}");
    assert_eq!(newest_run(&app).await["problem"]["code"], json!("unreachable"));
    assert_eq!(connection(&app, 0).await["state"], json!("failing"));
    let options = showback_simulator::SimulatorOptions { now, ..Default::default() };
    let simulator = showback_simulator::Simulator::start(options).await.unwrap();
    let stage = Stage { folder, clock, simulator, keychain };
    assert_eq!(stage.billed(&app).await, before);
}

#[tokio::test]
async fn requests_that_cannot_be_read_are_named() {
    let stage = Stage::new("requests").await;
    let app = stage.app();
    says(&refused(&app, "no.such", json!({})).await, ProblemCode::BadRequest, "no.such");
    says(&refused(&app, "sync.cancel", json!({ "id": "x" })).await, ProblemCode::BadRequest, "sync.cancel");
    says(
        &refused(&app, "sync.cancel", json!({ "id": 1 })).await,
        ProblemCode::NotAllowedNow,
        "not being synced",
    );
    says(&refused(&app, "connections.remove", json!({ "id": 77 })).await, ProblemCode::NotFound, "77");
    says(&refused(&app, "raw.get", json!({ "id": 77 })).await, ProblemCode::NotFound, "77");
    says(&refused(&app, "sync.run", json!({ "id": 77 })).await, ProblemCode::NotFound, "77");
}
