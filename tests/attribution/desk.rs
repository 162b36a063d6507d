//! Three months of both providers, ready to be attributed.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_core::app::App;
use showback_core::ipc::dispatch;
use showback_core::kernel::FixedClock;
use showback_simulator::{Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::Folder;
use showback_tests::stage::{app, call, connect};

/// A workspace, and what it needs to be opened again.
pub struct Desk {
    pub app: Arc<App>,
    pub folder: Folder,
    pub clock: Arc<FixedClock>,
    _simulator: SimulatorHandle,
}

/// Half-open days of the queue.
pub const FROM: &str = "2026-09-01";
pub const UNTIL: &str = "2026-11-01";

impl Desk {
    pub async fn new(name: &str) -> Self {
        let options = SimulatorOptions::default();
        let clock = Arc::new(FixedClock::new(options.now));
        let simulator = Simulator::start(options).await.unwrap();
        let folder = Folder::new(name).unwrap();
        let app = app(&folder, &clock);
        connect(&app, &simulator, FROM).await;
        Self { app, folder, clock, _simulator: simulator }
    }

    pub async fn call(&self, name: &str, request: Value) -> Value {
        call(&self.app, name, request).await
    }

    /// The message and the hint of a refusal.
    pub async fn refused(&self, name: &str, request: Value) -> String {
        let problem = dispatch(&self.app, name, request).await.expect_err(name);
        serde_json::to_value(&problem).unwrap().to_string()
    }

    pub async fn queue(&self, search: &str) -> Value {
        let page = json!({ "offset": 0, "limit": 1000 });
        let request = asked(json!({ "search": search, "includesSnoozed": false, "page": page }));
        self.call("attribution.queue", request).await
    }

    pub async fn tag(&self, groups: &[&str], value: Value, dates: (Value, Value)) -> Value {
        let groups = json!({ "ids": groups, "search": null });
        let request = asked(json!({ "groups": groups, "value": value, "from": dates.0, "until": dates.1 }));
        self.call("attribution.tag", request).await
    }

    pub async fn coverage(&self) -> Value {
        self.call("attribution.coverage", asked(json!({}))).await
    }
}

/// A request about teams in the period of the tests.
pub fn asked(more: Value) -> Value {
    let mut request =
        json!({ "dimension": "team", "range": { "from": FROM, "to": UNTIL }, "currency": null });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is no amount")).parse().unwrap()
}

pub fn groups(queue: &Value) -> &Vec<Value> {
    queue["groups"].as_array().unwrap()
}

pub fn id(group: &Value) -> &str {
    group["id"].as_str().unwrap()
}
