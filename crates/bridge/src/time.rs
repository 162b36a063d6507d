//! Clocks for tests and screenshots: one that starts elsewhere, one that stands still.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use showback_core::adapters::clock::SystemClock;
use showback_core::kernel::Clock;

/// The machine's clock, moved by a constant.
#[derive(Debug)]
pub struct MovedClock {
    by: TimeDelta,
}

impl MovedClock {
    /// Shows `at` now and goes on from there.
    pub fn starting_at(at: DateTime<Utc>) -> Self {
        Self { by: at - SystemClock.now() }
    }
}

#[async_trait]
impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.by
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// Always the same instant; waiting still takes its time.
#[derive(Debug)]
pub struct StoppedClock {
    at: DateTime<Utc>,
}

impl StoppedClock {
    /// Stands at `at`.
    pub const fn at(at: DateTime<Utc>) -> Self {
        Self { at }
    }
}

#[async_trait]
impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        self.at
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
