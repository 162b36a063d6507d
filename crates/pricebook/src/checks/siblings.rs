//! Plausibility over time, over tiers and over sellers: no price jumps without a reason.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::report::Report;
use super::table::{self, RateList, is_comparable, is_over, per_million, price_text, row_text};
use crate::meters::MeterId;
use crate::model::Rate;

/// Most a price may differ from its predecessor, and from the same meter of the model elsewhere.
const TIMES_IN_MODEL: u32 = 10;
/// Most two sellers of one model may differ.
const TIMES_BETWEEN_SELLERS: u32 = 3;

pub(super) fn check(report: &mut Report<'_>) {
    let lists: Vec<RateList<'_>> = table::lists(report.book).collect();
    for list in &lists {
        predecessors_are_near(report, list);
        tiers_and_geos_are_near(report, list);
    }
    sellers_are_near(report, &lists);
}

fn are_far(a: &Rate, b: &Rate, times: u32) -> bool {
    let times = Decimal::from(times);
    per_million(a).zip(per_million(b)).is_some_and(|(a, b)| is_over(a, times, b) || is_over(b, times, a))
}

/// Rows of the same meter and place in the list of the table that ended before this one started, the last of them.
pub(super) fn predecessor<'b>(list: &RateList<'b>, rate: &Rate) -> Option<(usize, &'b Rate)> {
    let from = rate.valid.from?;
    let earlier = list.rows().filter(|(_, other)| {
        other.meter == rate.meter
            && other.tier == rate.tier
            && other.geo == rate.geo
            && other.band == rate.band
            && other.valid.to.is_some_and(|to| to <= from)
            && per_million(other).is_some()
    });
    earlier.max_by_key(|(_, other)| other.valid.to)
}

fn predecessors_are_near<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows() {
        let Some((before_at, before)) = predecessor(list, rate) else { continue };
        if are_far(rate, before, TIMES_IN_MODEL) {
            let what = || {
                let (price, before) = (price_text(rate), price_text(before));
                format!(
                    "{}: {} is {price} after {before}, more than {TIMES_IN_MODEL} times apart",
                    list.name(),
                    row_text(rate)
                )
            };
            let remedy = "look for a mistaken unit";
            report.unless_expected(list, &[(at, rate), (before_at, before)], "price-jump", what, remedy);
        }
    }
}

/// Against the standard tier at the same place, and against other places in the same tier.
fn tiers_and_geos_are_near<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows() {
        for (other_at, other) in list.rows().take(at) {
            let is_sibling = other.meter == rate.meter
                && other.band == rate.band
                && (other.geo == rate.geo) != (other.tier == rate.tier)
                && (rate.geo != other.geo || rate.tier == "standard" || other.tier == "standard")
                && is_comparable(rate, other);
            if is_sibling && are_far(rate, other, TIMES_IN_MODEL) {
                let what = || {
                    let (price, beside) = (price_text(rate), price_text(other));
                    format!(
                        "{}: {} is {price}, more than {TIMES_IN_MODEL} times away from {beside} of {}",
                        list.name(),
                        row_text(rate),
                        row_text(other)
                    )
                };
                let remedy = "look for a mistaken unit";
                report.unless_expected(list, &[(at, rate), (other_at, other)], "price-jump", what, remedy);
            }
        }
    }
}

/// Lists of the same model on different channels, in the order of the book.
pub(super) fn by_identity<'l, 'b>(lists: &'l [RateList<'b>]) -> BTreeMap<&'b str, Vec<&'l RateList<'b>>> {
    let mut sellers: BTreeMap<&str, Vec<&RateList<'_>>> = BTreeMap::new();
    for list in lists {
        if let Some(model) = list.model {
            sellers.entry(&model.is).or_default().push(list);
        }
    }
    sellers
}

/// A rate with its position in its list.
pub(super) type Row<'b> = (usize, &'b Rate);

/// Rows that two sellers can be compared by: the same meter and tier in the base band.
pub(super) fn comparable<'b>(list: &RateList<'b>, other: &RateList<'b>) -> Vec<(Row<'b>, Row<'b>)> {
    let mut of_other: BTreeMap<(MeterId, &str), Vec<(usize, &'b Rate)>> = BTreeMap::new();
    for (at, rate) in other.rows().filter(|(_, rate)| rate.band.over == 0) {
        of_other.entry((rate.meter, rate.tier.as_str())).or_default().push((at, rate));
    }
    let mut pairs = Vec::new();
    for (at, rate) in list.rows().filter(|(_, rate)| rate.band.over == 0) {
        let others = of_other.get(&(rate.meter, rate.tier.as_str()));
        let others = others.into_iter().flatten().filter(|(_, other)| is_comparable(rate, other));
        pairs.extend(others.map(|other| ((at, rate), *other)));
    }
    pairs
}

fn sellers_are_near<'b>(report: &mut Report<'b>, lists: &[RateList<'b>]) {
    for sellers in by_identity(lists).values() {
        for (index, list) in sellers.iter().enumerate() {
            let mut told = BTreeSet::new();
            for other in sellers.iter().take(index) {
                for ((at, rate), (_, beside)) in comparable(list, other) {
                    let is_usual = is_usual_place(list, rate) && is_usual_place(other, beside);
                    if !is_usual || !are_far(rate, beside, TIMES_BETWEEN_SELLERS) {
                        continue;
                    }
                    if let Some(reason) = &beside.expected {
                        report.use_reason(other, reason);
                    }
                    let is_silent = beside.expected.is_some() && rate.expected.is_none();
                    if !is_silent && told.insert(at) {
                        tell_far_sellers(report, list, (at, rate), other, beside);
                    }
                }
            }
        }
    }
}

/// Regional prices differ more than sellers do.
fn is_usual_place(list: &RateList<'_>, rate: &Rate) -> bool {
    rate.geo == "global" || rate.geo == list.channel.default_geo
}

fn tell_far_sellers<'b>(
    report: &mut Report<'b>,
    list: &RateList<'b>,
    row: Row<'b>,
    other: &RateList<'b>,
    beside: &Rate,
) {
    let what = || {
        let (price, elsewhere) = (price_text(row.1), price_text(beside));
        format!(
            "{}: {} is {price}, more than {TIMES_BETWEEN_SELLERS} times away from {elsewhere} at {} ({})",
            list.name(),
            row_text(row.1),
            other.name(),
            row_text(beside),
        )
    };
    let remedy = "compare both sellers with their sources, and whether `is` names the same model";
    report.unless_expected(list, &[row], "seller-range", what, remedy);
}
