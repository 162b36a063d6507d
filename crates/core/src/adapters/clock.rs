//! The machine's clock.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::kernel::Clock;

/// The machine's clock; sleeping lets other tasks run.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
