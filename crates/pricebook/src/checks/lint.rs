//! Usual ratios. They are told as notes and never used to make a price: published prices are rounded and have exceptions.

use rust_decimal::Decimal;

use super::report::Report;
use super::table::{self, RateList, per_million, price_text, row_text};
use crate::meters::MeterId;

/// Meter, the meter it usually follows at the same place, the usual ratio in hundredths.
const METERS: &[(&str, &str, i64)] = &[
    ("cache_write", "input", 125),
    ("cache_write_5m", "input", 125),
    ("cache_write_30m", "input", 125),
    ("cache_write_1h", "input", 200),
    ("cache_write_12h", "input", 250),
];

pub(super) fn check(report: &mut Report<'_>) {
    for list in table::lists(report.book) {
        writes_follow_input(report, &list);
        flex_costs_as_batch(report, &list);
    }
}

fn writes_follow_input<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (name, base, hundredths) in METERS {
        let Some((meter, base)) = MeterId::parse(name).zip(MeterId::parse(base)) else { continue };
        let usual = Decimal::new(*hundredths, 2);
        for (at, rate) in list.rows().filter(|(_, rate)| rate.meter == meter) {
            for (_, input) in list.of_meter(rate, base) {
                let Some((price, base)) = per_million(rate).zip(per_million(input)) else { continue };
                if price != base * usual {
                    let (price, base) = (price_text(rate), price_text(input));
                    let what =
                        format!("{}: {} is {price}, not {usual} times {base}", list.name(), row_text(rate));
                    report.note(list.item(at), "usual-ratio", what, "nothing, when the source says so");
                }
            }
        }
    }
}

fn flex_costs_as_batch<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows().filter(|(_, rate)| rate.tier == "flex") {
        for (_, batch) in list.beside(rate, "batch", &rate.geo, rate.band.over) {
            if batch.price.is_some() && rate.price.is_some() && batch.price != rate.price {
                let (price, batch) = (price_text(rate), price_text(batch));
                let what = format!("{}: {} is {price}, {batch} in batch", list.name(), row_text(rate));
                report.note(list.item(at), "usual-ratio", what, "nothing, when the source says so");
            }
        }
    }
}
