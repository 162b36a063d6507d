//! Faults strike as written, are the same for the same seed, and end.
#![cfg(feature = "faults")]
#![expect(clippy::unwrap_used, reason = "a failed step of a test ends it")]

mod support;

use showback_simulator::{Fault, Rule, Scenario, Simulator, SimulatorHandle, SimulatorOptions, Wait};
use support::{Reply, options, send, unix};

async fn with(scenario: Scenario) -> SimulatorHandle {
    Simulator::start(SimulatorOptions { scenario, ..options(7) }).await.unwrap()
}

fn rule(fault: Fault, ordinals: &[u64]) -> Rule {
    let times = u32::try_from(ordinals.len()).unwrap();
    Rule { fault, provider: None, path: None, ordinals: ordinals.to_vec(), permille: None, times }
}

fn scenario(rules: Vec<Rule>) -> Scenario {
    Scenario { rules, ..Scenario::default() }
}

async fn ask(simulator: &SimulatorHandle, rest: &str) -> Option<Reply> {
    let bearer = format!("Bearer {}", simulator.keys().openai_admin);
    let path = format!("/openai/v1/organization/costs?start_time={}&limit=2{rest}", unix("2026-11-10"));
    send(simulator.address(), "GET", &path, &[("authorization", &bearer)]).await
}

#[tokio::test]
async fn each_fault_looks_as_it_should_and_the_next_answer_is_good() {
    for (fault, status) in [
        (Fault::RateLimited { wait: Wait::RetryAfter(2) }, 429),
        (Fault::RateLimited { wait: Wait::Silent }, 429),
        (Fault::RateLimited { wait: Wait::ResetInPast }, 429),
        (Fault::Status { status: 500 }, 500),
        (Fault::Status { status: 529 }, 529),
        (Fault::KeyRefused, 401),
        (Fault::Slow { millis: 5 }, 200),
        (Fault::Malformed, 200),
        (Fault::Truncated, 200),
        (Fault::Torn { bytes: 90 }, 200),
        (Fault::ClockSkew { seconds: 86_400 }, 200),
    ] {
        let simulator = with(scenario(vec![rule(fault.clone(), &[1])])).await;
        let reply = ask(&simulator, "").await.unwrap();
        assert_eq!(reply.status, status, "{fault:?}");
        let parsed = serde_json::from_str::<serde_json::Value>(&reply.body);
        match fault {
            Fault::RateLimited { wait: Wait::RetryAfter(_) } => assert_eq!(reply.headers["retry-after"], "2"),
            Fault::RateLimited { .. } => assert!(!reply.headers.contains_key("retry-after")),
            Fault::Torn { .. } => assert!(reply.body.len() == 90 && reply.missing > 0),
            Fault::Truncated | Fault::Malformed => assert!(parsed.is_err() && reply.missing == 0),
            Fault::ClockSkew { .. } => assert_eq!(reply.headers["date"], "Sat, 21 Nov 2026 12:00:00 GMT"),
            _ => {}
        }
        let good = ask(&simulator, "").await.unwrap();
        assert_eq!((good.status, good.missing), (200, 0));
        assert_eq!(good.headers["date"], "Fri, 20 Nov 2026 12:00:00 GMT");
        let log = simulator.request_log();
        assert_eq!(log[0].fault.as_deref(), Some(fault.name()));
        assert_eq!(log[1].fault, None);
    }
}

#[tokio::test]
async fn a_reset_connection_gives_no_answer() {
    let simulator = with(scenario(vec![rule(Fault::Reset, &[1])])).await;
    assert!(ask(&simulator, "").await.is_none());
    assert_eq!(ask(&simulator, "").await.unwrap().status, 200);
    assert_eq!(simulator.request_log()[0].status, 0);
}

#[tokio::test]
async fn cursor_faults_strike_only_requests_with_a_cursor() {
    let rules = vec![rule(Fault::StaleCursor, &[1]), rule(Fault::DuplicatePage, &[2])];
    let simulator = with(scenario(rules)).await;
    let first = ask(&simulator, "").await.unwrap();
    let next = format!("&page={}", first.json()["next_page"].as_str().unwrap());
    let stale = ask(&simulator, &next).await.unwrap();
    assert_eq!((stale.status, stale.json()["error"]["param"].as_str()), (400, Some("page")));
    assert_eq!(ask(&simulator, &next).await.unwrap().body, first.body);
    assert_ne!(ask(&simulator, &next).await.unwrap().body, first.body);
}

#[tokio::test]
async fn an_earlier_state_of_knowledge_differs_from_the_present_one() {
    let simulator = with(scenario(vec![rule(Fault::Restated { hours: 240 }, &[1])])).await;
    let earlier = ask(&simulator, "").await.unwrap();
    assert_ne!(earlier.body, ask(&simulator, "").await.unwrap().body);
}

#[tokio::test]
async fn the_same_seed_strikes_the_same_requests_and_stops() {
    for seed in 0..12 {
        let scenario = Scenario::from_seed(seed);
        assert_eq!(scenario, Scenario::from_seed(seed));
        let mut logs = Vec::new();
        for _ in 0..2 {
            let simulator = with(scenario.clone()).await;
            for _ in 0..40 {
                ask(&simulator, "").await;
            }
            logs.push(simulator.request_log());
        }
        assert_eq!(logs[0], logs[1]);
        let struck = logs[0].iter().filter(|record| record.fault.is_some()).count();
        assert!(struck <= 30);
    }
}

#[test]
fn seeds_make_every_kind_of_fault() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..300 {
        kinds.extend(Scenario::from_seed(seed).rules.iter().map(|rule| rule.fault.name()));
    }
    assert_eq!(kinds.len(), 14, "{kinds:?}");
}

#[test]
fn the_scenario_files_are_read_and_written_unchanged() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario: Scenario = serde_json::from_str(&text).unwrap();
        let again: Scenario = serde_json::from_str(&serde_json::to_string(&scenario).unwrap()).unwrap();
        assert_eq!(scenario, again);
        count += 1;
    }
    assert_eq!(count, 4);
}

#[tokio::test]
async fn books_and_clock_answer_outside_programs_only_when_asked_to() {
    let options = SimulatorOptions { control: true, ..options(7) };
    let simulator = Simulator::start(options).await.unwrap();
    let path = "/simulator/books?from=2026-11-10&to=2026-11-11";
    let books = send(simulator.address(), "GET", path, &[]).await.unwrap();
    let (rows, known) = (books.json(), simulator.books());
    assert_eq!(
        rows.as_array().unwrap().len(),
        known.lines(support::date("2026-11-10"), support::date("2026-11-11")).len()
    );
    let quiet = with(Scenario::default()).await;
    assert_eq!(send(quiet.address(), "GET", path, &[]).await.unwrap().status, 404);
}
