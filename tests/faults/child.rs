//! A sync in a process of its own, killed from outside: this test binary started again with a task in the environment.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::sync::Silent;
use showback_simulator::SimulatorHandle;
use showback_tests::{Desk, Provided, SharedClock};

const TASK: &str = "SHOWBACK_FAULT_CHILD";

/// Does nothing unless started by [`sync_and_kill`].
#[test]
fn child_process() {
    let Ok(task) = std::env::var(TASK) else { return };
    let [path, source, base_url, key, from, now]: [&str; 6] =
        task.split('|').collect::<Vec<_>>().try_into().unwrap();
    let now: DateTime<Utc> = now.parse().unwrap();
    let from: NaiveDate = from.parse().unwrap();
    let source = if source == "openai" { "openai" } else { "anthropic" };
    let provided = Provided { source, base_url: base_url.to_owned(), key: key.to_owned() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let desk = Desk::open(Path::new(path), &provided, from, now, 1).unwrap();
        let transport = HttpTransport::new(HttpOptions::default()).unwrap();
        let clock = SharedClock::new(now, None);
        // However it ends: the parent judges by the file.
        drop(desk.sync(&clock, &transport, &Silent).await);
    });
}

/// Starts a sync in another process and kills it after so many more requests; says whether it died in the middle.
pub async fn sync_and_kill(
    path: &Path,
    provided: &Provided,
    from: NaiveDate,
    now: DateTime<Utc>,
    simulator: &SimulatorHandle,
    requests: u64,
    delay: Duration,
) -> bool {
    let Provided { source, base_url, key } = provided;
    let task = format!("{}|{source}|{base_url}|{key}|{from}|{}", path.display(), now.to_rfc3339());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child::child_process", "--exact", "--test-threads=1"])
        .env(TASK, task)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let fatal = simulator.requests_served() + usize::try_from(requests).unwrap();
    // At most a minute: a child that hangs is killed as well.
    for _ in 0..30_000 {
        if simulator.requests_served() >= fatal || child.try_wait().unwrap().is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    tokio::time::sleep(delay).await;
    let died_in_the_middle = child.try_wait().unwrap().is_none();
    drop(child.kill());
    drop(child.wait());
    died_in_the_middle
}
