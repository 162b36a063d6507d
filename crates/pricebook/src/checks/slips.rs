//! Mistaken units: a price per thousand where a million is meant is a thousand times off. Nothing silences these.

use rust_decimal::Decimal;

use super::report::Report;
use super::siblings::{by_identity, comparable, predecessor};
use super::table::{self, RateList, is_over, per_million, price_text, row_text};
use crate::meters::MeterId;
use crate::model::Rate;

/// Farthest apart that two prices of one meter of one model have ever been is six times; a mistaken unit is a thousand.
const TIMES: u32 = 50;
const REMEDY: &str = "the unit is mistaken: prices of tokens are per million";

/// Meter, the meter it is compared with at the same place, and the bounds of their ratio in thousandths. Each pair of
/// bounds is less than a thousand times apart, so that a mistaken unit always leaves them.
const RATIOS: &[(&str, &str, u32, u32)] = &[
    ("output", "input", 40, 39_000),
    ("cache_read", "input", 2, 1_990),
    ("cache_write", "input", 100, 99_000),
    ("cache_write_5m", "input", 100, 99_000),
    ("cache_write_30m", "input", 100, 99_000),
    ("cache_write_1h", "input", 100, 99_000),
    ("cache_write_12h", "input", 100, 99_000),
    ("input_audio", "input", 100, 99_000),
    ("input_image", "input", 50, 49_000),
    ("input_video", "input", 100, 99_000),
    ("cache_read_audio", "input", 10, 9_900),
    ("cache_read_image", "input", 10, 9_900),
    ("output_audio", "output", 100, 99_000),
    ("output_image", "output", 100, 99_000),
    ("output_video", "output", 50, 49_000),
    ("cache_storage_token_hour", "input", 50, 49_000),
    ("training_token", "input", 50, 49_000),
];

pub(super) fn check(report: &mut Report<'_>) {
    let lists: Vec<RateList<'_>> = table::lists(report.book).collect();
    for list in &lists {
        ratios_are_of_one_unit(report, list);
        siblings_are_of_one_unit(report, list);
    }
    sellers_are_of_one_unit(report, &lists);
}

fn are_slipped(a: &Rate, b: &Rate) -> bool {
    let times = Decimal::from(TIMES);
    per_million(a).zip(per_million(b)).is_some_and(|(a, b)| is_over(a, times, b) || is_over(b, times, a))
}

fn tell<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate, other: &Rate) {
    let (price, beside) = (price_text(rate), price_text(other));
    let what =
        format!("{}: {} is {price} beside {beside} of {}", list.name(), row_text(rate), row_text(other));
    report.error(list.item(at), "unit-slip", what, REMEDY);
}

fn ratios_are_of_one_unit<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (name, base, least, most) in RATIOS {
        let Some((meter, base)) = MeterId::parse(name).zip(MeterId::parse(base)) else { continue };
        let (least, most) = (Decimal::new(i64::from(*least), 3), Decimal::new(i64::from(*most), 3));
        for (at, rate) in list.rows().filter(|(_, rate)| rate.meter == meter) {
            for (_, other) in list.of_meter(rate, base) {
                let Some((price, base)) = per_million(rate).zip(per_million(other)) else { continue };
                if price < base * least || price > base * most {
                    tell(report, list, at, rate, other);
                }
            }
        }
    }
}

fn siblings_are_of_one_unit<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows() {
        let earlier =
            list.rows().take(at).filter(|(_, other)| other.meter == rate.meter).map(|(_, other)| other);
        let before = predecessor(list, rate).map(|(_, before)| before);
        for other in earlier.chain(before) {
            if are_slipped(rate, other) {
                tell(report, list, at, rate, other);
            }
        }
    }
}

fn sellers_are_of_one_unit<'b>(report: &mut Report<'b>, lists: &[RateList<'b>]) {
    for sellers in by_identity(lists).values() {
        for (index, list) in sellers.iter().enumerate() {
            for other in sellers.iter().take(index) {
                for ((at, rate), (_, beside)) in comparable(list, other) {
                    if are_slipped(rate, beside) {
                        tell(report, list, at, rate, beside);
                    }
                }
            }
        }
    }
}
