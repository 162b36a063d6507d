//! What can be wrong with the file and its disk: a sentence, and nothing lost.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};
use showback_core::app::App;
use showback_core::kernel::{Problem, ProblemCode};
use showback_core::store::StoreError;
use showback_simulator::Provider;

use crate::bad_input::says;
use crate::stage::{Stage, call, connection, newest_run, refused, sync};

fn corrupt(path: &std::path::Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let half = bytes.len() / 2;
    for byte in bytes.iter_mut().skip(100).take(half) {
        *byte = 0x5A;
    }
    std::fs::write(path, bytes).unwrap();
}

async fn opening(stage: &Stage) -> Problem {
    refused(&stage.app(), "workspace.get", Value::Null).await
}

#[tokio::test]
async fn files_that_cannot_be_opened_are_told_apart() {
    let stage = Stage::new("files").await;
    let path = stage.folder.join("workspace.showback");
    drop(stage.app());
    let good = std::fs::read(&path).unwrap();

    corrupt(&path);
    says(&opening(&stage).await, ProblemCode::FileCorrupt, "workspace.showback");
    std::fs::write(&path, "a text that is no database, however long it may be").unwrap();
    says(&opening(&stage).await, ProblemCode::FileForeign, "not a Showback workspace");

    std::fs::write(&path, &good).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("INSERT INTO schema_migrations VALUES (9999, 'future', '', '')").unwrap();
    drop(database);
    says(&opening(&stage).await, ProblemCode::FileNewer, "update Showback");

    std::fs::write(&path, &good).unwrap();
    call(&stage.app(), "workspace.get", json!({})).await;
    let missing = json!({ "path": stage.folder.join("nowhere.showback") });
    let app = stage.app();
    says(&refused(&app, "workspace.open", missing).await, ProblemCode::FileMissing, "nowhere.showback");
    says(
        &refused(&app, "workspace.open", json!({ "path": "here" })).await,
        ProblemCode::BadRequest,
        "full path",
    );
    call(&app, "workspace.get", json!({})).await;
}

/// Sets a pragma of the one writing connection.
fn pragma(app: &Arc<App>, text: &str) {
    let store = Arc::clone(&app.workspace().unwrap().store);
    let set = store.write::<_, StoreError>(|tx| {
        Ok(tx.query_row(text, [], |_| Ok(())).or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(()),
            other => Err(other),
        })?)
    });
    set.unwrap();
}

async fn dark(app: &Arc<App>) -> Value {
    let mut settings = call(app, "settings.get", json!({})).await;
    settings["theme"] = json!("dark");
    settings
}

#[tokio::test]
async fn a_disk_that_is_full_fails_the_sync_and_loses_nothing() {
    let stage = Stage::new("disk-full").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    pragma(&app, "PRAGMA max_page_count = 1");
    stage.pass(TimeDelta::days(1));
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("failed"), "{job}");
    assert!(job["outcome"].as_str().unwrap().contains("is full: free some space"), "{job}");
    assert_eq!(newest_run(&app).await["problem"]["code"], json!("disk_full"));
    assert_eq!(stage.billed(&app).await, before);
    pragma(&app, "PRAGMA max_page_count = 1073741823");
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi));
}

#[tokio::test]
async fn a_file_that_may_not_be_written_can_still_be_read() {
    let stage = Stage::new("read-only").await;
    let app = stage.app();
    let wanted = dark(&app).await;
    pragma(&app, "PRAGMA query_only = ON");
    says(
        &refused(&app, "settings.set", wanted.clone()).await,
        ProblemCode::FileReadOnly,
        "check its permissions",
    );
    call(&app, "settings.get", json!({})).await;
    drop(app);
    assert_eq!(call(&stage.app(), "settings.set", wanted.clone()).await, wanted);
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_told_and_waits() {
    let stage = Stage::new("locked").await;
    let app = stage.app();
    let wanted = dark(&app).await;
    pragma(&app, "PRAGMA busy_timeout = 50");
    let other = rusqlite::Connection::open(app.workspace_path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    says(&refused(&app, "settings.set", wanted.clone()).await, ProblemCode::FileLocked, "another program");
    call(&app, "settings.get", json!({})).await;
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(call(&app, "settings.set", wanted.clone()).await, wanted);
}

#[tokio::test]
async fn a_folder_in_place_of_a_file_is_refused() {
    let stage = Stage::new("folder-as-file").await;
    let app = stage.app();
    let folder = stage.folder.join("a folder.showback");
    std::fs::create_dir(&folder).unwrap();
    let problem = refused(&app, "workspace.open", json!({ "path": folder })).await;
    says(&problem, ProblemCode::FileFailed, "a folder.showback");
    assert_eq!(
        call(&app, "workspace.get", json!({})).await["name"],
        json!("workspace"),
        "what was open stays open"
    );
}

#[tokio::test]
async fn readings_from_a_clock_that_ran_ahead_are_read_again() {
    let stage = Stage::new("future").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    stage.pass(TimeDelta::days(10));
    sync(&app, &connection(&app, 0).await).await;
    stage.pass(-TimeDelta::days(10));
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
    let detail = call(&app, "sync.run", json!({ "id": newest_run(&app).await["id"] })).await;
    assert!(detail["notes"].to_string().contains("clock that ran ahead"), "{}", detail["notes"]);
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi));
}

#[tokio::test]
async fn a_sync_stopped_by_hand_keeps_what_it_read_and_goes_on_later() {
    let stage = Stage::new("stopped").await;
    let app = stage.app();
    let added = call(&app, "connections.add", stage.openai()).await;
    call(&app, "sync.cancel", json!({ "id": added["id"] })).await;
    app.idle().await;
    let run = newest_run(&app).await;
    assert_eq!(run["state"], json!("cancelled"), "{run}");
    let jobs = call(&app, "jobs.list", json!({})).await;
    assert!(jobs[0]["outcome"].as_str().unwrap().starts_with("Stopped by hand"), "{jobs}");
    let job = sync(&app, &added).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi));
}

#[tokio::test]
async fn what_a_crash_left_open_is_closed_at_the_next_start() {
    let stage = Stage::new("crash").await;
    let app = stage.app();
    let added = call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let store = Arc::clone(&app.workspace().unwrap().store);
    drop(app);
    let (now, later) = ("2026-11-20T11:59:00.000Z", "2026-11-20T12:04:00.000Z");
    store
        .write::<_, StoreError>(|tx| {
            let run = "INSERT INTO sync_runs (connection_id, cause, state, started_at) VALUES (?1, 'manual', 'running', ?2)";
            tx.execute(run, (added["id"].as_i64().unwrap(), now))?;
            let lease = "INSERT INTO sync_leases (connection_id, holder, expires_at) VALUES (?1, 'crashed#1', ?2)";
            tx.execute(lease, (added["id"].as_i64().unwrap(), later))?;
            Ok(())
        })
        .unwrap();
    drop(store);
    let app = stage.app();
    assert_eq!(connection(&app, 0).await["state"], json!("syncing"), "another machine may be at it");
    drop(app);
    std::fs::write(stage.folder.join("running").join("crashed.running"), "").unwrap();
    let app = stage.app();
    assert_eq!(newest_run(&app).await["state"], json!("interrupted"), "its process is known to be dead");
    let job = sync(&app, &added).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
}
