//! A key goes to the secret store and nowhere else.

use std::sync::Arc;

use serde_json::json;
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::app::{App, AppOptions};

use crate::stage::{Stage, call, connection, newest_run, refused, sync};

/// Every file below the folder, byte by byte.
fn files_holding(stage: &Stage, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(stage.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn no_file_event_history_or_answer_holds_the_key() {
    let stage = Stage::new("no-key-anywhere").await;
    let app = App::start(AppOptions { keychain: None, ..stage.options() });
    let mut events = app.events();
    let locked_out = refused(&app, "connections.add", stage.openai()).await;
    assert_eq!(format!("{:?}", locked_out.code), "SecretStoreUnavailable");
    call(&app, "secrets.createVault", json!({ "passphrase": "simulated-secret passphrase" })).await;
    let added = call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    assert_eq!(newest_run(&app).await["state"], json!("succeeded"));
    let key = stage.simulator.keys().openai_admin.clone();
    let part = key.get(..key.len() - 6).unwrap();
    let mut told = format!("{added}{}", call(&app, "history.list", json!({})).await);
    told.push_str(&call(&app, "jobs.list", json!({})).await.to_string());
    told.push_str(&call(&app, "workspace.doctor", json!({})).await.to_string());
    while let Ok(event) = events.try_recv() {
        told.push_str(&serde_json::to_string(&event).unwrap());
    }
    assert!(!told.contains(part), "the key crossed outwards");
    assert_eq!(files_holding(&stage, part), Vec::<String>::new(), "database, journal, vault and notes");
    assert_eq!(files_holding(&stage, "simulated-secret passphrase"), Vec::<String>::new());
}

#[tokio::test]
async fn after_a_restart_the_vault_waits_and_the_sync_says_so() {
    let stage = Stage::new("locked-vault").await;
    let bare = || AppOptions { keychain: None, ..stage.options() };
    let app = App::start(bare());
    call(&app, "secrets.createVault", json!({ "passphrase": "simulated-secret passphrase" })).await;
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    drop(app);
    let app = App::start(bare());
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("failed"));
    assert!(job["outcome"].as_str().unwrap().contains("is locked"), "{job}");
    call(&app, "secrets.unlockVault", json!({ "passphrase": "simulated-secret passphrase" })).await;
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
}

#[tokio::test]
async fn a_key_from_the_environment_needs_no_store() {
    let stage = Stage::new("environment-key").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let key = stage.simulator.keys().openai_admin.clone();
    let environment = GivenEnvironment::of([("SHOWBACK_KEY_OPENAI_PRODUCTION", key.as_str())]);
    let headless = AppOptions { keychain: None, environment: Arc::new(environment), ..stage.options() };
    let app = App::start(headless);
    let job = sync(&app, &connection(&app, 0).await).await;
    assert_eq!(job["state"], json!("succeeded"), "{job}");
    let bare = App::start(AppOptions { keychain: None, ..stage.options() });
    let job = sync(&bare, &connection(&bare, 0).await).await;
    let outcome = job["outcome"].as_str().unwrap();
    assert!(outcome.contains("SHOWBACK_KEY_OPENAI_PRODUCTION"), "what to do is named: {outcome}");
}
