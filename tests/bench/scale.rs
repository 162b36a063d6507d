//! Ten million requests of five thousand series over two years: how long they take to come in, how large they are, and how
//! quick pivots are; beside it the same pivots by DuckDB on the raw rows.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use showback_core::kernel::{Period, parse_day, parse_instant};
use showback_core::ledger::SeriesKey;
use showback_core::requests::pivot::{Pivot, PivotAsk, PivotDimension, RollUpShelf, pivot};
use showback_core::requests::{
    Column, ImportFacts, NewSource, RatedAmounts, RatingOutcome, Stage, StagedRequest,
};
use showback_core::store::{OpenMode, Store};
use showback_gateways::{Attempt, Dimensions, Place, ResponseCache, Status, Teller, Tokens};

use super::Result;

/// Requests of the larger ledger.
pub(super) const REQUESTS: u64 = 10_000_000;
/// The smaller ledger that growth is measured from.
const SMALL: u64 = 1_000_000;
/// Requests of one import.
const PART: u64 = 1_000_000;
const SERIES: usize = 5_000;
const FIRST_DAY: &str = "2024-11-01";
const DAYS: u64 = 730;
const DAY_US: u64 = 86_400_000_000;
const BATCH: u64 = 4_096;
/// Columns of the raw rows that pivots group by.
const DIMENSIONS: [&str; 6] = ["team", "feature", "model_served", "provider", "customer", "environment"];
const PYTHON: &str = include_str!("scale.py");

/// A ledger as it was filled.
pub(super) struct Filled {
    seconds: u128,
    bytes: u64,
    warm: Vec<u128>,
    cold: Duration,
    answers: Vec<Pivot>,
}

/// Measures both ledgers, and DuckDB on the rows of the larger.
pub fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let asks = asks()?;
    println!(
        "scale      {REQUESTS} requests of {SERIES} series (Zipf) over {DAYS} days, in imports of {PART}; {} pivots of one \
         to three dimensions over 12 months, whole months and with edge days",
        asks.len()
    );
    let small = fill(&folder.path().join("small.showback"), SMALL, &asks, None)?;
    tell("small", SMALL, &small);
    fs::remove_file(folder.path().join("small.showback"))?;
    let rows = folder.path().join("rows.csv");
    let path = folder.path().join("large.showback");
    let large = fill(&path, REQUESTS, &asks, Some(&rows))?;
    tell("large", REQUESTS, &large);
    fs::remove_file(&path)?;
    let percent = |large: u128, small: u128| (large * 100).checked_div(small.max(1)).unwrap_or_default();
    let load = percent(large.seconds, small.seconds);
    let middle = percent(at(&large.warm, 50), at(&small.warm, 50));
    let slow = percent(at(&large.warm, 95), at(&small.warm, 95));
    println!(
        "growth     1 M to 10 M: import {}.{:02} x (goal 10.50), pivot p50 {}.{:02} x and p95 {}.{:02} x (goal 1.30)",
        load / 100,
        load % 100,
        middle / 100,
        middle % 100,
        slow / 100,
        slow % 100
    );
    duckdb(folder.path(), &rows, &asks, &large.answers)
}

fn tell(label: &str, requests: u64, filled: &Filled) {
    println!(
        "{label:<10} {requests} requests in {}.{:03} s of staging and applying ({} rows/s), file {} MB",
        filled.seconds / 1000,
        filled.seconds % 1000,
        u128::from(requests) * 1000 / filled.seconds.max(1),
        filled.bytes / 1_000_000
    );
    println!(
        "           opening and the first pivot {} ms; warm pivots p50 {}.{:01} ms, p95 {}.{:01} ms, slowest {}.{:01} ms \
         (goal p95 50 ms)",
        filled.cold.as_millis(),
        at(&filled.warm, 50) / 1000,
        at(&filled.warm, 50) % 1000 / 100,
        at(&filled.warm, 95) / 1000,
        at(&filled.warm, 95) % 1000 / 100,
        at(&filled.warm, 100) / 1000,
        at(&filled.warm, 100) % 1000 / 100
    );
}

/// Microseconds at that percent of sorted ones.
pub(super) fn at(sorted: &[u128], percent: usize) -> u128 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// Makes a ledger of that many requests, and asks it the pivots.
pub(super) fn fill(path: &Path, requests: u64, asks: &[PivotAsk], rows: Option<&Path>) -> Result<Filled> {
    let now = parse_instant("2026-11-23T12:00:00Z")?;
    let mut log = Log::new()?;
    let mut csv = rows.map(fs::File::create).transpose()?.map(BufWriter::new);
    if let Some(csv) = &mut csv {
        writeln!(csv, "day,{},attempts,rated_nanos", DIMENSIONS.join(","))?;
    }
    let store = Store::open(path, OpenMode::CreateIfMissing, now)?;
    let mut spent = Duration::ZERO;
    for part in 0..requests.div_ceil(PART) {
        let started = Instant::now();
        let mut stage = Stage::create(&store, "Gateway")?;
        spent += started.elapsed();
        let mut next = part * PART;
        let last = (next + PART).min(requests);
        while next < last {
            let end = (next + BATCH).min(last);
            let batch: Vec<StagedRequest> = (next..end).map(|number| log.request(number, requests)).collect();
            if let Some(csv) = &mut csv {
                batch.iter().try_for_each(|request| write_row(csv, request))?;
            }
            let started = Instant::now();
            stage.add(&batch)?;
            spent += started.elapsed();
            next = end;
        }
        let started = Instant::now();
        stage.finish(Vec::new())?;
        stage.apply(&store, &facts(now))?;
        drop(stage);
        spent += started.elapsed();
    }
    if let Some(csv) = &mut csv {
        csv.flush()?;
    }
    drop(store);
    let started = Instant::now();
    let store = Store::open(path, OpenMode::Existing, now)?;
    let shelf = RollUpShelf::default();
    let first = asks.first().map(|ask| pivot(&store, &shelf, ask)).transpose()?;
    let cold = started.elapsed();
    drop(first);
    let mut warm = Vec::new();
    let mut answers = Vec::new();
    for ask in asks {
        pivot(&store, &shelf, ask)?;
        let started = Instant::now();
        answers.push(pivot(&store, &shelf, ask)?);
        warm.push(started.elapsed().as_micros());
    }
    warm.sort_unstable();
    let bytes = fs::metadata(path)?.len();
    Ok(Filled { seconds: spent.as_millis(), bytes, warm, cold, answers })
}

fn facts(now: DateTime<Utc>) -> ImportFacts {
    ImportFacts {
        source: NewSource {
            label: "Gateway".to_owned(),
            format: "litellm".to_owned(),
            teller: Teller::Gateway,
            connection_id: None,
            settings_json: "{}".to_owned(),
        },
        run_id: None,
        pricing_id: None,
        applied_at: now,
        took_ms: 0,
    }
}

fn write_row(csv: &mut impl std::io::Write, request: &StagedRequest) -> Result<()> {
    let key = &request.series;
    let at = DateTime::from_timestamp_micros(request.attempt.started_us).ok_or("an instant out of range")?;
    let empty = String::new();
    let text = |value: &Option<String>| value.as_ref().unwrap_or(&empty).clone();
    writeln!(
        csv,
        "{},{},{},{},{},{},{},1,{}",
        at.date_naive(),
        text(&key.team),
        text(&key.feature),
        text(&key.model_served),
        key.provider,
        text(&key.customer),
        text(&key.environment),
        request.rated.rated_nanos.unwrap_or(0)
    )?;
    Ok(())
}

/// Seeded requests.
struct Log {
    state: u64,
    first_us: i64,
    series: Vec<Arc<SeriesKey>>,
    /// Weights of the series, added up: the one of rank r is asked for in proportion to 1/r.
    weights: Vec<u64>,
}

impl Log {
    fn new() -> Result<Self> {
        let first_us = parse_day(FIRST_DAY)?.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        let series = (0..SERIES).map(|rank| Arc::new(key(rank))).collect();
        let mut sum = 0;
        let weights = (1..=SERIES as u64)
            .map(|rank| {
                sum += 1_000_000_000 / rank;
                sum
            })
            .collect();
        Ok(Self { state: 0x5EED_0000_1234_5678, first_us, series, weights })
    }

    fn next(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.checked_rem(below).unwrap_or_default()
    }

    fn request(&mut self, number: u64, of: u64) -> StagedRequest {
        let total = self.weights.last().copied().unwrap_or(1);
        let drawn = self.next(total);
        let rank = self.weights.partition_point(|weight| *weight <= drawn);
        let series = self.series.get(rank).or(self.series.first()).cloned().unwrap_or_default();
        let step = DAYS * DAY_US / of.max(1);
        let after = number * step + self.next(step.max(1));
        let (input, output) = (self.next(4_000), self.next(900));
        let is_failure = self.next(50) == 0;
        let id = self.next(u64::MAX);
        let nanos = |count: u64, price: i64| i64::try_from(count).unwrap_or(0) * price;
        let rated = nanos(input, 1_250) + nanos(output, 10_000);
        StagedRequest {
            attempt: Attempt {
                event_id: format!("chatcmpl-{id:016x}{number:08x}"),
                started_us: self.first_us + i64::try_from(after).unwrap_or(0),
                latency_us: Some(400_000 + output * 9_000),
                dimensions: Dimensions::default(),
                logical_id: Some(format!("{id:016x}-{number:08x}")),
                task_id: Some(format!("task-{:012x}", number / 3)),
                response_id: Some(format!("resp-{id:016x}{number:08x}")),
                status: if is_failure { Status::Failure } else { Status::Success },
                response_cache: ResponseCache::Missed,
                tokens: Some(Tokens { input, output, ..Tokens::default() }),
                is_charged: Some(true),
                place: Place { record: number + 1, offset: 0 },
                ..Attempt::default()
            },
            file: 0,
            series,
            rated: RatedAmounts {
                outcome: RatingOutcome::Priced,
                currency: "USD".to_owned(),
                list_nanos: Some(rated),
                rated_nanos: Some(rated),
                rated_high_nanos: None,
                input_nanos: Some(nanos(input, 1_250)),
                cache_write_nanos: Some(0),
                cache_read_nanos: Some(0),
                output_nanos: Some(nanos(output, 10_000)),
                other_nanos: Some(0),
                cache_benefit_nanos: Some(0),
            },
        }
    }
}

fn key(rank: usize) -> SeriesKey {
    let of = |name: &str, count: usize, step: usize| Some(format!("{name}-{}", (rank / step) % count));
    let provider = ["openai", "anthropic", "google-vertex"].get(rank % 3).copied().unwrap_or("openai");
    SeriesKey {
        provider: provider.to_owned(),
        channel: provider.to_owned(),
        model_requested: of("model", 18, 1),
        model_served: of("model", 18, 1),
        credential: of("key", SERIES, 1),
        gateway: Some("Gateway".to_owned()),
        team: of("team", 24, 7),
        feature: of("feature", 90, 3),
        customer: of("customer", 400, 11),
        environment: of("env", 3, 2),
        lane: Some("standard".to_owned()),
        ..SeriesKey::default()
    }
}

/// One to three dimensions, over whole months and with edge days.
fn asks() -> Result<Vec<PivotAsk>> {
    let mut choices: Vec<Vec<PivotDimension>> = Vec::new();
    let series = DIMENSIONS.map(PivotDimension::Series);
    for (place, first) in series.iter().enumerate() {
        choices.push(vec![*first]);
        choices.push(vec![*first, PivotDimension::Month]);
        for (other, second) in series.iter().enumerate().skip(place + 1) {
            if (place + other) % 2 == 0 {
                choices.push(vec![*first, *second]);
            }
            choices.push(vec![*first, *second, PivotDimension::Month]);
        }
    }
    let whole = Period::new(parse_day("2025-07-01")?, parse_day("2026-07-01")?)?;
    let edges = Period::new(parse_day("2025-05-14")?, parse_day("2026-05-18")?)?;
    let ask = |dimensions: &Vec<PivotDimension>, period| PivotAsk {
        measures: vec![Column::RatedNanos, Column::Attempts],
        dimensions: dimensions.clone(),
        period,
        currency: "USD".to_owned(),
        source_id: None,
        filters: Vec::new(),
    };
    Ok(choices.iter().flat_map(|choice| [ask(choice, whole), ask(choice, edges)]).collect())
}

/// The same questions to DuckDB, which has the raw rows in a table of its own, and whether it answers the same.
fn duckdb(folder: &Path, rows: &Path, asks: &[PivotAsk], answers: &[Pivot]) -> Result<()> {
    let mut questions = String::new();
    for (ask, answer) in asks.iter().zip(answers) {
        let columns: Vec<&str> = ask
            .dimensions
            .iter()
            .map(|dimension| match dimension {
                PivotDimension::Month => "strftime(day, '%Y-%m')",
                other => other.name(),
            })
            .collect();
        let places: Vec<String> = (1..=columns.len()).map(|place| place.to_string()).collect();
        let sql = format!(
            "SELECT {}, sum(rated_nanos), sum(attempts) FROM rows WHERE day >= '{}' AND day < '{}' GROUP BY {}",
            columns.join(", "),
            ask.period.start(),
            ask.period.end(),
            places.join(", ")
        );
        let total = |place: usize| answer.total.get(place).copied().unwrap_or_default();
        writeln!(questions, "{}\t{}\t{}\t{sql}", answer.rows.len(), total(0), total(1))?;
    }
    let file = folder.join("questions.tsv");
    fs::write(&file, questions)?;
    let script = folder.join("scale.py");
    fs::write(&script, PYTHON)?;
    let told =
        Command::new("python3").arg(&script).arg(rows).arg(&file).arg(folder.join("rows.duckdb")).output();
    match told {
        Ok(told) if told.status.success() => print!("{}", String::from_utf8_lossy(&told.stdout)),
        Ok(told) => {
            let words = String::from_utf8_lossy(&told.stderr);
            let last = words.lines().last().unwrap_or_default();
            println!("duckdb     not measured: {last}; `pip install duckdb` makes it available");
        }
        Err(error) => println!("duckdb     not measured: python3 does not start: {error}"),
    }
    Ok(())
}
