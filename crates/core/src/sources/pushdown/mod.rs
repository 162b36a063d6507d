//! Logs added up where they live: a database scans them, and roll-ups and samples come home.
//!
//! Owns: what is asked of PostgreSQL and ClickHouse, and how its answer becomes roll-ups. Never does: write, fetch text of
//! prompts and answers, normalise by rules of its own.
//! Invariant: a roll-up equals what a full import of the same rows adds up to. The database groups rows by everything the
//! reader of their format decides by and sums what is linear in it, so that each group is one row in the form of the log
//! and is read by the same reader.

mod litellm;
mod queries_clickhouse;
mod queries_helicone;
mod queries_langfuse;
mod queries_postgres;
mod rows;
mod tensorzero;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::contract::{
    Access, Ask, Book, Capabilities, Connector, Descriptor, FetchError, LateWindow, NormalizeError,
    Normalized, Offer, Page, PageAsk, PageRef, Probe, Slot, Stream,
};
use super::gateways::{LATE, no_such_stream, observed, read_rows, readable};
use super::reading::through;
use super::transport::Transport;
use crate::kernel::{Day, Period};
use crate::ledger::BucketContent;

pub(super) const ROLLUPS: &str = "rollups";
pub(super) const SAMPLES: &str = "samples";
const REQUESTS: &str = "requests";
const KEPT_SAMPLES: &str = "samples";

/// Which engine holds the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Postgres,
    ClickHouse,
}

/// Tables of one product's logs.
#[derive(Debug)]
struct Schema {
    engine: Engine,
    descriptor: &'static Descriptor,
    /// Reader of its rows.
    format: &'static str,
    variant: &'static str,
    /// Table whose columns decide what can be asked; older versions have fewer.
    table: &'static str,
    /// One row for each group of a period, by the columns there are.
    rollups: fn(&Columns) -> String,
    /// Some rows of a period in full, without text: failed and costly ones.
    samples: fn(&Columns) -> String,
}

/// Columns a table has.
#[derive(Clone, Debug, Default)]
struct Columns(Vec<String>);

impl Columns {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|column| column == name)
    }

    /// The column quoted, or NULL under its name where this version has none.
    fn or_null(&self, name: &str) -> String {
        if self.has(name) { format!("\"{name}\"") } else { format!("NULL AS \"{name}\"") }
    }
}

/// A connector that lets a database add up.
#[derive(Debug)]
pub struct Pushdown(&'static Schema);

impl Pushdown {
    /// LiteLLM's PostgreSQL database.
    pub const fn litellm() -> Self {
        Self(&litellm::SCHEMA)
    }

    /// TensorZero's PostgreSQL database.
    pub const fn tensorzero() -> Self {
        Self(&tensorzero::SCHEMA)
    }

    /// The ClickHouse database of a Langfuse of one's own.
    pub const fn langfuse() -> Self {
        Self(&queries_langfuse::SCHEMA)
    }

    /// The ClickHouse database of a Helicone of one's own.
    pub const fn helicone() -> Self {
        Self(&queries_helicone::SCHEMA)
    }

    async fn answer(
        &self,
        access: &Access,
        statement: &str,
        period: Period,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Vec<u8>, FetchError> {
        let provider = self.0.descriptor.name;
        match self.0.engine {
            Engine::Postgres => queries_postgres::ask(provider, access, statement, period, transport).await,
            Engine::ClickHouse => {
                queries_clickhouse::ask(provider, access, statement, period, now, transport).await
            }
        }
    }

    async fn columns(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Columns, FetchError> {
        let statement = match self.0.engine {
            Engine::Postgres => queries_postgres::columns_of(self.0.table),
            Engine::ClickHouse => queries_clickhouse::columns_of(self.0.table),
        };
        let period = Period::of_day(now.date_naive());
        let body = self.answer(access, &statement, period, now, transport).await?;
        rows::columns(self.0.descriptor.name, &body).map(Columns)
    }
}

/// Columns as the ask of a window keeps them, so that a stored page tells what was asked.
const COLUMNS: &str = "columns";

#[async_trait]
impl Connector for Pushdown {
    fn descriptor(&self) -> &'static Descriptor {
        self.0.descriptor
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let columns = self.columns(access, now, transport).await?;
        if columns.0.is_empty() {
            return Err(FetchError::ScopeMissing {
                provider: self.0.descriptor.name,
                what: format!("the table {}", self.0.table),
                hint: "Check the name of the database, and let the user select from its tables".to_owned(),
            });
        }
        let statement = (self.0.rollups)(&columns);
        let today = Period::of_day(now.date_naive());
        self.answer(access, &statement, today, now, transport).await?;
        Ok(Probe { capabilities: readable(COLUMNS, &columns.0.join(",")), ..Probe::default() })
    }

    fn offers(&self, _capabilities: &Capabilities, today: Day) -> Vec<Offer> {
        let period = through(self.0.descriptor.earliest, today);
        vec![Offer { stream: ROLLUPS, period }, Offer { stream: SAMPLES, period }]
    }

    fn ask(&self, _stream: &str, capabilities: &Capabilities) -> Ask {
        let told = capabilities.items.iter().find(|item| item.name == COLUMNS);
        let columns = told.map(|item| item.detail.clone()).unwrap_or_default();
        Ask { more: [(COLUMNS.to_owned(), columns)].into(), ..Ask::default() }
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        let told = ask.ask.more.get(COLUMNS).map(String::as_str).unwrap_or_default();
        let columns = Columns(told.split(',').map(str::to_owned).collect());
        let statement = match ask.stream {
            ROLLUPS => (self.0.rollups)(&columns),
            SAMPLES => (self.0.samples)(&columns),
            _ => return Err(no_such_stream(self.0.descriptor.name, ask)),
        };
        let body = self.answer(ask.access, &statement, ask.period, ask.now, transport).await?;
        let request_url = format!("/{}/{}", self.0.table, ask.stream);
        Ok(Page { body: rows::envelope(self.0.descriptor.name, &body)?, request_url, next: None })
    }

    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        if stream == SAMPLES {
            return Ok(observed(
                self.0.format,
                period,
                read_rows(self.0.format, self.0.variant, stream, pages)?,
            ));
        }
        Ok(Normalized {
            buckets: period.iter_days().map(BucketContent::empty).collect(),
            observed: rows::rollups(self.0.format, self.0.variant, stream, pages)?,
            ..Normalized::default()
        })
    }
}

/// Slots every push-down source has.
const SLOTS: &[Slot] = &[
    Slot {
        id: REQUESTS,
        label: "Requests, added up by day",
        book: Book::Observed,
        family: "requests",
        alternate_of: None,
        dimensions: &["team", "credential", "user", "model_requested", "model_served", "feature"],
    },
    Slot {
        id: KEPT_SAMPLES,
        label: "Samples of requests",
        book: Book::Observed,
        family: "samples",
        alternate_of: None,
        dimensions: &[],
    },
];

/// Samples are not told late: what is wanted of them is an impression.
const SAMPLES_LATE: LateWindow = LateWindow { each_run_days: 1, daily_days: 1, previous_month: false };

const STREAMS: &[Stream] = &[
    Stream {
        id: ROLLUPS,
        slot: REQUESTS,
        label: "Roll-ups of requests",
        window_days: 1,
        late: LATE,
        verify_empty_with: None,
        stop_after_empty_days: Some(90),
    },
    Stream {
        id: SAMPLES,
        slot: KEPT_SAMPLES,
        label: "Samples of requests",
        window_days: 1,
        late: SAMPLES_LATE,
        verify_empty_with: None,
        stop_after_empty_days: Some(90),
    },
];

/// What no push-down source tells.
const NOT_TOLD: &[&str] = &[
    "Single requests, except some samples of each day: the logs stay where they are",
    "Prompts and answers are not read",
];
