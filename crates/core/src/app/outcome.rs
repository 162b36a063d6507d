//! What a run did, in the words of the tray and of a notification.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::App;
use super::workspace::Workspace;
use crate::kernel::{Currency, Problem, day_end};
use crate::ledger::{self, RunChange};
use crate::pricing::RatedCounts;
use crate::sources::Book;
use crate::sync::{ConnectionRow, RunReport, RunState};

/// A change of earlier days below this is not worth a notification: one cent.
const NOTICED_NANOS: u64 = 10_000_000;
/// Changes looked at for a notification.
const CHANGES_READ: u32 = 5000;

/// `31 days read, 3 restated, +12.40 USD`; a failed run says why first.
pub(super) fn sentence(report: &RunReport) -> String {
    let stats = &report.stats;
    let mut parts = vec![format!("{} read", counted(stats.days_read, "day"))];
    if stats.buckets_restated > 0 {
        parts.push(format!("{} restated", stats.buckets_restated));
    }
    if stats.rows_rejected > 0 {
        parts.push(format!("{} kept aside with a reason", counted(stats.rows_rejected, "row")));
    }
    let money = signed(&stats.billed_delta_nanos);
    if !money.is_empty() {
        parts.push(money);
    } else if stats.buckets_new == 0 && stats.buckets_restated == 0 {
        parts.push("nothing changed".to_owned());
    }
    let done = parts.join(", ");
    match (&report.problem, report.state) {
        (Some(problem), _) => format!("{}. {done}", with_hint(problem)),
        (None, RunState::Cancelled) => format!("Stopped by hand. {done}"),
        (None, _) => done,
    }
}

/// What was rated of the usage a run brought, as a sentence of its own; empty when there was none.
pub(super) fn rated(rated: &Result<RatedCounts, Problem>) -> String {
    let counts = match rated {
        Ok(counts) => counts,
        Err(problem) => return format!(". Usage was not rated: {}", problem.message),
    };
    let billable = counts.rows().saturating_sub(counts.not_billable);
    if billable == 0 {
        return String::new();
    }
    let mut parts = vec![format!("{} rated", counted(counts.priced, "usage row"))];
    if counts.range > 0 {
        parts.push(format!("{} as a range", counts.range));
    }
    if counts.unpriced > 0 {
        parts.push(format!("{} without a price", counts.unpriced));
    }
    format!(". {}", parts.join(", "))
}

/// Message and hint as one text.
pub(super) fn with_hint(problem: &Problem) -> String {
    let message = first_upper(&problem.message);
    if problem.hint.is_empty() { message } else { format!("{message}. {}", first_upper(&problem.hint)) }
}

/// What changed of days that were over when they were read before; `None` when it is not worth a notification.
pub(super) fn restatement(
    app: &App,
    workspace: &Workspace,
    row: &ConnectionRow,
    report: &RunReport,
) -> Option<String> {
    if report.stats.buckets_restated == 0 {
        return None;
    }
    let source = app.source(&row.source).ok()?;
    let is_billed = |slot: &str| {
        source.slot(slot).is_some_and(|slot| slot.book == Book::Billed && slot.alternate_of.is_none())
    };
    let changes =
        workspace.store.read(|reader| ledger::changes_of_run(reader, report.run, CHANGES_READ)).ok()?;
    let mut days = 0_u64;
    let mut moved = BTreeMap::<Currency, i64>::new();
    for change in changes.iter().filter(|change| is_billed(&change.slot)) {
        let delta = restated_delta(change);
        if delta.values().any(|nanos| nanos.unsigned_abs() >= NOTICED_NANOS) {
            days = days.saturating_add(1);
            for (currency, nanos) in delta {
                let sum = moved.entry(currency).or_default();
                *sum = sum.saturating_add(nanos);
            }
        }
    }
    (days > 0)
        .then(|| format!("{} restated by the provider, {} billed", counted(days, "day"), signed(&moved)))
}

/// After minus before of a day that was over when it was first read; a day that was still open only grew.
fn restated_delta(change: &RunChange) -> BTreeMap<Currency, i64> {
    match &change.before {
        Some(before) if before.recorded_at >= day_end(change.day) => {
            ledger::difference(&before.billed_nanos, &change.after.billed_nanos)
        }
        _ => BTreeMap::new(),
    }
}

fn counted(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

fn signed(totals: &BTreeMap<Currency, i64>) -> String {
    let parts: Vec<String> = totals
        .iter()
        .map(|(currency, nanos)| {
            let units = Decimal::from_i128_with_scale(i128::from(*nanos), 9);
            let cents = units.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
            let sign = if *nanos >= 0 { "+" } else { "-" };
            if cents.is_zero() && *nanos != 0 {
                format!("less than {sign}0.01 {currency}")
            } else {
                format!("{sign}{:.2} {currency}", cents.abs())
            }
        })
        .collect();
    parts.join(", ")
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{ProblemCode, RunId};
    use crate::sync::RunStats;

    fn report(stats: RunStats) -> RunReport {
        RunReport { run: RunId(1), state: RunState::Succeeded, stats, problem: None, notes: Vec::new() }
    }

    #[test]
    fn an_outcome_is_told_in_days_and_money() {
        let stats = RunStats {
            days_read: 31,
            buckets_restated: 3,
            billed_delta_nanos: BTreeMap::from([(Currency::USD, 12_400_000_000)]),
            ..RunStats::default()
        };
        assert_eq!(sentence(&report(stats)), "31 days read, 3 restated, +12.40 USD");
        let same = RunStats { days_read: 1, buckets_same: 1, ..RunStats::default() };
        assert_eq!(sentence(&report(same)), "1 day read, nothing changed");
    }

    #[test]
    fn a_failed_run_says_why_and_what_to_do() {
        let problem =
            Problem::new(ProblemCode::Unreachable, "api.example.com cannot be reached").hint("try again");
        let report =
            RunReport { problem: Some(problem), state: RunState::Failed, ..report(RunStats::default()) };
        assert_eq!(
            sentence(&report),
            "Api.example.com cannot be reached. Try again. 0 days read, nothing changed"
        );
    }

    #[test]
    fn small_amounts_are_never_shown_as_zero() {
        assert_eq!(signed(&BTreeMap::from([(Currency::USD, -1)])), "less than -0.01 USD");
    }
}
