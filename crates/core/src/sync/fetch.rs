//! Asking with patience: bounded retries, back-off with jitter, the provider's own wish, and a budget per run.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::session::{Halt, Session};
use super::words;
use crate::kernel::{Period, Problem, ProblemCode, Random};
use crate::sources::{Ask, FetchError, Page, PageAsk, Probe};

/// First wait after a failure; doubled with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Longest wait of our own choosing.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// A provider that asks for a longer pause gets it from the schedule, not from a waiting run.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(15 * 60);
/// An answer that cannot be read is rarely better the fourth time.
const UNREADABLE_ATTEMPTS: u32 = 3;
/// Long waits are cut into pieces so that the lease is extended in between.
const LONGEST_NAP: Duration = Duration::from_secs(60);
/// Clocks further apart than this would read the wrong days.
pub(super) const LARGEST_SKEW: TimeDelta = TimeDelta::hours(1);

/// How long to wait before attempt `attempt + 1`; `None`: do not try again.
pub(super) fn wait_before_retry(
    error: &FetchError,
    attempt: u32,
    attempts: u32,
    random: &dyn Random,
) -> Option<Duration> {
    let limit = match error {
        FetchError::Unreadable { .. } => attempts.min(UNREADABLE_ATTEMPTS),
        _ => attempts,
    };
    if !error.may_pass() || attempt >= limit {
        return None;
    }
    if let FetchError::RateLimited { retry_after: Some(wish), .. } = error {
        let jitter = Duration::from_millis(random.below(1000));
        return (*wish <= LONGEST_RETRY_AFTER).then(|| wish.saturating_add(jitter));
    }
    let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    let full = u64::try_from(doubled.min(LONGEST_WAIT).as_millis()).unwrap_or(u64::MAX);
    let half = full.div_euclid(2);
    Some(Duration::from_millis(half.saturating_add(random.below(half.saturating_add(1)))))
}

impl Session<'_> {
    /// Asks what the key may read.
    pub async fn probe_patiently(&mut self) -> Result<Result<Probe, FetchError>, Halt> {
        let mut attempt = 1_u32;
        loop {
            self.keep_distance().await?;
            let now = self.now();
            let answer = tokio::select! {
                biased;
                () = self.env.cancel.cancelled() => return Err(Halt::Cancelled),
                answer = self.env.connector.probe(&self.access, now, &self.watch) => answer,
            };
            self.last_request_at = Some(self.now());
            self.report();
            self.refuse_when_clocks_differ()?;
            match answer {
                Err(error) if self.back_off(attempt, &error).await? => attempt = attempt.saturating_add(1),
                answer => return Ok(answer),
            }
        }
    }

    /// Fetches one page.
    pub async fn fetch_patiently(
        &mut self,
        stream: &str,
        period: Period,
        ask: &Ask,
        cursor: Option<&str>,
    ) -> Result<Result<Page, FetchError>, Halt> {
        let mut attempt = 1_u32;
        loop {
            self.keep_distance().await?;
            let page_ask = PageAsk { access: &self.access, stream, period, ask, cursor, now: self.now() };
            let answer = tokio::select! {
                biased;
                () = self.env.cancel.cancelled() => return Err(Halt::Cancelled),
                answer = self.env.connector.fetch_page(&page_ask, &self.watch) => answer,
            };
            self.last_request_at = Some(self.now());
            self.report();
            self.refuse_when_clocks_differ()?;
            match answer {
                Err(error) if self.back_off(attempt, &error).await? => attempt = attempt.saturating_add(1),
                answer => return Ok(answer),
            }
        }
    }

    /// Waits when another attempt is worth it; says whether it is.
    async fn back_off(&mut self, attempt: u32, error: &FetchError) -> Result<bool, Halt> {
        let attempts = self.env.connector.descriptor().attempts;
        let Some(wait) = wait_before_retry(error, attempt, attempts, self.env.random) else {
            return Ok(false);
        };
        if self.budget.retries == 0 || self.budget.wait < wait {
            return Ok(false);
        }
        self.budget.retries = self.budget.retries.saturating_sub(1);
        self.budget.wait = self.budget.wait.saturating_sub(wait);
        tracing::debug!(run = self.run.0, attempt, wait_ms = wait.as_millis(), "request tried again");
        self.sleep(wait).await?;
        Ok(true)
    }

    /// Keeps the pause between two requests that the descriptor asks for.
    async fn keep_distance(&mut self) -> Result<(), Halt> {
        self.refuse_when_cancelled()?;
        let spacing = self.access.spacing(self.env.connector.descriptor());
        let Some(last) = self.last_request_at else { return Ok(()) };
        let passed = (self.now() - last).to_std().unwrap_or_default();
        match spacing.checked_sub(passed) {
            Some(rest) if !rest.is_zero() => self.sleep(rest).await,
            _ => Ok(()),
        }
    }

    /// Waits, extending the lease on the way.
    async fn sleep(&mut self, duration: Duration) -> Result<(), Halt> {
        let mut rest = duration;
        self.waits_until = Some(later(self.now(), duration));
        if duration >= Duration::from_secs(1) {
            self.report();
        }
        while !rest.is_zero() {
            let nap = rest.min(LONGEST_NAP);
            tokio::select! {
                biased;
                () = self.env.cancel.cancelled() => return Err(Halt::Cancelled),
                () = self.env.clock.sleep(nap) => {}
            }
            rest = rest.saturating_sub(nap);
            let slept = u64::try_from(nap.as_millis()).unwrap_or(u64::MAX);
            self.slept_ms = self.slept_ms.saturating_add(slept);
            if duration >= FIRST_WAIT {
                self.write(|_, _| Ok(()))?;
            }
        }
        self.waits_until = None;
        Ok(())
    }

    fn refuse_when_clocks_differ(&self) -> Result<(), Halt> {
        match self.watch.skew() {
            Some(skew) if skew.abs() > LARGEST_SKEW => {
                let message = words::clock_skew(skew, self.env.connector.descriptor().name);
                let hint = "set the clock of this machine, then sync again";
                Err(Halt::Problem(Problem::new(ProblemCode::ClockSkewed, message).hint(hint)))
            }
            _ => Ok(()),
        }
    }
}

fn later(now: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(duration).ok().and_then(|delta| now.checked_add_signed(delta)).unwrap_or(now)
}
