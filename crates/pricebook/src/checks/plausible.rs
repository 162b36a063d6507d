//! Plausibility within a model: meters against each other, tiers, bands and places against each other.

use rust_decimal::Decimal;

use super::report::Report;
use super::table::{self, RateList, per_million, price_text, row_text};
use crate::meters::MeterId;
use crate::model::Rate;

/// How one price has to stand to another.
#[derive(Clone, Copy)]
enum Order {
    Below,
    AtMost,
}

/// Meter, its order, the meter it is compared with at the same place of the table.
const METERS: &[(&str, Order, &str)] = &[
    ("cache_read", Order::Below, "input"),
    ("cache_read_audio", Order::AtMost, "input_audio"),
    ("cache_read_image", Order::AtMost, "input_image"),
    ("input", Order::AtMost, "cache_write"),
    ("input", Order::AtMost, "cache_write_5m"),
    ("input", Order::AtMost, "cache_write_30m"),
    ("cache_write_5m", Order::Below, "cache_write_1h"),
    ("cache_write_5m", Order::Below, "cache_write_12h"),
    ("cache_write_30m", Order::Below, "cache_write_1h"),
    ("cache_write_30m", Order::Below, "cache_write_12h"),
    ("input", Order::AtMost, "output"),
    ("input_audio", Order::AtMost, "output_audio"),
    ("input_image", Order::AtMost, "output_image"),
];

/// Tier, its order, the tier it is compared with for the same meter.
const TIERS: &[(&str, Order, &str)] = &[
    ("batch", Order::AtMost, "standard"),
    ("flex", Order::AtMost, "standard"),
    ("standard", Order::AtMost, "priority"),
    ("standard", Order::AtMost, "fast"),
    ("standard", Order::AtMost, "ultrafast"),
    ("fast", Order::Below, "ultrafast"),
    ("priority", Order::Below, "ultrafast"),
];

pub(super) fn check(report: &mut Report<'_>) {
    for list in table::lists(report.book) {
        meters_are_in_order(report, &list);
        tiers_are_in_order(report, &list);
        bands_rise(report, &list);
        geos_are_near_global(report, &list);
    }
}

/// Tells when the first does not stand to the second as it has to.
fn compare<'b>(
    report: &mut Report<'b>,
    list: &RateList<'b>,
    (at, rate): (usize, &'b Rate),
    order: Order,
    (other_at, other): (usize, &'b Rate),
    rule: &'static str,
) {
    let Some((price, limit)) = per_million(rate).zip(per_million(other)) else { return };
    let (holds, word) = match order {
        Order::Below => (price < limit, "below"),
        Order::AtMost => (price <= limit, "at most"),
    };
    if holds {
        return;
    }
    let what = || {
        let (price, limit) = (price_text(rate), price_text(other));
        format!("{}: {} is {price}, not {word} {limit} of {}", list.name(), row_text(rate), row_text(other))
    };
    let remedy = "compare both rows with the source";
    report.unless_expected(list, &[(at, rate), (other_at, other)], rule, what, remedy);
}

fn meters_are_in_order<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (name, order, other) in METERS {
        let Some((meter, other)) = MeterId::parse(name).zip(MeterId::parse(other)) else { continue };
        for (at, rate) in list.rows().filter(|(_, rate)| rate.meter == meter) {
            for beside in list.of_meter(rate, other) {
                compare(report, list, (at, rate), *order, beside, "meter-order");
            }
        }
    }
}

fn tiers_are_in_order<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (tier, order, other) in TIERS {
        for (at, rate) in list.rows().filter(|(_, rate)| rate.tier == *tier) {
            for beside in list.beside(rate, other, &rate.geo, rate.band.over) {
                compare(report, list, (at, rate), *order, beside, "tier-order");
            }
        }
    }
}

fn bands_rise<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows() {
        let higher = list.rates.iter().filter(|other| other.band > rate.band).map(|other| other.band.over);
        let higher: std::collections::BTreeSet<u64> = higher.collect();
        for over in higher {
            for beside in list.beside(rate, &rate.tier, &rate.geo, over) {
                compare(report, list, (at, rate), Order::AtMost, beside, "band-order");
            }
        }
    }
}

fn geos_are_near_global<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let (least, most) = (Decimal::new(8, 1), Decimal::new(16, 1));
    for (at, rate) in list.rows().filter(|(_, rate)| rate.geo != "global") {
        for (other_at, global) in list.beside(rate, &rate.tier, "global", rate.band.over) {
            let Some((price, base)) = per_million(rate).zip(per_million(global)) else { continue };
            if price < base * least || price > base * most {
                let what = || {
                    let (price, base) = (price_text(rate), price_text(global));
                    format!(
                        "{}: {} is {price}, outside 0.8 to 1.6 times {base} of global",
                        list.name(),
                        row_text(rate)
                    )
                };
                let remedy = "compare both rows with the source";
                report.unless_expected(list, &[(at, rate), (other_at, global)], "geo-range", what, remedy);
            }
        }
    }
}
