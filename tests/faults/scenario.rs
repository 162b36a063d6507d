//! One scenario: a company of three weeks, a provider that misbehaves, runs that die, and then peace.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::kernel::{Random, SeededRandom};
use showback_core::ledger;
use showback_core::sync::{RunReport, RunState, Silent, SyncError, renormalize};
use showback_simulator::{CompanyOptions, Scenario, Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::{Desk, Folder, Provided, SharedClock};

use super::child;
use super::kill::{DeadlyTransport, Death, until_poll};

/// The faulty runs happen here.
const FAULTY_AT: &str = "2026-11-20T12:00:00Z";
/// Peace comes a day and a half later, when every late day is due again.
const PEACE_AT: &str = "2026-11-22T00:30:00Z";
const BACKFILL_FROM: &str = "2026-11-05";
/// Runs that may go wrong before peace.
const FAULTY_RUNS: u64 = 4;
/// Clean runs until one succeeds; a provider without faults needs one.
const CLEAN_RUNS: u64 = 3;
/// Days checked again from their stored pages in every so many scenarios.
const RENORMALIZE_EVERY: u64 = 10;

/// What a scenario did and how it ended.
#[derive(Debug, Default)]
pub struct Outcome {
    pub seed: u64,
    pub source: &'static str,
    pub runs: u64,
    pub requests: u64,
    pub faults: u64,
    pub kills: u64,
    pub process_kills: u64,
    /// Lines that only one of the two ledgers has; empty when they agree.
    pub difference: Vec<String>,
}

/// The ledger that one clean run leaves.
pub struct Reference {
    digest: String,
    lines: BTreeSet<String>,
    /// A provider without faults, shared by all scenarios.
    peaceful: Arc<SimulatorHandle>,
    /// Certificates are read once.
    pub network: HttpTransport,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn from() -> NaiveDate {
    BACKFILL_FROM.parse().unwrap()
}

async fn simulator(source: &str, scenario: Scenario, now: DateTime<Utc>) -> Arc<SimulatorHandle> {
    let first_day = "2026-11-01".parse().unwrap();
    let company = CompanyOptions { first_day, ..CompanyOptions::default() };
    // Small pages, so that windows have several: days for one, rows for the other.
    let page_cap = Some(if source == "openai" { 5 } else { 150 });
    let options = SimulatorOptions { company, now, scenario, page_cap, ..SimulatorOptions::default() };
    Arc::new(Simulator::start(options).await.unwrap())
}

fn provided(source: &str, simulator: &SimulatorHandle) -> Provided {
    if source == "openai" { Provided::openai(simulator) } else { Provided::anthropic(simulator) }
}

fn transport() -> HttpTransport {
    let total_timeout = Duration::from_secs(20);
    HttpTransport::new(HttpOptions { total_timeout, ..HttpOptions::default() }).unwrap()
}

impl Reference {
    /// One clean run in peace.
    pub async fn read(source: &'static str) -> Self {
        let now = at(PEACE_AT);
        let simulator = simulator(source, Scenario::default(), now).await;
        let folder = Folder::new("faults-reference").unwrap();
        let provided = provided(source, &simulator);
        let desk = Desk::open(&folder.join("clean.showback"), &provided, from(), now, 1).unwrap();
        let network = transport();
        let clock = SharedClock::new(now, None);
        let report = desk.sync(&clock, &network, &Silent).await.unwrap();
        assert_eq!(report.state, RunState::Succeeded, "{:?} {:?}", report.problem, report.notes);
        assert!(report.stats.rows_added > 100, "there is something to compare");
        println!("{source}: {} requests, {} rows", report.stats.requests, report.stats.rows_added);
        Self {
            digest: desk.store.read(ledger::ledger_digest).unwrap(),
            lines: desk.store.read(ledger::ledger_lines).unwrap().into_iter().collect(),
            peaceful: simulator,
            network,
        }
    }
}

/// Plays one scenario to its end.
pub async fn play(seed: u64, kills_process: bool, references: &[Reference; 2]) -> Outcome {
    let random = SeededRandom::new(seed);
    let is_openai = seed.is_multiple_of(2);
    let source = if is_openai { "openai" } else { "anthropic" };
    let reference = &references[usize::from(!is_openai)];
    let faulty_at = at(FAULTY_AT);
    let simulator = simulator(source, Scenario::from_seed(seed), faulty_at).await;
    let folder = Folder::new(&format!("faults-{seed}")).unwrap();
    let path = folder.join("faulty.showback");
    let provided = provided(source, &simulator);
    let clock = SharedClock::new(faulty_at, Some(Arc::clone(&simulator)));
    let mut outcome = Outcome { seed, source, ..Outcome::default() };

    if kills_process {
        for _ in 0..2 {
            let (requests, delay) = (1 + random.below(40), Duration::from_millis(random.below(25)));
            let now = simulator.now();
            let died = child::sync_and_kill(&path, &provided, from(), now, &simulator, requests, delay).await;
            outcome.process_kills += u64::from(died);
            clock.set(simulator.now() + TimeDelta::minutes(6));
        }
    }
    let desk = Desk::open(&path, &provided, from(), simulator.now(), seed).unwrap();
    for _ in 0..FAULTY_RUNS {
        outcome.runs += 1;
        match run(&desk, &clock, &reference.network, draw_death(&random)).await {
            Some(Ok(report)) if report.state == RunState::Succeeded => break,
            // The wait until the lease of a dead run ends, or until the next scheduled run.
            Some(_) => clock.set(simulator.now() + TimeDelta::minutes(random.below(90).cast_signed())),
            None => {
                outcome.kills += 1;
                clock.set(simulator.now() + TimeDelta::minutes(6 + random.below(90).cast_signed()));
            }
        }
    }
    drop(desk);
    // Peace: the scenario's faults may not be used up, so the same company is served by a provider without any.
    outcome.requests = simulator.requests_served() as u64;
    outcome.faults = simulator.request_log().iter().filter(|record| record.fault.is_some()).count() as u64;
    end_in_peace(&path, source, &mut outcome, reference).await;
    outcome
}

fn draw_death(random: &dyn Random) -> Death {
    match random.below(5) {
        0 | 1 => Death::None,
        2 => Death::AtPoll(1 + random.below(400)),
        3 => Death::BeforeRequest(1 + random.below(60)),
        _ => Death::AfterRequest(1 + random.below(60)),
    }
}

/// One run; `None` when it died.
async fn run(
    desk: &Desk,
    clock: &SharedClock,
    network: &HttpTransport,
    death: Death,
) -> Option<Result<RunReport, SyncError>> {
    let deadly = DeadlyTransport::new(network, death);
    let run = desk.sync(clock, &deadly, &Silent);
    match death {
        Death::AtPoll(polls) => until_poll(run, polls).await,
        _ => tokio::select! {
            report = run => Some(report),
            () = deadly.signal.notified() => None,
        },
    }
}

async fn end_in_peace(path: &std::path::Path, source: &str, outcome: &mut Outcome, reference: &Reference) {
    let now = at(PEACE_AT);
    let provided = provided(source, &reference.peaceful);
    rusqlite::Connection::open(path)
        .unwrap()
        .execute("UPDATE connections SET base_url = ?1", [&provided.base_url])
        .unwrap();
    let desk = Desk::open(path, &provided, from(), now, outcome.seed).unwrap();
    let clock = SharedClock::new(now, None);
    let mut last = None;
    for _ in 0..CLEAN_RUNS {
        outcome.runs += 1;
        let report = desk.sync(&clock, &reference.network, &Silent).await.unwrap();
        outcome.requests += report.stats.requests;
        let state = report.state;
        last = Some(report);
        if state == RunState::Succeeded {
            break;
        }
    }
    let succeeded = last.as_ref().is_some_and(|report| report.state == RunState::Succeeded);
    if !succeeded {
        outcome.difference.push(format!("no clean run succeeded: {last:?}"));
    }
    let digest = desk.store.read(ledger::ledger_digest).unwrap();
    if digest != reference.digest {
        let lines: BTreeSet<String> = desk.store.read(ledger::ledger_lines).unwrap().into_iter().collect();
        let missing = reference.lines.difference(&lines).map(|line| format!("- {line}"));
        let extra = lines.difference(&reference.lines).map(|line| format!("+ {line}"));
        outcome.difference.extend(missing.chain(extra));
        outcome.difference.push("the digests differ".to_owned());
    }
    let mismatches = desk.store.read(ledger::content_mismatches).unwrap();
    outcome.difference.extend(mismatches.iter().map(|mismatch| format!("{mismatch:?}")));
    let leftovers: i64 = desk
        .store
        .read::<_, SyncError>(|reader| {
            let sql = "SELECT (SELECT count(*) FROM sync_windows) + (SELECT count(*) FROM sync_leases)
                            + (SELECT count(*) FROM sync_runs WHERE state = 'running')";
            Ok(reader.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    if leftovers != 0 {
        outcome.difference.push(format!("{leftovers} windows, leases or running runs are left"));
    }
    if outcome.seed.is_multiple_of(RENORMALIZE_EVERY) || outcome.process_kills > 0 {
        let report = renormalize(&desk.store, desk.connection, desk.connector.as_ref()).unwrap();
        if !report.is_sound() {
            outcome.difference.push(format!("{report:?}"));
        }
    }
}
