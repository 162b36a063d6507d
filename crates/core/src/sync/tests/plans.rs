//! What a run plans with the real descriptors, before and after a complete run.

use chrono::{DateTime, TimeDelta, Utc};

use super::bench::at;
use crate::kernel::{Day, Period, day_end, parse_day};
use crate::ledger::{CoverageDay, CoverageState};
use crate::sources::{Capabilities, Registry};
use crate::sync::{Plan, PlanInput, plan};

const NOON: &str = "2026-11-23T12:00:00Z";

fn planned(source: &str, coverage: &[CoverageDay], now: DateTime<Utc>) -> Plan {
    let registry = Registry::standard();
    let connector = registry.find(source).unwrap();
    let offers = connector.offers(&Capabilities::default(), now.date_naive());
    plan(&PlanInput {
        descriptor: connector.descriptor(),
        offers: &offers,
        coverage,
        backfill_from: parse_day("2025-11-23").unwrap(),
        now,
    })
}

/// Everything that was planned, read at one instant.
fn read(plan: &Plan, read_at: DateTime<Utc>) -> Vec<CoverageDay> {
    let day = |slot: &str, stream: &str, day: Day, state: CoverageState| CoverageDay {
        slot: slot.to_owned(),
        day,
        state,
        stream: stream.to_owned(),
        read_at,
        complete_through: None,
    };
    let state = |day: Day| {
        if day_end(day) <= read_at { CoverageState::Full } else { CoverageState::Partial }
    };
    let mut known = Vec::new();
    for window in &plan.windows {
        let days = window.period.iter_days();
        known.extend(days.map(|on| day(window.stream.slot, window.stream.id, on, state(on))));
    }
    for dark in &plan.not_obtainable {
        let days = dark.period.iter_days();
        known.extend(days.map(|on| day(dark.slot, "", on, CoverageState::NotObtainable)));
    }
    for stream in &plan.directory {
        known.push(day("", stream.id, read_at.date_naive(), CoverageState::Full));
    }
    known
}

/// Days planned by stream, with the number of windows.
fn days_of(plan: &Plan, stream: &str) -> (usize, i64) {
    let periods: Vec<Period> =
        plan.windows.iter().filter(|window| window.stream.id == stream).map(|window| window.period).collect();
    (periods.len(), periods.iter().map(|period| period.days()).sum())
}

#[test]
fn a_run_right_after_a_complete_one_reads_only_the_last_days() {
    for (source, expected) in [
        (
            "openai",
            &[("costs.line_item", (1, 4)), ("usage.completions", (1, 4)), ("usage.decisions", (1, 4))][..],
        ),
        (
            "anthropic",
            &[
                ("analytics.cost", (1, 3)),
                ("analytics.usage.person", (1, 3)),
                ("reports.cost", (0, 0)),
                ("claude_code", (2, 2)),
            ][..],
        ),
    ] {
        let first = planned(source, &[], at(NOON));
        let again = planned(source, &read(&first, at(NOON)), at(NOON) + TimeDelta::hours(2));
        for (stream, windows_and_days) in expected {
            assert_eq!(days_of(&again, stream), *windows_and_days, "{stream}");
        }
        assert!(again.windows.len() <= 13, "{source}: {} windows", again.windows.len());
        assert!(again.directory.is_empty() && again.not_obtainable.is_empty() && again.notes.is_empty());
    }
}

#[test]
fn once_a_day_the_days_that_may_still_be_revised_are_read() {
    let first = planned("anthropic", &[], at(NOON));
    let again = planned("anthropic", &read(&first, at(NOON)), at(NOON) + TimeDelta::days(1));
    assert_eq!(
        days_of(&again, "analytics.cost"),
        (2, 32),
        "30 days before the one read last, and the new ones"
    );
    assert_eq!(days_of(&again, "claude_code").1, 5);
    let first = planned("openai", &[], at(NOON));
    let again = planned("openai", &read(&first, at(NOON)), at(NOON) + TimeDelta::days(1));
    assert_eq!(days_of(&again, "costs.line_item").1, 5);
}

#[test]
fn a_clock_set_back_by_minutes_makes_nothing_be_read_again() {
    let first = planned("openai", &[], at(NOON));
    let again = planned("openai", &read(&first, at(NOON) + TimeDelta::minutes(10)), at(NOON));
    assert_eq!(days_of(&again, "costs.line_item"), (1, 4));
    assert!(again.notes.is_empty(), "{:?}", again.notes);
}
