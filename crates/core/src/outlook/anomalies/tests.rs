//! Findings in series whose strange days are known.

use proptest::prelude::*;

use super::*;
use crate::kernel::{Period, parse_day};
use crate::outlook::series::DayAmount;

const UNIT: i64 = 1_000_000_000;

fn day(after: usize) -> Day {
    parse_day("2026-01-05").unwrap() + chrono::Days::new(after as u64)
}

fn always() -> Period {
    Period::new(day(0), day(400)).unwrap()
}

fn cell(layer: Layer, value: Option<&str>) -> Cell {
    Cell { layer, value: value.map(str::to_owned), label: value.unwrap_or("all").to_owned() }
}

fn series_of(cell: Cell, amounts: impl IntoIterator<Item = i64>) -> CellSeries {
    let rows = amounts.into_iter().enumerate().map(|(place, nanos)| DayAmount { day: day(place), nanos });
    CellSeries { cell, known: Known::new(rows), floors: Floors::default() }
}

fn series(amounts: impl IntoIterator<Item = i64>) -> CellSeries {
    series_of(cell(Layer::Total, None), amounts)
}

/// A hundred on working days and thirty at weekends, with noise of a tenth that a fixed rule makes.
fn usual(place: usize) -> i64 {
    let base = if place % 7 < 5 { 100 * UNIT } else { 30 * UNIT };
    let noise = i64::try_from(place * 7_919 % 101).unwrap() - 50;
    base + base / 500 * noise
}

#[test]
fn usual_weeks_have_no_finding() {
    assert_eq!(find(&series((0..150).map(usual)), always()), []);
}

#[test]
fn a_spike_is_one_finding_that_says_what_normal_was() {
    let found =
        find(&series((0..100).map(|at| if at == 80 { usual(at) + 300 * UNIT } else { usual(at) })), always());
    let [spike] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((spike.kind, spike.start, spike.end, spike.days), (Kind::Spike, day(80), day(80), 1));
    assert!((90 * UNIT..110 * UNIT).contains(&spike.expected.nanos()), "{spike:?}");
    assert!(spike.low <= spike.expected && spike.expected <= spike.high);
    assert_eq!(i128::from(spike.impact.nanos()), spike.actual_nanos - i128::from(spike.high.nanos()));
    assert_eq!((spike.taught_from, spike.taught_until, spike.taught_days), (day(20), day(79), 60));
    assert!(!spike.is_open);
}

#[test]
fn days_in_a_row_are_one_finding_and_do_not_teach() {
    let found = find(
        &series((0..100).map(|at| if (80..84).contains(&at) { usual(at) + 300 * UNIT } else { usual(at) })),
        always(),
    );
    let [spike] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((spike.start, spike.end, spike.days), (day(80), day(83), 4));
    assert!(
        spike.expected.nanos() < 4 * 110 * UNIT,
        "the first days did not raise what the last ones are held to"
    );
}

#[test]
fn less_than_normal_is_a_drop_with_an_impact_below_zero() {
    let found = find(&series((0..100).map(|at| if at == 80 { 0 } else { usual(at) })), always());
    let [drop] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((drop.kind, drop.start), (Kind::Drop, day(80)));
    assert!(drop.impact.nanos() < 0 && !drop.kind.is_more());
}

#[test]
fn a_new_level_is_one_finding_and_then_normal() {
    let found = find(&series((0..160).map(|at| if at >= 80 { usual(at) * 2 } else { usual(at) })), always());
    let [level] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((level.kind, level.start), (Kind::LevelUp, day(80)));
    assert!(level.end < day(95) && level.impact.nanos() > 0, "{level:?}");
}

#[test]
fn a_level_that_few_days_show_is_found_too() {
    // A quarter more is inside of what is normal for a single day.
    let found =
        find(&series((0..160).map(|at| if at >= 80 { usual(at) * 5 / 4 } else { usual(at) })), always());
    let levels: Vec<&Finding> = found.iter().filter(|finding| finding.kind.is_level()).collect();
    let [level] = levels.as_slice() else { panic!("{found:?}") };
    assert_eq!(level.kind, Kind::LevelUp);
    assert!((day(72)..day(95)).contains(&level.start), "{level:?}");
}

#[test]
fn a_level_that_falls_is_marked_as_less() {
    let found = find(&series((0..160).map(|at| if at >= 80 { usual(at) / 4 } else { usual(at) })), always());
    let [level] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((level.kind, level.start), (Kind::LevelDown, day(80)));
}

#[test]
fn a_slow_drift_is_one_finding() {
    let drift = |at: usize| usual(at) / 100 * i64::try_from(100 + 2 * at.saturating_sub(80).min(40)).unwrap();
    let found = find(&series((0..160).map(drift)), always());
    let [level] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(level.kind, Kind::LevelUp);
}

#[test]
fn what_never_strays_is_held_to_the_floors_alone() {
    let with = |last: i64| find(&series((0..60).map(|_| 100 * UNIT).chain([last])), always()).len();
    assert_eq!((with(119 * UNIT), with(121 * UNIT)), (0, 1), "a fifth of a hundred");
    let small = |last: i64| find(&series((0..60).map(|_| 2 * UNIT).chain([last])), always()).len();
    assert_eq!((small(11 * UNIT), small(13 * UNIT)), (0, 1), "ten units");
}

#[test]
fn thirteen_days_teach_nothing() {
    assert_eq!(find(&series((0..13).map(usual).chain([900 * UNIT])), always()), []);
    assert_eq!(find(&series((0..14).map(usual).chain([900 * UNIT])), always()).len(), 1);
}

#[test]
fn days_that_are_not_known_are_no_drop() {
    let whole = series((0..100).map(usual));
    let known =
        Known::new(whole.known.iter().filter(|row| !(60..64).contains(&(row.day - day(0)).num_days())));
    assert_eq!(find(&CellSeries { known, ..whole }, always()), []);
}

#[test]
fn what_comes_back_again_and_again_becomes_normal() {
    let amounts = (0..100).map(|at| if at % 10 == 9 { 200 * UNIT } else { 20 * UNIT });
    let found = find(&series(amounts), always());
    assert!(found.len() <= 3, "{found:?}");
}

#[test]
fn feedback_moves_the_floors() {
    let floors = Floors::default();
    assert_eq!(floors.raised(), Floors { nanos: 15 * UNIT, basis_points: 3_000 });
    assert_eq!(floors.covering(300 * UNIT).nanos, 300 * UNIT);
    let mut series = series((0..100).map(|at| if at == 80 { usual(at) + 300 * UNIT } else { usual(at) }));
    let largest = find(&series, always())[0].largest;
    series.floors = floors.covering(largest.nanos());
    assert_eq!(find(&series, always()), [], "a pattern that is expected is not found again");
}

#[test]
fn a_key_that_explains_the_total_is_its_cause_and_not_a_finding_of_its_own() {
    let burst = |at: usize| if at == 80 { 300 * UNIT } else { 0 };
    let cells = [
        series_of(cell(Layer::Key, Some("key-1")), (0..100).map(|at| usual(at) / 2 + burst(at))),
        series_of(cell(Layer::Key, Some("key-2")), (0..100).map(|at| usual(at) / 2)),
        series((0..100).map(|at| usual(at) + burst(at))),
    ];
    let found = find_layered(&cells, always());
    let [total] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(total.cell.layer, Layer::Total);
    assert_eq!(total.causes, [cell(Layer::Key, Some("key-1"))]);
}

#[test]
fn a_key_that_explains_little_of_the_total_is_told_on_its_own() {
    let cells = [
        series((0..100).map(|at| usual(at) + if at == 80 { 600 * UNIT } else { 0 })),
        series_of(
            cell(Layer::Key, Some("key-1")),
            (0..100).map(|at| usual(at) / 2 + if at == 80 { 100 * UNIT } else { 0 }),
        ),
    ];
    let found = find_layered(&cells, always());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|finding| finding.causes.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_rows_and_cells_does_not_matter(
        (rows, shuffled) in prop::collection::vec((0_usize..90, -5 * UNIT..200 * UNIT), 40..120)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let of = |rows: &[(usize, i64)], layer| CellSeries {
            cell: cell(layer, None),
            known: Known::new(rows.iter().map(|(at, nanos)| DayAmount { day: day(*at), nanos: *nanos })),
            floors: Floors::default(),
        };
        let there = find_layered(&[of(&rows, Layer::Total), of(&rows, Layer::Key)], always());
        let back = find_layered(&[of(&shuffled, Layer::Key), of(&shuffled, Layer::Total)], always());
        prop_assert_eq!(there, back);
    }

    #[test]
    fn a_finding_lies_outside_of_the_range_it_tells(
        amounts in prop::collection::vec(-5 * UNIT..200 * UNIT, 20..120),
    ) {
        for found in find(&series(amounts), always()) {
            prop_assert!(found.low <= found.expected && found.expected <= found.high);
            prop_assert!(found.start <= found.end);
            if !found.kind.is_level() {
                let outside = if found.kind.is_more() {
                    found.actual_nanos > i128::from(found.high.nanos())
                } else {
                    found.actual_nanos < i128::from(found.low.nanos())
                };
                prop_assert!(outside, "{:?}", found);
            }
        }
    }
}
