//! Completeness: what is priced can be priced whole.

use std::collections::BTreeSet;

use super::report::Report;
use super::table::{self, RateList, is_concurrent, is_same_place, is_token, row_text};
use crate::meters::{MeterId, MeterSide};
use crate::model::Rate;

const REMEDY: &str = "add the missing rows from the source";

pub(super) fn check(report: &mut Report<'_>) {
    for list in table::lists(report.book).filter(|list| list.model.is_some()) {
        bands_have_the_same_meters(report, &list);
        output_has_input(report, &list);
        batch_states_cache_reads(report, &list);
        clocks_have_both_sides(report, &list);
        none_has_an_input(report, &list);
    }
}

/// Reports a gap unless the row or the model says why.
fn gap<'b>(
    report: &mut Report<'b>,
    list: &RateList<'b>,
    at: usize,
    rate: &'b Rate,
    rule: &'static str,
    what: impl FnOnce() -> String,
) {
    if rate.expected.is_some() || !report.is_expected_of_model(list) {
        report.unless_expected(list, &[(at, rate)], rule, what, REMEDY);
    }
}

/// Told once per place and meter, however many rows of time it has.
type Told<'b> = BTreeSet<(&'b str, &'b str, u64, Option<&'b crate::model::Clock>, MeterId)>;

fn is_first<'b>(told: &mut Told<'b>, rate: &'b Rate) -> bool {
    told.insert((&rate.tier, &rate.geo, rate.band.over, rate.clock.as_ref(), rate.meter))
}

fn bands_have_the_same_meters<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let bands: BTreeSet<(&str, &str, u64)> =
        list.rates.iter().map(|rate| (rate.tier.as_str(), rate.geo.as_str(), rate.band.over)).collect();
    let mut told = Told::new();
    for (at, rate) in list.rows().filter(|(_, rate)| is_token(rate.meter)) {
        let others = bands.iter().filter(|(tier, geo, over)| {
            *tier == rate.tier
                && *geo == rate.geo
                && *over != rate.band.over
                && (rate.band.over > 0 || *over > 0)
        });
        for (tier, geo, over) in others {
            let at_other = |other: &Rate| {
                other.tier == *tier
                    && other.geo == *geo
                    && other.band.over == *over
                    && is_concurrent(rate, other)
            };
            // A band that has ended, or has not begun, is not compared with.
            let lives = list.rates.iter().any(|other| at_other(other) && other.clock == rate.clock);
            if lives && list.beside(rate, tier, geo, *over).next().is_none() && is_first(&mut told, rate) {
                let what = || {
                    format!("{}: {} has no counterpart for prompts over {over}", list.name(), row_text(rate))
                };
                gap(report, list, at, rate, "band-meters", what);
            }
        }
        let has_base = bands.contains(&(rate.tier.as_str(), rate.geo.as_str(), 0));
        if !has_base && is_first(&mut told, rate) {
            let what = || format!("{}: {} has a band but no base rate", list.name(), row_text(rate));
            gap(report, list, at, rate, "band-base", what);
        }
    }
}

fn output_has_input<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let mut told = Told::new();
    for (at, rate) in list.rows().filter(|(_, rate)| rate.meter.side() == MeterSide::Output) {
        let is_input = |other: &Rate| other.meter.name().starts_with("input");
        let mut beside = list.rates.iter().filter(|other| is_input(other) && is_same_place(rate, other));
        if !beside.any(|other| is_concurrent(rate, other)) && is_first(&mut told, rate) {
            let what = || format!("{}: {} has no input rate beside it", list.name(), row_text(rate));
            gap(report, list, at, rate, "output-without-input", what);
        }
    }
}

/// Nobody may guess whether cached tokens are discounted once more in batch.
fn batch_states_cache_reads<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let mut told = Told::new();
    for (at, rate) in list.rows().filter(|(_, rate)| rate.tier == "batch" && rate.meter.name() == "input") {
        let cached = |tier: &str| {
            list.rates.iter().any(|other| {
                other.tier == tier
                    && other.geo == rate.geo
                    && other.band == rate.band
                    && other.meter.name() == "cache_read"
                    && is_concurrent(rate, other)
            })
        };
        if cached("standard") && !cached("batch") && is_first(&mut told, rate) {
            let what = || format!("{}: {} says nothing about cache_read", list.name(), row_text(rate));
            gap(report, list, at, rate, "batch-cache", what);
        }
    }
}

fn clocks_have_both_sides<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let mut told = Told::new();
    for (at, rate) in list.rows() {
        let Some(clock) = &rate.clock else { continue };
        let is_other_side = |other: &Rate| {
            let side = other.clock.as_ref();
            side.is_some_and(|side| side.calendar == clock.calendar && side.is_inside != clock.is_inside)
        };
        let mut others = list.rates.iter().filter(|other| {
            other.tier == rate.tier
                && other.geo == rate.geo
                && other.band == rate.band
                && other.meter == rate.meter
        });
        if !others.any(|other| is_other_side(other) && is_concurrent(rate, other))
            && is_first(&mut told, rate)
        {
            let what = || format!("{}: {} has no rate for the other hours", list.name(), row_text(rate));
            gap(report, list, at, rate, "clock-sides", what);
        }
    }
}

/// `none` means billed as input, so there must be an input price.
fn none_has_an_input<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    let Some(input) = MeterId::parse("input") else { return };
    for (at, rate) in list.rows().filter(|(_, rate)| rate.price.is_none()) {
        if list.of_meter(rate, input).next().is_none() {
            let what = format!("{}: {} is billed as input, which has no rate", list.name(), row_text(rate));
            report.error(
                list.item(at),
                "none-without-input",
                what,
                "add the input rate, or leave the meter out",
            );
        }
    }
}
