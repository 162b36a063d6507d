//! From starting a process to the first figures of Overview, with one year of both providers.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use showback_core::app::figures::cuts;
use showback_core::explore::{OverviewRequest, overview};
use showback_core::kernel::{DayRange, Period};
use showback_core::sources::Registry;
use showback_core::store::{OpenMode, Store};
use showback_tests::Folder;

use super::Result;
use super::sync::{FIRST_DAY, NOW, fill};

/// Starts measured; the slowest and the middle one are told.
const STARTS: usize = 7;

/// Makes the year, then starts a process of its own for each measurement.
pub fn measure() -> Result<()> {
    let folder = Folder::new("bench-start")?;
    let path = folder.join("year.showback");
    fill(&path)?;
    let mut walls = Vec::new();
    for number in 0..STARTS {
        let started = Instant::now();
        let output = Command::new(std::env::current_exe()?).arg("start-once").arg(&path).output()?;
        walls.push(started.elapsed());
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stdout).into_owned().into());
        }
        if number == 0 {
            print!("{}", String::from_utf8_lossy(&output.stdout));
        }
    }
    walls.sort();
    let bytes = std::fs::metadata(&path)?.len();
    let middle = walls.get(STARTS.div_euclid(2)).copied().unwrap_or_default();
    let slowest = walls.last().copied().unwrap_or_default();
    println!(
        "scale      12 months of both providers, {} MiB, file in the system's cache",
        bytes.div_ceil(1024 * 1024)
    );
    println!(
        "start      {} ms from process start to first figures (middle of {STARTS}), {} ms at worst; goal 1000 ms",
        middle.as_millis(),
        slowest.as_millis()
    );
    Ok(())
}

/// One start: opens the workspace and answers Overview for the last 30 days and for the year.
pub fn once(path: &str) -> Result<()> {
    let now: DateTime<Utc> = NOW.parse()?;
    let started = Instant::now();
    let store = Store::open(Path::new(path), OpenMode::Existing, now)?;
    let opened = started.elapsed();
    let registry = Registry::standard();
    let end = now.date_naive() + TimeDelta::days(1);
    for (name, first) in [("30 days", end - TimeDelta::days(30)), ("one year", FIRST_DAY.parse()?)] {
        let asked = Instant::now();
        let range = DayRange::from(Period::new(first, end)?);
        let request = OverviewRequest { range, compare: None, split: "provider".to_owned() };
        let view = overview(&store, &cuts(&registry), now, &request)?;
        println!("overview   {name}: {} ms, {} days", asked.elapsed().as_millis(), view.days.len());
    }
    println!("open       {} ms", opened.as_millis());
    Ok(())
}
