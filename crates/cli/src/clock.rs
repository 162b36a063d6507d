//! The machine's clock; builds for tests can start it elsewhere.

use std::sync::Arc;

use showback_core::adapters::clock::SystemClock;
use showback_core::kernel::Clock;

/// The clock of this run.
#[cfg(not(debug_assertions))]
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The clock of this run: `SHOWBACK_TEST_NOW` holds the instant it starts at. Never in a release.
#[cfg(debug_assertions)]
pub fn clock() -> Arc<dyn Clock> {
    use showback_core::adapters::environment::{Environment, ProcessEnvironment};
    use showback_core::kernel::parse_instant;

    let stated = ProcessEnvironment.variable("SHOWBACK_TEST_NOW");
    match stated.and_then(|text| parse_instant(&text).ok()) {
        Some(at) => Arc::new(moved::Moved { by: at - SystemClock.now() }),
        None => Arc::new(SystemClock),
    }
}

#[cfg(debug_assertions)]
mod moved {
    use std::time::Duration;

    use chrono::{DateTime, TimeDelta, Utc};
    use showback_core::adapters::clock::SystemClock;
    use showback_core::kernel::Clock;

    #[derive(Debug)]
    pub(super) struct Moved {
        pub(super) by: TimeDelta,
    }

    #[async_trait::async_trait]
    impl Clock for Moved {
        fn now(&self) -> DateTime<Utc> {
            SystemClock.now() + self.by
        }

        async fn sleep(&self, duration: Duration) {
            // A test has no year to read in: pauses between requests shrink with it.
            SystemClock.sleep(duration / 200).await;
        }
    }
}
