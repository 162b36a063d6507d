//! Reading one window page by page.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;

use super::error::SyncError;
use super::plan::PlannedWindow;
use super::problem;
use super::queries_windows::{self as queries, WindowRow};
use super::runs::NoteLevel;
use super::session::{Halt, Session};
use super::words;
use crate::kernel::{Period, Problem, RunId, WindowId};
use crate::ledger::{self, NewRawPage};
use crate::sources::{Ask, FetchError, Normalized, Page, PageRef, Stream};

/// A window left by an ended run is gone on with only while the provider's answer is unlikely to have changed.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// Restarts of one window because the provider forgot the place.
const RESTARTS: u32 = 3;
/// Narrowings of one ask.
const NARROWINGS: u32 = 8;
/// Pages of one window; a provider that has more is going in circles.
const LONGEST_WINDOW_PAGES: usize = 20_000;

/// A window that is being read.
pub(super) struct OpenWindow {
    pub id: WindowId,
    pub stream: &'static Stream,
    pub period: Period,
    ask: Ask,
    ask_json: String,
    cursor: Option<String>,
    pub opened_at: DateTime<Utc>,
    pages: Vec<(Vec<u8>, String)>,
}

/// A window read to its end and understood. Its last page is stored when it is applied.
pub(super) struct ReadWindow {
    pub open: OpenWindow,
    pub last: Page,
    pub last_at: DateTime<Utc>,
    pub normalized: Normalized,
}

impl ReadWindow {
    fn is_empty(&self) -> bool {
        self.normalized.observed.is_empty()
            && self.normalized.buckets.iter().all(|bucket| {
                bucket.usage.is_empty() && bucket.charges.is_empty() && bucket.rejected.is_empty()
            })
    }
}

impl Session<'_> {
    /// Drops the windows an earlier run left that cannot be gone on with.
    pub fn discard_stale_windows(&mut self) -> Result<(), Halt> {
        let (now, connection) = (self.now(), self.connection.id);
        let windows =
            self.env.store.read::<_, SyncError>(|reader| Ok(queries::windows(reader, connection)?))?;
        let ahead = windows.iter().any(|window| window.touched_at > now);
        if ahead {
            self.note(
                NoteLevel::Note,
                "a place where reading stopped was recorded later than now, by a clock that ran ahead: its days are read from the start",
            );
        }
        for window in windows.iter().filter(|window| !is_fresh(window, now)) {
            self.discard(window.id)?;
        }
        Ok(())
    }

    /// Reads and applies one window; `Some` problem when it had to be left out.
    pub async fn read_window(&mut self, planned: &PlannedWindow) -> Result<Option<Problem>, Halt> {
        let read = match self.read_pages(planned.stream, planned.period).await? {
            Ok(read) => read,
            Err(problem) => return Ok(Some(problem)),
        };
        let Some(other) = self.verifier(planned).filter(|_| read.is_empty()) else {
            self.apply(read, None)?;
            return Ok(None);
        };
        match self.read_pages(other, planned.period).await? {
            Err(problem) => Ok(Some(problem)),
            Ok(verified) if verified.is_empty() => {
                let idle = verified.open.id;
                self.apply(read, Some(idle))?;
                Ok(None)
            }
            Ok(verified) => {
                let idle = read.open.id;
                self.apply(verified, Some(idle))?;
                Ok(None)
            }
        }
    }

    /// The stream that is asked when this one says that a whole window is empty.
    fn verifier(&self, planned: &PlannedWindow) -> Option<&'static Stream> {
        let id = planned.stream.verify_empty_with?;
        let (first, last) = (planned.period.start(), planned.period.end().pred_opt()?);
        self.offers
            .iter()
            .any(|offer| offer.stream == id && offer.period.contains(first) && offer.period.contains(last))
            .then(|| self.env.connector.descriptor().stream(id))?
    }

    async fn read_pages(
        &mut self,
        stream: &'static Stream,
        period: Period,
    ) -> Result<Result<ReadWindow, Problem>, Halt> {
        self.label = format!("{}, {}", stream.label, words::period(period));
        let (mut restarts, mut narrowings) = (0_u32, 0_u32);
        let mut open = self.open_or_resume(stream, period)?;
        loop {
            let (ask, cursor) = (open.ask.clone(), open.cursor.clone());
            let page = match self.fetch_patiently(stream.id, period, &ask, cursor.as_deref()).await? {
                Ok(page) => page,
                Err(FetchError::StaleCursor { .. }) if restarts < RESTARTS => {
                    restarts = restarts.saturating_add(1);
                    open = self.start_over(&open)?;
                    continue;
                }
                Err(FetchError::AskTooMuch { refused, narrower, .. })
                    if narrowings < NARROWINGS && narrower != ask =>
                {
                    narrowings = narrowings.saturating_add(1);
                    self.narrow(stream, &refused, narrower);
                    open = self.start_over(&open)?;
                    continue;
                }
                Err(error) => return Ok(Err(problem::of_fetch(&error))),
            };
            match page.next.clone() {
                None => return self.understand(open, page),
                // The page before once more, or a window without an end.
                Some(next)
                    if open.cursor.as_ref() == Some(&next) || open.pages.len() >= LONGEST_WINDOW_PAGES =>
                {
                    if restarts < RESTARTS {
                        restarts = restarts.saturating_add(1);
                        open = self.start_over(&open)?;
                        continue;
                    }
                    self.discard(open.id)?;
                    let provider = self.env.connector.descriptor().name;
                    let detail = "the next page is the page just read".to_owned();
                    return Ok(Err(problem::of_fetch(&FetchError::Unreadable { provider, detail })));
                }
                Some(next) => self.keep_page(&mut open, page, next)?,
            }
        }
    }

    fn open_or_resume(&mut self, stream: &'static Stream, period: Period) -> Result<OpenWindow, Halt> {
        let ask = match self.asks.get(stream.id) {
            Some(ask) => ask.clone(),
            None => self.env.connector.ask(stream.id, &self.capabilities),
        };
        let ask_json = serde_json::to_string(&ask).unwrap_or_default();
        let connection = self.connection.id;
        let left = self.env.store.read::<_, SyncError>(|reader| {
            let window =
                queries::windows(reader, connection)?.into_iter().find(|row| row.stream == stream.id);
            let Some(window) = window else { return Ok(None) };
            let pages = ledger::window_pages(reader, window.id)?;
            Ok(Some((window, pages)))
        })?;
        if let Some((row, pages)) = left {
            let is_same = row.period == period && row.ask_json == ask_json && row.pages > 0;
            if is_same && is_fresh(&row, self.now()) && usize::try_from(row.pages) == Ok(pages.len()) {
                tracing::debug!(run = self.run.0, window = row.id.0, pages = pages.len(), "window resumed");
                let pages = pages.into_iter().map(|page| (page.body, page.request_url)).collect();
                let (id, cursor, opened_at) = (row.id, row.cursor, row.opened_at);
                return Ok(OpenWindow { id, stream, period, ask, ask_json, cursor, opened_at, pages });
            }
            self.discard(row.id)?;
        }
        let now = self.now();
        let id =
            self.write(|tx, _| Ok(queries::open_window(tx, connection, stream.id, period, &ask_json, now)?))?;
        let (cursor, pages) = (None, Vec::new());
        Ok(OpenWindow { id, stream, period, ask, ask_json, cursor, opened_at: now, pages })
    }

    fn start_over(&mut self, open: &OpenWindow) -> Result<OpenWindow, Halt> {
        self.discard(open.id)?;
        self.open_or_resume(open.stream, open.period)
    }

    fn discard(&mut self, window: WindowId) -> Result<(), Halt> {
        Ok(self.write(|tx, _| discard(tx, window))?)
    }

    fn narrow(&mut self, stream: &'static Stream, refused: &str, narrower: Ask) {
        let name = self.env.connector.descriptor().name;
        let label = words::lower_first(stream.label);
        self.note(
            NoteLevel::Warning,
            format!("{name} refused to group by {refused}: {label} are read without it in this run"),
        );
        self.asks.insert(stream.id, narrower);
    }

    /// Page and cursor in one transaction: a kill between two pages loses neither.
    fn keep_page(&mut self, open: &mut OpenWindow, page: Page, next: String) -> Result<(), Halt> {
        let (now, run, connection) = (self.now(), self.run, self.connection.id);
        let number = u32::try_from(open.pages.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.write(|tx, stats| {
            store_page(tx, connection, run, open, &page, now)?;
            queries::turn_page(tx, open.id, Some(&next), number, now)?;
            stats.pages_stored = stats.pages_stored.saturating_add(1);
            Ok(())
        })?;
        open.pages.push((page.body, page.request_url));
        open.cursor = Some(next);
        self.report();
        Ok(())
    }

    fn understand(&mut self, open: OpenWindow, last: Page) -> Result<Result<ReadWindow, Problem>, Halt> {
        let last_at = self.now();
        let normalized = {
            let pages = open.pages.iter().map(|(body, url)| (body.as_slice(), url.as_str()));
            let pages: Vec<PageRef<'_>> = pages
                .chain([(last.body.as_slice(), last.request_url.as_str())])
                .map(|(body, request_url)| PageRef { body, ask: &open.ask, request_url })
                .collect();
            self.env.connector.normalize(open.stream.id, open.period, &pages)
        };
        match normalized {
            Ok(normalized) => Ok(Ok(ReadWindow { open, last, last_at, normalized })),
            Err(error) => {
                self.keep_unreadable(&open, &last)?;
                Ok(Err(problem::of_normalize(&error)))
            }
        }
    }

    /// The pages of a window that cannot be understood stay until it is read again, so that they can be looked at.
    fn keep_unreadable(&mut self, open: &OpenWindow, last: &Page) -> Result<(), Halt> {
        let (now, run, connection) = (self.now(), self.run, self.connection.id);
        let number = u32::try_from(open.pages.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.write(|tx, stats| {
            store_page(tx, connection, run, open, last, now)?;
            queries::turn_page(tx, open.id, None, number, now)?;
            stats.pages_stored = stats.pages_stored.saturating_add(1);
            Ok(())
        })?;
        Ok(())
    }
}

fn is_fresh(window: &WindowRow, now: DateTime<Utc>) -> bool {
    !window.is_complete && window.touched_at <= now && now - window.touched_at <= FRESH
}

pub(super) fn discard(tx: &Transaction<'_>, window: WindowId) -> Result<(), SyncError> {
    ledger::drop_window_pages(tx, window)?;
    queries::close_window(tx, window)?;
    Ok(())
}

pub(super) fn store_page(
    tx: &Transaction<'_>,
    connection: crate::kernel::ConnectionId,
    run: RunId,
    open: &OpenWindow,
    page: &Page,
    fetched_at: DateTime<Utc>,
) -> Result<(), SyncError> {
    let page_number = u32::try_from(open.pages.len()).unwrap_or(u32::MAX).saturating_add(1);
    ledger::store_raw_page(
        tx,
        &NewRawPage {
            connection,
            run,
            stream: open.stream.id,
            window: open.id,
            page_number,
            period: open.period,
            request_url: &page.request_url,
            ask_json: &open.ask_json,
            fetched_at,
            body: &page.body,
        },
    )?;
    Ok(())
}
