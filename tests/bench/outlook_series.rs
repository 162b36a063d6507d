//! Series whose future and whose strange days are known: those of the simulator's company, and made ones of the shapes that
//! public spend data shows.
#![expect(clippy::float_arithmetic, reason = "made series are statistics, not money of a book")]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use showback_simulator::{Books, CompanyOptions, Provider};

/// Days of each series.
pub const DAYS: usize = 180;
/// Series of each made shape.
const PER_SHAPE: usize = 35;
/// Seeds of the company.
const COMPANIES: u64 = 3;

/// What a series looks like.
pub const SHAPES: [&str; 6] = ["trend", "weekday", "month end", "level shift", "bursts", "intermittent"];

/// A daily series in nanos.
#[derive(Clone)]
pub struct Series {
    pub shape: &'static str,
    pub nanos: Vec<i64>,
}

pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default()
}

pub fn day(place: usize) -> NaiveDate {
    let days = Days::new(u64::try_from(place).unwrap_or_default());
    first_day().checked_add_days(days).unwrap_or_default()
}

/// Numbers that are the same in each measurement.
pub struct Random(pub u64);

impl Random {
    /// From zero to one.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap_or_default()) / f64::from(1_u32 << 31)
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// About normal: mean 0, deviation 1.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

pub fn nanos(units: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "made amounts are far below the largest")]
    let nanos = (units * 1e9).round() as i64;
    nanos
}

/// Made series of every shape.
pub fn made() -> Vec<Series> {
    let mut random = Random(11);
    let each = SHAPES.iter().flat_map(|shape| (0..PER_SHAPE).map(move |_| *shape));
    each.map(|shape| Series { shape, nanos: series(shape, &mut random) }).collect()
}

fn series(shape: &str, random: &mut Random) -> Vec<i64> {
    let base = 10_f64.powf(random.between(1.5, 4.0));
    let noise = random.between(0.05, 0.2);
    let weekend = random.between(0.2, 0.8);
    let growth = if shape == "trend" { random.between(0.1, 0.6) } else { random.between(-0.05, 0.1) };
    let shift_at = usize::try_from(nanos(random.between(60.0, 140.0)) / 1_000_000_000).unwrap_or(100);
    let shift = random.between(1.4, 2.5);
    let used = random.between(0.2, 0.6);
    let mut burst = 0_usize;
    (0..DAYS)
        .map(|place| {
            let at = day(place);
            let month = f64::from(u32::try_from(place).unwrap_or_default()) / 30.0;
            let mut value = base * (1.0 + growth * month) * (random.normal() * noise).exp();
            if at.weekday().num_days_from_monday() > 4 {
                value *= weekend;
            }
            let days_left =
                at.checked_add_days(Days::new(2)).is_some_and(|later| later.month() != at.month());
            match shape {
                "month end" if days_left => value *= 2.0,
                "level shift" if place >= shift_at => value *= shift,
                "intermittent" if random.share() > used => value = 0.0,
                "bursts" => {
                    if burst == 0 && random.share() < 0.03 {
                        burst = 3;
                    }
                    if burst > 0 {
                        burst -= 1;
                        value *= 3.0;
                    }
                }
                _ => {}
            }
            nanos(value)
        })
        .collect()
}

/// Daily charges of the simulator's companies: in all, by project, by model and by key, where there is money on most days.
pub fn companies() -> Vec<Series> {
    let mut found = Vec::new();
    for seed in 0..COMPANIES {
        let to = first_day() + TimeDelta::days(i64::try_from(DAYS).unwrap_or_default());
        let now = (to + TimeDelta::days(40)).and_time(chrono::NaiveTime::MIN).and_utc();
        let options = CompanyOptions { seed: 7 + seed, first_day: first_day(), ..CompanyOptions::default() };
        let books = Books::of(options, now);
        let mut sums: BTreeMap<(u8, String), BTreeMap<NaiveDate, Decimal>> = BTreeMap::new();
        for provider in [Provider::OpenAi, Provider::Anthropic] {
            for charge in books.charges(provider, first_day(), to) {
                let cells = [
                    Some((0, format!("{provider:?}"))),
                    Some((1, charge.project_id.clone())),
                    charge.model.map(|model| (2, model.to_owned())),
                    charge.key_id.clone().map(|key| (3, key)),
                ];
                for cell in cells.into_iter().flatten() {
                    *sums.entry(cell).or_default().entry(charge.day).or_default() += charge.amount_usd;
                }
            }
        }
        for days in sums.values().filter(|days| days.len() * 2 > DAYS) {
            let units = |place| days.get(&day(place)).and_then(Decimal::to_f64).unwrap_or_default();
            found.push(Series {
                shape: "company",
                nanos: (0..DAYS).map(|place| nanos(units(place))).collect(),
            });
        }
    }
    found
}
