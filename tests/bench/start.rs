//! From starting a process to the first figures of Overview, with one year of both providers.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, Utc};
use serde_json::json;
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::adapters::secrets::MemoryStore;
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{FixedClock, SeededRandom};
use showback_core::sources::Registry;
use showback_core::sync::RunCause;
use showback_tests::Folder;

use super::Result;
use super::sync::{FIRST_DAY, NOW, fill};

/// Starts measured; the slowest and the middle one are told.
const STARTS: usize = 7;

/// Makes the year, then starts a process of its own for each measurement.
pub fn measure() -> Result<()> {
    let folder = Folder::new("bench-start")?;
    let path = folder.join("year.showback");
    fill(&path)?;
    let mut walls = Vec::new();
    for number in 0..STARTS {
        let started = Instant::now();
        let output = Command::new(std::env::current_exe()?).arg("start-once").arg(&path).output()?;
        walls.push(started.elapsed());
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stdout).into_owned().into());
        }
        if number == 0 {
            print!("{}", String::from_utf8_lossy(&output.stdout));
        }
    }
    walls.sort();
    let bytes = std::fs::metadata(&path)?.len();
    let middle = walls.get(STARTS.div_euclid(2)).copied().unwrap_or_default();
    let slowest = walls.last().copied().unwrap_or_default();
    println!(
        "scale      12 months of both providers, {} MiB, file in the system's cache",
        bytes.div_ceil(1024 * 1024)
    );
    println!(
        "start      {} ms from process start to first figures (middle of {STARTS}), {} ms at worst; goal 1000 ms",
        middle.as_millis(),
        slowest.as_millis()
    );
    Ok(())
}

/// One start: the application opens the workspace and answers what the window asks first, through the contract.
pub fn once(path: &str) -> Result<()> {
    let runtime = super::sync::runtime()?;
    let now: DateTime<Utc> = NOW.parse()?;
    let started = Instant::now();
    let app = runtime.block_on(async { application(path, now) })?;
    println!("open       {} ms", started.elapsed().as_millis());
    let today = now.date_naive();
    let end = today + TimeDelta::days(1);
    let month = today.with_day(1).unwrap_or(today);
    let overview = |first: NaiveDate| {
        let range = json!({ "from": first.to_string(), "to": end.to_string() });
        ("overview.get", json!({ "range": range, "split": "provider" }))
    };
    let questions = [
        ("workspace", ("workspace.get", json!({}))),
        ("overview of the month", overview(month)),
        ("overview of the year", overview(FIRST_DAY.parse()?)),
    ];
    for (label, (command, request)) in questions {
        let asked = Instant::now();
        let answer = runtime.block_on(dispatch(&app, command, request));
        let answer = answer.map_err(|problem| problem.message)?;
        println!("{label:<22} {} ms, {} bytes", asked.elapsed().as_millis(), answer.to_string().len());
    }
    Ok(())
}

fn application(path: &str, now: DateTime<Utc>) -> Result<Arc<App>> {
    let path = PathBuf::from(path);
    Ok(App::start(AppOptions {
        data_dir: path.parent().map(PathBuf::from).unwrap_or_default(),
        workspace: Some(path),
        registry: Registry::standard(),
        transport: Arc::new(HttpTransport::new(HttpOptions::default())?),
        clock: Arc::new(FixedClock::new(now)),
        random: Arc::new(SeededRandom::new(1)),
        environment: Arc::new(GivenEnvironment::default()),
        keychain: Some(Arc::new(MemoryStore::default())),
        offset_at: |_| Utc.fix(),
        asked_by: RunCause::Manual,
        sample: None,
    }))
}
