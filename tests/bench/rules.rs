//! Attribution over ten million requests of five thousand series: a preview of a rule over all history, saving it, and the
//! triage queue, each through the contract with its answer written as JSON.

#![expect(
    clippy::indexing_slicing,
    reason = "an answer without the field is null, which fails the next call"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::adapters::secrets::MemoryStore;
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{FixedClock, SeededRandom, parse_instant};
use showback_core::sources::Registry;
use showback_core::sync::RunCause;
use showback_tests::Folder;

use super::Result;
use super::scale::{REQUESTS, at, fill};

/// Rules of the workspace.
const RULES: usize = 200;
/// Requests of the workspace for the window: enough for the rarest series to occur.
const WINDOW_REQUESTS: u64 = 1_000_000;
/// Measurements of each kind, warm.
const TIMES: usize = 40;

/// Makes the workspace of `bench scale`, and measures attribution on it.
pub fn measure() -> Result<()> {
    let folder = Folder::new("bench-rules")?;
    let path = folder.join("large.showback");
    fill(&path, REQUESTS, &[], None)?;
    tokio::runtime::Runtime::new()?.block_on(async { measured(&folder, &path).await })
}

/// Makes a workspace with as many groups and few requests, for measurements of the window.
pub fn make(path: &Path) -> Result<()> {
    let folder = Folder::new("bench-triage")?;
    let made = folder.join("triage.showback");
    fill(&made, WINDOW_REQUESTS, &[], None)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let app = open(&folder, &made)?;
        let apportioning = Arc::clone(&app);
        tokio::task::spawn_blocking(move || apportioning.apportion_waiting()).await??;
        let queue = call(&app, "attribution.queue", queue_request()).await?;
        println!("scale      {WINDOW_REQUESTS} requests, {} groups without a product", queue["totalGroups"]);
        call(&app, "workspace.backup", json!({ "path": path })).await?;
        Ok(())
    })
}

async fn measured(folder: &Folder, path: &Path) -> Result<()> {
    let app = open(folder, path)?;
    let started = Instant::now();
    let apportioning = Arc::clone(&app);
    tokio::task::spawn_blocking(move || apportioning.apportion_waiting()).await??;
    app.idle().await;
    println!("spend      apportioned over two years in {} s", started.elapsed().as_secs());
    let started = Instant::now();
    let queue = call(&app, "attribution.queue", queue_request()).await?;
    println!(
        "scale      {REQUESTS} requests; {} groups without a product, {RULES} rules, {} months; first queue {} ms",
        queue["totalGroups"],
        24,
        started.elapsed().as_millis()
    );
    let mut hash = call(&app, "attribution.rules", ranged(json!({}))).await?["hash"].clone();
    apply(&app, &text(0), &mut hash).await?;
    let mut previews = Vec::new();
    let mut applies = Vec::new();
    let mut queues = Vec::new();
    let mut tags = Vec::new();
    for round in 1..=TIMES {
        let edited = text(round);
        let request = ranged(json!({ "text": edited }));
        previews.push(timed(&app, "attribution.rulesPreview", request).await?);
        let started = Instant::now();
        apply(&app, &edited, &mut hash).await?;
        // What is saved counts when the next answer has it.
        let queue = call(&app, "attribution.queue", queue_request()).await?;
        applies.push(started.elapsed().as_micros());
        queues.push(timed(&app, "attribution.queue", queue_request()).await?);
        let id = queue["groups"][0]["id"].clone();
        let tag = json!({ "dimension": "product", "range": range(), "currency": null, "value": "Search",
            "groups": { "ids": [id], "search": null }, "from": null, "until": null });
        tags.push(timed(&app, "attribution.tag", tag).await?);
    }
    tell("preview", previews, 100);
    tell("apply", applies, 500);
    tell("queue", queues, 50);
    tell("tag", tags, 0);
    Ok(())
}

/// The whole history.
fn range() -> Value {
    json!({ "from": "2024-11-01", "to": "2026-11-01" })
}

fn ranged(more: Value) -> Value {
    let mut request = json!({ "range": range(), "currency": null });
    for (name, value) in more.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    request
}

fn queue_request() -> Value {
    let page = json!({ "offset": 0, "limit": 200 });
    let more = json!({ "dimension": "product", "search": null, "includesSnoozed": false, "page": page });
    ranged(more)
}

async fn call(app: &Arc<App>, name: &str, request: Value) -> Result<Value> {
    Ok(dispatch(app, name, request).await?)
}

async fn timed(app: &Arc<App>, name: &str, request: Value) -> Result<u128> {
    let started = Instant::now();
    let answer = call(app, name, request).await?;
    serde_json::to_string(&answer)?;
    Ok(started.elapsed().as_micros())
}

async fn apply(app: &Arc<App>, text: &str, hash: &mut Value) -> Result<()> {
    let request = json!({ "text": text, "replaces": hash });
    call(app, "attribution.rulesApply", request).await?;
    *hash = call(app, "attribution.rules", ranged(json!({}))).await?["hash"].clone();
    Ok(())
}

/// Two hundred rules of all kinds; one of them is another in each round.
fn text(round: usize) -> String {
    let mut text = String::new();
    for rule in 0..RULES {
        let edited = if rule == round * 4 { 2 } else { 1 };
        let when = match rule % 5 {
            0 => format!("when.customer = [\"customer-{rule}\", \"customer-{}\"]", rule + edited),
            1 => format!("when.key = {{ prefix = \"key-{rule}\" }}"),
            2 => format!("when.feature = \"feature-{}\"\nwhen.environment = \"env-{}\"", rule % 90, rule % 3),
            3 => format!("when.key = {{ regex = \"^key-{}[0-9]$\" }}", rule * 2),
            _ => format!("when.model = {{ glob = \"*-{}\" }}\nwhen.team = \"team-{}\"", rule % 18, rule % 24),
        };
        let from = if rule % 7 == 0 { "from = 2025-06-15\n" } else { "" };
        let _ =
            write!(text, "[[rule]]\nid = \"r{rule}\"\n{from}{when}\nset.product = \"p{}\"\n\n", rule % 30);
    }
    text
}

fn tell(label: &str, mut times: Vec<u128>, goal: u128) {
    times.sort_unstable();
    let ms = |percent| {
        let us = at(&times, percent);
        format!("{}.{} ms", us / 1000, us % 1000 / 100)
    };
    let goal = if goal == 0 { String::new() } else { format!(" (goal p95 {goal} ms)") };
    println!("{label:<10} p50 {}, p95 {}, slowest {}{goal}", ms(50), ms(95), ms(100));
}

fn open(folder: &Folder, path: &Path) -> Result<Arc<App>> {
    Ok(App::start(AppOptions {
        workspace: Some(path.to_owned()),
        data_dir: folder.path().to_owned(),
        registry: Registry::standard(),
        transport: Arc::new(HttpTransport::new(HttpOptions::default())?),
        clock: Arc::new(FixedClock::new(parse_instant("2026-11-23T12:00:00Z")?)),
        random: Arc::new(SeededRandom::new(5)),
        environment: Arc::new(GivenEnvironment::default()),
        keychain: Some(Arc::new(MemoryStore::default())),
        offset_at: |_| chrono::Offset::fix(&chrono::Utc),
        asked_by: RunCause::Manual,
        sample: None,
    }))
}
