//! How far forecasts are wrong and how many anomalies are found, on series whose truth is known.
#![expect(clippy::float_arithmetic, reason = "errors of forecasts are statistics, not money of a book")]

use std::time::Instant;

use showback_core::kernel::Period;
use showback_core::outlook::{
    Ask, Cell, CellSeries, DayAmount, Finding, Floors, Kind, Known, Layer, find, forecast,
};

use super::Result;
use super::outlook_series::{DAYS, Random, SHAPES, Series, companies, day, made, nanos};

/// Days kept back.
const AHEAD: usize = 30;
/// Series with each kind of injection, and without any.
const PER_KIND: usize = 60;
/// First day on which injections begin and findings count.
const FROM: usize = 60;

/// Forecasts of the last thirty days of each series, then anomalies that were put into series.
pub fn measure() -> Result<()> {
    let mut series = companies();
    let of_company = series.len();
    series.extend(made());
    println!(
        "scale      {} series of {DAYS} days, {of_company} of simulated companies and {} made; the last {AHEAD} days are foreseen",
        series.len(),
        series.len() - of_company
    );
    forecasts(&series)?;
    anomalies()
}

#[derive(Default)]
struct Sums {
    series: usize,
    better: usize,
    mase: f64,
    naive_mase: f64,
    error: f64,
    naive: f64,
    spent: f64,
    inside: usize,
    days: usize,
    totals_inside: usize,
    totals: usize,
}

fn forecasts(series: &[Series]) -> Result<()> {
    let started = Instant::now();
    let mut whole = Sums::default();
    println!(
        "forecast   shape         series   MASE  naive MASE  better   WAPE  naive WAPE  days in 80 %  months in 80 %"
    );
    for shape in ["company"].iter().chain(&SHAPES) {
        let mut of_shape = Sums::default();
        for one in series.iter().filter(|one| one.shape == *shape) {
            add(&mut of_shape, one)?;
        }
        told(shape, &of_shape);
        merge(&mut whole, &of_shape);
    }
    told("all", &whole);
    let taken = started.elapsed().as_millis();
    let mase = whole.mase / whole.naive_mase;
    println!(
        "           {taken} ms for {} forecasts; MASE against seasonal naive {mase:.3}, goal below 1",
        whole.series
    );
    if mase < 1.0 { Ok(()) } else { Err("forecasts are no better than the week before".into()) }
}

fn add(sums: &mut Sums, series: &Series) -> Result<()> {
    let (past, future) = series.nanos.split_at(DAYS - AHEAD);
    let known = known(past);
    let period = Period::new(day(DAYS - AHEAD), day(DAYS))?;
    let made = forecast(Ask { known: &known, period, price_changes: &[] })?;
    let (mut error, mut naive, mut spent) = (0.0, 0.0, 0.0);
    for (place, (actual, told)) in future.iter().zip(&made.days).enumerate() {
        let before = past.get(past.len() - 7 + place % 7).copied().unwrap_or_default();
        error += units((actual - told.point.nanos()).abs());
        naive += units((actual - before).abs());
        spent += units(actual.abs());
        if let Some(range) = told.range {
            sums.days += 1;
            sums.inside += usize::from(range.low.nanos() <= *actual && *actual <= range.high.nanos());
        }
    }
    if let Some(range) = made.total_range {
        let total: i64 = future.iter().sum();
        sums.totals += 1;
        sums.totals_inside += usize::from(range.low.nanos() <= total && total <= range.high.nanos());
    }
    // Errors are told in the size of the weekly differences of the past, so that large series do not count for more.
    let steps = past.iter().zip(past.iter().skip(7)).map(|(before, now)| units((now - before).abs()));
    let step = steps.sum::<f64>() / share_of(past.len() - 7);
    if step > 0.0 {
        sums.series += 1;
        sums.mase += error / step / share_of(AHEAD);
        sums.naive_mase += naive / step / share_of(AHEAD);
        sums.better += usize::from(error < naive);
    }
    let size = past.iter().map(|nanos| units(nanos.abs())).sum::<f64>().max(1e-9);
    sums.error += error / size;
    sums.naive += naive / size;
    sums.spent += spent / size;
    Ok(())
}

fn merge(whole: &mut Sums, part: &Sums) {
    whole.series += part.series;
    whole.better += part.better;
    whole.mase += part.mase;
    whole.naive_mase += part.naive_mase;
    whole.error += part.error;
    whole.naive += part.naive;
    whole.spent += part.spent;
    whole.inside += part.inside;
    whole.days += part.days;
    whole.totals_inside += part.totals_inside;
    whole.totals += part.totals;
}

fn told(shape: &str, sums: &Sums) {
    println!(
        "           {shape:<13} {:>6} {:>6.3} {:>11.3} {:>5.0} % {:>5.1} % {:>9.1} % {:>11.1} % {:>13.1} %",
        sums.series,
        sums.mase / share_of(sums.series),
        sums.naive_mase / share_of(sums.series),
        100.0 * share_of(sums.better) / share_of(sums.series),
        100.0 * sums.error / sums.spent,
        100.0 * sums.naive / sums.spent,
        100.0 * share_of(sums.inside) / share_of(sums.days),
        100.0 * share_of(sums.totals_inside) / share_of(sums.totals),
    );
}

fn share_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or_default())
}

fn units(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}

fn known(amounts: &[i64]) -> Known {
    let rows = amounts.iter().enumerate();
    Known::new(rows.map(|(place, nanos)| DayAmount { day: day(place), nanos: *nanos }))
}

/// What is put into a series.
const INJECTED: [&str; 5] = ["spike", "drop", "level up", "level down", "slow drift"];

fn anomalies() -> Result<()> {
    let mut random = Random(23);
    let (mut found_all, mut right_all, mut put_all, mut seen_all) = (0, 0, 0, 0);
    println!("anomalies  injected      series  recall  findings  precision");
    for kind in INJECTED.iter().copied().chain(["nothing"]) {
        let (mut found, mut right, mut seen) = (0, 0, 0);
        for _ in 0..PER_KIND {
            let (amounts, first, last) = injected(kind, &mut random);
            let series = CellSeries {
                cell: Cell { layer: Layer::Total, value: None, label: "all".to_owned() },
                known: known(&amounts),
                floors: Floors::default(),
            };
            let findings = find(&series, Period::new(day(FROM), day(DAYS))?);
            let hits = findings.iter().filter(|finding| is_hit(finding, kind, first, last)).count();
            found += findings.len();
            right += hits;
            seen += usize::from(hits > 0);
        }
        let put = if kind == "nothing" { 0 } else { PER_KIND };
        let recall = if put == 0 { "-".to_owned() } else { percent(seen, put) };
        println!("           {kind:<13} {PER_KIND:>6} {recall:>7} {found:>9} {:>10}", percent(right, found));
        (found_all, right_all) = (found_all + found, right_all + right);
        (put_all, seen_all) = (put_all + put, seen_all + seen);
    }
    println!(
        "           all           {:>6} {:>7} {found_all:>9} {:>10}; findings on series without any count against it",
        PER_KIND * (INJECTED.len() + 1),
        percent(seen_all, put_all),
        percent(right_all, found_all)
    );
    Ok(())
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * share_of(part) / share_of(whole)) }
}

/// Whether a finding is the injection: the same way, and on its days or within two weeks of a new level.
fn is_hit(finding: &Finding, kind: &str, first: usize, last: usize) -> bool {
    let is_way = match kind {
        "spike" => finding.kind == Kind::Spike,
        "drop" => finding.kind == Kind::Drop,
        "level up" | "slow drift" => finding.kind.is_more(),
        "level down" => !finding.kind.is_more(),
        _ => false,
    };
    let slack = if matches!(kind, "spike" | "drop") { 0 } else { 7 };
    is_way && finding.start <= day(last + slack) && finding.end >= day(first.saturating_sub(slack))
}

/// A growing series with weekdays and noise, and what was put into it: amounts, first and last day of it.
fn injected(kind: &str, random: &mut Random) -> (Vec<i64>, usize, usize) {
    let base = 10_f64.powf(random.between(2.0, 3.5));
    let (noise, weekend, growth) =
        (random.between(0.04, 0.15), random.between(0.3, 0.9), random.between(0.0, 0.06));
    let first = 90 + usize::try_from(nanos(random.between(0.0, 45.0)) / 1_000_000_000).unwrap_or_default();
    let length = 1 + usize::try_from(nanos(random.between(0.0, 2.99)) / 1_000_000_000).unwrap_or_default();
    let (last, size) = match kind {
        "spike" => (first + length - 1, random.between(1.8, 4.0)),
        "drop" => (first + length - 1, random.between(0.0, 0.3)),
        "level up" => (first + 14, random.between(1.35, 2.5)),
        "level down" => (first + 14, random.between(0.3, 0.65)),
        "slow drift" => (first + 40, random.between(1.5, 2.2)),
        _ => (first, 1.0),
    };
    let amounts = (0..DAYS).map(|place| {
        let weekday = chrono::Datelike::weekday(&day(place)).num_days_from_monday();
        let mut value = base * (1.0 + growth * share_of(place) / 30.0) * (random.normal() * noise).exp();
        if weekday > 4 {
            value *= weekend;
        }
        let along = share_of(place.saturating_sub(first)) / share_of(last - first).max(1.0);
        value *= match kind {
            "spike" | "drop" if (first..=last).contains(&place) => size,
            "level up" | "level down" if place >= first => size,
            "slow drift" => 1.0 + (size - 1.0) * along.min(1.0),
            _ => 1.0,
        };
        nanos(value)
    });
    (amounts.collect(), first, last)
}
