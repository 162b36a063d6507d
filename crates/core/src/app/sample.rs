//! The sample workspace: a company that does not exist, read through the same connectors as real data.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};

use super::imports::import_sample_log;
use super::model::{WorkspaceKind, WorkspaceView};
use super::workspace::{Workspace, sample_path};
use super::{App, syncs, workspaces};
use crate::kernel::{ConnectionId, Nothing, Period, Problem, ProblemCode};
use crate::sources::{Capabilities, Credential};
use crate::store::OpenMode;
use crate::sync::{self, ConnectionRow, NewConnection, Schedule};

/// Days of the sample company's history that are read.
const HISTORY_DAYS: u64 = 365;

/// One account of the sample company.
pub struct SampleConnection {
    /// Descriptor id: `openai`, `anthropic`.
    pub source: String,
    /// Name shown in Sources.
    pub label: String,
    /// Loopback address of the simulator; another one at each start.
    pub base_url: String,
    /// The simulated key; it is never stored.
    pub key: Credential,
}

/// Serves the sample company. The shell, the command line and the bridge implement it with the provider simulator, so that the
/// core does not contain one.
#[async_trait]
pub trait SampleHost: Send + Sync {
    /// Starts the simulator, or finds it running, with its books complete up to `now`; answers the accounts it serves.
    async fn start(&self, now: DateTime<Utc>) -> Result<Vec<SampleConnection>, Problem>;

    /// The log of the company's gateway for the whole days of a period, as the gateway writes it; `None` where the company
    /// is not served or has no gateway.
    async fn gateway_log(&self, days: Period) -> Option<String>;
}

/// Opens the sample workspace, made on first use, and reads it through the same connectors as real data.
pub async fn open(app: &Arc<App>, _: Nothing) -> Result<WorkspaceView, Problem> {
    let accounts = accounts(app).await?;
    let opening = Arc::clone(app);
    let work = tokio::task::spawn_blocking(move || {
        let path = sample_path(opening.data_dir());
        let now = opening.now();
        let workspace = Workspace::open(&path, OpenMode::CreateIfMissing, WorkspaceKind::Sample, now)?;
        let connections = connect(&opening, &workspace, &accounts)?;
        opening.switch_to(workspace)?;
        for id in connections {
            syncs::start_one(&opening, id, opening.options.asked_by)?;
        }
        workspaces::get(&opening, Nothing {})
    });
    let view = work.await.unwrap_or_else(|_| Err(not_served("opening it stopped in the middle")))?;
    let workspace = app.workspace()?;
    let app = Arc::clone(app);
    // The sample is of use without it: that it cannot be imported now is tried again at the next opening.
    tokio::spawn(async move {
        if let Err(problem) = import_sample_log(&app, &workspace).await {
            tracing::warn!(%problem, "the log of the sample's gateway is not imported");
        }
    });
    Ok(view)
}

/// Before a run: the simulator is up, knows what time it is, and the connection has its present address. Answers the address.
pub(super) async fn refresh(
    app: &Arc<App>,
    workspace: &Workspace,
    row: &ConnectionRow,
) -> Result<(), Problem> {
    let accounts = accounts(app).await?;
    let account = accounts.iter().find(|account| account.source == row.source);
    let account = account.ok_or_else(|| not_served(&format!("it has no {} any more", row.source)))?;
    app.secrets().keep_in_memory(&row.secret_ref, &account.key)?;
    workspace.store.write::<_, Problem>(|tx| Ok(sync::set_base_url(tx, row.id, &account.base_url)?))
}

async fn accounts(app: &App) -> Result<Vec<SampleConnection>, Problem> {
    let host = app.options.sample.as_ref();
    let host = host.ok_or_else(|| not_served("this Showback was started without it"))?;
    host.start(app.now()).await
}

fn not_served(why: &str) -> Problem {
    Problem::new(ProblemCode::NotAllowedNow, format!("the sample company is not served: {why}"))
        .hint("open your own workspace instead")
}

/// The connections of the sample, made when they are missing. No analyst decided anything, so nothing enters the history.
fn connect(
    app: &App,
    workspace: &Workspace,
    accounts: &[SampleConnection],
) -> Result<Vec<ConnectionId>, Problem> {
    let now = app.now();
    let first = now.date_naive().checked_sub_days(Days::new(HISTORY_DAYS)).unwrap_or(now.date_naive());
    let known = workspace.store.read::<_, Problem>(|reader| Ok(sync::all_connections(reader)?))?;
    let mut ids = Vec::new();
    for account in accounts {
        let reference = format!("sample-{}", account.source);
        app.secrets().keep_in_memory(&reference, &account.key)?;
        if let Some(row) = known.iter().find(|row| row.secret_ref == reference) {
            if row.removed_at.is_none() {
                ids.push(row.id);
            }
            continue;
        }
        let new = NewConnection {
            source: account.source.clone(),
            label: account.label.clone(),
            account: String::new(),
            base_url: account.base_url.clone(),
            secret_ref: reference,
            secret_hint: account.key.hint(),
            schedule: Schedule::default(),
            backfill_from: first,
            capabilities: Capabilities::default(),
            probed_at: None,
        };
        ids.push(workspace.store.write::<_, Problem>(|tx| Ok(sync::add_connection(tx, &new, now)?))?);
    }
    Ok(ids)
}
