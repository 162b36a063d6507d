//! One million distinct rows of usage over the whole bundled book, on one core.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use showback_core::pricing::{
    Contract, Discount, Entry, Grain, Identity, NegotiatedRate, Owner, Pricer, Rating, RatingStatus,
    Resolved, Scope, Term, Usage, UsageTime, bundled,
};
use showback_pricebook::{MeterId, Window};

use super::Result;

/// Rows rated in each measurement.
const ROWS: usize = 1_000_000;
/// Measurements of each kind; the middle one is told.
const TIMES: usize = 5;
/// Hours from which the times of rows are drawn.
const HOURS: u64 = 600 * 24;
const FIRST: &str = "2025-04-01T00:00:00Z";

/// What rows share: one for each channel, model, place and tier of the book.
struct Series<'a> {
    identity: Identity<'a>,
    meters: Vec<MeterId>,
}

/// One row; its quantities stand in one list for all.
struct Row {
    series: usize,
    time: UsageTime,
    grain: Grain,
    first: usize,
    last: usize,
}

/// Measures rating without and with a contract.
pub fn measure() -> Result<()> {
    let book = Arc::new(bundled::book().clone());
    let made = Instant::now();
    let plain = pricer(&book, Contract::default())?;
    println!("index      {} ms to make the book ready", made.elapsed().as_millis());
    let under = pricer(&book, contract())?;
    let series = series(&book);
    let (rows, quantities) = rows(&series)?;
    println!(
        "scale      {ROWS} distinct rows of {} series over {} models, {} quantities; one core, processor time",
        series.len(),
        book.channels.iter().map(|channel| channel.models.len()).sum::<usize>(),
        quantities.len()
    );
    for (label, pricer) in [("list", &plain), ("contract", &under)] {
        let started = Instant::now();
        let resolved: Vec<Resolved> = series.iter().map(|one| pricer.resolve(&one.identity)).collect();
        let first = started.elapsed();
        let (cold, counted) = rate(pricer, &series, &resolved, &rows, &quantities);
        let mut warm: Vec<u128> =
            (0..TIMES).map(|_| rate(pricer, &series, &resolved, &rows, &quantities).0).collect();
        warm.sort_unstable();
        let middle = warm.get(TIMES.div_euclid(2)).copied().unwrap_or_default();
        println!(
            "{label:<10} {} rows/s (middle of {TIMES}), {} rows/s when no price was looked up before; {} ms to resolve \
             the series; goal 1000000 rows/s",
            per_second(middle),
            per_second(cold),
            first.as_millis()
        );
        println!("           {counted}");
    }
    Ok(())
}

fn pricer(book: &Arc<showback_pricebook::Book>, contract: Contract) -> Result<Pricer> {
    let hash = bundled::hash_text().to_owned();
    Ok(Pricer::new(Arc::clone(book), hash, Arc::new(contract), "bench".to_owned(), None)?)
}

/// A discount on all tokens, a negotiated rate, and one for tools.
fn contract() -> Contract {
    let entry = |id: &str, term| Entry {
        id: id.to_owned(),
        valid: Window::default(),
        reason: "measured".to_owned(),
        term,
    };
    let discount = |percent: i64, includes_tools| {
        Term::Discount(Discount {
            scope: Scope::default(),
            percent: Decimal::new(percent, 1),
            meters: Vec::new(),
            includes_tools,
        })
    };
    let model = Scope {
        channel: Some("openai".to_owned()),
        model: Some("gpt-6-astra".to_owned()),
        ..Scope::default()
    };
    let prices = MeterId::parse("input").map(|meter| (meter, Decimal::new(425, 2))).into_iter().collect();
    let rate = Term::Rate(NegotiatedRate { scope: model, over: 0, prices, per: 1_000_000 });
    Contract {
        entries: vec![
            entry("seven", discount(75, false)),
            entry("tools", discount(20, true)),
            entry("astra", rate),
        ],
    }
}

fn series(book: &showback_pricebook::Book) -> Vec<Series<'_>> {
    let mut series: Vec<Series<'_>> = Vec::new();
    for channel in &book.channels {
        for model in &channel.models {
            for rate in &model.rates {
                let identity = Identity {
                    channel: &channel.id,
                    requested_model: Some(&model.id),
                    served_model: Some(&model.id),
                    geo: Some(&rate.geo),
                    tier_served: Some(&rate.tier),
                    tier_requested: None,
                    speed: Some(""),
                    batch: Some(false),
                    owner: Owner::default(),
                };
                match series.iter_mut().rev().take(40).find(|one| one.identity == identity) {
                    Some(one) if one.meters.contains(&rate.meter) => {}
                    Some(one) => one.meters.push(rate.meter),
                    None => series.push(Series { identity, meters: vec![rate.meter] }),
                }
            }
        }
    }
    series
}

type Quantities = Vec<(MeterId, Decimal)>;

fn rows(series: &[Series<'_>]) -> Result<(Vec<Row>, Quantities)> {
    let first: DateTime<Utc> = FIRST.parse()?;
    let mut random = Random(7);
    let mut quantities: Quantities = Vec::new();
    let mut rows = Vec::with_capacity(ROWS);
    for number in 0..ROWS {
        let chosen = random.below(series.len());
        let Some(one) = series.get(chosen) else { continue };
        let start = quantities.len();
        for place in 0..one.meters.len().min(1 + random.below(4)) {
            let tokens = Decimal::from(random.below(200_000) + number);
            quantities.extend(one.meters.get(place).map(|meter| (*meter, tokens)));
        }
        let hours = i64::try_from(random.below(usize::try_from(HOURS)?))?;
        let from = first + TimeDelta::hours(hours);
        let (time, grain) = match random.below(4) {
            0 => (UsageTime::Within(from, from + TimeDelta::hours(1)), Grain::Aggregate { requests: None }),
            1 => {
                let day = from - TimeDelta::hours(hours % 24);
                (UsageTime::Within(day, day + TimeDelta::days(1)), Grain::Aggregate { requests: None })
            }
            _ => (UsageTime::At(from + TimeDelta::seconds(17)), Grain::Request),
        };
        rows.push(Row { series: chosen, time, grain, first: start, last: quantities.len() });
    }
    Ok((rows, quantities))
}

/// Nanoseconds this thread spent on a processor, where the system tells; else of a clock on the wall.
fn processor_time(since: Instant) -> u128 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    told.unwrap_or_else(|| since.elapsed().as_nanos())
}

/// Rates every row once: nanoseconds of processor time, and what came out.
fn rate(
    pricer: &Pricer,
    series: &[Series<'_>],
    resolved: &[Resolved],
    rows: &[Row],
    quantities: &Quantities,
) -> (u128, String) {
    let mut rating = Rating::default();
    let (mut priced, mut ranges, mut others) = (0_usize, 0_usize, 0_usize);
    let mut total = Decimal::ZERO;
    let since = Instant::now();
    let started = processor_time(since);
    for row in rows {
        let (Some(one), Some(ready)) = (series.get(row.series), resolved.get(row.series)) else { continue };
        let Identity { channel, requested_model, served_model, geo, tier_served, .. } = one.identity;
        let usage = Usage {
            channel,
            requested_model,
            served_model,
            geo,
            tier_served,
            tier_requested: None,
            speed: one.identity.speed,
            batch: one.identity.batch,
            time: row.time,
            grain: row.grain,
            prompt: None,
            owner: one.identity.owner,
            quantities: quantities.get(row.first..row.last).unwrap_or_default(),
        };
        pricer.rate_resolved(ready, &usage, &mut rating);
        match rating.status {
            RatingStatus::Priced => priced += 1,
            RatingStatus::Range => ranges += 1,
            RatingStatus::Partial | RatingStatus::Unpriced => others += 1,
        }
        total += rating.contracted.map(|contracted| contracted.low).unwrap_or_default();
    }
    let taken = processor_time(since) - started;
    (
        taken,
        format!(
            "{priced} priced, {ranges} ranges, {others} partial or unpriced; {total} in all, without ranges' width"
        ),
    )
}

fn per_second(nanoseconds: u128) -> u128 {
    u128::try_from(ROWS).unwrap_or_default() * 1_000_000_000 / nanoseconds.max(1)
}

/// Numbers that are the same in each measurement.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or_default();
        high % limit.max(1)
    }
}
