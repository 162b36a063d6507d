//! Absolute bounds: what one unit of a meter can cost at all.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::report::Report;
use super::siblings::by_identity;
use super::table::{self, RateList, is_token, per_million, price_text, row_text};
use crate::meters::MeterSide;
use crate::model::Rate;

/// Least and most a million tokens can cost in the channel's currency, in ten-thousandths.
const TOKENS: (i64, i64) = (5, 10_000_000);
/// The same for rows that nothing else in the book can be compared with, in thousandths.
const LONE_TOKENS: (i64, i64) = (20, 19_000);

/// Meter, then least and most of one unit in millionths of a millionth. Each pair is less than a thousand times apart.
const UNITS: &[(&str, i64, i64)] = &[
    ("web_search_call", 200_000_000, 150_000_000_000),
    ("web_search_call_basic", 200_000_000, 150_000_000_000),
    ("web_search_preview_nonreasoning_call", 200_000_000, 150_000_000_000),
    ("grounding_search_query_gemini3", 200_000_000, 150_000_000_000),
    ("grounding_search_prompt_gemini25", 200_000_000, 150_000_000_000),
    ("grounding_maps_query_gemini3", 200_000_000, 150_000_000_000),
    ("grounding_maps_prompt_gemini25", 200_000_000, 150_000_000_000),
    ("grounding_own_data_prompt", 200_000_000, 150_000_000_000),
    ("file_search_call", 200_000_000, 150_000_000_000),
    ("file_search_storage_gib_day", 5_000_000_000, 4_000_000_000_000),
    ("stored_bytes", 5, 2_000),
    ("container_20min_1gb", 2_000_000_000, 1_500_000_000_000),
    ("container_20min_4gb", 5_000_000_000, 4_000_000_000_000),
    ("container_20min_16gb", 20_000_000_000, 15_000_000_000_000),
    ("container_20min_64gb", 80_000_000_000, 60_000_000_000_000),
    ("container_session", 2_000_000_000, 1_500_000_000_000),
    ("code_interpreter_session", 2_000_000_000, 1_500_000_000_000),
    ("code_execution_container_hour", 5_000_000_000, 4_000_000_000_000),
    ("managed_agent_session_hour", 5_000_000_000, 4_000_000_000_000),
    ("rerank_search_unit_v3.5", 100_000_000, 90_000_000_000),
    ("rerank_search_unit_v4_fast", 100_000_000, 90_000_000_000),
    ("rerank_search_unit_v4_pro", 100_000_000, 90_000_000_000),
    ("images", 1_000_000_000, 900_000_000_000),
    ("characters", 500_000, 400_000_000),
    ("transcribed_seconds", 3_000_000, 2_500_000_000),
    ("page", 100_000_000, 90_000_000_000),
    ("requests", 100_000_000, 90_000_000_000),
    ("seat_month", 2_000_000_000_000, 1_900_000_000_000_000),
    ("training_hour", 3_000_000_000_000, 2_500_000_000_000_000),
    ("training_token", 100_000, 90_000_000),
    ("cache_storage_token_hour", 30_000, 25_000_000),
];

pub(super) fn check(report: &mut Report<'_>) {
    let lists: Vec<RateList<'_>> = table::lists(report.book).collect();
    for list in &lists {
        for (at, rate) in list.rows() {
            unit_is_within_bounds(report, list, at, rate);
        }
    }
    lone_rows_are_within_narrow_bounds(report, &lists);
}

fn unit_is_within_bounds<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let Some(price) = per_million(rate) else { return };
    let (least, most) = if is_token(rate.meter) {
        (Decimal::new(TOKENS.0, 4), Decimal::new(TOKENS.1, 4))
    } else {
        let Some((_, least, most)) = UNITS.iter().find(|(meter, ..)| *meter == rate.meter.name()) else {
            return;
        };
        (Decimal::new(*least, 6), Decimal::new(*most, 6))
    };
    if price < least || price > most {
        let what = format!("{}: {} is {} per {}", list.name(), row_text(rate), price_text(rate), rate.per);
        let remedy = format!(
            "a million {}s cost between {} and {}: look for a mistaken unit",
            rate.meter.spec().unit,
            least.normalize(),
            most.normalize()
        );
        report.error(list.item(at), "unit-bounds", what, &remedy);
    }
}

/// A line whose every price is off by the same factor shows only beside another line: of the model, or of another seller.
fn lone_rows_are_within_narrow_bounds<'b>(report: &mut Report<'b>, lists: &[RateList<'b>]) {
    let (least, most) = (Decimal::new(LONE_TOKENS.0, 3), Decimal::new(LONE_TOKENS.1, 3));
    for sellers in by_identity(lists).values() {
        let mut places = BTreeSet::new();
        for (list, rate) in sellers.iter().flat_map(|list| list.rates.iter().map(move |rate| (list, rate))) {
            let valid = rate.valid;
            places.insert((
                &list.channel.id,
                &rate.tier,
                &rate.geo,
                rate.band,
                &rate.clock,
                valid,
                rate.meter,
            ));
        }
        for list in sellers {
            for (at, rate) in list.rows().filter(|(_, rate)| rate.meter.side() == MeterSide::Input) {
                if rate.meter.name() != "input" || has_company(&places, rate) {
                    continue;
                }
                let Some(price) = per_million(rate) else { continue };
                if price < least || price > most {
                    let what = || {
                        let price = price_text(rate);
                        format!(
                            "{}: {} is {price}, and no other row vouches for it",
                            list.name(),
                            row_text(rate)
                        )
                    };
                    let remedy = "make sure of its unit";
                    report.unless_expected(list, &[(at, rate)], "lone-price", what, remedy);
                }
            }
        }
    }
}

type Places<'p> = BTreeSet<(
    &'p String,
    &'p String,
    &'p String,
    crate::model::Band,
    &'p Option<crate::model::Clock>,
    crate::model::Window,
    crate::meters::MeterId,
)>;

/// Whether the same meter has a row elsewhere.
fn has_company(places: &Places<'_>, rate: &Rate) -> bool {
    places.iter().filter(|place| place.6 == rate.meter).count() > 1
}
