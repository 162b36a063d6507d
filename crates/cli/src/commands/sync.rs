//! Syncing without a window.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::arguments::Sync;
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::out;
use crate::table::Table;
use crate::words::{amounts, grouped, items, text, whole};

/// How often a running sync is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(150);

pub(super) async fn sync(core: &Core, ask: &Sync) -> Result<(), Failure> {
    let mut ids = Vec::new();
    for label in &ask.labels {
        ids.push(core.connection_id(label).await?);
    }
    if ask.labels.is_empty() {
        for connection in core.connections().await? {
            if ask.all || connection.get("isPaused").and_then(Value::as_bool) != Some(true) {
                ids.push(whole(&connection, "id"));
            }
        }
    }
    if ids.is_empty() {
        if core.is_json {
            out::json(&json!({ "jobs": [], "runs": [] }));
        } else {
            out::answer("Nothing to sync: no connection, or all are paused.");
        }
        return Ok(());
    }
    sync_ids(core, &ids).await
}

/// Syncs those connections and waits for them.
pub(super) async fn sync_ids(core: &Core, ids: &[i64]) -> Result<(), Failure> {
    let started = core.call("sync.start", json!({ "connectionIds": ids })).await?;
    let numbers: Vec<i64> = started.as_array().into_iter().flatten().map(|job| whole(job, "id")).collect();
    let jobs = wait(core, ids, &numbers).await?;
    let mut runs = Vec::new();
    for job in jobs.iter().filter(|job| whole(job, "runId") > 0) {
        let detail = core.call("sync.run", json!({ "id": whole(job, "runId") })).await?;
        runs.extend(detail.get("run").cloned());
    }
    if core.is_json {
        out::json(&json!({ "jobs": jobs, "runs": runs }));
    } else {
        out::answer(&summary(core, &jobs, &runs).await?);
    }
    match jobs.iter().find(|job| text(job, "state") != "succeeded") {
        None => Ok(()),
        Some(job) if text(job, "state") == "cancelled" => Err(Failure::Told(Exit::Interrupted)),
        Some(job) => Err(Failure::Told(Exit::of_json(job.get("problem").unwrap_or(&Value::Null)))),
    }
}

/// Looks at the jobs until none runs. Ctrl-C asks them to stop; what was read stays.
async fn wait(core: &Core, ids: &[i64], numbers: &[i64]) -> Result<Vec<Value>, Failure> {
    let mut is_stopping = false;
    loop {
        let all = core.call("jobs.list", Value::Null).await?;
        let jobs: Vec<Value> = all
            .as_array()
            .into_iter()
            .flatten()
            .filter(|job| numbers.contains(&whole(job, "id")))
            .cloned()
            .collect();
        let running: Vec<&Value> = jobs.iter().filter(|job| text(job, "state") == "running").collect();
        if running.is_empty() {
            out::progress("");
            return Ok(jobs);
        }
        out::progress(&running.iter().map(|job| progress(job)).collect::<Vec<_>>().join(" | "));
        if is_stopping {
            sleep(LOOK_EVERY).await;
            continue;
        }
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            pressed = tokio::signal::ctrl_c() => {
                is_stopping = true;
                if pressed.is_ok() {
                    out::note("stopping after the page at hand");
                    core.stop(ids).await;
                }
            }
        }
    }
}

fn progress(job: &Value) -> String {
    format!(
        "{}: {} ({}/{} windows, {} days, {} rows)",
        text(job, "label"),
        text(job, "step"),
        whole(job, "done"),
        whole(job, "total"),
        whole(job, "days"),
        grouped(&whole(job, "rows").to_string()),
    )
}

async fn summary(core: &Core, jobs: &[Value], runs: &[Value]) -> Result<String, Failure> {
    let connections = core.connections().await?;
    let mut table = Table::default()
        .text("Connection")
        .text("Sync")
        .number("New days")
        .number("Restated")
        .number("Rows added")
        .number("Billed change")
        .text("Outcome");
    for job in jobs {
        let connection =
            connections.iter().find(|connection| whole(connection, "id") == whole(job, "connectionId"));
        let run = runs.iter().find(|run| whole(run, "id") == whole(job, "runId")).unwrap_or(&Value::Null);
        table.row(vec![
            connection.map_or_else(|| text(job, "label"), |known| text(known, "label")).to_owned(),
            text(job, "state").to_owned(),
            whole(run, "bucketsNew").to_string(),
            whole(run, "bucketsRestated").to_string(),
            grouped(&whole(run, "rowsAdded").to_string()),
            amounts(items(run, "billedDelta")),
            text(job, "outcome").to_owned(),
        ]);
    }
    Ok(table.render())
}
