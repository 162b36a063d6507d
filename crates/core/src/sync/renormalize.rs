//! Proving that the ledger follows from its raw pages: what is read again must be what is stored.

use super::connections::find_connection;
use super::error::SyncError;
use crate::kernel::{ConnectionId, Day};
use crate::ledger::{self, CurrentWindow};
use crate::sources::{Ask, Connector, PageRef};
use crate::store::Store;

/// What reading the stored pages again found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenormalizeReport {
    /// Windows read again.
    pub windows: usize,
    /// Days that read the same.
    pub days_same: usize,
    /// Days that read differently, by slot.
    pub days_different: Vec<(String, Day)>,
    /// Windows that cannot be read any more, one sentence each.
    pub unreadable: Vec<String>,
}

impl RenormalizeReport {
    /// Whether everything stored follows from its pages.
    pub const fn is_sound(&self) -> bool {
        self.days_different.is_empty() && self.unreadable.is_empty()
    }
}

/// Reads the pages behind every current day of a connection again, without a network, and compares.
pub fn renormalize(
    store: &Store,
    connection: ConnectionId,
    connector: &dyn Connector,
) -> Result<RenormalizeReport, SyncError> {
    let windows = store.read::<_, SyncError>(|reader| {
        find_connection(reader, connection)?;
        Ok(ledger::current_windows(reader, connection)?)
    })?;
    let mut report = RenormalizeReport::default();
    for window in &windows {
        compare(store, connector, window, &mut report)?;
        report.windows = report.windows.saturating_add(1);
    }
    Ok(report)
}

fn compare(
    store: &Store,
    connector: &dyn Connector,
    window: &CurrentWindow,
    report: &mut RenormalizeReport,
) -> Result<(), SyncError> {
    let pages = store.read::<_, SyncError>(|reader| Ok(ledger::window_pages(reader, window.window)?))?;
    let Some(first) = pages.first() else {
        report.unreadable.push(format!("window {} of {} has no pages", window.window, window.stream));
        return Ok(());
    };
    let Ok(ask) = serde_json::from_str::<Ask>(&first.ask_json) else {
        report.unreadable.push(format!("window {} of {} has no readable ask", window.window, window.stream));
        return Ok(());
    };
    let refs: Vec<PageRef<'_>> = pages
        .iter()
        .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
        .collect();
    match connector.normalize(&window.stream, first.period, &refs) {
        Err(error) => report.unreadable.push(error.to_string()),
        Ok(normalized) => {
            for (day, stored) in &window.days {
                let read = normalized.buckets.iter().find(|bucket| bucket.day == *day);
                let is_same = read.and_then(ledger::content_fingerprint).is_some_and(|hash| hash == *stored);
                if is_same {
                    report.days_same = report.days_same.saturating_add(1);
                } else {
                    report.days_different.push((window.slot.clone(), *day));
                }
            }
        }
    }
    Ok(())
}
