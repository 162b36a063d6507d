use std::cell::Cell;

use super::fixture::{Desk, book, now};
use crate::kernel::parse_instant;
use crate::ledger::{Meter, ledger_digest};
use crate::pricing::*;

const ONE: &[(&str, &str, &str)] = &[("m", "3", "15")];

#[test]
fn usage_is_rated_to_the_nano_and_what_costs_nothing_by_nature_says_so() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage(
        "usage",
        "2026-11-20",
        &[
            ("core", "m", Meter::Input, 1_234_567),
            ("core", "m", Meter::Output, 7),
            ("core", "m", Meter::Requests, 12),
            ("core", "m", Meter::WebSearchCalls, 3),
            ("core", "unknown", Meter::Input, 10),
        ],
    );
    let counts = desk.rate();
    assert_eq!((counts.priced, counts.unpriced, counts.not_billable, counts.range), (3, 1, 1, 0));
    assert_eq!(counts.tokens_unpriced, 10);
    let mut rows: Vec<(String, String, String)> =
        desk.ratings().into_iter().map(|row| (row[2].clone(), row[4].clone(), row[8].clone())).collect();
    rows.sort();
    let row =
        |meter: &str, status: &str, nanos: &str| (meter.to_owned(), status.to_owned(), nanos.to_owned());
    assert_eq!(
        rows,
        [
            row("input", "priced", "3703701000"),
            row("input", "unpriced", "-"),
            row("output", "priced", "105000"),
            row("requests", "not_billable", "-"),
            row("web_search_call", "priced", "30000000"),
        ]
    );
    let unpriced = desk.ratings().into_iter().find(|row| row[4] == "unpriced").unwrap();
    assert!(unpriced[10].contains("unknown_model"), "the reason is kept: {unpriced:?}");
}

#[test]
fn a_second_pass_changes_nothing() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 5)]);
    assert_eq!(desk.rate().revisions, 1);
    let before = (desk.ratings(), desk.rows("SELECT * FROM ratings"));
    assert_eq!(desk.rate(), RatedCounts::default());
    assert_eq!((desk.ratings(), desk.rows("SELECT * FROM ratings")), before);
}

#[test]
fn primary_and_alternate_slots_are_rated_and_others_are_not() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 5)]);
    desk.usage("usage.person", "2026-11-20", &[("core", "m", Meter::Input, 5)]);
    desk.usage("coding", "2026-11-20", &[("core", "m", Meter::Input, 5)]);
    assert_eq!(desk.rate().revisions, 2);
    let slots: Vec<String> = desk.ratings().into_iter().map(|row| row[1].clone()).collect();
    assert_eq!(slots, ["usage", "usage.person"], "estimates of a coding agent are never rated");
}

#[test]
fn dropping_all_ratings_and_rating_again_gives_the_same_rows() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    for day in 10..20 {
        let facts = [
            ("core", "m", Meter::Input, day * 1001),
            ("lab", "m", Meter::Output, day),
            ("lab", "x", Meter::Input, 1),
        ];
        desk.usage("usage", &format!("2026-11-{day}"), &facts);
    }
    desk.rate();
    let before = desk.ratings();
    desk.execute(
        "DELETE FROM current_ratings; DELETE FROM rated_rows; DELETE FROM ratings; DELETE FROM rating_notes;",
    );
    desk.rate();
    assert_eq!(desk.ratings(), before);
    assert_eq!(before.len(), 30);
}

#[test]
fn a_pass_that_is_stopped_is_gone_on_with_by_the_next() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    let many: Vec<_> = (0..3000).map(|at| ("core", "m", Meter::Input, at + 1)).collect();
    for day in 10..14 {
        desk.usage("usage", &format!("2026-11-{day}"), &many);
    }
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 1
    };
    let first = rate_unrated(&desk.env(&stop), None).unwrap();
    assert_eq!(first.revisions, 2, "a chunk is kept whole");
    let second = desk.rate();
    assert_eq!(second.revisions, 2);
    let stopped = desk.ratings();
    desk.execute("DELETE FROM current_ratings; DELETE FROM rated_rows; DELETE FROM ratings;");
    desk.rate();
    assert_eq!(desk.ratings(), stopped, "stopping leaves no trace");
}

#[test]
fn a_new_book_rates_new_usage_only() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 1_000_000)]);
    desk.rate();
    desk.activate(&book(2, &[("m", "4", "20")]), "");
    assert_eq!(desk.rate().revisions, 0, "what is rated stays as it is");
    desk.usage("usage", "2026-11-21", &[("core", "m", Meter::Input, 1_000_000)]);
    desk.rate();
    let sums: Vec<i64> = desk.contracted().into_values().collect();
    assert_eq!(sums, [3_000_000_000, 4_000_000_000]);
}

#[test]
fn a_restated_day_keeps_its_prices_so_that_only_quantities_move_its_figures() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 1_000_000)]);
    desk.rate();
    desk.activate(&book(2, &[("m", "4", "20")]), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 2_000_000)]);
    assert_eq!(desk.rate().revisions, 1);
    assert_eq!(desk.contracted().into_values().collect::<Vec<_>>(), [6_000_000_000]);
}

#[test]
fn rows_of_one_meter_in_a_series_share_its_amount() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    let rows = [("core", "m", Meter::Input, 1_000), ("core", "m", Meter::Input, 3_000)];
    desk.usage("usage", "2026-11-20", &rows);
    desk.rate();
    let amounts: Vec<String> = desk.ratings().into_iter().map(|row| row[8].clone()).collect();
    assert_eq!(amounts, ["3000000", "9000000"]);
}

#[test]
fn ratings_are_no_part_of_the_ledger_digest() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-11-20", &[("core", "m", Meter::Input, 5)]);
    let digest = || desk.store.read(ledger_digest).unwrap();
    let before = digest();
    desk.rate();
    assert_eq!(digest(), before);
}

#[test]
fn a_newer_bundled_book_takes_over_and_a_local_one_stays() {
    let desk = Desk::new();
    let ensure = || desk.store.write(|tx| ensure_active_pricing(tx, now())).unwrap();
    assert_eq!(ensure().book.origin, KeptOrigin::Bundled, "the first choice");
    desk.activate(&book(99, ONE), "");
    assert_eq!(ensure().book.version, "2026-11-99", "a local book is the analyst's choice");
    desk.execute("UPDATE price_books SET origin = 'signed', sequence = 0 WHERE version = '2026-11-99'");
    assert_eq!(ensure().book.origin, KeptOrigin::Bundled, "a release brings a newer one");
    desk.activate(&book(99, ONE), "");
    desk.execute("UPDATE price_books SET sequence = 100000 WHERE version = '2026-11-99'");
    assert_eq!(ensure().book.version, "2026-11-99", "an older bundled one does not come back");
}

#[test]
#[ignore = "measures; run with --ignored --nocapture"]
fn rating_speed_is_measured() {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    let names: Vec<&'static str> =
        (0..100).map(|at| &*Box::leak(format!("p{at}").into_boxed_str())).collect();
    for day in 0..200_i64 {
        let date = parse_instant("2026-01-01T00:00:00Z").unwrap().date_naive()
            + chrono::Days::new(day.cast_unsigned());
        let rows: Vec<_> = names
            .iter()
            .flat_map(|name| [(*name, "m", Meter::Input, day + 7), (*name, "m", Meter::Output, day + 1)])
            .collect();
        desk.usage("usage", &date.to_string(), &rows);
    }
    let began = std::time::Instant::now();
    let counts = desk.rate();
    println!("{} rows in {:?}", counts.rows(), began.elapsed());
}
