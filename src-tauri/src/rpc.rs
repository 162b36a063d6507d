//! The webview's only ways in: the contract, and files chosen by the analyst.

use std::sync::Arc;

use serde_json::{Value, json};
use showback_core::app::App;
use showback_core::app::model::{Event, NoticeLevel};
use showback_core::ipc::dispatch;
use showback_core::kernel::Problem;
use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_autostart::ManagerExt as _;
use tauri_plugin_dialog::DialogExt as _;

use crate::notices;

/// Runs one command of the catalogue.
#[tauri::command]
pub async fn rpc(
    app: AppHandle,
    core: State<'_, Arc<App>>,
    command: String,
    request: Value,
) -> Result<Value, Problem> {
    let answer = dispatch(&core, &command, request).await?;
    if command == "settings.set" {
        follow_settings(&app, &answer);
    }
    Ok(answer)
}

/// Starting with the system session is the shell's to arrange.
fn follow_settings(app: &AppHandle, settings: &Value) {
    let wanted = settings.get("startsWithSystem").and_then(Value::as_bool).unwrap_or(false);
    let autostart = app.autolaunch();
    let changed = match autostart.is_enabled() {
        Ok(is_on) if is_on == wanted => return,
        _ if wanted => autostart.enable(),
        _ => autostart.disable(),
    };
    if let Err(error) = changed {
        tracing::warn!("starting with the system cannot be changed: {error}");
    }
}

/// Lets the analyst choose a file; `null` when the dialog was closed.
#[tauri::command]
pub async fn pick_file(app: AppHandle, kind: String, save: bool) -> Option<String> {
    let (title, ending): (&str, &[&str]) = match kind.as_str() {
        "book" => ("Price book", &["json"]),
        "backup" => ("Showback backup", &["backup", "showback"]),
        "rejects" => ("Rejected records", &["csv"]),
        _ => ("Showback workspace", &["showback"]),
    };
    let dialog = app.dialog().file().set_title(title).add_filter(title, ending);
    let (answer, chosen) = tokio::sync::oneshot::channel();
    if kind == "folder" {
        app.dialog().file().set_title("Folder to watch").pick_folder(|path| drop(answer.send(path)));
    } else if save {
        dialog.save_file(|path| drop(answer.send(path)));
    } else {
        dialog.pick_file(|path| drop(answer.send(path)));
    }
    chosen.await.ok().flatten().map(|path| path.to_string())
}

/// Lets the analyst choose logs; empty when the dialog was closed. Any ending: logs are known by what is in them.
#[tauri::command]
pub async fn pick_logs(app: AppHandle) -> Vec<String> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title("Logs to import").pick_files(|paths| drop(answer.send(paths)));
    let paths = chosen.await.ok().flatten().unwrap_or_default();
    paths.iter().map(ToString::to_string).collect()
}

/// Passes the core's events on to the window and, when the analyst wants it, to the desktop.
pub fn forward_events(app: &AppHandle) {
    let app = app.clone();
    let core = Arc::clone(&app.state::<Arc<App>>());
    let mut events = core.events();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => pass_on(&app, &core, &event).await,
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                    let all = Event::Stale { tags: vec![showback_core::app::model::Tag::Workspace] };
                    pass_on(&app, &core, &all).await;
                }
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    });
}

async fn pass_on(app: &AppHandle, core: &Arc<App>, event: &Event) {
    if let Err(error) = app.emit("showback://event", event) {
        tracing::warn!("an event did not reach the window: {error}");
    }
    if let Event::Notice { level: NoticeLevel::Failed | NoticeLevel::Restated, title, text } = event {
        let settings = dispatch(core, "settings.get", json!({})).await.unwrap_or_default();
        if settings.get("notifies").and_then(Value::as_bool).unwrap_or(false) {
            notices::show(app, title, text);
        }
    }
}
