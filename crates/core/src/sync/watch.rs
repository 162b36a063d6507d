//! A transport that counts requests and listens to the provider's clock on the way.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use crate::kernel::Clock;
use crate::sources::{DatabaseAsk, HttpRequest, HttpResponse, Transport, TransportError};

/// Passes requests on and remembers what the answers say about time.
pub(super) struct WatchedTransport<'a> {
    inner: &'a dyn Transport,
    clock: &'a dyn Clock,
    requests: AtomicU64,
    answers: AtomicU64,
    waited_ms: AtomicU64,
    skew: Mutex<Option<TimeDelta>>,
}

impl<'a> WatchedTransport<'a> {
    pub fn new(inner: &'a dyn Transport, clock: &'a dyn Clock) -> Self {
        Self {
            inner,
            clock,
            requests: AtomicU64::new(0),
            answers: AtomicU64::new(0),
            waited_ms: AtomicU64::new(0),
            skew: Mutex::new(None),
        }
    }

    /// Requests sent.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Complete answers received, whatever their status.
    pub fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    /// Milliseconds spent inside requests.
    pub fn waited_ms(&self) -> u64 {
        self.waited_ms.load(Ordering::Relaxed)
    }

    /// Our clock minus the provider's at the last answer that told it.
    pub fn skew(&self) -> Option<TimeDelta> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a clock reading that the connector passed on.
    pub fn note_time(&self, provider: DateTime<Utc>) {
        let skew = self.clock.now() - provider;
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
    }
}

#[async_trait]
impl Transport for WatchedTransport<'_> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let started = self.clock.now();
        let answer = self.inner.send(request).await;
        let waited = (self.clock.now() - started).num_milliseconds();
        self.waited_ms.fetch_add(u64::try_from(waited).unwrap_or(0), Ordering::Relaxed);
        if let Ok(answer) = &answer {
            self.answers.fetch_add(1, Ordering::Relaxed);
            let date = answer.header("date").and_then(|text| DateTime::parse_from_rfc2822(text).ok());
            if let Some(date) = date {
                self.note_time(date.with_timezone(&Utc));
            }
        }
        answer
    }

    async fn ask_database(&self, ask: &DatabaseAsk<'_>) -> Result<Vec<u8>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let started = self.clock.now();
        let answer = self.inner.ask_database(ask).await;
        let waited = (self.clock.now() - started).num_milliseconds();
        self.waited_ms.fetch_add(u64::try_from(waited).unwrap_or(0), Ordering::Relaxed);
        if answer.is_ok() {
            self.answers.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }
}
