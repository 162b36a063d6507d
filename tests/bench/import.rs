//! A gateway's log of 300,000 requests imported into a fresh workspace, and the same file loaded by DuckDB beside it.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use showback_tests::LitellmLog;

use super::Result;

/// Requests of the log that is measured.
const REQUESTS: u64 = 300_000;
/// How many times longer the log is that shows that memory stays flat.
const LONGER: u64 = 4;
/// Imports of each log; the quickest is told, as of DuckDB.
const TIMES: usize = 3;

/// What DuckDB does, as a user of it would write it. Prints version, seconds, processor seconds, peak KiB and rows.
const DUCKDB: &str = "
import duckdb, os, resource, sys, time
log, base = sys.argv[1], sys.argv[2]
connection = duckdb.connect(base)
connection.execute('SET enable_progress_bar = false')
begun = time.perf_counter()
connection.execute('CREATE TABLE t AS SELECT * FROM read_json_auto(?)', [log])
wall = time.perf_counter() - begun
rows = connection.execute('SELECT count(*) FROM t').fetchone()[0]
used = resource.getrusage(resource.RUSAGE_SELF)
print(duckdb.__version__, int(wall * 1000), int((used.ru_utime + used.ru_stime) * 1000), used.ru_maxrss, rows)
";

/// One measured process.
#[derive(Clone, Copy, Debug)]
struct Run {
    wall_ms: u64,
    cpu_ms: u64,
    peak_kib: u64,
    requests: u64,
}

/// Measures imports of the log and of one four times as long, and DuckDB on the first.
pub fn measure() -> Result<()> {
    let folder = folder()?;
    let log = made(&folder, REQUESTS)?;
    let bytes = std::fs::metadata(&log)?.len();
    println!("log        {REQUESTS} requests, {} MB, of {}", bytes / 1_000_000, log.display());
    let ours = quickest(&log)?;
    told("showback", bytes, ours);
    match duckdb(&folder, &log)? {
        Some((version, theirs)) => {
            told(&format!("duckdb {version}"), bytes, theirs);
            let hundredths = ours.wall_ms * 100 / theirs.wall_ms.max(1);
            println!(
                "ratio      {}.{:02} of DuckDB's time to load the file into a table; goal 1.00",
                hundredths / 100,
                hundredths % 100
            );
        }
        None => println!(
            "duckdb     is not here: python3 -m venv {0} && {0}/bin/pip install duckdb",
            folder.join("duckdb").display()
        ),
    }
    let longer = made(&folder, REQUESTS * LONGER)?;
    let longer_bytes = std::fs::metadata(&longer)?.len();
    let run = once_in_a_process(&longer)?;
    std::fs::remove_file(&longer)?;
    told(&format!("{LONGER} x longer"), longer_bytes, run);
    let tenths = run.wall_ms * 10 / ours.wall_ms.max(1);
    println!(
        "growth     {LONGER} x the file takes {}.{} x the time and {} % of the memory",
        tenths / 10,
        tenths % 10,
        run.peak_kib * 100 / ours.peak_kib.max(1)
    );
    Ok(())
}

fn told(who: &str, bytes: u64, run: Run) {
    println!(
        "{who:<14} {} MB/s, {} requests in {} ms, {} ms of processors, {} MiB at most",
        bytes / run.wall_ms.max(1) / 1_000,
        run.requests,
        run.wall_ms,
        run.cpu_ms,
        run.peak_kib / 1_024
    );
}

/// Beside the programs that cargo builds, so that nothing is left in the repository.
fn folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let built = program.ancestors().nth(2).ok_or("the program stands in no build folder")?;
    let folder = built.join("bench-import");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The log, made when it is not there yet.
fn made(folder: &Path, requests: u64) -> Result<PathBuf> {
    let path = folder.join(format!("litellm-{requests}.jsonl"));
    if !path.exists() {
        let new = path.with_extension("new");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&new)?);
        LitellmLog { requests, ..LitellmLog::default() }.write(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&new, &path)?;
    }
    Ok(path)
}

fn quickest(log: &Path) -> Result<Run> {
    let mut best: Option<Run> = None;
    for _ in 0..TIMES {
        let run = once_in_a_process(log)?;
        best = Some(best.filter(|best| best.wall_ms <= run.wall_ms).unwrap_or(run));
    }
    best.ok_or_else(|| "nothing was measured".into())
}

/// A process of its own, so that its peak memory is that of one import.
fn once_in_a_process(log: &Path) -> Result<Run> {
    let output = Command::new(std::env::current_exe()?).arg("import-once").arg(log).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(format!("{text}{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let (parts, figures) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    if !parts.is_empty() {
        println!("{parts}");
    }
    run_of(figures)
}

fn run_of(figures: &str) -> Result<Run> {
    let numbers: Vec<u64> = figures.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [wall_ms, cpu_ms, peak_kib, requests] => {
            Ok(Run { wall_ms: *wall_ms, cpu_ms: *cpu_ms, peak_kib: *peak_kib, requests: *requests })
        }
        _ => Err(format!("the measured process answered \"{figures}\"").into()),
    }
}

fn duckdb(folder: &Path, log: &Path) -> Result<Option<(String, Run)>> {
    let own = folder.join("duckdb").join("bin").join("python3");
    let pythons = [own, PathBuf::from("python3")];
    let has_it = |python: &&PathBuf| {
        let asked = Command::new(python).args(["-c", "import duckdb"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    let Some(python) = pythons.iter().find(has_it) else { return Ok(None) };
    let mut best: Option<(String, Run)> = None;
    for _ in 0..TIMES {
        let base = folder.join("duckdb.base");
        let _ = std::fs::remove_file(&base);
        let output = Command::new(python).args(["-c", DUCKDB]).arg(log).arg(&base).output()?;
        let _ = std::fs::remove_file(&base);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let Some((version, figures)) = text.trim().lines().last().and_then(|line| line.split_once(' '))
        else {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        };
        let run = run_of(figures)?;
        if best.as_ref().is_none_or(|(_, best)| run.wall_ms < best.wall_ms) {
            best = Some((version.to_owned(), run));
        }
    }
    Ok(best)
}

/// One import into a fresh workspace; the last line is what [`run_of`] reads.
pub fn once(log: &str) -> Result<()> {
    let begun = Instant::now();
    let requests = super::import_once::import(Path::new(log))?;
    let wall = begun.elapsed().as_millis();
    println!("{wall} {} {} {requests}", cpu_ms(), peak_kib());
    Ok(())
}

/// Peak resident memory of this process; 0 where the system does not tell.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Processor time of this process and its threads, in milliseconds; 0 where the system does not tell.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets come the fields from the third on; user and system time are the 14th and 15th, in
    // hundredths of a second.
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}
