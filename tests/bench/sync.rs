//! A backfill of one year of both providers, and a second run that finds nothing new.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::sources::{HttpRequest, HttpResponse, Transport, TransportError};
use showback_core::sync::{RunReport, RunState, Silent};
use showback_simulator::{CompanyOptions, Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::{Desk, Folder, Provided, SharedClock};

use super::Result;

/// The instant of the measurement.
pub const NOW: &str = "2026-11-20T12:00:00Z";
/// First day of the year that is read.
pub const FIRST_DAY: &str = "2025-11-20";

/// A transport that measures how long answers take.
struct TimedTransport {
    inner: HttpTransport,
    waited_micros: AtomicU64,
}

#[async_trait]
impl Transport for TimedTransport {
    async fn send(&self, request: HttpRequest) -> std::result::Result<HttpResponse, TransportError> {
        let started = Instant::now();
        let answer = self.inner.send(request).await;
        let waited = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.waited_micros.fetch_add(waited, Ordering::Relaxed);
        answer
    }
}

/// What reading a year took.
pub struct Year {
    reports: Vec<RunReport>,
    took: Duration,
    waited: Duration,
}

/// Two threads, as the machine of the goal has two cores.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Prints rows per second and the share of time spent waiting on the transport.
pub fn measure() -> Result<()> {
    let folder = Folder::new("bench-sync")?;
    let path = folder.join("year.showback");
    let (first, second) = runtime()?.block_on(async {
        let simulator = simulator().await?;
        let first = read_year(&path, &simulator).await?;
        let second = read_year(&path, &simulator).await?;
        Ok::<_, Box<dyn std::error::Error>>((first, second))
    })?;
    let bytes = std::fs::metadata(&path)?.len();
    println!(
        "scale      12 months of both providers, {FIRST_DAY} to {NOW}, one simulator in the same process"
    );
    print_year("backfill", &first);
    print_year("second run", &second);
    println!("file       {} MiB", bytes.div_ceil(1024 * 1024));
    Ok(())
}

/// Reads one year of both providers into the file, or what is new since.
pub fn fill(path: &Path) -> Result<()> {
    runtime()?.block_on(async {
        let simulator = simulator().await?;
        read_year(path, &simulator).await.map(|_| ())
    })
}

async fn simulator() -> Result<Arc<SimulatorHandle>> {
    let company = CompanyOptions { first_day: "2025-09-01".parse()?, ..CompanyOptions::default() };
    let options = SimulatorOptions { company, now: NOW.parse()?, ..SimulatorOptions::default() };
    Ok(Arc::new(Simulator::start(options).await?))
}

async fn read_year(path: &Path, simulator: &Arc<SimulatorHandle>) -> Result<Year> {
    let now: DateTime<Utc> = NOW.parse()?;
    let first_day: NaiveDate = FIRST_DAY.parse()?;
    let inner = HttpTransport::new(HttpOptions::default())?;
    let transport = TimedTransport { inner, waited_micros: AtomicU64::new(0) };
    let started = Instant::now();
    let mut reports = Vec::new();
    for provided in [Provided::openai(simulator), Provided::anthropic(simulator)] {
        // Pauses between requests take no time here: the engine is measured, not the descriptor's patience.
        let clock = SharedClock::new(now, Some(Arc::clone(simulator)));
        let desk = Desk::open(path, &provided, first_day, now, 1)?;
        let report = desk.sync(&clock, &transport, &Silent).await?;
        if report.state != RunState::Succeeded {
            return Err(format!("{}: {:?}", provided.source, report.problem).into());
        }
        reports.push(report);
    }
    let waited = Duration::from_micros(transport.waited_micros.load(Ordering::Relaxed));
    Ok(Year { reports, took: started.elapsed(), waited })
}

fn print_year(name: &str, year: &Year) {
    let sum = |of: fn(&RunReport) -> u64| year.reports.iter().map(of).sum::<u64>();
    let rows = sum(|report| report.stats.rows_added);
    let millis = u64::try_from(year.took.as_millis()).unwrap_or(u64::MAX).max(1);
    let waited = u64::try_from(year.waited.as_millis()).unwrap_or(u64::MAX);
    println!(
        "{name:<10} {rows} rows in {}.{:03} s = {} rows/s; {} requests, {} pages, {} days; {} % of the time waiting on the transport",
        millis.div_euclid(1000),
        millis.rem_euclid(1000),
        rows.saturating_mul(1000).div_euclid(millis),
        sum(|report| report.stats.requests),
        sum(|report| report.stats.pages_stored),
        sum(|report| report.stats.days_read),
        waited.saturating_mul(100).div_euclid(millis),
    );
}
