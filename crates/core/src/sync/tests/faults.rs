use chrono::TimeDelta;

use super::bench::{Bench, at};
use super::scripted::Fault;
use crate::kernel::*;
use crate::sync::*;

async fn clean_digest() -> String {
    let bench = Bench::with_figures();
    bench.sync().await;
    bench.digest()
}

#[tokio::test]
async fn passing_faults_are_waited_out() {
    let bench = Bench::with_figures();
    bench.provider.fault(2, Fault::SlowDown(Some(7)));
    bench.provider.fault(4, Fault::Status(503));
    bench.provider.fault(6, Fault::Torn);
    bench.provider.fault(8, Fault::Garbage);
    let report = bench.sync().await;
    assert_eq!(report.state, RunState::Succeeded, "{:?}", report.problem);
    assert!(report.stats.waited_ms >= 7000, "the provider's wish is honoured");
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn a_window_that_stays_unreadable_is_left_out_and_the_others_go_on() {
    let bench = Bench::with_figures();
    bench.provider.set("usage", "2026-11-05", "p1", "0", -1);
    let report = bench.sync().await;
    let problem = report.problem.unwrap();
    assert_eq!((report.state, problem.code), (RunState::Failed, ProblemCode::AnswerUnreadable));
    assert_eq!(bench.count("SELECT count(*) FROM current_revisions WHERE slot = 'cost'"), 65);
    assert!(report.notes.iter().any(|note| note.text.contains("left out")), "{:?}", report.notes);
    assert_eq!(bench.count("SELECT count(*) FROM sync_windows"), 1, "its pages stay to be looked at");
    bench.provider.set("usage", "2026-11-05", "p1", "0", 1046);
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn a_refused_key_stops_the_run_at_once() {
    let bench = Bench::with_figures();
    bench.provider.0.lock().unwrap().always = Some(Fault::Status(401));
    let report = bench.sync().await;
    assert_eq!(report.problem.unwrap().code, ProblemCode::KeyRefused);
    assert_eq!(bench.provider.requests(), 1, "a refused key is not tried again");
}

#[tokio::test]
async fn a_forgotten_place_starts_the_window_over() {
    let bench = Bench::with_figures();
    bench.provider.fault(4, Fault::Status(410));
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn a_refused_dimension_is_left_out_for_the_rest_of_the_run() {
    let bench = Bench::with_figures();
    bench.provider.0.lock().unwrap().refused_groups = vec!["key".to_owned()];
    let report = bench.sync().await;
    assert_eq!(report.state, RunState::Succeeded, "{:?}", report.problem);
    assert_eq!(bench.count("SELECT count(*) FROM series WHERE credential IS NOT NULL"), 0);
    let refusals = report.notes.iter().filter(|note| note.text.contains("refused to group by key")).count();
    assert_eq!(refusals, 4, "once for each stream: {:?}", report.notes);
}

#[tokio::test]
async fn an_empty_window_is_checked_with_the_older_report() {
    let bench = Bench::with_figures();
    bench.provider.0.lock().unwrap().rows.retain(|(stream, ..), _| stream != "cost.new");
    bench.provider.set("cost.old", "2026-11-23", "p1", "4.2", 1);
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    let found = "SELECT count(*) FROM coverage WHERE day = '2026-11-23' AND stream = 'cost.old'";
    assert_eq!(bench.count(found), 1);
    assert_eq!(bench.count("SELECT count(*) FROM sync_windows"), 0);
}

#[tokio::test]
async fn a_clock_off_by_a_day_is_told_and_nothing_is_read() {
    let bench = Bench::with_figures();
    bench.provider.0.lock().unwrap().date = Some(at("2026-11-22T12:00:00Z"));
    let problem = bench.sync().await.problem.unwrap();
    assert_eq!(problem.code, ProblemCode::ClockSkewed);
    assert!(problem.message.contains("24 hours ahead of Scripted's"), "{}", problem.message);
    assert_eq!(bench.count("SELECT count(*) FROM bucket_revisions"), 0);
}

#[tokio::test]
async fn records_from_the_future_are_ignored_with_a_sentence() {
    let bench = Bench::with_figures();
    bench.clock.set(at("2026-11-24T12:00:00Z"));
    bench.sync().await;
    bench.clock.set(at("2026-11-23T12:00:00Z"));
    bench.provider.0.lock().unwrap().stray_day = Some(parse_day("2027-01-01").unwrap());
    bench.provider.0.lock().unwrap().complete_through = Some(at("2027-01-01T00:00:00Z"));
    let report = bench.sync().await;
    assert_eq!(report.state, RunState::Succeeded, "{:?}", report.problem);
    let told = |words: &str| report.notes.iter().any(|note| note.text.contains(words));
    assert!(told("by a clock that ran ahead"), "{:?}", report.notes);
    assert!(told("days that were not asked for, left out: 2027-01-01"), "{:?}", report.notes);
    assert!(told("a time that has not come yet"), "{:?}", report.notes);
    assert_eq!(bench.count("SELECT count(*) FROM buckets WHERE day > '2026-11-24'"), 0);
}

#[tokio::test]
async fn reading_stops_where_history_begins() {
    let bench = Bench::with_figures();
    bench
        .store
        .write(|tx| set_backfill_from(tx, bench.connection, parse_day("2026-02-01").unwrap()))
        .unwrap();
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    let dark = "SELECT count(*) FROM coverage WHERE slot = 'usage' AND state = 'not_obtainable'";
    assert!(bench.count(dark) > 150, "months before the first day are not asked for one by one");
    let requests = bench.provider.requests();
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    assert!(bench.provider.requests() - requests < 10, "and are not asked for again");
}

#[tokio::test]
async fn a_second_run_of_the_same_connection_is_refused() {
    let bench = Bench::with_figures();
    let run = bench.run(RunCause::Manual);
    tokio::pin!(run);
    let waker = std::task::Waker::noop();
    assert!(run.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    let refused = bench.run(RunCause::Schedule).await;
    assert!(matches!(refused, Err(SyncError::Busy { .. })), "{refused:?}");
    assert_eq!(run.await.unwrap().state, RunState::Succeeded);
}

#[tokio::test]
async fn a_dead_run_is_taken_over_and_its_window_gone_on_with() {
    let bench = Bench::with_figures();
    {
        let run = bench.run(RunCause::Manual);
        tokio::pin!(run);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while bench.provider.requests() < 9 {
            assert!(run.as_mut().poll(&mut context).is_pending());
        }
    }
    assert_eq!(bench.count("SELECT count(*) FROM sync_windows"), 1);
    let staged = bench.count("SELECT pages FROM sync_windows");
    assert!(staged > 0);
    assert!(matches!(bench.run(RunCause::Manual).await, Err(SyncError::Busy { .. })));
    bench.clock.advance(TimeDelta::minutes(6));
    let report = bench.sync().await;
    assert_eq!(report.state, RunState::Succeeded);
    assert_eq!(bench.count("SELECT count(*) FROM sync_runs WHERE state = 'interrupted'"), 1);
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn a_full_disk_fails_the_run_with_its_sentence_and_loses_nothing() {
    let bench = Bench::with_figures();
    let limit = |pages: i64| {
        bench
            .store
            .write::<_, SyncError>(|tx| {
                Ok(tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
            })
            .unwrap();
    };
    let pages = bench.count("PRAGMA page_count");
    limit(pages + 6);
    let report = bench.sync().await;
    let problem = report.problem.unwrap();
    assert_eq!(problem.code, ProblemCode::DiskFull);
    assert!(problem.message.contains("full: free some space; nothing was lost"), "{}", problem.message);
    limit(1_000_000);
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn a_cancelled_run_keeps_what_it_read_and_is_gone_on_with() {
    let mut bench = Bench::with_figures();
    let cancel = &bench.cancel;
    let stop = |progress: &SyncProgress| {
        if progress.days > 20 {
            cancel.cancel();
        }
    };
    let report = bench.run_over(&bench.provider, RunCause::Manual, &stop).await.unwrap();
    assert_eq!(report.state, RunState::Cancelled);
    assert!(report.stats.days_read > 20);
    bench.cancel = CancelToken::new();
    assert_eq!(bench.sync().await.state, RunState::Succeeded);
    assert_eq!(bench.digest(), clean_digest().await);
}

#[tokio::test]
async fn attempts_without_a_network_fill_one_line_of_history() {
    let bench = Bench::with_figures();
    bench.sync().await;
    bench.provider.0.lock().unwrap().always = Some(Fault::Unreachable);
    for _ in 0..5 {
        bench.clock.advance(TimeDelta::hours(6));
        let report = bench.run(RunCause::Schedule).await.unwrap();
        assert_eq!(report.problem.unwrap().code, ProblemCode::Unreachable);
    }
    assert_eq!(bench.count("SELECT count(*) FROM sync_runs"), 2);
    let notes = bench.count("SELECT count(*) FROM sync_run_notes WHERE text LIKE 'still not reachable%'");
    assert_eq!(notes, 1, "the last attempt is told, not each");
}

#[tokio::test]
async fn an_absurd_day_is_pointed_out_and_kept() {
    let bench = Bench::with_figures();
    bench.provider.set("cost.new", "2026-11-23", "p2", "9999", 1);
    let report = bench.sync().await;
    let warning = report.notes.iter().find(|note| note.text.contains("on a usual day")).unwrap();
    assert_eq!(warning.level, NoteLevel::Warning);
    assert_eq!(report.state, RunState::Succeeded);
}

#[tokio::test]
async fn stored_pages_read_again_say_the_same() {
    let bench = Bench::with_figures();
    bench.sync().await;
    bench.provider.set("cost.new", "2026-11-22", "p2", "13.9", 1);
    bench.sync().await;
    let report = renormalize(&bench.store, bench.connection, &super::scripted::Scripted).unwrap();
    assert!(report.is_sound() && report.days_same > 100, "{report:?}");
}
