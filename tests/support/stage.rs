//! An app on a folder, with both providers connected to a simulator.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test ends it")]

use std::sync::Arc;

use crate::Folder;
use chrono::FixedOffset;
use serde_json::{Value, json};
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::adapters::secrets::MemoryStore;
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{FixedClock, SeededRandom};
use showback_core::sources::Registry;
use showback_core::sync::RunCause;
use showback_simulator::SimulatorHandle;

/// What a command answers; a refusal ends the test.
pub async fn call(app: &Arc<App>, name: &str, request: Value) -> Value {
    dispatch(app, name, request).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

/// An app on a workspace in that folder.
pub fn app(folder: &Folder, clock: &Arc<FixedClock>) -> Arc<App> {
    App::start(AppOptions {
        workspace: Some(folder.join("year.showback")),
        data_dir: folder.path().to_owned(),
        registry: Registry::standard(),
        transport: Arc::new(HttpTransport::new(HttpOptions::default()).unwrap()),
        clock: Arc::clone(clock) as _,
        random: Arc::new(SeededRandom::new(5)),
        environment: Arc::new(GivenEnvironment::default()),
        keychain: Some(Arc::new(MemoryStore::default())),
        offset_at: |_| FixedOffset::east_opt(0).unwrap(),
        asked_by: RunCause::Manual,
        sample: None,
    })
}

/// Connects both providers and waits until they are read.
pub async fn connect(app: &Arc<App>, simulator: &SimulatorHandle, from: &str) {
    let keys = simulator.keys();
    for (source, base_url, secret) in [
        ("openai", simulator.openai_base_url(), &keys.openai_admin),
        ("anthropic", simulator.anthropic_base_url(), &keys.anthropic_admin),
    ] {
        let request = json!({
            "source": source, "label": source, "baseUrl": base_url, "secret": secret, "backfillFrom": from,
        });
        call(app, "connections.add", request).await;
    }
    app.idle().await;
}
