//! Starts the bridge and says on one line where it listens.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use serde_json::json;
use showback_bridge::{Bridge, BridgeConfig};
use showback_core::app::{App, AppOptions};

/// The contract over loopback HTTP, for browser tests and UI development.
#[derive(Debug, Parser)]
#[command(name = "showback-bridge")]
struct Options {
    /// Workspace file; made when missing.
    #[arg(long)]
    workspace: PathBuf,
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What callers must send; a random one when left out.
    #[arg(long)]
    token: Option<String>,
    /// Folder of the built UI.
    #[arg(long)]
    ui: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say_problem(&message);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let started = AppOptions::of_this_machine(Some(options.workspace.clone()));
    let app = App::start(started.map_err(|problem| problem.to_string())?);
    let token = options.token.unwrap_or_else(random_token);
    let events = app.event_channel();
    let config = BridgeConfig { port: options.port, token: token.clone(), ui: options.ui };
    let bridge = Bridge::bind(app, events, config)
        .await
        .map_err(|error| format!("port {} on loopback cannot be used: {error}", options.port))?;
    say(&json!({ "url": bridge.url(), "token": token, "workspace": options.workspace }).to_string());
    bridge.serve().await.map_err(|error| error.to_string())
}

fn random_token() -> String {
    let seed = RandomState::new();
    format!("{:016x}{:016x}", seed.hash_one(0), seed.hash_one(1))
}

#[expect(clippy::print_stdout, reason = "the start line is what callers read")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "a program in a terminal")]
fn say_problem(message: &str) {
    eprintln!("showback-bridge: {message}");
}
