//! The clock is read at the border and passed down.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

/// The time of day and the passing of it. Only `app` and `sync` ask.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The instant now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits; a fixed clock moves itself forward instead.
    async fn sleep(&self, duration: Duration);
}

/// A clock that stands still until told, and whose sleeps take no time.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock standing at `at`.
    pub const fn new(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

#[async_trait]
impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        self.advance(TimeDelta::from_std(duration).unwrap_or_default());
        tokio::task::yield_now().await;
    }
}
