//! How far the figures can be relied on: freshness of each connection and the trust strip.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::Value;

use super::calendar::Calendar;
use super::error::ExploreError;
use super::figures::Figures;
use super::model::{Freshness, FreshnessState, TrustMeter, TrustState};
use super::queries::{self, ConnectionRow};
use super::reading::Reading;
use super::shares::share;
use crate::kernel::words::{counted, grouped, listed};
use crate::kernel::{Period, day_start, format_instant, parse_instant};

/// How fresh each connection is that is still connected.
pub(super) fn freshness(reading: &Reading<'_>, now: DateTime<Utc>) -> Result<Vec<Freshness>, ExploreError> {
    reading
        .connections
        .iter()
        .filter(|connection| !connection.is_removed)
        .map(|connection| {
            let runs = queries::run_facts(reading.reader, connection.id)?;
            let mut fresh_through: Option<String> = None;
            for (place, slot) in reading.billed_slots(connection).into_iter().enumerate() {
                let day = queries::last_full_day(reading.reader, connection.id, slot)?;
                fresh_through = if place == 0 { day } else { fresh_through.min(day) };
            }
            let state = match (&runs.last_good_at, runs.last_state.as_deref()) {
                (_, Some("failed")) => FreshnessState::Failing,
                (None, _) => FreshnessState::Never,
                (Some(read_at), _) if now - parse_instant(read_at)? > patience(connection) => {
                    FreshnessState::Stale
                }
                _ => FreshnessState::Fresh,
            };
            let (connection_id, label) = (connection.id, connection.label.clone());
            Ok(Freshness { connection_id, label, state, read_at: runs.last_good_at, fresh_through })
        })
        .collect()
}

/// How old a reading may be: its schedule's interval and a little more. A connection without a schedule of its own, or
/// paused, is held to a day.
fn patience(connection: &ConnectionRow) -> TimeDelta {
    let schedule: Value = serde_json::from_str(&connection.schedule_json).unwrap_or_default();
    let kind = schedule.get("kind").and_then(Value::as_str).unwrap_or_default();
    let hours = match kind {
        "every_hours" if !connection.is_paused => {
            schedule.get("hours").and_then(Value::as_i64).unwrap_or(24).clamp(1, 168).saturating_add(1)
        }
        // A cron expression may mean once a week.
        "cron" if !connection.is_paused => 8 * 24,
        _ => 26,
    };
    TimeDelta::hours(hours)
}

/// What the strip is made of.
pub(super) struct Evidence<'a> {
    pub(super) figures: &'a Figures,
    pub(super) freshness: &'a [Freshness],
    pub(super) known: &'a Calendar,
    pub(super) currency: &'a str,
    pub(super) period: Period,
    pub(super) now: DateTime<Utc>,
}

/// Ten-thousandths of tokens with one price from which on figures can be used with care.
const MOSTLY_PRICED: i64 = 9_000;

/// The trust strip, in its order.
pub(super) fn strip(reading: &Reading<'_>, evidence: &Evidence<'_>) -> Result<Vec<TrustMeter>, ExploreError> {
    Ok(vec![
        attributed(evidence.figures, evidence.currency),
        priced(evidence.figures),
        reconciled(),
        fresh(evidence.freshness, evidence.now)?,
        open(reading, evidence)?,
    ])
}

fn meter(id: &str, label: &str, value: &str, state: TrustState, detail: String, opens: &str) -> TrustMeter {
    TrustMeter {
        id: id.to_owned(),
        label: label.to_owned(),
        share_basis_points: None,
        value: value.to_owned(),
        state,
        detail,
        opens: opens.to_owned(),
    }
}

/// Nothing is attributed before an owner exists. What rows name is only what attribution will work from.
fn attributed(figures: &Figures, currency: &str) -> TrustMeter {
    let (mut whole, mut named) = (0_i128, 0_i128);
    for group in figures.owners.iter().filter(|group| group.unit == currency) {
        whole += group.sum.abs();
        if group.values.iter().flatten().any(|value| !value.is_empty()) {
            named += group.sum.abs();
        }
    }
    let detail = match share(named, whole) {
        None => "There is no billed money in this period to attribute".to_owned(),
        Some(points) => {
            let named = format!("{}.{} %", points / 100, (points % 100) / 10);
            format!(
                "Nobody owns spend yet; {named} of billed money names a project or a key to attribute it by"
            )
        }
    };
    meter("attributed", "Attributed", "no owners yet", TrustState::Unknown, detail, "overview")
}

/// Usage that has exactly one price; the rest is named with its tokens, never counted as zero.
fn priced(figures: &Figures) -> TrustMeter {
    let extent = &figures.extent;
    let opens = "prices/unpriced";
    let Some(points) = share(extent.priced, extent.tokens()) else {
        let detail = "There is no usage in this period to rate".to_owned();
        return meter("priced", "Priced", "no usage", TrustState::Unknown, detail, opens);
    };
    let state = match points {
        _ if extent.priced == extent.tokens() && extent.other_unpriced == 0 => TrustState::Good,
        MOSTLY_PRICED.. => TrustState::Warning,
        _ => TrustState::Bad,
    };
    let tokens = |count: i128| grouped(&count.to_string());
    let mut parts = Vec::new();
    if extent.unpriced > 0 {
        parts.push(format!("{} tokens have no price", tokens(extent.unpriced)));
    }
    if extent.range > 0 {
        parts.push(format!("{} tokens lie between two amounts", tokens(extent.range)));
    }
    if extent.waiting > 0 {
        parts.push(format!("{} tokens are not rated yet", tokens(extent.waiting)));
    }
    if extent.other_unpriced > 0 {
        parts.push(format!("{} rows of tools and other meters have no price", tokens(extent.other_unpriced)));
    }
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    let detail = match words.is_empty() {
        true => "Every token has exactly one price".to_owned(),
        false => listed(&words),
    };
    let value = format!("{}.{} %", points / 100, (points % 100) / 10);
    TrustMeter { share_basis_points: Some(points), ..meter("priced", "Priced", &value, state, detail, opens) }
}

fn reconciled() -> TrustMeter {
    let detail = "No invoice is in the workspace to reconcile billed money with".to_owned();
    meter("reconciled", "Reconciled", "no invoice yet", TrustState::Unknown, detail, "overview")
}

fn fresh(freshness: &[Freshness], now: DateTime<Utc>) -> Result<TrustMeter, ExploreError> {
    let of = |state: FreshnessState| -> Vec<&str> {
        freshness.iter().filter(|item| item.state == state).map(|item| item.label.as_str()).collect()
    };
    let (failing, never, stale) =
        (of(FreshnessState::Failing), of(FreshnessState::Never), of(FreshnessState::Stale));
    let mut oldest = None;
    for read_at in freshness.iter().filter_map(|item| item.read_at.as_deref()) {
        let read_at = parse_instant(read_at)?;
        oldest = Some(oldest.map_or(read_at, |known: DateTime<Utc>| known.min(read_at)));
    }
    let value = oldest.map_or_else(|| "never read".to_owned(), |read_at| age(now - read_at));
    let (state, detail) = if freshness.is_empty() {
        (TrustState::Unknown, "Nothing is connected".to_owned())
    } else if !failing.is_empty() {
        (TrustState::Bad, format!("The last sync of {} failed", listed(&failing)))
    } else if !never.is_empty() {
        (TrustState::Bad, format!("{} was never read", listed(&never)))
    } else if !stale.is_empty() {
        (TrustState::Warning, format!("{} is older than its schedule allows", listed(&stale)))
    } else {
        (TrustState::Good, "Every connection was read within its schedule".to_owned())
    };
    Ok(meter("fresh", "Fresh", &value, state, detail, "sources"))
}

/// How long ago, in the largest unit that fits.
fn age(since: TimeDelta) -> String {
    let minutes = since.num_minutes();
    match minutes {
        ..1 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..2880 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1440),
    }
}

fn open(reading: &Reading<'_>, evidence: &Evidence<'_>) -> Result<TrustMeter, ExploreError> {
    let today = evidence.now.date_naive();
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let since = format_instant(day_start(yesterday));
    let restated = queries::restated_since(reading.reader, &since, &today.to_string())?;
    let rejected = queries::rejected_rows(reading.reader, evidence.period)?;
    let missing = i64::try_from(evidence.known.missing_days()).unwrap_or(i64::MAX);
    let failing = evidence.freshness.iter().filter(|item| item.state == FreshnessState::Failing).count();
    let failing = i64::try_from(failing).unwrap_or(i64::MAX);
    let items = [
        (failing, "failing connection", "failing connections"),
        (rejected, "row that cannot be read", "rows that cannot be read"),
        (missing, "day not read", "days not read"),
        (restated, "day restated since yesterday", "days restated since yesterday"),
    ];
    let named: Vec<String> = items
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| counted(*number, one, many))
        .collect();
    if named.is_empty() {
        let detail = "Nothing waits for a decision".to_owned();
        return Ok(meter("open", "Open items", "none", TrustState::Good, detail, "sources"));
    }
    let words: Vec<&str> = named.iter().map(String::as_str).collect();
    let total: i64 = items.iter().map(|(number, ..)| *number).sum();
    let state = if failing > 0 || rejected > 0 { TrustState::Bad } else { TrustState::Warning };
    Ok(meter("open", "Open items", &grouped(&total.to_string()), state, listed(&words), "sources"))
}
