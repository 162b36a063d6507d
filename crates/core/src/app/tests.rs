use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::adapters::environment::GivenEnvironment;
use crate::adapters::secrets::{MemoryStore, SecretStore};
use crate::ipc::dispatch;
use crate::kernel::{FixedClock, Problem, ProblemCode, SeededRandom, parse_instant};
use crate::sources::{HttpRequest, HttpResponse, Registry, Transport, TransportError};

struct NoNetwork;

#[async_trait::async_trait]
impl Transport for NoNetwork {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError::Unreachable { host: "test".to_owned(), detail: "there is no network".to_owned() })
    }
}

pub(super) fn options(data_dir: &Path) -> AppOptions {
    AppOptions {
        workspace: None,
        data_dir: data_dir.to_owned(),
        registry: Registry::standard(),
        transport: Arc::new(NoNetwork),
        clock: Arc::new(FixedClock::new(parse_instant("2026-11-23T12:00:00Z").unwrap())),
        random: Arc::new(SeededRandom::new(7)),
        environment: Arc::new(GivenEnvironment::default()),
        keychain: Some(Arc::new(MemoryStore::default()) as Arc<dyn SecretStore>),
        offset_at: |_| chrono::FixedOffset::east_opt(0).unwrap(),
        asked_by: crate::sync::RunCause::Manual,
        sample: None,
    }
}

pub(super) async fn call(app: &Arc<App>, name: &str, request: Value) -> Value {
    dispatch(app, name, request).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

pub(super) async fn refused(app: &Arc<App>, name: &str, request: Value) -> Problem {
    dispatch(app, name, request).await.expect_err("this is to be refused")
}

#[tokio::test]
async fn the_first_start_makes_a_workspace_and_the_second_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let first = call(&app, "workspace.get", json!({})).await;
    assert_eq!((&first["name"], &first["kind"]), (&json!("workspace"), &json!("own")));
    assert_eq!(first["hasConnections"], json!(false), "a new workspace shows the first run");
    drop(app);
    let again = call(&App::start(options(folder.path())), "workspace.get", json!({})).await;
    assert_eq!(again["createdAt"], first["createdAt"]);
}

#[tokio::test]
async fn another_workspace_is_opened_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let path = folder.path().join("other.showback");
    let made = call(&app, "workspace.create", json!({ "path": path })).await;
    assert_eq!(made["name"], json!("other"));
    let refusal = refused(&app, "workspace.create", json!({ "path": path })).await;
    assert_eq!(refusal.code, ProblemCode::NotAllowedNow, "a file is never replaced by creating");
    let again = App::start(options(folder.path()));
    assert_eq!(call(&again, "workspace.get", json!({})).await["name"], json!("other"));
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_told_and_a_backup_brings_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let backup = call(&app, "workspace.backup", json!({})).await;
    drop(app);
    std::fs::write(folder.path().join("workspace.showback"), b"not a database at all, but long enough")
        .unwrap();
    let app = App::start(options(folder.path()));
    let problem = refused(&app, "workspace.get", json!({})).await;
    assert_eq!(problem.code, ProblemCode::FileForeign, "{problem:?}");
    let restored = call(&app, "workspace.restore", backup).await;
    assert_eq!(restored["name"], json!("workspace"));
    let kept = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".replaced."));
    assert_eq!(kept.count(), 1, "the file that was there is kept");
}

#[tokio::test]
async fn restoring_a_damaged_backup_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let mut settings = call(&app, "settings.get", json!({})).await;
    settings["theme"] = json!("dark");
    call(&app, "settings.set", settings.clone()).await;
    let bad = folder.path().join("bad.showback");
    std::fs::write(&bad, b"SQLite format 3\0 and then nothing that makes sense").unwrap();
    let refusal = refused(&app, "workspace.restore", json!({ "path": bad })).await;
    assert!(matches!(refusal.code, ProblemCode::FileForeign | ProblemCode::FileCorrupt), "{refusal:?}");
    assert!(refusal.message.contains("bad.showback"), "the analyst's file is named: {refusal:?}");
    assert_eq!(call(&app, "settings.get", json!({})).await, settings);
    assert!(
        !std::fs::read_dir(folder.path())
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().contains("restoring") })
    );
}

#[tokio::test]
async fn a_restored_backup_has_the_figures_of_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let before = call(&app, "settings.get", json!({})).await;
    let backup = call(&app, "workspace.backup", json!({})).await;
    let mut changed = before.clone();
    changed["theme"] = json!("dark");
    call(&app, "settings.set", changed).await;
    call(&app, "workspace.restore", backup).await;
    assert_eq!(call(&app, "settings.get", json!({})).await, before);
    assert_eq!(call(&app, "history.list", json!({})).await["entries"], json!([]));
}

#[tokio::test]
async fn undo_and_redo_walk_the_settings_and_history_only_grows() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let start = call(&app, "settings.get", json!({})).await;
    let mut dark = start.clone();
    dark["theme"] = json!("dark");
    call(&app, "settings.set", dark.clone()).await;
    call(&app, "settings.set", dark.clone()).await;
    let seen = call(&app, "history.list", json!({})).await;
    assert_eq!(seen["entries"].as_array().unwrap().len(), 1, "a change that changes nothing is not recorded");
    assert_eq!(seen["nextUndo"], json!("Changed the theme"));
    let undone = call(&app, "history.undo", json!({})).await;
    assert_eq!(call(&app, "settings.get", json!({})).await, start);
    assert_eq!((&undone["nextUndo"], &undone["nextRedo"]), (&json!(null), &json!("Changed the theme")));
    let redone = call(&app, "history.redo", json!({})).await;
    assert_eq!(call(&app, "settings.get", json!({})).await, dark);
    assert_eq!(redone["entries"].as_array().unwrap().len(), 3, "an undo is an entry of its own");
    assert_eq!(refused(&app, "history.redo", json!({})).await.code, ProblemCode::NotAllowedNow);
}

#[tokio::test]
async fn a_change_tells_what_became_stale() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let mut events = app.events();
    let mut settings = call(&app, "settings.get", json!({})).await;
    settings["density"] = json!("compact");
    call(&app, "settings.set", settings).await;
    let told = events.try_recv().unwrap();
    assert_eq!(told, model::Event::Stale { tags: vec![model::Tag::History, model::Tag::Settings] });
}

#[tokio::test]
async fn without_a_keychain_a_vault_is_made_and_unlocked() {
    let folder = tempfile::tempdir().unwrap();
    let bare = || AppOptions { keychain: None, ..options(folder.path()) };
    let app = App::start(bare());
    assert_eq!(call(&app, "secrets.get", json!({})).await["state"], json!("needs_vault"));
    let made = call(&app, "secrets.createVault", json!({ "passphrase": "a good passphrase" })).await;
    assert_eq!((&made["kind"], &made["state"]), (&json!("vault"), &json!("ready")));
    let again = App::start(bare());
    assert_eq!(call(&again, "secrets.get", json!({})).await["state"], json!("locked"));
    let wrong = refused(&again, "secrets.unlockVault", json!({ "passphrase": "another passphrase" })).await;
    assert_eq!(wrong.code, ProblemCode::VaultPassphrase);
    call(&again, "secrets.unlockVault", json!({ "passphrase": "a good passphrase" })).await;
}

#[tokio::test]
async fn the_passphrase_may_come_from_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(AppOptions { keychain: None, ..options(folder.path()) });
    call(&app, "secrets.createVault", json!({ "passphrase": "a good passphrase" })).await;
    let environment = GivenEnvironment::of([("SHOWBACK_VAULT_PASSPHRASE", "a good passphrase")]);
    let headless =
        AppOptions { keychain: None, environment: Arc::new(environment), ..options(folder.path()) };
    assert_eq!(call(&App::start(headless), "secrets.get", json!({})).await["state"], json!("ready"));
}

#[tokio::test]
async fn the_scheduler_can_run_on_any_thread() {
    fn may_move<T: Send + 'static>(_: T) {}
    let folder = tempfile::tempdir().unwrap();
    may_move(App::start(options(folder.path())).run_scheduler());
}
