//! Connecting: the key is tried before it is kept, and what it may read is told.

use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};
use zeroize::Zeroizing;

use super::address::stated_address;
use super::view::{connection_view, findings};
use super::{present, refuse_known_account, stated_first_day, stated_label};
use crate::app::change::{self, Change};
use crate::app::model::{
    ConnectionAddRequest, ConnectionProbeRequest, ConnectionView, KeyReplaceRequest, ProbeView,
};
use crate::app::{App, syncs};
use crate::kernel::{ConnectionId, Day, Problem, ProblemCode, format_instant};
use crate::sources::{Access, Book, Capabilities, Connector, Credential, Probe};
use crate::sync::{self, ConnectionRow, NewConnection, Schedule};

/// Clocks further apart than this give wrong days.
const SKEW_MOST: TimeDelta = TimeDelta::hours(1);
/// Days read back when the analyst names no first day.
const BACKFILL_DAYS: u64 = 365;

/// Tries a key without keeping it.
pub async fn probe(app: &Arc<App>, request: ConnectionProbeRequest) -> Result<ProbeView, Problem> {
    let secret = Zeroizing::new(request.secret);
    let connector = app.connector(&request.source)?;
    let access = access(connector.as_ref(), request.base_url.as_deref(), &secret)?;
    let probe = ask(app, connector.as_ref(), &access).await?;
    Ok(ProbeView {
        account: probe.account.clone().unwrap_or_default(),
        account_name: probe.account_name.clone().unwrap_or_default(),
        can_connect: reads_spend(connector.as_ref(), &probe.capabilities, app.now().date_naive()),
        findings: findings(&probe.capabilities),
    })
}

/// Probes the key, keeps it, adds the connection and starts its first sync.
pub async fn add(app: &Arc<App>, request: ConnectionAddRequest) -> Result<ConnectionView, Problem> {
    let secret = Zeroizing::new(request.secret.clone());
    let connector = app.connector(&request.source)?;
    let wanted = wanted(app, connector.as_ref(), &request)?;
    let access = access(connector.as_ref(), request.base_url.as_deref(), &secret)?;
    let wanted = blocking(app, move |app| {
        refuse_taken(app, &wanted.label)?;
        app.secrets().check_writable()?;
        Ok(wanted)
    })
    .await?;
    let probe = ask(app, connector.as_ref(), &access).await?;
    refuse_unreadable(app, connector.as_ref(), &probe.capabilities)?;
    let id = blocking(app, move |app| keep(app, wanted, &access, &probe)).await?;
    let starting = Arc::clone(app);
    let starts_sync = request.starts_sync.unwrap_or(true);
    blocking(app, move |app| {
        if starts_sync {
            syncs::start_one(&starting, id, app.options.asked_by)?;
        }
        connection_view(app, id)
    })
    .await
}

/// Probes and keeps another key of the same account.
pub async fn replace_key(app: &Arc<App>, request: KeyReplaceRequest) -> Result<ConnectionView, Problem> {
    let secret = Zeroizing::new(request.secret);
    let id = ConnectionId(request.id);
    let row = blocking(app, move |app| {
        let row = app.workspace()?.store.read::<_, Problem>(|reader| present(reader, id))?;
        app.secrets().check_writable()?;
        Ok(row)
    })
    .await?;
    let connector = app.connector(&row.source)?;
    let access = access(connector.as_ref(), Some(&row.base_url), &secret)?;
    let probe = ask(app, connector.as_ref(), &access).await?;
    refuse_unreadable(app, connector.as_ref(), &probe.capabilities)?;
    refuse_other_account(&row, &probe)?;
    blocking(app, move |app| keep_other_key(app, &row, &access, &probe)).await?;
    app.wake_scheduler();
    blocking(app, move |app| connection_view(app, id)).await
}

/// What was asked for, checked as far as it can be without a request.
struct Wanted {
    source: String,
    label: String,
    schedule: sync::Schedule,
    backfill_from: Day,
}

fn wanted(app: &App, connector: &dyn Connector, request: &ConnectionAddRequest) -> Result<Wanted, Problem> {
    let now = app.now();
    let descriptor = connector.descriptor();
    let schedule = request.schedule.as_ref().map(Schedule::trimmed).unwrap_or_default();
    schedule.validate(descriptor.name, descriptor.shortest_interval_minutes, now)?;
    let stated = request.backfill_from.as_deref().filter(|text| !text.trim().is_empty());
    let backfill_from = match stated {
        Some(text) => stated_first_day(text, now)?,
        None => now.date_naive().checked_sub_days(Days::new(BACKFILL_DAYS)).unwrap_or(now.date_naive()),
    };
    Ok(Wanted {
        source: request.source.clone(),
        label: stated_label(&request.label)?,
        schedule,
        backfill_from,
    })
}

fn access(connector: &dyn Connector, base_url: Option<&str>, secret: &str) -> Result<Access, Problem> {
    let credential = Credential::new(secret);
    if credential.reveal().is_empty() {
        let kind = connector.descriptor().key.kind;
        let message = format!("the key is missing: enter the {kind} of {}", connector.descriptor().name);
        return Err(Problem::new(ProblemCode::BadRequest, message).about("secret"));
    }
    if credential.reveal().chars().any(|character| character.is_whitespace() || !character.is_ascii_graphic())
    {
        let message = "the key holds a blank or a character that no key has: copy it again";
        return Err(Problem::new(ProblemCode::BadRequest, message).about("secret"));
    }
    Ok(Access { base_url: stated_address(connector, base_url)?, credential })
}

async fn ask(app: &App, connector: &dyn Connector, access: &Access) -> Result<Probe, Problem> {
    let probe = connector.probe(access, app.now(), app.options.transport.as_ref()).await?;
    refuse_skewed_clock(connector, probe.provider_time, app.now())?;
    Ok(probe)
}

fn refuse_skewed_clock(
    connector: &dyn Connector,
    provider_time: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let Some(theirs) = provider_time.filter(|theirs| (now - *theirs).abs() > SKEW_MOST) else {
        return Ok(());
    };
    let message = format!(
        "the clock of this machine says {}, the one of {} says {}",
        format_instant(now),
        connector.descriptor().name,
        format_instant(theirs)
    );
    Err(Problem::new(ProblemCode::ClockSkewed, message)
        .hint("set the clock of this machine: days would be read under the wrong date"))
}

/// Whether some stream of billed charges can be read with these rights.
fn reads_spend(connector: &dyn Connector, capabilities: &Capabilities, today: Day) -> bool {
    let descriptor = connector.descriptor();
    connector.offers(capabilities, today).iter().any(|offer| {
        let slot = descriptor.stream(offer.stream).and_then(|stream| descriptor.slot(stream.slot));
        slot.is_some_and(|slot| matches!(slot.book, Book::Billed | Book::Observed))
    })
}

fn refuse_unreadable(
    app: &App,
    connector: &dyn Connector,
    capabilities: &Capabilities,
) -> Result<(), Problem> {
    if reads_spend(connector, capabilities, app.now().date_naive()) {
        return Ok(());
    }
    let descriptor = connector.descriptor();
    let message = format!("{} refused the key: it may not read billed charges", descriptor.name);
    Err(Problem::new(ProblemCode::ScopeMissing, message)
        .hint(format!("make a new {} with the right to read them", descriptor.key.kind))
        .about("secret"))
}

fn refuse_taken(app: &App, label: &str) -> Result<(), Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| match sync::find_connection_by_label(reader, label)? {
        Some(_) => Err(sync::SyncError::LabelTaken { label: label.to_owned() }.into()),
        None => Ok(()),
    })
}

fn refuse_other_account(row: &ConnectionRow, probe: &Probe) -> Result<(), Problem> {
    let found = probe.account.as_deref().unwrap_or_default();
    if row.account.is_empty() || found.is_empty() || row.account == found {
        return Ok(());
    }
    let message = format!("this key belongs to the account {found}, \"{}\" reads {}", row.label, row.account);
    Err(Problem::new(ProblemCode::NotAllowedNow, message)
        .hint("connect the other account as a connection of its own")
        .about("secret"))
}

/// Keeps the key first: a connection without its key would be worse than a key without its connection.
fn keep(app: &App, wanted: Wanted, access: &Access, probe: &Probe) -> Result<ConnectionId, Problem> {
    let account = probe.account.clone().unwrap_or_default();
    let reference = format!("{}-{:016x}", wanted.source, app.options.random.next_u64());
    app.workspace()?
        .store
        .read::<_, Problem>(|reader| refuse_known_account(reader, &wanted.source, &account, None))?;
    app.secrets().keep(&reference, &access.credential)?;
    let now = app.now();
    let new = NewConnection {
        source: wanted.source,
        label: wanted.label,
        account,
        base_url: access.base_url.clone(),
        secret_ref: reference.clone(),
        secret_hint: access.credential.hint(),
        schedule: wanted.schedule,
        backfill_from: wanted.backfill_from,
        capabilities: probe.capabilities.clone(),
        probed_at: Some(now),
    };
    let added = app.change("connections.add", |tx| {
        refuse_known_account(tx, &new.source, &new.account, None)?;
        let id = sync::add_connection(tx, &new, now)?;
        Ok(Change {
            value: id,
            summary: format!("Connected \"{}\"", new.label),
            before: change::Snapshot::Unrestorable,
            after: change::Snapshot::Unrestorable,
        })
    });
    if added.is_err() {
        app.secrets().forget(&reference)?;
    }
    app.wake_scheduler();
    added
}

fn keep_other_key(app: &App, row: &ConnectionRow, access: &Access, probe: &Probe) -> Result<(), Problem> {
    app.secrets().keep(&row.secret_ref, &access.credential)?;
    let now = app.now();
    app.change("connections.replaceKey", |tx| {
        sync::set_secret(tx, row.id, &row.secret_ref, &access.credential.hint())?;
        sync::set_capabilities(tx, row.id, &probe.capabilities, Some(now))?;
        if let Some(account) = probe.account.as_deref().filter(|_| row.account.is_empty()) {
            sync::set_account(tx, row.id, account)?;
        }
        Ok(Change {
            value: (),
            summary: format!("Replaced the key of \"{}\"", row.label),
            before: change::Snapshot::Unrestorable,
            after: change::Snapshot::Unrestorable,
        })
    })
}

/// Runs what touches the disk or the keychain off the async threads.
async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || work(&app)).await.unwrap_or_else(|_| {
        Err(Problem::new(ProblemCode::NotAllowedNow, "the command stopped in the middle").hint("try again"))
    })
}
