//! Serves the simulated providers for programs outside the test process, or prints the books.
//!
//! Prints one line of JSON with base URLs and invented keys, then serves until it is stopped.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Parser, ValueEnum};
use serde_json::json;
use showback_simulator::{
    Analytics, Books, CompanyOptions, CostsByKey, Scenario, Simulator, SimulatorOptions, StartError, Surface,
};

/// Provider billing APIs of an invented company over loopback HTTP.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Seed of the company.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Simulated instant, such as 2026-11-20T12:00:00Z; absent: the system clock.
    #[arg(long, visible_alias = "now")]
    today: Option<DateTime<Utc>>,
    /// First day with any activity.
    #[arg(long)]
    first_day: Option<NaiveDate>,
    /// Scenario file: what goes wrong.
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// Draw the scenario from a seed instead.
    #[arg(long, conflicts_with = "scenario")]
    scenario_seed: Option<u64>,
    /// Refuse costs grouped by key, as seen in July 2026.
    #[arg(long)]
    refuse_costs_by_key: bool,
    /// State of Anthropic's analytics surface.
    #[arg(long, value_enum, default_value_t = AnalyticsState::Enabled)]
    analytics: AnalyticsState,
    /// No page holds more than this many buckets or rows.
    #[arg(long)]
    page_cap: Option<usize>,
    /// Leave Anthropic's default workspace unused.
    #[arg(long)]
    no_default_workspace: bool,
    /// Print the books of a half-open range of days as JSON lines and exit.
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    print_books: Option<Vec<NaiveDate>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnalyticsState {
    Enabled,
    Refused,
    Hidden,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("could not read the scenario {path}: {source}")]
    ReadScenario { path: PathBuf, source: io::Error },
    #[error("the scenario {path} is not valid: {source}")]
    ParseScenario { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("could not write to the standard output: {0}")]
    Write(#[from] io::Error),
    #[error("could not write a row as JSON: {0}")]
    Encode(#[from] serde_json::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let options = options(&arguments)?;
    if let Some([from, to]) = arguments.print_books.as_deref() {
        return print_books(&options, *from, *to);
    }
    let simulator = Simulator::start(options).await?;
    let ready = json!({
        "openai_base_url": simulator.openai_base_url(),
        "anthropic_base_url": simulator.anthropic_base_url(),
        "control_url": format!("http://{}/simulator", simulator.address()),
        "now": simulator.now(),
        "keys": simulator.keys(),
    });
    let mut out = io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;
    // Without a signal handler the process simply serves until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    simulator.shutdown().await;
    Ok(())
}

fn options(arguments: &Arguments) -> Result<SimulatorOptions, Failure> {
    let defaults = SimulatorOptions::default();
    Ok(SimulatorOptions {
        company: CompanyOptions {
            seed: arguments.seed,
            first_day: arguments.first_day.unwrap_or(defaults.company.first_day),
            default_workspace: !arguments.no_default_workspace,
            ..defaults.company
        },
        now: arguments.today.unwrap_or_else(system_now),
        openai_costs_by_key: if arguments.refuse_costs_by_key {
            CostsByKey::Refused
        } else {
            CostsByKey::Accepted
        },
        anthropic_analytics: match arguments.analytics {
            AnalyticsState::Enabled => Analytics::Enabled,
            AnalyticsState::Refused => Analytics::Refused,
            AnalyticsState::Hidden => Analytics::Hidden,
        },
        page_cap: arguments.page_cap,
        port: arguments.port,
        scenario: scenario(arguments)?,
        control: true,
        ..defaults
    })
}

#[expect(clippy::disallowed_methods, reason = "a server for programs that live in real time starts now")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

fn scenario(arguments: &Arguments) -> Result<Scenario, Failure> {
    if let Some(seed) = arguments.scenario_seed {
        return Ok(Scenario::from_seed(seed));
    }
    let Some(path) = &arguments.scenario else { return Ok(Scenario::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|source| Failure::ReadScenario { path: path.clone(), source })?;
    serde_json::from_str(&text).map_err(|source| Failure::ParseScenario { path: path.clone(), source })
}

fn print_books(options: &SimulatorOptions, from: NaiveDate, to: NaiveDate) -> Result<(), Failure> {
    let surface =
        if options.anthropic_analytics == Analytics::Enabled { Surface::Analytics } else { Surface::Admin };
    let books = Books::of(options.company, options.now).as_surface(surface);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in books.lines(from, to) {
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
