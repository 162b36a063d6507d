//! The tray: syncs go on with the window closed.

use std::sync::Arc;

use serde_json::json;
use showback_core::app::App;
use showback_core::ipc::dispatch;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};

use crate::window;

const TRAY_ID: &str = "showback";

/// Makes the tray icon where the desktop can show one; without it, closing the window quits.
pub fn build(app: &AppHandle) {
    if !has_library() {
        tracing::info!("no tray library: closing the window quits");
        return;
    }
    if let Err(error) = try_build(app) {
        tracing::warn!("the tray icon cannot be made: {error}");
    }
}

fn try_build(app: &AppHandle) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, "open", "Open Showback", true, None::<&str>)?;
    let sync = MenuItem::with_id(app, "sync", "Sync all now", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &sync, &PredefinedMenuItem::separator(app)?, &quit])?;
    let mut tray =
        TrayIconBuilder::with_id(TRAY_ID).tooltip("Showback").menu(&menu).on_menu_event(|app, event| {
            choose(app, event.id().as_ref());
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Carries out an entry of the tray's menu.
pub fn choose(app: &AppHandle, entry: &str) {
    match entry {
        "open" => window::open_main(app),
        "sync" => {
            let core = Arc::clone(&app.state::<Arc<App>>());
            tauri::async_runtime::spawn(async move {
                if let Err(problem) = dispatch(&core, "sync.start", json!({})).await {
                    tracing::warn!("sync from the tray: {problem}");
                }
            });
        }
        "quit" => app.exit(0),
        _ => {}
    }
}

/// Whether there is a tray icon.
pub fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(TRAY_ID).is_some()
}

/// Whether the app goes on after its last window closed.
pub fn keeps_running(app: &AppHandle) -> bool {
    let core = Arc::clone(&app.state::<Arc<App>>());
    is_there(app)
        && tauri::async_runtime::block_on(dispatch(&core, "settings.get", json!({}))).is_ok_and(|settings| {
            settings.get("keepsInTray").and_then(serde_json::Value::as_bool).unwrap_or(false)
        })
}

/// The tray library is loaded at run time and its absence is a panic inside the tray crate, so look first.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    const NAMES: [&str; 4] = [
        "libayatana-appindicator3.so.1",
        "libappindicator3.so.1",
        "libayatana-appindicator3.so",
        "libappindicator3.so",
    ];
    #[expect(unsafe_code, reason = "loading a library to see whether it exists")]
    // SAFETY: these libraries run no code of ours when loaded, and the tray crate loads them the same way.
    NAMES.iter().any(|name| unsafe { libloading::Library::new(name) }.is_ok())
}

#[cfg(not(target_os = "linux"))]
fn has_library() -> bool {
    true
}
