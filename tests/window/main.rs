//! The built app in a real window: first run, connect, sync, open a figure down to its raw page, tag by keys, restart.
//!
//! Needs a display, `tauri-driver`, `WebKitWebDriver` and the built app, so it runs only when
//! `SHOWBACK_WINDOW_TEST=1`; `cargo xtask test` arranges all of it.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the environment says where the app and its driver are")]

mod driver;
mod journey;
mod paint;
mod triage;

#[tokio::test(flavor = "multi_thread")]
async fn the_analysts_first_hour_works_in_the_real_window() {
    if std::env::var_os("SHOWBACK_WINDOW_TEST").is_none() {
        println!("skipped: set SHOWBACK_WINDOW_TEST=1 under a display to run it");
        return;
    }
    journey::run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn key_to_paint_in_the_triage_queue_is_printed() {
    let Some(workspace) = std::env::var_os("SHOWBACK_WINDOW_BENCH") else {
        println!("skipped: `cargo xtask bench triage` runs it");
        return;
    };
    paint::run(workspace.as_ref()).await;
}
