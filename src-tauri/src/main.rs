//! The desktop shell: a window, a tray and the way into the core. It forwards; it holds no rule.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod host;
mod locale;
mod notices;
mod rpc;
mod tray;
mod window;

use tauri::{Manager, RunEvent};

/// Started with the system session: sync from the tray, open no window.
const HIDDEN_FLAG: &str = "--hidden";

fn main() {
    locale::mend();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| window::open_main(app)))
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::kept_state()).build())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(HIDDEN_FLAG).build())
        .invoke_handler(tauri::generate_handler![rpc::rpc, rpc::pick_file, rpc::pick_logs])
        .setup(|app| {
            let core = host::start()?;
            app.manage(core);
            rpc::forward_events(app.handle());
            tray::build(app.handle());
            if !std::env::args().any(|argument| argument == HIDDEN_FLAG) || !tray::is_there(app.handle()) {
                window::open_main(app.handle());
            }
            Ok(())
        })
        .build(tauri::generate_context!("tauri.conf.json"));
    match built {
        Ok(app) => app.run(|handle, event| match event {
            RunEvent::ExitRequested { code: None, api, .. } if tray::keeps_running(handle) => {
                api.prevent_exit()
            }
            RunEvent::Exit => host::stop(handle),
            _ => {}
        }),
        Err(error) => {
            tracing::error!("Showback cannot start: {error}");
            std::process::exit(1);
        }
    }
}
