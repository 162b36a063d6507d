//! A workspace with one connection to the scripted provider.

use chrono::{DateTime, Utc};

use super::scripted::{Provider, Scripted};
use crate::kernel::*;
use crate::ledger;
use crate::sources::{Capabilities, Credential, Transport};
use crate::store::{OpenMode, Store};
use crate::sync::*;

pub struct Bench {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub clock: FixedClock,
    pub random: SeededRandom,
    pub provider: Provider,
    pub cancel: CancelToken,
    pub connection: ConnectionId,
}

pub fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap()
}

impl Bench {
    /// Connected on 2026-11-23 at noon, wanting everything since 1 September.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-23T12:00:00Z");
        let store =
            Store::open(&folder.path().join("test.showback"), OpenMode::CreateIfMissing, now).unwrap();
        let connection = store.write(|tx| add_connection(tx, &new_connection("Main"), now)).unwrap();
        Self {
            _folder: folder,
            store,
            clock: FixedClock::new(now),
            random: SeededRandom::new(7),
            provider: Provider::new(),
            cancel: CancelToken::new(),
            connection,
        }
    }

    /// The same with two months of figures.
    pub fn with_figures() -> Self {
        let bench = Self::new();
        for (number, day) in Period::new(parse_day("2026-09-20").unwrap(), parse_day("2026-11-24").unwrap())
            .unwrap()
            .iter_days()
            .enumerate()
        {
            let day = day.to_string();
            let stream = if day.as_str() < "2026-10-20" { "cost.old" } else { "cost.new" };
            bench.provider.set(stream, &day, "p1", &format!("{number}.123456789"), 1);
            bench.provider.set(stream, &day, "p2", "1.5", 1);
            bench.provider.set("usage", &day, "p1", "0", 1000 + number as i64);
        }
        bench
    }

    pub async fn run(&self, cause: RunCause) -> Result<RunReport, SyncError> {
        self.run_over(&self.provider, cause, &Silent).await
    }

    pub async fn run_over(
        &self,
        transport: &dyn Transport,
        cause: RunCause,
        progress: &dyn Progress,
    ) -> Result<RunReport, SyncError> {
        let env = SyncEnv {
            store: &self.store,
            clock: &self.clock,
            random: &self.random,
            transport,
            connector: &Scripted,
            observed: &NoObservedBook,
            progress,
            cancel: &self.cancel,
        };
        let ask = SyncAsk {
            connection: self.connection,
            credential: Credential::new("sk-test"),
            cause,
            holder: "test".to_owned(),
        };
        run_connection(&env, &ask).await
    }

    pub async fn sync(&self) -> RunReport {
        self.run(RunCause::Manual).await.unwrap()
    }

    pub fn digest(&self) -> String {
        self.store.read(ledger::ledger_digest).unwrap()
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.store.read::<_, SyncError>(|reader| Ok(reader.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }
}

pub fn new_connection(label: &str) -> NewConnection {
    NewConnection {
        source: "scripted".to_owned(),
        label: label.to_owned(),
        account: String::new(),
        base_url: "https://scripted.example".to_owned(),
        secret_ref: "ref".to_owned(),
        secret_hint: "test".to_owned(),
        schedule: Schedule::default(),
        backfill_from: parse_day("2026-09-01").unwrap(),
        capabilities: Capabilities::default(),
        probed_at: None,
    }
}
