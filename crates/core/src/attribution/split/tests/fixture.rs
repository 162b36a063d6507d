use rust_decimal::Decimal;

use crate::attribution::Dates;
use crate::attribution::split::{
    Heads, Method, MonthSums, PartSums, Split, SplitSource, Target, ValueSums, Weight,
};
use crate::kernel::{Day, Period, parse_day};

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub fn dates(from: &str, until: &str) -> Dates {
    let read = |text: &str| (!text.is_empty()).then(|| day(text));
    Dates { from: read(from), until: read(until) }
}

pub fn october() -> Period {
    Period::new(day("2026-10-01"), day("2026-11-01")).unwrap()
}

pub fn split(id: i64, source: &str, method: Method, targets: Vec<Target>) -> Split {
    Split {
        id,
        name: format!("share {source}"),
        dimension: "team".to_owned(),
        source: SplitSource::Value(source.to_owned()),
        method,
        targets,
        dates: Dates::ALWAYS,
        spreads_unattributed: false,
    }
}

pub fn target(value: &str, weight: Weight) -> Target {
    Target { value: value.to_owned(), weight }
}

pub fn plain(values: &[&str]) -> Vec<Target> {
    values.iter().map(|value| target(value, Weight::Nothing)).collect()
}

pub fn percent(value: &str, percent: &str) -> Target {
    target(value, Weight::Percent(percent.parse::<Decimal>().unwrap()))
}

pub fn amount(value: &str, nanos_per_month: i64, currency: &str) -> Target {
    target(value, Weight::Amount { nanos_per_month, currency: currency.to_owned() })
}

pub fn heads(value: &str, table: &[(Dates, u32)]) -> Target {
    let table = table.iter().map(|(dates, heads)| Heads { dates: *dates, heads: *heads });
    target(value, Weight::Headcount(table.collect()))
}

/// Days of a month: value (empty: none), currency, grade, nanos.
pub fn part(days: Period, rows: &[(&str, &str, u8, i128)]) -> PartSums {
    let mut part = PartSums { days, values: Default::default() };
    for (value, currency, grade, nanos) in rows {
        let value = (!value.is_empty()).then(|| (*value).to_owned());
        let sums: &mut ValueSums = part.values.entry(value).or_default();
        *sums.spend.entry((*currency).to_owned()).or_default().entry(*grade).or_default() += nanos;
    }
    part
}

pub fn month(parts: Vec<PartSums>) -> MonthSums {
    MonthSums { dimension: "team".to_owned(), month: october(), parts }
}

pub fn whole_month(rows: &[(&str, &str, u8, i128)]) -> MonthSums {
    month(vec![part(october(), rows)])
}
