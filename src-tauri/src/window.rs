//! The one window, made on demand and gone when closed: its state lives in the core.

use tauri::{AppHandle, Manager, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// What is remembered of the window between starts.
pub fn kept_state() -> StateFlags {
    StateFlags::all() & !StateFlags::VISIBLE & !StateFlags::DECORATIONS
}

/// Shows the window, making it when there is none.
pub fn open_main(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!("the window cannot be shown: {error}");
        }
        return;
    }
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == "main") else {
        return;
    };
    let made = WebviewWindowBuilder::from_config(app, config).and_then(WebviewWindowBuilder::build);
    if let Err(error) = made {
        tracing::error!("the window cannot be made: {error}");
    }
}
