//! Faulty runs, killed runs and a clean one end as one clean run: 300 seeded scenarios over the simulator.

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

/// `SHOWBACK_FAULT_SEED=17` runs that scenario alone and prints what it did.
#[test]
fn every_interleaving_of_faulty_runs_and_a_clean_one_ends_as_one_clean_run() {
    let alone: Option<u64> = std::env::var("SHOWBACK_FAULT_SEED").ok().and_then(|text| text.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let references = Arc::new([Reference::read("openai").await, Reference::read("anthropic").await]);
        if let Some(seed) = alone {
            let outcome = scenario::play(seed, seed > SCENARIOS - PROCESS_KILLS, &references).await;
            println!("{outcome:?}");
            assert_eq!(outcome.difference, Vec::<String>::new(), "scenario {seed}");
            return;
        }
        let next = Arc::new(AtomicU64::new(1));
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..WORKERS {
            let (next, references) = (Arc::clone(&next), Arc::clone(&references));
            workers.spawn(async move {
                let mut outcomes = Vec::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed > SCENARIOS {
                        return outcomes;
                    }
                    outcomes.push(scenario::play(seed, seed > SCENARIOS - PROCESS_KILLS, &references).await);
                }
            });
        }
        let mut outcomes: Vec<Outcome> = workers.join_all().await.into_iter().flatten().collect();
        outcomes.sort_by_key(|outcome| outcome.seed);
        report(&outcomes);
    });
}

fn report(outcomes: &[Outcome]) {
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    println!(
        "{} scenarios: {} runs, {} requests, {} faults, {} kills in the process, {} killed processes",
        outcomes.len(),
        sum(|o| o.runs),
        sum(|o| o.requests),
        sum(|o| o.faults),
        sum(|o| o.kills),
        sum(|o| o.process_kills),
    );
    let strayed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.difference.is_empty())
        .map(|outcome| {
            let lines: Vec<_> = outcome.difference.iter().take(12).cloned().collect();
            format!("seed {} ({}): {}", outcome.seed, outcome.source, lines.join("\n    "))
        })
        .collect();
    assert!(strayed.is_empty(), "{} scenarios end differently:\n{}", strayed.len(), strayed.join("\n"));
    assert_eq!(u64::try_from(outcomes.len()).unwrap(), SCENARIOS);
    assert!(sum(|o| o.faults) > SCENARIOS, "the scenarios are hard enough to mean something");
    assert!(sum(|o| o.kills) > SCENARIOS / 3, "runs die in many places");
    assert!(sum(|o| o.process_kills) > 0, "some processes die in the middle of a run");
}
