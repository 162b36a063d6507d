//! What a provider does wrong for longer than a run waits: a sentence, and nothing lost.

use serde_json::json;
use showback_simulator::{Fault, Provider, Rule, Scenario, SimulatorOptions, Wait};

use crate::stage::{Stage, call, connection, newest_run, sync};

/// Strikes the costs after the key was probed, for longer than any run tries.
fn lasting(fault: Fault, from: u64) -> SimulatorOptions {
    let rule = Rule {
        fault,
        provider: Some("openai".to_owned()),
        path: Some("costs".to_owned()),
        ordinals: (from..from + 60).collect(),
        permille: None,
        times: 60,
    };
    let scenario = Scenario { max_faults: 60, rules: vec![rule], ..Scenario::default() };
    SimulatorOptions { scenario, page_cap: Some(7), ..SimulatorOptions::default() }
}

async fn run_under(name: &str, fault: Fault, from: u64) -> (Stage, serde_json::Value) {
    let stage = Stage::with(name, lasting(fault, from)).await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let run = newest_run(&app).await;
    assert_eq!(run["state"], json!("failed"), "{run}");
    assert_eq!(connection(&app, 0).await["state"], json!("failing"));
    let problem = run["problem"].clone();
    for _ in 0..70 {
        if sync(&app, &connection(&app, 0).await).await["state"] == json!("succeeded") {
            break;
        }
    }
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi), "{name}: complete once it is over");
    (stage, problem)
}

#[tokio::test]
async fn a_provider_that_keeps_asking_to_slow_down_ends_the_run() {
    let fault = Fault::RateLimited { wait: Wait::RetryAfter(90_000) };
    let (_, problem) = run_under("rate-limited", fault, 3).await;
    assert_eq!(problem["code"], json!("rate_limited"), "{problem}");
}

#[tokio::test]
async fn a_provider_with_lasting_trouble_of_its_own_is_named() {
    let (_, problem) = run_under("provider-fault", Fault::Status { status: 503 }, 3).await;
    assert_eq!(problem["code"], json!("provider_fault"), "{problem}");
}

#[tokio::test]
async fn answers_that_are_no_reports_are_told_without_repeating_them() {
    let (_, problem) = run_under("unreadable", Fault::Malformed, 3).await;
    assert_eq!(problem["code"], json!("answer_unreadable"), "{problem}");
    assert!(!problem.to_string().contains("sign in"), "the answer itself is not repeated: {problem}");
}

#[tokio::test]
async fn a_provider_that_forgets_every_cursor_is_named() {
    let (_, problem) = run_under("stale-cursor", Fault::StaleCursor, 1).await;
    assert_eq!(problem["code"], json!("request_refused"), "{problem}");
}
