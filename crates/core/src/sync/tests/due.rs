use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use super::bench::at;
use crate::sync::*;

/// Central European time: +02:00 until 2026-10-25 01:00 UTC, then +01:00; +02:00 again from 2027-03-28 01:00 UTC.
fn berlin(instant: DateTime<Utc>) -> FixedOffset {
    let is_summer = instant < at("2026-10-25T01:00:00Z") || instant >= at("2027-03-28T01:00:00Z");
    FixedOffset::east_opt(if is_summer { 7200 } else { 3600 }).unwrap()
}

fn next(schedule: &Schedule, after: &str) -> DateTime<Utc> {
    schedule.next_after(at(after), &berlin).unwrap().unwrap()
}

fn daily(time: &str) -> Schedule {
    Schedule::Daily { at: time.to_owned() }
}

fn cron(text: &str) -> Schedule {
    Schedule::Cron { expression: text.to_owned() }
}

#[test]
fn a_daily_time_is_local_and_follows_the_clock_change() {
    assert_eq!(next(&daily("06:30"), "2026-10-23T12:00:00Z"), at("2026-10-24T04:30:00Z"));
    assert_eq!(next(&daily("06:30"), "2026-10-24T12:00:00Z"), at("2026-10-25T05:30:00Z"));
    assert_eq!(next(&cron("30 6 * * *"), "2026-10-24T12:00:00Z"), at("2026-10-25T05:30:00Z"));
}

#[test]
fn a_time_that_comes_twice_runs_once_and_one_that_does_not_come_runs_after_the_gap() {
    let first = next(&daily("02:30"), "2026-10-24T12:00:00Z");
    assert_eq!(first, at("2026-10-25T00:30:00Z"));
    assert_eq!(next(&daily("02:30"), "2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z"));
    assert_eq!(next(&daily("02:30"), "2027-03-27T12:00:00Z"), at("2027-03-28T01:30:00Z"));
}

#[test]
fn missed_runs_are_caught_up_once() {
    let schedule = Schedule::EveryHours { hours: 1 };
    let due_at = |last: &str, now: &str| due(&schedule, false, Some(at(last)), at(now), &berlin).unwrap();
    assert_eq!(due_at("2026-11-20T00:00:00Z", "2026-11-23T09:00:00Z"), Due::CatchUp);
    assert_eq!(due_at("2026-11-23T09:00:00Z", "2026-11-23T09:00:01Z"), Due::At(at("2026-11-23T10:00:00Z")));
    assert_eq!(due_at("2026-11-23T09:00:00Z", "2026-11-23T10:00:05Z"), Due::Now);
}

#[test]
fn a_paused_or_manual_connection_is_never_due_and_a_new_one_is() {
    let now = at("2026-11-23T09:00:00Z");
    let hourly = Schedule::EveryHours { hours: 1 };
    assert_eq!(due(&hourly, true, None, now, &berlin).unwrap(), Due::Paused);
    assert_eq!(due(&Schedule::Manual, false, None, now, &berlin).unwrap(), Due::ByHand);
    assert_eq!(due(&hourly, false, None, now, &berlin).unwrap(), Due::Now);
    let future = Some(now + TimeDelta::days(1));
    assert_eq!(
        due(&hourly, false, future, now, &berlin).unwrap(),
        Due::Now,
        "a start in the future is no start"
    );
}

#[test]
fn bad_schedules_are_refused_with_a_sentence() {
    let now = at("2026-11-23T09:00:00Z");
    let refusal = |schedule: Schedule| schedule.validate("OpenAI", 15, now).unwrap_err().to_string();
    assert!(refusal(Schedule::EveryHours { hours: 0 }).contains("choose 1 to 168 hours"));
    assert!(refusal(daily("25:00")).contains("expected HH:MM"));
    assert!(refusal(cron("every day")).contains("is not a cron expression"));
    assert!(refusal(cron("*/5 * * * *")).contains("OpenAI may be read every 15 minutes at most"));
    assert!(refusal(cron("0 0 31 2 *")).contains("never comes"));
    for good in [Schedule::Manual, Schedule::EveryHours { hours: 6 }, daily("06:30"), cron("0 6 * * 1-5")] {
        assert_eq!(good.validate("OpenAI", 15, now), Ok(()));
    }
}

#[test]
fn a_schedule_is_stored_as_the_contract_spells_it() {
    let json = serde_json::to_string(&daily("06:30")).unwrap();
    assert_eq!(json, r#"{"kind":"daily","at":"06:30"}"#);
    assert_eq!(
        serde_json::from_str::<Schedule>(r#"{"kind":"every_hours","hours":6}"#).unwrap(),
        Schedule::default()
    );
}

mod scheduler {
    use std::sync::{Arc, Mutex};

    use async_trait::async_trait;

    use super::super::bench::{Bench, new_connection};
    use super::*;
    use crate::kernel::{ConnectionId, FixedClock, Problem, ProblemCode};

    struct Recorder {
        bench: Bench,
        runs: Mutex<Vec<RunCause>>,
        is_keyless: Mutex<bool>,
    }

    #[async_trait]
    impl Runner for Recorder {
        async fn run(&self, _: ConnectionId, cause: RunCause) -> RunnerOutcome {
            self.runs.lock().unwrap().push(cause);
            if *self.is_keyless.lock().unwrap() {
                return RunnerOutcome::Refused(Problem::new(ProblemCode::SecretMissing, "no key is stored"));
            }
            self.bench.clock.set(at("2026-11-23T12:00:00Z"));
            RunnerOutcome::Ended(self.bench.run(cause).await.unwrap())
        }
    }

    fn scheduler() -> (Arc<FixedClock>, Arc<Recorder>, Scheduler) {
        let bench = Bench::with_figures();
        let store = Arc::new(
            crate::store::Store::open(
                bench.store.path(),
                crate::store::OpenMode::Existing,
                at("2026-11-23T12:00:00Z"),
            )
            .unwrap(),
        );
        let clock = Arc::new(FixedClock::new(at("2026-11-23T12:00:00Z")));
        let (runs, is_keyless) = (Mutex::default(), Mutex::new(false));
        let recorder = Arc::new(Recorder { bench, runs, is_keyless });
        let scheduler = Scheduler::new(store, clock.clone(), Arc::new(berlin), recorder.clone());
        (clock, recorder, scheduler)
    }

    #[tokio::test]
    async fn due_connections_run_once_and_the_next_run_is_visible() {
        let (clock, recorder, scheduler) = scheduler();
        assert_eq!(scheduler.run_due().await.len(), 1);
        assert_eq!(scheduler.run_due().await.len(), 0);
        let next = scheduler.status().connections[0].next_run_at.unwrap();
        assert_eq!(next, at("2026-11-23T18:00:00Z"));
        clock.set(at("2026-11-26T12:00:00Z"));
        assert_eq!(scheduler.run_due().await.len(), 1);
        assert_eq!(*recorder.runs.lock().unwrap(), [RunCause::Schedule, RunCause::CatchUp]);
    }

    #[tokio::test]
    async fn a_missing_key_is_retried_with_growing_pauses() {
        let (clock, recorder, scheduler) = scheduler();
        *recorder.is_keyless.lock().unwrap() = true;
        for _ in 0..60 {
            scheduler.run_due().await;
            clock.advance(TimeDelta::minutes(1));
        }
        let runs = recorder.runs.lock().unwrap().len();
        assert!((5..8).contains(&runs), "{runs} attempts in an hour");
        assert_eq!(scheduler.status().connections[0].reason, "no key is stored");
    }

    #[tokio::test]
    async fn a_paused_connection_is_left_alone() {
        let (_, recorder, scheduler) = scheduler();
        let bench = &recorder.bench;
        bench.store.write(|tx| set_paused(tx, bench.connection, true)).unwrap();
        assert!(scheduler.run_due().await.is_empty());
        let taken =
            bench.store.write(|tx| add_connection(tx, &new_connection("Main"), at("2026-11-23T12:00:00Z")));
        assert!(matches!(taken, Err(SyncError::LabelTaken { .. })));
    }
}
