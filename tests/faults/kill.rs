//! Ending a run in the middle without telling it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use async_trait::async_trait;
use showback_core::sources::{HttpRequest, HttpResponse, Transport, TransportError};
use tokio::sync::Notify;

/// When a run dies.
#[derive(Clone, Copy, Debug)]
pub enum Death {
    /// Never.
    None,
    /// At that poll of its future: any await point.
    AtPoll(u64),
    /// When it sends that request, before it is sent.
    BeforeRequest(u64),
    /// When that request was answered, before the run hears of it.
    AfterRequest(u64),
}

/// Runs a future until it ends or until it was polled so often; `None` when it was dropped.
pub async fn until_poll<F: Future>(future: F, polls: u64) -> Option<F::Output> {
    struct Limited<F> {
        inner: Pin<Box<F>>,
        left: u64,
    }
    impl<F: Future> Future for Limited<F> {
        type Output = Option<F::Output>;

        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            self.left -= 1;
            self.inner.as_mut().poll(context).map(Some)
        }
    }
    Limited { inner: Box::pin(future), left: polls }.await
}

/// Counts requests, and raises a signal and hangs at the fatal one.
pub struct DeadlyTransport<'a> {
    pub inner: &'a dyn Transport,
    pub death: Death,
    pub sent: AtomicU64,
    pub signal: Notify,
}

impl<'a> DeadlyTransport<'a> {
    pub fn new(inner: &'a dyn Transport, death: Death) -> Self {
        Self { inner, death, sent: AtomicU64::new(0), signal: Notify::new() }
    }

    async fn die(&self) {
        self.signal.notify_one();
        std::future::pending::<()>().await;
    }
}

#[async_trait]
impl Transport for DeadlyTransport<'_> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let number = self.sent.fetch_add(1, Ordering::SeqCst) + 1;
        if matches!(self.death, Death::BeforeRequest(fatal) if fatal == number) {
            self.die().await;
        }
        let answer = self.inner.send(request).await;
        if matches!(self.death, Death::AfterRequest(fatal) if fatal == number) {
            self.die().await;
        }
        answer
    }
}
