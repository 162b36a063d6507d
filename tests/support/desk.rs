//! A workspace with one connection to a simulated provider, and a clock that moves both.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use showback_core::kernel::{Clock, ConnectionId, FixedClock, SeededRandom};
use showback_core::sources::{Capabilities, Connector, Credential, Registry, Transport};
use showback_core::store::{OpenMode, Store};
use showback_core::sync::{
    CancelToken, NewConnection, Progress, RunCause, RunReport, Schedule, SyncAsk, SyncEnv, SyncError,
    add_connection, find_connection_by_label, run_connection,
};
use showback_simulator::SimulatorHandle;

/// A clock whose sleeps take no time; the simulated provider's time moves with it.
pub struct SharedClock {
    fixed: FixedClock,
    simulator: Option<Arc<SimulatorHandle>>,
}

impl SharedClock {
    /// A clock standing at `at`.
    pub fn new(at: DateTime<Utc>, simulator: Option<Arc<SimulatorHandle>>) -> Self {
        let clock = Self { fixed: FixedClock::new(at), simulator };
        clock.set(at);
        clock
    }

    /// Moves both clocks.
    pub fn set(&self, at: DateTime<Utc>) {
        self.fixed.set(at);
        if let Some(simulator) = &self.simulator {
            simulator.set_now(at);
        }
    }
}

#[async_trait]
impl Clock for SharedClock {
    fn now(&self) -> DateTime<Utc> {
        self.fixed.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.fixed.sleep(duration).await;
        self.set(self.fixed.now());
    }
}

/// Which provider a connection reads, where and with which key.
#[derive(Clone, Debug)]
pub struct Provided {
    /// Descriptor id.
    pub source: &'static str,
    /// Address.
    pub base_url: String,
    /// The invented key.
    pub key: String,
}

impl Provided {
    /// OpenAI as the simulator plays it.
    pub fn openai(simulator: &SimulatorHandle) -> Self {
        let key = simulator.keys().openai_admin.clone();
        Self { source: "openai", base_url: simulator.openai_base_url(), key }
    }

    /// Anthropic as the simulator plays it.
    pub fn anthropic(simulator: &SimulatorHandle) -> Self {
        let key = simulator.keys().anthropic_admin.clone();
        Self { source: "anthropic", base_url: simulator.anthropic_base_url(), key }
    }
}

/// A workspace with one connection.
pub struct Desk {
    /// The workspace.
    pub store: Store,
    /// The connection.
    pub connection: ConnectionId,
    /// Its connector.
    pub connector: Arc<dyn Connector>,
    provided: Provided,
    random: SeededRandom,
}

impl Desk {
    /// Opens or makes the workspace, and connects the provider when it is not connected yet.
    pub fn open(
        path: &Path,
        provided: &Provided,
        backfill_from: NaiveDate,
        now: DateTime<Utc>,
        seed: u64,
    ) -> Result<Self, SyncError> {
        let store = Store::open(path, OpenMode::CreateIfMissing, now)?;
        let label = provided.source;
        let known = store.read::<_, SyncError>(|reader| find_connection_by_label(reader, label))?;
        let connection = match known {
            Some(connection) => connection.id,
            None => store.write::<_, SyncError>(|tx| {
                let connection = NewConnection {
                    source: provided.source.to_owned(),
                    label: label.to_owned(),
                    account: String::new(),
                    base_url: provided.base_url.clone(),
                    secret_ref: "test".to_owned(),
                    secret_hint: String::new(),
                    schedule: Schedule::default(),
                    backfill_from,
                    capabilities: Capabilities::default(),
                    probed_at: None,
                };
                add_connection(tx, &connection, now)
            })?,
        };
        let registry = Registry::standard();
        let connector =
            registry.find(provided.source).cloned().ok_or(SyncError::NoConnection { connection })?;
        Ok(Self { store, connection, connector, provided: provided.clone(), random: SeededRandom::new(seed) })
    }

    /// One run to its end.
    pub async fn sync(
        &self,
        clock: &dyn Clock,
        transport: &dyn Transport,
        progress: &dyn Progress,
    ) -> Result<RunReport, SyncError> {
        let cancel = CancelToken::new();
        let env = SyncEnv {
            store: &self.store,
            clock,
            random: &self.random,
            transport,
            connector: self.connector.as_ref(),
            observed: &showback_core::sync::NoObservedBook,
            progress,
            cancel: &cancel,
        };
        let ask = SyncAsk {
            connection: self.connection,
            credential: Credential::new(&self.provided.key),
            cause: RunCause::Manual,
            holder: "test".to_owned(),
        };
        run_connection(&env, &ask).await
    }
}
