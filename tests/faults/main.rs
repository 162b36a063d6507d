//! Faulty runs, killed runs and a clean one end as one clean run: 300 seeded scenarios over the simulator.

#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "scenarios are chosen, and the child is told its task, by the environment"
)]

mod child;
mod kill;
mod scenario;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use scenario::{Outcome, Reference};

/// Scenarios in all; the last ones kill a real process.
const SCENARIOS: u64 = 300;
/// Scenarios that kill a real process.
const PROCESS_KILLS: u64 = 10;
/// Scenarios at work at the same time.
const WORKERS: usize = 3;

/// `SHOWBACK_FAULT_SEEDS=17` plays that scenario alone, `17-40` a range.
#[test]
fn every_interleaving_of_faulty_runs_and_a_clean_one_ends_as_one_clean_run() {
    let chosen = std::env::var("SHOWBACK_FAULT_SEEDS").ok().map(|text| {
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        (first.parse().unwrap(), last.parse().unwrap())
    });
    let (first, last): (u64, u64) = chosen.unwrap_or((1, SCENARIOS));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let references = Arc::new([Reference::read("openai").await, Reference::read("anthropic").await]);
        let next = Arc::new(AtomicU64::new(first));
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..WORKERS {
            workers.spawn(work(Arc::clone(&next), last, Arc::clone(&references)));
        }
        let outcomes: Vec<Outcome> = workers.join_all().await.into_iter().flatten().collect();
        report(&outcomes);
        if chosen.is_none() {
            assert_hard_enough(&outcomes);
        }
    });
}

async fn work(next: Arc<AtomicU64>, last: u64, references: Arc<[Reference; 2]>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    loop {
        let seed = next.fetch_add(1, Ordering::SeqCst);
        if seed > last {
            return outcomes;
        }
        let kills_process = seed > SCENARIOS - PROCESS_KILLS;
        let outcome = scenario::play(seed, kills_process, &references).await;
        if !outcome.difference.is_empty() {
            println!("{}", told(&outcome));
        }
        outcomes.push(outcome);
    }
}

fn told(outcome: &Outcome) -> String {
    let lines: Vec<_> = outcome.difference.iter().take(12).cloned().collect();
    format!("seed {} ({}): {}", outcome.seed, outcome.source, lines.join("\n    "))
}

fn sum(outcomes: &[Outcome], of: fn(&Outcome) -> u64) -> u64 {
    outcomes.iter().map(of).sum()
}

fn report(outcomes: &[Outcome]) {
    println!(
        "{} scenarios: {} runs, {} requests, {} faults, {} kills in the process, {} killed processes",
        outcomes.len(),
        sum(outcomes, |o| o.runs),
        sum(outcomes, |o| o.requests),
        sum(outcomes, |o| o.faults),
        sum(outcomes, |o| o.kills),
        sum(outcomes, |o| o.process_kills),
    );
    let mut strayed: Vec<&Outcome> =
        outcomes.iter().filter(|outcome| !outcome.difference.is_empty()).collect();
    strayed.sort_by_key(|outcome| outcome.seed);
    let lines: Vec<String> = strayed.into_iter().map(told).collect();
    assert!(lines.is_empty(), "{} scenarios end differently:\n{}", lines.len(), lines.join("\n"));
}

fn assert_hard_enough(outcomes: &[Outcome]) {
    assert_eq!(u64::try_from(outcomes.len()).unwrap(), SCENARIOS);
    assert!(sum(outcomes, |o| o.faults) > SCENARIOS, "the scenarios are hard enough to mean something");
    assert!(sum(outcomes, |o| o.kills) > SCENARIOS / 3, "runs die in many places");
    assert!(sum(outcomes, |o| o.process_kills) > 0, "some processes die in the middle of a run");
}
