//! Spend of record: when it is apportioned, and what is asked of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::App;
use super::model::{
    SpendAccountView, SpendAmount, SpendClassView, SpendCurrencyView, SpendDayView, SpendDiscrepancyView,
    SpendRecordView, SpendShare, Tag,
};
use super::prices::{billed_slots, metered_primary_slots};
use super::workspace::Workspace;
use crate::kernel::words::{counted, figure, listed, units};
use crate::kernel::{DayRange, Period, Problem, ProblemCode};
use crate::pricing::views::{PrimarySlot, model_of};
use crate::spend::{
    AmountBasis, Class, DiscrepancyKind, DiscrepancyRow, Grade, HeldRow, Level, PeriodView, Slots,
    SpendCounts, SpendEnv, SpendPeriod, SpendSums, apportion_due, due_days, period_view,
};

/// Differences told at once.
const MOST_DISCREPANCIES: usize = 100;
/// Longest period, in days.
const MOST_DAYS: i64 = 1100;

/// Classes, evidence, accounts, days and discrepancies of a period.
pub fn record(app: &App, range: DayRange) -> Result<SpendRecordView, Problem> {
    let period = range.period()?;
    if period.days() > MOST_DAYS {
        let message = format!("the period has {} days: at most {MOST_DAYS} can be asked for", period.days());
        return Err(Problem::new(ProblemCode::BadRequest, message).about("range"));
    }
    let workspace = app.workspace()?;
    let view = workspace.store.read::<_, Problem>(|reader| Ok(period_view(reader, period)?))?;
    let due = with_env(app, &workspace, &|| false, &|_, _| (), |env| Ok(due_days(env)?))?;
    let waiting = due.iter().filter(|day| is_within(day, period)).count() as u64;
    Ok(told(&view, waiting))
}

fn is_within(day: &str, period: Period) -> bool {
    day >= period.start().to_string().as_str() && day < period.end().to_string().as_str()
}

/// Runs with what apportioning needs: the slots of every source, and names of models as the book in force has them.
fn with_env<T>(
    app: &App,
    workspace: &Workspace,
    is_cancelled: &dyn Fn() -> bool,
    progress: &dyn Fn(u64, u64),
    work: impl FnOnce(&SpendEnv<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let (billed, metered): (Vec<PrimarySlot>, Vec<PrimarySlot>) =
        (billed_slots(&app.options.registry), metered_primary_slots(&app.options.registry));
    let in_force = app.in_force_of(workspace)?;
    let pricer = Arc::clone(&in_force.ready.pricer);
    // Names as the book had them when it came here, so that a rebuild on another day finds the same.
    let at = in_force.pricing.book.loaded_at;
    let names = move |channel: &str, name: &str| model_of(&pricer, channel, name, at);
    work(&SpendEnv {
        store: &workspace.store,
        slots: Slots { billed: &billed, metered: &metered },
        names: &names,
        names_version: &in_force.pricing.book.hash,
        is_cancelled,
        progress,
    })
}

impl App {
    /// Apportions the days whose books changed in the open workspace; answers what was done.
    pub fn apportion_waiting(&self) -> Result<SpendCounts, Problem> {
        let workspace = self.workspace()?;
        self.apportion(&workspace, &|| false, &|_, _| ())
    }

    /// The same after something was changed that days are apportioned from. That it cannot be done now is no failure of the
    /// change: the days stay due.
    pub(in crate::app) fn apportion_what_changed(&self) {
        if let Err(problem) = self.apportion_waiting() {
            tracing::warn!(%problem, "days wait to be apportioned again");
        }
    }

    /// The same for a workspace that may have been left behind since.
    pub(in crate::app) fn apportion_opened(&self, workspace: &Workspace) {
        if let Err(problem) = self.apportion(workspace, &|| false, &|_, _| ()) {
            tracing::warn!(%problem, "days wait to be apportioned again");
        }
    }

    /// The same for one workspace, telling how far it is. Only one pass runs at a time.
    pub(in crate::app) fn apportion(
        &self,
        workspace: &Workspace,
        is_cancelled: &dyn Fn() -> bool,
        progress: &dyn Fn(u64, u64),
    ) -> Result<SpendCounts, Problem> {
        let _turn = workspace.spend_turn();
        let counts = with_env(self, workspace, is_cancelled, progress, |env| Ok(apportion_due(env)?))?;
        if counts.days > 0 || counts.held > 0 {
            self.tell_stale(&[Tag::Spend]);
        }
        Ok(counts)
    }
}

/// Apportions what a run brought, as the last step of its job.
pub(super) async fn apportion_after_run(app: &Arc<App>, workspace: &Arc<Workspace>) {
    let (app, workspace) = (Arc::clone(app), Arc::clone(workspace));
    let work = tokio::task::spawn_blocking(move || app.apportion_opened(&workspace));
    if work.await.is_err() {
        tracing::warn!("apportioning stopped in the middle");
    }
}

fn told(view: &PeriodView, waiting: u64) -> SpendRecordView {
    let discrepancies = view.discrepancies.iter().take(MOST_DISCREPANCIES);
    let mut notes = Vec::new();
    if waiting > 0 {
        notes.push(format!("{} yet to be apportioned again", counted(waiting, "day is", "days are")));
    }
    for period in view.currencies.iter().filter(|period| period.sums.bases.len() > 1) {
        let words: Vec<String> = period
            .sums
            .bases
            .iter()
            .map(|(basis, nanos)| format!("{} {basis}", figure(*nanos, &period.currency)))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        notes.push(format!("accounts or days have different books: {}", listed(&words)));
    }
    notes.extend(held_notes(&view.held));
    SpendRecordView {
        currencies: view.currencies.iter().map(currency).collect(),
        discrepancies: discrepancies.map(|row| discrepancy(row, view)).collect(),
        discrepancies_total: view.discrepancies.len() as u64,
        waiting_days: waiting,
        notes,
    }
}

/// What closed months would be now, by month and currency.
fn held_notes(held: &[HeldRow]) -> Vec<String> {
    let mut months: BTreeMap<(&str, &str), (u64, i128)> = BTreeMap::new();
    for row in held {
        let month = row.day.get(..7).unwrap_or(&row.day);
        let (days, difference) = months.entry((month, &row.currency)).or_default();
        *days += 1;
        *difference += i128::from(row.now_nanos) - i128::from(row.closed_nanos);
    }
    let note = |((month, currency), (days, difference)): ((&str, &str), (u64, i128))| {
        let days = counted(days, "day", "days");
        let would = match difference {
            0 => "the same amount divided otherwise".to_owned(),
            1.. => format!("{} more", figure(difference, currency)),
            _ => format!("{} less", figure(-difference, currency)),
        };
        format!("{month} is closed and stands: by what came since, {days} of it would be {would}")
    };
    months.into_iter().map(note).collect()
}

fn currency(period: &SpendPeriod) -> SpendCurrencyView {
    let account = |account: &crate::spend::SpendAccount| SpendAccountView {
        connection_id: (account.connection != 0).then_some(account.connection),
        label: if account.connection == 0 {
            "accounts that are not connected".to_owned()
        } else {
            account.label.clone()
        },
        amount: amount(&account.sums, &period.currency),
    };
    SpendCurrencyView {
        currency: period.currency.clone(),
        amount: amount(&period.sums, &period.currency),
        cache_benefit: period.cache_benefit.map(units),
        cache_unknown: period.cache_unknown,
        accounts: period.accounts.iter().map(account).collect(),
        days: period
            .days
            .iter()
            .map(|(day, sums)| SpendDayView { day: day.clone(), amount: amount(sums, &period.currency) })
            .collect(),
    }
}

/// A class with what is known of it: retries that nothing tells of are not zero.
fn class_view(sums: &SpendSums, class: Class, currency: &str) -> SpendClassView {
    let known = match class {
        Class::Retry => sums.retries(),
        _ => Some(sums.classes.get(class)),
    };
    let is_in_doubt = class == Class::Retry && sums.retry_unknown != 0;
    let reason = || match known {
        None if sums.retry_unknown_seen == 0 => {
            "no request of this spend is seen, so nothing tells what of it is retries".to_owned()
        }
        None => "no request of this spend tells whether it is a retry".to_owned(),
        Some(_) if sums.retry_unknown_seen == 0 => {
            format!("of {} no request is seen", figure(sums.retry_unknown, currency))
        }
        Some(_) => format!(
            "of {} it is not known whether it is retries, {} of it of requests that do not tell",
            figure(sums.retry_unknown, currency),
            figure(sums.retry_unknown_seen, currency),
        ),
    };
    SpendClassView {
        name: class.name().to_owned(),
        label: class_label(class).to_owned(),
        value: known.map(units),
        share_basis_points: known.and_then(|nanos| points(nanos, sums.total())),
        reason: is_in_doubt.then(reason),
    }
}

fn amount(sums: &SpendSums, currency: &str) -> SpendAmount {
    let whole = sums.total();
    let share = |name: &str, label: &str, nanos: i128| SpendShare {
        name: name.to_owned(),
        label: label.to_owned(),
        value: units(nanos),
        share_basis_points: points(nanos, whole),
    };
    let level = |level: &Level| {
        share(level.name(), level_label(*level), sums.levels.get(level).copied().unwrap_or(0))
    };
    let grade = |grade: &Grade| {
        share(grade.name(), grade_label(*grade), sums.grades.get(grade).copied().unwrap_or(0))
    };
    SpendAmount {
        value: units(whole),
        basis: sums.basis().to_owned(),
        classes: Class::ALL.iter().map(|class| class_view(sums, *class, currency)).collect(),
        retry_unknown: units(sums.retry_unknown),
        retry_unknown_seen: units(sums.retry_unknown_seen),
        levels: Level::ALL.iter().map(level).collect(),
        grades: Grade::ALL.iter().map(grade).collect(),
        bases: AmountBasis::ALL
            .iter()
            .filter_map(|basis| Some(share(basis.name(), basis.name(), *sums.bases.get(basis.name())?)))
            .collect(),
        seen_basis_points: points(sums.seen(), whole),
    }
}

/// Part of a whole in ten-thousandths, rounded down.
fn points(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(part.saturating_mul(10_000).div_euclid(whole)).ok()
}

const fn class_label(class: Class) -> &'static str {
    match class {
        Class::Retry => "Retry",
        Class::Batch => "Batch",
        Class::CacheWrite => "Cache write",
        Class::CacheRead => "Cache read",
        Class::Input => "Input",
        Class::Output => "Output",
        Class::Other => "Other",
    }
}

const fn level_label(level: Level) -> &'static str {
    match level {
        Level::Seen => "Seen on requests",
        Level::NotSeen => "Not seen by any gateway",
        Level::NotExplained => "Not explained by usage",
    }
}

const fn grade_label(grade: Grade) -> &'static str {
    match grade {
        Grade::Measured => "A: measured on the request",
        Grade::Owned => "B: a key or project of the provider",
        Grade::Apportioned => "C: apportioned by usage",
        Grade::None => "No evidence whose it is",
    }
}

fn discrepancy(row: &DiscrepancyRow, view: &PeriodView) -> SpendDiscrepancyView {
    SpendDiscrepancyView {
        kind: row.kind.clone(),
        text: DiscrepancyKind::parse(&row.kind).map_or("", discrepancy_text).to_owned(),
        connection_id: (row.connection != 0).then_some(row.connection),
        connection: view.labels.get(&row.connection).cloned().unwrap_or_default(),
        channel: row.channel.clone(),
        model: row.model.clone(),
        meter: row.meter.clone(),
        about: about(row, view),
        value: row.amount_nanos.map(|nanos| units(i128::from(nanos))),
        currency: row.currency.clone(),
        quantity: row.quantity.to_string(),
        days: row.days,
    }
}

/// All that tells a difference apart from others of its kind.
fn about(row: &DiscrepancyRow, view: &PeriodView) -> String {
    let account = view.labels.get(&row.connection).map_or("", String::as_str);
    let model = if row.model.is_empty() { "no model told" } else { &row.model };
    // A name that says who sold it needs it not said twice.
    let channel = if account.to_lowercase().contains(&row.channel) { "" } else { &row.channel };
    let words = [account, channel, model, meter_label(&row.meter)];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

fn meter_label(meter: &str) -> &'static str {
    match meter {
        "input" => "input",
        "cache_write" => "cache write",
        "cache_read" => "cache read",
        "output" => "output",
        _ => "other than tokens",
    }
}

const fn discrepancy_text(kind: DiscrepancyKind) -> &'static str {
    match kind {
        DiscrepancyKind::MeteredOverBilled => "Usage at our rates is more than was billed for it",
        DiscrepancyKind::UsageWithoutCharge => "The provider counted usage that no charge is for",
        DiscrepancyKind::ObservedOverMetered => "Gateways saw more than the provider counted",
        DiscrepancyKind::ObservedWithoutUsage => "Gateways saw usage that the provider tells nothing of",
        DiscrepancyKind::UnpricedUsage => "Usage without a price took no share by cost",
        DiscrepancyKind::UnpricedRequests => "Requests without a price took no share by cost",
    }
}
