//! Notices of the core as notifications of the system.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;

/// Shows one. A desktop without a notification service loses nothing: the notice is in the window too.
pub fn show(app: &AppHandle, title: &str, text: &str) {
    if let Err(error) = app.notification().builder().title(title).body(text).show() {
        tracing::info!("no notification service: {error}");
    }
}
