//! The import that is measured: from opening a fresh workspace to requests that can be asked about.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use showback_core::adapters::log_files::DiskLogs;
use showback_core::imports::{Choice, FileAsk, LogFiles, Rater, Reading, SourceAsk, dry_run, recognise};
use showback_core::pricing::{LoadedPricing, PriceShelf, ensure_active_pricing};
use showback_core::requests::{ImportFacts, NewSource};
use showback_core::store::{OpenMode, Store};
use showback_gateways::input::{Frames, Item, open};
use showback_gateways::{Findings, Source};
use showback_tests::Folder;

use super::Result;

const LABEL: &str = "Gateway";

/// Imports one log; answers its requests.
pub fn import(log: &Path) -> Result<u64> {
    let folder = Folder::new("bench-import")?;
    let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse()?;
    let store = Store::open(&folder.join("w.showback"), OpenMode::CreateIfMissing, now)?;
    let by = pricing(&store, now)?;
    let ask = ask(log)?;
    let source = NewSource {
        label: LABEL.to_owned(),
        format: ask.manner.format.id().to_owned(),
        teller: ask.manner.format.teller(),
        connection_id: None,
        settings_json: "{}".to_owned(),
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let ready = Arc::clone(&by.ready);
    let reading = Reading { files: &DiskLogs, ready, workers, is_cancelled: &|| false, progress: &|_| () };
    let begun = Instant::now();
    let label = SourceAsk { label: LABEL.to_owned(), ..SourceAsk::default() };
    let run = dry_run(&reading, &store, &label, &[ask])?;
    let read = begun.elapsed().as_millis();
    let begun = Instant::now();
    let facts = ImportFacts {
        source,
        run_id: None,
        pricing_id: Some(by.pricing.id),
        applied_at: now,
        took_ms: u64::try_from(read)?,
    };
    let applied = run.stage.apply(&store, &facts)?;
    println!("           read and staged in {read} ms, applied in {} ms", begun.elapsed().as_millis());
    Ok(applied.requests.new)
}

fn pricing(store: &Store, now: DateTime<Utc>) -> Result<LoadedPricing> {
    type Failure = Box<dyn std::error::Error>;
    store
        .write(|tx| {
            let pricing = ensure_active_pricing(tx, now)?;
            Ok::<_, BenchError>(PriceShelf::default().load(tx, pricing)?)
        })
        .map_err(Failure::from)
}

/// What a transaction of a measurement can fail with.
#[derive(Debug)]
struct BenchError(String);

impl std::fmt::Display for BenchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BenchError {}

impl From<showback_core::store::StoreError> for BenchError {
    fn from(error: showback_core::store::StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<showback_core::pricing::KeptError> for BenchError {
    fn from(error: showback_core::pricing::KeptError) -> Self {
        Self(error.to_string())
    }
}

fn ask(log: &Path) -> Result<FileAsk> {
    let found = DiskLogs.find(&log.display().to_string())?;
    let found = found.into_iter().next().ok_or("there is no log")?;
    let told = recognise(&DiskLogs, found, &Choice::Recognised, &[]);
    let manner = told.manner.ok_or(told.reason)?;
    Ok(FileAsk { file: told.file, manner })
}

/// Processor time of each step on one core: cutting, parsing, rating.
pub fn parts(log: &Path) -> Result<()> {
    let folder = Folder::new("bench-import")?;
    let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse()?;
    let store = Store::open(&folder.join("w.showback"), OpenMode::CreateIfMissing, now)?;
    let by = pricing(&store, now)?;
    let ask = ask(log)?;
    let mut rater = Rater::new(Arc::clone(&by.ready), LABEL);
    let mut reader = ask.manner.reader(&Source::default());
    let mut frames = Frames::new(open(std::fs::File::open(log)?)?, ask.manner.framing)?;
    let (mut cut, mut each, mut parsed, mut rated, mut dropped) = (0, 0, 0, 0, 0);
    let mut buffer = Vec::new();
    loop {
        let begun = Instant::now();
        let Some(chunk) = frames.next_chunk_in(std::mem::take(&mut buffer))? else { break };
        cut += begun.elapsed().as_micros();
        let begun = Instant::now();
        let mut records = 0_u64;
        chunk.each(|item| records += u64::from(matches!(item, Item::Record(..))));
        each += begun.elapsed().as_micros();
        let begun = Instant::now();
        let mut findings = Findings::default();
        chunk.read(reader.as_mut(), &mut findings);
        parsed += begun.elapsed().as_micros();
        let begun = Instant::now();
        let staged: Vec<_> = findings.attempts.into_iter().map(|attempt| rater.stage(attempt, 0)).collect();
        rated += begun.elapsed().as_micros();
        let begun = Instant::now();
        drop(staged);
        dropped += begun.elapsed().as_micros();
        buffer = chunk.into_buffer();
    }
    println!(
        "one core   cut {} ms, frame {} ms, frame and parse {} ms, rate {} ms, drop {} ms",
        cut / 1_000,
        each / 1_000,
        parsed / 1_000,
        rated / 1_000,
        dropped / 1_000
    );
    Ok(())
}
