//! An analyst's machine with both providers behind it, and the contract as the only way in.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::adapters::secrets::{MemoryStore, SecretStore};
use showback_core::app::model::{Event, NoticeLevel};
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{FixedClock, Problem, SeededRandom};
use showback_core::sources::Registry;
use showback_core::sync::RunCause;
use showback_sample::SampleCompany;
use showback_simulator::{Provider, Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::Folder;
use tokio::sync::broadcast::Receiver;

/// First day that the journeys read.
pub const FIRST_DAY: &str = "2026-10-15";

pub struct Stage {
    pub folder: Folder,
    pub clock: Arc<FixedClock>,
    pub simulator: SimulatorHandle,
    pub keychain: Arc<MemoryStore>,
}

impl Stage {
    pub async fn new(name: &str) -> Self {
        Self::with(name, SimulatorOptions::default()).await
    }

    pub async fn with(name: &str, options: SimulatorOptions) -> Self {
        let clock = Arc::new(FixedClock::new(options.now));
        let simulator = Simulator::start(options).await.unwrap();
        Self { folder: Folder::new(name).unwrap(), clock, simulator, keychain: Arc::default() }
    }

    pub fn options(&self) -> AppOptions {
        AppOptions {
            workspace: None,
            data_dir: self.folder.path().to_owned(),
            registry: Registry::standard(),
            transport: Arc::new(HttpTransport::new(HttpOptions::default()).unwrap()),
            clock: Arc::clone(&self.clock) as _,
            random: Arc::new(SeededRandom::new(11)),
            environment: Arc::new(GivenEnvironment::default()),
            keychain: Some(Arc::clone(&self.keychain) as Arc<dyn SecretStore>),
            offset_at: |_| FixedOffset::east_opt(0).unwrap(),
            asked_by: RunCause::Manual,
            sample: Some(Arc::new(SampleCompany::default())),
        }
    }

    pub fn app(&self) -> Arc<App> {
        App::start(self.options())
    }

    /// Moves both clocks, the analyst's and the providers'.
    pub fn pass(&self, by: TimeDelta) {
        let now = self.now() + by;
        self.clock.set(now);
        self.simulator.set_now(now);
    }

    pub fn now(&self) -> DateTime<Utc> {
        use showback_core::kernel::Clock;
        self.clock.now()
    }

    pub fn openai(&self) -> Value {
        json!({
            "source": "openai",
            "label": "OpenAI production",
            "baseUrl": self.simulator.openai_base_url(),
            "secret": self.simulator.keys().openai_admin,
            "backfillFrom": FIRST_DAY,
        })
    }

    /// What the provider's own books say of the days read, in dollars.
    pub fn booked(&self, provider: Provider) -> Decimal {
        let until = self.simulator.now().date_naive().succ_opt().unwrap();
        self.simulator.books().total(provider, FIRST_DAY.parse().unwrap(), until)
    }

    /// What the workspace says of the same days.
    pub async fn billed(&self, app: &Arc<App>) -> Decimal {
        let until = self.simulator.now().date_naive().succ_opt().unwrap().to_string();
        let request = json!({ "measure": "billed", "range": { "from": FIRST_DAY, "to": until } });
        let view = call(app, "spend.query", request).await;
        let totals = view["totals"].as_array().unwrap();
        totals.first().map_or(Decimal::ZERO, |row| {
            row["amount"]["value"].as_str().unwrap_or_else(|| panic!("{row}")).parse().unwrap()
        })
    }
}

pub async fn call(app: &Arc<App>, name: &str, request: Value) -> Value {
    dispatch(app, name, request).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
}

pub async fn refused(app: &Arc<App>, name: &str, request: Value) -> Problem {
    match dispatch(app, name, request).await {
        Ok(answer) => panic!("{name} is to be refused, but answered {answer}"),
        Err(problem) => problem,
    }
}

/// Syncs to the end; answers the ended job.
pub async fn sync(app: &Arc<App>, connection: &Value) -> Value {
    call(app, "sync.start", json!({ "connectionIds": [connection["id"]] })).await;
    app.idle().await;
    let jobs = call(app, "jobs.list", json!({})).await;
    jobs.as_array().unwrap().first().unwrap().clone()
}

pub async fn connection(app: &Arc<App>, at: usize) -> Value {
    call(app, "connections.list", json!({})).await.as_array().unwrap().get(at).unwrap().clone()
}

pub async fn newest_run(app: &Arc<App>) -> Value {
    call(app, "sync.runs", json!({})).await.as_array().unwrap().first().unwrap().clone()
}

/// Notices told so far.
pub fn notices(events: &mut Receiver<Event>) -> Vec<(NoticeLevel, String)> {
    let mut found = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Notice { level, text, .. } = event {
            found.push((level, text));
        }
    }
    found
}
