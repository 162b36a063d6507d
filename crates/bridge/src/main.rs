//! Starts the bridge and says on one line of JSON where it listens.

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::{Parser, ValueEnum};
use serde_json::{Value, json};
use showback_bridge::{Bridge, BridgeConfig, MovedClock, StoppedClock};
use showback_core::adapters::clock::SystemClock;
use showback_core::adapters::secrets::MemoryStore;
use showback_core::app::{App, AppOptions};
use showback_core::kernel::{Clock, parse_instant};
use showback_sample::SampleCompany;
use showback_simulator::{CompanyOptions, Simulator, SimulatorHandle, SimulatorOptions};

/// The contract over loopback HTTP, for browser tests and UI development. Prints one line of JSON with its address, its token
/// and, when asked for, the addresses and invented keys of a provider simulator; then serves until it is stopped.
#[derive(Debug, Parser)]
#[command(name = "showback-bridge")]
struct Options {
    /// Workspace file; made when missing.
    #[arg(long)]
    workspace: PathBuf,
    /// Folder of the sample workspace and the vault; beside the workspace when left out.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What callers must send; a random one when left out.
    #[arg(long)]
    token: Option<String>,
    /// Folder of the built UI.
    #[arg(long)]
    ui: Option<PathBuf>,
    /// Runs a provider simulator with a company of this seed.
    #[arg(long)]
    simulator_seed: Option<u64>,
    /// The instant at the start, RFC 3339; the machine's own when left out.
    #[arg(long, value_parser = instant)]
    now: Option<DateTime<Utc>>,
    /// Stops the clock at the start.
    #[arg(long)]
    fixed_now: bool,
    /// Where keys are kept: in memory until the bridge ends, or nowhere, so that a vault is asked for.
    #[arg(long, value_enum, default_value_t = Keychain::Memory)]
    keychain: Keychain,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Keychain {
    Memory,
    Off,
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    parse_instant(text).map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say_problem(&message);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let clock = clock(&options);
    let simulator = simulator(&options, clock.now()).await?;
    let app = app(&options, clock)?;
    tokio::spawn(Arc::clone(&app).run_scheduler());
    let token = options.token.unwrap_or_else(random_token);
    let config = BridgeConfig { port: options.port, token: token.clone(), ui: options.ui };
    let events = app.event_channel();
    let bridge = Bridge::bind(app, events, config)
        .await
        .map_err(|error| format!("port {} on loopback cannot be used: {error}", options.port))?;
    say(&json!({
        "url": bridge.url(),
        "token": token,
        "workspace": options.workspace,
        "simulator": simulator.as_ref().map(introduce),
    }));
    bridge.serve().await.map_err(|error| format!("the bridge stopped listening: {error}"))
}

fn clock(options: &Options) -> Arc<dyn Clock> {
    match (options.now, options.fixed_now) {
        (at, true) => Arc::new(StoppedClock::at(at.unwrap_or_else(|| SystemClock.now()))),
        (Some(at), false) => Arc::new(MovedClock::starting_at(at)),
        (None, false) => Arc::new(SystemClock),
    }
}

fn app(options: &Options, clock: Arc<dyn Clock>) -> Result<Arc<App>, String> {
    let workspace = std::path::absolute(&options.workspace)
        .map_err(|error| format!("{} is not a path: {error}", options.workspace.display()))?;
    let mut parts =
        AppOptions::of_this_machine(Some(workspace.clone())).map_err(|problem| problem.to_string())?;
    parts.data_dir = options.data_dir.clone().unwrap_or_else(|| beside(&workspace));
    parts.clock = clock;
    parts.keychain = match options.keychain {
        Keychain::Memory => Some(Arc::new(MemoryStore::default())),
        Keychain::Off => None,
    };
    parts.sample = Some(Arc::new(SampleCompany::default()));
    Ok(App::start(parts))
}

fn beside(workspace: &Path) -> PathBuf {
    workspace.with_extension("data")
}

async fn simulator(options: &Options, now: DateTime<Utc>) -> Result<Option<SimulatorHandle>, String> {
    let Some(seed) = options.simulator_seed else { return Ok(None) };
    let company = CompanyOptions { seed, ..CompanyOptions::default() };
    let started = Simulator::start(SimulatorOptions { company, now, ..SimulatorOptions::default() }).await;
    started.map(Some).map_err(|error| format!("the simulator cannot be started: {error}"))
}

fn introduce(simulator: &SimulatorHandle) -> Value {
    let keys = simulator.keys();
    json!({
        "openai": {
            "baseUrl": simulator.openai_base_url(),
            "key": keys.openai_admin,
            "projectKey": keys.openai_project,
            "missingScopeKey": keys.openai_missing_scope,
            "expiredKey": keys.openai_expired,
        },
        "anthropic": {
            "baseUrl": simulator.anthropic_base_url(),
            "key": keys.anthropic_admin,
            "analyticsKey": keys.anthropic_analytics,
            "workspaceKey": keys.anthropic_workspace,
        },
    })
}

fn random_token() -> String {
    let seed = RandomState::new();
    format!("{:016x}{:016x}", seed.hash_one(0), seed.hash_one(1))
}

#[expect(clippy::print_stdout, reason = "the start line is what callers read")]
fn say(line: &Value) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "a program in a terminal")]
fn say_problem(message: &str) {
    eprintln!("showback-bridge: {message}");
}
