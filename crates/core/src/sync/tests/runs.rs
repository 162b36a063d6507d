use chrono::TimeDelta;

use super::bench::Bench;
use crate::ledger;
use crate::sync::*;

#[tokio::test]
async fn one_run_reads_everything_obtainable() {
    let bench = Bench::with_figures();
    let report = bench.sync().await;
    assert_eq!(report.state, RunState::Succeeded, "{:?}", report.problem);
    assert_eq!(bench.count("SELECT count(*) FROM current_revisions WHERE slot = 'cost'"), 65);
    assert_eq!(
        bench.count("SELECT count(*) FROM coverage WHERE slot = 'cost' AND state = 'not_obtainable'"),
        19
    );
    let nanos = bench.count(
        "SELECT sum(c.amount_nanos) FROM charge_rows c JOIN current_revisions r ON r.revision_id = c.revision_id",
    );
    assert_eq!(nanos, (0..65).map(|n| n * 1_000_000_000 + 123_456_789 + 1_500_000_000).sum::<i64>());
    assert!(bench.store.read(ledger::content_mismatches).unwrap().is_empty());
    assert_eq!(bench.count("SELECT count(*) FROM sync_windows"), 0);
    assert_eq!(bench.count("SELECT count(*) FROM sync_leases"), 0);
}

#[tokio::test]
async fn second_run_changes_no_row_and_keeps_no_page() {
    let bench = Bench::with_figures();
    bench.sync().await;
    let counts = || {
        ["charge_rows", "usage_rows", "bucket_revisions", "raw_pages", "series", "directory_entries"]
            .map(|table| bench.count(&format!("SELECT count(*) FROM {table}")))
    };
    let before = (counts(), bench.digest());
    bench.clock.advance(TimeDelta::hours(30));
    bench.clock.set(super::bench::at("2026-11-23T20:00:00Z"));
    let report = bench.sync().await;
    assert_eq!(report.stats.rows_added, 0);
    assert!(report.stats.buckets_same > 0, "the late days are read again");
    assert_eq!((counts(), bench.digest()), before);
}

#[tokio::test]
async fn a_restated_day_becomes_a_new_revision_and_a_sentence() {
    let bench = Bench::with_figures();
    bench.sync().await;
    bench.provider.set("cost.new", "2026-11-22", "p2", "13.9", 1);
    let report = bench.sync().await;
    assert_eq!(report.stats.buckets_restated, 1);
    let notes: Vec<&str> = report.notes.iter().map(|note| note.text.as_str()).collect();
    assert!(notes.contains(&"read 3 days of costs by project: 1 day restated, +12.40 USD"), "{notes:?}");
}
